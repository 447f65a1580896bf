/** The pass over all pairs: Float64 on every initial state, the same in many submits, and nothing to compare with. */
import { describe, expect, it } from 'vitest';
import { uniformSphere } from '../../src/data/generators';
import { dotError, ROUNDOFF } from '../../src/kernels/support/rounding';
import { PairwiseProgram } from '../../src/programs/pairwise';
import { pairwiseStatistics, tableSimilarities } from '../../src/programs/pairwiseStatistics';
import { jensenChain, type RowSimilarities, rowSimilarities } from '../../src/reference/bounds';
import { dot, meanRow, rowsOf } from '../../src/reference/vector';
import type { Executor } from '../../src/runtime/executor';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { GpuScope } from '../../src/runtime/scope';
import { paddedColumns, padRows } from '../../src/runtime/tensor';
import { initialStates } from '../reference/support';
import { useGpu } from '../support/dawn';

const TAU = 0.1;

interface Cloud {
  readonly z: Float32Array;
  readonly n: number;
  readonly d: number;
}

async function run(executor: Executor, { z, n, d }: Cloud, workPerSubmit?: number) {
  using scope = new GpuScope('pairs');
  await executor.prepare(PairwiseProgram.kernels);
  const rows = executor.allocate(scope, 'z', [n, paddedColumns(d)]);
  executor.write(rows, padRows(z, n, d));
  const program = new PairwiseProgram(executor, scope, n, d, workPerSubmit);
  let submits = 0;
  program.encode(
    (record) => {
      submits++;
      executor.submit(record);
    },
    rows,
    TAU,
  );
  return { similarities: tableSimilarities(await program.read(), n), submits };
}

/**
 * How far f32 may be off, for unit rows: a similarity by e = (d / 4 + 4) 2^-24; a sum of n magnitudes up to 1 by n times
 * that and sqrt(n) + 8 roundings; squares by twice e; log-sum-exps by e / tau and what exp and the sum add.
 */
function allowed(n: number, d: number): { readonly [K in keyof RowSimilarities]: number } {
  const single = dotError(paddedColumns(d) / 4) + 2 * ROUNDOFF;
  const rounding = ROUNDOFF * (8 + Math.sqrt(n));
  const sum = n * (single + rounding);
  const logSum = 1e-6 + single / TAU + rounding;
  return {
    sum,
    absSum: sum,
    squareSum: n * (2 * single + rounding),
    self: single,
    minimum: single,
    maximum: single,
    logSumExp: logSum,
    logSumExpOthers: logSum,
  };
}

function expectSimilar(got: RowSimilarities, expected: RowSimilarities, n: number, d: number): void {
  for (const [name, limit] of Object.entries(allowed(n, d)) as [keyof RowSimilarities, number][]) {
    expect(got[name].length).toBe(n);
    for (const [row, value] of expected[name].entries()) {
      const own = got[name][row] ?? Number.NaN;
      if (own === value) continue;
      expect(Math.abs(own - value), `${name}[${row}]: ${own}, expected ${value}`).toBeLessThanOrEqual(limit);
    }
  }
}

