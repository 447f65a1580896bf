// contrastive_terms: what every anchor adds to the loss and to the accuracy.
//   terms[i] = ( w_i (lse_i - s_i / tau),  [best candidate is the positive],  s_i = z_i . z_positive(i),
//                ||z_i - z_positive(i)||^2 )
//   With two groups only anchors of the first view are ranked: the second entry of the others is 0.
//   The positive of row i is (i + pairs) mod 2 pairs; w as in pair_weights.
//   z [2 pairs, d4] vec4f;  lse [rows] f32;  best [rows, 2] f32, candidates numbered within their group;
//   terms [2 pairs] vec4f. Their column sums are the loss (nats), the number of hits (exact below 2^24) and 2 pairs
//   times two means.
// Mapping: one thread per row.
// Float64 twin: in src/kernels/contrastive_terms.ts

struct Params { pairs : u32, groups : u32, d4 : u32, inv_tau : f32, first : f32, second : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read> lse : array<f32>;
@group(0) @binding(3) var<storage, read> best : array<vec2f>;
@group(0) @binding(4) var<storage, read_write> terms : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let row = id.x;
  if (row >= 2u * params.pairs) { return; }
  let in_second = row >= params.pairs;
  let positive = select(row + params.pairs, row - params.pairs, in_second);
  var similarity = 0.0;
  var squares = 0.0;
  for (var k = 0u; k < params.d4; k++) {
    let a = z[row * params.d4 + k];
    let b = z[positive * params.d4 + k];
    similarity += dot(a, b);
    squares += dot(a - b, a - b);
  }
  // With two groups candidates are numbered from the start of the other view.
  let number = select(positive, positive % params.pairs, params.groups == 2u);
  let weight = select(params.first, params.second, in_second);
  let ranked = params.groups == 1u || !in_second;
  let hit = select(0.0, 1.0, ranked && u32(best[row].x) == number);
  let loss = weight * (lse[row] - similarity * params.inv_tau);
  terms[row] = select(vec4f(0.0, 0.0, similarity, squares), vec4f(loss, hit, similarity, squares), weight > 0.0);
}
