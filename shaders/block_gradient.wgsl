// block_gradient: gradient of every block's loss with respect to both its views, times n tau.
//   g_a = W b,   g_b = W^T a,   a, b [rows, d] the block's first and second views
//   z, gradient [blocks, 2, rows, d4] vec4f;  runs [blocks] vec4f = (tau, active, steps, loss);
//   weights [blocks, 4 tiles, tiles] vec4f from block_weights, tiles = ceil(rows / 4), padding 0
// A block that is not active is left as it is.
// Mapping: one thread per 8 rows of a view and 8 columns; 16 vec4 loads feed 256 multiply-adds.
// Float64 twin: in src/kernels/block_gradient.ts
// Requires: lib/tiles.wgsl, lib/products.wgsl

struct Params { blocks : u32, rows : u32, d4 : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read> weights : array<vec4f>;
@group(0) @binding(3) var<storage, read> runs : array<vec4f>;
@group(0) @binding(4) var<storage, read_write> gradient : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

// Weights of 4 rows of the view (columns of the result) with 4 of the other; first views own rows of W, second columns.
fn tile_of_weights(view : u32, base : u32, own : u32, other : u32, tiles : u32) -> mat4x4f {
  let row = base + 4u * select(own, other, view == 1u);
  let column = select(other, own, view == 1u);
  let w = mat4x4f(weights[row * tiles + column], weights[(row + 1u) * tiles + column],
                  weights[(row + 2u) * tiles + column], weights[(row + 3u) * tiles + column]);
  if (view == 1u) { return transpose(w); }
  return w;
}

fn put(g : mat4x4f, base : u32, first : u32, column : u32) {
  let at = (base + first) * params.d4 + column;
  gradient[at] = g[0];
  if (first + 1u < params.rows) { gradient[at + params.d4] = g[1]; }
  if (first + 2u < params.rows) { gradient[at + 2u * params.d4] = g[2]; }
  if (first + 3u < params.rows) { gradient[at + 3u * params.d4] = g[3]; }
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let thread = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  let tiles = (params.rows + 3u) / 4u;
  let column_pairs = (params.d4 + 1u) / 2u;
  let tile_pairs = (tiles + 1u) / 2u;
  let column_0 = 2u * (thread % column_pairs);
  let tile_0 = 2u * ((thread / column_pairs) % tile_pairs);
  let half = thread / (column_pairs * tile_pairs);   // 2 block + view
  if (half >= 2u * params.blocks) { return; }
  let block = half / 2u;
  if (runs[block].y == 0.0) { return; }
  let view = half % 2u;
  let opposite = (half ^ 1u) * params.rows;
  let base = 4u * block * tiles;
  // An odd end is computed twice and written once.
  let column_1 = min(column_0 + 1u, params.d4 - 1u);
  let tile_1 = min(tile_0 + 1u, tiles - 1u);

  var g00 = mat4x4f();
  var g01 = mat4x4f();
  var g10 = mat4x4f();
  var g11 = mat4x4f();
  for (var run = 0u; run < tiles; run++) {
    // Weights past the last row are zero, so the repeated last row adds nothing.
    let other = (opposite + four_rows(4u * run, params.rows)) * params.d4;
    let z0 = four_columns(other + column_0);
    let z1 = four_columns(other + column_1);
    let w0 = tile_of_weights(view, base, tile_0, run, tiles);
    let w1 = tile_of_weights(view, base, tile_1, run, tiles);
    g00 = multiply_add(g00, z0, w0);
    g01 = multiply_add(g01, z0, w1);
    g10 = multiply_add(g10, z1, w0);
    g11 = multiply_add(g11, z1, w1);
  }
  let own = half * params.rows;
  put(g00, own, 4u * tile_0, column_0);
  if (column_1 > column_0) { put(g10, own, 4u * tile_0, column_1); }
  if (tile_1 == tile_0) { return; }
  put(g01, own, 4u * tile_1, column_0);
  if (column_1 > column_0) { put(g11, own, 4u * tile_1, column_1); }
}
