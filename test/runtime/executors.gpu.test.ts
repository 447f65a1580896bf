/** Both executors run the same programs to the same numbers: what a program may rely on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultChannel, LabLimitError } from '../../src/runtime/errors';
import type { Executor } from '../../src/runtime/executor';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { GpuScope } from '../../src/runtime/scope';
import { WebGpuExecutor } from '../../src/runtime/webgpuExecutor';
import { dawnDevice } from '../support/dawn';
import { duplicate, scaleAdd } from '../support/testKernels';

const faults: string[] = [];

async function webGpu(): Promise<{ executor: Executor; close: () => void }> {
  const { device, adapter } = await dawnDevice();
  const channel = new FaultChannel();
  channel.subscribe(({ message }) => faults.push(message));
  const executor = new WebGpuExecutor(device, adapter, channel);
  return {
    executor,
    close: () => {
      executor[Symbol.dispose]();
      device.destroy();
    },
  };
}

async function reference(): Promise<{ executor: Executor; close: () => void }> {
  const executor = new ReferenceExecutor();
  return { executor, close: () => executor[Symbol.dispose]() };
}

describe.each([
  ['webgpu', webGpu],
  ['reference', reference],
] as const)('%s executor', (backend, open) => {
  let executor: Executor;
  let close: () => void;

  beforeAll(async () => {
    ({ executor, close } = await open());
    await executor.prepare([scaleAdd, duplicate]);
  });

  afterAll(() => close());

  /** The contents of a tensor as plain numbers. */
  async function numbers(tensor: Parameters<Executor['read']>[0]): Promise<number[]> {
    return Array.from(await executor.read(tensor));
  }

  it('says what it is', () => {
    expect(executor.backend).toBe(backend);
    expect(executor.maxElements).toBeGreaterThan(2 ** 24);
  });

  it('allocates zeros, and frees them with their scope', async () => {
    expect(executor.liveTensors).toBe(0);
    {
      using scope = new GpuScope('page');
      const values = executor.allocate(scope, 'values', [3, 5]);
      const words = executor.allocate(scope, 'words', [2], 'u32');
      expect(executor.liveTensors).toBe(2);
      expect(values.label).toBe('page/values');
      expect(await numbers(values)).toEqual(Array.from({ length: 15 }, () => 0));
      expect(await executor.read(words)).toEqual(new Uint32Array(2));
    }
    expect(executor.liveTensors).toBe(0);
  });

  it('reads u32 exactly', async () => {
    using scope = new GpuScope('words');
    const words = executor.allocate(scope, 'words', [3], 'u32');
    executor.write(words, new Uint32Array([0xffffffff, 1, 0x80000000]));
    expect(await executor.read(words)).toEqual(new Uint32Array([0xffffffff, 1, 0x80000000]));
  });

  it('overwrites the first elements of a tensor, and no more than it has', async () => {
    using scope = new GpuScope('writes');
    const values = executor.allocate(scope, 'values', [3]);
    executor.write(values, new Float32Array([1, 2, 3]));
    executor.write(values, new Float32Array([7]));
    expect(await numbers(values)).toEqual([7, 2, 3]);
    expect(() => executor.write(values, new Float32Array(4))).toThrow(RangeError);
    expect(await numbers(values)).toEqual([7, 2, 3]);
  });

  it('writes the part of an array that a view shows', async () => {
    using scope = new GpuScope('views');
    const values = executor.allocate(scope, 'values', [2]);
    executor.write(values, new Float32Array([1, 2, 3, 4]).subarray(1, 3));
    expect(await numbers(values)).toEqual([2, 3]);
  });

  it('runs the dispatches of a submit in order, each with its own parameters', async () => {
    using scope = new GpuScope('order');
    const values = executor.allocate(scope, 'values', [2]);
    executor.write(values, new Float32Array([1, 1]));
    executor.submit((recorder) => {
      recorder.dispatch(scaleAdd, { target_values: values }, { index: 0, factor: 2, offset: 3 });
      recorder.dispatch(scaleAdd, { target_values: values }, { index: 0, factor: 10, offset: 1 });
      recorder.dispatch(scaleAdd, { target_values: values }, { index: 1, factor: 10, offset: 1 });
      recorder.dispatch(scaleAdd, { target_values: values }, { index: 1, factor: 2, offset: 3 });
    });
    expect(await numbers(values)).toEqual([51, 25]);
  });

  it('keeps writes, submits, copies, clears and reads in the order they were asked for', async () => {
    using scope = new GpuScope('queue');
    const values = executor.allocate(scope, 'values', [4]);
    const kept = executor.allocate(scope, 'kept', [4]);
    executor.write(values, new Float32Array([1, 2, 3, 4]));
    executor.submit((recorder) => {
      recorder.stage('before');
      recorder.dispatch(scaleAdd, { target_values: values }, { index: 0, factor: 10, offset: 0 });
      recorder.copy(values, kept);
      recorder.stage('after');
      recorder.clear(values);
      recorder.dispatch(scaleAdd, { target_values: values }, { index: 3, factor: 1, offset: 5 });
    });
    const early = executor.read(values);
    executor.write(values, new Float32Array([9, 9, 9, 9]));
    expect(Array.from(await early)).toEqual([0, 0, 0, 5]);
    expect(await numbers(kept)).toEqual([10, 2, 3, 4]);
    expect(await numbers(values)).toEqual([9, 9, 9, 9]);
    await executor.settled();
  });

  it('copies with offsets and counts, in elements', async () => {
    using scope = new GpuScope('copies');
    const source = executor.allocate(scope, 'source', [5]);
    const target = executor.allocate(scope, 'target', [6]);
    executor.write(source, new Float32Array([1, 2, 3, 4, 5]));
    executor.submit((recorder) => {
      recorder.copy(source, target, { targetOffset: 1 });
      recorder.copy(source, target, { sourceOffset: 3, targetOffset: 0, count: 2 });
    });
    expect(await numbers(target)).toEqual([4, 5, 2, 3, 4, 5]);
  });

  it('passes a tensor from one kernel to the next', async () => {
    using scope = new GpuScope('chain');
    const first = executor.allocate(scope, 'first', [20]);
    const second = executor.allocate(scope, 'second', [20]);
    executor.submit((recorder) => {
      recorder.dispatch(scaleAdd, { target_values: first }, { index: 17, factor: 0, offset: 4 });
      recorder.dispatch(duplicate, { source: first, copied: second }, { count: 18 });
      recorder.dispatch(scaleAdd, { target_values: second }, { index: 17, factor: 3, offset: 0 });
    });
    expect((await numbers(second)).slice(15)).toEqual([0, 0, 12, 0, 0]);
  });

  it('reads soon what was submitted before', async () => {
    using scope = new GpuScope('soon');
    const values = executor.allocate(scope, 'values', [3]);
    executor.write(values, new Float32Array([1, 2, 3]));
    expect(Array.from((await executor.readSoon(values)) ?? [])).toEqual([1, 2, 3]);
  });

  it('refuses a tensor over its limit before allocating it', () => {
    using scope = new GpuScope('large');
    const rows = executor.maxElements / 4 + 1;
    expect(() => executor.allocate(scope, 'cloud', [rows, 4])).toThrow(LabLimitError);
    expect(() => executor.allocate(scope, 'cloud', [rows, 4])).toThrow(`cloud [${rows}, 4] needs`);
    expect(executor.liveTensors).toBe(0);
  });

  it('names a tensor that was released, and one that is missing', async () => {
    const scope = new GpuScope('page');
    const values = executor.allocate(scope, 'values', [2]);
    scope[Symbol.dispose]();
    const use = (): void =>
      executor.submit((recorder) =>
        recorder.dispatch(scaleAdd, { target_values: values }, { index: 0, factor: 1, offset: 0 }),
      );
    expect(use).toThrow('tensor page/values was released');
    await expect(Promise.resolve().then(() => executor.read(values))).rejects.toThrow('was released');
    expect(() =>
      executor.submit((recorder) =>
        recorder.dispatch(scaleAdd, {} as never, { index: 0, factor: 1, offset: 0 }),
      ),
    ).toThrow('kernel scale_add needs a tensor for target_values');
  });

  it('raised no fault', () => {
    expect(faults).toEqual([]);
  });
});
