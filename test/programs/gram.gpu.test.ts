/** Exact Gram matrices: the same whole numbers everywhere, however the work is cut, and ranks that f32 sums cannot give. */
import { describe, expect, it } from 'vitest';
import { normals, unitRows } from '../../src/kernels/support/cases';
import { GramProgram, type GramShape } from '../../src/programs/gram';
import { gramSums, rowGram } from '../../src/programs/gramSums';
import { classSums, type RowSums } from '../../src/reference/classes';
import { symmetricEigenvalues } from '../../src/reference/eigen';
import { centreGram } from '../../src/reference/gram';
import { spectralMeasures } from '../../src/reference/spectrum';
import type { Executor, Recorder } from '../../src/runtime/executor';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { GpuScope } from '../../src/runtime/scope';
import { paddedColumns, padRows } from '../../src/runtime/tensor';
import { useGpu } from '../support/dawn';

interface Selection {
  readonly order?: readonly number[];
  readonly first?: number;
  readonly count?: number;
  readonly largest?: number;
}

/** The record of unpadded rows z [n, d], and how many submits it took. */
async function record(executor: Executor, z: Float32Array, shape: GramShape, selection: Selection = {}) {
  using scope = new GpuScope('gram');
  await executor.prepare(GramProgram.kernels);
  const rows = z.length / shape.columns;
  const tensor = executor.allocate(scope, 'z', [rows, paddedColumns(shape.columns)]);
  executor.write(tensor, padRows(z, rows, shape.columns));
  const { order, ...rest } = selection;
  const input = order ? { ...rest, order: executor.allocate(scope, 'order', [order.length], 'u32') } : rest;
  if (order && 'order' in input) executor.write(input.order, Uint32Array.from(order));
  let submits = 0;
  const program = new GramProgram(executor, scope, shape);
  program.encode(
    (work: (recorder: Recorder) => void) => {
      submits++;
      executor.submit(work);
    },
    tensor,
    input,
  );
  return { submits, record: await program.read() };
}

async function sums(executor: Executor, z: Float32Array, shape: GramShape, selection?: Selection) {
  return gramSums((await record(executor, z, shape, selection)).record);
}

/** Whole numbers of 2^-24: what the fixed point holds without rounding. */
function onTheGrid(rows: number, columns: number): Float32Array {
  return normals(rows, columns).map((x) => Math.round(Math.max(-1, Math.min(1, x / 4)) * 2 ** 24) / 2 ** 24);
}

/** The same sums one product after the other; exact while they stay on the grid and below 2^53 steps of it squared. */
function directSums(z: Float32Array, rows: number, columns: number): RowSums {
  const [all] = classSums(z, rows, columns, new Uint8Array(rows), 1);
  if (!all) throw new Error('one class');
  return all;
}

