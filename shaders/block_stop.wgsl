// block_stop: the loss of every active block, and whether the block stops there or takes the step.
//   loss = mean of the block's losses;  active = loss >= threshold;  steps counts the steps taken
//   losses [blocks rows] f32, nats;  runs [blocks] vec4f = (tau, active, steps, loss), steps exact below 2^24
// A block that has stopped keeps its row. A threshold of 0 never stops: no loss is negative.
// Mapping: one workgroup per block, lanes stride over its rows; a fixed order, so equal runs read equal losses.
// Float64 twin: in src/kernels/block_stop.ts
// Requires: lib/reduce.wgsl

struct Params { blocks : u32, rows : u32, threshold : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> losses : array<f32>;
@group(0) @binding(2) var<storage, read_write> runs : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) lane : u32) {
  var sum = 0.0;
  for (var row = lane; row < params.rows; row += WORKGROUP_SIZE) {
    sum += losses[group.x * params.rows + row];
  }
  let total = workgroup_sum(vec4f(sum), lane).x;
  if (lane > 0u) { return; }
  let run = runs[group.x];
  if (run.y == 0.0) { return; }
  let loss = total / f32(params.rows);
  let goes_on = select(1.0, 0.0, loss < params.threshold);
  runs[group.x] = vec4f(run.x, goes_on, run.z + goes_on, loss);
}
