/**
 * One look at a network: forward and backward, with the statistics and histogram of every matrix on the way.
 * Nothing is read back between layers; a sweep is a list of pieces of bounded work and one read at its end.
 */
import { saturation } from '../reference/activations';
import type { Executor, Recorder } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import type { DeviceTensor } from '../runtime/tensor';
import { LayerStatistics, type MatrixMoments } from './layerStatistics';
import type { LayerGradients, LayerStages, NetworkProgram } from './network';
import type { LayerPlan } from './networkShape';
import { type SignalState, type SignalStep, signalStates } from './signalStates';
import { type Part, type Piece, piecesOf, workPerPiece } from './workPieces';

/** What was measured of one layer. Layer 0 is the input, which has no z, no weights, and gradients of its own alone. */
export interface LayerReport {
  /** z_l */
  readonly pre: MatrixMoments | null;
  /** What the activation takes: z_l, or z_l normalised. Its `saturatedFraction` is the share of saturated units. */
  readonly entering: MatrixMoments | null;
  /** phi's output, before dropout, residual and a norm after it; its `zeroFraction` is the share of dead units under ReLU. */
  readonly activated: MatrixMoments | null;
  /** h_l */
  readonly hidden: MatrixMoments;
  /** dS/dh_l */
  readonly gradHidden: MatrixMoments;
  /** dS/dz_l */
  readonly gradPre: MatrixMoments | null;
  /** dS/dW_l, summed over the batch */
  readonly gradWeight: MatrixMoments | null;
  /** Mean over pairs of rows of h_l that are not zero; NaN with fewer than two such rows, or overflow */
  readonly cosine: number;
  /** Whether f32 holds z_l and h_l. */
  readonly forward: SignalState;
  /** Whether f32 holds dS/dh_l and dS/dz_l. */
  readonly backward: SignalState;
  /** Whether f32 holds dS/dW_l, of layers 1 .. L. */
  readonly weight: SignalState;
}

/** The quantities that have a histogram. */
export type SweepQuantity = 'hidden' | 'gradHidden';

export interface SweepReport {
  readonly depth: number;
  /** 0 .. L */
  readonly layers: readonly LayerReport[];
  /** Entry l is of layer l: HISTOGRAM_BINS counts over +-HISTOGRAM_RANGE root mean squares; empty where there is no matrix. */
  readonly histograms: Readonly<Record<SweepQuantity, readonly Uint32Array[]>>;
}

const QUANTITIES = [
  'weights',
  'pre',
  'entering',
  'activated',
  'hidden',
  'gradHidden',
  'gradPre',
  'gradWeight',
] as const;
type Quantity = (typeof QUANTITIES)[number];

/** What activations, statistics and histograms cost for each value of a matrix, in multiply-adds. */
const WORK_PER_VALUE = 48;

export class SignalSweep {
  static readonly kernels: readonly AnyKernel[] = LayerStatistics.kernels;

  readonly #backend: Executor['backend'];
  readonly #network: NetworkProgram;
  readonly #statistics: LayerStatistics;
  readonly #workPerPiece: number;

