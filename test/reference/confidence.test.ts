import { describe, expect, it } from 'vitest';
import { RandomStream, STREAMS } from '../../src/random';
import { estimateOf, studentQuantile } from '../../src/reference/confidence';

describe('Student t', () => {
  it('has the quantiles of the tables', () => {
    const table = { 1: 12.7062, 2: 4.30265, 3: 3.18245, 7: 2.36462, 15: 2.13145, 30: 2.04227, 120: 1.97993 };
    for (const [freedom, quantile] of Object.entries(table)) {
      expect(studentQuantile(Number(freedom))).toBeCloseTo(quantile, 4);
    }
  });

  it('covers the mean in 95 of 100 intervals', () => {
    const stream = new RandomStream(3, STREAMS.data);
    const runs = 4000;
    const hits = Array.from({ length: runs }, (_, run) => {
      const { low, high } = estimateOf(Array.from({ length: 5 }, (_unused, k) => stream.normal(run, k)));
      return low <= 0 && high >= 0;
    }).filter(Boolean).length;
    // Binomial: four deviations.
    expect(Math.abs(hits - 0.95 * runs)).toBeLessThan(4 * Math.sqrt(runs * 0.95 * 0.05));
  });

  it('gives no interval for one value', () => {
    expect(estimateOf([2])).toEqual({ mean: 2, low: Number.NaN, high: Number.NaN });
  });
});
