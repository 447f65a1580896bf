// group_moments: count, mean and sum of squared deviations of every group, cut into chunks.
//   partials[g, c] = (count, mean - pivot, sum (x - mean)^2 / 4^e, e) over the members of chunk c of group g
//   pivot = the group's first element, so that a mean of 1e4 takes no digit of a variance of 1; |x| <= 1e35
//   centre 0: mean = pivot = 0, so that the squares are those of x (RMS)
//   x [elements] f32, by strides;  partials [groups, chunks] vec4f
// Two passes in a chunk, the second correcting the mean of the first (Chan, Golub & LeVeque 1983).
// Mapping: one thread per chunk of a group.
// Float64 twin: src/reference/normalization.ts, groupMoments
// Requires: lib/groups.wgsl, lib/exponents.wgsl

struct Params {
  groups : u32, members : u32, chunks : u32, inner_chunks : u32,
  kept_sizes : vec4u, kept_elements : vec4u, reduced_sizes : vec4u, reduced_elements : vec4u,
  kept_runs : u32, reduced_runs : u32, group_fastest : u32, centre : u32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<f32>;
@group(0) @binding(2) var<storage, read_write> partials : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let thread = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  if (thread >= params.groups * params.chunks) { return; }
  let own = group_and_chunk(thread, params.groups, params.chunks, params.inner_chunks, params.group_fastest);
  let base = run_offset(own.x, 0u, params.kept_runs, params.kept_sizes, params.kept_elements);
  let centred = params.centre == 1u;
  let pivot = select(0.0, x[base], centred);

  let inner = params.reduced_sizes.x;
  let outer = params.members / inner;
  let outer_chunks = params.chunks / params.inner_chunks;
  let stride = params.reduced_elements.x;
  let step = stride * params.inner_chunks;

  var sum = 0.0;
  var largest = 0.0;
  for (var row = own.z; row < outer; row += outer_chunks) {
    let begin = base + run_offset(row, 1u, params.reduced_runs, params.reduced_sizes, params.reduced_elements);
    let end = begin + inner * stride;
    for (var at = begin + own.y * stride; at < end; at += step) {
      let distance = x[at] - pivot;
      sum += distance;
      largest = max(largest, abs(distance));
    }
  }
  let rows = (outer - own.z + outer_chunks - 1u) / outer_chunks;
  let columns = (inner - own.y + params.inner_chunks - 1u) / params.inner_chunks;
  let count = f32(rows * columns);
  let mean = select(0.0, sum / count, centred);
  let exponent = exponent_of(largest);
  let scale = power_of_two(-exponent);

  var rest = 0.0;
  var squares = 0.0;
  for (var row = own.z; row < outer; row += outer_chunks) {
    let begin = base + run_offset(row, 1u, params.reduced_runs, params.reduced_sizes, params.reduced_elements);
    let end = begin + inner * stride;
    for (var at = begin + own.y * stride; at < end; at += step) {
      let deviation = ((x[at] - pivot) - mean) * scale;
      rest += deviation;
      squares += deviation * deviation;
    }
  }
  let correction = select(0.0, rest / count, centred);
  partials[own.x * params.chunks + own.z * params.inner_chunks + own.y] = vec4f(
    count,
    mean + correction * power_of_two(exponent),
    max(0.0, squares - correction * rest),
    f32(exponent));
}
