/** What becomes of a signal in a deep network of the caller's own weights, for the headless API. */
import { LabInputError } from './labErrors';
import { type Matrix, requireChoice, requireMatrix, type Tensor } from './labInput';
import { largestEntry } from './labRows';
import type { MatrixMoments } from './programs/layerStatistics';
import { NetworkProgram, type NetworkShape } from './programs/network';
import type { SignalState } from './programs/signalStates';
import { SignalSweep, type SweepReport } from './programs/signalSweep';
import { ACTIVATIONS, type ActivationName } from './reference/activations';
import type { Executor } from './runtime/executor';
import type { GpuScope } from './runtime/scope';
import { padRows } from './runtime/tensor';

export interface PropagateOptions {
  /** [batch, d_0] */
  readonly input: Tensor;
  /** W_1 .. W_L, each [fan_in, fan_out]: z_l = h_{l-1} W_l, without biases. */
  readonly weights: readonly Tensor[];
  /** phi of every layer, the last one too. */
  readonly activation: ActivationName;
  /** Of z before the activation, without affine parameters, eps 1e-5: h_l = phi(norm(z_l)). None by default. */
  readonly normalization?: 'none' | 'batch' | 'layer';
  /** dS/dh_L [batch, d_L]; without it nothing is propagated backward. */
  readonly outputGradient?: Tensor;
}

/** Over all elements of a matrix; variances are biased. */
export interface SignalMoments {
  readonly mean: number;
  readonly variance: number;
  readonly secondMoment: number;
  /** Share of elements that are 0; so is, in f32, what a matrix holds 2^-126 below its largest entries. */
  readonly zeroFraction: number;
}

export interface PropagateResult {
  readonly input: SignalMoments;
  /** Layers 1 .. L: z_l, and h_l. */
  readonly forward: readonly {
    readonly pre: { readonly mean: number; readonly variance: number };
    readonly post: SignalMoments;
  }[];
  /** Variances of dS/dh_l, dS/dz_l, and dS/dW_l summed over the batch, of layers 1 .. L; empty without an output gradient. */
  readonly backward: readonly { readonly hidden: number; readonly pre: number; readonly weight: number }[];
  /** Variance of dS/dh_0; null without an output gradient. */
  readonly inputGradient: number | null;
}

interface PropagateInput {
  readonly input: Matrix;
  readonly weights: readonly Matrix[];
  readonly activation: ActivationName;
  readonly normalization: NetworkShape['normalization'];
  readonly outputGradient: Matrix | null;
}

/**
 * phi(c x) = c phi(x) for c > 0: powers of two may leave at one layer and come back in its variances, without rounding. Each with
 * the share of a symmetric second moment that it passes.
 */
const HOMOGENEOUS: Partial<Record<ActivationName, number>> = {
  linear: 1,
  relu: 1 / 2,
  leaky_relu: (1 + 0.01 ** 2) / 2,
};

/** @throws LabInputError naming the argument, the layer and the element */
export function requirePropagate(options: PropagateOptions): PropagateInput {
  const input = requireMatrix('input', options?.input);
  const given: unknown = options.weights;
  if (!Array.isArray(given) || given.length === 0)
    throw new LabInputError('weights', 'must be a list of at least one matrix [fan_in, fan_out]', {
      value: given,
    });
  let width = input.columns;
  // Array.from visits the holes of a sparse list too.
  const weights = Array.from(options.weights, (tensor, index) => {
    const matrix = requireMatrix(`weights[${index}]`, tensor);
    if (matrix.rows !== width) {
      throw new LabInputError(
        `weights[${index}].shape`,
        `is [${matrix.rows}, ${matrix.columns}], and layer ${index + 1} takes ${width} columns: it must be [${width}, fan_out]`,
        { value: tensor.shape },
      );
    }
    width = matrix.columns;
    return matrix;
  });
  const gradient = options.outputGradient ?? null;
  const outputGradient = gradient === null ? null : requireMatrix('outputGradient', gradient);
  if (outputGradient && (outputGradient.rows !== input.rows || outputGradient.columns !== width)) {
    throw new LabInputError(
      'outputGradient.shape',
      `is [${outputGradient.rows}, ${outputGradient.columns}], and the output of layer ${weights.length} is [${input.rows}, ${width}]`,
      { value: gradient?.shape },
    );
  }
  return {
    input,
    weights,
    activation: requireChoice('activation', options.activation, ACTIVATIONS),
    normalization: requireChoice('normalization', options.normalization ?? 'none', [
      'none',
      'batch',
      'layer',
    ]),
    outputGradient,
  };
}

