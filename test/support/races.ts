/**
 * Data races, found by interpreting a shader lane by lane (wgsl_reflect's detectRaces): two invocations that touch the
 * same bytes between two barriers, one of them writing. What the interpreter cannot do is done to the text first:
 * overrides become numbers, and functions that hold barriers are inlined, since it parks lanes at statements of `main`.
 *
 * It cannot see races between workgroups. A kernel without barriers is therefore interpreted as one workgroup as large
 * as its whole dispatch, which finds any element that two threads write. Of kernels with barriers only the workgroups
 * themselves are checked. Two atomics never race, so barriers that order atomics are seen by the result alone.
 */
import { detectRaces, type RaceDetectionResult, WgslDebug } from 'wgsl_reflect/wgsl_reflect.module.js';
import { type AnyCase, roundParams } from '../../src/kernels/support/check';
import type { AnyKernel } from '../../src/runtime/kernel';
import { elementOf } from '../../src/runtime/kernel';
import { writeParams } from '../../src/runtime/layout';
import { elementCount } from '../../src/runtime/tensor';
import { parseableShader } from './reflection';

type Grid = readonly [number, number, number];

/** Lanes of a workgroup in the check: enough for a tree of two levels. */
export const LANES = 4;

/** Barriers as the author wrote them; those that stand for a workgroupUniformLoad are followed by this mark. */
const OF_LOAD = '/* of a uniform load */';
export const WRITTEN_BARRIER = /workgroupBarrier\(\);$/gm;

const HAS_BARRIER = /workgroupBarrier|storageBarrier|workgroupUniformLoad/;
const FUNCTION = /^fn (\w+)\(([^)]*)\)[^{]*\{\n([\s\S]*?)\n\}$/gm;

function code(kernel: AnyKernel): string {
  return parseableShader(kernel).replace(/ *\/\/.*$/gm, '');
}

export function hasBarrier(kernel: AnyKernel): boolean {
  return HAS_BARRIER.test(code(kernel));
}

/**
 * Replaces `let a = f(x, y).z;` by the body of `f`, for every `f` with a barrier in it. workgroupUniformLoad becomes
 * what it is: a barrier, a load, a barrier.
 */
export function inlineBarriers(wgsl: string): string {
  let text = wgsl;
  for (const [whole, name = '', parameters = '', body = ''] of wgsl.matchAll(FUNCTION)) {
    if (name === 'main' || !HAS_BARRIER.test(body)) continue;
    const names = parameters.split(',').map((parameter) => parameter.split(':')[0]?.trim() ?? '');
    const call = new RegExp(`^ *((?:let |var )?\\w+) = ${name}\\((.*)\\)(\\.\\w+)?;$`, 'gm');
    text = text.replace(whole, '').replace(call, (_, target: string, list: string, member = '') => {
      const values = topLevelCommas(list);
      return names
        .reduce(
          (inlined, parameter, index) =>
            inlined.replace(new RegExp(`\\b${parameter}\\b`, 'g'), `(${values[index] ?? ''})`),
          body,
        )
        .replace(
          /return workgroupUniformLoad\(&(.+)\);/,
          `workgroupBarrier(); ${OF_LOAD}\n  ${target} = $1${member};\n  workgroupBarrier(); ${OF_LOAD}`,
        );
    });
    if (new RegExp(`\\b${name}\\(`).test(text)) throw new Error(`a call of ${name} could not be inlined`);
  }
  if (text.includes('workgroupUniformLoad')) throw new Error('a workgroupUniformLoad could not be replaced');
  return text;
}

function topLevelCommas(list: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of list) {
    if (character === '(' || character === '[') depth++;
    if (character === ')' || character === ']') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

function withOverrides(wgsl: string, overrides: Readonly<Record<string, number>>): string {
  return Object.entries(overrides).reduce(
    (text, [name, value]) =>
      text
        .replace(new RegExp(`^override ${name} .*$`, 'm'), '')
        .replace(new RegExp(`\\b${name}\\b`, 'g'), `${value}u`),
    wgsl,
  );
}

/** Contents of every tensor of a case; those without data start as zeros. */
function contentsOf(kernel: AnyKernel, kernelCase: AnyCase): Map<string, Float32Array | Uint32Array> {
  return new Map(
    Object.entries(kernel.bindings).map(([name, binding]) => {
      const count = elementCount(kernelCase.shapes[name] ?? []);
      const contents = elementOf(binding) === 'u32' ? new Uint32Array(count) : new Float32Array(count);
      contents.set(kernelCase.data[name] ?? []);
      return [name, contents];
    }),
  );
}

/** Parameters and tensors as the interpreter wants them. */
function bindGroupOf(
  kernel: AnyKernel,
  kernelCase: AnyCase,
  contents: ReadonlyMap<string, Float32Array | Uint32Array>,
): Record<string, unknown> {
  const block = new ArrayBuffer(kernel.params.byteLength);
  writeParams(kernel.params, roundParams(kernel, kernelCase.params), new DataView(block), 0);
  const buffers = [...contents.values()].map(({ buffer }, index) => [index + 1, buffer]);
  return { 0: { uniform: block }, ...Object.fromEntries(buffers) };
}

/** The text that is interpreted and its dispatch, for one case of a kernel. */
export function interpretable(kernel: AnyKernel, kernelCase: AnyCase): { text: string; grid: Grid } {
  const overrides = Object.fromEntries(
    Object.entries(kernel.overrides).map(([name, { software }]) => [name, software]),
  );
  overrides.WORKGROUP_SIZE = LANES;
  const grid = kernel.workgroups(kernelCase.params, overrides);
  const shader = code(kernel);
  if (/\{\s*workgroupBarrier/.test(shader))
    throw new Error('a barrier that begins a block would not be seen');
  if (hasBarrier(kernel)) return { text: withOverrides(inlineBarriers(shader), overrides), grid };
  const [x, y, z] = grid;
  const text = shader.replace('@workgroup_size(WORKGROUP_SIZE)', `@workgroup_size(${LANES * x}, ${y}, ${z})`);
  return { text: withOverrides(text, overrides), grid: [1, 1, 1] };
}

type StepStack = (this: WgslDebug, ...stack: Parameters<WgslDebug['stepStack']>) => boolean;

export interface Interpretation extends RaceDetectionResult {
  /** Raw contents of the written bindings. */
  readonly outputs: Readonly<Record<string, ArrayLike<number>>>;
}

/** Interprets `text` on the inputs of a case. */
export function interpret(text: string, grid: Grid, kernel: AnyKernel, kernelCase: AnyCase): Interpretation {
  // Stepped into, a function's result would be cached where all lanes share it; evaluated whole, each has its own.
  const stepStack: StepStack = Reflect.get(WgslDebug.prototype, 'stepStack');
  WgslDebug.prototype.stepStack = function (stack) {
    return stepStack.call(this, stack, false);
  };
  const contents = contentsOf(kernel, kernelCase);
  try {
    const result = detectRaces(text, 'main', [...grid], { 0: bindGroupOf(kernel, kernelCase, contents) });
    return { ...result, outputs: Object.fromEntries(contents) };
  } finally {
    WgslDebug.prototype.stepStack = stepStack;
  }
}
