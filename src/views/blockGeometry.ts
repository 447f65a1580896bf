/**
 * Where the cells of a block with four axes lie on a picture. Every sample is a box of its own: heads behind each
 * other as sheets, tokens down, features across, all boxes alike in one orthographic projection.
 */

export type Sizes = readonly [samples: number, heads: number, tokens: number, features: number];
/** Place of a cell along the four axes, from 0. */
export type Cell = readonly [sample: number, head: number, token: number, feature: number];
export type Point = readonly [x: number, y: number];

/** How the boxes are seen. */
export interface Pose {
  /** Turn about the upright axis, in radians; below 0 the right side is seen, above 0 the left. */
  readonly yaw: number;
  /** Height of the viewer above the boxes, in radians. */
  readonly pitch: number;
  /** Gap between neighbouring heads, in edges of a cell. */
  readonly spread: number;
}

export const HOME: Pose = { yaw: -0.5, pitch: 0.36, spread: 0.8 };
export const YAW_LIMIT = 0.95;
export const PITCH_LIMITS: readonly [number, number] = [0.1, 0.8];
export const SPREAD_LIMIT = 6;

/** A straight edge along which an axis is measured. */
export interface Ruler {
  readonly from: Point;
  readonly to: Point;
  /** Unit vector away from the cells. */
  readonly out: Point;
  /** Where its caption stands: the middle of the caption's near edge. */
  readonly caption: Point;
}

export interface BlockLayout {
  readonly sizes: Sizes;
  /** Pixels along one edge of a cell that is seen face on. */
  readonly scale: number;
  /** Pixels from a cell to the next feature and token, from the front of a head to its back, and to the next head. */
  readonly across: Point;
  readonly down: Point;
  readonly thick: Point;
  readonly deep: Point;
  /** Whether the left sides are seen. */
  readonly mirrored: boolean;
  /** Front corner above the first feature, for every sample. */
  readonly origins: readonly Point[];
  /** Where the number of a sample stands: centred above its box. */
  readonly labels: readonly Point[];
  /** In the order of the axes. */
  readonly rulers: readonly [Ruler, Ruler, Ruler, Ruler];
}

/** Room beside, above and below the boxes for rulers and their captions; above every row the samples' numbers. */
const SIDE = 70;
const OTHER_SIDE = 10;
const TOP = 16;
const BOTTOM = 44;
const NUMBERS = 18;
const RULER_GAP = 7;
const CAPTION_HALF_WIDTH = 20;
const CAPTION_HALF_HEIGHT = 13;
/** Between boxes, in edges of a cell. */
const BOX_GAP = 1.1;
const LARGEST_CELL = 52;

const plus = ([a, b]: Point, [c, d]: Point, times = 1): Point => [a + times * c, b + times * d];

interface Projection {
  readonly across: Point;
  readonly down: Point;
  readonly thick: Point;
  readonly deep: Point;
}

function project({ yaw, pitch, spread }: Pose, scale: number): Projection {
  const rise = Math.sin(pitch) * scale;
  const thick: Point = [-Math.sin(yaw) * scale, -Math.cos(yaw) * rise];
  return {
    across: [Math.cos(yaw) * scale, -Math.sin(yaw) * rise],
    down: [0, Math.cos(pitch) * scale],
    thick,
    deep: [thick[0] * (1 + spread), thick[1] * (1 + spread)],
  };
}

interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Bounds of one box around its front corner. */
function boxBounds([, heads, tokens, features]: Sizes, { across, down, thick, deep }: Projection): Bounds {
  const back = plus(thick, deep, heads - 1);
  const corners = [0, features].flatMap((d) =>
    [0, tokens].flatMap((n) =>
      [0, 1].map((h) => plus(plus([across[0] * d, across[1] * d], down, n), back, h)),
    ),
  );
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** Pixels a cell's edge may have when the boxes stand in so many columns. */
function fittingScale(sizes: Sizes, pose: Pose, columns: number, width: number, height: number): number {
  const rows = Math.ceil(sizes[0] / columns);
  const unit = boxBounds(sizes, project(pose, 1));
  const wide = width - SIDE - OTHER_SIDE;
  const high = height - TOP - BOTTOM - rows * NUMBERS;
  const scale = Math.min(
    wide / (columns * unit.width + (columns - 1) * BOX_GAP),
    high / (rows * unit.height + (rows - 1) * BOX_GAP),
  );
  return Math.max(1, Math.min(LARGEST_CELL, scale));
}

/** Columns of boxes that make the cells largest; told at the home pose, so that turning moves no box elsewhere. */
export function boxColumns(sizes: Sizes, width: number, height: number): number {
  const counts = Array.from({ length: sizes[0] }, (_, k) => sizes[0] - k);
  const scale = (columns: number) => fittingScale(sizes, HOME, columns, width, height);
  const best = counts.reduce((a, b) => (scale(b) > scale(a) + 1e-9 ? b : a), sizes[0]);
  // As even as the number of rows allows: 6 boxes in two rows are 3 and 3.
  return Math.ceil(sizes[0] / Math.ceil(sizes[0] / best));
}

/** The picture of a block in a box of this size, in CSS pixels. */
export function layoutBlock(sizes: Sizes, pose: Pose, width: number, height: number): BlockLayout {
  const [samples] = sizes;
  const columns = boxColumns(sizes, width, height);
  const rows = Math.ceil(samples / columns);
  const scale = fittingScale(sizes, pose, columns, width, height);
  const projection = project(pose, scale);
  const mirrored = pose.yaw > 0;
  const bounds = boxBounds(sizes, projection);
  const gap = BOX_GAP * scale;
  const whole = [
    columns * bounds.width + (columns - 1) * gap,
    rows * (bounds.height + NUMBERS) + (rows - 1) * gap,
  ] as const;
  const [before, after] = mirrored ? [OTHER_SIDE, SIDE] : [SIDE, OTHER_SIDE];
  const left = before + (width - before - after - whole[0]) / 2;
  const top = TOP + (height - TOP - BOTTOM - whole[1]) / 2;
  const places = Array.from(
    { length: samples },
    (_, b): Point => [
      left + (b % columns) * (bounds.width + gap),
      top + Math.floor(b / columns) * (bounds.height + NUMBERS + gap) + NUMBERS,
    ],
  );
  const origins = places.map(([x, y]): Point => [x - bounds.left, y - bounds.top]);
  return {
    sizes,
    scale,
    ...projection,
    mirrored,
    origins,
    labels: places.map(([x, y]): Point => [x + bounds.width / 2, y - NUMBERS / 2]),
    rulers: rulersOf(sizes, projection, origins, { columns, mirrored, left, top, long: whole[0] }),
  };
}

/** Rulers along the silhouette: samples above, heads and tokens at the side that nothing hides, features below. */
function rulersOf(
  [samples, heads, tokens, features]: Sizes,
  { across, down, thick, deep }: Projection,
  origins: readonly Point[],
  row: {
    readonly columns: number;
    readonly mirrored: boolean;
    readonly left: number;
    readonly top: number;
    readonly long: number;
  },
): BlockLayout['rulers'] {
  const { columns, mirrored, left, long } = row;
  const rows = Math.ceil(samples / columns);
  const origin = (b: number): Point => origins[b] ?? [0, 0];
  const side = mirrored ? 1 : -1;
  const upper = origin(mirrored ? columns - 1 : 0);
  const lower = origin(mirrored ? samples - 1 : (rows - 1) * columns);
  const shift = mirrored ? features : 0;

  const ruler = (start: Point, end: Point, out: Point, captionOut: Point): Ruler => {
    const from = plus(start, out, RULER_GAP);
    const to = plus(end, out, RULER_GAP);
    const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    return { from, to, out, caption: plus(middle, captionOut, RULER_GAP) };
  };
  const beside: Point = [side, 0];
  const headStart = plus(upper, across, shift);
  const length = Math.hypot(...thick) || 1;
  const headOut: Point = [(side * -thick[1]) / length, -Math.abs(thick[0]) / length];
  const tokenStart = plus(lower, across, shift);
  const featureStart = plus(lower, down, tokens);
  // The slope of the ruler is given room under half a caption.
  const below: Point = [0, 1 + (CAPTION_HALF_WIDTH / RULER_GAP) * Math.abs(across[1] / across[0])];
  const y = row.top;
  const above: readonly [Point, Point] = [
    [left, y],
    [left + long, y],
  ];
  const heading = ruler(headStart, plus(plus(headStart, thick), deep, heads - 1), headOut, beside);
  // Beside the point where the slanting ruler passes under the caption's foot, and clear of the samples' caption.
  const headY = Math.max(heading.caption[1], y + 2 * CAPTION_HALF_HEIGHT);
  const [front, back] = [heading.from, heading.to];
  const passed = Math.min(1, Math.max(0, (headY + CAPTION_HALF_HEIGHT - front[1]) / (back[1] - front[1])));
  const headCaption: Point = [front[0] + passed * (back[0] - front[0]) + side * RULER_GAP, headY];
  const sampleCaption: Point = mirrored ? [left + long + RULER_GAP, y] : [left - RULER_GAP, y];
  return [
    { from: above[0], to: above[1], out: [0, -1], caption: sampleCaption },
    { ...heading, caption: headCaption },
    ruler(tokenStart, plus(tokenStart, down, tokens), beside, beside),
    ruler(featureStart, plus(featureStart, across, features), [0, 1], below),
  ];
}

/** Number of a cell in row-major order. */
export function cellIndex([, heads, tokens, features]: Sizes, [b, h, n, d]: Cell): number {
  return ((b * heads + h) * tokens + n) * features + d;
}

/** Corner of a cell's front face, on the side of the first feature and above. */
export function cellCorner(layout: BlockLayout, [b, h, n, d]: Cell): Point {
  const origin = layout.origins[b] ?? [0, 0];
  return plus(plus(plus(origin, layout.deep, h), layout.down, n), layout.across, d);
}

/** The coordinates of `point` along two edges; the edges must not be parallel. */
function along(point: Point, [ax, ay]: Point, [bx, by]: Point): Point {
  const area = ax * by - ay * bx;
  return [(point[0] * by - point[1] * bx) / area, (ax * point[1] - ay * point[0]) / area];
}

/** The cell seen at a point: heads from front to back, each with its front, its side and its top. */
export function cellAt(layout: BlockLayout, point: Point): Cell | null {
  const { sizes, across, down, thick, deep, mirrored } = layout;
  const [, heads, tokens, features] = sizes;
  const inside = (value: number, size: number) => value >= 0 && value < size;
  for (const [b, origin] of layout.origins.entries()) {
    for (let h = 0; h < heads; h++) {
      const at = plus(plus(point, origin, -1), deep, -h);
      const [d, n] = along(at, across, down);
      if (inside(d, features) && inside(n, tokens)) return [b, h, Math.floor(n), Math.floor(d)];
      const [backSide, m] = along(plus(at, across, mirrored ? 0 : -features), thick, down);
      if (inside(backSide, 1) && inside(m, tokens)) return [b, h, Math.floor(m), mirrored ? 0 : features - 1];
      const [e, backTop] = along(at, across, thick);
      if (inside(e, features) && inside(backTop, 1)) return [b, h, 0, Math.floor(e)];
    }
  }
  return null;
}

/** The cell that an arrow key leads to: features and tokens, with shift samples and heads; undefined for other keys. */
export function movedBlockCell(
  key: string,
  shift: boolean,
  cell: Cell | null,
  sizes: Sizes,
): Cell | null | undefined {
  if (key === 'Escape') return null;
  const moves: Readonly<Record<string, readonly [axis: number, step: number]>> = {
    ArrowLeft: [shift ? 0 : 3, -1],
    ArrowRight: [shift ? 0 : 3, 1],
    ArrowUp: [shift ? 1 : 2, shift ? 1 : -1],
    ArrowDown: [shift ? 1 : 2, shift ? -1 : 1],
  };
  const move = moves[key];
  if (move === undefined) return undefined;
  if (cell === null) return [0, 0, 0, 0];
  const [b, h, n, d] = cell.map((place, axis) =>
    Math.min((sizes[axis] ?? 1) - 1, Math.max(0, place + (axis === move[0] ? move[1] : 0))),
  );
  return [b ?? 0, h ?? 0, n ?? 0, d ?? 0];
}
