// group_normalize: every element by the statistic of its group, scaled and shifted.
//   y = (x - mean) / sqrt(variance + eps) * scale + shift
//   x, y [elements] f32, by strides: what lies between is not touched;  statistics [groups] vec4f = (mean, variance,
//   1 / sqrt(variance + eps), rest of the mean);  scale, shift [parameters] f32
// Mapping: one thread per chunk of a group.
// Float64 twin: src/reference/normalization.ts, normalizeGroups
// Requires: lib/groups.wgsl

struct Params {
  groups : u32, members : u32, chunks : u32, inner_chunks : u32,
  kept_sizes : vec4u, kept_elements : vec4u, reduced_sizes : vec4u, reduced_elements : vec4u,
  kept_runs : u32, reduced_runs : u32, group_fastest : u32,
  moves : u32,
  kept_statistics : vec4u, kept_parameters : vec4u, reduced_statistics : vec4u, reduced_parameters : vec4u,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<f32>;
@group(0) @binding(2) var<storage, read> statistics : array<vec4f>;
@group(0) @binding(3) var<storage, read> scale : array<f32>;
@group(0) @binding(4) var<storage, read> shift : array<f32>;
@group(0) @binding(5) var<storage, read_write> y : array<f32>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let thread = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  if (thread >= params.groups * params.chunks) { return; }
  let own = group_and_chunk(thread, params.groups, params.chunks, params.inner_chunks, params.group_fastest);
  let inner = params.reduced_sizes.x;
  let outer = params.members / inner;
  let outer_chunks = params.chunks / params.inner_chunks;
  // Values of their own: a software adapter reads a uniform anew at every use.
  let inner_chunks = params.inner_chunks;
  let moves = params.moves == 1u;
  let stride = vec3u(params.reduced_elements.x, params.reduced_statistics.x, params.reduced_parameters.x);
  let step = inner_chunks * stride;
  let base = own.y * stride + vec3u(
    run_offset(own.x, 0u, params.kept_runs, params.kept_sizes, params.kept_elements),
    run_offset(own.x, 0u, params.kept_runs, params.kept_sizes, params.kept_statistics),
    run_offset(own.x, 0u, params.kept_runs, params.kept_sizes, params.kept_parameters));

  let known = statistics[base.y];
  let factor = known.z * scale[base.z];
  let offset = shift[base.z];
  for (var row = own.z; row < outer; row += outer_chunks) {
    var at = base;
    at.x += run_offset(row, 1u, params.reduced_runs, params.reduced_sizes, params.reduced_elements);
    if (!moves) {
      var index = at.x;
      for (var column = own.y; column < inner; column += inner_chunks) {
        y[index] = ((x[index] - known.x) - known.w) * factor + offset;
        index += step.x;
      }
      continue;
    }
    at.y += run_offset(row, 1u, params.reduced_runs, params.reduced_sizes, params.reduced_statistics);
    at.z += run_offset(row, 1u, params.reduced_runs, params.reduced_sizes, params.reduced_parameters);
    for (var column = own.y; column < inner; column += inner_chunks) {
      let own_statistic = statistics[at.y];
      let normalized = ((x[at.x] - own_statistic.x) - own_statistic.w) * own_statistic.z;
      y[at.x] = normalized * scale[at.z] + shift[at.z];
      at += step;
    }
  }
}
