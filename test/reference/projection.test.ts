import { describe, expect, it } from 'vitest';
import { meanCosine, meanDirectionNorm } from '../../src/reference/anisotropy';
import { orthonormalize, principalAxes, project } from '../../src/reference/projection';
import { addScaled, at, dot, rowsOf } from '../../src/reference/vector';
import { cloud, constant, expectClose, rotate, simplex, unitCloud } from './support';

/** A^T A of columns [d, k] -> [k, k] */
function gram(columns: Float64Array, d: number, k: number): Float64Array {
  const result = new Float64Array(k * k);
  const rows = rowsOf(columns, d, k);
  rowsOf(result, k, k).forEach((target, i) => {
    for (const r of rows) addScaled(target, at(r, i), r);
  });
  return result;
}

function identity(k: number): Float64Array {
  return Float64Array.from({ length: k * k }, (_, index) => (index % (k + 1) === 0 ? 1 : 0));
}

describe('project', () => {
  it('is the matrix product', () => {
    expect([...project([1, 2, 3, 4, 5, 6], [1, 0, 0, 1, 1, 1], 2, 3, 2)]).toEqual([4, 5, 10, 11]);
  });
});

describe('principalAxes', () => {
  // Columns of a Hadamard matrix: mean 0, orthogonal, mean square 1. Scaled, their covariance is diag(9, 4, 0.25).
  const planted = [3, 2, 0.5, 3, -2, -0.5, -3, 2, -0.5, -3, -2, 0.5];
  const shifted = rotate(1, planted, 4, 3).map((value, index) => value + (index % 3) * 10);

  it('recovers planted variances and axes behind a rotation and a shift', () => {
    const { axes, eigenvalues } = principalAxes(shifted, 4, 3, 3, { center: true });
    expectClose(eigenvalues, [9, 4, 0.25], 1e-13);
    // Row j of the rotated identity is the image of axis j; the columns found are those rows up to sign.
    const overlap = project(rotate(1, identity(3), 3, 3), axes, 3, 3, 3).map(Math.abs);
    expectClose(overlap, identity(3), 1e-13);
  });

  it('makes the entry of largest magnitude positive, and returns the k leading axes', () => {
    const all = principalAxes(shifted, 4, 3, 3, { center: true });
    const two = principalAxes(shifted, 4, 3, 2, { center: true });
    expect(two.eigenvalues).toEqual(all.eigenvalues.subarray(0, 2));
    for (let c = 0; c < 2; c++) {
      const column = [0, 1, 2].map((j) => at(two.axes, j * 2 + c));
      expect(column).toEqual([0, 1, 2].map((j) => at(all.axes, j * 3 + c)));
    }
    for (const seed of [1, 2, 3, 4]) {
      const { axes } = principalAxes(rotate(seed, planted, 4, 3), 4, 3, 3, { center: false });
      for (let c = 0; c < 3; c++) {
        const column = [0, 1, 2].map((j) => at(axes, j * 3 + c));
        expect(Math.max(...column)).toBe(Math.max(...column.map(Math.abs)));
      }
    }
    expect(() => principalAxes(shifted, 4, 3, 4, { center: true })).toThrow(RangeError);
  });

  it('without centring has the second moment as its trace, and the mean as its leading direction', () => {
    const { axes, eigenvalues } = principalAxes(shifted, 4, 3, 3, { center: false });
    const moment = dot(shifted, shifted) / 4;
    expectClose([eigenvalues.reduce((sum, value) => sum + value, 0)], [moment], 1e-14);
    const mean = [0, 10 / Math.sqrt(500), 20 / Math.sqrt(500)];
    expect(mean.reduce((sum, m, j) => sum + m * at(axes, j * 3), 0)).toBeGreaterThan(0.99);
  });
});

describe('orthonormalize', () => {
  it('gives orthonormal columns with the same leading spans, also for nearly dependent columns', () => {
    const [d, k] = [7, 4];
    const columns = cloud(2, d * k);
    for (let j = 0; j < d; j++) columns[j * k + 1] = at(columns, j * k) + 1e-9 * at(columns, j * k + 1);
    const basis = orthonormalize(columns, d, k);
    expectClose(gram(basis, d, k), identity(k), 1e-14);
    // Upper triangular basis^T columns: column c lies in the span of the first c + 1.
    for (let a = 0; a < k; a++) {
      for (let c = 0; c < a; c++) {
        let overlap = 0;
        for (let j = 0; j < d; j++) overlap += at(basis, j * k + a) * at(columns, j * k + c);
        expect(Math.abs(overlap)).toBeLessThan(1e-14);
      }
    }
  });

  it('turns a dependent or zero column into zero and keeps the rest', () => {
    // Columns (3, 4), (6, 8), (0, 0), (1, 0) of R^2.
    const basis = orthonormalize([3, 6, 0, 1, 4, 8, 0, 0], 2, 4);
    expectClose(basis, [0.6, 0, 0, 0.8, 0.8, 0, 0, -0.6], 1e-15);
    // The third column is 0.3 times the first plus 0.7 times the second, up to rounding.
    const columns = cloud(5, 5 * 3);
    for (let j = 0; j < 5; j++) columns[j * 3 + 2] = 0.3 * at(columns, j * 3) + 0.7 * at(columns, j * 3 + 1);
    const third = orthonormalize(columns, 5, 3).filter((_, index) => index % 3 === 2);
    expect(third).toEqual(new Float64Array(5));
  });
});

describe('anisotropy', () => {
  it('is the mean off-diagonal cosine, without the pairs', () => {
    const [n, d] = [9, 5];
    const z = unitCloud(3, n, d);
    const u = rowsOf(z, n, d);
    let sum = 0;
    for (const [i, a] of u.entries()) for (const [j, b] of u.entries()) if (i !== j) sum += dot(a, b);
    expectClose([meanCosine(z, n, d)], [sum / (n * (n - 1))], 1e-14);
    expectClose([meanCosine(rotate(4, z, n, d), n, d)], [meanCosine(z, n, d)], 1e-14);
  });

  it('is 1 at collapse and -1/(n - 1) for the simplex', () => {
    expectClose(
      [meanCosine(constant(40, 0.5), 10, 4), meanDirectionNorm(constant(40, 0.5), 10, 4)],
      [1, 1],
      1e-15,
    );
    expectClose([meanCosine(simplex(6), 6, 6), meanDirectionNorm(simplex(6), 6, 6)], [-1 / 5, 0], 1e-14);
    expect(meanCosine([1, 0], 1, 2)).toBeNaN();
  });
});
