// pair_logsumexp: log-partition of every anchor's similarities, tiled and online; no n x n matrix exists.
//   lse[i] = log( sum_j exp(z_i . z_j / tau) ),  j over the candidates of anchor i        (nats)
//   groups = 2 (InfoNCE, CLIP): rows are two stacked views; the candidates of a row are the rows of the other view
//   groups = 1 (NT-Xent): the candidates of a row are all other rows
//   z [groups * group_rows, d4] vec4f;  partials [anchors, chunks] vec4f = (maximum, sum, first best candidate, 0)
// A dispatch covers candidates begin .. end - 1 and, unless begin is 0, goes on from the partials of the one before:
// long work is submitted in pieces that do not hang a display.
// Mapping: one thread per 4 anchors and chunk of candidates; 4 x 4 register tiles. logsumexp_combine joins chunks.
// Float64 twin: src/reference/contrastive.ts, pairLogSumExp
// Requires: lib/tiles.wgsl, lib/online.wgsl

struct Params {
  group_rows : u32, groups : u32, anchor_groups : u32, d4 : u32,
  begin : u32, end : u32, chunk : u32, chunks : u32, inv_tau : f32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> partials : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let tiles = (params.group_rows + 3u) / 4u;
  let group = id.x / tiles;
  if (group >= params.anchor_groups) { return; }
  let anchor_limit = (group + 1u) * params.group_rows;
  let first = group * params.group_rows + (id.x % tiles) * 4u;
  let anchors = four_rows(first, anchor_limit);
  let candidate_base = select(0u, (1u - group) * params.group_rows, params.groups == 2u);
  if (id.y >= params.chunks) { return; }
  let begin = params.begin + id.y * params.chunk;
  let end = min(begin + params.chunk, params.end);

  let rows = anchors * params.chunks + id.y;
  let fresh = params.begin == 0u;
  var s0 = online_start(fresh, partials[rows.x]);
  var s1 = online_start(fresh, partials[rows.y]);
  var s2 = online_start(fresh, partials[rows.z]);
  var s3 = online_start(fresh, partials[rows.w]);
  for (var j = begin; j < end; j += 4u) {
    let index = j + vec4u(0u, 1u, 2u, 3u);
    let candidates = candidate_base + four_rows(j, end);
    let tile = dot_tile(anchors * params.d4, candidates * params.d4, params.d4);
    let inside = index < vec4u(end);
    let others = candidate_base + index;   // never equal to an anchor when there are two groups
    s0 = online_add(s0, tile[0] * params.inv_tau, inside & (others != vec4u(anchors.x)), index);
    s1 = online_add(s1, tile[1] * params.inv_tau, inside & (others != vec4u(anchors.y)), index);
    s2 = online_add(s2, tile[2] * params.inv_tau, inside & (others != vec4u(anchors.z)), index);
    s3 = online_add(s3, tile[3] * params.inv_tau, inside & (others != vec4u(anchors.w)), index);
  }
  partials[rows.x] = online_pack(s0);
  if (first + 1u < anchor_limit) { partials[rows.y] = online_pack(s1); }
  if (first + 2u < anchor_limit) { partials[rows.z] = online_pack(s2); }
  if (first + 3u < anchor_limit) { partials[rows.w] = online_pack(s3); }
}
