import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniformity, uniformityFloor, uniformityGradient, uniformLaw } from '../../src/reference/uniformity';
import {
  constant,
  expectClose,
  finiteDifferences,
  permutation,
  permuteRows,
  rotate,
  simplex,
  unitCloud,
} from './support';

describe('uniformity', () => {
  it('is -t ||x - y||^2 exactly for one pair, also where exp underflows', () => {
    expect(uniformity([0, 0, 3, 4], 2, 2, 2)).toBe(-50);
    expect(uniformity([0, 0, 20, 6], 2, 2, 2)).toBe(-872);
  });

  it('averages unordered pairs without the diagonal', () => {
    // Three points on a line at 0, 1, 3: squared distances 1, 4, 9.
    const expected = Math.log((Math.exp(-0.5) + Math.exp(-2) + Math.exp(-4.5)) / 3);
    expectClose([uniformity([0, 1, 3], 3, 1, 0.5)], [expected], 1e-15);
  });

  it('is 0 at collapse and undefined for fewer than two rows', () => {
    expectClose([uniformity(constant(40, 0.5), 10, 4, 2)], [0], 1e-15);
    expect(uniformity([1, 0], 1, 2, 2)).toBeNaN();
    expect(uniformityGradient([1, 0], 1, 2, 2)).toEqual(Float64Array.of(Number.NaN, Number.NaN));
  });

  it('of the simplex is the floor -2tn/(n - 1), and no unit cloud lies under it', () => {
    for (const n of [2, 3, 10, 64]) {
      for (const t of [0.5, 2, 8])
        expectClose([uniformity(simplex(n), n, n, t)], [uniformityFloor(n, t)], 1e-14);
    }
    expect(uniformityFloor(2, 2)).toBe(-8);
    expect(uniformityFloor(64, 2).toFixed(3)).toBe('-4.063');
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 1, max: 8 }),
        (seed, n, d) => {
          const value = uniformity(unitCloud(seed, n, d), n, d, 2);
          expect(value).toBeGreaterThanOrEqual(uniformityFloor(n, 2) - 1e-12);
          expect(value).toBeLessThanOrEqual(1e-12);
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });

  it('of a seeded uniform-like cloud of 64 in 64 dimensions is near -3.875; with the diagonal it would be near -3.32', () => {
    expect(Math.abs(uniformity(unitCloud(1, 64, 64), 64, 64, 2) - uniformLaw(64, 2))).toBeLessThan(0.03);
  });

  it('keeps exact clusters exact: differences, not |x|^2 + |y|^2 - 2xy', () => {
    const [x, y] = [1e4, 1e4 + 2 ** -20];
    expect(uniformity([x, y], 2, 1, 2)).toBeCloseTo(-2 * 2 ** -40, 20);
  });

  it('ignores rotation and the order of the rows', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 2, max: 8 }),
        fc.integer({ min: 1, max: 6 }),
        (seed, n, d) => {
          const x = unitCloud(seed, n, d);
          const value = uniformity(x, n, d, 2);
          expectClose([uniformity(rotate(seed, x, n, d), n, d, 2)], [value], 1e-13);
          expectClose([uniformity(permuteRows(x, permutation(seed, n), d), n, d, 2)], [value], 1e-13);
        },
      ),
      { seed: 4, numRuns: 50 },
    );
  });
});

describe('uniformityGradient', () => {
  it('agrees with finite differences', () => {
    const [n, d] = [6, 3];
    const x = unitCloud(5, n, d);
    for (const t of [0.5, 2, 8]) {
      expectClose(
        uniformityGradient(x, n, d, t),
        finiteDifferences((y) => uniformity(y, n, d, t), x),
        2e-8,
      );
    }
  });

  it('vanishes at collapse and pushes a pair straight apart', () => {
    expect(Math.max(...uniformityGradient(constant(12, 0.5), 3, 4, 2).map(Math.abs))).toBe(0);
    // One pair has weight q = 1: -2t (x - y) for x = 0 and y = 1.
    expectClose(uniformityGradient([0, 1], 2, 1, 2), [4, -4], 1e-15);
  });
});

describe('uniformLaw', () => {
  it('gives the table of -2t + log 0F1(; d/2; t^2) at t = 2', () => {
    const table = new Map([
      [2, '-1.575'],
      [3, '-2.080'],
      [8, '-3.083'],
      [16, '-3.513'],
      [64, '-3.875'],
      [128, '-3.938'],
    ]);
    for (const [d, expected] of table) expect(uniformLaw(d, 2).toFixed(3)).toBe(expected);
    expect(uniformLaw(128, 2)).toBeCloseTo(-3.9375300102038793, 12);
    expect(uniformLaw(1e9, 2)).toBeCloseTo(-4, 7);
  });

  it('has closed forms for d = 1 and d = 3', () => {
    for (const t of [0.01, 0.5, 2, 8, 40]) {
      // d = 1 is two antipodes: half the pairs at distance 0, half at 2.
      expectClose([uniformLaw(1, t)], [Math.log((1 + Math.exp(-4 * t)) / 2)], 1e-13);
      expectClose([uniformLaw(3, t)], [Math.log(-Math.expm1(-4 * t) / (4 * t))], 1e-13);
    }
  });

  it('is 0 at t = 0 and follows the d = 3 form where the series overflows Float64', () => {
    expect(uniformLaw(5, 0)).toBe(0);
    for (const t of [500, 5000]) expectClose([uniformLaw(3, t)], [-Math.log(4 * t)], 1e-11);
  });
});
