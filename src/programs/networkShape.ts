/** The shape of a deep network, what each of its layers does, and how much memory it asks for. */
import type { ActivationName } from '../reference/activations';
import { LabLimitError } from '../runtime/errors';
import type { Executor } from '../runtime/executor';
import { InitializationProgram } from './initialization';
import { tensorElements } from './networkTensors';

export interface NetworkShape {
  /** Rows of every matrix. */
  readonly batch: number;
  /** d_0 .. d_L: of the input and of every layer. */
  readonly widths: readonly number[];
  readonly activation: ActivationName;
  /** Of layer L; `activation` by default. */
  readonly lastActivation?: ActivationName;
  /** Without affine parameters; batch over the rows of a column, layer over the columns of a row. */
  readonly normalization: 'none' | 'batch' | 'layer';
  /** Where a layer is normalised: before its activation or after it. */
  readonly placement: 'before' | 'after';
  /** h_l = a + skip h_{l-1}, where the widths agree; 0 is no residual connection. */
  readonly skip: number;
  /** Share of units that dropout keeps, each divided by it; 1 is no dropout. */
  readonly keep: number;
  /** Layer L is z = h W + b alone: no activation, normalisation, dropout or residual connection. */
  readonly readout?: boolean;
}

/** What layer l, 1 .. L, is made of. */
export interface LayerPlan {
  readonly layer: number;
  readonly fanIn: number;
  readonly fanOut: number;
  readonly activation: ActivationName;
  readonly normalization: NetworkShape['normalization'];
  readonly placement: NetworkShape['placement'];
  readonly skip: number;
  readonly keep: number;
}

/** @throws RangeError unless there is a batch, an input and at least one layer, and skip and keep are sensible */
export function layerPlans(shape: NetworkShape): LayerPlan[] {
  const { batch, widths, skip, keep } = shape;
  const whole = (value: number): boolean => Number.isInteger(value) && value >= 1;
  if (!whole(batch)) throw new RangeError(`a network needs a whole number of rows from 1, got ${batch}`);
  if (widths.length < 2 || !widths.every(whole))
    throw new RangeError(
      `a network needs two widths or more, whole numbers from 1, got [${widths.join(', ')}]`,
    );
  if (!Number.isFinite(skip)) throw new RangeError(`skip must be finite, got ${skip}`);
  if (!(keep > 0 && keep <= 1)) throw new RangeError(`keep must be above 0 and at most 1, got ${keep}`);
  return widths.slice(1).map((fanOut, index) => planOf(shape, index + 1, widths[index] ?? 0, fanOut));
}

function planOf(shape: NetworkShape, layer: number, fanIn: number, fanOut: number): LayerPlan {
  const { widths, activation, lastActivation = activation, normalization, placement, skip, keep } = shape;
  const last = layer === widths.length - 1;
  const size = { layer, fanIn, fanOut, placement };
  if (last && shape.readout === true)
    return { ...size, activation: 'linear', normalization: 'none', skip: 0, keep: 1 };
  return {
    ...size,
    activation: last ? lastActivation : activation,
    normalization,
    skip: fanIn === fanOut ? skip : 0,
    keep,
  };
}

/** f32 values of everything a network allocates. */
export function networkElements(shape: NetworkShape): number {
  return tensorElements(shape) + InitializationProgram.elements(Math.max(...shape.widths));
}

/** The most that one network may hold: 4 GiB of a GPU, 2 GiB where device memory is the computer's own, 512 MiB in Float64. */
function mostElements({ backend, adapter }: Executor): number {
  if (backend === 'reference') return 2 ** 26;
  return adapter?.software === true ? 2 ** 29 : 2 ** 30;
}

/**
 * @param more f32 values that somebody else adds to the network's own
 * @throws LabLimitError, before anything is allocated, for a network that this executor is not asked to hold
 */
export function requireAffordable(executor: Executor, shape: NetworkShape, more = 0): void {
  const { batch, widths } = shape;
  const needed = networkElements(shape) + more;
  const most = mostElements(executor);
  if (needed <= most) return;
  throw new LabLimitError(
    'memory (f32 values)',
    needed,
    most,
    `a network of ${widths.length - 1} layers, up to ${Math.max(...widths)} wide, on ${batch} rows`,
  );
}
