import { dot, meanRow, type Vector } from './vector';

/**
 * Mean cosine over the ordered pairs i != j of unit rows z [n, d], in O(nd): (n ||mean||^2 - 1) / (n - 1),
 * in [-1/(n - 1), 1]. Fewer than two rows have no pair: NaN.
 */
export function meanCosine(z: Vector, n: number, d: number): number {
  if (n < 2) return Number.NaN;
  return (n * meanDirectionNorm(z, n, d) ** 2 - 1) / (n - 1);
}

/** ||mean_i z_i|| of unit rows z [n, d], in [0, 1]: 0 centred, 1 collapsed. */
export function meanDirectionNorm(z: Vector, n: number, d: number): number {
  const mean = meanRow(z, n, d);
  return Math.sqrt(dot(mean, mean));
}
