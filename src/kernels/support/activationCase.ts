/** What the two activation kernels share: arguments that reach every part of an activation, and how far f32 may be off. */
import { ACTIVATIONS, type ActivationName, activate, activateSlope } from '../../reference/activations';
import { paddedColumns, padRows } from '../../runtime/tensor';
import { normals } from './cases';
import { ROUNDOFF } from './rounding';

/** WGSL counts errors in ULP, which are two roundoffs at most. */
const ULP = 2 * ROUNDOFF;

/** The smallest normal f32: below, a device may flush to 0. */
const LEAST = 2 ** -126;

/** Where exp(a) - 1 is its series, or half of it and of -1, |a| < 1/2: a few roundings relative to itself. */
const SERIES = 0.25;

export function activationAt(kind: number): ActivationName {
  const name = ACTIVATIONS[kind];
  if (!name) throw new RangeError(`no activation has the number ${kind}`);
  return name;
}

/** How an activation is computed: the argument |a| of its exp, and the line that its tails approach. */
interface Form {
  readonly exponent: (x: number) => number;
  readonly line: (x: number) => number;
  /** Both addends of the slope, where it is a sum of share and x density, which may cancel. */
  readonly addends?: (x: number) => number;
  /** Near 0 it is a series. */
  readonly series?: true;
}

const square = (x: number): number => (x * x) / 2 + 2;
const cubic = (x: number): number => 1.6 * Math.abs(x) * (1 + 0.044715 * x * x);
/** phi' of a gated unit has two addends, of which x times the density may be negative. */
const gated = (name: ActivationName) => (x: number) =>
  Math.abs(activateSlope(name, x)) + 2 * Math.abs(activate(name, x) / (x || 1));

const STRAIGHT: Form = { exponent: () => 0, line: (x) => x };

const FORMS: Readonly<Record<ActivationName, Form>> = {
  linear: STRAIGHT,
  relu: STRAIGHT,
  leaky_relu: STRAIGHT,
  tanh: { exponent: (x) => 2 * Math.abs(x), line: Math.sign, series: true },
  sigmoid: { exponent: Math.abs, line: (x) => (x > 0 ? 1 : 0) },
  scaled_sigmoid: { exponent: Math.abs, line: (x) => 2 * Math.sign(x), series: true },
  gelu: { exponent: square, line: (x) => Math.max(x, 0), addends: gated('gelu') },
  gelu_tanh: { exponent: cubic, line: (x) => Math.max(x, 0), addends: gated('gelu_tanh') },
  silu: { exponent: Math.abs, line: (x) => Math.max(x, 0), addends: gated('silu') },
  selu: { exponent: Math.abs, line: (x) => (x > 0 ? x : -1.76), series: true },
  softplus: { exponent: Math.abs, line: (x) => Math.max(x, 0) },
};

/** Relative error of the exp of an argument |a| that is itself two roundings from exact; past 90 f32 has no more digits. */
function exponential(argument: number): number {
  return (3 + 4 * Math.min(argument, 90)) * ULP;
}

/** |f32 - phi(x)|: a dozen roundings of the value, and the error of exp in what is left to the line of the tails. */
export function valueError(name: ActivationName, x: number): number {
  const { exponent, line, series } = FORMS[name];
  const value = activate(name, x);
  const left = series && Math.abs(x) < SERIES ? 0 : Math.abs(value - line(x));
  const flushed = LEAST * Math.max(1, Math.abs(x));
  return 12 * ULP * Math.abs(value) + exponential(exponent(x)) * left + (name === 'linear' ? 0 : flushed);
}

/** |f32 - phi'(x)|: slopes are products of exponentials, or a share and x times a density, which may cancel. */
export function slopeError(name: ActivationName, x: number): number {
  const { exponent, addends } = FORMS[name];
  const magnitude = addends ? addends(x) : Math.abs(activateSlope(name, x));
  return (12 * ULP + exponential(exponent(x))) * magnitude + LEAST * Math.max(1, Math.abs(x));
}

/** Arguments of every size from 1e-30 to 1e30 and of both signs, 0 and the stretch in between, among normals. */
function arguments_(rows: number, columns: number): Float32Array {
  const x = normals(rows, columns);
  const sizes = [0, 1e-30, 1e-9, 1e-4, 0.1, 0.49, 0.51, 0.75, 1.278, 3, 5.2, 8, 12, 30, 100, 1e6, 1e30];
  for (const [k, size] of sizes.entries()) {
    if (2 * k + 1 < x.length) x.set([size, -size], 2 * k);
  }
  return x;
}

/** Parameters, shapes and contents of a case of both kernels. */
export function activationCase(name: ActivationName, rows: number, columns: number) {
  const stride = paddedColumns(columns);
  const shape = [rows, stride] as const;
  return {
    name: `${name}, ${rows} x ${columns}`,
    params: { rows, columns, c4: stride / 4, kind: ACTIVATIONS.indexOf(name) },
    shape,
    pre: padRows(arguments_(rows, columns), rows, columns),
    gradient: padRows(normals(rows, columns, 7), rows, columns),
  };
}

/** `value` of every element within the columns; 0 in the padding. */
export function withinColumns(
  { rows, columns, c4 }: Readonly<Record<'rows' | 'columns' | 'c4', number>>,
  value: (index: number) => number,
): Float64Array {
  return Float64Array.from({ length: 4 * rows * c4 }, (_, k) => (k % (4 * c4) < columns ? value(k) : 0));
}
