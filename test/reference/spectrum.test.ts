import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanDirectionNorm } from '../../src/reference/anisotropy';
import { classSums, covarianceOf, spectraOf } from '../../src/reference/classes';
import { symmetricEigenvalues } from '../../src/reference/eigen';
import {
  isoScore,
  marchenkoPastur,
  powerLaw,
  renyiRank,
  spectralMeasures,
  vicreg,
  wassersteinToIsotropic,
} from '../../src/reference/spectrum';
import { at, dot, row, rowsOf } from '../../src/reference/vector';
import { cloud, constant, expectClose, initialStates, rotate, simplex, unitCloud } from './support';

/** Sums of the whole of z. */
function sumsOf(z: Float64Array, n: number, d: number): ReturnType<typeof classSums>[number] {
  const [sums] = classSums(z, n, d, constant(n, 0), 1);
  if (sums === undefined) throw new Error('one class gives one set of sums');
  return sums;
}

describe('spectralMeasures', () => {
  it('of k equal eigenvalues is k for every rank, whatever their size and the zeros behind them', () => {
    for (const [k, size, scale] of [
      [1, 1, 1],
      [5, 5, 1e-20],
      [64, 64, 3],
      [3, 10, 1e20],
    ] as const) {
      const lambda = Float64Array.from({ length: size }, (_, j) => (j < k ? scale : 0));
      const measures = spectralMeasures(lambda, size);
      const { effectiveRank, entropyRank, participationRatio, stableRank, numericalRank } = measures;
      expectClose([effectiveRank, entropyRank, participationRatio, stableRank], constant(4, k), 1e-14);
      expect(numericalRank).toBe(k);
      expectClose([measures.trace / scale], [k], 1e-14);
    }
  });

  it('has the RankMe of 64 equal eigenvalues at 64.0013, as its epsilon is not renormalised', () => {
    expect(spectralMeasures(constant(64, 1), 64).rankMe.toFixed(4)).toBe('64.0013');
    // The epsilon is counted once for each singular value: 100 rows in 200 dimensions have 100.
    const q = 1 / 10 + 1e-7;
    const expected = Math.exp(-10 * q * Math.log(q) - 90 * 1e-7 * Math.log(1e-7));
    const lambda = Float64Array.from({ length: 200 }, (_, j) => (j < 10 ? 1 : 0));
    expectClose([spectralMeasures(lambda, 100).rankMe], [expected], 1e-13);
  });

  it('takes the ranks of p = sigma for effectiveRank and of p = lambda for the others', () => {
    // sigma 3, 1: p = 3/4, 1/4; lambda 9, 1: p = 9/10, 1/10.
    const measures = spectralMeasures([9, 1], 2);
    const entropy = (p: number): number => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
    expectClose([measures.effectiveRank], [Math.exp(entropy(0.75))], 1e-15);
    expectClose([measures.entropyRank], [Math.exp(entropy(0.9))], 1e-15);
    expectClose([measures.participationRatio, measures.stableRank], [100 / 82, 10 / 9], 1e-15);
  });

  it('drops what rounding left of zero eigenvalues, of either sign', () => {
    const noisy = spectralMeasures([2, 1, 4e-16, 1e-17, -3e-16], 5);
    const exact = spectralMeasures([2, 1, 0, 0, 0], 5);
    expect(noisy).toEqual(exact);
    expect(noisy.numericalRank).toBe(2);
    expect(spectralMeasures([2, 1, 4e-15, 0, 0], 5).numericalRank).toBe(3);
    expect(spectralMeasures([2, 1, 1e-6, 0, 0], 5, 1e-5).numericalRank).toBe(2);
  });

  it('has no rank for a zero spectrum', () => {
    const measures = spectralMeasures(constant(4, 0), 4);
    const { effectiveRank, rankMe, entropyRank, participationRatio, stableRank } = measures;
    for (const rank of [effectiveRank, rankMe, entropyRank, participationRatio, stableRank])
      expect(rank).toBeNaN();
    expect(measures).toMatchObject({ trace: 0, numericalRank: 0, alphaReq: null });
  });
});

describe('renyiRank', () => {
  const weights = cloud(1, 12).map((value) => value * value);

  it('falls from the number of positive weights to 1 / max p, and is continuous at 1 and at infinity', () => {
    const alphas = [0, 0.5, 1, 1.5, 2, 5, 50, Infinity];
    const ranks = alphas.map((alpha) => renyiRank([...weights, 0], alpha));
    expect(ranks[0]).toBe(12);
    for (let k = 1; k < ranks.length; k++) expect(ranks[k]).toBeLessThan(ranks[k - 1] ?? 0);
    // The derivative in alpha is bounded by the rank times the variance of log p, here below 200.
    expect(Math.abs(renyiRank(weights, 1 + 1e-6) - renyiRank(weights, 1))).toBeLessThan(2e-4);
    expectClose([renyiRank(weights, 1e4)], [renyiRank(weights, Infinity)], 1e-3);
  });

  it('does not underflow for high powers of small shares', () => {
    expectClose([renyiRank(constant(1000, 1), 200)], [1000], 1e-10);
    expect(renyiRank([0, 0], 2)).toBeNaN();
  });
});

