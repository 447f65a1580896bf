/**
 * Layers of many networks side by side, "cells", which share weights and biases up to a gain and a bias deviation of
 * their own. Signals and gradients of a cell are kept as u 2^exponent, with one exponent a layer that is chosen from the
 * layer before, so that neither they nor their squares leave f32.
 */
import { type ActivationName, activate, activateSlope } from './activations';
import { exponentOf, rootExponent } from './exponents';
import { normalizeRows } from './normalize';
import type { Vector } from './vector';

/** What happened to a cell in a layer: its exponent, and means of squares over 2^(2 exponent). */
export interface PhaseRecord {
  readonly exponent: number;
  readonly squaresIn: number;
  readonly squaresOut: number;
}

/** What sets a cell apart: sigma_w > 0 and sigma_b >= 0. */
export interface Dials {
  readonly gain: number;
  readonly deviation: number;
}

/** Beyond 2^+-30 phi(2^e u) 2^-e is that of 2^+-30: linear at 0, linear or bounded on each side far from it. */
const HOMOGENEOUS = 30;

/** The scale at which phi is taken for values over 2^exponent. */
export function homogeneousScale(exponent: number): number {
  return 2 ** Math.min(Math.max(exponent, -HOMOGENEOUS), HOMOGENEOUS);
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

/** The exponent that `gain` gives to values recorded as going out; -Infinity where they are all 0. */
function scaledExponent({ exponent, squaresOut }: PhaseRecord, gain: number): number {
  return exponent + rootExponent(gain * gain * squaresOut);
}

/**
 * z = gain y + deviation b, h = phi(z) for one cell: y [rows, width] over 2^before.exponent, b [width].
 * @returns pre = z / 2^e and post = h / 2^e, [rows, width], and the record of the layer
 */
export function phaseActivate(
  name: ActivationName,
  y: Float64Array,
  bias: Float64Array,
  { gain, deviation }: Dials,
  before: PhaseRecord,
): { pre: Float64Array; post: Float64Array; record: PhaseRecord } {
  const wanted = Math.max(scaledExponent(before, gain), exponentOf(deviation));
  const exponent = wanted === -Infinity ? 0 : wanted;
  const [ofY, ofBias] = [gain * 2 ** (before.exponent - exponent), deviation * 2 ** -exponent];
  const pre = y.map((value, at) => ofY * value + ofBias * (bias[at % bias.length] ?? Number.NaN));
  const scale = homogeneousScale(exponent);
  const post = pre.map((u) => activate(name, scale * u) / scale);
  return { pre, post, record: { exponent, squaresIn: meanSquare(pre), squaresOut: meanSquare(post) } };
}

/**
 * The gradient through that layer: dS/dh = gain y, dS/dz = phi'(z) dS/dh, with y [rows, width] over 2^before.exponent
 * and `pre` as phaseActivate left it, over 2^forward.exponent.
 * @returns dS/dz over 2^f [rows, width], and the record of both gradients
 */
export function phaseActivateBackward(
  name: ActivationName,
  y: Float64Array,
  pre: Float64Array,
  gain: number,
  forward: Pick<PhaseRecord, 'exponent'>,
  before: PhaseRecord,
): { preGradient: Float64Array; record: PhaseRecord } {
  const wanted = scaledExponent(before, gain);
  const exponent = wanted === -Infinity ? before.exponent : wanted;
  const d = y.map((value) => gain * 2 ** (before.exponent - exponent) * value);
  const preGradient = d.map(
    (value, at) => value * activateSlope(name, homogeneousScale(forward.exponent) * (pre[at] ?? Number.NaN)),
  );
  return {
    preGradient,
    record: { exponent, squaresIn: meanSquare(d), squaresOut: meanSquare(preGradient) },
  };
}

/** Mean cosine over the pairs of rows of x [rows, columns] that are not zero, how many those are; NaN for fewer than 2. */
export function phaseCosines(x: Vector, rows: number, columns: number): { cosine: number; filled: number } {
  const { unit, norms } = normalizeRows(x, rows, columns);
  const n = norms.filter((norm) => norm > 0).length;
  let resultant = 0;
  for (let column = 0; column < columns; column++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += unit[row * columns + column] ?? Number.NaN;
    resultant += sum * sum;
  }
  return { cosine: n > 1 ? (resultant - n) / (n * (n - 1)) : Number.NaN, filled: n };
}
