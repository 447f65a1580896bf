import { beforeAll, describe, expect, it } from 'vitest';
import { WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';
import { KERNELS } from '../../src/kernels/support/registry';
import type { AnyKernel } from '../../src/runtime/kernel';
import { PipelineCache } from '../../src/runtime/pipelines';
import { nullDevice } from '../support/dawn';
import { parseableShader } from '../support/reflection';

/** What every WebGPU adapter grants; the lab asks for no more of these. */
const MAX_WORKGROUPS = 65_535;
const MAX_INVOCATIONS = 256;
const MAX_WORKGROUP_BYTES = 16_384;
const MAX_STORAGE_BUFFERS = 8;

const ADAPTERS = ['gpu', 'software'] as const;

function overridesOn(kernel: AnyKernel, adapter: (typeof ADAPTERS)[number]): Record<string, number> {
  return Object.fromEntries(
    Object.entries(kernel.overrides).map(([name, values]) => [name, values[adapter]]),
  );
}

function kernelNamed(name: string): AnyKernel {
  const kernel = KERNELS.get(name);
  if (!kernel) throw new Error(`no kernel ${name}`);
  return kernel;
}

/** Bytes of `var<workgroup>` memory with overrides in force. */
function workgroupBytes(kernel: AnyKernel, overrides: Readonly<Record<string, number>>): number {
  const text = Object.entries(overrides).reduce(
    (wgsl, [name, value]) =>
      wgsl
        .replace(new RegExp(`^override ${name} .*$`, 'm'), '')
        .replace(new RegExp(`\\b${name}\\b`, 'g'), `${value}`),
    parseableShader(kernel).replace(/\/\/.*$/gm, ''),
  );
  const declared = [...text.matchAll(/^var<workgroup> (\w+) : (.+);$/gm)].map(
    ([, name, type]) => `${name} : ${type}`,
  );
  const reflected = new WgslReflect(`struct Memory { unused : u32, ${declared.join(', ')} }`).structs[0];
  return (reflected?.members ?? []).slice(1).reduce((sum, { size }) => sum + size, 0);
}

describe('Tint on the null backend', () => {
  let device: GPUDevice;

  beforeAll(async () => {
    device = await nullDevice();
  });

  /** The message with which a kernel is refused. */
  async function refusal(kernel: AnyKernel): Promise<string> {
    return new PipelineCache(device, false).prepare([kernel]).then(
      () => 'accepted',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  }

  it('is told where a shader is wrong', async () => {
    const kernel = kernelNamed('value_range');
    const lines = kernel.wgsl.split('\n');
    const at = lines.findIndex((line) => line.includes('range[0] ='));
    const wgsl = lines.with(at, '    range[0] = total.w + lane;').join('\n');
    expect(await refusal({ ...kernel, wgsl })).toMatch(
      new RegExp(`^KernelError: shaders/value_range\\.wgsl:${at + 1}:16 .*f32.*u32`),
    );
  });

  it('is told the line of the library file, not of the assembled text', async () => {
    const kernel = kernelNamed('value_range');
    // Without its override the reduction cannot be compiled.
    const wgsl = kernel.wgsl.replace(/^override WORKGROUP_SIZE.*$/m, '').replaceAll('WORKGROUP_SIZE', '4');
    expect(await refusal({ ...kernel, wgsl })).toMatch(
      /^KernelError: shaders\/lib\/reduce\.wgsl:5:\d+ unresolved value 'WORKGROUP_SIZE'/,
    );
  });

  it('refuses a barrier in control flow that is not uniform', async () => {
    const kernel = kernelNamed('value_range');
    const wgsl = kernel.wgsl.replace('if (lane == 0u) {', 'if (lane == 0u) {\n    workgroupBarrier();');
    expect(await refusal({ ...kernel, wgsl })).toMatch(/workgroupBarrier.*uniform control flow/);
  });

  it('refuses a pipeline over the limits', async () => {
    const kernel = kernelNamed('value_range');
    const overrides = { WORKGROUP_SIZE: { gpu: 512, software: 4 } };
    expect(await refusal({ ...kernel, overrides })).toMatch(
      /^KernelError: shaders\/value_range\.wgsl .*512/s,
    );
  });

  for (const kernel of KERNELS.values()) {
    for (const adapter of ADAPTERS) {
      it(`builds ${kernel.name} for a ${adapter} adapter`, async () => {
        const pipelines = new PipelineCache(device, adapter === 'software');
        await pipelines.prepare([kernel]);
        expect(pipelines.get(kernel).overrides).toEqual(overridesOn(kernel, adapter));
      });
    }
  }
});

it('counts workgroup memory', () => {
  const kernel = kernelNamed('pair_histogram');
  const wgsl = `${kernel.wgsl}\nvar<workgroup> extra : array<vec4f, WORKGROUP_SIZE>;\nvar<workgroup> one : u32;`;
  expect(workgroupBytes({ ...kernel, wgsl }, { BINS: 64, WORKGROUP_SIZE: 8 })).toBe(4 * 2 * 64 + 16 * 8 + 4);
});

for (const kernel of KERNELS.values()) {
  describe(`${kernel.name} within every adapter's limits`, () => {
    it(`binds at most ${MAX_STORAGE_BUFFERS} storage buffers`, () => {
      expect(Object.keys(kernel.bindings).length).toBeLessThanOrEqual(MAX_STORAGE_BUFFERS);
    });

    for (const adapter of ADAPTERS) {
      it(`fits a workgroup of a ${adapter} adapter`, () => {
        const overrides = overridesOn(kernel, adapter);
        const size = overrides.WORKGROUP_SIZE ?? Number.NaN;
        expect(size).toBeLessThanOrEqual(MAX_INVOCATIONS);
        expect(Number.isInteger(Math.log2(size)), 'a power of two').toBe(true);
        expect(workgroupBytes(kernel, overrides)).toBeLessThanOrEqual(MAX_WORKGROUP_BYTES);
      });

      it(`dispatches its cases within ${MAX_WORKGROUPS} workgroups a dimension on a ${adapter} adapter`, () => {
        for (const { name, params } of kernel.cases()) {
          for (const count of kernel.workgroups(params, overridesOn(kernel, adapter))) {
            expect(
              Number.isInteger(count) && count >= 1 && count <= MAX_WORKGROUPS,
              `${name}: ${count}`,
            ).toBe(true);
          }
        }
      });
    }
  });
}
