/**
 * Runs a kernel's cases on an executor and holds every output against its Float64 reference: the self-check of the page
 * and the kernel suite of the tests are this one function.
 */

import type { Executor } from '../../runtime/executor';
import type { AnyKernel, Because, KernelCase, OutputTolerance } from '../../runtime/kernel';
import { elementOf } from '../../runtime/kernel';
import type { ParamValues } from '../../runtime/layout';
import { ReferenceExecutor } from '../../runtime/referenceExecutor';
import { GpuScope } from '../../runtime/scope';
import { type DeviceTensor, elementCount } from '../../runtime/tensor';

type AnyCase = ReturnType<AnyKernel['cases']>[number];
type Outputs = Readonly<Record<string, ArrayLike<number>>>;

/** How one output of one case fared. */
export interface CaseResult {
  readonly kernel: string;
  readonly caseName: string;
  readonly output: string;
  /** Largest |gpu - reference| / tolerance: at most 1 passes. Infinity for a non-finite or unwritten element. */
  readonly ratio: number;
  /** The worst element: where, what came, what was expected, and how far it may be off. */
  readonly worst: {
    readonly index: number;
    readonly got: number;
    readonly expected: number;
    readonly allowed: number;
  };
  readonly because: Because;
}

/** A value no kernel computes: outputs start as it, so that an element nobody wrote is seen. */
const CANARY = -1.2345678e20;

/** Values as the device holds them: f32 or u32. */
function rounded(kernel: AnyKernel, name: string, data: ArrayLike<number>): Float32Array | Uint32Array {
  const binding = kernel.bindings[name];
  return binding && elementOf(binding) === 'u32' ? Uint32Array.from(data) : Float32Array.from(data);
}

/** f32 parameters rounded as the uniform block rounds them, so that both sides compute the same problem. */
export function roundParams(kernel: AnyKernel, params: ParamValues): ParamValues {
  const round = (value: unknown, type: string): unknown => {
    if (!type.includes('f')) return value;
    return Array.isArray(value) ? value.map((v) => Math.fround(Number(v))) : Math.fround(Number(value));
  };
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, round(value, kernel.params.types[name] ?? '')]),
  ) as ParamValues;
}

/** Starting contents of every binding of a case. Outputs without data hold the canary on the device and 0 in f64. */
function contents(kernel: AnyKernel, kernelCase: AnyCase): Map<string, Float32Array | Uint32Array | null> {
  return new Map(
    Object.keys(kernel.bindings).map((name) => {
      const data = kernelCase.data[name];
      return [name, data ? rounded(kernel, name, data) : null];
    }),
  );
}

/** Runs one case on an executor. @returns the raw contents of every written binding */
export async function runCase(executor: Executor, kernel: AnyKernel, kernelCase: AnyCase): Promise<Outputs> {
  using scope = new GpuScope(`case ${kernel.name}`);
  const tensors: Record<string, DeviceTensor> = {};
  for (const [name, data] of contents(kernel, kernelCase)) {
    const binding = kernel.bindings[name];
    if (!binding) continue;
    const element = elementOf(binding);
    const tensor = executor.allocate(scope, name, kernelCase.shapes[name] ?? [], element);
    tensors[name] = tensor;
    if (data) executor.write(tensor, data);
    else if (executor.backend === 'webgpu' && binding.type !== 'atomic_u32') {
      const count = elementCount(tensor.shape);
      executor.write(
        tensor,
        element === 'u32' ? new Uint32Array(count).fill(0xdeadbeef) : new Float32Array(count).fill(CANARY),
      );
    }
  }
  await executor.prepare([kernel]);
  executor.submit((recorder) =>
    recorder.dispatch(kernel, tensors as never, roundParams(kernel, kernelCase.params)),
  );
  const written = Object.entries(kernel.bindings).filter(([, { access }]) => access === 'read_write');
  const outputs: Record<string, ArrayLike<number>> = {};
  for (const [name] of written) {
    const tensor = tensors[name];
    if (tensor) outputs[name] = await executor.read(tensor);
  }
  return outputs;
}

/** What is compared: the combined values where a kernel declares how its partial results combine. */
export function comparable(kernel: AnyKernel, outputs: Outputs, params: ParamValues): Outputs {
  return kernel.combine ? kernel.combine(outputs, params) : outputs;
}

/** The reference's outputs of a case, with the parameters given (which may differ from the case's for a control). */
export async function referenceOutputs(
  kernel: AnyKernel,
  kernelCase: AnyCase,
  params = kernelCase.params,
): Promise<Outputs> {
  using reference = new ReferenceExecutor();
  const outputs = await runCase(reference, kernel, { ...kernelCase, params });
  return comparable(kernel, outputs, roundParams(kernel, params));
}

