import { symmetricEigen } from './eigen';
import { addScaled, at, dot, float64, meanRow, row, rowsOf, type Vector } from './vector';

/** x [rows, cols] times axes [cols, k] -> [rows, k]. */
export function project(x: Vector, axes: Vector, rows: number, cols: number, k: number): Float64Array {
  const projected = new Float64Array(rows * k);
  const points = rowsOf(x, rows, cols);
  const directions = rowsOf(axes, cols, k);
  rowsOf(projected, rows, k).forEach((target, i) => {
    row(points, i).forEach((value, j) => {
      addScaled(target, value, row(directions, j));
    });
  });
  return projected;
}

/**
 * The k leading eigenvectors of C = (1/rows) sum_i x_i x_i^T, with the mean row removed first if `center`.
 * axes [cols, k] has orthonormal columns, each with its entry of largest magnitude positive so that the sign is reproducible;
 * eigenvalues [k] descend.
 * @throws RangeError when k exceeds cols.
 */
export function principalAxes(
  x: Vector,
  rows: number,
  cols: number,
  k: number,
  { center }: { center: boolean },
): { axes: Float64Array; eigenvalues: Float64Array } {
  if (k > cols) throw new RangeError(`${k} axes in ${cols} dimensions`);
  const mean = center ? meanRow(x, rows, cols) : new Float64Array(cols);
  const covariance = new Float64Array(cols * cols);
  const covarianceRows = rowsOf(covariance, cols, cols);
  for (const xi of rowsOf(x, rows, cols)) {
    const deviation = xi.map((value, j) => value - at(mean, j));
    covarianceRows.forEach((target, j) => {
      addScaled(target, at(deviation, j) / rows, deviation);
    });
  }
  const { values, vectors } = symmetricEigen(covariance, cols, k);
  const axes = new Float64Array(cols * k);
  rowsOf(vectors, k, cols).forEach((axis, c) => {
    const pivot = axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    axis.forEach((value, j) => {
      axes[j * k + c] = pivot < 0 ? -value : value;
    });
  });
  return { axes, eigenvalues: values.slice(0, k) };
}

/** A column this much shorter after the projections than before is rounding error, not a direction. */
const DEPENDENT = 1e-12;

/**
 * Columns [d, k] made orthonormal from left to right by modified Gram-Schmidt -> [d, k].
 * Each is projected twice, which brings orthogonality to rounding error even for nearly dependent columns ("twice is enough",
 * Parlett 1980, section 6.9). A dependent or zero column has no direction left: it becomes zero.
 */
export function orthonormalize(columns: Vector, d: number, k: number): Float64Array {
  const source = float64(columns);
  const basis: Float64Array[] = [];
  for (let c = 0; c < k; c++) {
    const column = columnOf(source, d, k, c);
    const before = Math.sqrt(dot(column, column));
    for (const earlier of [...basis, ...basis]) addScaled(column, -dot(column, earlier), earlier);
    const after = Math.sqrt(dot(column, column));
    basis.push(column.map((value) => (after > DEPENDENT * before ? value / after : 0)));
  }
  return Float64Array.from({ length: d * k }, (_, index) => at(row(basis, index % k), Math.floor(index / k)));
}

/** Column `index` of a [rows, cols] matrix, copied. */
function columnOf(matrix: Float64Array, rows: number, cols: number, index: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, r) => at(matrix, r * cols + index));
}
