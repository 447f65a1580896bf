// Values kept as u 2^exponent, u of the order of 1, so that neither they nor their squares leave f32.

// Stands for the exponent of 0.
const NO_EXPONENT : i32 = -0x10000;

// 2^exponent exactly, as far as f32 has it: exponents below -126 give 2^-126, those above 127 give 2^127.
fn power_of_two(exponent : i32) -> f32 {
  return bitcast<f32>(u32(clamp(exponent, -126, 127) + 127) << 23u);
}

// floor(log2 x) for x > 0, read from the bits, so that rounding cannot move it; subnormal values count as 0.
fn exponent_of(x : f32) -> i32 {
  let biased = i32((bitcast<u32>(x) >> 23u) & 255u);
  return select(biased - 127, NO_EXPONENT, biased == 0);
}

// floor(exponent_of(square) / 2): the exponent of a root mean square.
fn root_exponent(square : f32) -> i32 {
  return i32(floor(0.5 * f32(exponent_of(square))));
}
