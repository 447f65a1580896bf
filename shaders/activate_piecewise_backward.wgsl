// activate_piecewise_backward: activate_backward for the activations that are two straight lines.
//   pre_gradient[r, c] = gradient[r, c] (1 where pre[r, c] > 0, left elsewhere) for c < columns, 0 in the padding
//   pre, gradient, pre_gradient [rows, c4] vec4f;  kind = the place of phi in ACTIVATIONS: linear, ReLU or leaky ReLU
// Mapping: one thread per vec4.
// Float64 twin: src/reference/activations.ts, activateSlope
// Requires: lib/piecewise.wgsl

struct Params { rows : u32, columns : u32, c4 : u32, kind : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> pre : array<vec4f>;
@group(0) @binding(2) var<storage, read> gradient : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> pre_gradient : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let at = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  if (at >= params.rows * params.c4) { return; }
  let inside = 4u * (at % params.c4) + vec4u(0u, 1u, 2u, 3u) < vec4u(params.columns);
  let slope = select(vec4f(left_slope(params.kind)), vec4f(1.0), pre[at] > vec4f(0.0));
  pre_gradient[at] = select(vec4f(0.0), gradient[at] * slope, inside);
}
