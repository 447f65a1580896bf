/** Where things lie on a map over a grid of two dials: cells and values, the colours' scale, words along a line. */
import { type Axis, linearTicks, type Span } from './axes';
import type { Area } from './paint';

export type Point = readonly [x: number, y: number];

/**
 * An axis on which the values of a grid are centres of equal cells: linear between them and, beyond the first and
 * the last, as far as their cells reach.
 * @param values ascending, of any spacing
 */
export function gridAxis(values: ArrayLike<number>, [from, to]: Span, spacing: number): Axis {
  const centres = Array.from(values);
  const count = centres.length;
  const cell = (to - from) / Math.max(1, count);
  // Half a cell at either end is as wide in values as the half cell beside it.
  const knots = [mirrored(centres, 0, 1), ...centres, mirrored(centres, count - 1, count - 2)];
  const places = [from, ...centres.map((_, k) => from + (k + 0.5) * cell), to];
  const room = Math.max(2, Math.floor(Math.abs(to - from) / spacing));
  const [low, high] = [centres[0] ?? 0, centres.at(-1) ?? 1];
  return {
    at: (value) => interpolated(knots, places, value),
    valueAt: (pixel) =>
      to > from ? interpolated(places, knots, pixel) : interpolatedDown(places, knots, pixel),
    ticks: high > low ? linearTicks(low, high, room) : [{ value: low, text: String(low) }],
  };
}

function mirrored(centres: readonly number[], end: number, inner: number): number {
  const value = centres[end] ?? 0;
  const beside = centres[inner];
  return beside === undefined
    ? value + (end === 0 && inner === 1 ? -0.5 : 0.5)
    : value + (value - beside) / 2;
}

/** Piecewise linear through (xs, ys) with xs ascending, and straight on beyond the ends. */
function interpolated(xs: readonly number[], ys: readonly number[], x: number): number {
  let k = 1;
  while (k < xs.length - 1 && x > (xs[k] ?? 0)) k++;
  const [x0 = 0, x1 = 1, y0 = 0, y1 = 0] = [xs[k - 1], xs[k], ys[k - 1], ys[k]];
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

function interpolatedDown(xs: readonly number[], ys: readonly number[], x: number): number {
  return interpolated(xs.toReversed(), ys.toReversed(), x);
}

/** Cell of a grid of `count` cells along [from, to] that holds a pixel; null outside. */
export function cellAt(pixel: number, [from, to]: Span, count: number): number | null {
  const k = Math.floor(((pixel - from) / (to - from)) * count);
  return k >= 0 && k < count ? k : null;
}

/** The index of the value nearest to a number. */
export function nearestIndex(values: ArrayLike<number>, wanted: number): number {
  let nearest = 0;
  for (let k = 1; k < values.length; k++) {
    const distance = (index: number) => Math.abs((values[index] ?? 0) - wanted);
    if (distance(k) < distance(nearest)) nearest = k;
  }
  return nearest;
}

export interface ScaleEnds {
  readonly centre: number | null;
  readonly minimum: number;
  readonly maximum: number;
}

/** Place of a value on its scale: in [-1, 1] around a centre, with equal steps on both sides, else in [0, 1]. */
export function scalePlace(value: number, { centre, minimum, maximum }: ScaleEnds): number {
  if (centre === null) return Math.min(1, Math.max(0, (value - minimum) / (maximum - minimum || 1)));
  const reach = Math.max(centre - minimum, maximum - centre) || 1;
  return Math.min(1, Math.max(-1, (value - centre) / reach));
}

export interface PlacedWords {
  readonly at: Point;
  /** Radians, between -pi/2 and pi/2: never upside down. */
  readonly angle: number;
}

/** Half the width across which words look for the direction of the line under them. */
const CHORD = 0.5;

/**
 * Words along a line: beside the place, among those where they lie inside, whose surroundings are straightest.
 * @param length width of the words; @param lift distance of their middle from the line, upwards
 * @returns null where the line is too short inside the area
 */
export function wordsAlong(
  line: readonly Point[],
  area: Area,
  length: number,
  lift: number,
): PlacedWords | null {
  const inside = ([x, y]: Point) => x >= area.left && x <= area.right && y >= area.top && y <= area.bottom;
  const travelled = [0];
  line.forEach((point, k) => {
    const before = line[k - 1];
    if (before)
      travelled.push((travelled[k - 1] ?? 0) + Math.hypot(point[0] - before[0], point[1] - before[1]));
  });
  const total = travelled.at(-1) ?? 0;
  const pointAt = (along: number): Point => [
    interpolated(
      travelled,
      line.map(([x]) => x),
      along,
    ),
    interpolated(
      travelled,
      line.map(([, y]) => y),
      along,
    ),
  ];
  let best: (PlacedWords & { readonly bend: number }) | null = null;
  const half = length * CHORD;
  for (let along = half; along <= total - half; along += Math.max(2, length / 12)) {
    const [start, middle, end] = [pointAt(along - half), pointAt(along), pointAt(along + half)];
    let angle = Math.atan2(end[1] - start[1], end[0] - start[0]);
    if (angle > Math.PI / 2) angle -= Math.PI;
    if (angle < -Math.PI / 2) angle += Math.PI;
    const up: Point = [Math.sin(angle) * lift, -Math.cos(angle) * lift];
    const at: Point = [middle[0] + up[0], middle[1] + up[1]];
    const reach: Point = [(Math.cos(angle) * length) / 2, (Math.sin(angle) * length) / 2];
    const corners: Point[] = [-1, 1].flatMap((side): Point[] => [
      [at[0] + side * reach[0] + up[0], at[1] + side * reach[1] + up[1]],
      [at[0] + side * reach[0] - up[0], at[1] + side * reach[1] - up[1]],
    ]);
    if (!corners.every(inside)) continue;
    const bend = length - Math.hypot(end[0] - start[0], end[1] - start[1]) + Math.abs(angle);
    if (best === null || bend < best.bend) best = { at, angle, bend };
  }
  return best && { at: best.at, angle: best.angle };
}
