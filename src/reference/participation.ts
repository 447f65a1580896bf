import { addScaled, at, meanRow, rowsOf, type Vector } from './vector';

/**
 * Participation ratio (sum lambda)^2 / sum lambda^2 of the eigenvalues of Z^T Z / n, z [n, d], with the mean row removed first
 * if `center`; in [1, min(n, d)]. Both sums are read off the matrix, tr C and ||C||_F^2, so nothing is solved.
 * NaN where all rows are zero, or equal and centred: no spectrum.
 */
export function participationRatio(z: Vector, n: number, d: number, { center }: { center: boolean }): number {
  const mean = center ? meanRow(z, n, d) : new Float64Array(d);
  const gram = rowsOf(new Float64Array(d * d), d, d);
  for (const zi of rowsOf(z, n, d)) {
    const deviation = zi.map((value, k) => value - at(mean, k));
    gram.forEach((target, k) => {
      addScaled(target, at(deviation, k) / n, deviation);
    });
  }
  const trace = gram.reduce((sum, values, k) => sum + at(values, k), 0);
  const squares = gram.reduce(
    (sum, values) => values.reduce((total, value) => total + value * value, sum),
    0,
  );
  return trace ** 2 / squares;
}
