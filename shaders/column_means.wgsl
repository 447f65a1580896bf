// column_means: the mean row.
//   mean[c] = x[0, c] + 1/n sum_r (x[r, c] - x[0, c])
//   x [rows, d4] vec4f;  mean [d4] vec4f
// Differences from the first row: equal rows have exactly that row as their mean, and nothing but zeros once centred.
// Mapping: one workgroup per 4 columns, lanes stride over the rows.
// Float64 twin: src/reference/vector.ts, meanRow
// Requires: lib/reduce.wgsl

struct Params { rows : u32, d4 : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> mean : array<vec4f>;

override WORKGROUP_SIZE : u32 = 256u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) lane : u32) {
  let origin = x[group.x];
  var sum = vec4f(0.0);
  for (var row = lane; row < params.rows; row += WORKGROUP_SIZE) {
    sum += x[row * params.d4 + group.x] - origin;
  }
  let total = workgroup_sum(sum, lane);
  if (lane == 0u) { mean[group.x] = origin + total / f32(params.rows); }
}
