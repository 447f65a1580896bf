import type { Vector } from './vector';

export interface RowLosses {
  /** [rows, columns]: scale times the derivative of every row's loss with respect to the output */
  gradient: Float64Array;
  /** [rows] */
  losses: Float64Array;
  /** [rows], 1 where the largest logit (the first of equals) is the label's; 0 where that means nothing */
  hits: Float64Array;
}

/**
 * Cross-entropy of softmax rows, nats: -log p_label; gradient scale (p - onehot). Labels are below `columns`. With the others' sum
 * taken apart from the largest logit's own 1, a loss keeps its relative digits however small it is, and is never negative.
 */
export function crossEntropyRows(
  logits: Vector,
  labels: ArrayLike<number>,
  rows: number,
  columns: number,
  scale: number,
): RowLosses {
  const gradient = new Float64Array(rows * columns);
  const losses = new Float64Array(rows);
  const hits = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const values = Float64Array.from({ length: columns }, (_, c) => logits[row * columns + c] ?? Number.NaN);
    const label = labels[row] ?? 0;
    const largest = Math.max(...values);
    const best = values.indexOf(largest);
    const rest = values.reduce((sum, value, c) => (c === best ? sum : sum + Math.exp(value - largest)), 0);
    losses[row] = Math.log1p(rest) + (largest - (values[label] ?? Number.NaN));
    hits[row] = best === label ? 1 : 0;
    for (let c = 0; c < columns; c++) {
      const p = Math.exp((values[c] ?? Number.NaN) - largest) / (1 + rest);
      gradient[row * columns + c] = scale * (p - (c === label ? 1 : 0));
    }
  }
  return { gradient, losses, hits };
}

/** Half the mean square of output - target over the columns of a row; gradient scale (output - target) / columns. */
export function squaredErrorRows(
  output: Vector,
  target: Vector,
  rows: number,
  columns: number,
  scale: number,
): RowLosses {
  const gradient = new Float64Array(rows * columns);
  const losses = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) {
      const at = row * columns + c;
      const error = (output[at] ?? Number.NaN) - (target[at] ?? Number.NaN);
      gradient[at] = (scale * error) / columns;
      losses[row] = (losses[row] ?? 0) + error ** 2 / (2 * columns);
    }
  }
  return { gradient, losses, hits: new Float64Array(rows) };
}
