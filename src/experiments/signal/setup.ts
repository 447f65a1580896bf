/** What the controls say of the page's networks: shapes, laws of the weights, and the theory that goes with them. */
import type { Task } from '../../data/tasks';
import type { NetworkShape } from '../../programs/networkShape';
import { shapeForTask } from '../../programs/networkTrainer';
import type { ActivationName } from '../../reference/activations';
import {
  type FanMode,
  type Initialization,
  type InitializerName,
  meanFieldVariance,
  type WeightLaw,
  weightLaw,
} from '../../reference/initialization';
import type { TheorySettings } from '../../reference/meanField';
import type { SignalValues } from './controls';

export type NetworkId = 'a' | 'b';

/** What an input is: its rows and columns, and its rows themselves where a file brought them. */
export interface SignalInput {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns]; null for generated rows */
  readonly data: Float32Array | null;
}

/** One network as the page looks at it. */
export interface NetworkSetup {
  readonly id: NetworkId;
  readonly shape: NetworkShape;
  /** Of layers 1 .. L. */
  readonly initializations: readonly Initialization[];
  readonly biasDeviation: number;
}

/** d_0 .. d_L: layers narrow evenly from `width` to `taper` of it. */
export function widthsOf(
  { width, depth, taper }: Pick<SignalValues, 'width' | 'depth' | 'taper'>,
  columns: number,
): number[] {
  const last = Math.max(1, width * taper);
  const narrow = (layer: number): number =>
    depth === 1 ? last : width + ((last - width) * (layer - 1)) / (depth - 1);
  return [columns, ...Array.from({ length: depth }, (_, index) => Math.round(narrow(index + 1)))];
}

export function setupOf(values: SignalValues, id: NetworkId, { rows, columns }: SignalInput): NetworkSetup {
  const own =
    id === 'a'
      ? values
      : {
          ...values,
          activation: values.activationB,
          initializer: values.initializerB,
          gain: values.gainB,
          normalization: values.normalizationB,
        };
  const shape: NetworkShape = {
    batch: rows,
    widths: widthsOf(values, columns),
    activation: own.activation as ActivationName,
    normalization: own.normalization as NetworkShape['normalization'],
    placement: values.placement as NetworkShape['placement'],
    skip: values.skip,
    keep: 1 - values.dropout,
  };
  return {
    id,
    shape,
    initializations: initializationsOf(shape.widths, own),
    biasDeviation: values.bias,
  };
}

function initializationsOf(
  widths: readonly number[],
  { initializer, mode, gain, deviation }: Pick<SignalValues, 'initializer' | 'mode' | 'gain' | 'deviation'>,
): Initialization[] {
  return widths.slice(1).map((fanOut, index) => ({
    initializer: initializer as InitializerName,
    mode: mode as FanMode,
    fanIn: widths[index] ?? 0,
    fanOut,
    gain,
    deviation,
  }));
}

export function lawsOf({ initializations }: NetworkSetup): WeightLaw[] {
  return initializations.map(weightLaw);
}

/** The same network with a linear readout of the task's outputs on top; LeCun's law keeps the readout's own scale at 1. */
export function trainedSetup(setup: NetworkSetup, task: Pick<Task, 'outputs'>): NetworkSetup {
  const readout: Initialization = {
    initializer: 'lecun_normal',
    mode: 'fan_in',
    fanIn: setup.shape.widths.at(-1) ?? 0,
    fanOut: task.outputs,
    gain: 1,
    deviation: 1,
  };
  return {
    ...setup,
    shape: shapeForTask(setup.shape, task),
    initializations: [...setup.initializations, readout],
  };
}

/** What mean-field theory is asked of a network at its initialisation, from what its input was measured to be. */
export function theorySettings(
  { shape, initializations, biasDeviation }: NetworkSetup,
  input: { readonly secondMoment: number; readonly cosine: number },
): TheorySettings {
  return {
    activation: shape.activation,
    depth: shape.widths.length - 1,
    widths: shape.widths,
    weightVariances: initializations.map(meanFieldVariance),
    biasVariance: biasDeviation ** 2,
    normalization: shape.normalization,
    placement: shape.placement,
    skip: shape.skip,
    keep: shape.keep,
    batch: shape.batch,
    inputSecondMoment: input.secondMoment,
    inputCosine: input.cosine,
    outputGradientVariance: 1,
  };
}
