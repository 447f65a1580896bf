/** Laws of the weights: published variances, and laws whose variance is the one stated. */
import { describe, expect, it } from 'vitest';
import {
  effectiveGain,
  INITIALIZERS,
  type Initialization,
  meanFieldVariance,
  weightLaw,
  weightVariance,
} from '../../src/reference/initialization';

const [fanIn, fanOut] = [30, 70];
const spec = (changes: Partial<Initialization>): Initialization => ({
  initializer: 'xavier_normal',
  mode: 'fan_in',
  fanIn,
  fanOut,
  gain: 1,
  deviation: 0.01,
  ...changes,
});

describe('initialisers', () => {
  it('have the published variances', () => {
    const variance = (changes: Partial<Initialization>): number => weightVariance(spec(changes));
    expect(variance({})).toBe(2 / 100);
    expect(variance({ initializer: 'xavier_uniform' })).toBe(2 / 100);
    expect(variance({ initializer: 'he_normal' })).toBeCloseTo(2 / 30, 15);
    expect(variance({ initializer: 'he_normal', mode: 'fan_out' })).toBeCloseTo(2 / 70, 15);
    expect(variance({ initializer: 'he_uniform', mode: 'average' })).toBeCloseTo(2 / 50, 15);
    expect(variance({ initializer: 'lecun_normal' })).toBeCloseTo(1 / 30, 15);
    expect(variance({ initializer: 'pytorch' })).toBeCloseTo(1 / 90, 15);
    // A deviation, not a variance.
    expect(variance({ initializer: 'normal' })).toBeCloseTo(1e-4, 15);
    expect(variance({ initializer: 'zero' })).toBe(0);
    expect(variance({ gain: 3 })).toBeCloseTo(9 * 0.02, 14);
  });

  it.each([...INITIALIZERS])('%s: the law has the variance that is stated', (initializer) => {
    const one = spec({ initializer, gain: 1.5 });
    const { law, scale } = weightLaw(one);
    const wanted = weightVariance(one);
    const variances = {
      normal: scale ** 2,
      uniform: scale ** 2 / 3,
      // Mean squares over the matrix: orthonormal rows or columns, ones on the diagonal.
      orthogonal: (scale ** 2 * Math.min(fanIn, fanOut)) / (fanIn * fanOut),
      identity: (scale ** 2 * Math.min(fanIn, fanOut)) / (fanIn * fanOut),
      zero: 0,
    };
    expect(variances[law]).toBeCloseTo(wanted, 14);
    expect(effectiveGain(one) ** 2).toBeCloseTo(wanted * fanIn, 14);
  });

  it('has no mean-field variance for the identity alone', () => {
    for (const initializer of INITIALIZERS) {
      expect(Number.isNaN(meanFieldVariance(spec({ initializer })))).toBe(initializer === 'identity');
    }
  });
});
