import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogSumExp, logSumExp, softmaxRows } from '../../src/reference/softmax';
import { cloud, constant, expectClose, finiteDifferences } from './support';

describe('softmaxRows', () => {
  it('gives 1/n and entropy log n for equal logits, however large', () => {
    for (const value of [0, 1e4, -1e4, 3e38]) {
      const { probabilities, logProbabilities, entropy, logSumExp, maximum } = softmaxRows(
        constant(7, value),
        1,
        7,
        0.01,
      );
      expectClose(probabilities, constant(7, 1 / 7), 1e-15);
      expectClose(logProbabilities, constant(7, -Math.log(7)), 1e-15);
      expectClose(entropy, [Math.log(7)], 1e-15);
      expectClose(logSumExp, [value / 0.01 + Math.log(7)], 1e-15);
      expect(maximum[0]).toBe(value);
    }
  });

  it('reproduces softmax([25, 29, 11]) = [0.0180, 0.9820, 1.5e-8]', () => {
    const { probabilities } = softmaxRows([25, 29, 11], 1, 3, 1);
    expect(Array.from(probabilities, (p) => p.toFixed(4))).toEqual(['0.0180', '0.9820', '0.0000']);
    expect(probabilities[2]).toBeCloseTo(1.5e-8, 9);
  });

  it('subtracts the maximum before dividing, so differences of huge logits survive', () => {
    // 1e15 / 0.1 has a spacing of 2: dividing first would turn the difference 1.25 into 0 or 2.
    const { probabilities } = softmaxRows([1e15 + 0.125, 1e15], 1, 2, 0.1);
    expectClose(probabilities.subarray(0, 1), [1 / (1 + Math.exp(-1.25))], 1e-15);
  });

  it('is the logistic function for two logits', () => {
    for (const temperature of [0.05, 1, 10]) {
      const { probabilities } = softmaxRows([0.3, -0.4], 1, 2, temperature);
      expectClose(probabilities.subarray(0, 1), [1 / (1 + Math.exp(-0.7 / temperature))], 1e-15);
    }
  });

  it('treats a row of one column as certain', () => {
    const result = softmaxRows([3, -7], 2, 1, 0.5);
    expect([...result.probabilities]).toEqual([1, 1]);
    expect([...result.entropy]).toEqual([0, 0]);
    expect([...result.logSumExp]).toEqual([6, -14]);
  });

  it('masks -Infinity, and leaves a row of masks undefined without touching its neighbours', () => {
    const mask = -Infinity;
    const result = softmaxRows([0, mask, 0, mask, mask, mask], 2, 3, 1);
    expect([...result.probabilities]).toEqual([0.5, 0, 0.5, Number.NaN, Number.NaN, Number.NaN]);
    expect(result.logProbabilities[1]).toBe(mask);
    expect([...result.logProbabilities.subarray(3)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expectClose(result.entropy, [Math.log(2), Number.NaN], 1e-15);
    expectClose(result.logSumExp, [Math.log(2), mask], 1e-15);
    expect([...result.maximum]).toEqual([0, mask]);
  });

  it('answers NaN for the row with NaN or +Infinity, and only for that row', () => {
    for (const bad of [Number.NaN, Infinity]) {
      const { probabilities, logSumExp, entropy } = softmaxRows([1, bad, 2, 2], 2, 2, 1);
      expect([...probabilities]).toEqual([Number.NaN, Number.NaN, 0.5, 0.5]);
      expect(logSumExp[0]).toBeNaN();
      expect(entropy[0]).toBeNaN();
      expectClose(entropy.subarray(1), [Math.log(2)], 1e-15);
    }
  });

  it('has rows that sum to 1, entropy in [0, log n], and ignores a shift of the logits', () => {
    const logit = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(logit, { minLength: 1, maxLength: 9 }),
        fc.double({ min: 0.05, max: 10, noNaN: true }),
        fc.double({ min: -100, max: 100, noNaN: true }),
        (x, temperature, shift) => {
          const plain = softmaxRows(x, 1, x.length, temperature);
          const shifted = softmaxRows(
            x.map((value) => value + shift),
            1,
            x.length,
            temperature,
          );
          expectClose([plain.probabilities.reduce((sum, p) => sum + p, 0)], [1], 1e-14);
          expect(plain.entropy[0]).toBeGreaterThanOrEqual(0);
          expect(plain.entropy[0]).toBeLessThanOrEqual(Math.log(x.length) + 1e-14);
          // Rounding of x + shift (150 * 2^-53) is divided by the temperature, at least 0.05.
          expectClose(shifted.probabilities, plain.probabilities, 2e-12);
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  it('has the Jacobian (diag p - p p^T) / tau, with tr(tau J) = 1 - sum p^2', () => {
    const x = cloud(3, 5);
    const temperature = 0.7;
    const { probabilities: p } = softmaxRows(x, 1, 5, temperature);
    let trace = 0;
    p.forEach((pj, j) => {
      const jacobianRow = finiteDifferences(
        (y) => softmaxRows(y, 1, 5, temperature).probabilities[j] ?? Number.NaN,
        x,
      );
      expectClose(
        jacobianRow,
        p.map((pk, k) => (pj * ((j === k ? 1 : 0) - pk)) / temperature),
        1e-9,
      );
      trace += temperature * (jacobianRow[j] ?? Number.NaN);
    });
    expectClose([trace], [1 - p.reduce((sum, value) => sum + value * value, 0)], 1e-9);
  });
});

describe('logSumExp', () => {
  it('agrees with the direct sum, in any order, and survives magnitudes that overflow exp', () => {
    expectClose(
      [logSumExp([0.1, -0.4, 1.7])],
      [Math.log(Math.exp(0.1) + Math.exp(-0.4) + Math.exp(1.7))],
      1e-15,
    );
    expectClose([logSumExp([1e4, 1e4]), logSumExp([-1e4, -1e4])], [1e4 + Math.LN2, -1e4 + Math.LN2], 1e-15);
    const ascending = [...cloud(1, 100)].sort((a, b) => a - b);
    expectClose([logSumExp(ascending)], [logSumExp(ascending.toReversed())], 1e-14);
  });

  it('is -Infinity for nothing and for masks alone, and NaN for NaN wherever it stands', () => {
    expect(new LogSumExp().value).toBe(-Infinity);
    expect(logSumExp([-Infinity, -Infinity])).toBe(-Infinity);
    expect(logSumExp([-Infinity, 2])).toBe(2);
    for (const values of [
      [Number.NaN, 1, 2],
      [1, Number.NaN, 2],
      [1, 2, Number.NaN],
    ])
      expect(logSumExp(values)).toBeNaN();
  });
});
