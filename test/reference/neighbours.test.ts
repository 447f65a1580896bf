import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hubness,
  knnPurity,
  NO_NEIGHBOUR,
  nearestRows,
  neighbourComponents,
  neighbourRanks,
  occurrences,
  trustworthiness,
  twoNN,
} from '../../src/reference/neighbours';
import { at } from '../../src/reference/vector';
import { cloud, expectClose, permutation, permuteRows, rotate, simplex, unitCloud } from './support';

/** Distances to the first and the second neighbour. */
function firstTwo(z: Float64Array, n: number, d: number): { first: number[]; second: number[] } {
  const { squaredDistances } = nearestRows(z, n, d, d, 2);
  const column = (c: number): number[] =>
    Array.from({ length: n }, (_, i) => Math.sqrt(at(squaredDistances, 2 * i + c)));
  return { first: column(0), second: column(1) };
}

/** Uniform in (-1, 1), coordinates beyond the first k zero. */
function flatCloud(seed: number, n: number, d: number, k: number): Float64Array {
  const z = new Float64Array(n * d);
  const values = cloud(seed, 2 * n * k);
  // The difference of two bell-shaped values has a smooth density, so the cloud is locally uniform.
  for (let i = 0; i < n; i++)
    for (let j = 0; j < k; j++) z[i * d + j] = at(values, i * k + j) - at(values, n * k + i * k + j);
  return z;
}

describe('nearestRows', () => {
  it('lists neighbours by distance, ties by lower index, itself excluded', () => {
    // On a line at 0, 1, 2, 4, 1.
    const { indices, squaredDistances } = nearestRows([0, 1, 2, 4, 1], 5, 1, 1, 3);
    expect([...indices]).toEqual([1, 4, 2, 4, 0, 2, 1, 4, 0, 2, 1, 4, 1, 0, 2]);
    expect([...squaredDistances]).toEqual([1, 1, 4, 0, 1, 1, 1, 1, 4, 4, 9, 9, 0, 1, 1]);
  });

  it('ignores what lies beyond the columns', () => {
    const wide = nearestRows([0, 9, 1, -9, 5, 0], 3, 2, 1, 2);
    expect(wide).toEqual(nearestRows([0, 1, 5], 3, 1, 1, 2));
  });

  it('marks places without a neighbour', () => {
    const { indices, squaredDistances } = nearestRows([0, 3], 2, 1, 1, 2);
    expect([...indices]).toEqual([1, NO_NEIGHBOUR, 0, NO_NEIGHBOUR]);
    expect([...squaredDistances]).toEqual([9, Infinity, 9, Infinity]);
    expect(nearestRows([1], 1, 1, 1, 1).indices[0]).toBe(NO_NEIGHBOUR);
  });
});

describe('twoNN', () => {
  it('is m / sum log(r2 / r1), without rows that have a duplicate', () => {
    const { dimension, used, skipped } = twoNN([1, 2, 0, 0, 1], [Math.E, 2 * Math.E ** 2, 0, 1, Infinity]);
    expectClose([dimension], [2 / 3], 1e-15);
    expect([used, skipped]).toEqual([2, 3]);
  });

  it('finds the dimension of a cloud, whatever space it lies in', () => {
    for (const k of [1, 2, 5]) {
      const [n, d] = [600, 9];
      const { first, second } = firstTwo(rotate(3, flatCloud(k, n, d, k), n, d), n, d);
      // m / sum of m exponentials of mean 1/k has relative deviation 1 / sqrt(m); three of them.
      expect(Math.abs(twoNN(first, second).dimension / k - 1)).toBeLessThan(3 / Math.sqrt(n));
    }
  });

  it('is infinite for equidistant rows, and undefined when all are the same', () => {
    expect(twoNN([1, 1], [1, 1]).dimension).toBe(Infinity);
    expect(twoNN([0, 0, 0], [0, 0, 0])).toEqual({ dimension: Number.NaN, used: 0, skipped: 3 });
  });
});