describe('powerLaw', () => {
  it('recovers a planted exponent and factor, and says where it looked', () => {
    for (const [m, from, to] of [
      [5, 2, 4],
      [20, 3, 10],
      [128, 14, 64],
    ] as const) {
      const fit = powerLaw(Float64Array.from({ length: m }, (_, k) => 7 * (k + 1) ** -1.3));
      expect(fit).toMatchObject({ from, to });
      expectClose([fit?.slope ?? 0, fit?.intercept ?? 0, fit?.r2 ?? 0], [-1.3, Math.log(7), 1], 1e-13);
    }
  });

  it('does not look at the head and the tail', () => {
    const lambda = Float64Array.from({ length: 40 }, (_, k) => 1 / (k + 1));
    const disturbed = lambda.map((value, k) => (k < 4 || k >= 20 ? value * 100 : value));
    expect(powerLaw(disturbed)).toEqual(powerLaw(lambda));
  });

  it('weighs octaves alike and tells how much the line explains', () => {
    // log lambda = (0, 0, 1) at j = 2, 3, 4, by hand: weighted least squares with weights 1/2, 1/3, 1/4.
    const fit = powerLaw(Float64Array.of(9, 1, 1, Math.E, 1));
    const [a, b, c] = [Math.log(2), Math.log(3), Math.log(4)];
    const meanX = (a / 2 + b / 3 + c / 4) / (13 / 12);
    const xx = (a - meanX) ** 2 / 2 + (b - meanX) ** 2 / 3 + (c - meanX) ** 2 / 4;
    const slope = (c - meanX) / 4 / xx;
    // Mean of y is 3/13, so its weighted variance sum is 1/4 - (13/12)(3/13)^2.
    const r2 = (slope * slope * xx) / (1 / 4 - (13 / 12) * (3 / 13) ** 2);
    expectClose([fit?.slope ?? 0, fit?.r2 ?? 0], [slope, r2], 1e-13);
  });

  it('is level for equal eigenvalues, and absent for fewer than five', () => {
    expect(powerLaw(constant(8, 1))).toMatchObject({ slope: 0, r2: 1 });
    expect(powerLaw(Float64Array.of(4, 3, 2, 1))).toBeNull();
    expect(spectralMeasures([5, 4, 3, 2, 0, 0, 0], 7).alphaReq).toBeNull();
  });
});

describe('isoScore', () => {
  it('runs from 0 for one direction to 1 for all', () => {
    expect([isoScore(1, 8), isoScore(8, 8), isoScore(4.5, 8)]).toEqual([0, 1, 0.5]);
    expect(isoScore(1, 1)).toBeNaN();
  });
});

describe('wassersteinToIsotropic', () => {
  it('is sqrt 2 at collapse and 0 for the isotropic covariance', () => {
    expectClose([wassersteinToIsotropic(constant(5, 0))], [Math.SQRT2], 1e-15);
    // The square root turns a rounding of the square into its root.
    expect(wassersteinToIsotropic(constant(64, 1 / 64))).toBeLessThan(4e-8);
    expect(wassersteinToIsotropic(constant(7, -1e-18))).toBe(Math.SQRT2);
  });

  it('of rank k is sqrt(2 - 2 sqrt(k / d)) for unit rows', () => {
    const lambda = Float64Array.from({ length: 16 }, (_, j) => (j < 4 ? 1 / 4 : 0));
    expectClose([wassersteinToIsotropic(lambda)], [1], 1e-15);
  });

  it('is the distance between normals, with the mean: W2^2 in one dimension is (m - 0)^2 + (s - 1)^2', () => {
    const [mean, deviation] = [0.8, 0.6];
    const value = wassersteinToIsotropic([deviation ** 2], mean ** 2 + deviation ** 2);
    expectClose([value], [Math.hypot(mean, deviation - 1)], 1e-15);
  });
});

describe('vicreg', () => {
  it('is the mean hinge and the sum of squared covariances over d', () => {
    const terms = vicreg([0.25 - 1e-4, 0.5, 0.5, 4 - 1e-4], 2);
    expectClose([terms.variance, terms.covariance], [0.25, 0.25], 1e-15);
    const unit = vicreg([0.25 - 1e-4, 0.5, 0.5, 4 - 1e-4], 2, { target: 3 });
    expectClose([unit.variance], [1.75], 1e-15);
  });

  it('depends on the axes', () => {
    // Eigenvalues 3 and 1, along the axes and between them.
    expect(vicreg([3, 0, 0, 1], 2).covariance).toBe(0);
    expect(vicreg([2, 1, 1, 2], 2).covariance).toBe(1);
  });
});

