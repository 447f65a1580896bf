import { describe, expect, it } from 'vitest';
import { adjustedRandIndex, betweenGroups, capMeans, groupSums } from '../../src/reference/partition';
import { chanceFactor } from '../../src/reference/verdictThresholds';
import { expectClose, permutation, permuteRows, unitCloud } from './support';

describe('groups of rows', () => {
  it('share the variance between and inside: opposite heaps have all of it between', () => {
    const heaps = betweenGroups(groupSums([1, 0, 1, 0, -1, 0, -1, 0], 4, 2, [0, 0, 1, 1], 2));
    expect(heaps).toEqual({ share: 1, cosine: -1 });
    // The same rows in groups of one of each: both means are 0, and cosines cancel.
    const mixed = betweenGroups(groupSums([1, 0, 1, 0, -1, 0, -1, 0], 4, 2, [0, 1, 0, 1], 2));
    expect(mixed).toEqual({ share: 0, cosine: 0 });
  });

  it('agree with sums over pairs', () => {
    const [n, d] = [30, 5];
    const z = unitCloud(3, n, d);
    const groups = Array.from({ length: n }, (_, i) => (i * i) % 4);
    let [sum, pairs] = [0, 0];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (groups[i] === groups[j]) continue;
        for (let k = 0; k < d; k++) sum += (z[i * d + k] ?? 0) * (z[j * d + k] ?? 0);
        pairs++;
      }
    }
    expectClose([betweenGroups(groupSums(z, n, d, groups, 4)).cosine], [sum / pairs], 1e-13);
  });

  it('do not depend on the order of rows, and an empty group is none', () => {
    const z = unitCloud(1, 20, 4);
    const groups = Array.from({ length: 20 }, (_, i) => i % 3);
    const order = permutation(2, 20);
    const there = betweenGroups(groupSums(z, 20, 4, groups, 3));
    const permuted = groupSums(
      permuteRows(z, order, 4),
      20,
      4,
      order.map((i) => groups[i] ?? 0),
      4,
    );
    expectClose(Object.values(betweenGroups(permuted)), Object.values(there), 1e-13);
  });

  it('refuse a group that does not exist', () => {
    expect(() => groupSums([1, 0], 1, 2, [2], 2)).toThrow('row 0 is in group 2 of 2');
  });
});

describe('the mean of a cap', () => {
  // Angles are interpolated between 2,048 steps; the docstring's bound.
  const TOLERANCE = 1e-2;

  it('of a circle is sin(pi w) / (pi w), of the sphere 1 - w', () => {
    const [circle, sphere] = [capMeans(2), capMeans(3)];
    for (const share of [0.003, 0.1, 0.3, 0.5, 0.9, 1]) {
      expectClose(
        [circle(share), sphere(share)],
        [Math.sin(Math.PI * share) / (Math.PI * share), 1 - share],
        TOLERANCE,
      );
    }
  });

  it.each([
    [2.5, 0.01],
    [8, 1e-4],
    [40.3, 0.2],
    [256, 1e-3],
    [1024, 0.03],
  ])('in R^%s with a share of %s is the mean cosine by quadrature', (m, share) => {
    const steps = 200_000;
    const weights = Float64Array.from(
      { length: steps },
      (_, k) => Math.sin(((k + 0.5) * Math.PI) / steps) ** (m - 2),
    );
    const wanted = share * weights.reduce((sum, weight) => sum + weight, 0);
    let [area, moment] = [0, 0];
    for (let k = 0; area < wanted; k++) {
      area += weights[k] ?? Number.NaN;
      moment += (weights[k] ?? Number.NaN) * Math.cos(((k + 0.5) * Math.PI) / steps);
    }
    expect(Math.abs(capMeans(m)(share) / (moment / area) - 1)).toBeLessThan(TOLERANCE);
  });

  it('of half a sphere in R^m is E |x_1| = Gamma(m/2) / (sqrt(pi) Gamma((m + 1)/2))', () => {
    // By Gamma(x + 1) = x Gamma(x) from 2/pi at m = 2 and 1/2 at m = 3.
    let [even, odd] = [2 / Math.PI, 1 / 2];
    for (let m = 2; m <= 1000; m += 2) {
      if (m === 2 || m === 64 || m === 1000)
        expectClose([capMeans(m)(0.5), capMeans(m + 1)(0.5)], [even, odd], TOLERANCE);
      even *= m / (m + 1);
      odd *= (m + 1) / (m + 2);
    }
  });
});

describe('the adjusted Rand index', () => {
  it('is 1 for the same partition under other names, and 0 in the mean over unrelated ones', () => {
    expect(adjustedRandIndex([0, 0, 1, 1, 2], [7, 7, 3, 3, 0])).toBe(1);
    const labels = Array.from({ length: 60 }, (_, i) => i % 3);
    const indices = Array.from({ length: 400 }, (_, seed) =>
      adjustedRandIndex(
        labels,
        permutation(seed, 60).map((i) => i % 4),
      ),
    );
    const mean = indices.reduce((sum, value) => sum + value, 0) / indices.length;
    const deviation = Math.sqrt(indices.reduce((sum, value) => sum + value * value, 0) / indices.length);
    expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(indices.length));
  });

  it('gives the worked figure for two halves that differ by a row each way', () => {
    // Contingency [[2, 1], [1, 2]]: together 2, each margin 6, chance 36/15; (2 - 2.4) / (6 - 2.4).
    expectClose([adjustedRandIndex([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 0])], [-0.4 / 3.6], 1e-14);
  });

  it('is undefined where neither side divides anything', () => {
    expect(adjustedRandIndex([0, 0, 0], [1, 1, 1])).toBeNaN();
  });
});

describe('what chance does to a variance', () => {
  it('is the quantile of chi^2 over its degrees of freedom', () => {
    // Tail probabilities .00135 by SciPy: chi2.isf and chi2.ppf.
    for (const [freedom, above] of [
      [1, 10.273],
      [2, 6.608],
      [10, 2.878],
      [100, 1.478],
    ] as const)
      expect(Math.abs(chanceFactor(freedom, 3) / above - 1)).toBeLessThan(0.03);
    expect(Math.abs(chanceFactor(10, -3) / 0.1584 - 1)).toBeLessThan(0.07);
    expect(Math.abs(chanceFactor(100, -3) / 0.6284 - 1)).toBeLessThan(0.07);
    expect(chanceFactor(1, -3)).toBe(0);
  });
});