  /** @param network whose weights, input and output gradient are filled by whoever owns it */
  constructor(executor: Executor, scope: GpuScope, network: NetworkProgram) {
    const { batch, widths } = network.shape;
    this.#backend = executor.backend;
    this.#network = network;
    this.#statistics = new LayerStatistics(executor, scope, {
      slots: QUANTITIES.length * (network.depth + 1),
      rows: Math.max(batch, ...widths),
      cosineColumns: Math.max(...widths),
    });
    this.#workPerPiece = workPerPiece(executor);
  }

  /**
   * The sweep as pieces of bounded work, to be recorded in their order.
   * @param step chooses the dropout masks
   * @param backward whether gradients are wanted; without them they are told as of no entries, with means of NaN
   */
  pieces(step: number, backward = true): readonly Piece[] {
    const network = this.#network;
    const { batch } = network.shape;
    const down = backward ? [...network.plans].reverse() : [];
    const parts: Part[] = [
      {
        work: batch * WORK_PER_VALUE * (network.plans[0]?.fanIn ?? 0),
        record: (recorder) => this.#begin(recorder),
      },
      ...network.plans.map((plan) => ({
        work: plan.fanOut * (batch * (plan.fanIn + 2 * WORK_PER_VALUE) + plan.fanIn * WORK_PER_VALUE),
        record: (recorder: Recorder) => this.#forward(recorder, plan, step),
      })),
      ...down.flatMap((plan) => [
        {
          work: batch * plan.fanOut * (plan.fanIn + WORK_PER_VALUE),
          record: (recorder: Recorder) => {
            if (plan.layer === network.depth)
              this.#encode(recorder, 'gradHidden', plan.layer, network.outputGradient);
            network.encodeParameterGradients(recorder, plan.layer, step);
          },
        },
        {
          work: batch * (plan.fanOut + WORK_PER_VALUE) * (plan.fanIn + WORK_PER_VALUE),
          record: (recorder: Recorder) =>
            network.encodeInputGradient(recorder, plan.layer, (found) =>
              this.#backward(recorder, plan, found),
            ),
        },
      ]),
    ];
    return piecesOf(parts, this.#workPerPiece);
  }

  /** What the latest sweep found, after its last piece was submitted. */
  async read(): Promise<SweepReport> {
    const { moments, histograms, cosines } = await this.#statistics.read();
    const { depth, plans } = this.#network;
    const at = (quantity: Quantity, layer: number): MatrixMoments => {
      const found = moments[this.#slot(quantity, layer)];
      if (!found) throw new RangeError(`layer ${layer} was not measured`);
      return found;
    };
    const seen = (quantity: Quantity, layer: number): MatrixMoments | null =>
      layer === 0 ? null : at(quantity, layer);
    const states = statesOf(depth, this.#backend, at);
    const layers = Array.from({ length: depth + 1 }, (_, layer): LayerReport => {
      const normalized = isNormalizedBefore(plans[layer - 1]);
      return {
        pre: seen('pre', layer),
        entering: seen(normalized ? 'entering' : 'pre', layer),
        activated: seen(isChanged(plans[layer - 1]) ? 'activated' : 'hidden', layer),
        hidden: at('hidden', layer),
        gradHidden: at('gradHidden', layer),
        gradPre: seen('gradPre', layer),
        gradWeight: seen('gradWeight', layer),
        cosine: cosines[this.#slot('hidden', layer)] ?? Number.NaN,
        ...states(layer),
      };
    });
    const of = (quantity: SweepQuantity): Uint32Array[] =>
      layers.map((_, layer) => histograms[this.#slot(quantity, layer)] ?? new Uint32Array());
    return { depth, layers, histograms: { hidden: of('hidden'), gradHidden: of('gradHidden') } };
  }

  #slot(quantity: Quantity, layer: number): number {
    return QUANTITIES.length * layer + QUANTITIES.indexOf(quantity);
  }

  #begin(recorder: Recorder): void {
    this.#encode(recorder, 'hidden', 0, this.#network.input);
    this.#encodeCosine(recorder, 0);
  }

  #forward(recorder: Recorder, plan: LayerPlan, step: number): void {
    const { layer } = plan;
    const limits = saturation(plan.activation);
    const before = isNormalizedBefore(plan);
    const weights = this.#network.weights[layer - 1];
    if (weights) {
      const matrix = { x: weights, rows: plan.fanIn, columns: plan.fanOut };
      this.#statistics.encodeMoments(recorder, this.#slot('weights', layer), matrix);
    }
    this.#network.encodeForward(recorder, layer, step, ({ pre, normalized, activated }: LayerStages) => {
      this.#encodeMoments(recorder, 'pre', layer, pre, before ? undefined : limits);
      if (before && normalized) this.#encodeMoments(recorder, 'entering', layer, normalized, limits);
      if (isChanged(plan)) this.#encodeMoments(recorder, 'activated', layer, activated);
    });
    this.#encode(recorder, 'hidden', layer, this.#network.hidden(layer));
    this.#encodeCosine(recorder, layer);
  }

  #backward(recorder: Recorder, { layer, fanIn, fanOut }: LayerPlan, found: LayerGradients): void {
    this.#encodeMoments(recorder, 'gradPre', layer, found.pre);
    this.#encode(recorder, 'gradHidden', layer - 1, found.hidden);
    const weight = { x: found.weight, rows: fanIn, columns: fanOut };
    this.#statistics.encodeMoments(recorder, this.#slot('gradWeight', layer), weight);
  }

  #encode(recorder: Recorder, quantity: SweepQuantity, layer: number, x: DeviceTensor<'f32'>): void {
    recorder.stage('statistics');
    this.#statistics.encode(recorder, this.#slot(quantity, layer), this.#matrix(layer, x));
  }

  #encodeMoments(
    recorder: Recorder,
    quantity: 'pre' | 'entering' | 'activated' | 'gradPre',
    layer: number,
    x: DeviceTensor<'f32'>,
    limits?: { readonly low: number; readonly high: number },
  ): void {
    recorder.stage('statistics');
    this.#statistics.encodeMoments(recorder, this.#slot(quantity, layer), this.#matrix(layer, x), limits);
  }

  #encodeCosine(recorder: Recorder, layer: number): void {
    const matrix = this.#matrix(layer, this.#network.hidden(layer));
    this.#statistics.encodeCosine(recorder, this.#slot('hidden', layer), matrix);
  }

  #matrix(layer: number, x: DeviceTensor<'f32'>): Parameters<LayerStatistics['encode']>[2] {
    const { batch, widths } = this.#network.shape;
    return { x, rows: batch, columns: widths[layer] ?? 0 };
  }
}

