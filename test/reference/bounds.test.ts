import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { antipodal } from '../../src/data/generators';
import { meanCosine } from '../../src/reference/anisotropy';
import {
  type JensenChain,
  jensenChain,
  type LadderInputs,
  ladder,
  type RowSimilarities,
  rowSimilarities,
} from '../../src/reference/bounds';
import { symmetricEigenvalues } from '../../src/reference/eigen';
import { logSumExp } from '../../src/reference/softmax';
import { at, dot, meanRow, row, rowsOf } from '../../src/reference/vector';
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

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function ladderInputs(rows: RowSimilarities, columns: number): LadderInputs {
  return {
    gramSum: total(rows.sum),
    gramTrace: total(rows.self),
    frobeniusSquared: total(rows.squareSum),
    maxAbsRowSum: Math.max(...rows.absSum),
    rows: rows.sum.length,
    columns,
  };
}

/** Largest eigenvalue of Z Z^T. */
function lambdaMax(z: Float64Array, n: number, d: number): number {
  const u = rowsOf(z, n, d);
  const gram = Float64Array.from({ length: n * n }, (_, k) => dot(row(u, Math.floor(k / n)), row(u, k % n)));
  return at(symmetricEigenvalues(gram, n), 0);
}

function numbersOf({ outer, left, right, gap, withoutSelf, parts }: JensenChain): number[] {
  return [outer, left, right, gap, ...Object.values(withoutSelf), ...Object.values(parts)];
}

describe('rowSimilarities', () => {
  it('tells the rows of Z Z^T, self included or not as stated', () => {
    // Rows (1, 0), (3, 4), (-2, 1): s_00 = 1, s_01 = 3, s_02 = -2, s_11 = 25, s_12 = -2, s_22 = 5.
    const rows = rowSimilarities([1, 0, 3, 4, -2, 1], 3, 2, 2);
    expect([...rows.sum]).toEqual([2, 26, 1]);
    expect([...rows.absSum]).toEqual([6, 30, 9]);
    expect([...rows.squareSum]).toEqual([14, 638, 33]);
    expect([...rows.minimum]).toEqual([-2, -2, -2]);
    expect([...rows.maximum]).toEqual([3, 3, -2]);
    expect([...rows.self]).toEqual([1, 25, 5]);
    expectClose(
      rows.logSumExp,
      [logSumExp([0.5, 1.5, -1]), logSumExp([1.5, 12.5, -1]), logSumExp([-1, -1, 2.5])],
      1e-15,
    );
    expectClose(
      rows.logSumExpOthers,
      [logSumExp([1.5, -1]), logSumExp([1.5, -1]), logSumExp([-1, -1])],
      1e-15,
    );
  });

  it('of a single row has no others', () => {
    const rows = rowSimilarities([0.6, 0.8], 1, 2, 0.1);
    expect(rows.minimum[0]).toBe(Infinity);
    expect(rows.maximum[0]).toBe(-Infinity);
    expect(rows.logSumExpOthers[0]).toBe(-Infinity);
    expectClose(rows.logSumExp, [10], 1e-14);
  });
});

