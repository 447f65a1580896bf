// Magnitudes of f32 as bits: WGSL promises nothing of infinities and NaNs, and a device may take subnormal values for
// zero.

// Bits from which on a magnitude is infinite or none at all.
const INFINITE : u32 = 0x7f800000u;

// Component by component: the interpreter of the race check has no bitwise operators of vectors.
fn magnitude_bits(value : vec4f) -> vec4u {
  let bits = bitcast<vec4u>(value);
  let mask = 0x7fffffffu;
  return vec4u(bits.x & mask, bits.y & mask, bits.z & mask, bits.w & mask);
}