describe('marchenkoPastur', () => {
  /** Numerical integral of x^power times the density over its support, by the midpoint rule in the angle. */
  function moment(gamma: number, power: number, above = 0): number {
    const [a, b] = [(1 - Math.sqrt(gamma)) ** 2, (1 + Math.sqrt(gamma)) ** 2];
    const steps = 20_000;
    let sum = 0;
    for (let k = 0; k < steps; k++) {
      const x = (a + b) / 2 + ((b - a) / 2) * Math.cos(((k + 0.5) * Math.PI) / steps);
      const width = (Math.PI / steps) * Math.sqrt((b - x) * (x - a));
      if (x >= above) sum += (x ** power * Math.sqrt((b - x) * (x - a)) * width) / (2 * Math.PI * gamma * x);
    }
    return sum;
  }

  it('has quantiles that the integrated density confirms', () => {
    for (const [n, d] of [
      [2000, 128],
      [100, 100],
      [64, 256],
    ] as const) {
      const expected = marchenkoPastur(n, d, 1);
      for (const j of [0, 3, Math.floor(Math.min(n, d) / 2), Math.min(n, d) - 1]) {
        // One step of the midpoint rule on either side of the cut.
        expect(Math.abs(moment(d / n, 0, at(expected, j)) - (j + 0.5) / d)).toBeLessThan(1e-3);
      }
    }
  });

  it('descends inside [(1 - sqrt gamma)^2, (1 + sqrt gamma)^2], with d - n zeros when d > n', () => {
    const wide = marchenkoPastur(10, 40, 2);
    expect([...wide]).toEqual([...wide].sort((a, b) => b - a));
    expect(at(wide, 0)).toBeLessThan(2 * 9);
    expect(at(wide, 9)).toBeGreaterThan(2);
    expect(wide.subarray(10)).toEqual(new Float64Array(30));
    expect(marchenkoPastur(7, 1, 3).length).toBe(1);
  });

  it('has mean 1 and second moment 1 + gamma, up to the midpoint rule of d quantiles', () => {
    for (const [n, d] of [
      [1600, 400],
      [400, 400],
      [100, 400],
    ] as const) {
      const lambda = marchenkoPastur(n, d, 1);
      const mean = lambda.reduce((sum, value) => sum + value, 0) / d;
      const second = lambda.reduce((sum, value) => sum + value * value, 0) / d;
      expect(Math.abs(mean - 1)).toBeLessThan(2 / d);
      expect(Math.abs(second / (1 + d / n) - 1)).toBeLessThan(4 / d);
    }
  });

  it('is the spectrum of an isotropic cloud', () => {
    const [n, d] = [1500, 60];
    const { raw } = spectraOf(sumsOf(unitCloud(3, n, d), n, d));
    const expected = marchenkoPastur(n, d, 1 / d);
    // Eigenvalues of random matrices are rigid: a few spacings, here (b - a)/d of a width of 0.8 variances.
    raw.eigenvalues.forEach((value, j) => {
      expect(Math.abs(value - at(expected, j)) * d).toBeLessThan((4 * 0.8) / d);
    });
  });
});

