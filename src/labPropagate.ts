/** What becomes of a signal in a deep network of the caller's own weights, for the headless API. */
import { LabInputError } from './labErrors';
import { type Matrix, requireChoice, requireMatrix, type Tensor } from './labInput';
import { largestEntry } from './labRows';
import type { MatrixMoments } from './programs/layerStatistics';
import { NetworkProgram, type NetworkShape } from './programs/network';
import { type LayerReport, SignalSweep, type SweepReport } from './programs/signalSweep';
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
  /** Share of elements that are exactly 0. */
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

/** phi(c x) = c phi(x) for c > 0: powers of two may leave at one layer and come back in its variances, without rounding. */
const HOMOGENEOUS: readonly ActivationName[] = ['linear', 'relu', 'leaky_relu'];

/** @throws LabInputError naming the argument, the layer and the element */
export function requirePropagate(options: PropagateOptions): PropagateInput {
  const input = requireMatrix('input', options?.input);
  const given: unknown = options.weights;
  if (!Array.isArray(given) || given.length === 0)
    throw new LabInputError('weights', 'must be a list of at least one matrix [fan_in, fan_out]', {
      value: given,
    });
  let width = input.columns;
  const weights = options.weights.map((tensor, index) => {
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
  const outputGradient =
    options.outputGradient === undefined ? null : requireMatrix('outputGradient', options.outputGradient);
  if (outputGradient && (outputGradient.rows !== input.rows || outputGradient.columns !== width)) {
    throw new LabInputError(
      'outputGradient.shape',
      `is [${outputGradient.rows}, ${outputGradient.columns}], and the output of layer ${weights.length} is [${input.rows}, ${width}]`,
      { value: options.outputGradient?.shape },
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
  for (const piece of sweep.pieces(0)) executor.submit(piece);
  const report = await sweep.read();
  requireHeld(report, outputGradient !== null);
  return resultOf(report, scales, outputGradient !== null);
}

/** Powers of two that were divided out before anything was rounded: of the input, every W_l, and the output gradient. */
interface Scales {
  readonly input: number;
  readonly weights: readonly number[];
  readonly gradient: number;
}

/** The output gradient may always be scaled, as the way back is linear in it; the rest where phi is homogeneous. */
function scalesOf({ input, weights, activation, normalization, outputGradient }: PropagateInput): Scales {
  const free = normalization === 'none' && HOMOGENEOUS.includes(activation);
  return {
    input: free ? exponentOf(largestEntry(input.data)) : 0,
    // Independent entries of mean square 1 / fan_in would keep a second moment.
    weights: weights.map((matrix) =>
      free ? exponentOf(rootMeanSquare(matrix) * Math.sqrt(matrix.rows)) : 0,
    ),
    gradient: outputGradient ? exponentOf(largestEntry(outputGradient.data)) : 0,
  };
}

function exponentOf(size: number): number {
  return size === 0 ? 0 : Math.round(Math.log2(size));
}

function rootMeanSquare({ data }: Matrix): number {
  return Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
}

/** @throws LabInputError naming the first layer, on the signal's way, at which f32 cannot hold it */
function requireHeld({ layers, depth }: SweepReport, backward: boolean): void {
  const lost = (state: LayerReport['forward']): boolean => state === 'overflow' || state === 'underflow';
  const refuse = (layer: number, what: string, state: LayerReport['forward']): never => {
    const [argument, place] =
      layer === 0 ? ['input', 'at the input'] : [`weights[${layer - 1}]`, `in layer ${layer}`];
    throw new LabInputError(
      argument,
      `${state === 'overflow' ? 'drives' : 'leaves'} ${what} ${state === 'overflow' ? 'beyond' : 'below'} the range of f32 ${place}: scale the weights`,
    );
  };
  for (const [layer, { forward }] of layers.entries())
    if (lost(forward)) refuse(layer, 'the signal', forward);
  if (!backward) return;
  for (let layer = depth; layer >= 0; layer--) {
    const report = layers[layer];
    if (report && lost(report.backward)) refuse(layer, 'the gradient', report.backward);
    if (report && layer > 0 && lost(report.weight))
      refuse(layer, 'the gradient of its weights', report.weight);
  }
}

function resultOf({ layers }: SweepReport, scales: Scales, backward: boolean): PropagateResult {
  const variance = (moments: MatrixMoments | null | undefined, exponent: number): number =>
    (moments?.variance ?? Number.NaN) * 4 ** exponent;
  // What left the layers up to l, which z_l and h_l are short of; and those above l, which dS/dh_l is short of.
  const before = [scales.input];
  for (const [index, scale] of scales.weights.entries()) before.push((before[index] ?? 0) + scale);
  const total = (before.at(-1) ?? 0) - scales.input;
  const above = (layer: number): number => total - ((before[layer] ?? 0) - scales.input) + scales.gradient;
  const [first, ...rest] = layers;
  return {
    input: momentsOf(first?.hidden, scales.input),
    forward: rest.map(({ pre, hidden }, index) => {
      const exponent = before[index + 1] ?? 0;
      const { mean } = momentsOf(pre, exponent);
      return { pre: { mean, variance: variance(pre, exponent) }, post: momentsOf(hidden, exponent) };
    }),
    backward: (backward ? rest : []).map(({ gradHidden, gradPre, gradWeight }, index) => ({
      hidden: variance(gradHidden, above(index + 1)),
      pre: variance(gradPre, above(index + 1)),
      weight: variance(gradWeight, above(index + 1) + (before[index] ?? 0)),
    })),
    inputGradient: backward ? variance(layers[0]?.gradHidden, above(0)) : null,
  };
}

function momentsOf(moments: MatrixMoments | null | undefined, exponent: number): SignalMoments {
  const factor = 2 ** exponent;
  return {
    mean: (moments?.mean ?? Number.NaN) * factor,
    variance: (moments?.variance ?? Number.NaN) * factor ** 2,
    secondMoment: (moments?.secondMoment ?? Number.NaN) * factor ** 2,
    zeroFraction: moments?.zeroFraction ?? Number.NaN,
  };
}