/** Forward and backward on the device, statistics merged in f64. About 3 batch fan_in fan_out multiply-adds a layer. */
export async function propagationOf(
  executor: Executor,
  scope: GpuScope,
  input: PropagateInput,
): Promise<PropagateResult> {
  const { weights, activation, normalization, outputGradient } = input;
  const shape: NetworkShape = {
    batch: input.input.rows,
    widths: [input.input.columns, ...weights.map(({ columns }) => columns)],
    activation,
    normalization,
    placement: 'before',
    skip: 0,
    keep: 1,
  };
  await executor.prepare([...NetworkProgram.kernels, ...SignalSweep.kernels]);
  const network = new NetworkProgram(executor, scope, shape, 0);
  const sweep = new SignalSweep(executor, scope, network);
  const scales = scalesOf(input);
  const upload = (tensor: typeof network.input, { data, rows, columns }: Matrix, exponent: number): void =>
    executor.write(
      tensor,
      padRows(
        Float64Array.from(data, (x) => x * 2 ** -exponent),
        rows,
        columns,
      ),
    );
  upload(network.input, input.input, scales.input);
  for (const [index, tensor] of network.weights.entries()) {
    const matrix = weights[index];
    if (matrix) upload(tensor, matrix, scales.weights[index] ?? 0);
  }
  if (outputGradient) upload(network.outputGradient, outputGradient, scales.gradient);
  for (const piece of sweep.pieces(0, outputGradient !== null)) executor.submit(piece);
  const report = await sweep.read();
  requireHeld(report, input);
  return resultOf(report, scales, input);
}

/** Powers of two that were divided out before anything was rounded: of the input, every W_l, and the output gradient. */
interface Scales {
  readonly input: number;
  readonly weights: readonly number[];
  readonly gradient: number;
}

/** The output gradient may always be scaled, as the way back is linear in it; the rest where phi is homogeneous. */
function scalesOf({ input, weights, activation, normalization, outputGradient }: PropagateInput): Scales {
  const passed = normalization === 'none' ? HOMOGENEOUS[activation] : undefined;
  return {
    input: passed === undefined ? 0 : exponentOf(largestEntry(input.data)),
    weights: passed === undefined ? weights.map(() => 0) : carriedExponents(weights, passed),
    gradient: outputGradient ? exponentOf(largestEntry(outputGradient.data)) : 0,
  };
}

function exponentOf(size: number): number {
  return size === 0 ? 0 : Math.round(Math.log2(size));
}

/**
 * Independent entries of mean square 1 / (fan_in passed) would keep a second moment. What rounding leaves of one layer goes on to
 * the next: a signal of many layers stays within a factor of 2 of that.
 */
function carriedExponents(weights: readonly Matrix[], passed: number): number[] {
  let rest = 0;
  return weights.map((matrix) => {
    const size = rootMeanSquare(matrix) * Math.sqrt(matrix.rows * passed);
    if (size === 0) return 0;
    rest += Math.log2(size);
    const exponent = Math.round(rest);
    rest -= exponent;
    return exponent;
  });
}

function rootMeanSquare({ data }: Matrix): number {
  return Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
}

function refuse(argument: string, over: boolean, what: string, range: string, layer: number): never {
  const [verb, side] = over ? ['drives', 'beyond'] : ['leaves', 'below'];
  const place = layer === 0 ? 'at the input' : `in layer ${layer}`;
  throw new LabInputError(argument, `${verb} ${what} ${side} the range of ${range} ${place}: scale it`);
}

/** What makes h_l of h_{l-1}, and what makes dS/dh_l of dS/dh_{l+1}. */
function makerOf(direction: 'signal' | 'gradient', layer: number, depth: number): string {
  if (direction === 'signal') return layer === 0 ? 'input' : `weights[${layer - 1}]`;
  return layer === depth ? 'outputGradient' : `weights[${layer}]`;
}

