/** Paints a block on a canvas: cells from back to front, rulers, the numbers of the samples, the chosen cell. */
import { blend, cssColour, type Packed } from './blockColours';
import { type BlockLayout, type Cell, cellCorner, cellIndex, type Point, type Ruler } from './blockGeometry';
import { FONT_TICK, haloText, strokeLine } from './paint';
import { hexToSrgb, SERIES, THEME_TOKENS, type Theme } from './palette';

/** Light falls from above: tops are mixed with white, sides with black. */
const TOP_LIGHT = 0.24;
const SIDE_SHADE = 0.34;
/** Seams between cells: a share of the edge, but no more than this many pixels. */
const SEAM_SHARE = 0.07;
const SEAM_PIXELS = 1.4;
/** Cells need this many pixels before a ruler counts them. */
const TICK_SPACING = 7;
/** How much is left of cells outside the chosen group: its hidden cells are seen through them. */
const VEIL = 0.13;

/** Fills runs of faces of one colour as one path. */
class Brush {
  readonly #context: CanvasRenderingContext2D;
  #colour: Packed = -1;
  #alpha = 1;

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
  }

  /** The parallelogram over shares [a0, a1] and [b0, b1] of two edges from a corner. */
  face(
    colour: Packed,
    [x, y]: Point,
    [ax, ay]: Point,
    [bx, by]: Point,
    [a0, a1, b0, b1]: readonly [number, number, number, number],
    alpha = 1,
  ): void {
    const context = this.#context;
    if (colour !== this.#colour || alpha !== this.#alpha) {
      this.flush();
      this.#colour = colour;
      this.#alpha = alpha;
      context.beginPath();
    }
    context.moveTo(x + a0 * ax + b0 * bx, y + a0 * ay + b0 * by);
    context.lineTo(x + a1 * ax + b0 * bx, y + a1 * ay + b0 * by);
    context.lineTo(x + a1 * ax + b1 * bx, y + a1 * ay + b1 * by);
    context.lineTo(x + a0 * ax + b1 * bx, y + a0 * ay + b1 * by);
    context.closePath();
  }

  flush(): void {
    if (this.#colour < 0) return;
    this.#context.globalAlpha = this.#alpha;
    this.#context.fillStyle = cssColour(this.#colour);
    this.#context.fill();
    this.#context.globalAlpha = 1;
    this.#colour = -1;
  }
}

function ground(theme: Theme): Packed {
  return hexToSrgb(THEME_TOKENS[theme].background).reduce((sum, c) => sum * 256 + Math.round(c * 255), 0);
}

/**
 * Every cell in its colour, row-major, from back to front along each axis.
 * @param lit cells that stand out: the others become a veil; null shows all alike
 */
export function paintCells(
  context: CanvasRenderingContext2D,
  layout: BlockLayout,
  colours: ArrayLike<Packed>,
  lit: ((index: number) => boolean) | null,
  theme: Theme,
): void {
  const { sizes, across, down, thick, mirrored } = layout;
  const [samples, heads, tokens, features] = sizes;
  const seam = Math.min(SEAM_SHARE, SEAM_PIXELS / layout.scale) / 2;
  const inner = [seam, 1 - seam, seam, 1 - seam] as const;
  const brush = new Brush(context);
  const edge = mirrored ? 0 : features - 1;
  const shift = mirrored ? 0 : 1;
  for (let b = 0; b < samples; b++) {
    for (let h = heads - 1; h >= 0; h--) {
      const at = (n: number, d: number) => cellCorner(layout, [b, h, n, d]);
      if (lit === null) {
        const behind = ground(theme);
        brush.face(behind, at(0, 0), across, down, [0, features, 0, tokens]);
        brush.face(behind, at(0, 0), across, thick, [0, features, 0, 1]);
        brush.face(behind, at(0, edge + shift), thick, down, [0, 1, 0, tokens]);
      }
      for (let n = tokens - 1; n >= 0; n--) {
        for (let k = 0; k < features; k++) {
          const d = mirrored ? features - 1 - k : k;
          const index = cellIndex(sizes, [b, h, n, d]);
          const colour = colours[index] ?? 0;
          const alone = lit?.(index) ?? false;
          const alpha = lit === null || alone ? 1 : VEIL;
          // Between neighbours alike only the outer faces are seen.
          if (alone || n === 0) {
            brush.face(blend(colour, 0xffffff, TOP_LIGHT), at(n, d), across, thick, inner, alpha);
          }
          if (alone || d === edge) {
            brush.face(blend(colour, 0, SIDE_SHADE), at(n, d + shift), thick, down, inner, alpha);
          }
          brush.face(colour, at(n, d), across, down, inner, alpha);
        }
      }
    }
  }
  brush.flush();
}

/** The front face of one cell, drawn over whatever hides it. */
export function paintCursor(
  context: CanvasRenderingContext2D,
  layout: BlockLayout,
  cell: Cell,
  theme: Theme,
): void {
  const { across, down } = layout;
  const [x, y] = cellCorner(layout, cell);
  const { background, highlight } = THEME_TOKENS[theme];
  context.save();
  context.lineJoin = 'round';
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + across[0], y + across[1]);
  context.lineTo(x + across[0] + down[0], y + across[1] + down[1]);
  context.lineTo(x + down[0], y + down[1]);
  context.closePath();
  for (const [width, colour] of [
    [4.5, background],
    [2, highlight],
  ] as const) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
  context.restore();
}

/** The rulers, a bracket where the axis is reduced, and the numbers of the samples. */
export function paintRulers(
  context: CanvasRenderingContext2D,
  layout: BlockLayout,
  names: readonly string[],
  reduced: readonly boolean[],
  theme: Theme,
): void {
  context.save();
  layout.rulers.forEach((ruler, axis) => {
    // The samples' own numbers count them.
    const cells = axis === 0 ? 1 : (layout.sizes[axis] ?? 1);
    paintRuler(context, ruler, cells, reduced[axis] ?? false, theme);
  });
  context.font = FONT_TICK;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const name = (names[0] ?? '').toLowerCase();
  if (layout.labels.length > 1) {
    layout.labels.forEach((label, b) => {
      haloText(context, `${name} ${b}`, label, theme);
    });
  }
  context.restore();
}

function paintRuler(
  context: CanvasRenderingContext2D,
  { from, to, out }: Ruler,
  cells: number,
  reduced: boolean,
  theme: Theme,
): void {
  const tokens = THEME_TOKENS[theme];
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const stroke = (share: number, inwards: number, outwards: number) => {
    const [x, y] = [from[0] + share * dx, from[1] + share * dy];
    strokeLine(context, [
      [x - inwards * out[0], y - inwards * out[1]],
      [x + outwards * out[0], y + outwards * out[1]],
    ]);
  };
  context.strokeStyle = reduced ? (SERIES[theme][0] ?? tokens.text) : tokens.axis;
  context.lineWidth = reduced ? 2.5 : 1;
  context.lineCap = 'round';
  const hook = reduced ? 5 : 3;
  // One path, so that the corners of a bracket are round too.
  strokeLine(context, [
    [from[0] - hook * out[0], from[1] - hook * out[1]],
    from,
    to,
    [to[0] - hook * out[0], to[1] - hook * out[1]],
  ]);
  if (Math.hypot(dx, dy) / cells < TICK_SPACING) return;
  context.lineWidth = 1;
  for (let k = 1; k < cells; k++) stroke(k / cells, 2.5, 0);
}
