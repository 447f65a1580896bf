// block_weights: softmax minus identity of every block's similarities, at the block's own temperature, and the loss.
//   W[i, j] = e^{(s_ij - m_i) / tau} / S_i - [i = j],  s_ij = a_i . b_j,  m_i = max_j s_ij,  S_i the row's sum
//   losses[i] = log S_i + (m_i - s_ii) / tau                                                     (nats)
//   One-way InfoNCE (van den Oord et al. 2018) of a block: a its first, b its second views; W is n tau dL / ds.
//   z [blocks, 2, rows, d4] vec4f;  runs [blocks] vec4f = (tau, active, steps, loss);
//   weights [blocks, 4 tiles, tiles] vec4f, tiles = ceil(rows / 4), 0 past the last anchor and the last candidate;
//   losses [blocks rows] f32
// A block that is not active is left as it is.
// Mapping: one thread per 8 anchors, all candidates: 8 x 8 register tiles, then its own rows twice more.
// Float64 twin: src/reference/contrastive.ts, pairWeights
// Requires: lib/tiles.wgsl, lib/products.wgsl

struct Params { blocks : u32, rows : u32, d4 : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read> runs : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> weights : array<vec4f>;
@group(0) @binding(4) var<storage, read_write> losses : array<f32>;

override WORKGROUP_SIZE : u32 = 64u;

// A cosine that no rows have: exp takes it to 0 at every temperature below 1e4, and finitely above 1e-30.
const OUTSIDE : f32 = -1e6;

fn largest(v : vec4f) -> f32 {
  return max(max(v.x, v.y), max(v.z, v.w));
}

// Cosines of 4 anchors with 4 candidates to their place; the anchors' maxima with them.
fn keep(tile : mat4x4f, at : vec4u, column : u32, maxima : vec4f) -> vec4f {
  let inside = 4u * column + vec4u(0u, 1u, 2u, 3u) < vec4u(params.rows);
  let s0 = select(vec4f(OUTSIDE), tile[0], inside);
  let s1 = select(vec4f(OUTSIDE), tile[1], inside);
  let s2 = select(vec4f(OUTSIDE), tile[2], inside);
  let s3 = select(vec4f(OUTSIDE), tile[3], inside);
  weights[at.x + column] = s0;
  weights[at.y + column] = s1;
  weights[at.z + column] = s2;
  weights[at.w + column] = s3;
  return max(maxima, vec4f(largest(s0), largest(s1), largest(s2), largest(s3)));
}

// Turns a row of cosines into weights.
fn finish(block : u32, anchor : u32, at : u32, tiles : u32, maximum : f32) {
  if (anchor >= params.rows) {
    for (var j = 0u; j < tiles; j++) { weights[at + j] = vec4f(0.0); }
    return;
  }
  let inv_tau = 1.0 / runs[block].x;
  let positive = weights[at + anchor / 4u][anchor % 4u];
  var sums = vec4f(0.0);
  for (var j = 0u; j < tiles; j++) {
    let share = exp((weights[at + j] - maximum) * inv_tau);
    sums += share;
    weights[at + j] = share;
  }
  let sum = sums.x + sums.y + sums.z + sums.w;
  let scale = 1.0 / sum;
  for (var j = 0u; j < tiles; j++) { weights[at + j] *= scale; }
  weights[at + anchor / 4u] -= select(vec4f(0.0), vec4f(1.0), vec4u(0u, 1u, 2u, 3u) == vec4u(anchor % 4u));
  // The sum holds e^0, so only rounding could make its logarithm negative; a loss of 0 must not pass below a threshold of 0.
  losses[block * params.rows + anchor] = max(log(sum), 0.0) + (maximum - positive) * inv_tau;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let tiles = (params.rows + 3u) / 4u;
  let pairs = (tiles + 1u) / 2u;
  let block = id.x / pairs;
  if (block >= params.blocks) { return; }
  if (runs[block].y == 0.0) { return; }
  let first = (id.x % pairs) * 8u;
  let base = 2u * block * params.rows;
  // Where there is no second tile of anchors, the first one is computed twice and written twice.
  let second = select(first + 4u, first, first + 4u >= params.rows);
  let anchors_0 = (base + four_rows(first, params.rows)) * params.d4;
  let anchors_1 = (base + four_rows(second, params.rows)) * params.d4;
  let at_0 = (4u * block * tiles + first + vec4u(0u, 1u, 2u, 3u)) * tiles;
  let at_1 = (4u * block * tiles + second + vec4u(0u, 1u, 2u, 3u)) * tiles;

  var maxima_0 = vec4f(OUTSIDE);
  var maxima_1 = vec4f(OUTSIDE);
  for (var j = 0u; j < tiles; j += 2u) {
    let next = min(j + 1u, tiles - 1u);
    let candidates_0 = (base + params.rows + four_rows(4u * j, params.rows)) * params.d4;
    let candidates_1 = (base + params.rows + four_rows(4u * next, params.rows)) * params.d4;
    var t00 = mat4x4f();
    var t01 = mat4x4f();
    var t10 = mat4x4f();
    var t11 = mat4x4f();
    for (var k = 0u; k < params.d4; k++) {
      let a0 = four_columns(anchors_0 + k);
      let a1 = four_columns(anchors_1 + k);
      let b0 = transpose(four_columns(candidates_0 + k));
      let b1 = transpose(four_columns(candidates_1 + k));
      t00 = multiply_add(t00, b0, a0);
      t01 = multiply_add(t01, b1, a0);
      t10 = multiply_add(t10, b0, a1);
      t11 = multiply_add(t11, b1, a1);
    }
    maxima_0 = keep(t00, at_0, j, maxima_0);
    maxima_0 = keep(t01, at_0, next, maxima_0);
    maxima_1 = keep(t10, at_1, j, maxima_1);
    maxima_1 = keep(t11, at_1, next, maxima_1);
  }
  for (var r = 0u; r < 4u; r++) { finish(block, first + r, at_0[r], tiles, maxima_0[r]); }
  if (second == first) { return; }
  for (var r = 0u; r < 4u; r++) { finish(block, second + r, at_1[r], tiles, maxima_1[r]); }
}
