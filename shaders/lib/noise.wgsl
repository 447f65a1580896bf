// What turns one point into a view of it: dropout on its coordinates, then Gaussian noise.
// Requires: lib/random.wgsl

// 0 or 1 / keep for columns 4 block .. 4 block + 3; the expectation of mask * x is x.
fn dropout_mask(key : vec2u, row : u32, block : u32, keep : f32) -> vec4f {
  if (keep >= 1.0) { return vec4f(1.0); }
  let low = threefry2x32(key, vec2u(row, 2u * block));
  let high = threefry2x32(key, vec2u(row, 2u * block + 1u));
  let draw = vec4f(unit_from_bits(low.x), unit_from_bits(low.y), unit_from_bits(high.x), unit_from_bits(high.y));
  return select(vec4f(0.0), vec4f(1.0 / keep), draw < vec4f(keep));
}
