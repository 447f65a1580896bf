/** Moments of matrices of any magnitude: closed forms, the merging of partial results, and what is not a number. */
import { describe, expect, it } from 'vitest';
import {
  type MatrixMoments,
  MOMENT_FIELDS,
  matrixMoments,
  mergeMoments,
  packMoments,
} from '../../src/reference/moments';
import { cloud } from './support';

/** Unit roundoff of f64 times the terms that are summed. */
function rounding(terms: number): number {
  return 2 ** -53 * (terms + 8);
}

/** Moments of the rows `cuts[i]` to `cuts[i + 1]`, each packed as a partial result of its own, and merged. */
function inChunks(x: Float64Array, columns: number, cuts: readonly number[]): MatrixMoments {
  const partials = cuts.slice(1).flatMap((end, chunk) => {
    const begin = cuts[chunk] ?? 0;
    return [...packMoments(matrixMoments(x.subarray(begin * columns), end - begin, columns, columns))];
  });
  return mergeMoments(partials, cuts.length - 1);
}

describe('moments of a matrix', () => {
  it('of 0 .. 11: mean 5.5, variance 143 / 12, second moment 506 / 12', () => {
    const x = Float64Array.from({ length: 12 }, (_, k) => k);
    const moments = matrixMoments(x, 3, 4, 4, { low: 2, high: 10 });
    expect(moments).toMatchObject({ count: 12, maximum: 11, nonFinite: 0, subnormal: 0 });
    expect(moments.mean).toBeCloseTo(5.5, 14);
    expect(moments.variance).toBeCloseTo(143 / 12, 13);
    expect(moments.secondMoment).toBeCloseTo(506 / 12, 13);
    expect([moments.zeroFraction, moments.saturatedFraction]).toEqual([1 / 12, 5 / 12]);
  });

  it('leaves padding, infinities and NaNs out, and counts what is not normal', () => {
    const x = Float64Array.of(3, 4, 9, -3, Infinity, 9, Number.NaN, 2 ** -127, 9, -0, 2 ** -126, 9);
    const moments = matrixMoments(x, 4, 2, 3);
    expect(moments).toMatchObject({ count: 6, maximum: 4, nonFinite: 2, subnormal: 1, zeroFraction: 1 / 6 });
    expect(moments.mean).toBeCloseTo(4 / 6, 14);
  });

  it('has no mean where nothing is finite', () => {
    const moments = matrixMoments(Float64Array.of(Infinity, Number.NaN), 1, 2, 2);
    expect(moments).toMatchObject({ count: 0, nonFinite: 2, maximum: 0 });
    for (const merged of [moments, mergeMoments(packMoments(moments), 1)]) {
      expect([merged.mean, merged.variance, merged.secondMoment, merged.zeroFraction]).toEqual([
        Number.NaN,
        Number.NaN,
        Number.NaN,
        Number.NaN,
      ]);
      expect(merged.nonFinite).toBe(2);
    }
  });
});

describe('merged partial results', () => {
  const [rows, columns] = [30, 7];
  const values = cloud(4, rows * columns);

  it.each([
    ['of order 1', 0, 1],
    ['a mean of 1e4', 1e4, 1],
    ['of order 1e-30', 0, 1e-30],
    ['of order 1e30', 1e30, 1e30],
  ])('are the moments of the whole: %s', (_, mean, deviation) => {
    const x = values.map((value) => mean + deviation * value);
    const whole = matrixMoments(x, rows, columns, columns);
    for (const cuts of [
      [0, rows],
      [0, 1, 2, 29, rows],
      [0, 0, 11, 11, rows],
    ]) {
      const merged = inChunks(x, columns, cuts);
      // Means are known to a rounding of themselves, which a variance about them feels through its root.
      const ofMean = rounding(x.length) * Math.sqrt(whole.secondMoment);
      expect(Math.abs(merged.mean - whole.mean)).toBeLessThanOrEqual(ofMean);
      expect(Math.abs(merged.variance - whole.variance)).toBeLessThanOrEqual(
        2 * ofMean * Math.sqrt(whole.variance) + rounding(x.length) * whole.variance,
      );
      expect([merged.count, merged.maximum, merged.zeroFraction]).toEqual([rows * columns, whole.maximum, 0]);
    }
  });

  it('do not lose a variance of 1 beside a mean of 1e4, as sums of squares in f32 would', () => {
    const x = values.map((value) => 1e4 + value);
    const { variance } = inChunks(x, columns, [0, 10, 20, rows]);
    const squares = x.reduce((sum, value) => Math.fround(sum + Math.fround(value * value)), 0);
    const sum = x.reduce((total, value) => Math.fround(total + value), 0);
    const naive = squares / x.length - (sum / x.length) ** 2;
    expect(variance).toBeGreaterThan(0.2);
    expect(variance).toBeLessThan(0.5);
    expect(Math.abs(naive - variance)).toBeGreaterThan(0.1);
  });

  it('join chunks whose magnitudes are 60 decades apart', () => {
    const x = Float64Array.from({ length: 4 }, (_, k) => (k < 2 ? 1e-30 : 1e30) * (1 + (k % 2)));
    const merged = inChunks(x, 1, [0, 2, 4]);
    expect(merged.secondMoment / 1.25e60).toBeCloseTo(1, 13);
    expect(merged.mean / 0.75e30).toBeCloseTo(1, 14);
  });

  it('are taken from their own slot', () => {
    const [first, second] = [Float64Array.of(1, 2), Float64Array.of(5, 9)].map((x) =>
      packMoments(matrixMoments(x, 1, 2, 2)),
    );
    if (!first || !second) throw new Error('two slots');
    const partials = Float64Array.of(...first, ...second);
    expect(partials).toHaveLength(2 * MOMENT_FIELDS);
    expect(mergeMoments(partials, 1, 1).mean).toBe(7);
    expect(mergeMoments(partials, 2).mean).toBe(4.25);
  });

  it('that were never written count nothing', () => {
    expect(mergeMoments(new Float64Array(MOMENT_FIELDS), 1)).toMatchObject({ count: 0, mean: Number.NaN });
  });
});
