// row_similarity: dot products of one row with every row.
//   similarities[i] = z_q . z_i
//   z [rows, d4] vec4f;  similarities [rows] f32
// Mapping: one thread per row.
// Float64 twin: in src/kernels/row_similarity.ts

struct Params { rows : u32, d4 : u32, query : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> similarities : array<f32>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  if (id.x >= params.rows) { return; }
  var sum = 0.0;
  for (var k = 0u; k < params.d4; k++) {
    sum += dot(z[params.query * params.d4 + k], z[id.x * params.d4 + k]);
  }
  similarities[id.x] = sum;
}
