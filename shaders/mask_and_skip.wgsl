// mask_and_skip: dropout, and what a residual connection adds.
//   out[r, c] = mask[r, c] x[r, c] + skip skipped[r, c];   mask is 0 or 1 / keep, 1 everywhere for keep = 1
//   x, skipped, out [rows, c4] vec4f;  columns past `columns` become 0
//   Backward is the same kernel with skip 0: the mask depends on (seed, stream, row, column) alone.
// Mapping: one thread per vec4.
// Float64 twin: in src/kernels/mask_and_skip.ts
// Requires: lib/noise.wgsl, lib/random.wgsl

struct Params { rows : u32, columns : u32, c4 : u32, seed : u32, stream : u32, keep : f32, skip : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<vec4f>;
@group(0) @binding(2) var<storage, read> skipped : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> out : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let at = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  if (at >= params.rows * params.c4) { return; }
  let block = at % params.c4;
  let mask = dropout_mask(vec2u(params.seed, params.stream), at / params.c4, block, params.keep);
  let inside = 4u * block + vec4u(0u, 1u, 2u, 3u) < vec4u(params.columns);
  out[at] = select(vec4f(0.0), mask * x[at] + params.skip * skipped[at], inside);
}
