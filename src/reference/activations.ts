/**
 * Activation functions phi, their slopes, and what can be said of each without a network: its tangent at the origin, where it
 * saturates, how far it is nearly linear, and the gain that keeps a normal signal's second moment.
 */
import { erfc } from './erf';
import { gaussianMean } from './gaussian';

/** Every activation; the place in this list is its number on the device. */
export const ACTIVATIONS = [
  'linear',
  'relu',
  'leaky_relu',
  'tanh',
  'sigmoid',
  'scaled_sigmoid',
  'gelu',
  'gelu_tanh',
  'silu',
  'selu',
  'softplus',
] as const;

export type ActivationName = (typeof ACTIVATIONS)[number];

/** Slope of leaky ReLU below 0, PyTorch's default. */
export const LEAKY_SLOPE = 0.01;

/** SELU's constants (Klambauer 2017, arXiv 1706.02515), for which N(0, 1) is a fixed point. */
export const SELU_ALPHA = 1.6732632423543772;
export const SELU_SCALE = 1.0507009873554805;

/** GELU's tanh form (Hendrycks & Gimpel 2016, arXiv 1606.08415): x s(2u), u = sqrt(2/pi) (x + 0.044715 x^3). */
const GELU_CUBIC = 0.044715;
const GELU_ROOT = Math.sqrt(2 / Math.PI);

/** phi and phi', each to 3e-13 of its own size for |x| from 1e-300 to 1e100, but for the slope of a gate about its zero. */
interface Activation {
  value: (x: number) => number;
  slope: (x: number) => number;
}

/** A line from the left of 0 and another to its right; the slope at 0 itself is the left one, as in PyTorch. */
function piecewise(left: number, right: number): Activation {
  return { value: (x) => (x > 0 ? right * x : left * x + 0), slope: (x) => (x > 0 ? right : left) };
}

const FUNCTIONS: Readonly<Record<ActivationName, Activation>> = {
  linear: piecewise(1, 1),
  relu: piecewise(0, 1),
  leaky_relu: piecewise(LEAKY_SLOPE, 1),
  // 1 - tanh^2 would cancel from |x| = 5 on; the product of the two tails does not.
  tanh: { value: Math.tanh, slope: (x) => 4 * sigmoidSlope(2 * x) },
  sigmoid: { value: sigmoid, slope: sigmoidSlope },
  // 4 s(x) - 2 = 2 tanh(x / 2), which keeps its digits near 0.
  scaled_sigmoid: { value: (x) => 2 * Math.tanh(x / 2), slope: (x) => 4 * sigmoidSlope(x) },
  gelu: {
    value: (x) => gate(x, normalShare(x)),
    slope: (x) => normalShare(x) + gate(x, normalDensity(x)),
  },
  gelu_tanh: {
    value: (x) => gate(x, sigmoid(geluArgument(x))),
    slope: (x) =>
      sigmoid(geluArgument(x)) +
      gate(x * 2 * GELU_ROOT * (1 + 3 * GELU_CUBIC * x * x), sigmoidSlope(geluArgument(x))),
  },
  silu: {
    value: (x) => gate(x, sigmoid(x)),
    slope: (x) => sigmoid(x) + gate(x, sigmoidSlope(x)),
  },
  selu: {
    value: (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
    slope: (x) => SELU_SCALE * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x)),
  },
  softplus: { value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), slope: sigmoid },
};

/** phi(x). */
export function activate(name: ActivationName, x: number): number {
  return FUNCTIONS[name].value(x);
}

/** phi'(x); at the kink of ReLU, leaky ReLU and SELU the slope of the left side, so ReLU'(0) = 0, as PyTorch has it. */
export function activateSlope(name: ActivationName, x: number): number {
  return FUNCTIONS[name].slope(x);
}

export interface Tangent {
  /** phi'(0); at a kink the mean of the two one-sided slopes */
  alpha: number;
  /** phi(0) */
  beta: number;
  /** phi'(0-) and phi'(0+), equal without a kink */
  left: number;
  right: number;
}

/**
 * The line alpha x + beta at the origin. ReLU, leaky ReLU and SELU have a kink there and no tangent; their alpha is the mean of the
 * one-sided slopes, which is the least-squares line under any symmetric law and predicts E[x phi] = alpha q. It does not predict
 * what a network multiplies its signal by: for a small symmetric signal of second moment q that is
 *   E[phi^2] = q (left^2 + right^2) / 2,   E[phi'^2] = (left^2 + right^2) / 2   (kink, beta = 0)
 * against alpha^2 q, for ReLU q / 2 against q / 4.
 */
export function tangentAtOrigin(name: ActivationName): Tangent {
  const { value, slope } = FUNCTIONS[name];
  const left = slope(0);
  const right = slope(Number.MIN_VALUE);
  return { alpha: (left + right) / 2, beta: value(0), left, right };
}

/** A unit counts as saturated where its slope has fallen below this share of the largest on the same side of 0. */
export const SATURATED_SHARE = 0.05;

/** Beyond this every slope has reached its limit to 1e-12. */
const FAR = 40;

