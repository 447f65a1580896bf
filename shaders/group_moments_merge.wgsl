// group_moments_merge: partial moments joined in their order, up to FAN_IN at a time.
//   merged[g, k] = partials[g, k fan_in] + .. + partials[g, k fan_in + fan_in - 1], as sets of elements
//   partials [groups, chunks] vec4f, as group_moments writes them;  merged [groups, ceil(chunks / fan_in)] vec4f
// Mapping: one thread per merged partial.
// Float64 twin: in src/kernels/group_moments_merge.ts
// Requires: lib/scaled_moments.wgsl

struct Params { groups : u32, chunks : u32, fan_in : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> partials : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> merged : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let thread = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  let width = (params.chunks + params.fan_in - 1u) / params.fan_in;
  if (thread >= params.groups * width) { return; }
  let row = (thread / width) * params.chunks;
  let begin = (thread % width) * params.fan_in;
  let end = min(begin + params.fan_in, params.chunks);
  var total = partials[row + begin];
  for (var chunk = begin + 1u; chunk < end; chunk++) { total = merged_moments(total, partials[row + chunk]); }
  merged[thread] = total;
}