describe('ladder', () => {
  it('has every rung where it is stated', () => {
    const inputs = {
      gramSum: 12,
      gramTrace: 8,
      frobeniusSquared: 16,
      maxAbsRowSum: 5,
      rows: 4,
      columns: 2,
    };
    expect(ladder(inputs)).toEqual({ lower: [3, 2, 4], upper: [8, 4, 5] });
    expect(ladder({ ...inputs, columns: 9 }).lower[2]).toBe(2);
  });

  it('holds for any rows, unit or not', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom(0, 0.5, 3),
        (seed, n, d, mean) => {
          const z = cloud(seed, n * d).map((value) => value + mean);
          const { lower, upper } = ladder(ladderInputs(rowSimilarities(z, n, d, 1), d));
          const lambda = lambdaMax(z, n, d);
          const slack = 1e-13 * (lambda + 1);
          for (const bound of lower) expect(bound).toBeLessThanOrEqual(lambda + slack);
          for (const bound of upper) expect(bound).toBeGreaterThanOrEqual(lambda - slack);
        },
      ),
      { seed: 8, numRuns: 200 },
    );
  });

  it('closes at collapse, and from below for a simplex', () => {
    const collapsed = ladder(ladderInputs(rowSimilarities(constant(40, 0.5), 10, 4, 1), 4));
    expectClose([...collapsed.lower.slice(0, 2), ...collapsed.upper], constant(5, 10), 1e-14);
    // Nine rows that span eight dimensions: eight eigenvalues of 9/8.
    const spread = ladder(ladderInputs(rowSimilarities(simplex(9), 9, 9, 1), 9));
    expectClose([spread.lower[1] ?? 0, spread.lower[0] ?? 1], [9 / 8, 0], 1e-14);
  });

  it('shows that the plain sum is no upper bound: half +v, half -v has sum 0 and lambda_max n', () => {
    const { data, shape } = antipodal({ n: 12, d: 5, seed: 1 });
    const inputs = ladderInputs(rowSimilarities(data, shape[0], shape[1], 1), 5);
    expect(Math.abs(inputs.gramSum)).toBeLessThan(1e-12);
    const { lower, upper } = ladder(inputs);
    // f32 rows are unit to 2^-24 a coordinate.
    expectClose([lambdaMax(Float64Array.from(data), 12, 5), lower[1] ?? 0, ...upper], constant(5, 12), 1e-6);
    expect(lower[0]).toBeLessThan(1e-12);
  });

  it('is 0 throughout for rows of zeros', () => {
    expect(ladder(ladderInputs(rowSimilarities(constant(6, 0), 3, 2, 1), 2))).toEqual({
      lower: [0, 0, 0],
      upper: [0, 0, 0],
    });
  });

  it.each(initialStates())(
    'of the initial state $name: Sum = n^2 ||mean||^2, tr A = n, and every bound holds',
    ({ z, n, d }) => {
      const rows = rowSimilarities(z, n, d, 0.1);
      const inputs = ladderInputs(rows, d);
      const mean = meanRow(z, n, d);
      expectClose([inputs.gramSum, inputs.gramTrace], [n * n * dot(mean, mean), n], n * 1e-14);
      expectClose([(inputs.gramSum - n) / (n * (n - 1))], [meanCosine(z, n, d)], 1e-13);
      const { lower, upper } = ladder(inputs);
      const lambda = lambdaMax(z, n, d);
      expect(Math.max(...lower)).toBeLessThanOrEqual(lambda * (1 + 1e-13));
      expect(Math.min(...upper)).toBeGreaterThanOrEqual(lambda * (1 - 1e-13));
    },
  );
});

