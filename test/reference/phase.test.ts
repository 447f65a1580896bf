import { describe, expect, it } from 'vitest';
import { RandomStream, STREAMS } from '../../src/random';
import { ACTIVATIONS, activate } from '../../src/reference/activations';
import { equiangularRows } from '../../src/reference/equiangular';
import { exponentOf, rootExponent } from '../../src/reference/exponents';
import { phaseActivate, phaseActivateBackward, phaseCosines } from '../../src/reference/phase';

const START = { exponent: 0, squaresIn: 1, squaresOut: 1 };

function normals(count: number, seed: number): Float64Array {
  const stream = new RandomStream(seed, STREAMS.data);
  return Float64Array.from({ length: count }, (_, at) => stream.normal(0, at));
}

describe('a layer of the phase diagram', () => {
  const y = normals(12, 1);
  const bias = normals(4, 2);
  const dials = { gain: 1.7, deviation: 0.6 };

  for (const name of ACTIVATIONS) {
    it(`of ${name} is phi(gain y + deviation b), over its power of two`, () => {
      const { pre, post, record } = phaseActivate(name, y, bias, dials, START);
      const scale = 2 ** record.exponent;
      for (const [at, value] of y.entries()) {
        const z = 1.7 * value + 0.6 * (bias[at % 4] ?? Number.NaN);
        expect(scale * (pre[at] ?? Number.NaN)).toBeCloseTo(z, 12);
        expect(scale * (post[at] ?? Number.NaN)).toBeCloseTo(activate(name, z), 12);
      }
      const square = (values: Float64Array): number => values.reduce((sum, v) => sum + v * v, 0) / 12;
      expect(record.squaresIn).toBeCloseTo(square(pre), 12);
      expect(record.squaresOut).toBeCloseTo(square(post), 12);
    });

    it(`of ${name} has the gradient that differences show`, () => {
      const forward = phaseActivate(name, y, bias, dials, START);
      const out = normals(12, 3);
      const { preGradient, record } = phaseActivateBackward(
        name,
        out,
        forward.pre,
        1.7,
        forward.record,
        START,
      );
      const z = forward.pre.map((u) => u * 2 ** forward.record.exponent);
      for (const [at, own] of z.entries()) {
        const slope = (activate(name, own + 1e-5) - activate(name, own - 1e-5)) / 2e-5;
        expect(2 ** record.exponent * (preGradient[at] ?? Number.NaN)).toBeCloseTo(
          1.7 * (out[at] ?? Number.NaN) * slope,
          7,
        );
      }
    });
  }

  it('holds signals of 2^500 and 2^-500, which squared are beyond Float64', () => {
    for (const exponent of [500, -500]) {
      const before = { ...START, exponent };
      const { pre, record } = phaseActivate('gelu', y, bias, { gain: 1.7, deviation: 0 }, before);
      expect(record.exponent).toBe(exponent);
      expect(pre).toEqual(y.map((value) => 1.7 * value));
      // gelu is max(x, 0) far from the origin, and x / 2 near it.
      expect(record.squaresOut / record.squaresIn).toBeCloseTo(exponent > 0 ? positiveShare(y) : 0.25, 6);
    }
  });

  it('starts from the bias where no signal is left, and stays 0 without one', () => {
    const nothing = { ...START, exponent: 40, squaresOut: 0 };
    const zeros = new Float64Array(12);
    expect(phaseActivate('tanh', zeros, bias, dials, nothing).record.exponent).toBe(-1);
    const silent = phaseActivate('tanh', zeros, bias, { gain: 1, deviation: 0 }, nothing);
    expect(silent.record).toEqual({ exponent: 0, squaresIn: 0, squaresOut: 0 });
  });
});

/** Share of the squares that positive values make. */
function positiveShare(values: Float64Array): number {
  const squares = (of: Float64Array): number => of.reduce((sum, v) => sum + v * v, 0);
  return squares(values.filter((v) => v > 0)) / squares(values);
}

describe('equiangular rows', () => {
  it('have second moment 1 and one cosine, exactly', () => {
    const [rows, d] = [5, 12];
    for (const cosine of [0, 0.3, 1]) {
      const x = equiangularRows(normals((rows + 1) * d, 7), rows, d, cosine);
      for (let a = 0; a < rows; a++) {
        for (let b = 0; b < rows; b++) {
          const dot = Array.from({ length: d }, (_, k) => (x[a * d + k] ?? 0) * (x[b * d + k] ?? 0));
          expect(dot.reduce((sum, v) => sum + v, 0) / d).toBeCloseTo(a === b ? 1 : cosine, 12);
        }
      }
      expect(phaseCosines(x, rows, d).cosine).toBeCloseTo(cosine, 12);
    }
  });

  it('need as many directions', () => {
    expect(() => equiangularRows(new Float64Array(20).fill(1), 3, 5, 0.5)).toThrow(RangeError);
  });
});

describe('cosines and exponents', () => {
  it('leave rows out that have no direction', () => {
    expect(phaseCosines([3, 0, 0, 0, 1, 1], 3, 2)).toEqual({
      cosine: expect.closeTo(Math.SQRT1_2),
      filled: 2,
    });
    expect(phaseCosines([3, 0, 0, 0], 2, 2)).toEqual({ cosine: Number.NaN, filled: 1 });
  });

  it('are those of binary floating point, at powers of two and beside them', () => {
    for (let exponent = -300; exponent <= 300; exponent += 25) {
      const power = 2 ** exponent;
      expect(exponentOf(power)).toBe(exponent);
      expect(exponentOf(power * (1 - 2 ** -53))).toBe(exponent - 1);
      expect(rootExponent(power)).toBe(Math.floor(exponent / 2));
    }
    expect(exponentOf(0)).toBe(-Infinity);
  });
});
