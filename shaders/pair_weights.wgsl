// pair_weights: d loss / d similarity of every anchor with a run of candidates, ready to multiply the candidates.
//   W[i, k] = w_i e^{s_ij/tau - lse_i} + w_j e^{s_ij/tau - lse_j} - [j is the positive of i] (w_i + w_j)
//   j = begin + k, s_ij = z_i . z_j; w is the weight of a row's own loss term: `first` in the first view, `second`
//   in the second (InfoNCE 1/n and 0; symmetric and NT-Xent 1/2n each), 0 for a row that is no candidate.
//   z [rows, d4] vec4f, two stacked views, groups as in pair_logsumexp (the NT-Xent group holds both views);
//   lse [rows] f32;  weights [rows, chunk / 4] vec4f
// The gradient is (1/tau) W Z (accumulate_rows). The run is as long as the caller's buffer: memory is O(n chunk).
// Mapping: one thread per 4 anchors and 4 candidates.
// Float64 twin: src/reference/contrastive.ts, pairWeights
// Requires: lib/tiles.wgsl

struct Params {
  group_rows : u32, groups : u32, d4 : u32, begin : u32,
  chunk : u32, inv_tau : f32, first : f32, second : f32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read> lse : array<f32>;
@group(0) @binding(3) var<storage, read_write> weights : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

// exp(similarity - lse) weighted. A weight of 0 costs no exp, and covers rows whose lse was never computed.
fn share(logit : vec4f, log_partition : vec4f, weight : vec4f) -> vec4f {
  if (all(weight == vec4f(0.0))) { return vec4f(0.0); }
  return select(vec4f(0.0), weight * exp(logit - log_partition), weight > vec4f(0.0));
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let rows = params.group_rows * params.groups;
  let pairs = select(rows / 2u, params.group_rows, params.groups == 2u);
  let tiles = (params.group_rows + 3u) / 4u;
  let group = id.x / tiles;
  if (group >= params.groups) { return; }
  let anchor_limit = (group + 1u) * params.group_rows;
  let first = group * params.group_rows + (id.x % tiles) * 4u;
  let anchors = four_rows(first, anchor_limit);
  let candidate_base = select(0u, (1u - group) * params.group_rows, params.groups == 2u);
  let column = id.y * 4u;
  let candidate = candidate_base + four_rows(min(params.begin + column, params.group_rows - 1u), params.group_rows);
  let wanted = candidate_base + params.begin + column + vec4u(0u, 1u, 2u, 3u);
  let inside = wanted < vec4u(candidate_base + params.group_rows);

  let tile = dot_tile(anchors * params.d4, candidate * params.d4, params.d4);
  let lse_j = vec4f(lse[candidate.x], lse[candidate.y], lse[candidate.z], lse[candidate.w]);
  let weight_j = select(vec4f(params.first), vec4f(params.second), candidate >= vec4u(pairs));
  for (var r = 0u; r < 4u; r++) {
    let anchor = first + r;
    if (anchor >= anchor_limit) { break; }
    let weight_i = select(params.first, params.second, anchor >= pairs);
    let logit = tile[r] * params.inv_tau;
    let positive = select(anchor + pairs, anchor - pairs, anchor >= pairs);
    let w = share(logit, vec4f(lse[anchor]), vec4f(weight_i)) + share(logit, lse_j, weight_j)
      - select(vec4f(0.0), weight_i + weight_j, wanted == vec4u(positive));
    weights[anchor * (params.chunk / 4u) + id.y] = select(vec4f(0.0), w, inside & (wanted != vec4u(anchor)));
  }
}
