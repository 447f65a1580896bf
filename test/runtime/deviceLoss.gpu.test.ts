import { describe, expect, it } from 'vitest';
import { type Fault, FaultChannel, LabUnavailableError } from '../../src/runtime/errors';
import { GpuScope } from '../../src/runtime/scope';
import { WebGpuExecutor } from '../../src/runtime/webgpuExecutor';
import { dawnDevice } from '../support/dawn';
import { scaleAdd } from '../support/testKernels';

async function open(): Promise<{ executor: WebGpuExecutor; faults: Fault[] }> {
  const { device, adapter } = await dawnDevice();
  const channel = new FaultChannel();
  const faults: Fault[] = [];
  channel.subscribe((fault) => faults.push(fault));
  const executor = new WebGpuExecutor(device, adapter, channel);
  await executor.prepare([scaleAdd]);
  return { executor, faults };
}

async function outcome(work: Promise<unknown> | null): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    return error;
  }
}

/** Waits until what the loss set off has been told. */
async function settle(executor: WebGpuExecutor): Promise<void> {
  await executor.device.lost;
  await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('a device that is lost in mid-run', () => {
  it('is reported once, and the reads under way reject with the reason', async () => {
    const { executor, faults } = await open();
    using scope = new GpuScope('run');
    const values = executor.allocate(scope, 'values', [64]);
    executor.submit((recorder) =>
      recorder.dispatch(scaleAdd, { target_values: values }, { index: 0, factor: 1, offset: 1 }),
    );
    const reads = [executor.read(values), executor.readSoon(values), executor.readSoon(values)];
    executor.device.destroy();
    for (const read of reads) {
      const error = await outcome(read);
      expect(error).toBeInstanceOf(LabUnavailableError);
      expect(error).toMatchObject({ reason: 'device-lost' });
    }
    await settle(executor);
    expect(faults.map(({ kind }) => kind)).toEqual(['lost']);
    executor[Symbol.dispose]();
  });

  it('rejects reads and reads soon that come after it', async () => {
    const { executor, faults } = await open();
    using scope = new GpuScope('late');
    const values = executor.allocate(scope, 'values', [4]);
    executor.device.destroy();
    await settle(executor);
    for (const read of [executor.read(values), executor.readSoon(values)]) {
      expect(await outcome(read)).toMatchObject({ name: 'LabUnavailableError', reason: 'device-lost' });
    }
    expect(faults.map(({ kind }) => kind)).toEqual(['lost']);
    executor[Symbol.dispose]();
  });

  it('is not reported when the executor was closed first', async () => {
    const { executor, faults } = await open();
    {
      using scope = new GpuScope('run');
      const values = executor.allocate(scope, 'values', [4]);
      executor.submit((recorder) =>
        recorder.dispatch(scaleAdd, { target_values: values }, { index: 0, factor: 1, offset: 1 }),
      );
    }
    executor[Symbol.dispose]();
    executor.device.destroy();
    await settle(executor);
    expect(faults).toEqual([]);
  });
});
