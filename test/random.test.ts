import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openUnitFromBits, RandomStream, STREAMS, threefry2x32, unitFromBits } from '../src/random';

const SEED = 20_261_123;
const COUNT = 100_000;

/**
 * Largest distance of a sample's distribution from `cdf` that a right generator exceeds once in 10^6 draws
 * (Kolmogorov: 2 exp(-2 n D^2) = 1e-6).
 */
const KOLMOGOROV = Math.sqrt(Math.log(2e6) / 2 / COUNT);
/** Standard deviations that a right generator's mean exceeds once in 10^6 draws. */
const DEVIATIONS = 4.9;

function draw(count: number, value: (index: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => value(index));
}

function mean(values: Float64Array, power = 1): number {
  return values.reduce((sum, value) => sum + value ** power, 0) / values.length;
}

function correlation(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [index, value] of a.entries()) {
    const [x, y] = [value - meanA, (b[index] ?? Number.NaN) - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}

function distanceFrom(cdf: (x: number) => number, values: Float64Array): number {
  return values.toSorted().reduce((largest, value, index) => {
    const expected = cdf(value);
    const [below, above] = [index / values.length, (index + 1) / values.length];
    return Math.max(largest, expected - below, above - expected);
  }, 0);
}

/** Distribution function of the standard normal: erf by its Maclaurin series, exact to 1e-8 for |x| <= 6. */
function normalCdf(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; k < 200; k++) {
    term *= (-x * x) / (2 * k);
    sum += term / (2 * k + 1);
  }
  return Math.min(Math.max(0.5 + sum / Math.sqrt(2 * Math.PI), 0), 1);
}

type Words = readonly [number, number];

/** Known answers of the Random123 distribution (Salmon et al., SC 2011): zeros, ones, digits of pi. */
const KNOWN_ANSWERS: readonly { readonly key: Words; readonly counter: Words; readonly words: Words }[] = [
  { key: [0, 0], counter: [0, 0], words: [0x6b200159, 0x99ba4efe] },
  { key: [0xffffffff, 0xffffffff], counter: [0xffffffff, 0xffffffff], words: [0x1cb996fc, 0xbb002be7] },
  { key: [0x13198a2e, 0x03707344], counter: [0x243f6a88, 0x85a308d3], words: [0xc4923a9c, 0x483df7a0] },
];

describe('Threefry-2x32, 20 rounds', () => {
  it.each(KNOWN_ANSWERS)('of key $key and counter $counter is $words', ({ key, counter, words }) => {
    expect(threefry2x32(...key, ...counter)).toEqual(words);
  });

  it('has 32-bit words of every key and counter, and takes numbers modulo 2^32', () => {
    const word = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(word, word, word, word, (k0, k1, c0, c1) => {
        const words = threefry2x32(k0, k1, c0, c1);
        expect(words.every((w) => Number.isInteger(w) && w >= 0 && w <= 0xffffffff)).toBe(true);
        expect(threefry2x32(k0 | 0, k1 | 0, c0 | 0, c1 | 0)).toEqual(words);
      }),
    );
  });

  it('changes about half of the bits when one bit of the counter changes', () => {
    let changed = 0;
    for (let bit = 0; bit < 32; bit++) {
      const [a, b] = threefry2x32(SEED, 1, 5, 9);
      const [x, y] = threefry2x32(SEED, 1, 5 ^ (1 << bit), 9);
      for (const difference of [a ^ x, b ^ y])
        changed += (difference >>> 0).toString(2).replaceAll('0', '').length;
    }
    // 2,048 fair coins have a deviation of 22.6.
    expect(Math.abs(changed - 1024)).toBeLessThan(DEVIATIONS * 22.7);
  });
});

describe('numbers made of bits', () => {
  it('are exact in f32 and stay in their intervals', () => {
    for (const bits of [0, 1, 255, 256, 511, 512, 0x7fffffff, 0x80000000, 0xfffffeff, 0xffffffff]) {
      const closed = unitFromBits(bits);
      const open = openUnitFromBits(bits);
      expect([Math.fround(closed), Math.fround(open)]).toEqual([closed, open]);
      expect(closed >= 0 && closed < 1 && open > 0 && open < 1).toBe(true);
    }
    expect(unitFromBits(0)).toBe(0);
    expect(unitFromBits(0xffffffff)).toBe(1 - 2 ** -24);
    expect(openUnitFromBits(0)).toBe(2 ** -24);
    expect(openUnitFromBits(0xffffffff)).toBe(1 - 2 ** -24);
  });
});

