/** Moments, histograms and cosines of many matrices in one read-back: Float64 for any magnitude, on both executors. */
import { describe, expect, it } from 'vitest';
import { ROUNDOFF } from '../../src/kernels/support/rounding';
import {
  HISTOGRAM_BINS,
  HISTOGRAM_RANGE,
  type LayerReadings,
  LayerStatistics,
} from '../../src/programs/layerStatistics';
import { matrixMoments } from '../../src/reference/moments';
import { normalizeRows } from '../../src/reference/normalize';
import type { Executor } from '../../src/runtime/executor';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { GpuScope } from '../../src/runtime/scope';
import { paddedColumns, padRows } from '../../src/runtime/tensor';
import { cloud } from '../reference/support';
import { useGpu } from '../support/dawn';

interface Sample {
  readonly rows: number;
  readonly columns: number;
  readonly x: Float32Array;
}

/** A seeded matrix, its entries changed one by one. */
function sample(
  seed: number,
  rows: number,
  columns: number,
  change: (value: number, index: number) => number = (value) => value,
): Sample {
  return { rows, columns, x: Float32Array.from(cloud(seed, rows * columns), change) };
}

const SAMPLES: Readonly<Record<string, Sample>> = {
  'order 1': sample(1, 70, 33),
  '1e-30': sample(2, 40, 129, (value) => 1e-30 * value),
  '1e30': sample(3, 33, 20, (value) => 1e30 * value),
  'mean 1e4, deviation 1': sample(4, 90, 65, (value) => 1e4 + value),
  'a first row of zeros, then a mean of 1e4': sample(5, 90, 16, (value, at) => (at < 16 ? 0 : 1e4 + value)),
  'rows from 1e-30 to 1e30': sample(6, 61, 8, (value, at) => value * 10 ** (Math.floor(at / 8) - 30)),
  'a first row of 1e-15, then 1e10': sample(10, 90, 16, (value, at) => value * (at < 16 ? 1e-15 : 1e10)),
  rectified: sample(7, 64, 64, (value) => Math.max(value, 0)),
  'one column': sample(8, 200, 1),
  'one entry': sample(9, 1, 1),
};

const SIZE = { rows: 200, cosineColumns: 129 };

/** Looks at every sample in a slot of its own. */
async function look(executor: Executor, samples: readonly Sample[]): Promise<LayerReadings> {
  using scope = new GpuScope('look');
  await executor.prepare(LayerStatistics.kernels);
  const statistics = new LayerStatistics(executor, scope, { slots: samples.length, ...SIZE });
  const matrices = samples.map(({ x, rows, columns }) => {
    const tensor = executor.allocate(scope, 'x', [rows, paddedColumns(columns)]);
    executor.write(tensor, padRows(x, rows, columns));
    return { x: tensor, rows, columns };
  });
  executor.submit((recorder) => {
    for (const [slot, matrix] of matrices.entries()) {
      statistics.encode(recorder, slot, matrix, { low: -0.5, high: 0.75 });
      statistics.encodeCosine(recorder, slot, matrix);
    }
  });
  return statistics.read();
}

/** Bins of the entries in units of their root mean square, and how many lie within rounding of an edge. */
function histogramOf({ x, rows, columns }: Sample): { counts: Uint32Array; doubtful: number } {
  const rms = Math.sqrt(matrixMoments(x, rows, columns, columns).secondMoment);
  const counts = new Uint32Array(HISTOGRAM_BINS);
  let doubtful = 0;
  for (const value of x) {
    const place = ((value / rms + HISTOGRAM_RANGE) / (2 * HISTOGRAM_RANGE)) * HISTOGRAM_BINS;
    const bin = Math.floor(Math.min(Math.max(place, 0), HISTOGRAM_BINS - 1));
    counts[bin] = (counts[bin] ?? 0) + 1;
    // The root mean square is within 32 + 16 roundings (its chunks, and the steps after them).
    if (Math.abs(place - Math.round(place)) < 48 * ROUNDOFF * HISTOGRAM_BINS) doubtful++;
  }
  return { counts, doubtful };
}

