// phase_activate: one layer of many networks that share weights and biases, each with its own gain and bias deviation.
//   z = gain y + deviation b;   h = phi(z);   y = h_before W, of every input of every network
//   kept: pre = z / 2^e, post = h / 2^e, and records[layer, cell] = (e, mean pre^2, mean post^2, 0); y is over 2^e_before
//   e = max(e_before + exponent of gain sqrt(mean post_before^2), exponent of deviation), so that mean pre^2 is near 1
//   dials [all cells, 4]: gain, deviation, 0, 0;  cells of this dispatch begin at `first`
//   y [sources * inputs, 4 c4], sources = cells, or 1 where all cells begin alike;  bias (b) [4 c4]
//   records [slots, cells, 4];  pre, post [cells * inputs, 4 c4];  layer >= 1
// Mapping: one workgroup per network, lanes stride over its values.
// Float64 twin: src/reference/phase.ts, phaseActivate
// Requires: lib/dials.wgsl, lib/activations.wgsl, lib/reduce.wgsl

struct Params { cells : u32, first : u32, inputs : u32, c4 : u32, sources : u32, layer : u32, kind : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> dials : array<vec4f>;
@group(0) @binding(2) var<storage, read> y : array<vec4f>;
@group(0) @binding(3) var<storage, read> bias : array<vec4f>;
@group(0) @binding(4) var<storage, read_write> records : array<vec4f>;
@group(0) @binding(5) var<storage, read_write> pre : array<vec4f>;
@group(0) @binding(6) var<storage, read_write> post : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

fn layer_exponent(before : vec4f, gain : f32, deviation : f32) -> i32 {
  let exponent = max(scaled_exponent(i32(before.x), gain, before.z), exponent_of(deviation));
  return select(exponent, 0, of_nothing(exponent));
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) lane : u32) {
  let cell = group.x;
  let gain = dials[params.first + cell].x;
  let deviation = dials[params.first + cell].y;
  let before = records[(params.layer - 1u) * params.cells + cell];
  let exponent = layer_exponent(before, gain, deviation);
  let of_y = gain * power_of_two(i32(before.x) - exponent);
  let of_bias = deviation * power_of_two(-exponent);
  let near = clamp(exponent, -HOMOGENEOUS, HOMOGENEOUS);
  let size = params.inputs * params.c4;
  let source = (cell % params.sources) * size;

  var squares = vec4f(0.0);
  for (var i = lane; i < size; i += WORKGROUP_SIZE) {
    let u = of_y * y[source + i] + of_bias * bias[i % params.c4];
    let h = power_of_two(-near) * activate(params.kind, power_of_two(near) * u);
    pre[cell * size + i] = u;
    post[cell * size + i] = h;
    squares += vec4f(dot(u, u), dot(h, h), 0.0, 0.0);
  }
  let total = workgroup_sum(squares, lane);
  let mean = total / f32(4u * size);
  if (lane == 0u) { records[params.layer * params.cells + cell] = record_of(exponent, mean.x, mean.y); }
}