describe('uniforms', () => {
  const values = draw(COUNT, (index) => new RandomStream(SEED, STREAMS.data).uniform(index));

  it('have the mean, the variance and the distribution of U(0, 1)', () => {
    expect(Math.abs(mean(values) - 1 / 2)).toBeLessThan(DEVIATIONS * Math.sqrt(1 / 12 / COUNT));
    // The square has variance 1/5 - 1/9.
    expect(Math.abs(mean(values, 2) - 1 / 3)).toBeLessThan(DEVIATIONS * Math.sqrt(4 / 45 / COUNT));
    expect(distanceFrom((x) => x, values)).toBeLessThan(KOLMOGOROV);
  });

  it('would not have it with an exponent of 1.02', () => {
    expect(
      distanceFrom(
        (x) => x,
        values.map((x) => x ** 1.02),
      ),
    ).toBeGreaterThan(KOLMOGOROV);
  });

  it('do not remember the one before', () => {
    expect(Math.abs(correlation(values.subarray(1), values.subarray(0, -1)))).toBeLessThan(
      DEVIATIONS / Math.sqrt(COUNT),
    );
  });
});

describe('normals', () => {
  const stream = new RandomStream(SEED, STREAMS.noise);
  const values = draw(COUNT, (index) => stream.normal(index >> 3, index & 7));

  it('have the first four moments of N(0, 1)', () => {
    // Variances of x, x^2, x^3, x^4: 1, 2, 15, 96.
    for (const [power, moment, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const) {
      const bound = DEVIATIONS * Math.sqrt(variance / COUNT);
      expect(Math.abs(mean(values, power) - moment), `moment ${power}`).toBeLessThan(bound);
    }
  });

  it('have its distribution, and would not with a deviation of 1.03', () => {
    expect(distanceFrom(normalCdf, values)).toBeLessThan(KOLMOGOROV);
    expect(
      distanceFrom(
        normalCdf,
        values.map((x) => 1.03 * x),
      ),
    ).toBeGreaterThan(KOLMOGOROV);
  });

  it('come in independent pairs', () => {
    const pairs = Array.from({ length: COUNT / 2 }, (_, index) => stream.normals(index));
    const first = Float64Array.from(pairs, ([a]) => a);
    const second = Float64Array.from(pairs, ([, b]) => b);
    const bound = DEVIATIONS / Math.sqrt(COUNT / 2);
    expect(Math.abs(correlation(first, second))).toBeLessThan(bound);
    expect(
      Math.abs(
        correlation(
          first.map((x) => x * x),
          second.map((x) => x * x),
        ),
      ),
    ).toBeLessThan(bound);
  });

  it('share one block between columns 2k and 2k + 1', () => {
    expect([stream.normal(3, 4), stream.normal(3, 5)]).toEqual(stream.normals(3, 2));
  });
});

describe('integers', () => {
  const stream = new RandomStream(SEED, STREAMS.shuffle);

  it('stay below their bound for every bound and counter', () => {
    const word = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 }), word, word, (bound, a, b) => {
        const value = stream.integer(bound, a, b);
        expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true);
      }),
    );
  });

  it('are spread evenly', () => {
    const counts = new Float64Array(10);
    for (let index = 0; index < COUNT; index++) {
      const value = stream.integer(10, index);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    const deviation = Math.sqrt(COUNT * 0.1 * 0.9);
    for (const count of counts) expect(Math.abs(count - COUNT / 10)).toBeLessThan(DEVIATIONS * deviation);
  });
});

describe('streams', () => {
  it('have numbers of their own', () => {
    const numbers = Object.values(STREAMS);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('are the same again from the same seed, in any order', () => {
    const forwards = draw(100, (index) => new RandomStream(7, 1).uniform(index));
    const stream = new RandomStream(7, 1);
    const backwards = draw(100, (index) => stream.uniform(99 - index)).reverse();
    expect(backwards).toEqual(forwards);
  });

  it('are uncorrelated between streams, seeds and second counters', () => {
    const base = draw(COUNT, (index) => new RandomStream(SEED, STREAMS.noise).uniform(index));
    const others = [
      draw(COUNT, (index) => new RandomStream(SEED, STREAMS.dropout).uniform(index)),
      draw(COUNT, (index) => new RandomStream(SEED + 1, STREAMS.noise).uniform(index)),
      draw(COUNT, (index) => new RandomStream(SEED, STREAMS.noise).uniform(index, 1)),
      draw(COUNT, (index) => new RandomStream(STREAMS.noise, SEED).uniform(index)),
    ];
    for (const other of others) {
      expect(Math.abs(correlation(base, other))).toBeLessThan(DEVIATIONS / Math.sqrt(COUNT));
    }
  });
});
