// similarity_image: the similarity matrix of chosen unit rows as an image.
//   pixel (i, j) = table[ clamp(floor(256 (z_a . z_b - low) / (high - low)), 0, 255) ],  a = order[i], b = order[j]
//   z [rows, d4] vec4f;  order [size] u32, below rows;  table [256] u32, rgba8 with red in the low byte, as a canvas
//   shows it (sRGB, not linear);  pixels [size, pitch] u32, pitch >= size; what is beyond `size` stays as it was
// A row of the image is 4 pitch bytes: with a pitch that is a multiple of 64 the pixels can be copied to a texture.
// Mapping: one thread per 4 x 4 pixels.
// Float64 twin: in src/kernels/similarity_image.ts
// Requires: lib/tiles.wgsl

struct Params { size : u32, d4 : u32, pitch : u32, low : f32, high : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read> order : array<u32>;
@group(0) @binding(3) var<storage, read> table : array<u32>;
@group(0) @binding(4) var<storage, read_write> pixels : array<u32>;

override WORKGROUP_SIZE : u32 = 64u;

fn chosen(first : u32) -> vec4u {
  let at = four_rows(first, params.size);
  return vec4u(order[at.x], order[at.y], order[at.z], order[at.w]);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let left = id.x * 4u;
  let top = id.y * 4u;
  if (left >= params.size) { return; }
  if (top >= params.size) { return; }
  let tile = dot_tile(chosen(top) * params.d4, chosen(left) * params.d4, params.d4);
  for (var r = 0u; r < min(4u, params.size - top); r++) {
    let share = (tile[r] - params.low) / (params.high - params.low);
    let entry = vec4u(clamp(floor(256.0 * share), vec4f(0.0), vec4f(255.0)));
    for (var c = 0u; c < min(4u, params.size - left); c++) {
      pixels[(top + r) * params.pitch + left + c] = table[entry[c]];
    }
  }
}
