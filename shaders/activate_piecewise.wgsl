// activate_piecewise: activate for the activations that are two straight lines, a twentieth of the instructions: software
// adapters run every case of a switch.
//   post[r, c] = x where x >= 0, left x where x < 0, x = pre[r, c], for c < columns, 0 in the padding
//   What is no number passes on as it is: max(x, 0) would make a zero of it, and hide that a network left f32.
//   pre, post [rows, c4] vec4f;  kind = the place of phi in ACTIVATIONS: linear, ReLU or leaky ReLU
// Mapping: one thread per vec4.
// Float64 twin: src/reference/activations.ts, activate
// Requires: lib/piecewise.wgsl

struct Params { rows : u32, columns : u32, c4 : u32, kind : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> pre : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> post : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let at = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  if (at >= params.rows * params.c4) { return; }
  let inside = 4u * (at % params.c4) + vec4u(0u, 1u, 2u, 3u) < vec4u(params.columns);
  let x = pre[at];
  post[at] = select(vec4f(0.0), select(x, left_slope(params.kind) * x, x < vec4f(0.0)), inside);
}
