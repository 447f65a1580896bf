/** Overrides that choose other code on hardware than on a software adapter: what hardware would run, run here as well. */
import { describe, expect, it } from 'vitest';
import { checkCase, describeResult } from '../../src/kernels/support/check';
import { KERNELS } from '../../src/kernels/support/registry';
import type { AnyKernel } from '../../src/runtime/kernel';
import { useGpu } from '../support/dawn';

/** The kernel as hardware compiles it, under a name of its own: pipelines are kept by name. */
function asOnHardware(kernel: AnyKernel): AnyKernel {
  const overrides = Object.fromEntries(
    Object.entries(kernel.overrides).map(([name, { gpu }]) => [name, { gpu, software: gpu }]),
  );
  return { ...kernel, name: `${kernel.name}_on_hardware`, overrides };
}

/** Beyond the size of a workgroup, which changes how a text is mapped but not what of it runs. */
const CHOOSING = [...KERNELS.values()].filter(({ overrides }) =>
  Object.entries(overrides).some(
    ([name, { gpu, software }]) => name !== 'WORKGROUP_SIZE' && gpu !== software,
  ),
);

describe('code that only hardware runs', () => {
  const gpu = useGpu();

  it('is that of the linear layers', () => {
    expect(CHOOSING.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['linear_backward_input', 'linear_backward_weight', 'linear_forward']),
    );
  });

  for (const kernel of CHOOSING) {
    for (const kernelCase of kernel.cases()) {
      it(`${kernel.name}: ${kernelCase.name}`, async () => {
        const results = await checkCase(gpu.executor, asOnHardware(kernel), kernelCase);
        expect(results.length).toBeGreaterThan(0);
        expect(results.filter(({ ratio }) => !(ratio <= 1)).map(describeResult)).toEqual([]);
        expect(gpu.faults).toEqual([]);
      });
    }
  }
});