/** Whether h_l is something else than what phi put out. */
function isChanged(plan: LayerPlan | undefined): boolean {
  if (!plan) return false;
  const { keep, skip, normalization, placement } = plan;
  return keep < 1 || skip !== 0 || (normalization !== 'none' && placement === 'after');
}

function isNormalizedBefore(plan: LayerPlan | undefined): boolean {
  return plan !== undefined && plan.normalization !== 'none' && plan.placement === 'before';
}

/** The states of every layer, from what its matrices hold. */
function statesOf(
  depth: number,
  backend: Executor['backend'],
  at: (quantity: Quantity, layer: number) => MatrixMoments,
): (layer: number) => Pick<LayerReport, 'forward' | 'backward' | 'weight'> {
  const step = (quantity: Quantity, layer: number): SignalStep => ({ moments: at(quantity, layer) });
  const product = (step: SignalStep, one: MatrixMoments, other: MatrixMoments): SignalStep => ({
    ...step,
    factors: [one.maximum, other.maximum],
  });
  const up = Array.from({ length: depth }, (_, index) => index + 1);
  const outward = up.flatMap((layer) => [
    product(step('pre', layer), at('hidden', layer - 1), at('weights', layer)),
    step('hidden', layer),
  ]);
  const forward = signalStates([step('hidden', 0), ...outward], backend);
  // The way back reads z and h of every layer: beyond f32, they leave no gradient that means anything.
  const begin = forward.at(-1) === 'overflow' ? 'overflow' : 'fine';
  const inward = [...up]
    .reverse()
    .flatMap((layer) => [
      step('gradPre', layer),
      product(step('gradHidden', layer - 1), at('gradPre', layer), at('weights', layer)),
    ]);
  const backward = signalStates([step('gradHidden', depth), ...inward], backend, begin);
  return (layer) => {
    const arrived = backward[Math.min(2 * (depth - layer) + 1, 2 * depth)] ?? begin;
    const below = forward[2 * (layer - 1)] ?? 'fine';
    if (layer === 0) return { forward: forward[0] ?? 'fine', backward: arrived, weight: arrived };
    // A product of both ways: what either lost is lost here.
    const lost = arrived === 'fine' && below === 'underflow' ? below : arrived;
    const made = product(step('gradWeight', layer), at('hidden', layer - 1), at('gradPre', layer));
    const [weight = lost] = signalStates([made], backend, lost);
    return { forward: forward[2 * layer] ?? 'fine', backward: arrived, weight };
  };
}
