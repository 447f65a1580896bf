// pair_similarity: what the similarities of every row with all rows come to, tiled and online; no n x n matrix exists.
//   s_ij = z_i . z_j;   over all j:  sum s_ij, sum |s_ij|, sum s_ij^2, s_ii
//   over j != i:  M = max s_ij, min s_ij, sum exp((s_ij - M) / tau)
//   z [rows, d4] vec4f;  partials [rows, chunks, 2] vec4f = (sum, sum of magnitudes, sum of squares, s_ii),
//   (M, minimum, sum of exponentials, 0); no other row: M = -3.4e38, minimum = 3.4e38, sum = 0
// A dispatch covers columns begin .. end - 1 and goes on from the partials of the one before unless begin is 0.
// Mapping: one thread per 4 rows and chunk of columns; 4 x 4 register tiles. similarity_combine joins chunks.
// Float64 twin: in src/kernels/pair_similarity.ts
// Requires: lib/tiles.wgsl, lib/similarity.wgsl

struct Params {
  rows : u32, d4 : u32, begin : u32, end : u32, chunk : u32, chunks : u32, inv_tau : f32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> partials : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

fn started(record : u32) -> Similarity {
  if (params.begin == 0u) { return similarity_empty(); }
  return Similarity(partials[record], partials[record + 1u]);
}

fn store(record : u32, state : Similarity) {
  partials[record] = state.sums;
  partials[record + 1u] = state.others;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let first = id.x * 4u;
  if (first >= params.rows) { return; }
  if (id.y >= params.chunks) { return; }
  let anchors = four_rows(first, params.rows);
  let begin = params.begin + id.y * params.chunk;
  let end = min(begin + params.chunk, params.end);

  let records = 2u * (anchors * params.chunks + id.y);
  var s0 = started(records.x);
  var s1 = started(records.y);
  var s2 = started(records.z);
  var s3 = started(records.w);
  for (var j = begin; j < end; j += 4u) {
    let index = j + vec4u(0u, 1u, 2u, 3u);
    let tile = dot_tile(anchors * params.d4, four_rows(j, end) * params.d4, params.d4);
    let inside = index < vec4u(end);
    s0 = similarity_add(s0, tile[0], inside, index == vec4u(anchors.x), params.inv_tau);
    s1 = similarity_add(s1, tile[1], inside, index == vec4u(anchors.y), params.inv_tau);
    s2 = similarity_add(s2, tile[2], inside, index == vec4u(anchors.z), params.inv_tau);
    s3 = similarity_add(s3, tile[3], inside, index == vec4u(anchors.w), params.inv_tau);
  }
  store(records.x, s0);
  if (first + 1u < params.rows) { store(records.y, s1); }
  if (first + 2u < params.rows) { store(records.z, s2); }
  if (first + 3u < params.rows) { store(records.w, s3); }
}
