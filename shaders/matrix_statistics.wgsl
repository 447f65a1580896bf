// matrix_statistics: moments and counts of the entries of a matrix, chunk of rows by chunk of rows.
//   of each chunk: count of finite entries, max |x|, scale, pivot; sum d, sum d^2, 0, 0 with d = scale x - pivot;
//   exact zeros, saturated (x <= low or x >= high), non-finite, subnormal
//   x [rows, c4] vec4f, `columns` of each row are looked at
//   partials [slots, chunks, 12] f32: slot `slot` is written;  counts [slots, bins] u32: its histogram is emptied
// Scale and pivot come from the chunk's first row: the power of two that brings its max |x| to [1, 2), and its mean.
// Where a later row is larger by 2^50, the sums are taken again with the scale of the largest, so that no square
// overflows or vanishes. The first row of R takes part in the variance, so sum d^2 is at most 1 + R times what is
// left of it once (sum d)^2 / count is taken off: little cancels.
// Infinities and NaNs are told by their bits (WGSL promises nothing of their arithmetic) and left out of the sums.
// Mapping: one workgroup per chunk of rows, lanes stride over a row's vectors, which are read once, the first row's thrice.
// Float64 twin: src/reference/moments.ts, matrixMoments
// Requires: lib/reduce.wgsl, lib/magnitude.wgsl

struct Params { rows : u32, columns : u32, c4 : u32, chunks : u32, slot : u32, low : f32, high : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> partials : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> counts : array<u32>;

override WORKGROUP_SIZE : u32 = 64u;
override BINS : u32 = 97u;

const NORMAL : u32 = 0x00800000u;
// 2^-50: 2^25 squares of |d| below its reciprocal still add up within f32.
const FAR : f32 = 8.881784197001252e-16;
// Bits that no magnitude has: stands for padding.
const NOTHING : u32 = 0xffffffffu;

// Bits of |x| of a vector; NOTHING past the last column.
fn magnitudes(value : vec4f, k : u32, columns : u32) -> vec4u {
  let column = 4u * k + vec4u(0u, 1u, 2u, 3u);
  return select(vec4u(NOTHING), magnitude_bits(value), column < vec4u(columns));
}

fn total(values : vec4u) -> f32 { return f32(values.x + values.y + values.z + values.w); }

fn largest_of(values : vec4f) -> f32 { return max(max(values.x, values.y), max(values.z, values.w)); }

// The power of two that brings a magnitude to [1, 2), within 2^-126 .. 2^126.
fn scale_of(magnitude : f32) -> f32 {
  return bitcast<f32>(clamp(254u - (bitcast<u32>(magnitude) >> 23u), 1u, 253u) << 23u);
}

struct Sums { values : vec4f, squares : vec4f, }

fn vectors_between(begin : u32, end : u32, lane : u32, scale : f32, pivot : f32) -> Sums {
  let c4 = params.c4;
  let columns = params.columns;
  var sums = Sums(vec4f(0.0), vec4f(0.0));
  for (var row = begin; row < end; row++) {
    var own = Sums(vec4f(0.0), vec4f(0.0));
    for (var k = lane; k < c4; k += WORKGROUP_SIZE) {
      let value = x[row * c4 + k];
      let d = select(vec4f(0.0), scale * value - pivot, magnitudes(value, k, columns) < vec4u(INFINITE));
      own.values += d;
      own.squares += d * d;
    }
    sums.values += own.values;
    sums.squares += own.squares;
  }
  return sums;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) lane : u32) {
  let chunk_rows = (params.rows + params.chunks - 1u) / params.chunks;
  let begin = min(group.x * chunk_rows, params.rows);
  let end = min(begin + chunk_rows, params.rows);
  let c4 = params.c4;
  let columns = params.columns;
  let low = params.low;
  let high = params.high;
  let one = vec4u(1u);
  let none = vec4u(0u);

  var largest = vec4f(0.0);
  var finite = none;
  for (var k = lane; k < c4 && begin < end; k += WORKGROUP_SIZE) {
    let value = x[begin * c4 + k];
    let usable = magnitudes(value, k, columns) < vec4u(INFINITE);
    largest = max(largest, select(vec4f(0.0), abs(value), usable));
    finite += select(none, one, usable);
  }
  let first_peak = workgroup_max(largest, lane);
  var scale = scale_of(largest_of(first_peak));
  let first_sums = vectors_between(begin, min(begin + 1u, end), lane, scale, 0.0);
  let first = workgroup_sum(vec4f(dot(first_sums.values, vec4f(1.0)), total(finite), 0.0, 0.0), lane);
  var pivot = first.x / max(first.y, 1.0);

  var zeros = none;
  var saturated = none;
  var unusable = none;
  var small = none;
  var sums = Sums(vec4f(0.0), vec4f(0.0));
  for (var row = begin; row < end; row++) {
    var own = Sums(vec4f(0.0), vec4f(0.0));
    for (var k = lane; k < c4; k += WORKGROUP_SIZE) {
      let value = x[row * c4 + k];
      let bits = magnitudes(value, k, columns);
      let usable = bits < vec4u(INFINITE);
      let d = select(vec4f(0.0), scale * value - pivot, usable);
      own.values += d;
      own.squares += d * d;
      largest = max(largest, select(vec4f(0.0), abs(value), usable));
      unusable += select(one, none, usable);
      zeros += select(none, one, bits == none);
      small += select(none, one, bits < vec4u(NORMAL));
      let beyond = max(
        select(none, one, value <= vec4f(low)), select(none, one, value >= vec4f(high)),
      );
      saturated += select(none, beyond, usable);
    }
    sums.values += own.values;
    sums.squares += own.squares;
  }
  let tally = workgroup_sum(vec4f(total(zeros), total(saturated), total(unusable), total(small)), lane);
  let peak = workgroup_max(largest, lane);
  let maximum = largest_of(peak);
  let rescaled = scale_of(maximum);
  if (rescaled < FAR * scale) {
    pivot *= rescaled / scale;
    scale = rescaled;
    sums = vectors_between(begin, end, lane, scale, pivot);
  }
  let total_sums = workgroup_sum(vec4f(dot(sums.values, vec4f(1.0)), dot(sums.squares, vec4f(1.0)), 0.0, 0.0), lane);

  if (lane == 0u) {
    let entries = f32((end - begin) * columns);
    let infinite = tally.z - f32((end - begin) * (4u * c4 - columns));
    let at = 3u * (params.slot * params.chunks + group.x);
    partials[at] = vec4f(entries - infinite, maximum, scale, pivot);
    partials[at + 1u] = total_sums;
    partials[at + 2u] = vec4f(tally.x, tally.y, infinite, tally.w - tally.x);
  }
  if (group.x == 0u) {
    for (var bin = lane; bin < BINS; bin += WORKGROUP_SIZE) { counts[params.slot * BINS + bin] = 0u; }
  }
}
