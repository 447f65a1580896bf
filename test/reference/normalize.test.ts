import { describe, expect, it } from 'vitest';
import { normalizeRows, normalizeRowsBackward, projectToTangent } from '../../src/reference/normalize';
import { dot, row, rowsOf } from '../../src/reference/vector';
import { cloud, expectClose, finiteDifferences, unitCloud } from './support';

describe('normalizeRows', () => {
  it('divides by the norm, and leaves a zero row zero', () => {
    const { unit, norms } = normalizeRows([3, 4, 0, 0, -1e-30, 0], 3, 2);
    expect([...unit]).toEqual([0.6, 0.8, 0, 0, -1, 0]);
    expect([...norms]).toEqual([5, 0, 1e-30]);
  });

  it('refuses a matrix with too few values', () => {
    expect(() => normalizeRows([1, 2, 3], 2, 2)).toThrow(RangeError);
  });
});

describe('normalizeRowsBackward', () => {
  it('is the gradient of sum(w . x / ||x||), and 0 for a zero row', () => {
    const [rows, cols] = [5, 3];
    const x = cloud(1, rows * cols).fill(0, 6, 9);
    const w = cloud(2, rows * cols);
    const f = (y: Float64Array): number => dot(normalizeRows(y, rows, cols).unit, w);
    const gradient = normalizeRowsBackward(x, w, rows, cols);
    const numeric = finiteDifferences(f, x);
    expect([...gradient.subarray(6, 9)]).toEqual([0, 0, 0]);
    // The zero row is left out: the unit vector jumps there.
    expectClose(gradient, numeric.fill(0, 6, 9), 1e-7);
  });

  it('is orthogonal to x and scales with 1 / ||x||', () => {
    const x = cloud(3, 12);
    const gradient = normalizeRowsBackward(x, cloud(4, 12), 3, 4);
    const xs = rowsOf(x, 3, 4);
    expectClose(
      rowsOf(gradient, 3, 4).map((g, i) => dot(g, row(xs, i))),
      [0, 0, 0],
      1e-15,
    );
    expectClose(
      normalizeRowsBackward(
        x.map((value) => 8 * value),
        cloud(4, 12),
        3,
        4,
      ),
      gradient.map((value) => value / 8),
      1e-15,
    );
  });
});

describe('projectToTangent', () => {
  it('removes the radial part, keeps the tangent part, and leaves its argument alone', () => {
    const u = unitCloud(5, 4, 6);
    const g = cloud(6, 24);
    const before = Float64Array.from(g);
    const tangent = projectToTangent(u, g, 4, 6);
    const units = rowsOf(u, 4, 6);
    expectClose(
      rowsOf(tangent, 4, 6).map((gi, i) => dot(gi, row(units, i))),
      [0, 0, 0, 0],
      1e-15,
    );
    expectClose(projectToTangent(u, tangent, 4, 6), tangent, 1e-15);
    expectClose(projectToTangent(u, u, 4, 6), new Float64Array(24), 1e-15);
    expect(g).toEqual(before);
  });
});
