import { LogSumExp } from './softmax';
import { addScaled, row, rowsOf, squaredDistance, type Vector } from './vector';

/** The t of the paper's experiments, and of every uniformity on the page. */
export const UNIFORMITY_T = 2;

/**
 * L_unif = log mean_{i<j} exp(-t ||x_i - x_j||^2) over the rows(rows - 1)/2 unordered pairs of x [rows, cols], in nats
 * (Wang & Isola 2020, arXiv 2005.10242, eq. 3). No normalisation inside. Fewer than two rows have no pair: NaN.
 */
export function uniformity(x: Vector, rows: number, cols: number, t: number): number {
  if (rows < 2) return Number.NaN;
  return logPairSum(rowsOf(x, rows, cols), t) - Math.log((rows * (rows - 1)) / 2);
}

/**
 * Gradient of `uniformity` with respect to x as a free leaf -> [rows, cols]:
 * g_i = -2t sum_{j != i} q_ij (x_i - x_j), q_ij = exp(-t ||x_i - x_j||^2) / sum over the unordered pairs.
 * NaN for fewer than two rows.
 */
export function uniformityGradient(x: Vector, rows: number, cols: number, t: number): Float64Array {
  const gradient = new Float64Array(rows * cols);
  if (rows < 2) return gradient.fill(Number.NaN);
  const points = rowsOf(x, rows, cols);
  const total = logPairSum(points, t);
  rowsOf(gradient, rows, cols).forEach((g, i) => {
    const xi = row(points, i);
    points.forEach((xj, j) => {
      if (j === i) return;
      const scale = -2 * t * Math.exp(-t * squaredDistance(xi, xj) - total);
      addScaled(g, scale, xi);
      addScaled(g, -scale, xj);
    });
  });
  return gradient;
}

/** log sum_{i<j} exp(-t ||x_i - x_j||^2); the log-sum-exp keeps far apart points from underflowing to log 0. */
function logPairSum(points: readonly Float64Array[], t: number): number {
  const total = new LogSumExp();
  points.forEach((xi, i) => {
    for (const xj of points.slice(i + 1)) total.add(-t * squaredDistance(xi, xj));
  });
  return total.value;
}

/**
 * Uniformity of the uniform law on the unit sphere S^(d-1), d >= 1, t >= 0: -2t + log 0F1(; d/2; t^2), in nats.
 * The terms of sum_k t^2k / ((d/2)_k k!) are positive, rise until k is about t and then fall; they are rescaled on the way
 * so that large t cannot overflow.
 */
export function uniformLaw(d: number, t: number): number {
  let term = 1;
  let sum = 1;
  let logScale = 0;
  for (let k = 0; term > sum * Number.EPSILON; k++) {
    term *= ((t / (d / 2 + k)) * t) / (k + 1);
    sum += term;
    if (sum > 1e200) {
      logScale += Math.log(sum);
      term /= sum;
      sum = 1;
    }
  }
  return logScale + Math.log(sum) - 2 * t;
}

/**
 * Least uniformity that n unit rows can have, reached by the simplex (needs n <= d + 1): -2tn/(n - 1).
 * By Jensen the log mean is at least -t times the mean squared distance, which is at most 2n/(n - 1).
 */
export function uniformityFloor(n: number, t: number): number {
  return (-2 * t * n) / (n - 1);
}
