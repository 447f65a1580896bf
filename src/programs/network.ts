/**
 * A deep network, forward and backward, layer by layer. Row convention: y = x W + b, matrices [batch, width padded].
 *
 *   h_{l-1} --linear_forward--> z_l --LayerProgram--> h_l
 *   dS/dh_l --LayerProgram--> dS/dz_l --linear_backward_weight, column_sums--> dS/dW_l, dS/db_l
 *     --linear_backward_input--> dS/dh_{l-1}
 *
 * z and h of every layer stay; gradients roll through buffers of the widest layer.
 */
import columnSums from '../kernels/column_sums';
import linearBackwardInput from '../kernels/linear_backward_input';
import linearBackwardWeight from '../kernels/linear_backward_weight';
import linearForward from '../kernels/linear_forward';
import { STREAMS } from '../random';
import type { WeightLaw } from '../reference/initialization';
import type { Executor, Recorder } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../runtime/tensor';
import { InitializationProgram } from './initialization';
import { LayerProgram, type LayerStages, type MaskKey } from './networkLayer';
import {
  type LayerPlan,
  layerPlans,
  type NetworkShape,
  networkElements,
  requireAffordable,
} from './networkShape';
import { allocateNetwork, type LayerGradients, type NetworkTensors } from './networkTensors';
import { STREAM_STEP } from './training';
import { type Piece, piecesOf, workPerPiece } from './workPieces';

export type { LayerStages } from './networkLayer';
export type { NetworkShape } from './networkShape';
export type { LayerGradients } from './networkTensors';

/** What a normal draw costs, in multiply-adds. */
const WORK_PER_DRAW = 64;

type Matrix = DeviceTensor<'f32'>;

export class NetworkProgram {
  static readonly kernels: readonly AnyKernel[] = [
    ...InitializationProgram.kernels,
    ...LayerProgram.kernels,
    linearForward,
    linearBackwardInput,
    linearBackwardWeight,
    columnSums,
  ];

  /** f32 values of everything that a network of this shape allocates. */
  static elements(shape: NetworkShape): number {
    return networkElements(shape);
  }

  readonly shape: NetworkShape;
  readonly seed: number;
  /** Layers L. */
  readonly depth: number;
  /** Layer l is entry l - 1. */
  readonly plans: readonly LayerPlan[];
  readonly #tensors: NetworkTensors;
  readonly #layer: LayerProgram;
  readonly #initialization: InitializationProgram;
  readonly #workPerPiece: number;

  /**
   * Everything is zero until the encoders fill it.
   * @param seed of weights, biases, inputs, output gradients and dropout, each in a stream of its own
   * @throws RangeError for a shape that describes no network, LabLimitError for one too large to hold
   */
  constructor(executor: Executor, scope: GpuScope, shape: NetworkShape, seed: number) {
    this.plans = layerPlans(shape);
    requireAffordable(executor, shape);
    this.shape = shape;
    this.seed = seed;
    this.depth = this.plans.length;
    this.#tensors = allocateNetwork(executor, scope, shape);
    this.#layer = new LayerProgram(executor, scope, shape.batch, this.plans, this.#tensors.working);
    this.#initialization = new InitializationProgram(executor, scope, Math.max(...shape.widths));
    this.#workPerPiece = workPerPiece(executor);
  }

  /** W_l is entry l - 1: [fan_in padded, fan_out padded], padding zero. */
  get weights(): readonly Matrix[] {
    return this.#tensors.weights;
  }

  /** b_l is entry l - 1: [1, fan_out padded], padding zero. */
  get biases(): readonly Matrix[] {
    return this.#tensors.biases;
  }

  /** h_0 [batch, d_0 padded] */
  get input(): Matrix {
    return this.hidden(0);
  }

  /** dS/dh_L [batch, d_L padded] */
  get outputGradient(): Matrix {
    return this.#tensors.outputGradient;
  }

