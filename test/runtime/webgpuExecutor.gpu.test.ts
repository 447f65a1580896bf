/** What only the WebGPU executor has: rings, pipelines, bind groups, timestamps, limits of an adapter. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { KernelError, LabLimitError } from '../../src/runtime/errors';
import type { AnyKernel } from '../../src/runtime/kernel';
import { GpuScope } from '../../src/runtime/scope';
import type { WebGpuExecutor } from '../../src/runtime/webgpuExecutor';
import { useGpu } from '../support/dawn';
import { duplicate, scaleAdd } from '../support/testKernels';

/** Slots of the read-back ring, and bytes of one. */
const RING_SLOTS = 8;
const RING_BYTES = 4096;
/** Parameter slices of one command buffer. */
const SLICES = 1024;

const gpu = useGpu();
let executor: WebGpuExecutor;

beforeAll(async () => {
  executor = gpu.executor;
  await executor.prepare([scaleAdd, duplicate]);
});

afterEach(() => {
  expect(executor.liveTensors).toBe(0);
  expect(executor.liveBindGroups).toBe(0);
  expect(gpu.faults).toEqual([]);
});

describe('parameter ring', () => {
  it('holds more dispatches than it has slices, in order', async () => {
    using scope = new GpuScope('ring');
    const count = 2 * SLICES + 77;
    const values = executor.allocate(scope, 'values', [count]);
    const digits = executor.allocate(scope, 'digits', [1]);
    executor.submit((recorder) => {
      for (let index = 0; index < count; index++) {
        recorder.dispatch(scaleAdd, { target_values: values }, { index, factor: 0, offset: index + 1 });
      }
      // Base 3, so that two steps in the wrong order are seen.
      for (const offset of [1, 0, 2, 1, 2]) {
        recorder.dispatch(scaleAdd, { target_values: digits }, { index: 0, factor: 3, offset });
      }
    });
    const expected = Float32Array.from({ length: count }, (_, index) => index + 1);
    expect(await executor.read(values)).toEqual(expected);
    expect(Array.from(await executor.read(digits))).toEqual([Number.parseInt('10212', 3)]);
  });

  it('keeps the parameters of submits that follow each other without a wait', async () => {
    using scope = new GpuScope('submits');
    const values = executor.allocate(scope, 'values', [64]);
    for (let index = 0; index < 64; index++) {
      executor.submit((recorder) =>
        recorder.dispatch(scaleAdd, { target_values: values }, { index, factor: 0, offset: index }),
      );
    }
    expect(await executor.read(values)).toEqual(Float32Array.from({ length: 64 }, (_, index) => index));
  });
});

describe('read-back ring', () => {
  it('is null while every slot is on its way, recovers, and never mixes slots', async () => {
    using scope = new GpuScope('ring');
    const tensors = Array.from({ length: 2 * RING_SLOTS }, (_, index) => {
      const tensor = executor.allocate(scope, `values ${index}`, [index + 1]);
      executor.write(tensor, new Float32Array(index + 1).fill(index + 0.5));
      return tensor;
    });
    for (let round = 0; round < 3; round++) {
      const reads = tensors.map((tensor) => executor.readSoon(tensor));
      expect(reads.map((read) => read === null)).toEqual(tensors.map((_, index) => index >= RING_SLOTS));
      for (const [index, read] of reads.entries()) {
        if (read) expect(await read).toEqual(new Float32Array(index + 1).fill(index + 0.5));
      }
    }
  });

  it('reads a tensor as it was when it was asked for', async () => {
    using scope = new GpuScope('moving');
    const values = executor.allocate(scope, 'values', [1]);
    const reads = [];
    for (let step = 1; step <= RING_SLOTS; step++) {
      executor.submit((recorder) =>
        recorder.dispatch(scaleAdd, { target_values: values }, { index: 0, factor: 2, offset: 1 }),
      );
      reads.push(executor.readSoon(values));
    }
    const seen = await Promise.all(reads.map(async (read) => (await read)?.[0]));
    expect(seen).toEqual(reads.map((_, index) => 2 ** (index + 1) - 1));
  });

  it('takes a tensor as large as a slot and refuses a larger one', async () => {
    using scope = new GpuScope('sizes');
    const full = executor.allocate(scope, 'full', [RING_BYTES / 4]);
    expect((await executor.readSoon(full))?.length).toBe(RING_BYTES / 4);
    const large = executor.allocate(scope, 'large', [RING_BYTES / 4 + 1]);
    expect(() => executor.readSoon(large)).toThrow('sizes/large is too large for the read-back ring');
  });
});

