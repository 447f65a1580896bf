// group_gradient_sums: what the gradients of a normalisation sum over groups, cut into chunks.
//   sums[g, c] = sum g',  products[g, c] = sum g' (x - mean) / sqrt(variance + eps),  g' = gradient * scale
//   over the members of chunk c of group g. Groups are those of the statistics, or elements of one parameter: the
//   sums are then the gradients of shift and of scale.
//   x, gradient [elements] f32, by strides;  statistics [groups] vec4f, as in group_normalize;  scale [parameters] f32
//   sums, products [groups, chunks] f32
// Mapping: one thread per chunk of a group.
// Float64 twin: src/reference/normalization.ts, groupGradientSums
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
@group(0) @binding(2) var<storage, read> gradient : array<f32>;
@group(0) @binding(3) var<storage, read> statistics : array<vec4f>;
@group(0) @binding(4) var<storage, read> scale : array<f32>;
@group(0) @binding(5) var<storage, read_write> sums : array<f32>;
@group(0) @binding(6) var<storage, read_write> products : array<f32>;

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
  let factor = scale[base.z];
  var sum = 0.0;
  var product = 0.0;
  for (var row = own.z; row < outer; row += outer_chunks) {
    var at = base;
    at.x += run_offset(row, 1u, params.reduced_runs, params.reduced_sizes, params.reduced_elements);
    if (!moves) {
      var index = at.x;
      for (var column = own.y; column < inner; column += inner_chunks) {
        let scaled = gradient[index] * factor;
        sum += scaled;
        product += scaled * (((x[index] - known.x) - known.w) * known.z);
        index += step.x;
      }
      continue;
    }
    at.y += run_offset(row, 1u, params.reduced_runs, params.reduced_sizes, params.reduced_statistics);
    at.z += run_offset(row, 1u, params.reduced_runs, params.reduced_sizes, params.reduced_parameters);
    for (var column = own.y; column < inner; column += inner_chunks) {
      let own_statistic = statistics[at.y];
      let scaled = gradient[at.x] * scale[at.z];
      sum += scaled;
      product += scaled * (((x[at.x] - own_statistic.x) - own_statistic.w) * own_statistic.z);
      at += step;
    }
  }
  let slot = own.x * params.chunks + own.z * inner_chunks + own.y;
  sums[slot] = sum;
  products[slot] = product;
}
