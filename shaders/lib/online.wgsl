// Online log-sum-exp of a stream of values: (maximum, sum of exp(value - maximum), index of the first maximum).

const LOWEST : f32 = -3.4028234e38;

struct Online { maximum : f32, sum : f32, best : u32, }

fn online_empty() -> Online {
  return Online(LOWEST, 0.0, 0u);
}

// A fresh state, or the stored one to go on from.
fn online_start(fresh : bool, stored : vec4f) -> Online {
  if (fresh) { return online_empty(); }
  return online_unpack(stored);
}

// Adds the values whose lane is valid; indices must not decrease from call to call.
fn online_add(state : Online, values : vec4f, valid : vec4<bool>, index : vec4u) -> Online {
  let kept = select(vec4f(LOWEST), values, valid);
  let peak = max(max(kept.x, kept.y), max(kept.z, kept.w));
  let maximum = max(state.maximum, peak);
  let terms = select(vec4f(0.0), exp(kept - maximum), valid);
  let sum = state.sum * exp(state.maximum - maximum) + (terms.x + terms.y + terms.z + terms.w);
  var best = state.best;
  if (peak > state.maximum) {
    best = select(select(select(index.w, index.z, kept.z == peak), index.y, kept.y == peak), index.x, kept.x == peak);
  }
  return Online(maximum, sum, best);
}

// Joins two states; on equal maxima the lower index stays.
fn online_join(a : Online, b : Online) -> Online {
  let maximum = max(a.maximum, b.maximum);
  let sum = a.sum * exp(a.maximum - maximum) + b.sum * exp(b.maximum - maximum);
  let first = a.maximum > b.maximum || (a.maximum == b.maximum && a.best <= b.best);
  return Online(maximum, sum, select(b.best, a.best, first));
}

// As stored: (maximum, sum, index, 0). Indices are exact below 2^24.
fn online_pack(state : Online) -> vec4f {
  return vec4f(state.maximum, state.sum, f32(state.best), 0.0);
}

fn online_unpack(stored : vec4f) -> Online {
  return Online(stored.x, stored.y, u32(stored.z));
}