/** @throws LabInputError naming the first layer, on the signal's way, at which f32 cannot hold it */
function requireHeld(
  { layers, depth }: SweepReport,
  { input, weights, outputGradient }: PropagateInput,
): void {
  const check = (argument: string, what: string, state: SignalState, layer: number): void => {
    if (state === 'overflow' || state === 'underflow')
      refuse(argument, state === 'overflow', what, 'f32', layer);
  };
  const farFrom1 = (matrix: Matrix | undefined): number =>
    Math.abs(Math.log(largestEntry(matrix?.data ?? [])));
  for (const [layer, { forward }] of layers.entries()) {
    const blamed = layer === 1 && farFrom1(input) > farFrom1(weights[0]) ? 0 : layer;
    check(makerOf('signal', blamed, depth), 'the signal', forward, layer);
  }
  if (!outputGradient) return;
  for (const [layer, { backward, weight }] of [...layers.entries()].reverse()) {
    check(makerOf('gradient', layer, depth), 'the gradient', backward, layer);
    if (layer > 0) check(`weights[${layer - 1}]`, 'the gradient of its weights', weight, layer);
  }
}

/** @throws LabInputError where a variance, with what was divided out, is beyond Float64 or below its normal numbers */
function resultOf({ layers, depth }: SweepReport, scales: Scales, input: PropagateInput): PropagateResult {
  // What left the layers up to l, which z_l and h_l are short of; and those above l, which dS/dh_l is short of.
  const before = [scales.input];
  for (const [index, scale] of scales.weights.entries()) before.push((before[index] ?? 0) + scale);
  const above = (layer: number): number => (before[depth] ?? 0) - (before[layer] ?? 0) + scales.gradient;
  const signal = (found: MatrixMoments | null | undefined, layer: number): SignalMoments =>
    momentsOf(found, before[layer] ?? 0, (over) =>
      refuse(makerOf('signal', layer, depth), over, 'the variance of the signal', 'Float64', layer),
    );
  const gradient = (found: MatrixMoments | null | undefined, layer: number): number =>
    momentsOf(found, above(layer), (over) =>
      refuse(makerOf('gradient', layer, depth), over, 'the variance of the gradient', 'Float64', layer),
    ).variance;
  const weight = (found: MatrixMoments | null, layer: number): number =>
    momentsOf(found, above(layer) + (before[layer - 1] ?? 0), (over) =>
      refuse(`weights[${layer - 1}]`, over, 'the variance of the gradient of its weights', 'Float64', layer),
    ).variance;

  const [first, ...rest] = layers;
  const forward = rest.map(({ pre, hidden }, index) => {
    const { mean, variance } = signal(pre, index + 1);
    return { pre: { mean, variance }, post: signal(hidden, index + 1) };
  });
  // From the output down, so that the first layer on the way is the one that is named.
  const backward = (input.outputGradient ? [...rest.entries()].reverse() : []).map(
    ([index, { gradHidden, gradPre, gradWeight }]) => ({
      hidden: gradient(gradHidden, index + 1),
      pre: gradient(gradPre, index + 1),
      weight: weight(gradWeight, index + 1),
    }),
  );
  return {
    // Entries that the scaling took to 0 are not the caller's.
    input: { ...signal(first?.hidden, 0), zeroFraction: zeroFraction(input.input) },
    forward,
    backward: backward.reverse(),
    inputGradient: input.outputGradient ? gradient(first?.gradHidden, 0) : null,
  };
}

function zeroFraction({ data }: Matrix): number {
  return data.reduce((zeros, x) => zeros + (x === 0 ? 1 : 0), 0) / data.length;
}

const SMALLEST_NORMAL = 2 ** -1022;

/** Of the matrix times 2^exponent. @param lost is told where its second moment or variance is beyond Float64, or below */
function momentsOf(
  moments: MatrixMoments | null | undefined,
  exponent: number,
  lost: (over: boolean) => never,
): SignalMoments {
  if (!moments) throw new RangeError('a matrix was not measured');
  const { mean, variance, secondMoment, maximum, zeroFraction } = moments;
  const scaled = {
    variance: raised(variance, 2 * exponent),
    secondMoment: raised(secondMoment, 2 * exponent),
  };
  if (!Number.isFinite(scaled.secondMoment)) return lost(true);
  const faint = (value: number): boolean => value < SMALLEST_NORMAL;
  if ((maximum > 0 && faint(scaled.secondMoment)) || (variance > 0 && faint(scaled.variance)))
    return lost(false);
  return { mean: raised(mean, exponent), ...scaled, zeroFraction };
}

/** value 2^exponent, by factors that Float64 holds even where 2^exponent is beyond it. */
function raised(value: number, exponent: number): number {
  let result = value;
  for (let left = exponent; left !== 0 && result !== 0 && Number.isFinite(result); ) {
    const step = Math.min(Math.max(left, -1000), 1000);
    result *= 2 ** step;
    left -= step;
  }
  return result;
}
