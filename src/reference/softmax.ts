import { rowsOf, type Vector } from './vector';

/**
 * log(sum(exp(v))) of a stream of finite or -Infinity values in O(1) memory: the running sum is kept relative to the largest value so far
 * (Milakov & Gimelshein 2018, arXiv 1805.02867), so nothing overflows. Empty, or all -Infinity: -Infinity.
 */
export class LogSumExp {
  private maximum = -Infinity;
  private sum = 0;

  add(value: number): void {
    // -Infinity contributes exp(-Infinity) = 0; subtracting an infinite maximum from it would be NaN.
    if (value === -Infinity) return;
    if (value > this.maximum) {
      this.sum = this.sum * Math.exp(this.maximum - value) + 1;
      this.maximum = value;
    } else {
      this.sum += Math.exp(value - this.maximum);
    }
  }

  get value(): number {
    return this.maximum + Math.log(this.sum);
  }
}

/** log(sum(exp(values))) in nats; -Infinity for no values, NaN if any value is NaN. */
export function logSumExp(values: Vector): number {
  const total = new LogSumExp();
  for (let i = 0; i < values.length; i++) total.add(values[i] ?? Number.NaN);
  return total.value;
}

export interface SoftmaxRows {
  /** [rows, cols], each defined row sums to 1 */
  probabilities: Float64Array;
  /** [rows, cols], nats */
  logProbabilities: Float64Array;
  /** [rows], log sum_k exp(x_k / tau), nats */
  logSumExp: Float64Array;
  /** [rows], -sum p log p with 0 log 0 = 0, nats */
  entropy: Float64Array;
  /** [rows], of the logits as given, before tau */
  maximum: Float64Array;
}

/**
 * Softmax of every row of `logits` [rows, cols] at a temperature > 0: p_j = exp(x_j / tau) / sum_k exp(x_k / tau).
 *
 * -Infinity masks an entry: p = 0, log p = -Infinity. A row of masks alone has no softmax: p, log p and entropy are NaN,
 * log-sum-exp and maximum -Infinity. NaN or +Infinity in a row makes its p, log p, entropy and log-sum-exp NaN.
 */
export function softmaxRows(logits: Vector, rows: number, cols: number, temperature: number): SoftmaxRows {
  const result: SoftmaxRows = {
    probabilities: new Float64Array(rows * cols),
    logProbabilities: new Float64Array(rows * cols),
    logSumExp: new Float64Array(rows),
    entropy: new Float64Array(rows),
    maximum: new Float64Array(rows),
  };
  rowsOf(logits, rows, cols).forEach((x, r) => {
    const maximum = x.reduce((largest, value) => Math.max(largest, value), -Infinity);
    // The maximum goes before the division: x / tau may overflow, and rounds the differences of large logits.
    const shifted = x.map((value) => (value - maximum) / temperature);
    const sum = shifted.reduce((total, s) => total + Math.exp(s), 0);
    const probabilities = shifted.map((s) => Math.exp(s) / sum);
    const logProbabilities = shifted.map((s) => s - Math.log(sum));
    result.probabilities.set(probabilities, r * cols);
    result.logProbabilities.set(logProbabilities, r * cols);
    result.maximum[r] = maximum;
    result.logSumExp[r] = maximum === -Infinity ? -Infinity : maximum / temperature + Math.log(sum);
    result.entropy[r] = maximum === -Infinity ? Number.NaN : entropy(probabilities, logProbabilities);
  });
  return result;
}

function entropy(probabilities: Float64Array, logProbabilities: Float64Array): number {
  return probabilities.reduce((h, p, k) => (p === 0 ? h : h - p * (logProbabilities[k] ?? Number.NaN)), 0);
}
