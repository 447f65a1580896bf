/** What follows from the law of the input: the statistics that running averages tend to, and how far they stay from them. */
import { type Arrangement, membershipOf } from './presets';

/** Mean, and expected unbiased variance, of every group. */
export interface TrueStatistics {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** Relative variance of the unbiased variance of one batch. */
  readonly scatter: Float64Array;
}

/**
 * Of cells that are normal with deviation 1 about their levels: the squares about the group's mean are noncentral chi-squared with
 * n - 1 degrees of freedom and noncentrality sum (level - mean level)^2 = l. So E s^2 = 1 + l / (n - 1), and
 * Var s^2 = (2 (n - 1) + 4 l) / (n - 1)^2.
 */
export function trueStatistics(levels: Float64Array, arrangement: Arrangement): TrueStatistics {
  const { groups, groupSize } = arrangement;
  const { group } = membershipOf(arrangement);
  const [mean, spread] = [new Float64Array(groups), new Float64Array(groups)];
  levels.forEach((level, cell) => {
    const own = group[cell] ?? 0;
    mean[own] = (mean[own] ?? 0) + level / groupSize;
  });
  levels.forEach((level, cell) => {
    const own = group[cell] ?? 0;
    spread[own] = (spread[own] ?? 0) + (level - (mean[own] ?? 0)) ** 2;
  });
  const freedom = groupSize - 1;
  const variance = spread.map((squares) => 1 + squares / freedom);
  return {
    mean,
    variance,
    scatter: spread.map(
      (squares, own) => (2 * freedom + 4 * squares) / (freedom * (variance[own] ?? Number.NaN)) ** 2,
    ),
  };
}

/** Share of the variance of single batches that a running average keeps once it has forgotten its start: m / (2 - m). */
export function keptVariance(momentum: number): number {
  return momentum / (2 - momentum);
}

/** Root mean square; NaN of nothing. */
export function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += (values[k] ?? Number.NaN) ** 2;
  return Math.sqrt(sum / values.length);
}
