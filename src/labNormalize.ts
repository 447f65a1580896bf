/** Normalisation over any axes of a tensor, for the headless API. */
import { LabInputError } from './labErrors';
import { requireBoolean, requireFinite, type Tensor } from './labInput';
import { listed, requireTensor, sameNumbers } from './labTensor';
import { momentsOf, NormalizationProgram } from './programs/normalization';
import { affineAxesOf, affineShape } from './reference/normalization';
import type { Executor } from './runtime/executor';
import type { GpuScope } from './runtime/scope';
import type { DeviceTensor } from './runtime/tensor';

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

/** Runs of kept, reduced, affine and other axes that a kernel can walk over. */
const MOST_RUNS = 4;

/** @throws LabInputError naming the argument */
export function requireNormalize(tensor: Tensor, options: NormalizeOptions): NormalizeInput {
  const x = requireTensor('x', tensor);
  const { shape } = x;
  const axes = requireAxes(options?.axes, shape);
  const scale = options.scale ? requireTensor('scale', options.scale) : null;
  const shift = options.shift ? requireTensor('shift', options.shift) : null;
  const affineAxes = requireAffine({ scale, shift }, shape, axes);
  requireRuns(shape, axes, affineAxes);
  const outputGradient = options.outputGradient
    ? requireTensor('outputGradient', options.outputGradient)
    : null;
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

/** Normalises on the executor; x is scaled by a power of two first where its square is far beyond f32. */
export async function normalizeOf(
  executor: Executor,
  scope: GpuScope,
  input: NormalizeInput,
): Promise<NormalizeResult> {
  const { x, axes, center, scale, shift, outputGradient, affineAxes, parameterShape } = input;
  const { shape } = x;
  const factor = comfortableFactor(x.data);
  const eps = Math.min(input.eps * factor ** 2, LARGEST_EPS);
  await executor.prepare(NormalizationProgram.kernels);
  const program = new NormalizationProgram(executor, scope, {
    sizes: shape,
    axes,
    centre: center,
    affineAxes,
  });
  const upload = (label: string, data: Float32Array): DeviceTensor<'f32'> => {
    const uploaded = executor.allocate(scope, label, [data.length]);
    executor.write(uploaded, data);
    return uploaded;
  };
  const [data, y] = [
    upload(
      'x',
      x.data.map((value) => value * factor),
    ),
    executor.allocate(scope, 'y', [x.data.length]),
  ];
  const affine = {
    ...(scale && { scale: upload('scale', scale.data) }),
    ...(shift && { shift: upload('shift', shift.data) }),
  };
  executor.submit((recorder) => program.encodeForward(recorder, { x: data, y, eps, ...affine }));
  const moments = momentsOf(await executor.read(program.statistics));
  const reducedShape = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const forward = {
    output: tensorOf('output', await executor.read(y), shape),
    mean: { data: Float32Array.from(moments.mean, (value) => value / factor), shape: reducedShape },
    variance: {
      data: Float32Array.from(moments.variance, (value) => value / factor ** 2),
      shape: reducedShape,
    },
    affineShape: affineShape(shape, axes),
  };
  if (!outputGradient) return forward;
  const gradient = upload('output gradient', outputGradient.data);
  const gradX = executor.allocate(scope, 'gradient of x', [x.data.length]);
  const [gradScale, gradShift] = ['scale', 'shift'].map((name) =>
    executor.allocate(scope, `gradient of ${name}`, [program.parameters]),
  ) as [DeviceTensor<'f32'>, DeviceTensor<'f32'>];
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
  const scaled = (await executor.read(gradX)).map((value) => value * factor);
  return {
    ...forward,
    gradX: tensorOf('gradient of x', scaled, shape),
    gradScale: tensorOf('gradient of scale', await executor.read(gradScale), parameterShape),
    gradShift: tensorOf('gradient of shift', await executor.read(gradShift), parameterShape),
  };
}

/** Beyond it every output is its shift; its root is an f32. */
const LARGEST_EPS = 2 ** 250;
/** Where kernels keep all their digits: a sum of 2^24 such elements, and the inverse of their deviation, are f32 numbers. */
const COMFORTABLE = { smallest: 2 ** -100, largest: 2 ** 100 } as const;

/** A power of two that brings the largest entry to about 1 where it lies far from it; 1 elsewhere. */
function comfortableFactor(data: Float32Array): number {
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0 || (largest >= COMFORTABLE.smallest && largest <= COMFORTABLE.largest)) return 1;
  return Math.min(2 ** -Math.floor(Math.log2(largest)), COMFORTABLE.largest);
}

