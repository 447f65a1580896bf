import { dot, row, rowsOf, type Vector } from './vector';

/**
 * Counts of the cosines between the two views in z [2n, d] (unit rows, view 1 above view 2), over `bins` equal bins of [-1, 1].
 * positive: z_i . z_(i+n), n pairs; negative: z_i . z_(j+n) for i != j, n(n - 1) pairs.
 * The last bin is closed, and cosines that rounding pushed outside [-1, 1] fall into the end bins.
 */
export function cosineHistogram(
  z: Vector,
  n: number,
  d: number,
  bins: number,
): { positive: Float64Array; negative: Float64Array } {
  const positive = new Float64Array(bins);
  const negative = new Float64Array(bins);
  const u = rowsOf(z, 2 * n, d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const cosine = dot(row(u, i), row(u, n + j));
      const bin = Math.min(Math.max(Math.floor(((cosine + 1) / 2) * bins), 0), bins - 1);
      const counts = i === j ? positive : negative;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return { positive, negative };
}
