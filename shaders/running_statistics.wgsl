// running_statistics: running mean and variance of batch normalisation after one more batch, in place.
//   mean = (1 - m) mean + m batch_mean;   variance = (1 - m) variance + m batch_variance count / (count - 1)
//   batch, running [groups] vec4f: (mean, variance, 1 / sqrt(variance + eps), rest), the mean being mean + rest
// The batch's variance is the biased one, count elements a group (2 or more); what is kept is the unbiased estimate.
// momentum 0 keeps mean and variance, and renews the inverse root for another eps.
// Mapping: one thread per group.
// Float64 twin: src/reference/normalization.ts, runningUpdate

struct Params { groups : u32, count : u32, momentum : f32, eps : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> batch : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> running : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let group = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  if (group >= params.groups) { return; }
  let now = batch[group];
  let old = running[group];
  let low = old.w + params.momentum * ((now.x - old.x) + (now.w - old.w));
  let mean = old.x + low;
  // Knuth's two-sum: what the addition lost, exactly.
  let added = mean - old.x;
  let rest = (old.x - (mean - added)) + (low - added);
  let unbiased = now.y * (f32(params.count) / f32(params.count - 1u));
  let variance = old.y + params.momentum * (unbiased - old.y);
  let root = sqrt(variance + params.eps);
  running[group] = vec4f(mean, variance, select(0.0, 1.0 / max(root, 1e-37), root > 0.0), rest);
}