/** Step of the searches for the largest slope and the thresholds; no slope turns within it unseen. */
const SEARCH_STEP = 1 / 64;

/**
 * Thresholds on the pre-activation: at x < low or x > high, |phi'| is below 5 % of its largest value on that side of 0, and stays
 * there. +-Infinity on a side where that never happens: a straight line, and ReLU's left side, whose units are dead (exact zeros,
 * counted as such) rather than saturated. tanh +-2.18, sigmoid and 4s - 2 +-4.36, SELU -3.00; GELU, SiLU and softplus on the left.
 */
export function saturation(name: ActivationName): { low: number; high: number } {
  return { low: -saturationOn(name, -1), high: saturationOn(name, 1) };
}

function saturationOn(name: ActivationName, side: -1 | 1): number {
  const slopeAt = (distance: number): number => Math.abs(activateSlope(name, side * distance));
  const steps = Array.from({ length: FAR / SEARCH_STEP }, (_, k) => (k + 1) * SEARCH_STEP);
  const bound = SATURATED_SHARE * steps.reduce((most, x) => Math.max(most, slopeAt(x)), slopeAt(1e-9));
  const last = steps.findLast((x) => slopeAt(x) >= bound) ?? 0;
  return last === FAR ? Infinity : bisect((x) => slopeAt(x) >= bound, last, last + SEARCH_STEP);
}

/** Nearest and farthest distance from 0 that `linearRange` looks at, and the factor between its looks. */
const LINEAR_SEARCH = { from: 2 ** -20, to: 2 ** 20, factor: 1.02 };

/**
 * The widest interval around 0 in which |phi(x) - (alpha x + beta)| <= tolerance |alpha x|, with the tangent of `tangentAtOrigin`:
 * where the activation is linear in effect. Infinite for the linear one; empty, [0, 0], at a kink, unless the tolerance is as wide
 * as half the jump of the slope. Tolerances from 1e-8 on: below, phi's own rounding would decide.
 */
export function linearRange(name: ActivationName, tolerance: number): { low: number; high: number } {
  const { alpha, beta } = tangentAtOrigin(name);
  const reach = (side: -1 | 1): number => {
    const linear = (distance: number): boolean =>
      Math.abs(activate(name, side * distance) - beta - side * alpha * distance) <=
      tolerance * Math.abs(alpha * distance);
    const { from, to, factor } = LINEAR_SEARCH;
    if (!linear(from)) return 0;
    for (let x = from; x < to; x *= factor) if (!linear(x * factor)) return bisect(linear, x, x * factor);
    return Infinity;
  };
  // 0 - reach, so that an empty side is 0 and not -0.
  return { low: 0 - reach(-1), high: reach(1) };
}

/** `torch.nn.init.calculate_gain`. */
const PYTORCH_GAINS: Readonly<Partial<Record<ActivationName, number>>> = {
  linear: 1,
  sigmoid: 1,
  tanh: 5 / 3,
  relu: Math.SQRT2,
  leaky_relu: Math.sqrt(2 / (1 + LEAKY_SLOPE ** 2)),
  selu: 3 / 4,
};

/** The gain that is customary: PyTorch's where it has one, else `exactGain`. */
export function referenceGain(name: ActivationName): number {
  return PYTORCH_GAINS[name] ?? exactGain(name);
}

/**
 * 1 / sqrt(E[phi(z)^2]), z ~ N(0, 1): with weights of variance gain^2 / fan_in and no bias, a pre-activation of variance 1 keeps it
 * in the next layer. It says nothing about the gradient: tanh 1.5925, sigmoid 1.8463, ReLU sqrt 2, SELU 1.
 */
export function exactGain(name: ActivationName): number {
  return 1 / Math.sqrt(gaussianMean((x) => activate(name, x) ** 2, 1));
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** s(x) s(-x). */
function sigmoidSlope(x: number): number {
  const tail = Math.exp(-Math.abs(x));
  return tail / (1 + tail) ** 2;
}

/** Above the first P(z < x) is 1 in Float64, below the second 0; a large signal seldom lies between, where erfc takes its time. */
const CERTAIN = 9;
const IMPOSSIBLE = -39;

/** P(z < x), z ~ N(0, 1). */
function normalShare(x: number): number {
  if (x > CERTAIN) return 1;
  if (x < IMPOSSIBLE) return 0;
  return erfc(-x * Math.SQRT1_2) / 2;
}

function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

function geluArgument(x: number): number {
  return 2 * GELU_ROOT * x * (1 + GELU_CUBIC * x * x);
}

/** x * share, 0 where the share is 0 though x overflows. */
function gate(x: number, share: number): number {
  return share === 0 ? 0 : x * share;
}

/** The border between `inside`, which holds at `low`, and outside, at `high`. */
function bisect(inside: (x: number) => boolean, low: number, high: number): number {
  let [near, far] = [low, high];
  for (let middle = (near + far) / 2; near < middle && middle < far; middle = (near + far) / 2) {
    if (inside(middle)) near = middle;
    else far = middle;
  }
  return near;
}
