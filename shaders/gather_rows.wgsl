// gather_rows: rows in an order of the caller's, such as a thinned or a sorted set.
//   gathered[i, :] = x[order[i], :]
//   x [.., d4] vec4f;  order [rows] u32, below the rows of x;  gathered [rows, d4] vec4f
// Mapping: one thread per vec4 of the output.
// Float64 twin: in src/kernels/gather_rows.ts

struct Params { rows : u32, d4 : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<vec4f>;
@group(0) @binding(2) var<storage, read> order : array<u32>;
@group(0) @binding(3) var<storage, read_write> gathered : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let index = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  if (index >= params.rows * params.d4) { return; }
  let row = index / params.d4;
  gathered[index] = x[order[row] * params.d4 + index % params.d4];
}
