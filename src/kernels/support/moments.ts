/** The stored form of scaled moments, and the whole they stand for: twin of shaders/lib/scaled_moments.wgsl. */

/** Numbers of a partial result: count, mean from the pivot, sum of squares / 4^exponent, exponent. */
export const MOMENTS = 4;

/** Joins partials [groups, chunks, 4] of every group in f64; empty ones are passed over. */
export function joinedMoments(
  partials: ArrayLike<number>,
  groups: number,
  chunks: number,
): { count: Float64Array; mean: Float64Array; squares: Float64Array } {
  const count = new Float64Array(groups);
  const mean = new Float64Array(groups);
  const squares = new Float64Array(groups);
  for (let group = 0; group < groups; group++) {
    let [n, middle, sum] = [0, 0, 0];
    for (let chunk = 0; chunk < chunks; chunk++) {
      const begin = MOMENTS * (group * chunks + chunk);
      const members = partials[begin] ?? Number.NaN;
      if (members === 0) continue;
      const difference = (partials[begin + 1] ?? Number.NaN) - middle;
      n += members;
      middle += (difference * members) / n;
      sum +=
        (partials[begin + 2] ?? Number.NaN) * 4 ** (partials[begin + 3] ?? Number.NaN) +
        difference * difference * (n - members) * (members / n);
    }
    count[group] = n;
    mean[group] = middle;
    squares[group] = sum;
  }
  return { count, mean, squares };
}
