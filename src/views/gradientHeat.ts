/** A magnitude by layer and training step: steps across with the latest at the right, layers down. */
import { logText, type Span, type Tick } from './axes';
import { type BarSwatch, barTicks, drawColourBar, hatch } from './colourScale';
import { exponentTicks, powerText } from './decades';
import { Figure, type FigureWords } from './figure';
import { attachGridCursor, type GridCell } from './gridCursor';
import { alarmColour } from './layerPainting';
import { type Area, FONT_SMALL, FONT_TICK, ramp } from './paint';
import { hexToSrgb, LUT_SIZE, THEME_TOKENS, type Theme } from './palette';
import { PlotFrame } from './plotFrame';
import { wholeDecades } from './ridgePlot';

export interface GradientHeatData {
  readonly steps: readonly number[];
  /** Layers 1 .. depth. */
  readonly depth: number;
  /** [steps, depth] log10; NaN where nothing was measured, -Infinity for zero, Infinity beyond f32. */
  readonly values: ArrayLike<number>;
  readonly label: string;
}

export interface GradientHeatWords extends FigureWords {
  readonly axes: string;
  readonly layer: (layer: number) => string;
  readonly step: (step: number) => string;
  readonly zero: string;
  readonly beyond: string;
  readonly missing: string;
  /** In place of the map where there is no column yet. */
  readonly empty: string;
}

/** A column is no wider than this share of the plot, so that the first steps are columns and not a flag. */
const WIDEST_COLUMN = 1 / 8;
const LEFT = 36;
const BAR_ROOM = 74;
const AXIS_HEIGHT = 21;
const TICK_SPACING = 48;
const LAYER_SPACING = 15;
/** Decades at most: what lies further below the largest takes the last colour, which then says so. */
const MOST_DECADES = 12;

/** Decades of the colours: those of the values, but no more than {@link MOST_DECADES} below the largest. */
export function heatDecades(values: ArrayLike<number>): Span {
  const [low, high] = wholeDecades(Array.from(values));
  return [Math.max(low, high - MOST_DECADES), high];
}

/** Layers that are named: the first and round ones, as many as have room. @param row pixels of a layer */
export function layerTicks(depth: number, row: number): number[] {
  const stride = [1, 2, 5, 10, 20, 50, 100].find((one) => one * row >= LAYER_SPACING) ?? depth;
  const round = Array.from({ length: Math.floor(depth / stride) }, (_, k) => (k + 1) * stride);
  return (stride - 1) * row >= LAYER_SPACING || depth < stride ? [1, ...round] : round;
}

interface Layout {
  /** Where columns may be, and where they are. */
  readonly room: Area;
  readonly area: Area;
  readonly column: number;
  readonly row: number;
}

export class GradientHeat extends Figure<GradientHeatData, GradientHeatWords> {
  readonly #frame: PlotFrame;
  /** A pixel a cell, stretched without smoothing. */
  readonly #picture = document.createElement('canvas');
  #painted: { readonly data: GradientHeatData; readonly theme: Theme } | null = null;
  #layout: Layout | null = null;
  #cursor: GridCell | null = null;

