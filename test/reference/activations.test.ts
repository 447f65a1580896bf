/** Activations against closed forms, finite differences, and the definition of their tangents, thresholds and gains. */
import { describe, expect, it } from 'vitest';
import {
  ACTIVATIONS,
  type ActivationName,
  activate,
  activateSlope,
  exactGain,
  LEAKY_SLOPE,
  linearRange,
  referenceGain,
  SATURATED_SHARE,
  SELU_ALPHA,
  SELU_SCALE,
  saturation,
  tangentAtOrigin,
} from '../../src/reference/activations';
import { erf, erfc } from '../../src/reference/erf';
import { gaussianMean } from '../../src/reference/gaussian';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const normalCdf = (x: number): number => (1 + erf(x / Math.SQRT2)) / 2;

/** Straight from the papers, good where nothing cancels. */
const DEFINITIONS: Readonly<Record<ActivationName, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  leaky_relu: (x) => (x > 0 ? x : LEAKY_SLOPE * x),
  tanh: Math.tanh,
  sigmoid,
  scaled_sigmoid: (x) => 4 * sigmoid(x) - 2,
  gelu: (x) => x * normalCdf(x),
  gelu_tanh: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  silu: (x) => x * sigmoid(x),
  selu: (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * (Math.exp(x) - 1)),
  softplus: (x) => Math.log(1 + Math.exp(x)),
};

const GRID = Array.from({ length: 161 }, (_, k) => (k - 80) / 10 + 0.013);

describe.each([...ACTIVATIONS])('%s', (name) => {
  it('has the value of its definition', () => {
    for (const x of GRID) {
      const wanted = DEFINITIONS[name](x);
      expect(Math.abs(activate(name, x) - wanted)).toBeLessThanOrEqual(4e-15 * (1 + Math.abs(wanted)));
    }
  });

  it('has the slope of its value', () => {
    const h = 1e-5;
    for (const x of GRID) {
      const slope = (activate(name, x + h) - activate(name, x - h)) / (2 * h);
      // h^2 / 6 of a third derivative of at most a few, and 2e-16 / h of rounding.
      expect(Math.abs(activateSlope(name, x) - slope)).toBeLessThan(2e-9);
    }
  });

  it('stays finite and monotone in its tails, and keeps relative digits near 0', () => {
    for (const x of [-1e30, -800, -100, 100, 800, 1e30]) {
      expect(Number.isFinite(activate(name, x))).toBe(true);
      expect(Number.isFinite(activateSlope(name, x))).toBe(true);
    }
    const { beta, left, right } = tangentAtOrigin(name);
    for (const x of [1e-30, 1e-12, -1e-30, -1e-12]) {
      const line = beta + (x > 0 ? right : left) * x;
      expect(Math.abs(activate(name, x) - line)).toBeLessThanOrEqual(1e-11 * Math.abs(line));
    }
  });

  it('saturates exactly where its slope has fallen to the stated share', () => {
    const { low, high } = saturation(name);
    for (const [edge, side] of [
      [low, -1],
      [high, 1],
    ] as const) {
      if (!Number.isFinite(edge)) continue;
      const slopes = Array.from({ length: 4000 }, (_, k) =>
        Math.abs(activateSlope(name, (side * (k + 1)) / 400)),
      );
      const bound = SATURATED_SHARE * Math.max(...slopes);
      expect(Math.abs(activateSlope(name, edge)) / bound).toBeCloseTo(1, 2);
      expect(Math.abs(activateSlope(name, edge + 3 * side))).toBeLessThan(bound);
    }
  });

  it('has an exact gain that keeps E[phi^2] of a standard normal at 1', () => {
    const second = gaussianMean((z) => activate(name, z) ** 2, 1);
    expect(exactGain(name) ** 2 * second).toBeCloseTo(1, 8);
  });
});

describe('activations', () => {
  it('take the values their literature states', () => {
    expect(saturation('tanh').high).toBeCloseTo(Math.acosh(1 / Math.sqrt(0.05)), 6);
    expect(saturation('relu')).toEqual({ low: -Infinity, high: Infinity });
    expect(referenceGain('tanh')).toBe(5 / 3);
    expect(referenceGain('relu')).toBe(Math.SQRT2);
    expect(referenceGain('selu')).toBe(3 / 4);
    expect(exactGain('relu')).toBeCloseTo(Math.SQRT2, 8);
    expect(activateSlope('relu', 0)).toBe(0);
    // SELU keeps mean 0 and variance 1: Klambauer et al. 2017.
    expect(gaussianMean((z) => activate('selu', z), 1)).toBeCloseTo(0, 8);
    expect(gaussianMean((z) => activate('selu', z) ** 2, 1)).toBeCloseTo(1, 8);
  });

  it('repair the sigmoid: 4 s(x) - 2 = 2 tanh(x / 2), with the tangent x', () => {
    for (const x of GRID) expect(activate('scaled_sigmoid', x)).toBeCloseTo(2 * Math.tanh(x / 2), 12);
    expect(tangentAtOrigin('scaled_sigmoid')).toMatchObject({ alpha: 1, beta: 0 });
    expect(tangentAtOrigin('sigmoid')).toMatchObject({ alpha: 0.25, beta: 0.5 });
  });

  it('are linear within a tolerance just as far as stated', () => {
    for (const name of ['tanh', 'sigmoid', 'scaled_sigmoid'] as const) {
      const { alpha, beta } = tangentAtOrigin(name);
      const departure = (x: number): number =>
        Math.abs(activate(name, x) - (alpha * x + beta)) / Math.abs(alpha * x);
      const { low, high } = linearRange(name, 0.1);
      expect(departure(0.98 * high)).toBeLessThan(0.1);
      expect(departure(1.05 * high)).toBeGreaterThan(0.1);
      expect(low).toBeCloseTo(-high, 3);
    }
  });

  it('erf agrees with its series and its limits', () => {
    // Abramowitz & Stegun, table 7.1
    expect(erf(0.5)).toBeCloseTo(0.5204998778130465, 14);
    expect(erf(1)).toBeCloseTo(0.8427007929497149, 14);
    expect(erf(2)).toBeCloseTo(0.9953222650189527, 14);
    expect(erf(-1)).toBe(-erf(1));
    expect(erf(1e-20) / 1e-20).toBeCloseTo(2 / Math.sqrt(Math.PI), 12);
    expect(erf(9)).toBe(1);
  });
  it('erfc keeps the digits it states, on either side of the hand-over', () => {
    // From an evaluation with 40 digits.
    for (const [x, wanted, bound] of [
      [1.5, 0.033894853524689274, 2e-13],
      [1.999, 0.004698443348629487, 2e-13],
      [2, 0.004677734981047266, 1e-15],
      [3.3, 3.0577097964381654e-6, 2.4e-15],
      [7.7, 1.2942740067717136e-27, 1.2e-14],
    ] as const) {
      expect(Math.abs(erfc(x) / wanted - 1)).toBeLessThan(bound);
    }
  });
});
