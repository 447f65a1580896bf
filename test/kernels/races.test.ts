import { describe, expect, it } from 'vitest';
import { type AnyCase, compareWithReference, describeResult } from '../../src/kernels/support/check';
import { KERNELS } from '../../src/kernels/support/registry';
import type { AnyKernel } from '../../src/runtime/kernel';
import { elementCount } from '../../src/runtime/tensor';
import { hasBarrier, interpret, interpretable, WRITTEN_BARRIER } from '../support/races';

/** Interpreting costs microseconds an access, and the accesses of a phase are compared in pairs. */
const CASES = 2;

/** Barriers whose absence the interpreter cannot show, in order of appearance, and why. */
const UNSEEN: Readonly<Record<string, readonly number[]>> = {
  // Clearing and counting are atomics, and lanes in lockstep clear before any of them counts.
  pair_histogram: [0],
};

/** Whether the interpreter's numbers count: its u32 products and sums are not those of 32-bit words. */
function numbersAreRight(kernel: AnyKernel): boolean {
  return !kernel.wgsl.includes('lib/random.wgsl') && !kernel.wgsl.includes('lib/noise.wgsl');
}

function smallestCases(kernel: AnyKernel): AnyCase[] {
  const size = ({ shapes }: AnyCase): number =>
    Object.values(shapes).reduce((sum, shape) => sum + elementCount(shape), 0);
  return [...kernel.cases()].sort((a, b) => size(a) - size(b)).slice(0, CASES);
}

/** What is wrong with a text on a case: races, diverging barriers, results that differ from the reference. */
async function faults(
  text: string,
  grid: readonly [number, number, number],
  kernel: AnyKernel,
  kernelCase: AnyCase,
): Promise<string[]> {
  const { races, errors, outputs } = interpret(text, grid, kernel, kernelCase);
  const results = numbersAreRight(kernel) ? await compareWithReference(kernel, kernelCase, outputs) : [];
  return [
    ...errors,
    ...races.map(({ message }) => message),
    ...results.filter(({ ratio }) => !(ratio <= 1)).map(describeResult),
  ];
}

for (const kernel of KERNELS.values()) {
  describe(kernel.name, () => {
    for (const kernelCase of smallestCases(kernel)) {
      it(`has no race in: ${kernelCase.name}`, async () => {
        const { text, grid } = interpretable(kernel, kernelCase);
        expect(await faults(text, grid, kernel, kernelCase)).toEqual([]);
      });
    }
  });
}

describe('controls', () => {
  for (const kernel of [...KERNELS.values()].filter(hasBarrier)) {
    it(`sees every barrier of ${kernel.name} that is taken away`, async () => {
      const cases = smallestCases(kernel);
      const count = interpretable(kernel, cases[0] as AnyCase).text.match(WRITTEN_BARRIER)?.length ?? 0;
      const unseen: number[] = [];
      for (let barrier = 0; barrier < count; barrier++) {
        let seen = false;
        for (const kernelCase of cases) {
          const { text, grid } = interpretable(kernel, kernelCase);
          let at = 0;
          const without = text.replace(WRITTEN_BARRIER, (kept) => (at++ === barrier ? '' : kept));
          seen ||= (await faults(without, grid, kernel, kernelCase)).length > 0;
        }
        if (!seen) unseen.push(barrier);
      }
      expect(count).toBeGreaterThan(0);
      expect(unseen).toEqual(UNSEEN[kernel.name] ?? []);
    });
  }

  it('sees two threads that write one element', async () => {
    const kernel = KERNELS.get('normalize_rows');
    const kernelCase = kernel?.cases().find(({ name }) => name === 'a zero row');
    if (!kernel || !kernelCase) throw new Error('no such case');
    const { text, grid } = interpretable(kernel, kernelCase);
    const { races } = interpret(text.replace('norms[row] =', 'norms[row / 2u] ='), grid, kernel, kernelCase);
    expect(races.map(({ bufferId }) => bufferId)).toContain('norms');
  });

  it('reports barriers that not every lane reaches', () => {
    const kernel = KERNELS.get('value_range');
    const kernelCase = kernel?.cases()[1];
    if (!kernel || !kernelCase) throw new Error('no such case');
    const { text, grid } = interpretable(kernel, kernelCase);
    const diverging = text.replace('range[1] =', 'workgroupBarrier();\n    range[1] =');
    expect(interpret(diverging, grid, kernel, kernelCase).errors.join()).toMatch(/divergence/i);
  });
});
