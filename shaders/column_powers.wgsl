// column_powers: sums of squares and of fourth powers of every column.
//   powers[offset + c] = (e, sum_r u^2, sum_r u^4, 0),   u = x[r, c] / 2^e,   e = floor(log2 max_r |x[r, c]|) in [-126, 126]
//   x [rows, c4] vec4f;  powers [.., 4] f32.  A column of zeros has e = -126.
// The power of two keeps fourth powers of 1e-30 and 1e30 within f32.
// Mapping: one workgroup per 4 columns, lanes stride over the rows; two passes, the second from cache.
// Float64 twin: src/reference/independence.ts, columnPowers
// Requires: lib/exponents.wgsl, lib/reduce.wgsl

struct Params { rows : u32, c4 : u32, offset : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> powers : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

fn column_exponent(largest : f32) -> i32 {
  return clamp(exponent_of(largest), -126, 126);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) lane : u32) {
  var largest = vec4f(0.0);
  for (var row = lane; row < params.rows; row += WORKGROUP_SIZE) {
    largest = max(largest, abs(x[row * params.c4 + group.x]));
  }
  let peak = workgroup_max(largest, lane);
  let exponents = vec4i(column_exponent(peak.x), column_exponent(peak.y), column_exponent(peak.z), column_exponent(peak.w));
  let scale = vec4f(power_of_two(-exponents.x), power_of_two(-exponents.y), power_of_two(-exponents.z), power_of_two(-exponents.w));

  var squares = vec4f(0.0);
  var fourths = vec4f(0.0);
  for (var row = lane; row < params.rows; row += WORKGROUP_SIZE) {
    let u = scale * x[row * params.c4 + group.x];
    squares += u * u;
    fourths += (u * u) * (u * u);
  }
  let second = workgroup_sum(squares, lane);
  let fourth = workgroup_sum(fourths, lane);
  if (lane == 0u) {
    let at = params.offset + 4u * group.x;
    for (var c = 0u; c < 4u; c++) { powers[at + c] = vec4f(f32(exponents[c]), second[c], fourth[c], 0.0); }
  }
}
