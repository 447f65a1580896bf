/** The comparison that every kernel is held to can fail: each control breaks something and must be noticed. */
import { describe, expect, it } from 'vitest';
import {
  type AnyCase,
  checkCase,
  comparable,
  compareWithReference,
  noticesParameter,
  referenceOutputs,
  roundParams,
  runCase,
} from '../../src/kernels/support/check';
import { KERNELS } from '../../src/kernels/support/registry';
import type { AnyKernel } from '../../src/runtime/kernel';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { FaultyExecutor } from '../support/faultyExecutor';

type Outputs = Awaited<ReturnType<typeof runCase>>;

/** Cases in which a right kernel leaves every output as it was. */
const WRITES_NOTHING: Readonly<Record<string, readonly string[]>> = {
  pick_nearest: ['one point, missed', 'behind the camera'],
};

async function rawReference(kernel: AnyKernel, kernelCase: AnyCase): Promise<Outputs> {
  using reference = new ReferenceExecutor();
  return await runCase(reference, kernel, { ...kernelCase, params: roundParams(kernel, kernelCase.params) });
}

async function noticed(kernel: AnyKernel, kernelCase: AnyCase, raw: Outputs): Promise<boolean> {
  const results = await compareWithReference(kernel, kernelCase, raw);
  return results.some(({ ratio }) => !(ratio <= 1));
}

/** The outputs with one element of one of them replaced. */
function altered(raw: Outputs, output: string, change: (value: number) => number): Outputs {
  const values = Array.from(raw[output] ?? []);
  values[0] = change(values[0] ?? 0);
  return { ...raw, [output]: values };
}

for (const kernel of KERNELS.values()) {
  describe(kernel.name, () => {
    const [firstCase] = kernel.cases();
    if (!firstCase) throw new Error(`${kernel.name} has no case`);
    const floats = Object.entries(kernel.params.types)
      .filter(([, type]) => type.includes('f'))
      .map(([name]) => name);
    const insensitive: Readonly<Record<string, string | undefined>> = kernel.insensitive ?? {};

    it('has a tolerance for every output it compares, and for nothing else', async () => {
      const raw = await rawReference(kernel, firstCase);
      const outputs = Object.keys(comparable(kernel, raw, firstCase.params)).sort();
      expect(outputs.length).toBeGreaterThan(0);
      expect(Object.keys(kernel.tolerance).sort()).toEqual(outputs);
      if (!kernel.combine) {
        const written = Object.keys(kernel.bindings).filter(
          (name) => kernel.bindings[name]?.access === 'read_write',
        );
        expect(outputs).toEqual(written.sort());
      }
    });

    it('has a finite reference in every case', async () => {
      for (const kernelCase of kernel.cases()) {
        for (const [output, values] of Object.entries(await referenceOutputs(kernel, kernelCase))) {
          expect(Array.from(values).every(Number.isFinite), `${kernelCase.name}: ${output}`).toBe(true);
        }
      }
    });

    for (const name of floats) {
      const reason = insensitive[name];
      if (reason === undefined) {
        it(`notices ${name} moved by 1 %`, async () => {
          expect(await noticesParameter(kernel, name)).toBe(true);
        });
      } else {
        it(`does not notice ${name} moved by 1 %, as it says: ${reason}`, async () => {
          expect(await noticesParameter(kernel, name)).toBe(false);
        });
      }
    }

    it('declares insensitivity of its float parameters only', () => {
      expect(Object.keys(insensitive).filter((name) => !floats.includes(name))).toEqual([]);
    });

    it('passes its own reference', async () => {
      expect(await noticed(kernel, firstCase, await rawReference(kernel, firstCase))).toBe(false);
    });

    it('notices a wrong element, a NaN and a missing end of every output', async () => {
      const raw = await rawReference(kernel, firstCase);
      for (const output of Object.keys(raw)) {
        const wrong = altered(raw, output, (value) => 1.5 * value + 1);
        expect(await noticed(kernel, firstCase, wrong), `${output}, wrong`).toBe(true);
        const undefinedValue = altered(raw, output, () => Number.NaN);
        expect(await noticed(kernel, firstCase, undefinedValue), `${output}, NaN`).toBe(true);
        const truncated = { ...raw, [output]: Array.from(raw[output] ?? []).slice(0, -1) };
        expect(await noticed(kernel, firstCase, truncated), `${output}, truncated`).toBe(true);
      }
    });

    it('notices that nothing was written, in every case', async () => {
      using silent = new FaultyExecutor('everything');
      const missed: string[] = [];
      for (const kernelCase of kernel.cases()) {
        const results = await checkCase(silent, kernel, kernelCase);
        if (results.every(({ ratio }) => ratio <= 1)) missed.push(kernelCase.name);
      }
      expect(missed).toEqual(WRITES_NOTHING[kernel.name] ?? []);
    });

    it('notices that the last four elements it writes were not written, in some case', async () => {
      using careless = new FaultyExecutor('last vector');
      const ratios: number[] = [];
      for (const kernelCase of kernel.cases()) {
        ratios.push(...(await checkCase(careless, kernel, kernelCase)).map(({ ratio }) => ratio));
      }
      expect(ratios.some((ratio) => !(ratio <= 1))).toBe(true);
    });
  });
}
