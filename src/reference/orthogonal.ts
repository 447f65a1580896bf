/**
 * Orthogonal matrices, uniform over all of them (Haar), as products of Householder reflections of normal vectors: what
 * the QR decomposition of a matrix of normals would be, without forming or decomposing one.
 * Stewart 1980, "The efficient generation of random orthogonal matrices"; the signs are those of Mezzadri 2007.
 */
import type { Vector } from './vector';

/**
 * Normals [count, n] to reflection vectors [count, n]: row j keeps columns j .. n - 1, v = x + sign(x_j) |x| e_j, of
 * squared length 2, so that a reflection of a row is row - (row . v) v. Zeros count as the limit of a small positive x_j.
 */
export function reflectionVectors(normals: Vector, count: number, n: number): Float64Array {
  const vectors = new Float64Array(count * n);
  for (let j = 0; j < count; j++) {
    let squares = 0;
    for (let c = j; c < n; c++) squares += (normals[j * n + c] ?? Number.NaN) ** 2;
    if (squares === 0) {
      vectors[j * n + j] = Math.SQRT2;
      continue;
    }
    const length = Math.sqrt(squares);
    const first = normals[j * n + j] ?? Number.NaN;
    // |v|^2 = 2 |x| (|x| + |x_j|) before scaling; adding away from zero cancels nothing.
    const scale = 1 / Math.sqrt(length * (length + Math.abs(first)));
    for (let c = j; c < n; c++) vectors[j * n + c] = scale * (normals[j * n + c] ?? Number.NaN);
    vectors[j * n + j] = scale * (first + (first < 0 ? -length : length));
  }
  return vectors;
}

/** Applies reflections `begin` to `end` - 1 of `vectors` [.., n] to every row of q [rows, n], in place. */
export function reflectRows(
  q: Float64Array,
  vectors: Vector,
  rows: number,
  n: number,
  begin: number,
  end: number,
): void {
  for (let row = 0; row < rows; row++) {
    for (let j = begin; j < end; j++) {
      let product = 0;
      for (let c = 0; c < n; c++) product += (q[row * n + c] ?? 0) * (vectors[j * n + c] ?? 0);
      for (let c = 0; c < n; c++)
        q[row * n + c] = (q[row * n + c] ?? 0) - product * (vectors[j * n + c] ?? 0);
    }
  }
}

/** The sign of column j that makes the diagonal of R positive: -sign(x_j), which the vector's own entry keeps. */
export function columnSign(vectors: Vector, j: number, n: number): number {
  return (vectors[j * n + j] ?? Number.NaN) < 0 ? 1 : -1;
}

/**
 * The first `rows` rows and `columns` columns of a Haar-distributed orthogonal matrix of size n = max(rows, columns).
 * @param normals [columns, n], independent N(0, 1)
 * @returns [rows, columns], with orthonormal columns or, where there are fewer rows, orthonormal rows
 */
export function orthogonalMatrix(normals: Vector, rows: number, columns: number): Float64Array {
  const n = Math.max(rows, columns);
  const vectors = reflectionVectors(normals, columns, n);
  const q = new Float64Array(rows * n);
  for (let row = 0; row < rows; row++) q[row * n + row] = 1;
  reflectRows(q, vectors, rows, n, 0, columns);
  return Float64Array.from({ length: rows * columns }, (_, at) => {
    const column = at % columns;
    return columnSign(vectors, column, n) * (q[Math.floor(at / columns) * n + column] ?? Number.NaN);
  });
}
