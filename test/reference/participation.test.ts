import { describe, expect, it } from 'vitest';
import { participationRatio } from '../../src/reference/participation';
import { principalAxes } from '../../src/reference/projection';
import { cloud, constant, permutation, permuteRows, rotate, simplex, unitCloud } from './support';

const FORMS = [{ center: false }, { center: true }] as const;

describe('participationRatio', () => {
  it('counts the directions of equal variance', () => {
    // Unit axes and their negatives: mean 0, C = I / d.
    for (const d of [1, 2, 7]) {
      const axes = Float64Array.from({ length: 2 * d * d }, (_, k) => {
        const [row, column] = [Math.floor(k / d), k % d];
        return row % d === column ? (row < d ? 1 : -1) : 0;
      });
      for (const form of FORMS) expect(participationRatio(axes, 2 * d, d, form)).toBeCloseTo(d, 12);
    }
    // A simplex of n points spans n - 1 dimensions evenly.
    expect(participationRatio(simplex(9), 9, 9, { center: true })).toBeCloseTo(8, 10);
  });

  it('is 1 for equal rows as they are, and undefined for them centred', () => {
    const rows = constant(20, 0.5);
    expect(participationRatio(rows, 5, 4, { center: false })).toBeCloseTo(1, 12);
    expect(participationRatio(rows, 5, 4, { center: true })).toBeNaN();
  });

  it('is (sum lambda)^2 / sum lambda^2 of the eigenvalues', () => {
    const [n, d] = [30, 6];
    const z = cloud(3, n * d).map((value, k) => value * (1 + (k % d)) + 0.5);
    for (const form of FORMS) {
      const { eigenvalues } = principalAxes(z, n, d, d, form);
      const sum = eigenvalues.reduce((total, value) => total + value, 0);
      const squares = eigenvalues.reduce((total, value) => total + value * value, 0);
      expect(participationRatio(z, n, d, form)).toBeCloseTo(sum ** 2 / squares, 10);
    }
  });

  it('does not see rotations, permutations and zero columns', () => {
    const [n, d] = [17, 5];
    const z = unitCloud(4, n, d);
    const padded = Float64Array.from({ length: n * (d + 3) }, (_, k) => {
      const column = k % (d + 3);
      return column < d ? (z[Math.floor(k / (d + 3)) * d + column] ?? Number.NaN) : 0;
    });
    for (const form of FORMS) {
      const ratio = participationRatio(z, n, d, form);
      expect(participationRatio(rotate(8, z, n, d), n, d, form)).toBeCloseTo(ratio, 10);
      expect(participationRatio(permuteRows(z, permutation(9, n), d), n, d, form)).toBeCloseTo(ratio, 10);
      expect(participationRatio(padded, n, d + 3, form)).toBeCloseTo(ratio, 10);
    }
  });
});
