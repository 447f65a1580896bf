import { addScaled, row, rowsOf, squaredDistance, type Vector } from './vector';

/** ||x_i - y_i||^alpha for x and y [rows, cols] -> [rows]. */
export function rowAlignment(x: Vector, y: Vector, rows: number, cols: number, alpha: number): Float64Array {
  const partners = rowsOf(y, rows, cols);
  return Float64Array.from(
    rowsOf(x, rows, cols),
    (xi, i) => squaredDistance(xi, row(partners, i)) ** (alpha / 2),
  );
}

/**
 * L_align = mean_i ||x_i - y_i||^alpha (Wang & Isola 2020, arXiv 2005.10242, eq. 2); NaN without rows.
 * No normalisation inside: unit rows and alpha = 2 give 2 - 2 cos, in [0, 4].
 */
export function alignment(x: Vector, y: Vector, rows: number, cols: number, alpha: number): number {
  return rowAlignment(x, y, rows, cols, alpha).reduce((sum, value) => sum + value, 0) / rows;
}

/**
 * Gradient of `alignment` with respect to x and y as free leaves, each [rows, cols]:
 * alpha ||x_i - y_i||^(alpha - 2) (x_i - y_i) / rows. Where x_i = y_i it is 0, the least subgradient for alpha = 1.
 */
export function alignmentGradient(
  x: Vector,
  y: Vector,
  rows: number,
  cols: number,
  alpha: number,
): { gradX: Float64Array; gradY: Float64Array } {
  const gradX = new Float64Array(rows * cols);
  const xs = rowsOf(x, rows, cols);
  const ys = rowsOf(y, rows, cols);
  rowsOf(gradX, rows, cols).forEach((g, i) => {
    const squared = squaredDistance(row(xs, i), row(ys, i));
    if (squared === 0) return;
    const scale = (alpha * squared ** (alpha / 2 - 1)) / rows;
    addScaled(g, scale, row(xs, i));
    addScaled(g, -scale, row(ys, i));
  });
  return { gradX, gradY: gradX.map((value) => -value) };
}
