/** Expectations under normals against closed forms: moments, the arcsine and arc-cosine kernels. */
import { describe, expect, it } from 'vitest';
import { erf } from '../../src/reference/erf';
import { gaussianMean, gaussianPair, gaussLegendre } from '../../src/reference/gaussian';

const relu = (x: number): number => Math.max(0, x);

describe('gaussianMean', () => {
  it.each([1e-20, 0.01, 1, 7, 1e12])('has the moments of N(0, %s)', (variance) => {
    expect(gaussianMean(() => 1, variance)).toBeCloseTo(1, 12);
    expect(gaussianMean((x) => x * x, variance) / variance).toBeCloseTo(1, 10);
    expect(gaussianMean((x) => x ** 4, variance) / variance ** 2).toBeCloseTo(3, 9);
    expect(gaussianMean(relu, variance) / Math.sqrt(variance / (2 * Math.PI))).toBeCloseTo(1, 10);
    expect(gaussianMean((x) => relu(x) ** 2, variance) / variance).toBeCloseTo(0.5, 10);
  });

  it('is exact for a step, a shifted mean and no variance', () => {
    expect(gaussianMean((x) => (x > 0 ? 1 : 0), 4)).toBeCloseTo(0.5, 12);
    expect(gaussianMean((x) => x * x, 2, 3)).toBeCloseTo(11, 9);
    expect(gaussianMean((x) => x + 1, 0, 5)).toBe(6);
    expect(gaussianMean((x) => x, Number.NaN)).toBeNaN();
  });
});

describe('gaussianPair', () => {
  it.each([-0.9, -0.3, 0, 0.5, 0.99, 1])('has the arc-cosine kernel of two ReLUs at correlation %s', (c) => {
    // Cho & Saul 2009, degree 1, for unit variances.
    const theta = Math.acos(c);
    const kernel = (Math.sin(theta) + (Math.PI - theta) * c) / (2 * Math.PI);
    expect(gaussianPair(relu, relu, 1, 1, c)).toBeCloseTo(kernel, 8);
  });

  it.each([-0.7, 0.2, 0.95])('has the arcsine kernel of two error functions at correlation %s', (c) => {
    // Williams 1997: E[erf(x) erf(y)] = 2/pi asin(2 c q / (1 + 2 q)).
    const q = 0.8;
    const kernel = (2 / Math.PI) * Math.asin((2 * c * q) / (1 + 2 * q));
    expect(gaussianPair(erf, erf, q, q, c)).toBeCloseTo(kernel, 8);
  });

  it.each([1e-4, 1e6, 1e14, 1e60])('holds at variance %s without halving its panels for ever', (q) => {
    let calls = 0;
    const counted = (x: number): number => {
      calls++;
      return erf(x);
    };
    for (const c of [-0.9, 0.3, 0.999]) {
      const kernel = (2 / Math.PI) * Math.asin((2 * c * q) / (1 + 2 * q));
      expect(gaussianPair(counted, counted, q, q, c) / kernel).toBeCloseTo(1, 9);
    }
    // 2.2e5 at 1e60; three times as many without a floor within, millions if the outer panels were as fine as the inner.
    expect(calls).toBeLessThan(3e5);
  });
});

it('Gauss-Legendre integrates polynomials of degree 2 n - 1 exactly', () => {
  const rule = gaussLegendre(6);
  const integral = (power: number): number =>
    rule.reduce((sum, { node, weight }) => sum + weight * node ** power, 0);
  for (let power = 0; power <= 11; power++) {
    expect(integral(power)).toBeCloseTo(power % 2 === 0 ? 2 / (power + 1) : 0, 13);
  }
  expect(Math.abs(integral(12) - 2 / 13)).toBeGreaterThan(1e-6);
});
