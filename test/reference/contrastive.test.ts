import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ContrastiveLoss,
  collapseLine,
  contrastiveGradient,
  contrastiveLoss,
  contrastiveTemperatureGradient,
  lossWeights,
  pairLogSumExp,
  pairWeights,
  positiveRow,
  simplexLoss,
} from '../../src/reference/contrastive';
import { logSumExp } from '../../src/reference/softmax';
import { addScaled, at, dot, row, rowsOf } from '../../src/reference/vector';
import {
  constant,
  expectClose,
  finiteDifferences,
  permutation,
  permuteRows,
  rotate,
  simplex,
  stack,
  stackedViews,
} from './support';

const LOSSES: ContrastiveLoss[] = ['infonce', 'symmetric', 'ntxent'];

describe('contrastiveLoss', () => {
  it('is the cross entropy of the positive, written out', () => {
    const [n, d, temperature] = [4, 3, 0.3];
    const z = stackedViews(1, n, d, 0.5);
    const u = rowsOf(z, 2 * n, d);
    const term = (i: number, candidates: number[]): number =>
      logSumExp(candidates.map((j) => dot(row(u, i), row(u, j)) / temperature)) -
      dot(row(u, i), row(u, positiveRow(i, n))) / temperature;
    const firstHalf = [0, 1, 2, 3];
    const secondHalf = [4, 5, 6, 7];
    const both = [...firstHalf, ...secondHalf];
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const oneWay = mean(firstHalf.map((i) => term(i, secondHalf)));
    const otherWay = mean(secondHalf.map((i) => term(i, firstHalf)));
    const ntxent = mean(
      both.map((i) =>
        term(
          i,
          both.filter((j) => j !== i),
        ),
      ),
    );
    const value = (loss: ContrastiveLoss): number => contrastiveLoss(z, n, d, temperature, loss).loss;
    expectClose(LOSSES.map(value), [oneWay, (oneWay + otherWay) / 2, ntxent], 1e-14);
  });

  it('is log n or log(2n - 1) at collapse, for any temperature, with accuracy by the first index', () => {
    for (const n of [1, 2, 17, 64]) {
      const z = constant(2 * n * 4, 0.5);
      for (const loss of LOSSES) {
        for (const temperature of [0.005, 0.5, 5]) {
          const result = contrastiveLoss(z, n, 4, temperature, loss);
          expectClose([result.loss], [collapseLine(loss, n)], 1e-13);
          expect(result.positiveCosine).toBe(1);
        }
      }
      expect(contrastiveLoss(z, n, 4, 1, 'infonce').accuracy).toBe(1 / n);
    }
    expect(collapseLine('infonce', 16)).toBe(Math.log(16));
    expect(collapseLine('symmetric', 16)).toBe(Math.log(16));
    expect(collapseLine('ntxent', 16)).toBe(Math.log(31));
  });

  it('has the simplex value log(1 + (n - 1) exp(-n / ((n - 1) tau)))', () => {
    for (const n of [2, 3, 9]) {
      const z = stack(simplex(n), simplex(n));
      for (const temperature of [0.05, 0.5, 2]) {
        const expected = Math.log(1 + (n - 1) * Math.exp(-n / ((n - 1) * temperature)));
        for (const loss of ['infonce', 'symmetric'] as const) {
          expectClose([contrastiveLoss(z, n, n, temperature, loss).loss], [expected], 2e-14);
        }
        expectClose([simplexLoss(n, temperature)], [expected], 1e-15);
      }
    }
    expect(simplexLoss(1, 0.5)).toBe(0);
  });

  it('stays finite where exp(1/tau) overflows', () => {
    const z = stackedViews(2, 5, 4, 1);
    for (const loss of LOSSES) {
      const { loss: value, lse } = contrastiveLoss(z, 5, 4, 1e-4, loss);
      expect(Number.isFinite(value)).toBe(true);
      expect(Math.max(...lse)).toBeGreaterThan(Math.log(Number.MAX_VALUE));
    }
  });

  it('finds the first largest candidate, and counts the right half for the accuracy', () => {
    // View 1 holds e1, e2, e2, view 2 holds e2, e2, e1: nothing of view 1 but row 1 finds its partner.
    const z = [1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0];
    const cross = pairLogSumExp(z, 6, 2, 1, 'cross');
    expect([...cross.best]).toEqual([5, 3, 3, 1, 1, 0]);
    expect([...cross.bestSimilarity]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([...pairLogSumExp(z, 6, 2, 1, 'all').best]).toEqual([5, 2, 1, 1, 1, 0]);
    expect(contrastiveLoss(z, 3, 2, 1, 'infonce').accuracy).toBe(0);
    expect(contrastiveLoss(z, 3, 2, 1, 'ntxent').accuracy).toBe(1 / 6);
    // View 2 finds its partner in row 4 alone, which only NT-Xent counts.
    expect(contrastiveLoss(z, 3, 2, 1, 'symmetric').accuracy).toBe(0);
  });

  it('ignores rotation, a common order of the pairs, and (but for one-way) the exchange of the views', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 2, max: 6 }),
        (seed, n, d) => {
          const z = stackedViews(seed, n, d, 0.7);
          const order = permutation(seed, n);
          const permuted = permuteRows(z, [...order, ...order.map((i) => i + n)], d);
          const exchanged = stack(z.subarray(n * d), z.subarray(0, n * d));
          for (const loss of LOSSES) {
            const value = contrastiveLoss(z, n, d, 0.2, loss).loss;
            expectClose([contrastiveLoss(rotate(seed, z, 2 * n, d), n, d, 0.2, loss).loss], [value], 1e-12);
            expectClose([contrastiveLoss(permuted, n, d, 0.2, loss).loss], [value], 1e-13);
            if (loss !== 'infonce')
              expectClose([contrastiveLoss(exchanged, n, d, 0.2, loss).loss], [value], 1e-13);
          }
        },
      ),
      { seed: 5, numRuns: 40 },
    );
  });
});

