// matrix_histogram: how the entries of a matrix are spread, in units of their root mean square.
//   bin = floor((x / rms + range) / (2 range) * bins), clamped: the end bins take what lies outside
//   x [rows, c4] vec4f, `columns` of each row are counted, non-finite ones are not
//   partials [slots, chunks, 12] f32 of matrix_statistics give the rms;  counts [slots, bins] u32, emptied by it
// A matrix of zeros has all of them in the bin of 0.
// Mapping: one workgroup per chunk of rows, lanes stride over a row's vectors. Every lane counts in workgroup memory of
// its own, so that many equal entries do not wait for each other; bin `bins` takes what is not counted.
// Float64 twin: in src/kernels/matrix_histogram.ts
// Requires: lib/reduce.wgsl, lib/magnitude.wgsl

struct Params { rows : u32, columns : u32, c4 : u32, chunks : u32, slot : u32, range : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<vec4f>;
@group(0) @binding(2) var<storage, read> partials : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> counts : array<atomic<u32>>;

// 2^126
const LARGEST_SCALE : f32 = 8.507059173023462e37;

override WORKGROUP_SIZE : u32 = 32u;
override BINS : u32 = 97u;
var<workgroup> lane_counts : array<u32, BINS * WORKGROUP_SIZE + WORKGROUP_SIZE>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) lane : u32) {
  let table = 3u * params.slot * params.chunks;
  // Scales are powers of two; the smallest belongs to the largest |x|.
  var largest = vec4f(-LARGEST_SCALE);
  for (var chunk = lane; chunk < params.chunks; chunk += WORKGROUP_SIZE) {
    largest = max(largest, vec4f(-partials[table + 3u * chunk].z));
  }
  let reciprocal = workgroup_max(largest, lane);
  let scale = -reciprocal.x;
  var share = vec4f(0.0);
  for (var chunk = lane; chunk < params.chunks; chunk += WORKGROUP_SIZE) {
    let own = partials[table + 3u * chunk];
    let sums = partials[table + 3u * chunk + 1u];
    let ratio = scale / own.z;
    // sum (d + pivot)^2
    let squares = sums.y + own.w * (2.0 * sums.x + own.w * own.x);
    share += vec4f(ratio * ratio * squares, own.x, 0.0, 0.0);
  }
  let sums = workgroup_sum(share, lane);
  let rms = sqrt(sums.x / max(sums.y, 1.0));
  let per_rms = select(0.0, 1.0 / rms, rms > 0.0);

  for (var bin = 0u; bin <= BINS; bin++) { lane_counts[WORKGROUP_SIZE * bin + lane] = 0u; }
  let chunk_rows = (params.rows + params.chunks - 1u) / params.chunks;
  let begin = min(group.x * chunk_rows, params.rows);
  let end = min(begin + chunk_rows, params.rows);
  let range = params.range;
  let per_bin = f32(BINS) / (2.0 * range);
  let c4 = params.c4;
  let columns = params.columns;
  for (var row = begin; row < end; row++) {
    for (var k = lane; k < c4; k += WORKGROUP_SIZE) {
      let value = x[row * c4 + k];
      let place = ((value * scale) * per_rms + range) * per_bin;
      let bins = vec4u(clamp(floor(place), vec4f(0.0), vec4f(f32(BINS) - 1.0)));
      let column = 4u * k + vec4u(0u, 1u, 2u, 3u);
      let finite = magnitude_bits(value) < vec4u(INFINITE);
      let counted = select(vec4u(BINS), select(vec4u(BINS), bins, finite), column < vec4u(columns));
      let at = WORKGROUP_SIZE * counted + lane;
      lane_counts[at.x] += 1u;
      lane_counts[at.y] += 1u;
      lane_counts[at.z] += 1u;
      lane_counts[at.w] += 1u;
    }
  }
  workgroupBarrier();
  for (var bin = lane; bin < BINS; bin += WORKGROUP_SIZE) {
    var count = 0u;
    for (var other = 0u; other < WORKGROUP_SIZE; other++) { count += lane_counts[WORKGROUP_SIZE * bin + other]; }
    if (count > 0u) { atomicAdd(&counts[params.slot * BINS + bin], count); }
  }
}
