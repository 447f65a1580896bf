/**
 * Linear layers on rows of samples: y = x W + b with W [fanIn, fanOut], so that
 * dx = dy W^T, dW = x^T dy and db = sum of the rows of dy.
 */
import { addScaled, at, dot, row, rowsOf, type Vector } from './vector';

/** Sizes of a linear layer. */
export interface LinearShape {
  readonly rows: number;
  readonly fanIn: number;
  readonly fanOut: number;
}

/** y [rows, fanOut] = x [rows, fanIn] W [fanIn, fanOut] + bias [fanOut]. */
export function linearForward(
  x: Vector,
  weights: Vector,
  bias: Vector,
  { rows, fanIn, fanOut }: LinearShape,
): Float64Array {
  const y = new Float64Array(rows * fanOut);
  const into = rowsOf(y, rows, fanOut);
  const w = rowsOf(weights, fanIn, fanOut);
  for (const [r, values] of rowsOf(x, rows, fanIn).entries()) {
    const out = row(into, r);
    for (let o = 0; o < fanOut; o++) out[o] = bias[o] ?? Number.NaN;
    for (let i = 0; i < fanIn; i++) addScaled(out, at(values, i), row(w, i));
  }
  return y;
}

/** dx [rows, fanIn] = dy [rows, fanOut] W^T. */
export function linearBackwardInput(
  dy: Vector,
  weights: Vector,
  { rows, fanIn, fanOut }: LinearShape,
): Float64Array {
  const dx = new Float64Array(rows * fanIn);
  const w = rowsOf(weights, fanIn, fanOut);
  for (const [r, gradient] of rowsOf(dy, rows, fanOut).entries()) {
    for (let i = 0; i < fanIn; i++) dx[r * fanIn + i] = dot(gradient, row(w, i));
  }
  return dx;
}

/** dW [fanIn, fanOut] = x^T dy, summed over the rows. */
export function linearBackwardWeight(
  x: Vector,
  dy: Vector,
  { rows, fanIn, fanOut }: LinearShape,
): Float64Array {
  const dw = new Float64Array(fanIn * fanOut);
  const into = rowsOf(dw, fanIn, fanOut);
  const gradients = rowsOf(dy, rows, fanOut);
  for (const [r, values] of rowsOf(x, rows, fanIn).entries()) {
    for (let i = 0; i < fanIn; i++) addScaled(row(into, i), at(values, i), row(gradients, r));
  }
  return dw;
}

/** Sums of the columns of a matrix [rows, cols] -> [cols]: the gradient of a bias from that of its layer's output. */
export function columnSums(matrix: Vector, rows: number, cols: number): Float64Array {
  const sums = new Float64Array(cols);
  for (const values of rowsOf(matrix, rows, cols)) addScaled(sums, 1, values);
  return sums;
}
