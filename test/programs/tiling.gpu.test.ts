/** How the O(n^2) programs cut their work: nothing lost, nothing twice, memory O(n d), dispatches within limits. */
import { describe, expect, it } from 'vitest';
import sumColumns from '../../src/kernels/sum_columns';
import { stackedViews } from '../../src/kernels/support/cases';
import { KERNELS } from '../../src/kernels/support/registry';
import { ContrastiveProgram } from '../../src/programs/contrastive';
import { groupBegins, partialCount, pieces, weightColumns } from '../../src/programs/tiling';
import { SphereTraining } from '../../src/programs/training';
import { UniformityProgram } from '../../src/programs/uniformity';
import type { ContrastiveLoss } from '../../src/reference/contrastive';
import type { Executor, Recorder } from '../../src/runtime/executor';
import type { AnyKernel } from '../../src/runtime/kernel';
import type { ParamValues } from '../../src/runtime/layout';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { GpuScope } from '../../src/runtime/scope';
import {
  type DeviceTensor,
  type Element,
  elementCount,
  paddedColumns,
  type Shape,
} from '../../src/runtime/tensor';
import { useGpu } from '../support/dawn';

/** An executor that allocates and records, and computes nothing. */
class CountingExecutor extends ReferenceExecutor {
  readonly allocated = new Map<string, number>();
  readonly dispatched: { kernel: AnyKernel; params: ParamValues }[] = [];

  override allocate<E extends Element = 'f32'>(
    scope: GpuScope,
    label: string,
    shape: Shape,
    element: E = 'f32' as E,
  ): DeviceTensor<E> {
    this.allocated.set(`${scope.label}/${label}`, elementCount(shape));
    return { id: this.allocated.size, label, shape, element };
  }

  override submit(record: (recorder: Recorder) => void): void {
    record({
      stage: () => undefined,
      dispatch: (kernel: AnyKernel, _: unknown, params: ParamValues) => {
        this.dispatched.push({ kernel, params });
      },
      flush: () => undefined,
      clear: () => undefined,
      copy: () => undefined,
    });
  }
}

describe('tiling', () => {
  it('covers every candidate once, in multiples of the tile', () => {
    for (const [total, chunks, work] of [
      [1, 1, 1],
      [1009, 7, 1],
      [1009, 3, 2 ** 32 / 100],
      [65_536, 1, 2 ** 24],
    ] as const) {
      const covered = pieces(total, chunks, work).flatMap((piece) =>
        Array.from({ length: piece.chunks }, (_, c) => {
          const begin = piece.begin + c * piece.chunk;
          return Math.max(0, Math.min(begin + piece.chunk, piece.end) - begin);
        }),
      );
      expect(covered.reduce((sum, count) => sum + count, 0)).toBe(total);
    }
    expect(groupBegins(10, 4, 1, 2)).toEqual([[0, 4], [8]]);
  });

  it('keeps memory at O(n d): n = 65,536, d = 128', () => {
    const [n, d] = [65_536, 128];
    for (const loss of ['infonce', 'ntxent'] as const) {
      using scope = new GpuScope('count');
      const executor = new CountingExecutor();
      const training = new SphereTraining(executor, scope, {
        rows: n,
        columns: d,
        batch: n,
        loss,
        paired: false,
        seed: 1,
      });
      const uniformity = new UniformityProgram(executor, scope, n, d);
      expect(training.pointCount).toBe(n);
      expect(uniformity.logSum.shape).toEqual([1]);
      // The stacked views are the largest thing there has to be; nothing may exceed them.
      for (const [label, count] of executor.allocated) expect(count, label).toBeLessThanOrEqual(2 * n * d);
    }
  });

  it('dispatches at most 65,535 workgroups a dimension at n = 65,536, d = 784', () => {
    using scope = new GpuScope('count');
    const executor = new CountingExecutor();
    const [n, d] = [65_536, 784];
    const program = new ContrastiveProgram(executor, scope, { pairs: n, columns: d, loss: 'symmetric' });
    const z = executor.allocate(scope, 'z', [2 * n, d]);
    program.encodeLoss((record) => executor.submit(record), z, 0.1);
    program.encodeGradient((record) => executor.submit(record), z, 0.1);
    expect(executor.dispatched.length).toBeGreaterThan(100);
    for (const { kernel, params } of executor.dispatched) {
      for (const adapter of ['gpu', 'software'] as const) {
        const overrides = Object.fromEntries(
          Object.entries(kernel.overrides).map(([name, values]) => [name, values[adapter]]),
        );
        for (const count of kernel.workgroups(params, overrides)) expect(count).toBeLessThanOrEqual(65_535);
      }
    }
  });

  it('gives a GPU work and small clouds little overhead', () => {
    expect(partialCount(64, 64)).toBe(1);
    expect(partialCount(512, 512)).toBe(8);
    expect(weightColumns(1024, 512, 32)).toBe(256);
    expect(weightColumns(8, 3, 4)).toBe(4);
    expect(KERNELS.size).toBeGreaterThan(20);
  });
});

describe('work in pieces', () => {
  const gpu = useGpu();

  async function run(executor: Executor, loss: ContrastiveLoss, workPerSubmit: number) {
    const [pairs, columns] = [301, 17];
    using scope = new GpuScope('pieces');
    await executor.prepare([...ContrastiveProgram.kernels, ...UniformityProgram.kernels, sumColumns]);
    const z = executor.allocate(scope, 'z', [2 * pairs, paddedColumns(columns)]);
    executor.write(z, stackedViews(pairs, columns));
    let submits = 0;
    const submit = (record: (recorder: Recorder) => void): void => {
      submits++;
      executor.submit(record);
    };
    const program = new ContrastiveProgram(executor, scope, { pairs, columns, loss, workPerSubmit });
    const uniformity = new UniformityProgram(executor, scope, 2 * pairs, columns, workPerSubmit);
    program.encodeLoss(submit, z, 0.2);
    program.encodeGradient(submit, z, 0.2);
    uniformity.encode(submit, z, 2);
    const read = await Promise.all([
      executor.read(program.terms),
      executor.read(program.gradient),
      executor.read(uniformity.logSum),
    ]);
    return { submits, values: read.flatMap((values) => [...values]) };
  }

  for (const loss of ['infonce', 'ntxent'] as const) {
    it(`${loss}: many submits give what one gives, and what Float64 gives`, async () => {
      using reference = new ReferenceExecutor();
      const whole = await run(gpu.executor, loss, 2 ** 40);
      const cut = await run(gpu.executor, loss, 2 ** 18);
      const expected = await run(reference, loss, 2 ** 18);
      expect(cut.submits).toBeGreaterThan(whole.submits + 20);
      expect(whole.values.length).toBe(expected.values.length);
      for (const [i, value] of expected.values.entries()) {
        // Sums of a few hundred terms of magnitude at most 1 / tau in f32.
        expect(Math.abs((whole.values[i] ?? Number.NaN) - value)).toBeLessThan(2e-5);
        expect(Math.abs((cut.values[i] ?? Number.NaN) - value)).toBeLessThan(2e-5);
      }
    });
  }
});