  constructor(container: HTMLElement, words: GradientHeatWords, theme: Theme) {
    super(container, words, theme);
    this.#frame = new PlotFrame(container);
    attachGridCursor(this.#frame.surface.canvas, {
      size: () => [this.data?.depth ?? 0, this.data?.steps.length ?? 0],
      start: () => ({ row: 0, column: (this.data?.steps.length ?? 1) - 1 }),
      locate: (x, y) => this.#cellAt(x, y),
      show: (cell, byKey) => {
        this.#cursor = cell;
        this.draw();
        if (byKey) this.#frame.speakTip();
      },
    });
    this.draw();
  }

  #cellAt(x: number, y: number): GridCell | null {
    const { data } = this;
    if (this.#layout === null || data === null) return null;
    const { area, column, row } = this.#layout;
    const cell = { row: Math.floor((y - area.top) / row), column: Math.floor((x - area.left) / column) };
    const inside =
      Math.min(cell.row, cell.column) >= 0 && cell.row < data.depth && cell.column < data.steps.length;
    return inside ? cell : null;
  }

  protected override draw(): void {
    const { data, theme, words } = this;
    this.#frame.setLegend([], words.axes);
    const { context, width, height } = this.#frame.surface.begin();
    if (data === null || data.steps.length === 0 || data.depth < 1) {
      this.#layout = null;
      this.#frame.hideTip();
      this.#frame.surface.describe(words.title);
      if (data !== null) this.#drawEmpty(context, width, height);
      return;
    }
    const room: Area = { left: LEFT, right: width - BAR_ROOM, top: 4, bottom: height - AXIS_HEIGHT };
    const column = Math.min(1 / data.steps.length, WIDEST_COLUMN) * (room.right - room.left);
    const area = { ...room, left: room.right - column * data.steps.length };
    this.#layout = { room, area, column, row: (area.bottom - area.top) / data.depth };
    const decades = heatDecades(data.values);
    hatch(context, area, theme);
    this.#paint(data, decades);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#picture, area.left, area.top, area.right - area.left, area.bottom - area.top);
    this.#drawNames(context, data, this.#layout);
    this.#drawBar(context, { ...area, left: width - BAR_ROOM + 8, right: width }, data, decades);
    this.#showCursor(context, data, this.#layout);
    this.#describe(data);
  }

  #drawEmpty(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { title, empty } = this.words;
    context.font = FONT_TICK;
    context.fillStyle = THEME_TOKENS[this.theme].muted;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(empty, width / 2, height / 2, width);
    this.#frame.surface.describe(`${title}. ${empty}`);
  }

  #paint(data: GradientHeatData, [low, high]: Span): void {
    if (this.#painted?.data === data && this.#painted.theme === this.theme) return;
    this.#painted = { data, theme: this.theme };
    const [wide, tall] = [data.steps.length, data.depth];
    this.#picture.width = wide;
    this.#picture.height = tall;
    const context = this.#picture.getContext('2d');
    if (context === null) return;
    const image = context.createImageData(wide, tall);
    const colours = ramp(this.theme).map(bytes);
    const zero = bytes(THEME_TOKENS[this.theme].background);
    const beyond = bytes(alarmColour(this.theme));
    for (let step = 0; step < wide; step++) {
      for (let layer = 0; layer < tall; layer++) {
        const value = data.values[step * tall + layer] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
        const finite = colours[Math.round(t * (LUT_SIZE - 1))] ?? zero;
        const colour = Number.isFinite(value) ? finite : value < 0 ? zero : beyond;
        image.data.set(colour, 4 * (layer * wide + step));
      }
    }
    context.putImageData(image, 0, 0);
  }

  #drawNames(
    context: CanvasRenderingContext2D,
    { steps, depth }: GradientHeatData,
    { room, area, column, row }: Layout,
  ): void {
    const tokens = THEME_TOKENS[this.theme];
    const { words } = this;
    context.save();
    context.strokeStyle = tokens.grid;
    context.lineWidth = 1;
    context.strokeRect(
      room.left - 0.5,
      room.top - 0.5,
      room.right - room.left + 1,
      room.bottom - room.top + 1,
    );
    context.font = FONT_TICK;
    context.fillStyle = tokens.muted;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const layer of layerTicks(depth, row)) {
      context.fillText(String(layer), room.left - 6, room.top + (layer - 0.5) * row);
    }
    context.textBaseline = 'top';
    const stride = Math.max(1, Math.ceil(TICK_SPACING / column - 1e-9));
    const latest = steps.length - 1;
    for (let k = latest % stride; k <= latest; k += stride) {
      const x = area.left + (k + 0.5) * column;
      const text = latest < stride ? words.step(steps[k] ?? 0) : String(steps[k] ?? '');
      const half = context.measureText(text).width / 2;
      context.textAlign = 'center';
      context.fillText(text, Math.min(x, area.right + 30 - half), area.bottom + 6);
    }
    context.restore();
  }

  #drawBar(
    context: CanvasRenderingContext2D,
    area: Area,
    { values, label }: GradientHeatData,
    [low, high]: Span,
  ): void {
    const { theme, words } = this;
    const every = Array.from(values);
    const fill = (colour: string) => (place: CanvasRenderingContext2D, box: Area) => {
      place.fillStyle = colour;
      place.fillRect(box.left, box.top, box.right - box.left, box.bottom - box.top);
      place.strokeStyle = THEME_TOKENS[theme].axis;
      place.strokeRect(box.left + 0.5, box.top + 0.5, box.right - box.left - 1, box.bottom - box.top - 1);
    };
    const swatches: (BarSwatch & { readonly occurs: boolean })[] = [
      {
        text: words.beyond,
        paint: fill(alarmColour(theme)),
        occurs: every.includes(Number.POSITIVE_INFINITY),
      },
      {
        text: words.zero,
        paint: fill(THEME_TOKENS[theme].background),
        occurs: every.includes(Number.NEGATIVE_INFINITY),
      },
      {
        text: words.missing,
        paint: (place, box) => {
          hatch(place, box, theme, 4);
          place.strokeStyle = THEME_TOKENS[theme].axis;
          place.strokeRect(box.left + 0.5, box.top + 0.5, 9, 9);
        },
        occurs: every.some(Number.isNaN),
      },
    ];
    const colours = ramp(theme);
    const measured = every.some(Number.isFinite);
    const count = Math.max(2, Math.floor((area.bottom - area.top - 60) / 20));
    const below = every.some((value) => Number.isFinite(value) && value < low - 1e-9);
    const ticks: Tick[] = exponentTicks(low, high, count).map((value) => ({
      value,
      text: `${below && value === low ? '≤' : ''}${logText(10 ** value)}`,
    }));
    context.save();
    context.font = FONT_SMALL;
    context.textAlign = 'left';
    context.textBaseline = 'top';
    context.fillStyle = THEME_TOKENS[theme].muted;
    context.fillText(label, area.left, area.top - 1, area.right - area.left);
    context.restore();
    drawColourBar(
      context,
      { ...area, top: area.top + 17 },
      {
        colour: (t) => (measured ? (colours[Math.round(t * (LUT_SIZE - 1))] ?? '') : 'transparent'),
        ticks: measured ? barTicks(ticks, low, high) : [],
        swatches: swatches.filter(({ occurs }) => occurs),
      },
      theme,
    );
  }

  #showCursor(context: CanvasRenderingContext2D, data: GradientHeatData, layout: Layout): void {
    const cell = this.#cursor;
    if (cell === null || cell.row >= data.depth || cell.column >= data.steps.length) {
      this.#frame.hideTip();
      return;
    }
    const { area, column, row } = layout;
    const [wide, high] = [Math.max(column, 5), Math.max(row, 5)];
    const x = area.left + (cell.column + 0.5) * column;
    const y = area.top + (cell.row + 0.5) * row;
    const { background, highlight } = THEME_TOKENS[this.theme];
    context.strokeStyle = background;
    context.lineWidth = 4;
    context.strokeRect(x - wide / 2, y - high / 2, wide, high);
    context.strokeStyle = highlight;
    context.lineWidth = 2;
    context.strokeRect(x - wide / 2, y - high / 2, wide, high);
    const value = data.values[cell.column * data.depth + cell.row] ?? Number.NaN;
    this.#frame.showTip([x, y], this.words.step(data.steps[cell.column] ?? 0), [
      { label: this.words.layer(cell.row + 1) },
      { label: data.label, value: this.#valueText(value) },
    ]);
  }

  #valueText(exponent: number): string {
    const { zero, beyond, missing } = this.words;
    if (Number.isNaN(exponent)) return missing;
    return Number.isFinite(exponent) ? powerText(10 ** exponent) : exponent < 0 ? zero : beyond;
  }

  #describe({ steps, depth, values, label }: GradientHeatData): void {
    const { words } = this;
    const last = steps.length - 1;
    const ends = [0, depth - 1].map(
      (row) => `${words.layer(row + 1)} ${this.#valueText(values[last * depth + row] ?? Number.NaN)}`,
    );
    const spoken = `${label}: ${[...new Set(ends)].join(', ')}`;
    this.#frame.surface.describe([words.title, words.step(steps[last] ?? 0), spoken].join('. '));
  }
}

function bytes(colour: string): readonly number[] {
  return [...hexToSrgb(colour).map((component) => Math.round(component * 255)), 255];
}
