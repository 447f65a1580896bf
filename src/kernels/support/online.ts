/** The stored form of an online log-sum-exp, (maximum, sum, index, 0): how partials combine and how a reference fills them. */

const LOWEST = -3.4028234663852886e38;

export interface CombinedRows {
  readonly lse: Float64Array;
  readonly best: Float64Array;
}

/** Joins partials [rows, chunks, 4] in f64. */
export function combineOnline(partials: ArrayLike<number>, rows: number, chunks: number): CombinedRows {
  const lse = new Float64Array(rows);
  const best = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let maximum = -Infinity;
    for (let chunk = 0; chunk < chunks; chunk++) {
      const value = partials[4 * (row * chunks + chunk)] ?? LOWEST;
      if (value > maximum) {
        maximum = value;
        best[row] = partials[4 * (row * chunks + chunk) + 2] ?? 0;
      }
    }
    let sum = 0;
    for (let chunk = 0; chunk < chunks; chunk++) {
      const at = 4 * (row * chunks + chunk);
      sum += (partials[at + 1] ?? 0) * Math.exp((partials[at] ?? LOWEST) - maximum);
    }
    // A sum below 0, or none, was never written by a kernel.
    if (sum === 0) lse[row] = LOWEST;
    else lse[row] = sum > 0 ? maximum + Math.log(sum) : Number.NaN;
  }
  return { lse, best };
}

/** Partials that stand for given log-sum-exps: everything in the first chunk, the others empty. */
export function firstPartial(
  lse: ArrayLike<number>,
  best: ArrayLike<number>,
  rows: number,
  chunks: number,
): Float64Array {
  const partials = new Float64Array(4 * rows * chunks);
  for (let row = 0; row < rows; row++) {
    for (let chunk = 0; chunk < chunks; chunk++) partials[4 * (row * chunks + chunk)] = LOWEST;
    const value = lse[row] ?? Number.NEGATIVE_INFINITY;
    if (!Number.isFinite(value)) continue;
    partials.set([value, 1, best[row] ?? 0, 0], 4 * row * chunks);
  }
  return partials;
}
