// sum_columns: scaled column sums of a small-width matrix, written into a slot of the readings.
//   readings[slot + c] = scale * sum_r x[r, c]
//   x [rows, cols] f32;  readings [...] f32
// Mapping: one workgroup per column, lanes stride over the rows; a fixed order, so equal runs read equal sums.
// Float64 twin: in src/kernels/sum_columns.ts
// Requires: lib/reduce.wgsl

struct Params { rows : u32, cols : u32, slot : u32, scale : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<f32>;
@group(0) @binding(2) var<storage, read_write> readings : array<f32>;

override WORKGROUP_SIZE : u32 = 256u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) lane : u32) {
  var sum = 0.0;
  for (var row = lane; row < params.rows; row += WORKGROUP_SIZE) {
    sum += x[row * params.cols + group.x];
  }
  let total = workgroup_sum(vec4f(sum), lane).x;
  if (lane == 0u) { readings[params.slot + group.x] = params.scale * total; }
}
