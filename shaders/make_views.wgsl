// make_views: two views of every sample of a batch, as unit rows.
//   v = mask * x_r + (noise / sqrt(d)) eps,   z = v / ||v||,   eps ~ N(0, 1), mask in {0, 1 / keep}
//   `noise` is thus the expected length of the disturbance of a unit row, at any d.
//   points [.., d4] vec4f: sample r's views start from rows r and r + second_offset (0: the same point twice;
//   rows: two paired sets);  z [2 batch, d4] vec4f, first views then second;  norms [2 batch] f32 = ||v||
// Mapping: one thread per view.
// Float64 twin: in src/kernels/make_views.ts
// Requires: lib/batch.wgsl, lib/noise.wgsl

struct Params {
  key : vec2u, mask_key : vec2u,
  rows : u32, batch : u32, offset : u32, stride : u32,
  second_offset : u32, d : u32, noise : f32, keep : f32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> points : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> z : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> norms : array<f32>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  if (id.x >= 2u * params.batch) { return; }
  let view = id.x / params.batch;
  let sample = batch_row(id.x % params.batch, params.offset, params.stride, params.rows);
  let d4 = (params.d + 3u) / 4u;
  let source = (sample + view * params.second_offset) * d4;
  let draw = 2u * sample + view;   // counter of this view's random numbers
  let sigma = params.noise * inverseSqrt(f32(params.d));

  var squares = 0.0;
  for (var k = 0u; k < d4; k++) {
    var v = points[source + k] * dropout_mask(params.mask_key, draw, k, params.keep);
    if (sigma > 0.0) { v += sigma * normal_vec4(params.key, draw, k, params.d); }
    z[id.x * d4 + k] = v;
    squares += dot(v, v);
  }
  let norm = sqrt(squares);
  norms[id.x] = norm;
  let scale = select(0.0, 1.0 / norm, norm > 0.0);
  for (var k = 0u; k < d4; k++) { z[id.x * d4 + k] *= scale; }
}
