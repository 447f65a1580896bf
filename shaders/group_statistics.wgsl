// group_statistics: moments of whole groups turned into what a normalisation reads, in place.
//   before: (count, mean - pivot, sum of squares / 4^e, e), as group_moments writes them, pivot = x at the group's start
//   after:  (mean, variance, 1 / sqrt(variance + eps), rest): mean + rest is the mean beyond the 24 bits of an f32
//   x [elements] f32, by strides;  statistics [groups] vec4f;  centre 0: pivot = 0;  root_eps = sqrt(eps)
// The root is taken of scaled numbers: it is right where the variance is beyond f32 (stored as 3.4e38 then, and 0 below).
// A group of one value gets variance 0, and the inverse root of 0 + 0 is 0.
// Mapping: one thread per group.
// Float64 twin: src/reference/normalization.ts, groupStatistics
// Requires: lib/groups.wgsl, lib/exponents.wgsl

struct Params {
  kept_sizes : vec4u, kept_elements : vec4u,
  groups : u32, kept_runs : u32, centre : u32, root_eps : f32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<f32>;
@group(0) @binding(2) var<storage, read_write> statistics : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

const LARGEST : f32 = 3.4e38;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let group = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  if (group >= params.groups) { return; }
  let moments = statistics[group];
  let base = run_offset(group, 0u, params.kept_runs, params.kept_sizes, params.kept_elements);
  let pivot = select(0.0, x[base], params.centre == 1u);
  let mean = pivot + moments.y;
  // Knuth's two-sum: what the addition lost, exactly.
  let added = mean - pivot;
  let rest = (pivot - (mean - added)) + (moments.y - added);

  let exponent = i32(moments.w);
  let square = moments.z / moments.x;
  let beyond = 2 * exponent + exponent_of(square) > 126;
  let variance = select(square * power_of_two(exponent) * power_of_two(exponent), LARGEST, beyond);

  let unit = max(exponent, exponent_of(params.root_eps));
  let eps = params.root_eps * power_of_two(-unit);
  let root = sqrt(square * power_of_two(2 * (exponent - unit)) + eps * eps);
  let inverse = select(0.0, power_of_two(-unit) / max(root, 1e-37), root > 0.0);
  statistics[group] = vec4f(mean, variance, inverse, rest);
}