describe('any cloud', () => {
  const size = fc.record({
    seed: fc.nat(1e6),
    n: fc.integer({ min: 2, max: 14 }),
    d: fc.integer({ min: 1, max: 8 }),
    mean: fc.constantFrom(0, 0.3, 5),
  });
  const shifted = ({
    seed,
    n,
    d,
    mean,
  }: {
    seed: number;
    n: number;
    d: number;
    mean: number;
  }): Float64Array => cloud(seed, n * d).map((value) => value + mean);

  it('has effective ranks in their order, from 1 to min(n, d)', () => {
    fc.assert(
      fc.property(size, (shape) => {
        const { raw, centred } = spectraOf(sumsOf(shifted(shape), shape.n, shape.d));
        for (const { measures } of [raw, centred]) {
          const { effectiveRank, entropyRank, participationRatio, stableRank } = measures;
          const falling = [
            Math.min(shape.n, shape.d),
            effectiveRank,
            entropyRank,
            participationRatio,
            stableRank,
            1,
          ];
          for (let k = 1; k < falling.length; k++)
            expect(falling[k]).toBeLessThanOrEqual((falling[k - 1] ?? 0) + 1e-12);
          expect(isoScore(participationRatio, shape.d + 1)).toBeLessThanOrEqual(1);
        }
        expect(centred.measures.numericalRank).toBeLessThanOrEqual(Math.min(shape.n - 1, shape.d));
      }),
      { seed: 6, numRuns: 200 },
    );
  });

  it('keeps every measure under rotation, and under the order of its rows', () => {
    const measuresOf = (z: Float64Array, n: number, d: number): number[] => {
      const sums = sumsOf(z, n, d);
      const { raw, centred } = spectraOf(sums);
      const numbers = [raw, centred].flatMap(({ measures: { alphaReq, ...rest } }) => [
        ...Object.values(rest),
        alphaReq?.slope ?? 0,
        alphaReq?.intercept ?? 0,
      ]);
      return [...numbers, wassersteinToIsotropic(centred.eigenvalues, raw.measures.trace)];
    };
    fc.assert(
      fc.property(size, (shape) => {
        const { seed, n, d } = shape;
        const z = shifted(shape);
        const before = measuresOf(z, n, d);
        // Singular values near 0 carry the root of the rounding error.
        expectClose(measuresOf(rotate(seed, z, n, d), n, d), before, 1e-6);
        const reversed = Float64Array.from(z, (_, k) => at(z, (n - 1 - Math.floor(k / d)) * d + (k % d)));
        expectClose(measuresOf(reversed, n, d), before, 1e-6);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it('of the simplex is isotropic in the n - 1 dimensions it spans', () => {
    const { raw, centred } = spectraOf(sumsOf(simplex(9), 9, 9));
    for (const { measures } of [raw, centred]) {
      expectClose([measures.participationRatio, measures.stableRank], [8, 8], 1e-13);
    }
  });

  it('has no centred rank when all rows are the same, however far from 0 they lie', () => {
    const z = Float64Array.from({ length: 32 * 8 }, (_, k) => 1 / ((k % 8) + 3));
    const { raw, centred } = spectraOf(sumsOf(z, 32, 8));
    expectClose([raw.measures.effectiveRank], [1], 1e-14);
    expect(centred.measures.participationRatio).toBeNaN();
    expect(centred.measures.effectiveRank).toBeNaN();
  });

  it('keeps the spectrum of its covariance when it is turned', () => {
    const [n, d] = [40, 5];
    const z = rotate(2, cloud(9, n * d), n, d);
    const straight = symmetricEigenvalues(covarianceOf(sumsOf(cloud(9, n * d), n, d)), d);
    expectClose(symmetricEigenvalues(covarianceOf(sumsOf(z, n, d)), d), straight, 1e-13);
  });
});

describe.each(initialStates())('the initial state $name', ({ z, n, d }) => {
  const { raw, centred } = spectraOf(sumsOf(z, n, d));

  it('has trace 1, of which the mean takes its square', () => {
    expectClose([raw.measures.trace], [1], 1e-13);
    expectClose([centred.measures.trace], [1 - meanDirectionNorm(z, n, d) ** 2], 1e-13);
  });

  it('has the same spectrum through Z Z^T and Z^T Z', () => {
    const rows = rowsOf(z, n, d);
    const gram = Float64Array.from({ length: n * n }, (_, k) =>
      dot(row(rows, Math.floor(k / n)), row(rows, k % n)),
    );
    const size = Math.min(n, d);
    const wide = symmetricEigenvalues(gram, n).map((value) => value / n);
    expectClose(wide.subarray(0, size), raw.eigenvalues.subarray(0, size), 1e-14);
    for (const rest of [wide, raw.eigenvalues])
      expect(Math.max(0, ...rest.subarray(size).map(Math.abs))).toBeLessThan(1e-14);
  });

  it('has ranks in their order, IsoScore (PR - 1)/(d - 1) in [0, 1], and W2 in [0, sqrt 2]', () => {
    for (const { measures } of [raw, centred].filter(
      ({ measures: { numericalRank } }) => numericalRank > 0,
    )) {
      const { effectiveRank, entropyRank, participationRatio, stableRank, numericalRank } = measures;
      const falling = [
        Math.min(n, d),
        numericalRank,
        effectiveRank,
        entropyRank,
        participationRatio,
        stableRank,
        1,
      ];
      for (let k = 1; k < falling.length; k++)
        expect(falling[k]).toBeLessThanOrEqual((falling[k - 1] ?? 0) + 1e-12);
      expect(isoScore(participationRatio, d)).toBeGreaterThanOrEqual(-1e-14);
      expect(isoScore(participationRatio, d)).toBeLessThanOrEqual(1);
    }
    const distance = wassersteinToIsotropic(centred.eigenvalues);
    expect(distance).toBeGreaterThan(0);
    expect(distance).toBeLessThanOrEqual(Math.SQRT2);
    if (centred.measures.numericalRank === 0) expect(distance).toBeGreaterThan(Math.SQRT2 - 1e-6);
  });
});
