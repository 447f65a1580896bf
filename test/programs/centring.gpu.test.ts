/** Centred rows: Float64 on every initial state; a collapsed cloud has nothing left. */
import { describe, expect, it } from 'vitest';
import { ROUNDOFF } from '../../src/kernels/support/rounding';
import { CentringProgram } from '../../src/programs/centring';
import { meanRow } from '../../src/reference/vector';
import type { Executor } from '../../src/runtime/executor';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { GpuScope } from '../../src/runtime/scope';
import { paddedColumns, padRows, unpadRows } from '../../src/runtime/tensor';
import { initialStates } from '../reference/support';
import { useGpu } from '../support/dawn';

async function centred(
  executor: Executor,
  z: Float32Array,
  n: number,
  d: number,
  normalize: boolean,
): Promise<Float64Array> {
  using scope = new GpuScope('centring');
  await executor.prepare(CentringProgram.kernels);
  const x = executor.allocate(scope, 'x', [n, paddedColumns(d)]);
  executor.write(x, padRows(z, n, d));
  const program = new CentringProgram(executor, scope, n, d);
  executor.submit((recorder) => program.encode(recorder, x, normalize));
  return Float64Array.from(unpadRows(await executor.read(program.centred), n, d));
}

describe('centring', () => {
  const gpu = useGpu();

  for (const { name, z, n, d } of initialStates()) {
    it(`agrees with Float64: ${name}`, async () => {
      const x = Float32Array.from(z);
      const mean = meanRow(x, n, d);
      const expected = Float64Array.from(x, (value, at) => value - (mean[at % d] ?? 0));
      // The mean of differences up to 2 takes sqrt(n) + 8 roundings and one with the first row; one more here.
      const error = ROUNDOFF * (2 * (8 + Math.sqrt(n)) + 4);
      const got = await centred(gpu.executor, x, n, d, false);
      for (const [at, value] of expected.entries()) {
        expect(Math.abs((got[at] ?? Number.NaN) - value)).toBeLessThanOrEqual(error);
      }
      const unit = await centred(gpu.executor, x, n, d, true);
      for (let r = 0; r < n; r++) {
        const own = unit.subarray(r * d, (r + 1) * d);
        const length = Math.hypot(...own);
        if (name.startsWith('identical')) expect(own.every((value) => value === 0)).toBe(true);
        else expect(Math.abs(length - 1)).toBeLessThanOrEqual(4e-6);
      }
    });
  }

  it('turns a cone into what a centring viewer shows: rows on all sides', async () => {
    const cone = initialStates().find(({ name }) => name.startsWith('cone 60'));
    if (!cone) throw new Error('no cone');
    const { z, n, d } = cone;
    const unit = await centred(gpu.executor, Float32Array.from(z), n, d, true);
    const length = (rows: Float64Array): number => Math.hypot(...meanRow(rows, n, d));
    expect(length(z)).toBeGreaterThan(0.8);
    // Unit rows that sum to zero before they were made unit.
    expect(length(unit)).toBeLessThan(0.15);
  });

  it('is the same program on the CPU, and leaves nothing of a single row', async () => {
    using reference = new ReferenceExecutor();
    const z = new Float32Array([3, 4, 1, 4, 2, 2]);
    expect([...(await centred(reference, z, 2, 3, false))]).toEqual([-0.5, 1, -0.5, 0.5, -1, 0.5]);
    expect([...(await centred(gpu.executor, z, 2, 3, false))]).toEqual([-0.5, 1, -0.5, 0.5, -1, 0.5]);
    for (const executor of [reference, gpu.executor]) {
      expect([...(await centred(executor, z.subarray(0, 3), 1, 3, true))]).toEqual([0, 0, 0]);
    }
  });
});
