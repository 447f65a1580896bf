import { at, float64, type Vector } from './vector';

/** Sweeps of the cyclic Jacobi method converge quadratically; far fewer are ever needed. */
const MAXIMUM_SWEEPS = 60;

/**
 * Eigenvalues (descending) and orthonormal eigenvectors (column k of `vectors` [d, d]) of a symmetric `matrix` [d, d], by
 * cyclic Jacobi rotations (Golub & Van Loan, Matrix Computations, section 8.5): slow, simple, and accurate for small d.
 * @throws Error when it does not converge, which means a NaN, an infinity or an asymmetric matrix.
 */
export function symmetricEigen(matrix: Vector, d: number): { values: Float64Array; vectors: Float64Array } {
  const a = Float64Array.from(float64(matrix));
  const v = Float64Array.from({ length: d * d }, (_, k) => (k % (d + 1) === 0 ? 1 : 0));
  for (let sweep = 0; !isDiagonal(a, d); sweep++) {
    if (sweep === MAXIMUM_SWEEPS)
      throw new Error('Jacobi rotations did not converge: not a finite symmetric matrix');
    for (let p = 0; p < d; p++) for (let q = p + 1; q < d; q++) annihilate(a, v, d, p, q);
  }
  const order = Array.from({ length: d }, (_, k) => k).sort((i, j) => at(a, j * d + j) - at(a, i * d + i));
  return {
    values: Float64Array.from(order, (k) => at(a, k * d + k)),
    vectors: Float64Array.from(v, (_, index) => {
      const column = order[index % d] ?? 0;
      return at(v, index - (index % d) + column);
    }),
  };
}

/** True when the off-diagonal part is below the rounding error of the whole. */
function isDiagonal(a: Float64Array, d: number): boolean {
  let diagonal = 0;
  let rest = 0;
  a.forEach((value, index) => {
    if (index % (d + 1) === 0) diagonal += value * value;
    else rest += value * value;
  });
  return Math.sqrt(rest) <= Number.EPSILON * Math.sqrt(diagonal);
}

/** a <- J^T a J and v <- v J, with the rotation J in the plane (p, q) that makes a_pq zero. */
function annihilate(a: Float64Array, v: Float64Array, d: number, p: number, q: number): void {
  const apq = at(a, p * d + q);
  if (apq === 0) return;
  const theta = (at(a, q * d + q) - at(a, p * d + p)) / (2 * apq);
  // The smaller root: a rotation of at most 45 degrees, which keeps the sweeps convergent.
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  const rotate = (m: Float64Array, i: number, j: number): void => {
    const mi = at(m, i);
    const mj = at(m, j);
    m[i] = cosine * mi - sine * mj;
    m[j] = sine * mi + cosine * mj;
  };
  for (let k = 0; k < d; k++) rotate(a, k * d + p, k * d + q);
  for (let k = 0; k < d; k++) rotate(a, p * d + k, q * d + k);
  for (let k = 0; k < d; k++) rotate(v, k * d + p, k * d + q);
  // Zero but for rounding, and rounding of the size of the diagonal would stop the sweeps from ever ending.
  a[p * d + q] = 0;
  a[q * d + p] = 0;
}