describe('GramProgram', () => {
  const gpu = useGpu();

  it('gives the bits of the reference, by columns and by rows', async () => {
    using reference = new ReferenceExecutor();
    for (const [rows, columns] of [
      [1, 1],
      [37, 5],
      [300, 67],
      [5, 131],
    ] as const) {
      const z = unitRows(rows, columns).filter((_, index) => index % paddedColumns(columns) < columns);
      for (const byRows of [false, true]) {
        const shape = { rows, columns, byRows };
        const read = byRows ? rowGram : gramSums;
        const got = read((await record(gpu.executor, z, shape)).record);
        const expected = read((await record(reference, z, shape)).record);
        expect(got).toEqual(expected);
      }
    }
  });

  it('adds up what is on its grid without any error', async () => {
    const [rows, columns] = [203, 12];
    const z = onTheGrid(rows, columns);
    const got = await sums(gpu.executor, z, { rows, columns });
    const scaled = directSums(z, rows, columns);
    expect(got.count).toBe(rows);
    expect(got.sum).toEqual(scaled.sum);
    for (const [index, value] of got.gram.entries()) {
      const exact = exactProduct(z, rows, columns, index);
      expect(value, `entry ${index}`).toBe(exact);
    }
  });

  it('loses nothing to the size of a sum: 40,000 rows of largest entries', async () => {
    const rows = 40_000;
    const got = await sums(gpu.executor, new Float32Array(rows * 3).fill(1), { rows, columns: 3 });
    expect(got).toEqual({
      count: rows,
      sum: new Float64Array(3).fill(rows),
      gram: new Float64Array(9).fill(rows),
    });
  });

  it.each([
    [40_000, 3, 2 ** 8],
    [40_000, 129, 2 ** 18],
  ])(
    '... and to how it is cut: %i rows of %i columns, %i multiply-adds a submit',
    async (rows, columns, workPerSubmit) => {
      const shape = { rows, columns, workPerSubmit };
      const { submits, record: read } = await record(
        gpu.executor,
        new Float32Array(rows * columns).fill(1),
        shape,
      );
      expect(submits).toBeGreaterThan(2);
      expect(gramSums(read)).toEqual({
        count: rows,
        sum: new Float64Array(columns).fill(rows),
        gram: new Float64Array(columns ** 2).fill(rows),
      });
    },
  );

  it('gives the same bits in many submits as in one', async () => {
    const [rows, columns] = [900, 160];
    const z = onTheGrid(rows, columns);
    const whole = await record(gpu.executor, z, { rows, columns, workPerSubmit: 2 ** 40 });
    const cut = await record(gpu.executor, z, { rows, columns, workPerSubmit: 2 ** 17 });
    expect(whole.submits).toBe(2);
    expect(cut.submits).toBeGreaterThan(5);
    expect(gramSums(cut.record)).toEqual(gramSums(whole.record));
  });

  it('takes the rows it is given, in any order, and the sums of parts add up', async () => {
    const [rows, columns] = [120, 9];
    const z = onTheGrid(rows, columns);
    const labels = Array.from({ length: rows }, (_, row) => (row * row) % 3);
    const order = [0, 1, 2].flatMap((label) => [...labels.keys()].filter((row) => labels[row] === label));
    const whole = await sums(gpu.executor, z, { rows, columns });
    expect(await sums(gpu.executor, z, { rows, columns }, { order: order.toReversed() })).toEqual(whole);
    const expected = classSums(z, rows, columns, labels, 3);
    let first = 0;
    const total = { count: 0, sum: new Float64Array(columns), gram: new Float64Array(columns ** 2) };
    for (const { count, sum } of expected) {
      const part = await sums(gpu.executor, z, { rows, columns }, { order, first, count });
      expect(part.count).toBe(count);
      expect(part.sum).toEqual(sum);
      first += count;
      total.count += part.count;
      for (const key of ['sum', 'gram'] as const) {
        for (const [index, value] of part[key].entries())
          total[key][index] = (total[key][index] ?? 0) + value;
      }
    }
    expect(total).toEqual(whole);
  });

  it('rounds to 2^-25 of the bound it is told, and clamps what exceeds it', async () => {
    const z = new Float32Array([0.7, -2.9, 3]);
    const fits = await sums(gpu.executor, z, { rows: 3, columns: 1 }, { largest: 3 });
    // Every entry is within half a step of 4 / 2^24.
    expect(Math.abs((fits.sum[0] ?? Number.NaN) - 0.8)).toBeLessThan(1.5 * 2 ** -22 + 3e-7);
    const clamped = await sums(gpu.executor, z, { rows: 3, columns: 1 });
    expect(clamped.gram[0]).toBeCloseTo(0.49 + 1 + 1, 6);
  });

  it('has one spectrum by rows and by columns, raw and centred', async () => {
    const [rows, columns] = [24, 40];
    const z = onTheGrid(rows, columns);
    const { sum, gram } = await sums(gpu.executor, z, { rows, columns, byRows: false });
    const byRows = rowGram((await record(gpu.executor, z, { rows, columns })).record);
    const covariance = gram.map(
      (value, k) => value - ((sum[Math.floor(k / columns)] ?? 0) * (sum[k % columns] ?? 0)) / rows,
    );
    for (const [a, b] of [
      [gram, byRows],
      [covariance, centreGram(byRows, rows)],
    ] as const) {
      const wide = symmetricEigenvalues(a, columns);
      const narrow = symmetricEigenvalues(b, rows);
      const scale = wide[0] ?? 0;
      for (let k = 0; k < columns; k++) {
        expect(Math.abs((wide[k] ?? 0) - (narrow[k] ?? 0))).toBeLessThan(100 * Number.EPSILON * scale);
      }
    }
  });

  it('gives a rank-deficient cloud its rank, which a Gram matrix in f32 does not', async () => {
    const [rows, columns, rank] = [400, 64, 8];
    const [left, right] = [normals(rows, rank), normals(rank, columns, 5)];
    const z = Float32Array.from({ length: rows * columns }, (_, index) => {
      const [i, j] = [Math.floor(index / columns), index % columns];
      let sum = 0;
      for (let r = 0; r < rank; r++) sum += (left[i * rank + r] ?? 0) * (right[r * columns + j] ?? 0);
      return sum / 64;
    });
    const { gram } = await sums(gpu.executor, z, { rows, columns });
    const rankOf = (matrix: Float64Array): number =>
      spectralMeasures(symmetricEigenvalues(matrix, columns), columns, 0).effectiveRank;
    const exact = rankOf(directSums(z, rows, columns).gram);
    // Rounded entries add 56 directions of 2^-25 |z| sqrt(n) or less: 1e-7 of the largest singular value each.
    expect(Math.abs(rankOf(gram) - exact)).toBeLessThan(1e-3);
    const inF32 = new Float64Array(columns ** 2);
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < columns ** 2; k++) {
        const product =
          (z[row * columns + Math.floor(k / columns)] ?? 0) * (z[row * columns + (k % columns)] ?? 0);
        inF32[k] = Math.fround((inF32[k] ?? 0) + Math.fround(product));
      }
    }
    expect(Math.abs(rankOf(inF32) - exact)).toBeGreaterThan(0.02);
  });
});

/** Entry `index` of Z^T Z for entries on the grid of 2^-24, in whole numbers, rounded once. */
function exactProduct(z: Float32Array, rows: number, columns: number, index: number): number {
  const [v, w] = [Math.floor(index / columns), index % columns];
  let sum = 0n;
  for (let row = 0; row < rows; row++) {
    const [a = 0, b = 0] = [z[row * columns + v], z[row * columns + w]];
    sum += BigInt(a * 2 ** 24) * BigInt(b * 2 ** 24);
  }
  return Number(sum) * 2 ** -48;
}
