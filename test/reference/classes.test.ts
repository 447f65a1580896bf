import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanCosine, meanDirectionNorm } from '../../src/reference/anisotropy';
import {
  betweenClasses,
  classMeasures,
  classSums,
  covarianceOf,
  type RowSums,
  secondMomentOf,
  spectraOf,
} from '../../src/reference/classes';
import { at, meanRow, rowsOf } from '../../src/reference/vector';
import {
  cloud,
  constant,
  expectClose,
  initialStates,
  permutation,
  permuteRows,
  rotate,
  simplex,
  unitCloud,
} from './support';

function only(sums: readonly RowSums[]): RowSums {
  const [first] = sums;
  if (first === undefined) throw new Error('no class');
  return first;
}

const whole = (z: ArrayLike<number>, n: number, d: number): RowSums =>
  only(classSums(z, n, d, constant(n, 0), 1));

/** `each` rows at every vertex of a simplex of `classes` classes in R^classes. */
function collapsedClasses(classes: number, each: number): { z: Float64Array; labels: number[] } {
  const labels = Array.from({ length: classes * each }, (_, i) => i % classes);
  return { z: permuteRows(simplex(classes), labels, classes), labels };
}

describe('classSums', () => {
  it('sums rows and their squares by class, and leaves an absent class empty', () => {
    const sums = classSums([1, 2, 3, 4, 5, 6], 3, 2, [2, 0, 2], 3);
    expect(sums).toEqual([
      { count: 1, sum: Float64Array.of(3, 4), gram: Float64Array.of(9, 12, 12, 16) },
      { count: 0, sum: new Float64Array(2), gram: new Float64Array(4) },
      { count: 2, sum: Float64Array.of(6, 8), gram: Float64Array.of(26, 32, 32, 40) },
    ]);
  });

  it('names the row whose label is outside', () => {
    expect(() => classSums([1, 2], 2, 1, [0, 3], 3)).toThrow('row 1 has label 3 of 3 classes');
    expect(() => classSums([1, 2], 2, 1, [0], 3)).toThrow(RangeError);
  });
});

describe('covarianceOf', () => {
  it('is the mean product of deviations', () => {
    const [n, d] = [11, 4];
    const z = cloud(1, n * d).map((value) => value + 2);
    const mean = meanRow(z, n, d);
    const deviations = rowsOf(
      z.map((value, k) => value - at(mean, k % d)),
      n,
      d,
    );
    const expected = Float64Array.from(
      { length: d * d },
      (_, k) => deviations.reduce((sum, r) => sum + at(r, Math.floor(k / d)) * at(r, k % d), 0) / n,
    );
    expectClose(covarianceOf(whole(z, n, d)), expected, 1e-14);
    expectClose(secondMomentOf(whole([1, 2, 3, 4], 2, 2)), [5, 7, 7, 10], 1e-15);
  });
});

describe('classMeasures', () => {
  it('agrees with the rows themselves and with the spectra', () => {
    const [n, d] = [9, 6];
    const z = unitCloud(2, n, d);
    const measures = classMeasures(whole(z, n, d));
    const { raw, centred } = spectraOf(whole(z, n, d));
    expect(measures.count).toBe(n);
    expectClose(
      [measures.meanCosine, measures.meanDirectionNorm],
      [meanCosine(z, n, d), meanDirectionNorm(z, n, d)],
      1e-14,
    );
    expectClose(
      [measures.participationRatio.raw, measures.participationRatio.centred],
      [raw.measures.participationRatio, centred.measures.participationRatio],
      1e-13,
    );
  });

  it('of one row has no pair and no spread, of equal rows no spread; of none nothing', () => {
    const one = classMeasures(whole([0.6, 0.8], 1, 2));
    expectClose([one.meanDirectionNorm, one.participationRatio.raw], [1, 1], 1e-15);
    expect(one.meanCosine).toBeNaN();
    expect(one.participationRatio.centred).toBeNaN();
    const same = Float64Array.from({ length: 21 }, (_, k) => 1 / ((k % 3) + 3));
    expectClose([classMeasures(whole(same, 7, 3)).participationRatio.raw], [1], 1e-14);
    expect(classMeasures(whole(same, 7, 3)).participationRatio.centred).toBeNaN();
    const none = classMeasures({ count: 0, sum: new Float64Array(2), gram: new Float64Array(4) });
    expect(none.meanDirectionNorm).toBeNaN();
    expect(none.participationRatio.raw).toBeNaN();
  });
});

