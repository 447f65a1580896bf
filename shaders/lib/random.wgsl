// Counter-based random numbers: Threefry-2x32, 20 rounds (Salmon et al., SC 2011).
// TypeScript twin: src/random.ts. The bits are identical; normals agree to a few ULP because both logarithm and
// angle are evaluated here in forms whose error is bounded (WGSL's own cos is only good to 2^-11).

fn threefry2x32(key : vec2u, counter : vec2u) -> vec2u {
  let keys = array<u32, 3>(key.x, key.y, key.x ^ key.y ^ 0x1BD11BDAu);
  let rotations = array<vec4u, 2>(vec4u(13u, 15u, 26u, 6u), vec4u(17u, 29u, 16u, 24u));
  var x = counter + key;
  for (var group = 0u; group < 5u; group++) {
    for (var round = 0u; round < 4u; round++) {
      let rotation = rotations[group & 1u][round];
      x.x += x.y;
      x.y = ((x.y << rotation) | (x.y >> (32u - rotation))) ^ x.x;
    }
    x.x += keys[(group + 1u) % 3u];
    x.y += keys[(group + 2u) % 3u] + group + 1u;
  }
  return x;
}

// Uniform in [0, 1), a multiple of 2^-24.
fn unit_from_bits(bits : u32) -> f32 {
  return f32(bits >> 8u) * 0x1p-24;
}

// Uniform in (0, 1): the centre of one of 2^23 cells, so that its logarithm is finite.
fn open_unit_from_bits(bits : u32) -> f32 {
  return (f32(bits >> 9u) + 0.5) * 0x1p-23;
}

// -log(u) for u in (0, 1). Near 1 the series of -log(1 - v) keeps the relative error at 1e-7, where WGSL's log
// may be off by 2^-21 absolutely; v = 1 - u is exact there.
fn negative_log(u : f32) -> f32 {
  let v = 1.0 - u;
  let series = v * (1.0 + v * (0.5 + v * (1.0 / 3.0 + v * (0.25 + v * (0.2 + v * (1.0 / 6.0))))));
  return select(-log(u), series, v < 0.0625);
}

// (cos, sin) of a full turn times u, u in [0, 1): reduced exactly to an eighth of a turn, then Taylor to 1e-8.
fn turn(u : f32) -> vec2f {
  let quarter = floor(4.0 * u + 0.5);
  let angle = (u - 0.25 * quarter) * 6.283185307179586;
  let s = angle * angle;
  let cosine = 1.0 - s * (0.5 - s * (1.0 / 24.0 - s * (1.0 / 720.0 - s * (1.0 / 40320.0))));
  let sine = angle * (1.0 - s * (1.0 / 6.0 - s * (1.0 / 120.0 - s * (1.0 / 5040.0 - s * (1.0 / 362880.0)))));
  switch (u32(quarter) & 3u) {
    case 0u: { return vec2f(cosine, sine); }
    case 1u: { return vec2f(-sine, cosine); }
    case 2u: { return vec2f(-cosine, -sine); }
    default: { return vec2f(sine, -cosine); }
  }
}

// Two independent standard normals at a counter (Box and Muller).
fn normal_pair(key : vec2u, counter : vec2u) -> vec2f {
  let bits = threefry2x32(key, counter);
  return sqrt(2.0 * negative_log(open_unit_from_bits(bits.x))) * turn(unit_from_bits(bits.y));
}

// Standard normals for columns 4k .. 4k+3 of a row; columns past `columns` are zero.
fn normal_vec4(key : vec2u, row : u32, block : u32, columns : u32) -> vec4f {
  let low = normal_pair(key, vec2u(row, 2u * block));
  let high = normal_pair(key, vec2u(row, 2u * block + 1u));
  let column = 4u * block + vec4u(0u, 1u, 2u, 3u);
  return select(vec4f(0.0), vec4f(low, high), column < vec4u(columns));
}