describe('contrastiveGradient', () => {
  it.each(LOSSES)('of %s agrees with finite differences in the rows and in tau', (loss) => {
    const [n, d] = [5, 3];
    const z = stackedViews(7, n, d, 0.8);
    for (const temperature of [0.1, 0.5, 2]) {
      const value = (y: Float64Array): number => contrastiveLoss(y, n, d, temperature, loss).loss;
      expectClose(contrastiveGradient(z, n, d, temperature, loss), finiteDifferences(value, z), 2e-7);
      const [dtau] = finiteDifferences(
        ([tau = Number.NaN]) => contrastiveLoss(z, n, d, tau, loss).loss,
        [temperature],
      );
      expectClose([contrastiveTemperatureGradient(z, n, d, temperature, loss)], [dtau ?? Number.NaN], 2e-7);
    }
  });

  it.each(LOSSES)('of %s vanishes at collapse', (loss) => {
    const z = constant(2 * 6 * 4, 0.5);
    expectClose(contrastiveGradient(z, 6, 4, 0.05, loss), new Float64Array(z.length), 1e-13);
    expect(contrastiveTemperatureGradient(z, 6, 4, 0.05, loss)).toBe(0);
  });
});

describe('pairWeights', () => {
  it.each(LOSSES)(
    'of %s, taken in chunks, sums to the gradient, and each row of W to 0 for the logits',
    (loss) => {
      const [n, d, temperature] = [5, 3, 0.4];
      const z = stackedViews(8, n, d, 0.6);
      const { pairs, first, second } = lossWeights(loss, n);
      const { lse } = pairLogSumExp(z, 2 * n, d, temperature, pairs);
      const candidates = pairs === 'all' ? 2 * n : n;
      const u = rowsOf(z, 2 * n, d);
      const gradient = new Float64Array(z.length);
      let total = 0;
      for (let begin = 0; begin < candidates; begin += 3) {
        const count = Math.min(3, candidates - begin);
        const weights = pairWeights(z, lse, n, d, temperature, pairs, first, second, begin, count);
        rowsOf(gradient, 2 * n, d).forEach((g, i) => {
          for (let k = 0; k < count; k++) {
            const weight = at(weights, i * count + k);
            const candidate = begin + k;
            const j = pairs === 'all' || i >= n ? candidate : n + candidate;
            if (j === i) expect(weight).toBe(0);
            addScaled(g, weight / temperature, row(u, j));
            total += weight;
          }
        });
      }
      expectClose(gradient, contrastiveGradient(z, n, d, temperature, loss), 1e-13);
      // The logit gradients of every anchor sum to 0, so all of W does.
      expectClose([total], [0], 1e-14);
    },
  );

  it('refuses columns beyond the candidates', () => {
    const z = stackedViews(9, 2, 2, 0.5);
    expect(() => pairWeights(z, new Float64Array(4), 2, 2, 1, 'cross', 1, 1, 1, 2)).toThrow(RangeError);
  });
});
