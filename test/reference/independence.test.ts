import { describe, expect, it } from 'vitest';
import { RandomStream, STREAMS } from '../../src/random';
import { momentsOf } from '../../src/reference/activationMoments';
import {
  columnPowers,
  expectedRatio,
  type Independence,
  independenceOf,
} from '../../src/reference/independence';

function normals(rows: number, columns: number, seed: number): Float64Array {
  const stream = new RandomStream(seed, STREAMS.data);
  return Float64Array.from({ length: rows * columns }, (_, at) =>
    stream.normal(Math.floor(at / columns), at % columns),
  );
}

function independence(
  g: Float64Array,
  w: Float64Array,
  batch: number,
  fanIn: number,
  fanOut: number,
): Independence {
  return independenceOf({
    batch,
    fanIn,
    gradient: columnPowers(g, batch, fanOut),
    weights: columnPowers(w, fanIn, fanOut),
  });
}

/** The definition: every triple (sample, i, j) looked at. */
function byTriples(g: Float64Array, w: Float64Array, batch: number, fanIn: number, fanOut: number) {
  const pairs: [number, number][] = [];
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < fanIn; i++) {
      for (let j = 0; j < fanOut; j++) {
        pairs.push([(g[b * fanOut + j] ?? Number.NaN) ** 2, (w[i * fanOut + j] ?? Number.NaN) ** 2]);
      }
    }
  }
  const mean = (of: (pair: [number, number]) => number): number =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const [x, y] = [mean(([a]) => a), mean(([, b]) => b)];
  const left = mean(([a, b]) => a * b);
  const deviations = Math.sqrt(mean(([a]) => (a - x) ** 2) * mean(([, b]) => (b - y) ** 2));
  return { left, right: x * y, ratio: left / (x * y), correlation: (left - x * y) / deviations };
}

describe('independence of gradients and weights', () => {
  const [batch, fanIn, fanOut] = [5, 7, 6];

  it('is what all triples say, from sums over columns alone', () => {
    for (const scale of [1, 1e-20, 1e20]) {
      const g = normals(batch, fanOut, 1).map((v, at) => scale * v * (1 + (at % fanOut)));
      const w = normals(fanIn, fanOut, 2).map((v, at) => v * Math.sqrt(1 + (at % fanOut)));
      const got = independence(g, w, batch, fanIn, fanOut);
      const expected = byTriples(g, w, batch, fanIn, fanOut);
      expect(got.ratio).toBeGreaterThan(1.1);
      for (const name of ['left', 'right', 'ratio', 'correlation'] as const) {
        expect(got[name] / expected[name], name).toBeCloseTo(1, 10);
      }
    }
  });

  it('has a ratio of 1 + correlation of columns times both coefficients of variation', () => {
    const g = normals(batch, fanOut, 3);
    const w = normals(fanIn, fanOut, 4);
    const { ratio, columnCorrelation } = independence(g, w, batch, fanIn, fanOut);
    const variation = (x: Float64Array, rows: number): number => {
      const means = columnPowers(x, rows, fanOut).map((c) => (c.squares * 4 ** c.exponent) / rows);
      const mean = means.reduce((sum, v) => sum + v, 0) / fanOut;
      return Math.sqrt(means.reduce((sum, v) => sum + (v - mean) ** 2, 0) / fanOut) / mean;
    };
    expect(ratio - 1).toBeCloseTo(columnCorrelation * variation(g, batch) * variation(w, fanIn), 12);
  });

  it('is exact where one column has all of both, and where they avoid each other', () => {
    const one = Float64Array.of(1, 0, 0, 0);
    expect(independence(one, one, 1, 1, 4)).toMatchObject({
      ratio: 4,
      correlation: expect.closeTo(1, 12),
      columnCorrelation: expect.closeTo(1, 12),
    });
    expect(independence(one, Float64Array.of(0, 1, 0, 0), 1, 1, 4).ratio).toBe(0);
  });

  it('has no correlation of columns where they are equal but for rounding', () => {
    const g = Float64Array.of(0.5, -0.5, 0.25, -0.25 * (1 + 1e-7));
    const { ratio, columnCorrelation } = independence(g, Float64Array.of(1, 2), 2, 1, 2);
    expect(ratio).toBeCloseTo(1, 6);
    expect(columnCorrelation).toBeNaN();
  });

  it('is undefined without a gradient', () => {
    expect(independence(new Float64Array(4), Float64Array.of(1, 2, 3, 4), 1, 1, 4).ratio).toBeNaN();
  });

  it('takes the power of two below the largest entry', () => {
    const [plain, zeros] = columnPowers(Float64Array.of(3, 0, -12, 0), 2, 2);
    expect(plain).toEqual({ exponent: 3, squares: (9 + 144) / 64, fourths: (81 + 20_736) / 4096 });
    expect(zeros).toEqual({ exponent: -126, squares: 0, fourths: 0 });
  });
});

describe('the ratio to expect at initialisation', () => {
  const layer = { activation: 'tanh', preVariance: 1, biasVariance: 0, fanIn: 64, kurtosis: 3 } as const;

  it('is 1 for ReLU, whose units are on or off whatever the size of their weights', () => {
    expect(expectedRatio({ ...layer, activation: 'relu' })).toBe(1);
  });

  it('is what a draw of columns gives for tanh, whose larger units have smaller slopes', () => {
    const stream = new RandomStream(11, STREAMS.data);
    const slopes = { q: 0, both: 0, weight: 0 };
    const draws = 20_000;
    for (let draw = 0; draw < draws; draw++) {
      // Squares of 64 normals: their mean has deviation sqrt(2 / 64) around 1.
      let weight = 0;
      for (let i = 0; i < 64; i++) weight += stream.normal(draw, i) ** 2 / 64;
      const slope = momentsOf('tanh', weight).slopeSecondMoment;
      slopes.q += slope / draws;
      slopes.both += (slope * weight) / draws;
      slopes.weight += weight / draws;
    }
    const drawn = slopes.both / (slopes.q * slopes.weight);
    // The next order is e^3 and e^4, of expectation 8 / 64^2 and 12 / 64^2; draws scatter by 0.17^2 0.4 / sqrt(20,000).
    expect(drawn).toBeLessThan(0.99);
    expect(Math.abs(drawn - expectedRatio(layer))).toBeLessThan(20 / 64 ** 2 / 2 + 4 * 8e-5);
  });

  it('shrinks with width, with lighter tails, and with biases', () => {
    const gap = 1 - expectedRatio(layer);
    expect(1 - expectedRatio({ ...layer, fanIn: 256 })).toBeCloseTo(gap / 4, 12);
    expect(1 - expectedRatio({ ...layer, kurtosis: 9 / 5 })).toBeCloseTo(0.4 * gap, 12);
    expect(1 - expectedRatio({ ...layer, biasVariance: 0.5 })).toBeCloseTo(gap / 2, 12);
  });
});
