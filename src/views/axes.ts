/** Axes: where a value lies in pixels and back, and which values get a tick. */
import { tickTexts } from './numbers';

export type Span = readonly [from: number, to: number];

export interface Tick {
  readonly value: number;
  readonly text: string;
}

export interface Axis {
  /** Pixel of a value; values beyond the axis lie beyond its pixels. */
  at(value: number): number;
  valueAt(pixel: number): number;
  readonly ticks: readonly Tick[];
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** Slack for ends that rounding left a hair inside a tick. */
const EPSILON = 1e-9;

/**
 * Round steps (1, 2, 5 times a power of ten) inside [low, high]: `count` of them at most, but two where the longest
 * such step leaves only one.
 */
export function linearTicks(low: number, high: number, count: number): Tick[] {
  const raw = (high - low) / Math.max(1, count);
  const power = Math.floor(Math.log10(raw));
  const steps = [power - 1, power, power + 1].flatMap((k) => [1, 2, 5].map((m) => m * 10 ** k));
  const longest = steps.findIndex((step) => step >= raw * (1 - EPSILON));
  const [ticks, finer] = [longest, longest - 1].map((k) => multiples(low, high, steps[k] ?? raw));
  return (ticks && ticks.length > 1 ? ticks : finer) ?? [];
}

function multiples(low: number, high: number, step: number): Tick[] {
  const first = Math.ceil(low / step - EPSILON);
  const last = Math.floor(high / step + EPSILON);
  const values = Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => (first + k) * step);
  const texts = tickTexts(values, step);
  return values.map((value, k) => ({ value, text: texts[k] ?? '' }));
}

/** A positive number on a log axis: plain from 0.001 to 9999, else as a power of ten. */
export function logText(value: number): string {
  if (value >= 0.999e-3 && value < 9999.5) return String(Number(value.toPrecision(3)));
  const exponent = Math.floor(Math.log10(value) + EPSILON);
  const mantissa = Number((value / 10 ** exponent).toPrecision(2));
  const digits = String(Math.abs(exponent)).replaceAll(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? '');
  return `${mantissa === 1 ? '' : `${mantissa}·`}10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/**
 * Ticks of a log axis, `count` at most: 1-2-5 in every decade, or only the decades, or every second, third, ... of
 * them. A range that holds fewer than two of these is ticked evenly.
 */
export function logTicks(low: number, high: number, count: number): Tick[] {
  const first = Math.floor(Math.log10(low) + EPSILON);
  const last = Math.floor(Math.log10(high) + EPSILON);
  const inside = (value: number) => value >= low * (1 - EPSILON) && value <= high * (1 + EPSILON);
  const decades = Array.from({ length: last - first + 1 }, (_, k) => 10 ** (first + k));
  for (const multiples of [[1, 2, 5], [1]]) {
    const values = decades.flatMap((decade) => multiples.map((m) => m * decade)).filter(inside);
    if (values.length >= 2 && values.length <= count) return values.map(logTick);
  }
  const whole = decades.filter(inside);
  if (whole.length < 2) return linearTicks(low, high, Math.max(2, count)).filter(({ value }) => value > 0);
  const stride = Math.ceil(whole.length / Math.max(2, count));
  return whole.filter((_, k) => k % stride === 0).map(logTick);
}

function logTick(value: number): Tick {
  return { value, text: logText(value) };
}

function axis(
  [low, high]: Span,
  [from, to]: Span,
  forth: (value: number) => number,
  back: (position: number) => number,
  ticks: readonly Tick[],
): Axis {
  const [start, end] = [forth(low), forth(high)];
  return {
    at: (value) => from + ((forth(value) - start) / (end - start)) * (to - from),
    valueAt: (pixel) => back(start + ((pixel - from) / (to - from)) * (end - start)),
    ticks,
  };
}

/** @param spacing pixels that a tick needs for itself */
export function linearAxis(range: Span, pixels: Span, spacing: number): Axis {
  const [low, high] = widened(range);
  const ticks = linearTicks(low, high, tickCount(pixels, spacing));
  return axis(
    [low, high],
    pixels,
    (v) => v,
    (p) => p,
    ticks,
  );
}

/** @param range above 0; @param spacing pixels that a tick needs for itself */
export function logAxis(range: Span, pixels: Span, spacing: number): Axis {
  const [low, high] = range[1] > range[0] ? range : [range[0] / 2, range[0] * 2];
  return axis(
    [low, high],
    pixels,
    Math.log10,
    (p) => 10 ** p,
    logTicks(low, high, tickCount(pixels, spacing)),
  );
}

/** A range of one value gets a thousandth of its size around it, as in `rangeWith`. */
function widened([low, high]: Span): Span {
  if (high > low) return [low, high];
  const half = Math.max(5e-4 * Math.abs(low), 5e-7);
  return [low - half, low + half];
}

function tickCount([from, to]: Span, spacing: number): number {
  return Math.max(2, Math.floor(Math.abs(to - from) / spacing));
}