  /** h_l [batch, d_l padded], l = 0 .. L; h_0 is the input. */
  hidden(layer: number): Matrix {
    return entry(this.#tensors.hidden, layer);
  }

  /** z_l [batch, d_l padded], l = 1 .. L. */
  pre(layer: number): Matrix {
    return entry(this.#tensors.pre, layer - 1);
  }

  /**
   * Draws every W_l and b_l.
   * @param laws one a layer @param biasDeviation of N(0, deviation^2); 0 for biases of zero
   */
  encodeWeights(recorder: Recorder, laws: readonly WeightLaw[], biasDeviation: number): void {
    for (const piece of this.weightPieces(laws, biasDeviation)) piece(recorder);
  }

  /** `encodeWeights` as pieces of bounded work, to be recorded in their order. */
  weightPieces(laws: readonly WeightLaw[], biasDeviation: number): readonly Piece[] {
    const parts = this.plans.map((plan) => {
      const law = entry(laws, plan.layer - 1);
      const perValue = law.law === 'orthogonal' ? 2 * Math.max(plan.fanIn, plan.fanOut) : WORK_PER_DRAW;
      return {
        work: plan.fanIn * plan.fanOut * perValue,
        record: (recorder: Recorder) => this.#encodeParameters(recorder, plan, law, biasDeviation),
      };
    });
    return piecesOf(parts, this.#workPerPiece);
  }

  /** Draws h_0: normal rows of second moment scale^2, any two of them at an expected cosine in [0, 1]. */
  encodeInput(
    recorder: Recorder,
    { cosine, scale }: { readonly cosine: number; readonly scale: number },
  ): void {
    this.#encodeRows(recorder, 0, this.input, { stream: STREAMS.inputs, correlation: cosine, scale });
  }

  /** Draws dS/dh_L from N(0, 1). */
  encodeOutputGradient(recorder: Recorder): void {
    const draw = { stream: STREAMS.gradients, correlation: 0, scale: 1 };
    this.#encodeRows(recorder, this.depth, this.outputGradient, draw);
  }

  /**
   * h_{l-1} to z_l and h_l.
   * @param step chooses the dropout masks
   * @param after records what looks at the stages in between, whose buffers are used again
   */
  encodeForward(
    recorder: Recorder,
    layer: number,
    step: number,
    after: (stages: LayerStages) => void = () => undefined,
  ): void {
    const plan = entry(this.plans, layer - 1);
    const [below, pre, hidden] = [this.hidden(layer - 1), this.pre(layer), this.hidden(layer)];
    const [weights, bias] = [entry(this.weights, layer - 1), entry(this.biases, layer - 1)];
    recorder.stage('forward');
    recorder.dispatch(linearForward, { x: below, weights, bias, y: pre }, this.#sizes(plan));
    this.#layer.encodeForward(recorder, plan, { pre, below, hidden }, this.#masks(layer, step), after);
  }

  /**
   * One layer back; from L down without a gap, after the forward pass of the same step, which made what it reads.
   * @param after records what reads the layer's gradients, whose buffers are used again; it may change the layer's weights
   */
  encodeBackward(
    recorder: Recorder,
    layer: number,
    step: number,
    after: (gradients: LayerGradients) => void = () => undefined,
  ): void {
    this.encodeParameterGradients(recorder, layer, step);
    this.encodeInputGradient(recorder, layer, after);
  }

  /** The first half of `encodeBackward`, for work cut in pieces: dS/dz_l, dS/dW_l, dS/db_l. */
  encodeParameterGradients(recorder: Recorder, layer: number, step: number): void {
    const plan = entry(this.plans, layer - 1);
    const { hidden, pre, weight, bias } = this.#tensors.gradients;
    recorder.stage('backward');
    if (layer === this.depth) recorder.copy(this.outputGradient, hidden);
    const matrices = { pre: this.pre(layer), gradHidden: hidden, gradPre: pre };
    this.#layer.encodeBackward(recorder, plan, matrices, this.#masks(layer, step));
    const sizes = this.#sizes(plan);
    recorder.dispatch(
      linearBackwardWeight,
      { x: this.hidden(layer - 1), dy: pre, dw: weight },
      { ...sizes, scale: 1 },
    );
    recorder.dispatch(columnSums, { x: pre, sums: bias }, { rows: sizes.rows, c4: sizes.out4, scale: 1 });
  }

  /** The second half: dS/dh_{l-1}. @param after as `encodeBackward`'s */
  encodeInputGradient(
    recorder: Recorder,
    layer: number,
    after: (gradients: LayerGradients) => void = () => undefined,
  ): void {
    const plan = entry(this.plans, layer - 1);
    const { gradients } = this.#tensors;
    recorder.stage('backward');
    // What the residual connection hands down is there already: dS/dh_l, in a matrix of the same width.
    recorder.dispatch(
      linearBackwardInput,
      { dy: gradients.pre, weights: entry(this.weights, layer - 1), dx: gradients.hidden },
      { ...this.#sizes(plan), keep: plan.skip },
    );
    after(gradients);
  }

  #encodeParameters(recorder: Recorder, plan: LayerPlan, law: WeightLaw, biasDeviation: number): void {
    const { layer, fanIn, fanOut } = plan;
    const { seed } = this;
    const turn = STREAM_STEP * layer;
    const weights = { ...law, fanIn, fanOut, seed, stream: STREAMS.weights + turn };
    this.#initialization.encodeWeights(recorder, entry(this.weights, layer - 1), weights);
    const drawn = { law: biasDeviation === 0 ? 'zero' : 'normal', scale: biasDeviation } as const;
    const biases = { ...drawn, fanIn: 1, fanOut, seed, stream: STREAMS.biases + turn };
    this.#initialization.encodeWeights(recorder, entry(this.biases, layer - 1), biases);
  }

  #encodeRows(
    recorder: Recorder,
    layer: number,
    x: Matrix,
    draw: { readonly stream: number; readonly correlation: number; readonly scale: number },
  ): void {
    const { batch: rows, widths } = this.shape;
    const columns = entry(widths, layer);
    this.#initialization.encodeInputs(recorder, x, { rows, columns, seed: this.seed, ...draw });
  }

  #sizes({ fanIn, fanOut }: LayerPlan): {
    readonly rows: number;
    readonly in4: number;
    readonly out4: number;
  } {
    return { rows: this.shape.batch, in4: paddedColumns(fanIn) / 4, out4: paddedColumns(fanOut) / 4 };
  }

  #masks(layer: number, step: number): MaskKey {
    const turn = STREAM_STEP * (step * this.depth + layer);
    return { seed: this.seed, stream: (STREAMS.dropout + turn) >>> 0 };
  }
}

/** @throws RangeError beyond the ends */
function entry<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`there is no entry ${index} among ${list.length}`);
  return found;
}
