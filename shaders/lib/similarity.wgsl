// What a row's similarities come to, collected four at a time.
//   sums = (sum, sum of magnitudes, sum of squares, similarity with itself), over all rows
//   others = (maximum M, minimum, sum of exp((s - M) / tau), 0), over all other rows
// The maximum leaves before the division by tau; the other order loses digits.

const LOWEST : f32 = -3.4028234e38;

struct Similarity { sums : vec4f, others : vec4f, }

fn similarity_empty() -> Similarity {
  return Similarity(vec4f(0.0), vec4f(LOWEST, -LOWEST, 0.0, 0.0));
}

// exp((s - maximum) / tau) for s <= maximum; the sentinel of an empty state stays finite after the division.
fn similarity_weight(s : f32, maximum : f32, inv_tau : f32) -> f32 {
  return exp(max(s - maximum, -1e30) * inv_tau);
}

// Adds the similarities whose lane is inside; `own` marks that of a row with itself.
fn similarity_add(state : Similarity, s : vec4f, inside : vec4<bool>, own : vec4<bool>, inv_tau : f32) -> Similarity {
  let one = vec4f(1.0);
  let all = select(vec4f(0.0), s, inside);
  let self_part = select(vec4f(0.0), all, own);
  let sums = state.sums + vec4f(dot(all, one), dot(abs(all), one), dot(all, all), dot(self_part, one));
  let other = inside & !own;
  let high = select(vec4f(LOWEST), s, other);
  let low = select(vec4f(-LOWEST), s, other);
  let maximum = max(state.others.x, max(max(high.x, high.y), max(high.z, high.w)));
  let minimum = min(state.others.y, min(min(low.x, low.y), min(low.z, low.w)));
  let terms = select(vec4f(0.0), exp(max(high - maximum, vec4f(-1e30)) * inv_tau), other);
  let total = state.others.z * similarity_weight(state.others.x, maximum, inv_tau) + dot(terms, one);
  return Similarity(sums, vec4f(maximum, minimum, total, 0.0));
}

fn similarity_join(a : Similarity, b : Similarity, inv_tau : f32) -> Similarity {
  let maximum = max(a.others.x, b.others.x);
  let total = a.others.z * similarity_weight(a.others.x, maximum, inv_tau)
            + b.others.z * similarity_weight(b.others.x, maximum, inv_tau);
  return Similarity(a.sums + b.sums, vec4f(maximum, min(a.others.y, b.others.y), total, 0.0));
}
