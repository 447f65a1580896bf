/** The history of a spectrum as a picture: time across, index down, brightness the share of an eigenvalue. */
import { type Axis, linearAxis, logAxis, logText } from './axes';
import { attachCursor } from './cursor';
import { Figure, type FigureWords } from './figure';
import { readingText } from './numbers';
import { type Area, drawAxes, FONT_SMALL, ramp } from './paint';
import { hexToSrgb, LUT_SIZE, THEME_TOKENS, type Theme } from './palette';
import { PlotFrame } from './plotFrame';

export interface WaterfallRow {
  readonly step: number;
  /** Eigenvalues in descending order; not written to afterwards. */
  readonly values: ArrayLike<number>;
}

/** Rows in the order of their steps; `mark` is the step that is replayed, null while live. */
export interface WaterfallData {
  readonly rows: readonly WaterfallRow[];
  readonly mark: number | null;
}

export interface WaterfallWords extends FigureWords {
  readonly axes: string;
  /** Names the colour: an eigenvalue over the mean of its spectrum. */
  readonly colour: string;
  readonly stepItem: (step: number) => string;
  readonly indexItem: (index: number) => string;
}

/** Colours cover this many decades below the brightest; what is less is as good as nothing. */
const DECADES = 4;
const BAR_WIDTH = 10;
const LEFT = 34;
const RIGHT = 66;

/** Eigenvalues over their mean: 1 is what each would have in an isotropic cloud of infinite size. */
export function meanShares(values: ArrayLike<number>): Float64Array {
  const shares = Float64Array.from(values);
  let sum = 0;
  for (const value of shares) sum += value;
  return shares.map((value) => (value * shares.length) / sum);
}

/** The row shown at a step: the last that is not later; the first before any. */
export function rowAt(rows: readonly WaterfallRow[], step: number): number {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rows[middle]?.step ?? 0) <= step) low = middle;
    else high = middle - 1;
  }
  return low;
}

export class Waterfall extends Figure<WaterfallData, WaterfallWords> {
  readonly #frame: PlotFrame;
  /** One pixel a column of the plot and a line of it, stretched to the screen's pixels. */
  readonly #picture = document.createElement('canvas');
  /** What the picture shows, so that a moving cursor does not paint it again. */
  #painted: { readonly rows: readonly WaterfallRow[]; readonly theme: Theme; readonly size: string } | null =
    null;
  readonly #shares = new WeakMap<ArrayLike<number>, Float64Array>();
  #cursor: number | null = null;
  #pointerY: number | null = null;
  #axes: { readonly x: Axis; readonly y: Axis } | null = null;