/** Mean cosine over all pairs of different rows that are not zero. */
function meanCosine({ x, rows, columns }: Sample): { cosine: number; error: number } {
  const { unit, norms } = normalizeRows(Float64Array.from(x), rows, columns);
  const count = norms.filter((norm) => norm > 0).length;
  const sum = new Float64Array(columns);
  for (const [at, value] of unit.entries()) sum[at % columns] = (sum[at % columns] ?? 0) + value;
  const length = Math.hypot(...sum);
  // Unit rows are within 4e-6 (normalize_rows), and so is their sum, of `rows` of them, but for its own roundings.
  const ofSum = rows * (4e-6 + ROUNDOFF * (8 + Math.sqrt(rows)));
  const pairs = count * (count - 1);
  return { cosine: (length * length - count) / pairs, error: ((2 * length + ofSum) * ofSum) / pairs };
}

describe('statistics of layers', () => {
  const gpu = useGpu();
  const names = Object.keys(SAMPLES);
  const samples = Object.values(SAMPLES);

  for (const backend of ['webgpu', 'reference'] as const) {
    it(`are those of Float64 in every slot: ${backend}`, async () => {
      using reference = new ReferenceExecutor();
      const executor = backend === 'webgpu' ? gpu.executor : reference;
      const { moments, histograms, cosines } = await look(executor, samples);
      for (const [slot, own] of samples.entries()) {
        const name = names[slot];
        const { rows, columns, x } = own;
        const expected = matrixMoments(x, rows, columns, columns, { low: -0.5, high: 0.75 });
        const got = moments[slot];
        if (!got) throw new Error('no moments');
        expect(got.count, name).toBe(rows * columns);
        expect(got.maximum, name).toBe(expected.maximum);
        expect(got.zeroFraction, name).toBeCloseTo(expected.zeroFraction, 14);
        expect(got.saturatedFraction, name).toBeCloseTo(expected.saturatedFraction, 14);
        expect([got.nonFinite, got.subnormal], name).toEqual([0, 0]);
        // Deviations from a pivot take 3 roundings and add up over a chunk's rows; where a first row is far from the
        // rest, the chunk keeps one part in 1 + its rows of what was added up.
        const chunkRows = Math.ceil(rows / 32) + 3;
        const error = ROUNDOFF * (8 + Math.sqrt(columns / 4 + chunkRows)) * (1 + chunkRows);
        const deviation = Math.sqrt(expected.variance);
        expect(Math.abs(got.mean - expected.mean), `${name}: mean`).toBeLessThanOrEqual(error * deviation);
        expect(Math.abs(got.variance - expected.variance), `${name}: variance`).toBeLessThanOrEqual(
          error * expected.variance,
        );
        expect(got.secondMoment / expected.secondMoment, `${name}: second moment`).toBeCloseTo(1, 5);

        const { counts, doubtful } = histogramOf(own);
        const off = counts.reduce(
          (sum, count, bin) => sum + Math.abs(count - (histograms[slot]?.[bin] ?? 0)),
          0,
        );
        expect(off, `${name}: histogram`).toBeLessThanOrEqual(2 * doubtful);
        expect(histograms[slot]?.reduce((sum, count) => sum + count, 0)).toBe(rows * columns);

        const { cosine, error: allowed } = meanCosine(own);
        if (rows === 1) expect(cosines[slot]).toBeNaN();
        else
          expect(Math.abs((cosines[slot] ?? Number.NaN) - cosine), `${name}: cosine`).toBeLessThanOrEqual(
            allowed,
          );
      }
    });
  }

  it('keep a relative 1e-6 of mean and variance from 1e-30 to 1e30, and beside a mean of 1e4', async () => {
    const { moments } = await look(gpu.executor, samples);
    for (const slot of [1, 2, 3]) {
      const { x, rows, columns } = samples[slot] ?? { x: [], rows: 0, columns: 1 };
      const expected = matrixMoments(x, rows, columns, columns);
      const { mean, variance } = moments[slot] ?? { mean: Number.NaN, variance: Number.NaN };
      expect(Math.abs(variance / expected.variance - 1), names[slot] ?? '').toBeLessThan(1e-6);
      expect(Math.abs(mean - expected.mean)).toBeLessThan(1e-6 * Math.sqrt(expected.variance));
    }
  });

  it('count what overflowed, and have no cosine then', async () => {
    const broken = sample(11, 30, 12, (value, at) =>
      at % 11 === 3 ? value / 0 : at === 7 ? Number.NaN : value,
    );
    const { moments, histograms, cosines } = await look(gpu.executor, [broken]);
    const expected = matrixMoments(broken.x, 30, 12, 12);
    expect(expected.nonFinite).toBe(34);
    expect(moments[0]).toMatchObject({ count: expected.count, nonFinite: 34, maximum: expected.maximum });
    expect(moments[0]?.variance).toBeCloseTo(expected.variance, 5);
    expect(histograms[0]?.reduce((sum, count) => sum + count, 0)).toBe(expected.count);
    expect(cosines[0]).toBeNaN();
  });

  it('leave rows of zeros out of the cosine, and have none without two rows', async () => {
    const lines = (count: number): Sample => ({
      rows: 6,
      columns: 2,
      x: Float32Array.from({ length: 12 }, (_, at) => (at < 2 * count ? 3 - (at % 2) * at : 0)),
    });
    const samples = [lines(3), lines(1), lines(0)];
    const { moments, cosines } = await look(gpu.executor, samples);
    const { cosine, error } = meanCosine(lines(3));
    expect(Math.abs((cosines[0] ?? Number.NaN) - cosine)).toBeLessThanOrEqual(error);
    expect([cosines[1], cosines[2]]).toEqual([Number.NaN, Number.NaN]);
    expect(moments[2]).toMatchObject({ mean: 0, variance: 0, zeroFraction: 1 });
  });

  it('of a slot are those recorded last, and its histogram goes with them', async () => {
    using scope = new GpuScope('again');
    const { executor } = gpu;
    await executor.prepare(LayerStatistics.kernels);
    const statistics = new LayerStatistics(executor, scope, { slots: 3, rows: 8 });
    const x = executor.allocate(scope, 'x', [8, 8]);
    const small = { x, rows: 2, columns: 3 };
    executor.write(
      x,
      Float32Array.from({ length: 64 }, (_, at) => at),
    );
    executor.submit((recorder) => {
      statistics.encode(recorder, 0, { x, rows: 8, columns: 8 });
      statistics.encode(recorder, 2, { x, rows: 8, columns: 8 });
      statistics.encode(recorder, 0, small);
      statistics.encodeMoments(recorder, 2, small);
      expect(() => statistics.encodeCosine(recorder, 0, small)).toThrow('cosineColumns');
    });
    const { moments, histograms } = await statistics.read();
    expect(moments.map(({ count }) => count)).toEqual([6, 0, 6]);
    expect(moments[0]?.mean).toBeCloseTo(3, 6);
    expect(histograms.map((counts) => counts.reduce((sum, count) => sum + count, 0))).toEqual([6, 0, 0]);
  });

  it('allocate what they say', () => {
    for (const size of [
      { slots: 3, rows: 9 },
      { slots: 5, rows: 200, cosineColumns: 30 },
    ]) {
      using reference = new ReferenceExecutor();
      using scope = new GpuScope('size');
      let elements = 0;
      const counting: Executor = Object.create(reference, {
        allocate: {
          value: (...[owner, label, shape, element]: Parameters<Executor['allocate']>) => {
            elements += shape.reduce((product, extent) => product * extent, 1);
            return reference.allocate(owner, label, shape, element);
          },
        },
      });
      expect(new LayerStatistics(counting, scope, size)).toBeInstanceOf(LayerStatistics);
      expect(LayerStatistics.elements(size)).toBe(elements);
    }
  });
});
