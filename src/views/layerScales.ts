/** What a chart of layers decides before it draws: ranges, which marks, where its pennants hang. */
import type { Span } from './axes';
import { factorText, powerText } from './decades';

/** One quantity of one network along its layers, in the language of the page. NaN where it was not measured. */
export interface LayerCurve {
  readonly label: string;
  readonly network: 'a' | 'b';
  /** Index into the colours of series. */
  readonly colour: number;
  readonly style: 'marks' | 'bars';
  readonly values: ArrayLike<number>;
  readonly theory: ArrayLike<number> | null;
  readonly interval?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
}

export interface LayerRangeData {
  readonly scale: 'linear' | 'log';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly series: readonly LayerCurve[];
  readonly reference?: { readonly value: number };
}

/** Theory and the reference may add this share of the measured decades at either end, or one decade. */
const THEORY_SHARE = 1 / 3;
const MARGIN = 0.05;
/** Powers of ten that a Float64 holds with all their digits. */
const LARGEST_EXPONENT = 307;
/** Marks of one series stand at least this many pixels apart. */
const MARK_SPACING = 5;
/** Quotients that four and three digits write as 1. */
const [SAME, NEARLY_SAME] = [5e-4, 5e-3];

/**
 * Ends of the value axis. They hold everything measured; on a log axis theory and the reference widen them by no
 * more than a third of the measured decades, so that a line on its way to 10⁻³⁰⁰ does not flatten the marks.
 */
export function layerRange({ scale, minimum, maximum, series, reference }: LayerRangeData): Span {
  const log = scale === 'log';
  const forth = log ? Math.log10 : (value: number) => value;
  const measured = extent(
    series.flatMap(({ values, interval }) => [values, interval?.low ?? [], interval?.high ?? []]),
    forth,
  );
  const lines = extent(
    [...series.map(({ theory }) => theory ?? []), [reference?.value ?? Number.NaN]],
    forth,
  );
  const asked = extent([[minimum ?? Number.NaN, maximum ?? Number.NaN]], forth);
  const known = measured ?? lines ?? asked ?? [0, 1];
  let [low, high] = known;
  const room = log && measured ? Math.max(1, (high - low) * THEORY_SHARE) : Number.POSITIVE_INFINITY;
  if (lines) {
    low = Math.min(low, Math.max(lines[0], low - room));
    high = Math.max(high, Math.min(lines[1], high + room));
  }
  if (asked) {
    low = Math.min(low, asked[0]);
    high = Math.max(high, asked[1]);
  }
  // Less than a decade would show rounding as a landscape.
  const lacking = (log ? 1 : 1e-6) - (high - low);
  if (lacking > 0) [low, high] = [low - lacking / 2, high + lacking / 2];
  const margin = MARGIN * (high - low);
  const standing = !log && series.some(({ style }) => style === 'bars');
  if (standing) return [Math.min(0, low), high + margin];
  if (!log) return [low - margin, high + margin];
  return [10 ** Math.max(-LARGEST_EXPONENT, low - margin), 10 ** Math.min(LARGEST_EXPONENT, high + margin)];
}

function extent(
  lists: readonly ArrayLike<number>[],
  forth: (value: number) => number,
): readonly [number, number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const list of lists) {
    for (let k = 0; k < list.length; k++) {
      const value = forth(list[k] ?? Number.NaN);
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return high >= low ? [low, high] : null;
}

/** Every how many layers a mark is drawn, with the layers this many pixels apart. */
export function markStride(spacing: number): number {
  return Math.max(1, Math.ceil(MARK_SPACING / spacing - 1e-9));
}

/** measured / theory per layer; NaN where either is missing or not positive. */
export function ratios({ values, theory }: Pick<LayerCurve, 'values' | 'theory'>): Float64Array {
  return Float64Array.from(values, (value, k) => {
    const ratio = value / (theory?.[k] ?? Number.NaN);
    return ratio > 0 && Number.isFinite(ratio) ? ratio : Number.NaN;
  });
}

/**
 * How a measured number stands to theory: `=` where no digit that is written tells them apart, else their quotient as
 * a factor; empty where there is none.
 */
export function comparison(value: number, theory: number): string {
  const factor = ratios({ values: [value], theory: [theory] })[0] ?? Number.NaN;
  if (Number.isNaN(factor)) return '';
  const apart = Math.abs(factor - 1);
  if (apart < SAME || powerText(value) === powerText(theory)) return '=';
  return factorText(factor, apart < NEARLY_SAME ? 4 : 3);
}

/** The round factor that reaches the farthest of these ratios in either direction; 1.1 at least. */
export function ratioReach(lists: readonly ArrayLike<number>[]): number {
  const [low, high] = extent(lists, Math.log10) ?? [0, 0];
  const reach = 10 ** Math.max(-low, high);
  const near = [1.1, 1.2, 1.5, 2, 3, 5, 10].find((factor) => reach <= factor * (1 + 1e-9));
  return near ?? 10 ** Math.ceil(Math.log10(reach) - 1e-9);
}

export interface Pennant {
  /** Left end of its text. */
  readonly text: number;
  /** Whether it flies to the left of its staff. */
  readonly flipped: boolean;
  readonly lane: number;
}

/** Room between a staff and its text, and between two texts of one lane. */
export const PENNANT_GAP = 11;

/**
 * Lanes above a plot in which no two texts touch, in the order given; a text turns to the left of its staff where
 * the right has no room for it.
 */
export function pennantLanes(
  wanted: readonly { readonly x: number; readonly width: number }[],
  [left, right]: Span,
): Pennant[] {
  const lanes: (readonly [number, number])[][] = [];
  return wanted.map(({ x, width }) => {
    const flipped = x + PENNANT_GAP + width > right && x - PENNANT_GAP - width >= left;
    const beside = flipped ? x - PENNANT_GAP - width : x + PENNANT_GAP;
    const text = Math.max(left, Math.min(beside, right - width));
    const span = [Math.min(x, text) - PENNANT_GAP, Math.max(x, text + width) + PENNANT_GAP] as const;
    const free = lanes.findIndex((lane) => lane.every(([from, to]) => span[1] <= from || span[0] >= to));
    const lane = free < 0 ? lanes.length : free;
    lanes[lane] = [...(lanes[lane] ?? []), span];
    return { text, flipped, lane };
  });
}