  /** @param onPick hears the step of a row that was clicked, or picked by Enter */
  constructor(container: HTMLElement, words: WaterfallWords, theme: Theme, onPick: (step: number) => void) {
    super(container, words, theme);
    this.#frame = new PlotFrame(container);
    this.#frame.surface.canvas.classList.add('fig-pick');
    attachCursor(this.#frame.surface.canvas, {
      count: () => this.data?.rows.length ?? 0,
      locate: (x, y) => {
        this.#pointerY = y;
        const rows = this.data?.rows ?? [];
        return this.#axes === null || rows.length === 0 ? null : rowAt(rows, this.#axes.x.valueAt(x));
      },
      show: (item, byKey) => {
        this.#cursor = item;
        if (byKey) this.#pointerY = null;
        this.draw();
        if (byKey) this.#frame.speakTip();
      },
      pick: (item) => {
        const row = this.data?.rows[item];
        if (row) onPick(row.step);
      },
    });
    this.draw();
  }

  protected override draw(): void {
    const { words, theme } = this;
    const rows = this.data?.rows ?? [];
    this.#frame.setLegend([], words.axes);
    const { context, width, height } = this.#frame.surface.begin();
    const area: Area = { left: LEFT, right: width - RIGHT, top: 6, bottom: height - 22 };
    const first = rows[0]?.step ?? 0;
    const last = rows.at(-1)?.step ?? 0;
    const size = Math.max(1, ...rows.map(({ values }) => values.length));
    const axes = {
      x: linearAxis([first, last > first ? last : first + 1], [area.left, area.right], 56),
      // Index 1 on top, with half an index of room so that the first is a band and not a hair line.
      y: logAxis([0.7, size + 0.5], [area.top, area.bottom], 22),
    };
    this.#axes = axes;
    const shares = rows.map(({ values }) => this.#sharesOf(values));
    const top = this.#topDecade(shares);
    drawAxes(context, area, axes, theme);
    if (rows.length > 0) {
      this.#paint(area, axes, rows, shares, top);
      context.imageSmoothingEnabled = false;
      context.drawImage(this.#picture, area.left, area.top, area.right - area.left, area.bottom - area.top);
    }
    this.#drawColourBar(context, area, top, width);
    this.#drawMarker(context, area, axes, this.data?.mark ?? null);
    this.#showCursor(context, area, axes, shares);
    const latest = shares.at(-1);
    const spoken =
      latest === undefined
        ? []
        : [words.stepItem(last), `${words.indexItem(1)}: ${readingText(latest[0] ?? null, 3)}`];
    this.#frame.surface.describe([words.title, ...spoken].join('. '));
  }

  #sharesOf(values: ArrayLike<number>): Float64Array {
    const known = this.#shares.get(values);
    if (known) return known;
    const shares = meanShares(values);
    this.#shares.set(values, shares);
    return shares;
  }

  /** Decimal logarithm of the bright end: the next power of ten above every share, 10 at least. */
  #topDecade(shares: readonly Float64Array[]): number {
    const brightest = Math.max(10, ...shares.map((row) => row[0] ?? 0).filter(Number.isFinite));
    return Math.ceil(Math.log10(brightest) - 1e-9);
  }

  #paint(
    area: Area,
    axes: { readonly x: Axis; readonly y: Axis },
    rows: readonly WaterfallRow[],
    shares: readonly Float64Array[],
    top: number,
  ): void {
    const [wide, high] = [Math.round(area.right - area.left), Math.round(area.bottom - area.top)];
    const size = `${wide} ${high}`;
    const { rows: before, theme, size: sizeBefore } = this.#painted ?? {};
    if (before === rows && theme === this.theme && sizeBefore === size) return;
    this.#painted = { rows, theme: this.theme, size };
    this.#picture.width = wide;
    this.#picture.height = high;
    const context = this.#picture.getContext('2d');
    if (context === null) return;
    const image = context.createImageData(wide, high);
    const pixels = new Uint32Array(image.data.buffer);
    const colours = colourWords(this.theme);
    const lines = Array.from({ length: high }, (_, y) =>
      Math.max(0, Math.round(axes.y.valueAt(area.top + y + 0.5)) - 1),
    );
    const column = new Uint32Array(high);
    let shown = -1;
    for (let x = 0; x < wide; x++) {
      const row = rowAt(rows, axes.x.valueAt(area.left + x + 0.5));
      if (row !== shown) {
        const values = shares[row] ?? [];
        // An index that this spectrum does not have stays transparent, and so does what is no number.
        lines.forEach((index, y) => {
          const t = (Math.log10(Math.max(values[index] ?? Number.NaN, 1e-300)) - top + DECADES) / DECADES;
          column[y] = colours[Math.round(Math.min(1, Math.max(0, t)) * (LUT_SIZE - 1))] ?? 0;
        });
        shown = row;
      }
      for (let y = 0; y < high; y++) pixels[y * wide + x] = column[y] ?? 0;
    }
    context.putImageData(image, 0, 0);
  }

  #drawColourBar(context: CanvasRenderingContext2D, area: Area, top: number, width: number): void {
    const tokens = THEME_TOKENS[this.theme];
    const left = width - RIGHT + 8;
    const high = area.bottom - area.top;
    const colours = ramp(this.theme);
    for (let y = 0; y < high; y++) {
      context.fillStyle = colours[Math.floor((1 - y / high) * (LUT_SIZE - 1))] ?? '';
      context.fillRect(left, area.top + y, BAR_WIDTH, 1.5);
    }
    context.save();
    context.font = FONT_SMALL;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillStyle = tokens.muted;
    context.strokeStyle = tokens.text;
    context.lineWidth = 1;
    for (let decade = top - DECADES; decade <= top; decade++) {
      const y = area.top + ((top - decade) / DECADES) * high;
      const inside = Math.min(area.bottom - 5, Math.max(area.top + 5, y));
      const text = `${decade === top - DECADES ? '≤' : ''}${logText(10 ** decade)}`;
      context.fillText(text, left + BAR_WIDTH + 4, inside);
      if (decade !== 0) continue;
      context.beginPath();
      context.moveTo(left - 2, Math.round(y) + 0.5);
      context.lineTo(left + BAR_WIDTH + 2, Math.round(y) + 0.5);
      context.stroke();
    }
    context.restore();
  }

  #drawMarker(
    context: CanvasRenderingContext2D,
    area: Area,
    axes: { readonly x: Axis },
    step: number | null,
  ): void {
    if (step === null) return;
    const { background, highlight } = THEME_TOKENS[this.theme];
    const x = Math.min(area.right, Math.max(area.left, axes.x.at(step)));
    context.fillStyle = background;
    context.fillRect(x - 2, area.top, 4, area.bottom - area.top);
    context.fillStyle = highlight;
    context.fillRect(x - 1, area.top, 2, area.bottom - area.top);
    context.beginPath();
    context.moveTo(x - 5, area.bottom + 7);
    context.lineTo(x + 5, area.bottom + 7);
    context.lineTo(x, area.bottom);
    context.fill();
  }

  #showCursor(
    context: CanvasRenderingContext2D,
    area: Area,
    axes: { readonly x: Axis; readonly y: Axis },
    shares: readonly Float64Array[],
  ): void {
    const rows = this.data?.rows ?? [];
    const row = this.#cursor === null ? undefined : rows[this.#cursor];
    const values = this.#cursor === null ? undefined : shares[this.#cursor];
    if (row === undefined || values === undefined) {
      this.#frame.hideTip();
      return;
    }
    const x = Math.min(area.right, Math.max(area.left, axes.x.at(row.step)));
    const wanted = this.#pointerY === null ? 1 : Math.round(axes.y.valueAt(this.#pointerY));
    const index = Math.min(values.length, Math.max(1, wanted));
    const y = axes.y.at(index);
    context.lineWidth = 1.5;
    context.strokeStyle = THEME_TOKENS[this.theme].highlight;
    context.strokeRect(Math.round(x) - 3.5, Math.round(y) - 3.5, 7, 7);
    this.#frame.showTip([x, y], this.words.stepItem(row.step), [
      { label: this.words.indexItem(index), value: readingText(row.values[index - 1] ?? null) },
      { label: this.words.colour, value: readingText(values[index - 1] ?? null, 3) },
    ]);
  }
}

/** The ramp as pixels of an image: RGBA bytes in the order of memory, which is little-endian wherever WebGPU runs. */
function colourWords(theme: Theme): Uint32Array {
  const bytes = new Uint8ClampedArray(4 * LUT_SIZE);
  ramp(theme).forEach((colour, i) => {
    bytes.set([...hexToSrgb(colour).map((c) => c * 255), 255], 4 * i);
  });
  return new Uint32Array(bytes.buffer);
}
