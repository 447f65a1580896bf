// initialize_inputs: seeded rows whose mean cosine is a given number.
//   x_r = scale (sqrt(correlation) u + sqrt(1 - correlation) xi_r),  u, xi_r ~ N(0, I)
//   x [rows, c4] vec4f; columns past the last are zero
// u is drawn at row 0 of the stream and xi_r at row r + 1, so a row depends on nothing but its number.
// Mapping: one thread per vector of 4 columns.
// TypeScript twin: src/random.ts, RandomStream
// Requires: lib/random.wgsl

struct Params { key : vec2u, rows : u32, columns : u32, c4 : u32, correlation : f32, scale : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read_write> x : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let at = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  if (at >= params.rows * params.c4) { return; }
  let row = at / params.c4;
  let block = at % params.c4;
  let shared_part = normal_vec4(params.key, 0u, block, params.columns);
  let own = normal_vec4(params.key, row + 1u, block, params.columns);
  x[at] = params.scale * (sqrt(params.correlation) * shared_part + sqrt(1.0 - params.correlation) * own);
}