function tensorOf(what: string, data: ArrayLike<number>, shape: readonly number[]): Tensor {
  return { data: requireFinite('x', Float32Array.from(data), `the ${what}`), shape: [...shape] };
}

/** Axes from 0, in ascending order. */
function requireAxes(axes: unknown, shape: readonly number[]): readonly number[] {
  if (!Array.isArray(axes) || axes.length === 0) {
    throw new LabInputError('axes', 'must be an array of at least one axis', { value: axes });
  }
  const rank = shape.length;
  const counted: number[] = [];
  for (const [index, axis] of (axes as readonly unknown[]).entries()) {
    if (typeof axis !== 'number' || !Number.isInteger(axis) || axis < -rank || axis >= rank) {
      throw new LabInputError(
        'axes',
        `must be a whole number from ${-rank} to ${rank - 1}, got ${String(axis)}`,
        {
          index,
          value: axis,
        },
      );
    }
    const positive = axis < 0 ? axis + rank : axis;
    if (counted.includes(positive)) {
      throw new LabInputError('axes', `names axis ${positive} twice`, { index, value: axis });
    }
    counted.push(positive);
  }
  return counted.sort((a, b) => a - b);
}

function requireEps(eps: unknown): number {
  if (typeof eps === 'number' && eps >= 0 && Number.isFinite(eps)) return eps;
  throw new LabInputError('eps', `must be a finite number of at least 0, got ${String(eps)}`, { value: eps });
}

/** The axes that scale and shift are indexed by. */
function requireAffine(
  given: { readonly scale: Tensor | null; readonly shift: Tensor | null },
  shape: readonly number[],
  axes: readonly number[],
): readonly number[] {
  const rule = affineAxesOf(shape.length, axes);
  const ruled = affineShape(shape, axes);
  const indexed = Object.entries(given).flatMap(([name, tensor]) => {
    if (!tensor) return [];
    if (sameNumbers(tensor.shape, ruled)) return [{ name, tensor, affineAxes: rule }];
    const broadcast =
      tensor.shape.length === shape.length &&
      tensor.shape.every((extent, axis) => extent === 1 || extent === shape[axis]);
    if (!broadcast) {
      throw new LabInputError(
        `${name}.shape`,
        `is ${listed(tensor.shape)}; over axes ${listed(axes)} of ${listed(shape)} it must be ${listed(ruled)}, or have on every axis of x its extent or 1`,
        { value: tensor.shape },
      );
    }
    return [
      { name, tensor, affineAxes: [...tensor.shape.keys()].filter((axis) => tensor.shape[axis] !== 1) },
    ];
  });
  const [first, second] = indexed;
  if (first && second && !sameNumbers(wide(first.affineAxes, shape), wide(second.affineAxes, shape))) {
    throw new LabInputError(
      `${second.name}.shape`,
      `is ${listed(second.tensor.shape)}, and ${first.name} is ${listed(first.tensor.shape)}: both are indexed by the same axes`,
      { value: second.tensor.shape },
    );
  }
  return first?.affineAxes ?? rule;
}

/** Axes along which there is more than one index. */
function wide(axes: readonly number[], shape: readonly number[]): number[] {
  return axes.filter((axis) => shape[axis] !== 1);
}

/** Neighbouring axes of one kind are one run to a kernel; only tensors of more than 4 axes can have too many. */
function requireRuns(shape: readonly number[], axes: readonly number[], affineAxes: readonly number[]): void {
  const kinds = wide([...shape.keys()], shape).map((axis) => ({
    reduced: axes.includes(axis),
    affine: affineAxes.includes(axis),
  }));
  const runs = kinds.filter(({ reduced, affine }, index) => {
    const before = kinds[index - 1];
    return !before || before.reduced !== reduced || before.affine !== affine;
  });
  const most = Math.max(
    ...(['reduced', 'affine'] as const).flatMap((kind) => {
      const count = runs.filter((run) => run[kind]).length;
      return [count, runs.length - count];
    }),
  );
  if (most > MOST_RUNS) {
    throw new LabInputError(
      'x.shape',
      `is ${listed(shape)}, and axes ${listed(axes)} cut it into ${most} runs of one kind; ${MOST_RUNS} are possible: permute its axes`,
      { value: shape },
    );
  }
}
