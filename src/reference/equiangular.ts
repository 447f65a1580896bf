import { addScaled, dot, row, rowsOf, type Vector } from './vector';

/**
 * Rows of second moment 1, any two of them at exactly the same cosine: x_i = sqrt(d) (sqrt(c) e_0 + sqrt(1 - c) e_i), with
 * e_0 .. e_rows the rows of `directions` [rows + 1, d], made orthonormal by Gram and Schmidt.
 * @param cosine in [0, 1]
 * @returns [rows, d]
 * @throws RangeError when the directions span less than rows + 1 dimensions
 */
export function equiangularRows(directions: Vector, rows: number, d: number, cosine: number): Float64Array {
  const basis = rowsOf(Float64Array.from(directions), rows + 1, d);
  for (const [k, own] of basis.entries()) {
    const length = Math.sqrt(dot(own, own));
    // Twice, as one pass of Gram and Schmidt loses digits in near-parallel rows.
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis.slice(0, k)) addScaled(own, -dot(own, other), other);
    }
    const left = Math.sqrt(dot(own, own));
    if (!(left > 1e-12 * length)) throw new RangeError(`direction ${k} lies in the span of those before it`);
    addScaled(own, 1 / left - 1, own);
  }
  const x = new Float64Array(rows * d);
  for (const [i, xi] of rowsOf(x, rows, d).entries()) {
    addScaled(xi, Math.sqrt(d * cosine), row(basis, 0));
    addScaled(xi, Math.sqrt(d * (1 - cosine)), row(basis, i + 1));
  }
  return x;
}
