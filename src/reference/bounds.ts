/**
 * The similarity matrix A = Z Z^T of any rows z [n, d] and what bounds it: a ladder around its largest eigenvalue, and the Jensen
 * chain under the uniformity part of a contrastive loss. Everything is O(n) numbers gathered row by row; A is never stored.
 */
import { LogSumExp, logSumExp } from './softmax';
import { at, dot, row, rowsOf, type Vector } from './vector';

/** What the rows of A tell, each [n]; s_ij = z_i . z_j. */
export interface RowSimilarities {
  /** sum_j s_ij, j = i included */
  sum: Float64Array;
  /** sum_j |s_ij|, j = i included */
  absSum: Float64Array;
  /** sum_j s_ij^2, j = i included */
  squareSum: Float64Array;
  /** Least s_ij, j != i; Infinity for a single row */
  minimum: Float64Array;
  /** Largest s_ij, j != i; -Infinity for a single row */
  maximum: Float64Array;
  /** s_ii */
  self: Float64Array;
  /** log sum_j exp(s_ij / tau), j = i included, nats */
  logSumExp: Float64Array;
  /** The same without j = i; -Infinity for a single row */
  logSumExpOthers: Float64Array;
}

/** Row statistics of z [n, d], which need not be unit, at a temperature tau > 0, in O(n^2 d). */
export function rowSimilarities(z: Vector, n: number, d: number, tau: number): RowSimilarities {
  const table: RowSimilarities = {
    sum: new Float64Array(n),
    absSum: new Float64Array(n),
    squareSum: new Float64Array(n),
    minimum: new Float64Array(n).fill(Infinity),
    maximum: new Float64Array(n).fill(-Infinity),
    self: new Float64Array(n),
    logSumExp: new Float64Array(n),
    logSumExpOthers: new Float64Array(n),
  };
  const u = rowsOf(z, n, d);
  u.forEach((anchor, i) => {
    const others = new LogSumExp();
    let [sum, absSum, squareSum, minimum, maximum] = [0, 0, 0, Infinity, -Infinity];
    for (let j = 0; j < n; j++) {
      const s = dot(anchor, row(u, j));
      sum += s;
      absSum += Math.abs(s);
      squareSum += s * s;
      if (j === i) {
        table.self[i] = s;
        continue;
      }
      others.add(s / tau);
      minimum = Math.min(minimum, s);
      maximum = Math.max(maximum, s);
    }
    table.sum[i] = sum;
    table.absSum[i] = absSum;
    table.squareSum[i] = squareSum;
    table.minimum[i] = minimum;
    table.maximum[i] = maximum;
    table.logSumExpOthers[i] = others.value;
    others.add(at(table.self, i) / tau);
    table.logSumExp[i] = others.value;
  });
  return table;
}

export interface LadderInputs {
  /** Sum of all entries of A: n^2 ||mean||^2 */
  gramSum: number;
  /** tr A: n for unit rows */
  gramTrace: number;
  /** ||A||_F^2, the sum of the squared eigenvalues of A */
  frobeniusSquared: number;
  /** max_i sum_j |A_ij| */
  maxAbsRowSum: number;
  /** n */
  rows: number;
  /** d */
  columns: number;
}

/**
 * Bounds of the largest eigenvalue of A = Z Z^T, which are also bounds of the one of Z^T Z:
 *   lower  [gramSum / n, ||A||_F^2 / tr A, tr A / min(n, d)]
 *   upper  [tr A, ||A||_F, max_i sum_j |A_ij|]
 * In that order: the Rayleigh quotient of (1, ..., 1); sum lambda^2 <= lambda_1 sum lambda, as no eigenvalue is negative; the mean of
 * the at most min(n, d) eigenvalues that are not 0; their sum; the root of the sum of their squares; Gershgorin's circles. The first
 * and the last but one hold for any symmetric A, and the row sums need their absolute values: with negative entries the plain sum is
 * no upper bound (half +v, half -v: gramSum = 0, lambda_1 = n). Zero rows: all 0.
 */
export function ladder(inputs: LadderInputs): { lower: number[]; upper: number[] } {
  const { gramSum, gramTrace, frobeniusSquared, maxAbsRowSum, rows, columns } = inputs;
  return {
    lower: [
      gramSum / rows,
      gramTrace === 0 ? 0 : frobeniusSquared / gramTrace,
      gramTrace / Math.min(rows, columns),
    ],
    upper: [gramTrace, Math.sqrt(frobeniusSquared), maxAbsRowSum],
  };
}

/** Both ends of the Jensen step E_x log E_y e^(s/tau) >= E_x E_y s/tau, in nats. */
export interface JensenStep {
  left: number;
  right: number;
  /** left - right, at least 0 but for rounding */
  gap: number;
}

export interface JensenChain extends JensenStep {
  /** log E_x E_y e^(s/tau), at least `left` */
  outer: number;
  /** Over the pairs of different rows alone; NaN for a single row. */
  withoutSelf: JensenStep;
  /** `left` as a sum of four. */
  parts: { mean: number; variance: number; selfPairs: number; higherOrders: number };
}

/**
 * The chain log E_x E_y e^(s/tau) >= E_x log E_y e^(s/tau) >= E_x E_y s/tau = gramSum / (tau n^2), x and y independent rows (so
 * self-pairs count), and what the middle, `left`, is made of. The first three parts are stated, the last is the rest, so they add
 * up to `left` by definition. E and Var over y run over the rows other than x:
 *   mean         E_x E_y s / tau, what a cone adds
 *   variance     E_x Var_y(s) / (2 tau^2), what an uneven spectrum adds. Variance within rows: that between rows, Var_x(E_y s), is
 *                outside the logarithm, and belongs to `outer` alone
 *   selfPairs    what including y = x adds: left - withoutSelf.left, about 1/tau - log n at small tau
 *   higherOrders third and higher cumulants of s / tau, either sign; most of withoutSelf.left at small tau, where the series no
 *                longer describes it
 * @param rows as given by `rowSimilarities` at the same tau; n is the length of `sum`
 */
export function jensenChain(
  rows: Pick<RowSimilarities, 'sum' | 'squareSum' | 'self' | 'logSumExp' | 'logSumExpOthers'>,
  tau: number,
): JensenChain {
  const n = rows.sum.length;
  const others = n - 1;
  const othersMean = rows.sum.map((sum, i) => (sum - at(rows.self, i)) / others);
  const othersVariance = rows.squareSum.map(
    (squareSum, i) => (squareSum - at(rows.self, i) ** 2) / others - at(othersMean, i) ** 2,
  );
  const all = step(average(rows.logSumExp) - Math.log(n), average(rows.sum) / (tau * n));
  const withoutSelf = step(average(rows.logSumExpOthers) - Math.log(others), average(othersMean) / tau);
  const mean = withoutSelf.right;
  const variance = average(othersVariance) / (2 * tau * tau);
  return {
    outer: logSumExp(rows.logSumExp) - 2 * Math.log(n),
    ...all,
    withoutSelf,
    parts: {
      mean,
      variance,
      selfPairs: all.left - withoutSelf.left,
      higherOrders: withoutSelf.left - mean - variance,
    },
  };
}

function step(left: number, right: number): JensenStep {
  return { left, right, gap: left - right };
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
