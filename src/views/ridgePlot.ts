/** Distributions of all layers, one ridge behind the other: the input on top, the deepest layer in front. */
import { type Axis, linearAxis, logText, type Span } from './axes';
import { BAR_WIDTH, barTicks, drawColourBar } from './colourScale';
import { exponentTicks, powerText } from './decades';
import { Figure, type FigureWords } from './figure';
import { attachGridCursor } from './gridCursor';
import { type Area, drawAxes, FONT_SMALL, FONT_TICK, haloText, ramp } from './paint';
import { LUT_SIZE, THEME_TOKENS, type Theme } from './palette';
import { PlotFrame } from './plotFrame';

export interface Ridge {
  readonly layer: number;
  /** Bins of equal width over the axis, exact zeros included. */
  readonly counts: ArrayLike<number>;
  /** Share of exact zeros, in [0, 1]. */
  readonly zeroFraction: number;
  readonly rootMeanSquare: number;
}

export interface RidgePlotData {
  /** Ends of the common axis, in root mean squares. */
  readonly minimum: number;
  readonly maximum: number;
  readonly axis: string;
  readonly layers: readonly Ridge[];
}

export interface RidgePlotWords extends FigureWords {
  readonly layer: (layer: number) => string;
  readonly input: string;
  readonly rootMeanSquare: string;
  /** Above the colour bar: the same in a few letters. */
  readonly colour: string;
  readonly zeros: string;
  /** Said when not every layer is drawn. */
  readonly thinned: (drawn: number, all: number) => string;
}

const MOST_RIDGES = 40;
/** A ridge is this many times as high as the step from one to the next, within bounds. */
const OVERLAP = 3.2;
const [LEAST_STEP, LOWEST_RIDGE, HIGHEST_RIDGE] = [5, 14, 70];
const LABEL_SPACING = 13;
const SHARE_SPACING = 24;
const BAR_ROOM = 58;
const AXIS_HEIGHT = 21;

/** Indices of at most `most` of `count` items, evenly spread, the first and the last among them. */
export function evenly(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, k) => k);
  return Array.from({ length: most }, (_, k) => Math.round((k * (count - 1)) / Math.max(1, most - 1)));
}

/** Heights in [0, 1] of the counts without the exact zeros, which lie in the bin that holds 0. */
export function ridgeHeights(
  { counts, zeroFraction }: Pick<Ridge, 'counts' | 'zeroFraction'>,
  [minimum, maximum]: Span,
): Float64Array {
  const heights = Float64Array.from(counts);
  let total = 0;
  for (const count of heights) total += count;
  const bin = Math.floor((-minimum / (maximum - minimum)) * heights.length);
  if (bin >= 0 && bin < heights.length && zeroFraction > 0) {
    heights[bin] = Math.max(0, (heights[bin] ?? 0) - zeroFraction * total);
  }
  let highest = 0;
  for (const height of heights) highest = Math.max(highest, height);
  return highest > 0 ? heights.map((height) => height / highest) : heights;
}

/** Decades that the colours span: whole ones, and one at least. */
export function wholeDecades(magnitudes: Iterable<number>): Span {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const magnitude of magnitudes) {
    if (!Number.isFinite(magnitude)) continue;
    low = Math.min(low, magnitude);
    high = Math.max(high, magnitude);
  }
  if (low > high) return [-1, 0];
  const [from, to] = [Math.floor(low + 1e-9), Math.ceil(high - 1e-9)];
  return to > from ? [from, to] : [from - 1, to + 1];
}

interface Layout {
  readonly area: Area;
  readonly x: Axis;
  /** Line on which ridge k stands. */
  readonly base: (k: number) => number;
  readonly height: number;
}

export class RidgePlot extends Figure<RidgePlotData, RidgePlotWords> {
  readonly #frame: PlotFrame;
  #drawn: readonly Ridge[] = [];
  #layout: Layout | null = null;
  #cursor: number | null = null;

  constructor(container: HTMLElement, words: RidgePlotWords, theme: Theme) {
    super(container, words, theme);
    this.#frame = new PlotFrame(container);
    attachGridCursor(this.#frame.surface.canvas, {
      size: () => [this.#drawn.length, 1],
      start: () => ({ row: 0, column: 0 }),
      locate: (_, y) => this.#nearest(y),
      show: (cell, byKey) => {
        this.#cursor = cell?.row ?? null;
        this.draw();
        if (byKey) this.#frame.speakTip();
      },
    });
    this.draw();
  }

