import { describe, expect, it } from 'vitest';
import { checkCase, describeResult } from '../../src/kernels/support/check';
import { KERNELS } from '../../src/kernels/support/registry';
import { useGpu } from '../support/dawn';

describe('kernels against their Float64 references', () => {
  const gpu = useGpu();

  for (const kernel of KERNELS.values()) {
    describe(kernel.name, () => {
      for (const kernelCase of kernel.cases()) {
        it(kernelCase.name, async () => {
          const results = await checkCase(gpu.executor, kernel, kernelCase);
          expect(results.length).toBeGreaterThan(0);
          const failures = results.filter(({ ratio }) => !(ratio <= 1)).map(describeResult);
          expect(failures).toEqual([]);
          expect(gpu.faults).toEqual([]);
          expect(gpu.executor.liveTensors).toBe(0);
        });
      }
    });
  }
});