describe('hubness', () => {
  it('is the skewness of the occurrence counts', () => {
    // Row 0 is the neighbour of all others, and row 1 of row 0: counts 3, 1, 0, 0.
    const indices = Uint32Array.of(1, 0, 0, 0);
    expect([...occurrences(indices, 4, 1)]).toEqual([3, 1, 0, 0]);
    const variance = (4 + 0 + 1 + 1) / 4;
    expectClose([hubness(indices, 4, 1)], [(8 + 0 - 1 - 1) / 4 / variance ** 1.5], 1e-15);
  });

  it('grows with the dimension, and is undefined where every row occurs as often', () => {
    const of = (d: number): number => hubness(nearestRows(cloud(1, 300 * d), 300, d, d, 5).indices, 300, 5);
    expect(of(40)).toBeGreaterThan(of(2) + 1);
    expect(hubness(Uint32Array.of(1, 0), 2, 1)).toBeNaN();
  });
});

describe('neighbourComponents', () => {
  it('joins rows when either lists the other, and numbers components by size', () => {
    // 0 lists 1, nobody lists 0; 2, 3, 4 in a ring.
    const { labels, sizes } = neighbourComponents(Uint32Array.of(1, 0, 3, 4, 2), 5, 1);
    expect([...labels]).toEqual([1, 1, 0, 0, 0]);
    expect([...sizes]).toEqual([3, 2]);
    expect([...neighbourComponents(Uint32Array.of(1, 2, 3, 0), 4, 1).sizes]).toEqual([4]);
  });

  it('separates clusters, and leaves rows without neighbours alone', () => {
    const n = 40;
    const z = cloud(2, n * 3).map((value, k) => value + (Math.floor(k / 3) % 4) * 100);
    const { labels, sizes } = neighbourComponents(nearestRows(z, n, 3, 3, 4).indices, n, 4);
    expect([...sizes]).toEqual([10, 10, 10, 10]);
    expect([...labels]).toEqual(Array.from({ length: n }, (_, i) => i % 4));
    const alone = neighbourComponents(new Uint32Array(3).fill(NO_NEIGHBOUR), 3, 1);
    expect([...alone.labels, ...alone.sizes]).toEqual([0, 1, 2, 1, 1, 1]);
  });

  it('agrees with a flood fill on any graph', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }).chain((n) =>
          fc.array(fc.constantFrom(...Array.from({ length: n }, (_, i) => i), NO_NEIGHBOUR), {
            minLength: 2 * n,
            maxLength: 2 * n,
          }),
        ),
        (list) => {
          const n = list.length / 2;
          const { labels, sizes } = neighbourComponents(Uint32Array.from(list), n, 2);
          const joined = Array.from({ length: n }, (_, i) => i);
          for (let round = 0; round < n; round++) {
            list.forEach((j, place) => {
              const i = Math.floor(place / 2);
              if (j >= n) return;
              const least = Math.min(joined[i] ?? 0, joined[j] ?? 0);
              joined[i] = least;
              joined[j] = least;
            });
          }
          for (let i = 0; i < n; i++)
            for (let j = 0; j < n; j++) expect(labels[i] === labels[j]).toBe(joined[i] === joined[j]);
          sizes.forEach((size, c) => {
            expect(labels.filter((label) => label === c).length).toBe(size);
            if (c > 0) expect(size).toBeLessThanOrEqual(sizes[c - 1] ?? 0);
          });
        },
      ),
      { seed: 10, numRuns: 200 },
    );
  });
});

describe('knnPurity', () => {
  it('is the share of neighbours of the same label', () => {
    expect(knnPurity(Uint32Array.of(1, 2, 0, 2, 0, 1), [7, 7, 8], 2)).toBeCloseTo(2 / 6, 15);
    expect(knnPurity(Uint32Array.of(1, NO_NEIGHBOUR, 0, NO_NEIGHBOUR), [3, 3], 2)).toBe(1);
    expect(knnPurity(Uint32Array.of(NO_NEIGHBOUR), [3], 1)).toBeNaN();
  });
});