describe('betweenClasses', () => {
  it('of neural collapse: a simplex of points', () => {
    for (const classes of [2, 3, 10]) {
      const { z, labels } = collapsedClasses(classes, 5);
      const between = betweenClasses(classSums(z, labels.length, classes, labels, classes));
      expect(between.classes).toBe(classes);
      expectClose([between.meanCosine, between.centredMeanCosine], constant(2, -1 / (classes - 1)), 1e-13);
      expectClose([between.within, between.between, between.nc1], [0, 1, 0], 1e-14);
      expect(between.varianceRatio).toBe(0);
    }
  });

  it('of a shifted simplex tells the cone from the classes', () => {
    const { z, labels } = collapsedClasses(4, 3);
    const lifted = Float64Array.from(rowsOf(z, 12, 4).flatMap((r) => [...r, 3]));
    const between = betweenClasses(classSums(lifted, 12, 5, labels, 4));
    // (9 - 1/3) / (9 + 1)
    expectClose([between.meanCosine, between.centredMeanCosine], [26 / 30, -1 / 3], 1e-14);
  });

  it('is what it says in one and two dimensions', () => {
    // Classes {-3, -1} and {1, 1, 4} on a line: means -2 and 2, mean of all 0.4.
    const line = betweenClasses(classSums([-3, -1, 1, 1, 4], 5, 1, [0, 0, 1, 1, 1], 2));
    const within = (1 + 1 + 1 + 1 + 4) / 5;
    const between = (2 * 2.4 ** 2 + 3 * 1.6 ** 2) / 5;
    expectClose(
      [line.within, line.between, line.varianceRatio, line.nc1, line.meanCosine],
      [within, between, within / between, within / between / 2, -1],
      1e-14,
    );
    // Means apart along x only; the spread along y counts for tr Sw, not for NC1.
    const plane = betweenClasses(classSums([-2, 1, -2, -1, 2, 3, 2, -3], 4, 2, [0, 0, 1, 1], 2));
    expectClose([plane.within, plane.between, plane.varianceRatio, plane.nc1], [5, 4, 5 / 4, 0], 1e-14);
  });

  it('has the same NC1 through either Gram matrix: more classes than dimensions or fewer', () => {
    const labels = Array.from({ length: 60 }, (_, i) => i % 10);
    const centres = cloud(9, 10 * 4);
    const z = cloud(4, 60 * 4).map((value, k) => value + at(centres, k % 40));
    const narrow = betweenClasses(classSums(z, 60, 4, labels, 10));
    // The same rows in 12 dimensions: now there are fewer classes than dimensions.
    const padded = Float64Array.from(rowsOf(z, 60, 4).flatMap((r) => [...r, ...constant(8, 0)]));
    const wide = betweenClasses(classSums(rotate(1, padded, 60, 12), 60, 12, labels, 10));
    expectClose([wide.nc1, wide.within, wide.between], [narrow.nc1, narrow.within, narrow.between], 1e-12);
    expect(narrow.nc1).toBeGreaterThan(0.01);
  });

  it('splits the total variance, leaves empty classes out, and says when there is nothing between', () => {
    const [n, d] = [20, 3];
    const z = cloud(5, n * d);
    const labels = Array.from({ length: n }, (_, i) => (i % 3) * 2);
    const between = betweenClasses(classSums(z, n, d, labels, 5));
    const covariance = covarianceOf(whole(z, n, d));
    expect(between.classes).toBe(3);
    expectClose(
      [between.within + between.between],
      [at(covariance, 0) + at(covariance, 4) + at(covariance, 8)],
      1e-14,
    );
    const single = betweenClasses([whole(z, n, d)]);
    for (const value of [single.between, single.meanCosine, single.varianceRatio, single.nc1])
      expect(value).toBeNaN();
    const together = betweenClasses(classSums([1, 0, -1, 0, 1, 0, -1, 0], 4, 2, [0, 0, 1, 1], 2));
    expect(together.varianceRatio).toBe(Infinity);
    expect(together.nc1).toBeNaN();
    // Class means that differ by rounding alone, in one way or another.
    for (const first of [2, 3, 5, 6, 11]) {
      const n = 2 * first + 3;
      const same = Float64Array.from({ length: 2 * n }, (_, k) => (k % 2 === 0 ? 0.1 : 0.7));
      const tags = Array.from({ length: n }, (_, i) => (i < first ? 0 : 1));
      const points = betweenClasses(classSums(same, n, 2, tags, 2));
      expect(points.varianceRatio).toBeNaN();
      expect(points.nc1).toBeNaN();
      expectClose([points.meanCosine], [1], 1e-15);
      expect(points.centredMeanCosine).toBeNaN();
    }
  });
});

describe('measures of classes', () => {
  it('ignore rotation and the order of the rows', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 6, max: 16 }),
        fc.integer({ min: 2, max: 6 }),
        (seed, n, d) => {
          const z = unitCloud(seed, n, d);
          const labels = Array.from({ length: n }, (_, i) => i % 3);
          const measure = (x: Float64Array, tags: readonly number[]): number[] => {
            const sums = classSums(x, n, d, tags, 3);
            const classes = sums
              .map(classMeasures)
              .flatMap((own) => [
                own.count,
                own.meanDirectionNorm,
                own.meanCosine,
                own.participationRatio.raw,
                own.participationRatio.centred,
              ]);
            return [...classes, ...Object.values(betweenClasses(sums))];
          };
          const order = permutation(seed, n);
          const before = measure(z, labels);
          // Nearly coinciding class means would amplify rounding in NC1; these are not.
          expectClose(measure(rotate(seed, z, n, d), labels), before, 1e-9);
          expectClose(
            measure(
              permuteRows(z, order, d),
              order.map((from) => labels[from] ?? 0),
            ),
            before,
            1e-9,
          );
        },
      ),
      { seed: 12, numRuns: 100 },
    );
  });

  const labelled = initialStates().filter(({ labels }) => labels !== undefined);

  it.each(labelled)(
    'of the initial state $name: shares of the variance, cosines in range',
    ({ z, n, d, labels }) => {
      const tags = labels ?? [];
      const sums = classSums(z, n, d, tags, Math.max(...tags) + 1);
      const between = betweenClasses(sums);
      const total = 1 - meanDirectionNorm(z, n, d) ** 2;
      expectClose([between.within + between.between], [total], 1e-13);
      expect(between.varianceRatio).toBeGreaterThanOrEqual(0);
      sums.map(classMeasures).forEach((own, c) => {
        const members = permuteRows(
          z,
          [...tags.keys()].filter((i) => tags[i] === c),
          d,
        );
        expect(own.count).toBe(members.length / d);
        expectClose([own.meanCosine], [meanCosine(members, own.count, d)], 1e-13);
        expect(own.meanCosine).toBeLessThanOrEqual(1 + 1e-14);
      });
    },
  );
});
