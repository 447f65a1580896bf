// Moments of part of a group as (count, mean from the pivot, sum of squares / 4^exponent, exponent): deviations leave f32
// neither at 1e30 nor at 1e-30, and parts merge in any sizes (Chan, Golub & LeVeque 1983).
// Requires: lib/exponents.wgsl

fn merged_moments(a : vec4f, b : vec4f) -> vec4f {
  let count = a.x + b.x;
  let exponent = max(i32(a.w), i32(b.w));
  // |mean| < 2^(exponent + 1) on both sides, so the difference is of the order of 1 once scaled.
  let difference = b.y - a.y;
  let scaled = difference * power_of_two(-exponent);
  let squares = a.z * power_of_two(2 * (i32(a.w) - exponent)) + b.z * power_of_two(2 * (i32(b.w) - exponent))
    + scaled * scaled * (a.x * (b.x / count));
  return vec4f(count, a.y + difference * (b.x / count), squares, f32(exponent));
}
