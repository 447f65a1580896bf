/** Numbers over many decades: log axes with round exponents, and texts as powers of ten. */
import { type Axis, logAxis, logText, type Span, type Tick } from './axes';

/** Exponents of the ticks are multiples of one of these. */
const STRIDES = [1, 2, 5, 10, 20, 50, 100] as const;

/** `digits` significant digits, from 0.001 to 9999 plain, else times a power of ten; a dash for what is no number. */
export function powerText(value: number, digits = 3): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '\u2212∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const [mantissa = '', exponent = '0'] = value.toExponential(digits - 1).split('e');
  const plain = size >= 0.999e-3 && size < 9999.5;
  const text = plain ? plainText(value, digits) : `${mantissa}·${logText(10 ** Number(exponent))}`;
  return text.replace('-', '\u2212');
}

function plainText(value: number, digits: number): string {
  return Math.abs(value) >= 10 ** digits - 0.5 ? value.toFixed(0) : value.toPrecision(digits);
}

/** A quotient as a factor: `×1.20`, or `÷1.20` where it is below 1. Needs a positive number. */
export function factorText(factor: number, digits = 3): string {
  if (!(factor > 0)) return powerText(factor, digits);
  return factor < 1 ? `÷${powerText(1 / factor, digits)}` : `×${powerText(factor, digits)}`;
}

/** Exponents inside [low, high] that get a tick, `count` at most. */
export function exponentTicks(low: number, high: number, count: number): number[] {
  const slack = 1e-9;
  for (const stride of STRIDES) {
    const first = Math.ceil(low / stride - slack);
    const last = Math.floor(high / stride + slack);
    if (last - first < count) {
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => (first + k) * stride);
    }
  }
  return [];
}

/** A log axis as `logAxis`, but where not every decade has room, the exponents of its ticks are round. */
export function decadeAxis(range: Span, pixels: Span, spacing: number): Axis {
  const axis = logAxis(range, pixels, spacing);
  const room = Math.max(2, Math.floor(Math.abs(pixels[1] - pixels[0]) / spacing));
  const [low, high] = [Math.log10(range[0]), Math.log10(range[1])];
  if (Math.floor(high) - Math.ceil(low) < room) return axis;
  return { ...axis, ticks: exponentTicks(low, high, room).map(powerTick) };
}

function powerTick(exponent: number): Tick {
  const value = 10 ** exponent;
  return { value, text: logText(value) };
}
