// softmax_rows: softmax of every row at temperature tau, with its log-partition and entropy.
//   a_rj = (x_rj - m_r) / tau,  m_r = max_j x_rj        (the maximum leaves before the division: the other order
//                                                        costs digits and overflows near the f32 maximum)
//   p_rj = exp(a_rj) / S_r,     S_r = sum_j exp(a_rj),   log p_rj = a_rj - log S_r
//   statistics[r] = (lse_r = m_r / tau + log S_r,  H_r = log S_r - sum_j p_rj a_rj,  m_r,  number of unmasked columns)
//   logits [rows, cols] f32;  probabilities, log_probabilities [rows, cols] f32;  statistics [rows, 4] f32 (nats)
// A logit of -3e38 or less is masked: p = 0, log p = -3.4e38. A row with every column masked is undefined: p = 0
// and the fourth statistic is 0, which the caller reports.
// Mapping: one workgroup per row, lanes stride over the columns.
// Float64 twin: src/reference/softmax.ts, softmaxRows
// Requires: lib/reduce.wgsl

struct Params { rows : u32, cols : u32, inv_tau : f32, }   // inv_tau = 1 / temperature > 0

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> logits : array<f32>;
@group(0) @binding(2) var<storage, read_write> probabilities : array<f32>;
@group(0) @binding(3) var<storage, read_write> log_probabilities : array<f32>;
@group(0) @binding(4) var<storage, read_write> statistics : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

const MASKED : f32 = -3e38;
const LOWEST : f32 = -3.4028234e38;

// The largest magnitude that may be multiplied by inv_tau: WGSL promises no infinities, so none may arise.
fn reach() -> f32 {
  return -LOWEST / max(params.inv_tau, 1.0);
}

// (x - m) / tau, kept finite: halves are subtracted, for the difference of two f32 may not be one.
fn scaled(x : f32, maximum : f32) -> f32 {
  let half = max(0.5 * x - 0.5 * maximum, -0.5 * reach());
  return 2.0 * half * params.inv_tau;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(num_workgroups) groups : vec3u,
        @builtin(local_invocation_index) lane : u32) {
  let row = group.x + group.y * groups.x;
  if (row >= params.rows) { return; }
  let begin = row * params.cols;
  let end = begin + params.cols;

  var lane_maximum = LOWEST;
  for (var at = begin + lane; at < end; at += WORKGROUP_SIZE) {
    lane_maximum = max(lane_maximum, logits[at]);
  }
  let maximum = workgroup_max(vec4f(lane_maximum), lane).x;

  var sums = vec4f(0.0);   // sum e^a, sum a e^a, unmasked columns
  for (var at = begin + lane; at < end; at += WORKGROUP_SIZE) {
    let x = logits[at];
    if (x > MASKED) {
      let a = scaled(x, maximum);
      let e = exp(a);
      sums += vec4f(e, e * a, 1.0, 0.0);
    }
  }
  let total = workgroup_sum(sums, lane);
  let log_sum = log(max(total.x, 1.0));   // the maximum itself contributes 1
  let inv_sum = 1.0 / max(total.x, 1.0);

  for (var at = begin + lane; at < end; at += WORKGROUP_SIZE) {
    let x = logits[at];
    let a = scaled(x, maximum);
    let masked = x <= MASKED;
    probabilities[at] = select(exp(a) * inv_sum, 0.0, masked);
    log_probabilities[at] = select(max(a - log_sum, LOWEST), LOWEST, masked);
  }
  if (lane == 0u) {
    let lse = clamp(maximum, -reach(), reach()) * params.inv_tau + log_sum;
    statistics[row] = vec4f(lse, log_sum - total.y * inv_sum, maximum, total.z);
  }
}
