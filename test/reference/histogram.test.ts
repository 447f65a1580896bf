import { describe, expect, it } from 'vitest';
import { cosineHistogram } from '../../src/reference/histogram';
import { cloud, stackedViews } from './support';

describe('cosineHistogram', () => {
  it('puts -1, 0 and 1 into the first, the middle and the last bin', () => {
    // View 1: e1, e1, e1; view 2: e1, -e1, e2.
    const z = [1, 0, 1, 0, 1, 0, 1, 0, -1, 0, 0, 1];
    const { positive, negative } = cosineHistogram(z, 3, 2, 4);
    expect([...positive]).toEqual([1, 0, 1, 1]);
    expect([...negative]).toEqual([2, 0, 2, 2]);
  });

  it('counts n positives and n(n - 1) negatives, also where the cosines leave [-1, 1]', () => {
    const total = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0);
    for (const z of [stackedViews(1, 9, 4, 0.3), cloud(2, 18 * 4).map((value) => 3 * value)]) {
      const { positive, negative } = cosineHistogram(z, 9, 4, 7);
      expect(total(positive)).toBe(9);
      expect(total(negative)).toBe(72);
    }
  });

  it('keeps positives right of negatives for close views', () => {
    const { positive } = cosineHistogram(stackedViews(3, 20, 8, 0.01), 20, 8, 10);
    expect(positive[9]).toBe(20);
  });
});
