// group_sums_merge: partial sums added in their order, up to fan_in at a time.
//   merged[g, k] = sum of partials[g, k fan_in .. k fan_in + fan_in - 1], of sums and of products
//   sums, products [groups, chunks] f32;  merged_sums, merged_products [groups, ceil(chunks / fan_in)] f32
// Mapping: one thread per merged partial.
// Float64 twin: in src/kernels/group_sums_merge.ts

struct Params { groups : u32, chunks : u32, fan_in : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> sums : array<f32>;
@group(0) @binding(2) var<storage, read> products : array<f32>;
@group(0) @binding(3) var<storage, read_write> merged_sums : array<f32>;
@group(0) @binding(4) var<storage, read_write> merged_products : array<f32>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let thread = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  let width = (params.chunks + params.fan_in - 1u) / params.fan_in;
  if (thread >= params.groups * width) { return; }
  let row = (thread / width) * params.chunks;
  let begin = (thread % width) * params.fan_in;
  let end = min(begin + params.fan_in, params.chunks);
  var total = vec2f(0.0);
  for (var chunk = begin; chunk < end; chunk++) { total += vec2f(sums[row + chunk], products[row + chunk]); }
  merged_sums[thread] = total.x;
  merged_products[thread] = total.y;
}
