// column_sums: scaled sum over the rows of every column, such as the gradient of a bias.
//   sums[c] = scale sum_r x[r, c]
//   x [rows, c4] vec4f;  sums [c4] vec4f
// Mapping: one workgroup per 4 columns, lanes stride over the rows.
// Float64 twin: src/reference/linear.ts, columnSums
// Requires: lib/reduce.wgsl

struct Params { rows : u32, c4 : u32, scale : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> sums : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) lane : u32) {
  var sum = vec4f(0.0);
  for (var row = lane; row < params.rows; row += WORKGROUP_SIZE) {
    sum += x[row * params.c4 + group.x];
  }
  let total = workgroup_sum(sum, lane);
  if (lane == 0u) { sums[group.x] = params.scale * total; }
}
