/** Normalisation over any axes of a tensor, for the headless API. */
import { LabInputError } from './labErrors';
import { requireBoolean, type Tensor } from './labInput';
import { listed, requireAffine, requireAxes, requireRuns, requireTensor, sameNumbers } from './labTensor';
import { chosenOf, type GroupSize, groupSizes, putChosen } from './programs/groupSizes';
import { momentsOf, NormalizationProgram } from './programs/normalization';
import { affineShape } from './reference/normalization';
import type { Executor } from './runtime/executor';
import { GpuScope } from './runtime/scope';
import { type DeviceTensor, elementCount } from './runtime/tensor';

export interface NormalizeOptions {
  /** Axes that statistics run over; negative ones count from the last. At least one, none twice. */
  readonly axes: readonly number[];
  /** Inside the root; 1e-5 by default, 0 allowed. */
  readonly eps?: number;
  /** Whether the mean leaves; false is RMS normalisation, y = x / sqrt(mean x^2 + eps). True by default. */
  readonly center?: boolean;
  /**
   * Of the result's `affineShape`, or with the rank of x and on every axis either 1 or the extent of x, as [1, C, 1, 1] for
   * channels. Ones and zeros by default; where both are given they are indexed by the same axes.
   */
  readonly scale?: Tensor;
  readonly shift?: Tensor;
  /** dS/dy, of the shape of x; the gradients come with it. */
  readonly outputGradient?: Tensor;
}

export interface NormalizeResult {
  /** (x - mean) / sqrt(variance + eps) * scale + shift, of the shape of x; a group without variance at eps 0 is its shift */
  readonly output: Tensor;
  /** Of the shape of x with the reduced axes kept as 1; 0 where `center` is false */
  readonly mean: Tensor;
  /** Biased, of the same shape; the mean square where `center` is false; Infinity where f32 cannot hold it */
  readonly variance: Tensor;
  /** dS/dx, through the statistics as well */
  readonly gradX?: Tensor;
  /** dS/dscale and dS/dshift, of the shape of scale or shift as given, else of `affineShape` */
  readonly gradScale?: Tensor;
  readonly gradShift?: Tensor;
  /**
   * Shape of scale and shift by the rule of PyTorch's modules: the kept axes where axis 0, the batch, is reduced, as in batch
   * norm, else the reduced ones, as in layer norm; [] is a single number.
   */
  readonly affineShape: readonly number[];
}

interface NormalizeInput {
  readonly x: Tensor;
  readonly axes: readonly number[];
  readonly eps: number;
  readonly center: boolean;
  readonly scale: Tensor | null;
  readonly shift: Tensor | null;
  readonly outputGradient: Tensor | null;
  readonly affineAxes: readonly number[];
  /** Of gradScale and gradShift. */
  readonly parameterShape: readonly number[];
}

/** @throws LabInputError naming the argument */
export function requireNormalize(tensor: Tensor, options: NormalizeOptions): NormalizeInput {
  const x = requireTensor('x', tensor);
  const { shape } = x;
  if (shape.length === 0)
    throw new LabInputError('x.shape', 'is []: a single number has no axes to normalise over', {
      value: shape,
    });
  const axes = requireAxes(options?.axes, shape);
  const given = (name: 'scale' | 'shift' | 'outputGradient'): Tensor | null => {
    const own = options[name] ?? null;
    return own === null ? null : requireTensor(name, own);
  };
  const [scale, shift] = [given('scale'), given('shift')];
  const affineAxes = requireAffine({ scale, shift }, shape, axes);
  requireRuns(shape, axes, affineAxes);
  const outputGradient = given('outputGradient');
  if (outputGradient && !sameNumbers(outputGradient.shape, shape)) {
    throw new LabInputError(
      'outputGradient.shape',
      `is ${listed(outputGradient.shape)}, and x is ${listed(shape)}`,
      {
        value: outputGradient.shape,
      },
    );
  }
  return {
    x,
    axes,
    eps: requireEps(options.eps ?? 1e-5),
    center: requireBoolean('center', options.center ?? true),
    scale,
    shift,
    outputGradient,
    affineAxes,
    parameterShape: scale?.shape ?? shift?.shape ?? affineShape(shape, axes),
  };
}

/** What comes of x, as f32 numbers; groups that need factors of their own are written one factor after the other. */
interface Results {
  readonly output: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly gradX: Float32Array;
  /** Added up over the factors, before they become f32. */
  readonly gradScale: Float64Array;
  readonly gradShift: Float64Array;
  /** The largest 1 / sqrt(variance + eps). */
  inverse: number;
}