describe('pairwise statistics', () => {
  const gpu = useGpu();
  const clouds = initialStates().map(({ name, z, n, d }) => ({ name, z: Float32Array.from(z), n, d }));
  const large = { z: uniformSphere({ n: 1030, d: 17, seed: 3 }).data, n: 1030, d: 17 };

  for (const { name, ...cloud } of clouds) {
    it(`agree with Float64: ${name}`, async () => {
      const { z, n, d } = cloud;
      const expected = rowSimilarities(z, n, d, TAU);
      const { similarities } = await run(gpu.executor, cloud);
      expectSimilar(similarities, expected, n, d);

      const statistics = pairwiseStatistics(similarities);
      const single = allowed(n, d).self + ROUNDOFF * (8 + Math.sqrt(n));
      const points = rowsOf(z, n, d);
      const cosines = points.flatMap((a, i) => points.filter((_, j) => j !== i).map((b) => dot(a, b)));
      const mean = (values: readonly number[]): number =>
        values.reduce((sum, v) => sum + v, 0) / values.length;
      const exact = {
        meanCosine: mean(cosines),
        meanAbsCosine: mean(cosines.map(Math.abs)),
        minCosine: Math.min(...cosines),
        maxCosine: Math.max(...cosines),
        frobeniusSquared: n + cosines.reduce((sum, s) => sum + s * s, 0),
      };
      for (const key of ['meanCosine', 'meanAbsCosine', 'minCosine', 'maxCosine'] as const) {
        expect(Math.abs(statistics[key] - exact[key]), key).toBeLessThanOrEqual((single * n) / (n - 1));
      }
      const squares = n * allowed(n, d).squareSum;
      expect(Math.abs(statistics.frobeniusSquared - exact.frobeniusSquared)).toBeLessThanOrEqual(squares);
      // The identities that hold for unit rows, from sums the device made.
      const length = meanRow(z, n, d).reduce((sum, value) => sum + value ** 2, 0);
      expect(Math.abs(statistics.gramSum - n * n * length)).toBeLessThanOrEqual(n * n * single);
      expect(Math.abs(statistics.gramTrace - n)).toBeLessThanOrEqual(n * single);
      const chain = jensenChain(similarities, TAU);
      expect(chain.outer).toBeGreaterThanOrEqual(chain.left - 2 * allowed(n, d).logSumExp);
      expect(chain.gap).toBeGreaterThanOrEqual(-2 * allowed(n, d).logSumExp);
    });
  }

  it('come out the same in many submits as in one', async () => {
    const whole = await run(gpu.executor, large);
    const cut = await run(gpu.executor, large, 2 ** 20);
    expect(whole.submits).toBe(2);
    expect(cut.submits).toBeGreaterThan(20);
    const expected = rowSimilarities(large.z, large.n, large.d, TAU);
    expectSimilar(whole.similarities, expected, large.n, large.d);
    expectSimilar(cut.similarities, expected, large.n, large.d);
  });

  it('are the same program on the CPU', async () => {
    using reference = new ReferenceExecutor();
    const cloud = { z: large.z.subarray(0, 100 * large.d), n: 100, d: large.d };
    const { similarities } = await run(reference, cloud, 2 ** 14);
    // Recovered from the stored form, (maximum, sum), in f64.
    const expected = rowSimilarities(cloud.z, cloud.n, cloud.d, TAU);
    for (const [row, value] of expected.logSumExp.entries()) {
      expect(similarities.logSumExp[row]).toBeCloseTo(value, 12);
      expect(similarities.sum[row]).toBeCloseTo(expected.sum[row] ?? Number.NaN, 12);
    }
  });

  it('know a single row and a pair', async () => {
    const one = await run(gpu.executor, { z: new Float32Array([0.6, 0.8]), n: 1, d: 2 });
    expect(one.similarities.logSumExpOthers[0]).toBe(-Infinity);
    expect(one.similarities.minimum[0]).toBe(Infinity);
    expect(pairwiseStatistics(one.similarities)).toMatchObject({
      meanCosine: Number.NaN,
      minCosine: Number.NaN,
      maxCosine: Number.NaN,
    });
    expect(pairwiseStatistics(one.similarities).gramSum).toBeCloseTo(1, 6);

    const pair = await run(gpu.executor, { z: new Float32Array([1, 0, -1, 0]), n: 2, d: 2 });
    expect(pairwiseStatistics(pair.similarities)).toEqual({
      meanCosine: -1,
      meanAbsCosine: 1,
      minCosine: -1,
      maxCosine: -1,
      gramSum: 0,
      gramTrace: 2,
      frobeniusSquared: 4,
      maxAbsRowSum: 2,
    });
  });
});
