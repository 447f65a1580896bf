// similarity_combine: joins the partial results of every row of pair_similarity into one record.
//   log-sum-exp over the others = M / tau + log( sum_c S_c exp((M_c - M) / tau) );  over all rows s_ii / tau comes in
//   partials [rows, chunks, 2] vec4f = (sum, sum of magnitudes, sum of squares, s_ii), (M_c, minimum, S_c, 0)
//   table [rows, 2] vec4f = (sum, sum of magnitudes, sum of squares, s_ii),
//   (minimum of the others, maximum of the others, log-sum-exp with itself, log-sum-exp of the others), nats
// A row without others has minimum 3.4e38, maximum and log-sum-exp of the others -3.4e38.
// Mapping: one thread per row.
// Float64 twin: in src/kernels/similarity_combine.ts
// Requires: lib/similarity.wgsl

struct Params { rows : u32, chunks : u32, inv_tau : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> partials : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> table : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let row = id.x;
  if (row >= params.rows) { return; }
  var state = similarity_empty();
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    let at = 2u * (row * params.chunks + chunk);
    state = similarity_join(state, Similarity(partials[at], partials[at + 1u]), params.inv_tau);
  }
  let own = state.sums.w;
  let largest = state.others.x;
  let total = state.others.z;
  let alone = total == 0.0;
  let others = select(largest * params.inv_tau + log(total), LOWEST, alone);
  let peak = max(largest, own);
  let weights = total * similarity_weight(largest, peak, params.inv_tau)
              + similarity_weight(own, peak, params.inv_tau);
  table[2u * row] = state.sums;
  table[2u * row + 1u] = vec4f(state.others.y, largest, peak * params.inv_tau + log(weights), others);
}
