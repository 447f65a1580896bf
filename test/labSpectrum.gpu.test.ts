/** lab.spectrum and lab.pca on both backends: what must hold for any cloud, at the edges, and what is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { antipodal, clusters, cone, identical, rankK, uniformSphere } from '../src/data/generators';
import { normals } from '../src/kernels/support/cases';
import { type Lab, LabInputError, labOn, type SpectrumResult, type Tensor } from '../src/lab';
import { classSums, covarianceOf } from '../src/reference/classes';
import { vicreg } from '../src/reference/spectrum';
import { FaultChannel } from '../src/runtime/errors';
import { ReferenceExecutor } from '../src/runtime/referenceExecutor';
import { WebGpuExecutor } from '../src/runtime/webgpuExecutor';
import { dawnDevice } from './support/dawn';

async function webgpuLab(): Promise<Lab> {
  const { device, adapter } = await dawnDevice();
  const faults = new FaultChannel();
  return labOn(new WebGpuExecutor(device, adapter, faults), () => device.destroy(), faults);
}

const BACKENDS: Record<string, () => Promise<Lab>> = {
  webgpu: webgpuLab,
  reference: async () => labOn(new ReferenceExecutor()),
};

function tensor(values: readonly number[], ...shape: number[]): Tensor {
  return { data: Float32Array.from(values), shape };
}

const SIZE = { n: 96, d: 24, seed: 7 };
const CLOUDS: Record<string, Tensor> = {
  uniform: uniformSphere(SIZE),
  cone: cone(SIZE),
  clusters: clusters(SIZE, 5),
  'rank 3': rankK(SIZE, 3),
  identical: identical(SIZE),
  antipodal: antipodal(SIZE),
  'fewer rows than columns': uniformSphere({ n: 20, d: 70, seed: 3 }),
  'free rows': { data: normals(60, 11).map((x, k) => 3 * x + (k % 11)), shape: [60, 11] },
};

/** Householder reflection of every row: an orthogonal map that mixes all coordinates. */
function reflected({ data, shape: [n = 0, d = 0] }: Tensor): Tensor {
  const axis = Float64Array.from(normals(1, d, 11));
  const norm = axis.reduce((sum, x) => sum + x * x, 0);
  const out = new Float32Array(n * d);
  for (let i = 0; i < n; i++) {
    const row = data.subarray(i * d, (i + 1) * d);
    const along = row.reduce((sum, x, c) => sum + x * (axis[c] ?? 0), 0);
    for (let c = 0; c < d; c++) out[i * d + c] = (row[c] ?? 0) - (2 * along * (axis[c] ?? 0)) / norm;
  }
  return { data: out, shape: [n, d] };
}

function near(got: number, expected: number, relative: number, what: string): void {
  expect(Math.abs(got - expected), `${what}: ${got} against ${expected}`).toBeLessThanOrEqual(
    relative * Math.max(1, Math.abs(expected)),
  );
}

function expectLadder({ lambdaMax, lowerBounds, upperBounds }: SpectrumResult): void {
  expect(Math.max(...lowerBounds)).toBeLessThanOrEqual(lambdaMax);
  expect(Math.min(...upperBounds)).toBeGreaterThanOrEqual(lambdaMax);
}

function repeated(n: number, d: number): Tensor {
  const row = normals(1, d, 5);
  return { data: Float32Array.from({ length: n * d }, (_, k) => row[k % d] ?? 0), shape: [n, d] };
}

/** The numbers of a result that any orthogonal map leaves alone. */
function invariants(of: SpectrumResult): Record<string, number> {
  return {
    effectiveRank: of.effectiveRank,
    rankMe: of.rankMe,
    entropyRank: of.entropyRank,
    participationRatio: of.participationRatio,
    stableRank: of.stableRank,
    isoScore: of.isoScore,
    meanCosine: of.meanCosine,
    meanAbsCosine: of.meanAbsCosine,
    minCosine: of.minCosine,
    meanDirectionNorm: of.meanDirectionNorm,
    gramSum: of.gramSum,
    gramTrace: of.gramTrace,
    lambdaMax: of.lambdaMax,
    maxAbsRowSum: of.maxAbsRowSum,
    left: of.jensen.left,
    gap: of.jensen.gap,
    w2: of.w2,
    twoNN: of.twoNN.dimension,
  };
}

