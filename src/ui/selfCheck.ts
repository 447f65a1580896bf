/** Every kernel's cases on an executor, as rows for the panel and for scripts. */
import { type CaseResult, checkCase, describeResult } from '../kernels/support/check';
import { KERNELS } from '../kernels/support/registry';
import type { Executor } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { SelfCheckRow } from './selfCheckPanel';

/** Runs all kernels, one row each; yields between cases so that the page stays alive. */
export async function runSelfCheck(
  executor: Executor,
  onRow: (row: SelfCheckRow) => void,
): Promise<SelfCheckRow[]> {
  const rows: SelfCheckRow[] = [];
  for (const kernel of KERNELS.values()) {
    const row = await checkKernel(executor, kernel);
    rows.push(row);
    onRow(row);
  }
  return rows;
}

async function checkKernel(executor: Executor, kernel: AnyKernel): Promise<SelfCheckRow> {
  const cases = kernel.cases();
  try {
    const results: CaseResult[] = [];
    for (const kernelCase of cases) {
      results.push(...(await checkCase(executor, kernel, kernelCase)));
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return rowOf(kernel, cases.length, results);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return {
      kernel: kernel.name,
      cases: cases.length,
      output: '-',
      worstError: Number.NaN,
      tolerance: 0,
      ratio: Infinity,
      because: { en: '', zh: '' },
      passed: false,
      detail,
    };
  }
}

function rowOf(kernel: AnyKernel, cases: number, results: readonly CaseResult[]): SelfCheckRow {
  const worst = results.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  const passed = results.every(({ ratio }) => ratio <= 1);
  return {
    kernel: kernel.name,
    cases,
    output: worst.output,
    worstError: Math.abs(worst.worst.got - worst.worst.expected),
    tolerance: worst.worst.allowed,
    ratio: worst.ratio,
    because: worst.because,
    passed,
    ...(passed
      ? {}
      : {
          detail: results
            .filter(({ ratio }) => !(ratio <= 1))
            .map(describeResult)
            .join('\n'),
        }),
  };
}
