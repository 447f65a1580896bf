/**
 * Dense symmetric eigenproblem: Householder tridiagonalisation and implicit QL. For eigenvectors the rotations of QL and then the
 * reflections are taken back on as many unit vectors as are asked for, so they are orthonormal to rounding error whatever the
 * spectrum (repeated, clustered, zero).
 *
 * Errors are absolute: eigenvalues within a modest multiple of the machine epsilon times the largest |eigenvalue|, and so are
 * the residuals ||A v - lambda v||. Eigenvalues below that size are rounding, of either sign.
 */
import { type RecordRotation, type Tridiagonal, tridiagonalEigenvalues, tridiagonalize } from './tridiagonal';
import { addScaled, at, float64, row, rowsOf, type Vector } from './vector';

/**
 * All eigenvalues of the symmetric `matrix` [size, size], descending. Only its lower triangle is read.
 * @throws RangeError for too few values or an entry that is not finite
 * @throws Error when an eigenvalue does not converge
 */
export function symmetricEigenvalues(matrix: Vector, size: number): Float64Array {
  return reduce(matrix, size).values.sort().reverse();
}

/**
 * All eigenvalues (descending) of the symmetric `matrix` [size, size], and the eigenvectors of the `count` largest as
 * orthonormal rows [count, size], of either sign. Only the lower triangle is read. The vectors take about 7 size^2 count
 * operations more than the values alone.
 * @throws RangeError for too few values, an entry that is not finite, or a count outside 0..size
 * @throws Error when an eigenvalue does not converge
 */
export function symmetricEigen(
  matrix: Vector,
  size: number,
  count = size,
): { values: Float64Array; vectors: Float64Array } {
  if (!Number.isInteger(count) || count < 0 || count > size)
    throw new RangeError(`${count} eigenvectors of a matrix of order ${size}`);
  const rotations: Rotation[] = [];
  const { values, tridiagonal } = reduce(matrix, size, (i, cosine, sine) => {
    rotations.push({ i, cosine, sine });
  });
  const order = Array.from(values.keys()).sort((a, b) => at(values, b) - at(values, a));
  // Columns of y [size, count] become the eigenvectors: Q G_1 ... G_m e_k. All inner loops run along its rows.
  const y = new Float64Array(size * count);
  order.slice(0, count).forEach((place, k) => {
    y[place * count + k] = 1;
  });
  const rows = rowsOf(y, size, count);
  for (const { i, cosine, sine } of rotations.reverse()) rotate(row(rows, i), row(rows, i + 1), cosine, sine);
  reflectBack(tridiagonal, rows);
  return {
    values: Float64Array.from(order, (place) => at(values, place)),
    vectors: Float64Array.from({ length: count * size }, (_, index) =>
      at(y, (index % size) * count + Math.floor(index / size)),
    ),
  };
}

interface Rotation {
  i: number;
  cosine: number;
  sine: number;
}

/** Q T Q^T = `matrix` but for a power of two, which keeps squares of entries in range, and the eigenvalues of `matrix`, unordered. */
function reduce(
  matrix: Vector,
  size: number,
  record?: RecordRotation,
): { tridiagonal: Tridiagonal; values: Float64Array } {
  const data = float64(matrix);
  if (data.length < size * size) throw new RangeError(`${data.length} values cannot fill [${size}, ${size}]`);
  let largest = 0;
  for (let k = 0; k < size * size; k++) {
    const magnitude = Math.abs(at(data, k));
    if (!Number.isFinite(magnitude))
      throw new RangeError(
        `entry (${Math.floor(k / size)}, ${k % size}) is ${at(data, k)}: no finite symmetric matrix`,
      );
    if (magnitude > largest) largest = magnitude;
  }
  const scale = largest === 0 ? 1 : 2 ** Math.floor(Math.log2(largest));
  const tridiagonal = tridiagonalize(
    data.subarray(0, size * size).map((value) => value / scale),
    size,
  );
  const values = tridiagonalEigenvalues(tridiagonal, Number.EPSILON * normOf(tridiagonal), record);
  return { tridiagonal, values: values.map((value) => value * scale) };
}

/** Largest row sum of |T|, at least its largest |eigenvalue|. */
function normOf({ diagonal, coupling }: Tridiagonal): number {
  return diagonal.reduce((norm, value, i) => {
    const right = i + 1 < coupling.length ? at(coupling, i + 1) : 0;
    return Math.max(norm, Math.abs(value) + Math.abs(at(coupling, i)) + Math.abs(right));
  }, 0);
}

/** Rows a and b of a matrix times a plane rotation from the left, in place. */
function rotate(a: Float64Array, b: Float64Array, cosine: number, sine: number): void {
  for (let k = 0; k < a.length; k++) {
    const ak = at(a, k);
    const bk = at(b, k);
    a[k] = cosine * ak + sine * bk;
    b[k] = cosine * bk - sine * ak;
  }
}

/** Q times the matrix with the given rows, in place. */
function reflectBack({ reflectors, halfSquares }: Tridiagonal, rows: readonly Float64Array[]): void {
  const size = rows.length;
  rowsOf(reflectors, size, size).forEach((v, i) => {
    const halfSquare = at(halfSquares, i);
    if (halfSquare === 0) return;
    const product = new Float64Array(row(rows, 0).length);
    for (let j = 0; j < i; j++) addScaled(product, at(v, j) / halfSquare, row(rows, j));
    for (let j = 0; j < i; j++) addScaled(row(rows, j), -at(v, j), product);
  });
}