describe('pipelines', () => {
  const broken: AnyKernel = { ...(scaleAdd as unknown as AnyKernel), name: 'broken' };

  async function refusal(kernel: AnyKernel): Promise<unknown> {
    return executor.prepare([kernel]).then(
      () => null,
      (error: unknown) => error,
    );
  }

  it('does not keep a kernel that failed, and says where it is wrong', async () => {
    const wgsl = scaleAdd.wgsl.replace('params.factor *', 'params.faktor *');
    const error = await refusal({ ...broken, wgsl });
    expect(error).toBeInstanceOf(KernelError);
    const line = wgsl.split('\n').findIndex((text) => text.includes('faktor')) + 1;
    expect((error as Error).message).toMatch(new RegExp(`^shaders/broken\\.wgsl:${line}:\\d+ .*faktor`));
    expect(await refusal({ ...broken, wgsl })).toBeInstanceOf(KernelError);
    expect(await refusal(broken)).toBeNull();
  });

  it('leaves no error scope open when a library file is missing', async () => {
    const kernel = { ...broken, name: 'incomplete', wgsl: `// Requires: lib/nothing.wgsl\n${scaleAdd.wgsl}` };
    expect(String(await refusal(kernel))).toContain('shaders/lib/nothing.wgsl does not exist');
    expect(await executor.device.popErrorScope().catch((error: Error) => error.name)).toBe('OperationError');
  });

  it('dispatches only what was prepared', () => {
    using scope = new GpuScope('early');
    const values = executor.allocate(scope, 'values', [1]);
    const unknown = { ...scaleAdd, name: 'never_prepared' };
    expect(() =>
      executor.submit((recorder) =>
        recorder.dispatch(unknown, { target_values: values }, { index: 0, factor: 1, offset: 0 }),
      ),
    ).toThrow('kernel never_prepared was dispatched before it was prepared');
  });
});

describe('ownership', () => {
  it('keeps one bind group for the same tensors and drops it with the first of them', () => {
    using page = new GpuScope('page');
    const source = executor.allocate(page, 'source', [4]);
    for (let round = 0; round < 3; round++) {
      using scope = new GpuScope('round');
      const copied = executor.allocate(scope, 'copied', [4]);
      for (let times = 0; times < 2; times++) {
        executor.submit((recorder) => recorder.dispatch(duplicate, { source, copied }, { count: 4 }));
      }
      expect(executor.liveBindGroups).toBe(1);
    }
    expect(executor.liveBindGroups).toBe(0);
    expect(executor.liveTensors).toBe(1);
  });

  it("refuses a tensor over the adapter's limit before any buffer exists", () => {
    using scope = new GpuScope('large');
    const create = vi.spyOn(executor.device, 'createBuffer');
    const elements = executor.maxElements + 1;
    let thrown: unknown;
    try {
      executor.allocate(scope, 'cloud', [elements]);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(LabLimitError);
    expect(thrown).toMatchObject({
      limit: 'maxStorageBufferBindingSize',
      needed: 4 * elements,
      available: 4 * executor.maxElements,
    });
    expect(create).toHaveBeenCalledTimes(0);
    executor.allocate(scope, 'small', [1]);
    expect(create).toHaveBeenCalledTimes(1);
    create.mockRestore();
  });
});

describe('stage times', () => {
  it('are not negative and carry the names of the stages, where the adapter has timestamps', async () => {
    using scope = new GpuScope('timed');
    const values = executor.allocate(scope, 'values', [1]);
    const program = (): void =>
      executor.submit((recorder) => {
        for (const stage of ['views', 'loss', 'views']) {
          recorder.stage(stage);
          recorder.dispatch(scaleAdd, { target_values: values }, { index: 0, factor: 1, offset: 1 });
        }
      });
    for (let round = 0; round < 4; round++) {
      program();
      await executor.read(values);
      await executor.settled();
    }
    const times = executor.stageTimes();
    if (executor.device.features.has('timestamp-query')) {
      expect(times?.map(({ stage }) => stage)).toEqual(['views', 'loss']);
      expect(times?.every(({ milliseconds }) => milliseconds >= 0 && milliseconds < 60_000)).toBe(true);
    } else expect(times).toBeNull();
  });
});
