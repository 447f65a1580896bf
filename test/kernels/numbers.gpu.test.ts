import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCase, describeResult } from '../../src/kernels/support/check';
import { KERNELS } from '../../src/kernels/support/registry';
import { type Fault, FaultChannel } from '../../src/runtime/errors';
import { WebGpuExecutor } from '../../src/runtime/webgpuExecutor';
import { dawnDevice } from '../support/dawn';

describe('kernels against their Float64 references', () => {
  let executor: WebGpuExecutor;
  const faults: Fault[] = [];

  beforeAll(async () => {
    const { device, adapter } = await dawnDevice();
    const channel = new FaultChannel();
    channel.subscribe((fault) => faults.push(fault));
    executor = new WebGpuExecutor(device, adapter, channel);
  });

  afterAll(() => {
    executor[Symbol.dispose]();
    executor.device.destroy();
  });

  for (const kernel of KERNELS.values()) {
    describe(kernel.name, () => {
      for (const kernelCase of kernel.cases()) {
        it(kernelCase.name, async () => {
          const results = await checkCase(executor, kernel, kernelCase);
          expect(results.length).toBeGreaterThan(0);
          const failures = results.filter(({ ratio }) => !(ratio <= 1)).map(describeResult);
          expect(failures).toEqual([]);
          expect(faults).toEqual([]);
          expect(executor.liveTensors).toBe(0);
        });
      }
    });
  }
});