describe('jensenChain', () => {
  it('is what it says, on sums of its own', () => {
    const [n, d, tau] = [7, 3, 0.4];
    const z = unitCloud(1, n, d);
    const u = rowsOf(z, n, d);
    const s = (i: number, j: number): number => dot(row(u, i), row(u, j));
    const each = <T>(f: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => f(i));
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const others = (i: number): number[] =>
      each((j) => j)
        .filter((j) => j !== i)
        .map((j) => s(i, j));
    const chain = jensenChain(rowSimilarities(z, n, d, tau), tau);
    const expected = {
      outer: Math.log(mean(each((i) => mean(each((j) => Math.exp(s(i, j) / tau)))))),
      left: mean(each((i) => Math.log(mean(each((j) => Math.exp(s(i, j) / tau)))))),
      right: mean(each((i) => mean(each((j) => s(i, j) / tau)))),
      leftOthers: mean(each((i) => Math.log(mean(others(i).map((value) => Math.exp(value / tau)))))),
      rightOthers: mean(each((i) => mean(others(i)) / tau)),
      variance: mean(
        each((i) => mean(others(i).map((value) => (value - mean(others(i))) ** 2)) / (2 * tau * tau)),
      ),
    };
    expectClose(
      [chain.outer, chain.left, chain.right, chain.withoutSelf.left, chain.withoutSelf.right],
      [expected.outer, expected.left, expected.right, expected.leftOthers, expected.rightOthers],
      1e-14,
    );
    expectClose(
      [chain.parts.mean, chain.parts.variance, chain.parts.selfPairs],
      [expected.rightOthers, expected.variance, expected.left - expected.leftOthers],
      1e-14,
    );
    const { mean: first, variance, selfPairs, higherOrders } = chain.parts;
    expectClose([first + variance + selfPairs + higherOrders], [chain.left], 1e-14);
    expectClose(
      [chain.gap, chain.withoutSelf.gap],
      [chain.left - chain.right, expected.leftOthers - expected.rightOthers],
      1e-14,
    );
  });

  it('leaves the third order of 1/tau to higherOrders: the variance within rows is the whole second order', () => {
    // Rows of unlike mean similarity, so that the variance over all pairs would leave a second order behind.
    const z = unitCloud(2, 20, 3).map((value, k) => (k < 30 ? value : value + 1));
    const rest = [50, 100, 200].map(
      (tau) => jensenChain(rowSimilarities(z, 20, 3, tau), tau).parts.higherOrders * tau ** 3,
    );
    expect(Math.abs((rest[1] ?? 0) / (rest[2] ?? 1) - 1)).toBeLessThan(0.05);
    expect(Math.abs((rest[0] ?? 0) / (rest[2] ?? 1) - 1)).toBeLessThan(0.1);
  });

  it('is level at collapse, 1/tau throughout, also where exp(1/tau) overflows f32', () => {
    const chain = jensenChain(rowSimilarities(constant(40, 0.5), 10, 4, 0.005), 0.005);
    expectClose([chain.outer, chain.left, chain.right, chain.withoutSelf.left], constant(4, 200), 1e-13);
    expectClose(
      [chain.gap, chain.parts.variance, chain.parts.selfPairs, chain.parts.higherOrders],
      constant(4, 0),
      1e-9,
    );
  });

  it('is mostly self-pairs at small tau: about 1/tau - log n', () => {
    const [n, tau] = [9, 0.01];
    const chain = jensenChain(rowSimilarities(simplex(n), n, n, tau), tau);
    expectClose([chain.left], [1 / tau - Math.log(n)], 1e-13);
    expectClose([chain.withoutSelf.left, chain.withoutSelf.gap], [-1 / (8 * tau), 0], 1e-12);
  });

  it('has no pairs without self for a single row', () => {
    const chain = jensenChain(rowSimilarities([1, 0], 1, 2, 0.5), 0.5);
    expectClose([chain.outer, chain.left, chain.right], [2, 2, 2], 1e-15);
    expect(chain.withoutSelf.left).toBeNaN();
  });

  it.each(initialStates())('descends for the initial state $name', ({ z, n, d }) => {
    for (const tau of [0.01, 0.1, 1, 10]) {
      const { outer, left, right, withoutSelf } = jensenChain(rowSimilarities(z, n, d, tau), tau);
      const slack = 1e-13 * (1 + 1 / tau);
      expect(outer).toBeGreaterThanOrEqual(left - slack);
      expect(left).toBeGreaterThanOrEqual(right - slack);
      expect(withoutSelf.gap).toBeGreaterThanOrEqual(-slack);
      expectClose([right], [dot(meanRow(z, n, d), meanRow(z, n, d)) / tau], 1e-13);
    }
  });

  it('and the ladder ignore rotation and the order of the rows', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 1, max: 6 }),
        (seed, n, d) => {
          const z = unitCloud(seed, n, d);
          const numbers = (x: Float64Array): number[] => {
            const rows = rowSimilarities(x, n, d, 0.2);
            const { lower, upper } = ladder(ladderInputs(rows, d));
            return [...numbersOf(jensenChain(rows, 0.2)), ...lower, ...upper, Math.min(...rows.minimum)];
          };
          expectClose(numbers(rotate(seed, z, n, d)), numbers(z), 1e-12);
          expectClose(numbers(permuteRows(z, permutation(seed, n), d)), numbers(z), 1e-12);
        },
      ),
      { seed: 9, numRuns: 100 },
    );
  });
});
