/** Intervals of confidence of a mean, by Student's t. */

export interface Estimate {
  readonly mean: number;
  /** Ends of the 95 % interval; NaN for a single value. */
  readonly low: number;
  readonly high: number;
}

const CONFIDENCE = 0.95;
const HALVINGS = 60;

/** Mean of independent values from one law, with its 95 % t-interval. */
export function estimateOf(values: readonly number[]): Estimate {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = n > 1 ? studentQuantile(n - 1) * Math.sqrt(variance / n) : Number.NaN;
  return { mean, low: mean - half, high: mean + half };
}

/** The t with P(|T| <= t) = 95 % at `freedom` degrees of freedom, a whole number from 1. */
export function studentQuantile(freedom: number): number {
  // P(|T| <= t) in theta = atan(t / sqrt(freedom)), in [0, pi / 2].
  let [low, high] = [0, Math.PI / 2];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (withinAngle(middle, freedom) < CONFIDENCE) low = middle;
    else high = middle;
  }
  return Math.sqrt(freedom) * Math.tan(low);
}

/** P(|T| <= sqrt(freedom) tan theta): Abramowitz & Stegun 26.7.3 and 26.7.4. */
function withinAngle(theta: number, freedom: number): number {
  const odd = freedom % 2 === 1;
  const square = Math.cos(theta) ** 2;
  let [term, sum] = [odd ? Math.cos(theta) : 1, 0];
  for (let power = odd ? 1 : 0; power <= freedom - 2; power += 2) {
    sum += term;
    term *= (square * (power + 1)) / (power + 2);
  }
  const series = Math.sin(theta) * sum;
  return odd ? (2 / Math.PI) * (theta + series) : series;
}