function allowedErrors(
  tolerance: OutputTolerance<never, never>,
  kernel: AnyKernel,
  kernelCase: AnyCase,
  expected: ArrayLike<number>,
): (index: number) => number {
  if ('exact' in tolerance) return () => 0;
  if ('bound' in tolerance) {
    const inputs = Object.fromEntries(
      [...contents(kernel, kernelCase)].map(([name, data]) => {
        const count = elementCount(kernelCase.shapes[name] ?? []);
        if (data instanceof Uint32Array) return [name, data];
        return [name, data ? Float64Array.from(data) : new Float64Array(count)];
      }),
    );
    const bound = tolerance.bound(inputs as never, roundParams(kernel, kernelCase.params) as never);
    return typeof bound === 'number' ? () => bound : (index) => bound[index] ?? 0;
  }
  const { abs, rel } = tolerance;
  return (index) => abs + rel * Math.abs(expected[index] ?? 0);
}

/** Holds what came out of one case (raw contents of the written bindings) against the reference. */
export async function compareWithReference(
  kernel: AnyKernel,
  kernelCase: AnyCase,
  raw: Outputs,
): Promise<CaseResult[]> {
  // Joining partial results could hide a missing end.
  const whole = Object.entries(raw).every(
    ([name, { length }]) => length === elementCount(kernelCase.shapes[name] ?? []),
  );
  const got = whole ? comparable(kernel, raw, roundParams(kernel, kernelCase.params)) : {};
  const expected = await referenceOutputs(kernel, kernelCase);
  return Object.entries(expected).map(([output, values]) => {
    const tolerance = kernel.tolerance[output];
    if (!tolerance) throw new Error(`kernel ${kernel.name} has no tolerance for ${output}`);
    const allowed = allowedErrors(tolerance, kernel, kernelCase, values);
    return {
      kernel: kernel.name,
      caseName: kernelCase.name,
      output,
      because: tolerance.because,
      ...compare(got[output] ?? [], values, allowed),
    };
  });
}

/** Runs one case on `executor` and holds its outputs against the reference. */
export async function checkCase(
  executor: Executor,
  kernel: AnyKernel,
  kernelCase: AnyCase,
): Promise<CaseResult[]> {
  return compareWithReference(kernel, kernelCase, await runCase(executor, kernel, kernelCase));
}

function compare(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  allowed: (index: number) => number,
): Pick<CaseResult, 'ratio' | 'worst'> {
  let ratio = got.length === expected.length ? 0 : Infinity;
  let worst = {
    index: 0,
    got: got[0] ?? Number.NaN,
    expected: expected[0] ?? Number.NaN,
    allowed: allowed(0),
  };
  for (let index = 0; index < expected.length; index++) {
    const error = Math.abs((got[index] ?? Number.NaN) - (expected[index] ?? Number.NaN));
    if (error === 0) continue;
    const limit = allowed(index);
    const here = limit > 0 ? error / limit : Infinity;
    // A NaN on either side is never within tolerance.
    if (!(here <= ratio)) {
      ratio = Number.isNaN(here) ? Infinity : here;
      worst = {
        index,
        got: got[index] ?? Number.NaN,
        expected: expected[index] ?? Number.NaN,
        allowed: limit,
      };
    }
  }
  return { ratio, worst };
}

/** One line per failure: the element, both values and the error. */
export function describeResult({ kernel, caseName, output, ratio, worst }: CaseResult): string {
  const error = Math.abs(worst.got - worst.expected);
  return `${kernel} / ${caseName}: ${output}[${worst.index}] is ${worst.got}, reference ${worst.expected}; error ${error.toExponential(2)} is ${ratio.toPrecision(3)} of the allowed ${worst.allowed.toExponential(2)}`;
}

/** Whether the comparison would notice a float parameter moved by 1 %, on at least one case. */
export async function noticesParameter(kernel: AnyKernel, name: string): Promise<boolean> {
  for (const kernelCase of kernel.cases()) {
    const value = kernelCase.params[name];
    const moved = Array.isArray(value) ? value.map((v: number) => v * 1.01) : Number(value) * 1.01;
    const expected = await referenceOutputs(kernel, kernelCase);
    const changed = await referenceOutputs(kernel, kernelCase, {
      ...kernelCase.params,
      [name]: moved,
    } as ParamValues);
    for (const [output, values] of Object.entries(expected)) {
      const tolerance = kernel.tolerance[output];
      if (!tolerance) continue;
      const { ratio } = compare(
        changed[output] ?? [],
        values,
        allowedErrors(tolerance, kernel, kernelCase, values),
      );
      if (ratio > 1) return true;
    }
  }
  return false;
}

export type { AnyCase, KernelCase };
