/** What a phase diagram is asked for. */
import { MAX_INPUTS } from '../kernels/phase_cosines';
import type { ActivationName } from '../reference/activations';

export interface PhaseSettings {
  readonly activation: ActivationName;
  /** Units of every layer: a multiple of 4, more than `inputs`. */
  readonly width: number;
  /** Layers, at least 4: rates are taken over the last half of them. */
  readonly depth: number;
  /** sigma_w > 0, with Var W = sigma_w^2 / fan_in: the columns of the grid. */
  readonly gains: Float64Array;
  /** sigma_b >= 0, the deviation of the biases: the rows of the grid. */
  readonly biases: Float64Array;
  /** Inputs of every network, 2 to 64. */
  readonly inputs: number;
  /** Cosine of any two inputs, in [0, 1]; each has second moment 1. */
  readonly inputCosine: number;
  readonly seed: number;
  /** Draws of weights, biases and gradients over which the results are averaged. */
  readonly seeds: number;
  /** Multiply-adds per submit, at least one network's. */
  readonly workPerSubmit?: number;
}

/** Workgroups along one dimension, one a network. */
const MOST_CELLS = 65_535;

/** What a kernel's exponents are good for, with a margin. */
const DIAL_BELOW = 2 ** 20;

/** @throws RangeError naming what is missing */
export function requireGrid(settings: PhaseSettings): void {
  const { width, depth, gains, biases, inputs, inputCosine, seeds } = settings;
  const require = (holds: boolean, message: string): void => {
    if (!holds) throw new RangeError(`a phase diagram needs ${message}`);
  };
  const whole = (value: number, least: number): boolean => Number.isInteger(value) && value >= least;
  const cells = gains.length * biases.length;
  require(cells > 0 &&
    cells <= MOST_CELLS, `1 to ${MOST_CELLS} pairs of a gain and a bias deviation, got ${cells}`);
  const inRange = (dial: number): boolean => dial >= 1 / DIAL_BELOW && dial < DIAL_BELOW;
  const gainsFit = gains.every(inRange);
  const biasesFit = biases.every((bias) => bias === 0 || inRange(bias));
  require(gainsFit, 'gains from 2^-20 to below 2^20');
  require(biasesFit, 'bias deviations of 0, or from 2^-20 to below 2^20');
  require(whole(inputs, 2) && inputs <= MAX_INPUTS, `2 to ${MAX_INPUTS} inputs, got ${inputs}`);
  require(whole(width, inputs + 1) && width % 4 === 0, `a width above its inputs, in fours, got ${width}`);
  require(whole(depth, 4), `at least 4 layers, got ${depth}`);
  require(whole(seeds, 1), `at least one draw, got ${seeds}`);
  require(inputCosine >= 0 && inputCosine <= 1, `an input cosine in [0, 1], got ${inputCosine}`);
}
