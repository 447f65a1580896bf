// group_backward: gradient of a normalisation with respect to its input.
//   dx = (g' - through_mean sum / m - through_variance xh product / m) / sqrt(variance + eps),  g' = gradient * scale
//   xh = (x - mean) / sqrt(variance + eps);  m members a group;  sums and products as group_gradient_sums forms them
//   Both flags 1: through the batch's own statistics; mean 0: RMS; both 0: statistics given, as in evaluation.
//   x, gradient, gradient_x [elements] f32, by strides: what lies between is not touched
//   statistics [groups] vec4f, as in group_normalize;  scale [parameters] f32;  sums, products [groups] f32
// Mapping: one thread per chunk of a group.
// Float64 twin: src/reference/normalization.ts, groupBackward
// Requires: lib/groups.wgsl

struct Params {
  groups : u32, members : u32, chunks : u32, inner_chunks : u32,
  kept_sizes : vec4u, kept_elements : vec4u, reduced_sizes : vec4u, reduced_elements : vec4u,
  kept_runs : u32, reduced_runs : u32, group_fastest : u32,
  moves : u32,
  kept_statistics : vec4u, kept_parameters : vec4u, reduced_statistics : vec4u, reduced_parameters : vec4u,
  through_mean : u32, through_variance : u32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<f32>;
@group(0) @binding(2) var<storage, read> gradient : array<f32>;
@group(0) @binding(3) var<storage, read> statistics : array<vec4f>;
@group(0) @binding(4) var<storage, read> scale : array<f32>;
@group(0) @binding(5) var<storage, read> sums : array<f32>;
@group(0) @binding(6) var<storage, read> products : array<f32>;
@group(0) @binding(7) var<storage, read_write> gradient_x : array<f32>;

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

  let count = f32(params.members);
  let sum = select(0.0, sums[own.x] / count, params.through_mean == 1u);
  let product = select(0.0, products[own.x] / count, params.through_variance == 1u);
  let known = statistics[own.x];
  let factor = scale[base.z];
  for (var row = own.z; row < outer; row += outer_chunks) {
    var at = base;
    at.x += run_offset(row, 1u, params.reduced_runs, params.reduced_sizes, params.reduced_elements);
    if (!moves) {
      var index = at.x;
      for (var column = own.y; column < inner; column += inner_chunks) {
        let normalized = ((x[index] - known.x) - known.w) * known.z;
        gradient_x[index] = (gradient[index] * factor - sum - normalized * product) * known.z;
        index += step.x;
      }
      continue;
    }
    at.y += run_offset(row, 1u, params.reduced_runs, params.reduced_sizes, params.reduced_statistics);
    at.z += run_offset(row, 1u, params.reduced_runs, params.reduced_sizes, params.reduced_parameters);
    for (var column = own.y; column < inner; column += inner_chunks) {
      let normalized = ((x[at.x] - known.x) - known.w) * known.z;
      gradient_x[at.x] = (gradient[at.x] * scale[at.z] - sum - normalized * product) * known.z;
      at += step;
    }
  }
}