for (const [backend, open] of Object.entries(BACKENDS)) {
  describe(backend, () => {
    let lab: Lab;
    beforeAll(async () => {
      lab = await open();
    });
    afterAll(() => lab.close());

    for (const [name, cloud] of Object.entries(CLOUDS)) {
      it(`keeps the bounds and identities: ${name}`, async () => {
        const [n = 0, d = 0] = cloud.shape;
        for (const center of [false, true]) {
          const of = await lab.spectrum(cloud, { center });
          const { gramTrace, singularValues, eigenvalues, jensen } = of;
          expect([singularValues.length, eigenvalues.length]).toEqual([Math.min(n, d), d]);
          expectLadder(of);
          expect(jensen.gap).toBeGreaterThanOrEqual(0);
          near(jensen.right, of.gramSum / (0.1 * n ** 2), 1e-5, 'right end of Jensen');
          near(
            singularValues.reduce((sum, s) => sum + s * s, 0),
            gramTrace,
            1e-12,
            'sum of squares',
          );
          if (!center) near(gramTrace, n, 1e-6, 'trace of unit rows');
          // At collapse it is n lambdaMax, of rows whose entries were rounded to 2^-24.
          const rounded = 2 ** -23 * Math.sqrt(d);
          if (!center) near(of.gramSum, (n * of.meanDirectionNorm) ** 2, rounded, 'sum of A');
          if (center) near(of.gramSum, 0, 1e-12, 'sum of centred A');
          if (gramTrace > 1e-9) {
            const { entropyRank, participationRatio, stableRank } = of;
            expect(entropyRank).toBeGreaterThanOrEqual(participationRatio - 1e-9);
            expect(participationRatio).toBeGreaterThanOrEqual(stableRank - 1e-9);
            expect(stableRank).toBeGreaterThanOrEqual(1 - 1e-9);
            near(of.marchenkoPastur.reduce((sum, x) => sum + x, 0) * n, gramTrace, 0.05, 'isotropic trace');
          }
        }
      });
    }

    it('is blind to rotation and to the order of rows', async () => {
      for (const name of ['uniform', 'cone', 'rank 3', 'fewer rows than columns', 'free rows']) {
        const cloud = CLOUDS[name] ?? tensor([], 0, 0);
        const [n = 0, d = 0] = cloud.shape;
        const backwards = Float32Array.from({ length: n * d }, (_, k) => {
          return cloud.data[(n - 1 - Math.floor(k / d)) * d + (k % d)] ?? 0;
        });
        for (const options of [{}, { center: true }, { normalize: false }]) {
          const expected = invariants(await lab.spectrum(cloud, options));
          const rotated = invariants(await lab.spectrum(reflected(cloud), options));
          const reordered = invariants(await lab.spectrum({ ...cloud, data: backwards }, options));
          for (const [measure, value] of Object.entries(expected)) {
            // Rotated rows are rounded to f32 anew: 2^-24 an entry, of sums that are up to 100 times their result.
            near(rotated[measure] ?? Number.NaN, value, 2e-5, `${name}, rotated: ${measure}`);
            near(reordered[measure] ?? Number.NaN, value, 2e-5, `${name}, reordered: ${measure}`);
          }
        }
      }
    });

    it('has the spectrum of the transposed matrix', async () => {
      const { data, shape } = CLOUDS['free rows'] ?? tensor([], 0, 0);
      const [n = 0, d = 0] = shape;
      const transposed = Float32Array.from(
        { length: n * d },
        (_, k) => data[(k % n) * d + Math.floor(k / n)] ?? 0,
      );
      const tall = await lab.spectrum({ data, shape }, { normalize: false });
      const wide = await lab.spectrum({ data: transposed, shape: [d, n] }, { normalize: false });
      for (const [k, sigma] of tall.singularValues.entries()) {
        // Both round entries to 2^-25 of the same range and solve in f64.
        near(wide.singularValues[k] ?? Number.NaN, sigma, 1e-10, `sigma ${k}`);
      }
      near(wide.rankMe, tall.rankMe, 1e-10, 'RankMe');
      expect(wide.eigenvalues.subarray(d)).toEqual(new Float64Array(n - d));
    });

    it('leaves rows without direction out of the cosines, and equal rows without a rank', async () => {
      const centred = await lab.spectrum(CLOUDS.identical ?? tensor([], 0, 0), { center: true });
      for (const rank of [
        'effectiveRank',
        'rankMe',
        'entropyRank',
        'participationRatio',
        'stableRank',
      ] as const) {
        expect(centred[rank], rank).toBeNaN();
      }
      expect([centred.isoScore, centred.meanCosine, centred.minCosine]).toEqual([
        Number.NaN,
        Number.NaN,
        Number.NaN,
      ]);
      expect(centred.singularValues.every((sigma) => sigma === 0)).toBe(true);
      // The mean of these four is the second row.
      const cross = tensor([1, 0, 0, 0, -1, 0, 0, 0], 4, 2);
      const { meanCosine, meanAbsCosine, minCosine } = await lab.spectrum(cross, {
        center: true,
        normalize: false,
      });
      near(meanCosine, -1, 1e-6, 'mean cosine of v, -v');
      near(meanAbsCosine, 1, 1e-6, 'mean |cosine| of v, -v');
      near(minCosine, -1, 1e-6, 'least cosine of v, -v');
    });

    it('takes one row, one column, and rows of any length', async () => {
      const one = await lab.spectrum(tensor([3, 4], 1, 2));
      expect([one.meanCosine, one.minCosine, one.twoNN.dimension]).toEqual([
        Number.NaN,
        Number.NaN,
        Number.NaN,
      ]);
      near(one.lambdaMax, 1, 1e-6, 'lambda of one row');
      near(one.effectiveRank, 1, 1e-6, 'rank of one row');
      const line = await lab.spectrum(tensor([1, -2, 3], 3, 1), { normalize: false });
      near(line.lambdaMax, 14, 1e-6, 'lambda of a line');
      expect(line.isoScore).toBeNaN();
      const cloud = CLOUDS['free rows'] ?? tensor([], 0, 0);
      const plain = await lab.spectrum(cloud, { normalize: false, center: true });
      for (const factor of [2 ** -70, 2 ** 50]) {
        const scaled = { ...cloud, data: cloud.data.map((x) => x * factor) };
        const other = await lab.spectrum(scaled, { normalize: false, center: true, temperature: 2 ** 100 });
        near(other.rankMe, plain.rankMe, 1e-12, 'RankMe of scaled rows');
        near((other.singularValues[0] ?? 0) / factor, plain.singularValues[0] ?? 0, 1e-12, 'scaled sigma');
        near(other.meanAbsCosine, plain.meanAbsCosine, 1e-6, 'cosines of scaled rows');
        expect((await lab.spectrum(scaled)).rankMe).toBeCloseTo((await lab.spectrum(cloud)).rankMe, 9);
      }
    });

    it('keeps bounds, gaps and cosines in their ranges where rows are equal', async () => {
      for (const [n, d] of [
        [3, 5],
        [300, 64],
        [1000, 1],
        [700, 3],
      ] as const) {
        for (const temperature of [0.005, 0.1, 1]) {
          const of = await lab.spectrum(repeated(n, d), { temperature });
          expectLadder(of);
          expect(of.jensen.gap).toBeGreaterThanOrEqual(0);
          expect(of.jensen.withoutSelf.gap).toBeGreaterThanOrEqual(0);
          for (const cosine of [of.meanCosine, of.meanAbsCosine, of.minCosine, of.meanDirectionNorm]) {
            expect(cosine).toBeLessThanOrEqual(1);
            near(cosine, 1, 1e-5, 'cosine of equal rows');
          }
        }
      }
    });

    it('has no cosine of a single direction', async () => {
      const one = await lab.spectrum(tensor([1, 2], 1, 2));
      const alone = await lab.spectrum(tensor([1, 2, 0, 0, 0, 0], 3, 2), { normalize: false });
      for (const { meanCosine, meanAbsCosine, minCosine } of [one, alone]) {
        expect([meanCosine, meanAbsCosine, minCosine]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
      }
      near(alone.meanDirectionNorm, 1, 1e-12, 'norm of a single direction');
    });

    it('has the Jensen chain at any scale of the rows and at any temperature', async () => {
      const rows = normals(20, 4);
      const z: Tensor = { data: rows, shape: [20, 4] };
      const plain = await lab.spectrum(z, { normalize: false, temperature: 2 ** -30 });
      for (const [factor, temperature] of [
        [2 ** 30, 2 ** 30],
        [2 ** 30, 2 ** -60],
        [2 ** 60, 0.125],
        [2 ** 120, 0.125],
        [1, 2 ** -100],
        [1, 2 ** -125],
      ] as const) {
        const x = { ...z, data: rows.map((value) => factor * value) };
        const { jensen } = await lab.spectrum(x, { normalize: false, temperature });
        // So cold, a log-sum-exp is the largest similarity over tau: at 2^-30, log 20 is 3e-9 of it.
        const scale = (factor ** 2 * 2 ** -30) / temperature;
        near(jensen.left / scale / plain.jensen.left, 1, 1e-6, `left of x ${factor} at ${temperature}`);
        const others = jensen.withoutSelf.left / scale / plain.jensen.withoutSelf.left;
        near(others, 1, 1e-6, `left of pairs, x ${factor} at ${temperature}`);
      }
      const warm = await lab.spectrum(
        { ...z, data: rows.map((value) => 2 ** -100 * value) },
        {
          normalize: false,
          temperature: 2 ** 100,
        },
      );
      near(warm.jensen.left, 0, 1e-6, 'left without any similarity');
      const overflowing = await lab.spectrum(tensor([3e38, -3e38, 1e38, 0, 1e38, 2e38], 3, 2), {
        normalize: false,
      });
      near(
        overflowing.effectiveRank,
        (await lab.spectrum(tensor([3, -3, 1, 0, 1, 2], 3, 2), { normalize: false })).effectiveRank,
        1e-6,
        'rank of rows near the end of f32',
      );
    });

    it('has the centred measures of a narrow cloud far from the origin, centred or not', async () => {
      const narrow: Tensor = {
        data: normals(200, 16).map((x, k) => 1000 + 1e-2 * x * (1 + (k % 16))),
        shape: [200, 16],
      };
      for (const cloud of [narrow, CLOUDS['fewer rows than columns'] ?? narrow]) {
        for (const normalize of [false, true]) {
          const raw = await lab.spectrum(cloud, { normalize });
          const centred = await lab.spectrum(cloud, { normalize, center: true });
          expect(raw.centredEigenvalues).toEqual(centred.eigenvalues);
          expect(raw.isoScore).toBe(centred.isoScore);
          expect(raw.vicreg).toEqual(centred.vicreg);
        }
      }
    });

    it('names the collapse of unit rows, and has their uniformity', async () => {
      const cloud = CLOUDS.cone ?? tensor([], 0, 0);
      for (const center of [false, true]) {
        const { verdict, uniformity } = await lab.spectrum(cloud, { center });
        expect(verdict?.kind).toBe('cone');
        expect(verdict?.evidence.filter(({ holds }) => holds).map(({ measure }) => measure)).toContain(
          'sharedCosine',
        );
        near(uniformity ?? Number.NaN, await lab.uniformity(cloud), 1e-5, 'uniformity');
      }
      const kinds: Record<string, string> = {
        uniform: 'none',
        identical: 'complete',
        'rank 3': 'dimensional',
      };
      for (const [name, kind] of Object.entries(kinds)) {
        const unit = CLOUDS[name] ?? cloud;
        expect((await lab.spectrum(unit)).verdict?.kind, name).toBe(kind);
        expect((await lab.spectrum(unit, { normalize: false })).verdict?.kind, name).toBe(kind);
      }
      const free = await lab.spectrum(CLOUDS['free rows'] ?? cloud, { normalize: false });
      expect([free.verdict, free.uniformity]).toEqual([null, null]);
      const one = await lab.spectrum(tensor([1, 2], 1, 2));
      expect([one.verdict?.kind, one.uniformity]).toEqual(['undetermined', Number.NaN]);
    });

    it('refuses a projection beyond f32', async () => {
      const far = tensor([3e38, 3e38, 3e38, 3e38, -3e38, -3e38, -3e38, -3e38], 2, 4);
      await expect(lab.pca(far, { components: 1 })).rejects.toThrow(
        /^x drives the projection beyond the range of f32/,
      );
    });

    it('has VICReg terms of the covariance matrix', async () => {
      const cloud = CLOUDS['free rows'] ?? tensor([], 0, 0);
      const [n = 0, d = 0] = cloud.shape;
      const [all] = classSums(cloud.data, n, d, new Uint8Array(n), 1);
      if (!all) throw new Error('one class');
      const expected = vicreg(covarianceOf(all), d);
      const got = (await lab.spectrum(cloud, { normalize: false })).vicreg;
      near(got.variance, expected.variance, 1e-6, 'variance');
      near(got.covariance, expected.covariance, 1e-6, 'covariance');
    });

    it('refuses what has no spectrum, naming it', async () => {
      const x = tensor([1, 0, 0, 1], 2, 2);
      await expect(lab.spectrum(tensor([1, 0, 0, 0], 2, 2))).rejects.toThrow(
        /^x\.data\[2\] row 1 is all zeros/,
      );
      expect((await lab.spectrum(tensor([1, 0, 0, 0], 2, 2), { normalize: false })).effectiveRank).toBe(1);
      await expect(lab.spectrum(tensor([1, Number.NaN], 1, 2))).rejects.toThrow(/row 0, column 1/);
      const refused = [
        lab.spectrum(x, { temperature: 0 }),
        lab.spectrum(x, { center: 1 as never }),
        lab.spectrum(null as never),
        lab.pca(x, { components: 3 }),
        lab.pca(x, { components: 0 }),
        lab.pca(x, { components: 1.5 }),
        lab.pca(x, null as never),
        lab.pca(tensor([1, 2], 1, 2), { components: 1 }),
      ];
      for (const result of await Promise.allSettled(refused)) {
        expect(result.status).toBe('rejected');
        if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(LabInputError);
      }
    });

    it('finds orthonormal components that rebuild the rows, with their largest entry positive', async () => {
      for (const name of ['free rows', 'fewer rows than columns', 'rank 3', 'identical']) {
        const cloud = CLOUDS[name] ?? tensor([], 0, 0);
        const [n = 0, d = 0] = cloud.shape;
        const k = Math.min(n, d);
        const { components, projection, explainedVariance, mean } = await lab.pca(cloud, { components: k });
        expect([projection.shape, components.shape]).toEqual([
          [n, k],
          [k, d],
        ]);
        const row = (i: number): Float32Array => components.data.subarray(i * d, (i + 1) * d);
        for (let i = 0; i < k; i++) {
          const largest = row(i).reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0);
          expect(largest, `${name}: component ${i}`).toBeGreaterThan(0);
          for (let j = 0; j <= i; j++) {
            const product = row(i).reduce((sum, x, c) => sum + x * (row(j)[c] ?? 0), 0);
            near(product, i === j ? 1 : 0, 1e-6, `${name}: ${i} . ${j}`);
          }
          let variance = 0;
          for (let r = 0; r < n; r++) variance += (projection.data[r * k + i] ?? 0) ** 2 / (n - 1);
          near(variance, explainedVariance[i] ?? Number.NaN, 1e-5, `${name}: variance ${i}`);
        }
        for (let at = 0; at < n * d; at++) {
          const [r, c] = [Math.floor(at / d), at % d];
          let rebuilt = mean[c] ?? 0;
          for (let i = 0; i < k; i++) rebuilt += (projection.data[r * k + i] ?? 0) * (row(i)[c] ?? 0);
          near(rebuilt, cloud.data[at] ?? Number.NaN, 1e-5, `${name}: entry ${at}`);
        }
      }
    });
  });
}