describe('neighbourRanks and trustworthiness', () => {
  it('ranks by distance in the data, ties alike', () => {
    // On a line at 0, 1, 2, 4: from 0 the ranks of 1, 2, 4 are 1, 2, 3; from 1, rows 0 and 2 tie at rank 1.
    const ranks = neighbourRanks([0, 1, 2, 4], 4, 1, 1, Uint32Array.of(3, 1, 2, 0, NO_NEIGHBOUR, 1, 0, 2), 2);
    expect([...ranks]).toEqual([3, 1, 1, 1, 0, 1, 3, 1]);
  });

  it('of the true neighbours is perfect', () => {
    const [n, d, k] = [30, 4, 5];
    const z = unitCloud(4, n, d);
    const { indices } = nearestRows(z, n, d, d, k);
    const ranks = neighbourRanks(z, n, d, d, indices, k);
    expect([...ranks]).toEqual(Array.from({ length: n * k }, (_, place) => (place % k) + 1));
    expect(trustworthiness(ranks, n, k)).toBe(1);
  });

  it('is 0 when all neighbours come from the far end, and about 1/2 for a random picture', () => {
    const [n, k] = [40, 6];
    const worst = Uint32Array.from({ length: n * k }, (_, place) => n - 1 - (place % k));
    expectClose([trustworthiness(worst, n, k)], [0], 1e-14);
    const z = unitCloud(5, 400, 6);
    const picture = nearestRows(unitCloud(6, 400, 2), 400, 2, 2, 5).indices;
    // A mean of 2,000 ranks, uniform on 0..1 but for the ties among neighbours' neighbours.
    expect(Math.abs(trustworthiness(neighbourRanks(z, 400, 6, 6, picture, 5), 400, 5) - 0.5)).toBeLessThan(
      0.05,
    );
  });

  it('is undefined where the worst case does not exist', () => {
    expect(trustworthiness(new Uint32Array(20).fill(1), 4, 5)).toBeNaN();
    expect(trustworthiness(new Uint32Array(10).fill(1), 10, 1)).toBe(1);
    expect(trustworthiness(new Uint32Array(50).fill(1), 10, 5)).toBeNaN();
  });
});

describe('measures of neighbours', () => {
  it('ignore rotation and the order of the rows', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 9, max: 20 }),
        fc.integer({ min: 2, max: 5 }),
        (seed, n, d) => {
          const k = 3;
          const z = unitCloud(seed, n, d);
          const labels = Uint32Array.from({ length: n }, (_, i) => i % 3);
          const drawn = unitCloud(seed + 1, n, 2);
          const measure = (x: Float64Array, picture: Float64Array, tags: ArrayLike<number>): number[] => {
            const { indices } = nearestRows(x, n, d, d, k);
            const { first, second } = firstTwo(x, n, d);
            const seen = nearestRows(picture, n, 2, 2, k).indices;
            return [
              twoNN(first, second).dimension,
              hubness(indices, n, k),
              knnPurity(indices, tags, k),
              trustworthiness(neighbourRanks(x, n, d, d, seen, k), n, k),
              ...neighbourComponents(indices, n, k).sizes,
            ];
          };
          const before = measure(z, drawn, labels);
          const order = permutation(seed, n);
          const tags = order.map((from) => labels[from] ?? 0);
          expectClose(measure(rotate(seed, z, n, d), drawn, labels), before, 1e-9);
          expectClose(measure(permuteRows(z, order, d), permuteRows(drawn, order, 2), tags), before, 1e-9);
        },
      ),
      { seed: 11, numRuns: 60 },
    );
  });

  it('of the simplex: every row as near as any other', () => {
    const n = 6;
    const { squaredDistances } = nearestRows(simplex(n), n, n, n, n - 1);
    expectClose(squaredDistances, new Float64Array(n * (n - 1)).fill((2 * n) / (n - 1)), 1e-14);
  });
});