  #nearest(y: number): { readonly row: number; readonly column: 0 } | null {
    if (this.#layout === null || this.#drawn.length === 0) return null;
    const { base, height } = this.#layout;
    // The eye takes a ridge by its body, which stands above its line.
    const distances = this.#drawn.map((_, k) => Math.abs(base(k) - 0.25 * height - y));
    return { row: distances.indexOf(Math.min(...distances)), column: 0 };
  }

  protected override draw(): void {
    const { data, theme, words } = this;
    this.#frame.setLegend([], data?.axis ?? '');
    const all = data?.layers ?? [];
    const { context, width, height } = this.#frame.surface.begin();
    const room = height - AXIS_HEIGHT;
    const most = Math.max(2, Math.min(MOST_RIDGES, Math.floor(room / LEAST_STEP)));
    this.#drawn = evenly(all.length, most).flatMap((k) => all[k] ?? []);
    this.#frame.setNote(this.#drawn.length < all.length ? words.thinned(this.#drawn.length, all.length) : '');
    if (data === null || all.length === 0) {
      this.#layout = null;
      this.#frame.hideTip();
      this.#frame.surface.describe(words.title);
      return;
    }
    context.font = FONT_TICK;
    const left = Math.max(context.measureText(words.input).width, 20) + 8;
    const area: Area = { left, right: width - BAR_ROOM, top: 4, bottom: room };
    const step = (area.bottom - area.top) / (this.#drawn.length + OVERLAP - 1);
    const ridge = Math.min(HIGHEST_RIDGE, Math.max(LOWEST_RIDGE, OVERLAP * step));
    const first = area.top + ridge;
    const pitch =
      this.#drawn.length > 1 ? (area.bottom - first) / (this.#drawn.length - 1) : area.bottom - area.top;
    const base = (k: number) => (this.#drawn.length > 1 ? first + k * pitch : area.bottom);
    const x = linearAxis([data.minimum, data.maximum], [area.left, area.right], 44);
    this.#layout = { area, x, base, height: ridge };
    drawAxes(context, area, { x, y: { ...x, ticks: [] } }, theme);
    const magnitudes = this.#drawn.map(({ rootMeanSquare }) => Math.log10(rootMeanSquare));
    const decades = wholeDecades(magnitudes);
    for (const [k, one] of this.#drawn.entries()) this.#drawRidge(context, one, k, data, decades);
    this.#drawNames(context, area, pitch);
    this.#drawBar(context, { ...area, left: width - BAR_ROOM + 8, right: width }, decades);
    this.#showCursor();
    this.#describe(data);
  }

  #colour(rootMeanSquare: number, [low, high]: Span): string {
    const t = (Math.log10(rootMeanSquare) - low) / (high - low);
    if (Number.isNaN(t)) return THEME_TOKENS[this.theme].axis;
    return ramp(this.theme)[Math.round(Math.min(1, Math.max(0, t)) * (LUT_SIZE - 1))] ?? '';
  }

  #drawRidge(
    context: CanvasRenderingContext2D,
    ridge: Ridge,
    k: number,
    { minimum, maximum }: RidgePlotData,
    decades: Span,
  ): void {
    if (this.#layout === null) return;
    const { area, x, base, height } = this.#layout;
    const tokens = THEME_TOKENS[this.theme];
    const chosen = this.#cursor === k;
    const foot = base(k);
    const heights = ridgeHeights(ridge, [minimum, maximum]);
    const bin = (area.right - area.left) / Math.max(1, heights.length);
    context.save();
    context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(area.left, foot);
    heights.forEach((share, i) => {
      context.lineTo(area.left + (i + 0.5) * bin, foot - share * height);
    });
    context.lineTo(area.right, foot);
    context.fillStyle = tokens.background;
    context.globalAlpha = 0.82;
    context.fill();
    const colour = this.#colour(ridge.rootMeanSquare, decades);
    context.fillStyle = colour;
    context.globalAlpha = chosen ? 0.6 : 0.3;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = chosen ? tokens.highlight : colour;
    context.lineWidth = chosen ? 2.25 : 1.25;
    context.stroke();
    if (ridge.zeroFraction > 0 && minimum <= 0 && maximum >= 0) {
      const at = x.at(0);
      const top = foot - Math.min(1, ridge.zeroFraction) * height;
      context.strokeStyle = tokens.text;
      context.fillStyle = tokens.text;
      context.globalAlpha = chosen ? 1 : 0.4;
      context.lineWidth = chosen ? 1.75 : 1.25;
      context.beginPath();
      context.moveTo(at, foot);
      context.lineTo(at, top);
      context.stroke();
      context.globalAlpha = 1;
      context.beginPath();
      context.arc(at, top, 2, 0, 2 * Math.PI);
      context.fill();
    }
    context.restore();
  }

  /** Layers at the left, and at the right the share of zeros where there are any; as many as have room. */
  #drawNames(context: CanvasRenderingContext2D, area: Area, pitch: number): void {
    if (this.#layout === null) return;
    const { base } = this.#layout;
    const tokens = THEME_TOKENS[this.theme];
    const stride = Math.max(1, Math.ceil(LABEL_SPACING / pitch - 1e-9));
    const shares = stride * Math.max(1, Math.ceil(SHARE_SPACING / (stride * pitch) - 1e-9));
    context.save();
    context.textBaseline = 'middle';
    for (const [k, { layer, zeroFraction }] of this.#drawn.entries()) {
      if (k % stride !== 0) continue;
      context.font = FONT_TICK;
      context.textAlign = 'right';
      context.fillStyle = tokens.muted;
      context.fillText(layer === 0 ? this.words.input : String(layer), area.left - 6, base(k) - 3);
      if (k % shares !== 0 || !(zeroFraction > 0)) continue;
      context.font = FONT_SMALL;
      haloText(context, shareText(zeroFraction), [area.right - 2, base(k) - 6], this.theme);
    }
    context.restore();
  }

  #drawBar(context: CanvasRenderingContext2D, area: Area, [low, high]: Span): void {
    const ticks = exponentTicks(low, high, Math.max(2, Math.floor((area.bottom - area.top) / 22)));
    const colours = ramp(this.theme);
    const inner = { ...area, top: area.top + 14 };
    context.save();
    context.font = FONT_SMALL;
    context.textAlign = 'left';
    context.textBaseline = 'top';
    context.fillStyle = THEME_TOKENS[this.theme].muted;
    context.fillText(this.words.colour, area.left, area.top - 2, area.right - area.left + BAR_WIDTH);
    context.restore();
    drawColourBar(
      context,
      inner,
      {
        colour: (t) => colours[Math.round(t * (LUT_SIZE - 1))] ?? '',
        ticks: barTicks(
          ticks.map((value) => ({ value, text: logText(10 ** value) })),
          low,
          high,
        ),
        swatches: [],
      },
      this.theme,
    );
  }

  #showCursor(): void {
    const ridge = this.#cursor === null ? undefined : this.#drawn[this.#cursor];
    if (ridge === undefined || this.#layout === null || this.#cursor === null) {
      this.#frame.hideTip();
      return;
    }
    const { words } = this;
    const { area, base, height } = this.#layout;
    this.#frame.showTip(
      [area.left + 0.66 * (area.right - area.left), base(this.#cursor) - height / 2],
      nameOf(ridge, words),
      [
        { label: words.rootMeanSquare, value: powerText(ridge.rootMeanSquare) },
        { label: words.zeros, value: shareText(ridge.zeroFraction) },
      ],
    );
  }

  #describe({ layers }: RidgePlotData): void {
    const { words } = this;
    const ends = [layers[0], layers.at(-1)].flatMap((ridge) =>
      ridge
        ? `${nameOf(ridge, words)}: ${words.rootMeanSquare} ${powerText(ridge.rootMeanSquare)}, ${words.zeros} ${shareText(ridge.zeroFraction)}`
        : [],
    );
    this.#frame.surface.describe([words.title, ...new Set(ends)].join('. '));
  }
}

function nameOf({ layer }: Ridge, words: RidgePlotWords): string {
  return layer === 0 ? words.input : words.layer(layer);
}

/** A share as a percentage; what is not nothing does not read as 0 %. */
export function shareText(share: number): string {
  if (!Number.isFinite(share)) return '–';
  const percent = 100 * share;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  return `${percent.toFixed(percent >= 10 || percent === 0 ? 0 : 1)} %`;
}
