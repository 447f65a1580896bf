// phase_activate_backward: the gradient through one layer of the networks of phase_activate.
//   dS/dh = gain y,  y = dS/dz_after W_after^T;   dS/dz = phi'(z) dS/dh
//   kept: pre_gradient = dS/dz / 2^f and records[slot, cell] = (f, mean (dS/dh)^2 / 2^2f, mean pre_gradient^2, 0)
//   f = f_before + exponent of gain sqrt(mean pre_gradient_before^2), f_before from records[before, cell]; y is over 2^f_before
//   dials, y, sources, first as in phase_activate;  pre (z / 2^e) of this layer, e in records[layer, cell]
// Mapping: one workgroup per network, lanes stride over its values.
// Float64 twin: src/reference/phase.ts, phaseActivateBackward
// Requires: lib/dials.wgsl, lib/activations.wgsl, lib/reduce.wgsl

struct Params {
  cells : u32, first : u32, inputs : u32, c4 : u32,
  sources : u32, layer : u32, before : u32, slot : u32, kind : u32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> dials : array<vec4f>;
@group(0) @binding(2) var<storage, read> y : array<vec4f>;
@group(0) @binding(3) var<storage, read> pre : array<vec4f>;
@group(0) @binding(4) var<storage, read_write> records : array<vec4f>;
@group(0) @binding(5) var<storage, read_write> pre_gradient : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) lane : u32) {
  let cell = group.x;
  let gain = dials[params.first + cell].x;
  let before = records[params.before * params.cells + cell];
  let carried = i32(before.x);
  let predicted = scaled_exponent(carried, gain, before.z);
  // No gradient is left: any exponent holds it.
  let exponent = select(predicted, carried, of_nothing(predicted));
  let of_y = gain * power_of_two(carried - exponent);
  let forward = i32(records[params.layer * params.cells + cell].x);
  let near = power_of_two(clamp(forward, -HOMOGENEOUS, HOMOGENEOUS));
  let size = params.inputs * params.c4;
  let source = (cell % params.sources) * size;

  var squares = vec4f(0.0);
  for (var i = lane; i < size; i += WORKGROUP_SIZE) {
    let d = of_y * y[source + i];
    let dz = d * activate_slope(params.kind, near * pre[cell * size + i]);
    pre_gradient[cell * size + i] = dz;
    squares += vec4f(dot(d, d), dot(dz, dz), 0.0, 0.0);
  }
  let total = workgroup_sum(squares, lane);
  let mean = total / f32(4u * size);
  if (lane == 0u) { records[params.slot * params.cells + cell] = record_of(exponent, mean.x, mean.y); }
}