/** Normalises on the executor; groups whose squares are far beyond f32 are scaled by a power of two first. */
export async function normalizeOf(
  executor: Executor,
  scope: GpuScope,
  input: NormalizeInput,
): Promise<NormalizeResult> {
  const { x, axes, scale, shift, outputGradient, parameterShape } = input;
  const { shape } = x;
  const reducedShape = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const [elements, groups, parameters] = [shape, reducedShape, parameterShape].map(elementCount) as [
    number,
    number,
    number,
  ];
  const results: Results = {
    output: new Float32Array(elements),
    mean: new Float32Array(groups),
    variance: new Float32Array(groups),
    gradX: new Float32Array(outputGradient ? elements : 0),
    gradScale: new Float64Array(parameters),
    gradShift: new Float64Array(parameters),
    inverse: 0,
  };
  await executor.prepare(NormalizationProgram.kernels);
  const affine = {
    ...(scale && { scale: upload(executor, scope, 'scale', scale.data) }),
    ...(shift && { shift: upload(executor, scope, 'shift', shift.data) }),
  };
  for (const size of groupSizes(x.data, shape, axes)) {
    using pass = new GpuScope('groups of one size');
    await normalizeGroups(executor, pass, { ...input, affine }, size, results);
  }
  requireHeld('scale', 'the output', results.output);
  const forward = {
    output: { data: results.output, shape: [...shape] },
    mean: { data: results.mean, shape: reducedShape },
    variance: { data: results.variance, shape: reducedShape },
    affineShape: affineShape(shape, axes),
  };
  if (!outputGradient) return forward;
  const sizes = [
    results.inverse,
    largestEntry(outputGradient.data),
    scale ? largestEntry(scale.data) : 1,
  ] as const;
  const blamed = (['x', 'outputGradient', 'scale'] as const)[sizes.indexOf(Math.max(...sizes))] ?? 'x';
  requireHeld(blamed, 'the gradient of x', results.gradX);
  const parameter = (what: 'scale' | 'shift', data: Float64Array): Tensor => ({
    data: requireHeld('outputGradient', `the gradient of ${what}`, Float32Array.from(data)),
    shape: [...parameterShape],
  });
  return {
    ...forward,
    gradX: { data: results.gradX, shape: [...shape] },
    gradScale: parameter('scale', results.gradScale),
    gradShift: parameter('shift', results.gradShift),
  };
}

function upload(executor: Executor, scope: GpuScope, label: string, data: Float32Array): DeviceTensor<'f32'> {
  const uploaded = executor.allocate(scope, label, [data.length]);
  executor.write(uploaded, data);
  return uploaded;
}

/** Adds what comes of the groups of one size to the results; to the device all others are zeros. */
async function normalizeGroups(
  executor: Executor,
  scope: GpuScope,
  input: NormalizeInput & { readonly affine: { readonly [name in 'scale' | 'shift']?: DeviceTensor<'f32'> } },
  { factor, elements, groups }: GroupSize,
  results: Results,
): Promise<void> {
  const { x, axes, center, affine, outputGradient, affineAxes } = input;
  const program = new NormalizationProgram(executor, scope, {
    sizes: x.shape,
    axes,
    centre: center,
    affineAxes,
  });
  const allocate = (label: string, length: number): DeviceTensor<'f32'> =>
    executor.allocate(scope, label, [length]);
  const data = upload(executor, scope, 'x', chosenOf(x.data, elements, factor));
  const y = allocate('y', x.data.length);
  const eps = Math.min(input.eps * factor ** 2, LARGEST_EPS);
  executor.submit((recorder) => program.encodeForward(recorder, { x: data, y, eps, ...affine }));
  const statistics = await executor.read(program.statistics);
  const { mean, variance } = momentsOf(statistics);
  putChosen(results.mean, mean, groups, 1 / factor);
  putChosen(results.variance, variance, groups, 1 / factor ** 2);
  putChosen(results.output, await executor.read(y), elements, 1);
  if (!outputGradient) return;

  for (let group = 0; group < mean.length; group++) {
    if (groups === null || groups[group] === 1)
      results.inverse = Math.max(results.inverse, (statistics[4 * group + 2] ?? Number.NaN) * factor);
  }
  // The way back is linear in the gradient.
  const unit = gradientFactor(outputGradient.data);
  const gradient = upload(executor, scope, 'output gradient', chosenOf(outputGradient.data, elements, unit));
  const gradX = allocate('gradient of x', x.data.length);
  const gradScale = allocate('gradient of scale', program.parameters);
  const gradShift = allocate('gradient of shift', program.parameters);
  executor.submit((recorder) =>
    program.encodeBackward(recorder, {
      x: data,
      gradient,
      gradX,
      gradScale,
      gradShift,
      ...(affine.scale && { scale: affine.scale }),
    }),
  );
  putChosen(results.gradX, await executor.read(gradX), elements, factor / unit);
  for (const [sum, part] of [
    [results.gradScale, await executor.read(gradScale)],
    [results.gradShift, await executor.read(gradShift)],
  ] as const) {
    for (const [index, value] of part.entries()) sum[index] = (sum[index] ?? 0) + value / unit;
  }
}

/** Beyond it every output is its shift; its root is an f32. */
const LARGEST_EPS = 2 ** 250;

function largestEntry(data: Float32Array): number {
  return data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

/** A power of two that leaves room for sums of 2^24 products with scales of 2^40 above, and for small products below. */
function gradientFactor(data: Float32Array): number {
  const largest = largestEntry(data);
  if (largest === 0 || (largest >= 2 ** -60 && largest <= 2 ** 60)) return 1;
  const exponent = Math.floor(Math.log2(largest));
  return exponent > 0 ? 2 ** (60 - exponent) : Math.min(2 ** -exponent, 2 ** 126);
}

/** @throws LabInputError blaming `argument` for a result beyond f32 */
function requireHeld(
  argument: 'x' | 'scale' | 'outputGradient',
  what: string,
  data: Float32Array,
): Float32Array {
  if (data.every((value) => Number.isFinite(value))) return data;
  throw new LabInputError(
    argument,
    argument === 'x'
      ? `varies too little for ${what} within the range of f32: scale it up, or raise eps`
      : `drives ${what} beyond the range of f32: make it smaller`,
  );
}

function requireEps(eps: unknown): number {
  if (typeof eps === 'number' && eps >= 0 && Number.isFinite(eps)) return eps;
  throw new LabInputError('eps', `must be a finite number of at least 0, got ${String(eps)}`, { value: eps });
}
