// views_backward: the gradient with respect to the two views, carried back to the points they were made of.
//   h = mask * (g - (g . z) z) / norm;  gradient[r] = h_1 + h_2, or h_1 and h_2 on their own rows for paired sets
//   diagnostics[row] = (length of its gradient, ||z_1 - z_2||^2 of its views, 0, 0), for colours
//   z, gradient_z [2 batch, d4] vec4f;  norms [2 batch] f32;  gradient [.., d4] vec4f;  diagnostics [..] vec4f
// Only rows of the batch are written. Masks are drawn again from their counters instead of being stored.
// Mapping: one thread per sample, which alone owns its rows.
// Float64 twin: in src/kernels/views_backward.ts
// Requires: lib/batch.wgsl, lib/noise.wgsl

struct Params {
  mask_key : vec2u, rows : u32, batch : u32,
  offset : u32, stride : u32, second_offset : u32, d : u32, keep : f32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read> norms : array<f32>;
@group(0) @binding(3) var<storage, read> gradient_z : array<vec4f>;
@group(0) @binding(4) var<storage, read_write> gradient : array<vec4f>;
@group(0) @binding(5) var<storage, read_write> diagnostics : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

const SMALLEST : f32 = 1.17549435e-38;   // the smallest normal f32: no division by zero, even one thrown away

fn radial_part(row : u32, d4 : u32) -> f32 {
  var radial = 0.0;
  for (var k = 0u; k < d4; k++) { radial += dot(gradient_z[row * d4 + k], z[row * d4 + k]); }
  return radial;
}

fn tangent(row : u32, k : u32, d4 : u32, radial : f32, draw : u32) -> vec4f {
  let norm = norms[row];
  let g = (gradient_z[row * d4 + k] - radial * z[row * d4 + k]) / max(norm, SMALLEST);
  return select(vec4f(0.0), g * dropout_mask(params.mask_key, draw, k, params.keep), norm > 0.0);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let first = id.x;
  if (first >= params.batch) { return; }
  let second = first + params.batch;
  let sample = batch_row(first, params.offset, params.stride, params.rows);
  let partner = sample + params.second_offset;
  let d4 = (params.d + 3u) / 4u;
  let radial_1 = radial_part(first, d4);
  let radial_2 = radial_part(second, d4);

  var squares = vec2f(0.0);
  var error = 0.0;
  for (var k = 0u; k < d4; k++) {
    let h_1 = tangent(first, k, d4, radial_1, 2u * sample);
    let h_2 = tangent(second, k, d4, radial_2, 2u * sample + 1u);
    let difference = z[first * d4 + k] - z[second * d4 + k];
    error += dot(difference, difference);
    if (params.second_offset == 0u) {
      let h = h_1 + h_2;
      gradient[sample * d4 + k] = h;
      squares += vec2f(dot(h, h));
    } else {
      gradient[sample * d4 + k] = h_1;
      gradient[partner * d4 + k] = h_2;
      squares += vec2f(dot(h_1, h_1), dot(h_2, h_2));
    }
  }
  diagnostics[sample] = vec4f(sqrt(squares.x), error, 0.0, 0.0);
  if (params.second_offset > 0u) { diagnostics[partner] = vec4f(sqrt(squares.y), error, 0.0, 0.0); }
}
