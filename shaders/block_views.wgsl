// block_views: two noisy views of every point of every block, as unit rows. All blocks see the same noise.
//   v = x_r + (noise / sqrt(d)) eps_r,view,   z = v / ||v||,   eps ~ N(0, 1) at the counters that make_views uses
//   points [blocks rows, d4] vec4f;  z [blocks, 2, rows, d4] vec4f, first views then second within a block;
//   norms [blocks, 2, rows] f32 = ||v||
// Runs that differ in one setting are compared under equal noise, and the noise is drawn once for all of them.
// Mapping: one thread per view of a row, which goes through the blocks.
// Float64 twin: in src/kernels/block_views.ts
// Requires: lib/random.wgsl

struct Params { key : vec2u, blocks : u32, rows : u32, d : u32, noise : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> points : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> z : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> norms : array<f32>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  if (id.x >= 2u * params.rows) { return; }
  let view = id.x / params.rows;
  let row = id.x % params.rows;
  let d4 = (params.d + 3u) / 4u;
  let sigma = params.noise * inverseSqrt(f32(params.d));

  for (var k = 0u; k < d4; k++) {
    let eps = sigma * normal_vec4(params.key, 2u * row + view, k, params.d);
    for (var block = 0u; block < params.blocks; block++) {
      z[(2u * block * params.rows + id.x) * d4 + k] = points[(block * params.rows + row) * d4 + k] + eps;
    }
  }
  for (var block = 0u; block < params.blocks; block++) {
    let target_row = 2u * block * params.rows + id.x;
    var squares = 0.0;
    for (var k = 0u; k < d4; k++) { squares += dot(z[target_row * d4 + k], z[target_row * d4 + k]); }
    let norm = sqrt(squares);
    norms[target_row] = norm;
    let scale = select(0.0, 1.0 / norm, norm > 0.0);
    for (var k = 0u; k < d4; k++) { z[target_row * d4 + k] *= scale; }
  }
}
