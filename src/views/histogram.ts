/** Two histograms over one axis, overlaid, each scaled to its own peak: shapes compare, counts do not. */
import { Figure, type FigureWords } from './figure';
import { readingText, tickTexts } from './numbers';
import { SERIES, THEME_TOKENS, type Theme } from './palette';
import { Surface } from './surface';

export interface HistogramData {
  readonly minimum: number;
  readonly maximum: number;
  readonly series: readonly { readonly label: string; readonly counts: ArrayLike<number> }[];
}

/** The words around the picture, in the language of the page. */
export interface HistogramWords extends FigureWords {
  /** Says how the heights are scaled, such as "each scaled to its own peak". */
  readonly scaling: string;
  readonly mean: string;
}

const FONT = 'system-ui, sans-serif';
const LEFT = 10;
const RIGHT = 10;
const LEGEND_LINE = 17;
const AXIS_HEIGHT = 22;
const TICKS = 4;

interface Summary {
  readonly label: string;
  readonly counts: ArrayLike<number>;
  readonly peak: number;
  /** Of the bins' centres; NaN where nothing was counted. */
  readonly mean: number;
}

function summarise({ minimum, maximum, series }: HistogramData): Summary[] {
  return series.map(({ label, counts }) => {
    const width = (maximum - minimum) / Math.max(1, counts.length);
    let [peak, total, sum] = [0, 0, 0];
    for (let bin = 0; bin < counts.length; bin++) {
      const count = counts[bin] ?? 0;
      peak = Math.max(peak, count);
      total += count;
      sum += count * (minimum + (bin + 0.5) * width);
    }
    return { label, counts, peak, mean: sum / total };
  });
}

export class Histogram extends Figure<HistogramData, HistogramWords> {
  readonly #surface: Surface;

  /** @throws when the browser gives no 2D canvas */
  constructor(container: HTMLElement, words: HistogramWords, theme: Theme) {
    super(container, words, theme);
    container.replaceChildren();
    this.#surface = new Surface(container);
    this.draw();
  }

  /** Bins divide [minimum, maximum] evenly. */
  protected override draw(): void {
    const { context, width, height } = this.#surface.begin();
    const data = this.data ?? { minimum: -1, maximum: 1, series: [] };
    const series = summarise(data);
    const base = height - AXIS_HEIGHT;
    const top = this.#drawLegend(context, series, width) + 6;
    this.#drawAxis(context, data, width, base);
    series.forEach((summary, s) => {
      this.#drawSteps(context, summary, s, data, { width, top, base });
    });
    this.#describe(series);
  }

  #colour(series: number): string {
    const palette = SERIES[this.theme];
    return palette[series % palette.length] ?? THEME_TOKENS[this.theme].text;
  }

  /** @returns the bottom of the legend */
  #drawLegend(context: CanvasRenderingContext2D, series: readonly Summary[], width: number): number {
    const tokens = THEME_TOKENS[this.theme];
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    let [x, y] = [LEFT, LEGEND_LINE / 2];
    context.font = `12px ${FONT}`;
    series.forEach(({ label, mean }, s) => {
      const text = `${label} · ${this.words.mean} ${readingText(mean, 3)}`;
      const wide = context.measureText(text).width + 32;
      if (x > LEFT && x + wide > width - RIGHT) {
        x = LEFT;
        y += LEGEND_LINE;
      }
      context.globalAlpha = 0.75;
      context.fillStyle = this.#colour(s);
      context.fillRect(x, y - 5, 12, 10);
      context.globalAlpha = 1;
      context.fillStyle = tokens.text;
      context.fillText(text, x + 18, y);
      x += wide;
    });
    if (series.length > 0) {
      context.font = `10.5px ${FONT}`;
      context.fillStyle = tokens.muted;
      const wide = context.measureText(this.words.scaling).width;
      if (x + wide > width - RIGHT) {
        x = LEFT;
        y += LEGEND_LINE;
      }
      context.fillText(this.words.scaling, Math.max(x, LEFT), y);
    }
    return y + LEGEND_LINE / 2;
  }

  #drawAxis(
    context: CanvasRenderingContext2D,
    { minimum, maximum }: HistogramData,
    width: number,
    base: number,
  ): void {
    const tokens = THEME_TOKENS[this.theme];
    const increment = (maximum - minimum) / TICKS;
    const ticks = Array.from({ length: TICKS + 1 }, (_, k) => minimum + k * increment);
    const texts = tickTexts(ticks, increment);
    context.strokeStyle = tokens.axis;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(LEFT, base + 0.5);
    context.lineTo(width - RIGHT, base + 0.5);
    context.font = `11px ${FONT}`;
    context.fillStyle = tokens.muted;
    context.textBaseline = 'top';
    ticks.forEach((_, k) => {
      const x = Math.round(LEFT + ((width - LEFT - RIGHT) * k) / TICKS) + 0.5;
      context.moveTo(x, base);
      context.lineTo(x, base + 4);
      context.textAlign = k === 0 ? 'left' : k === TICKS ? 'right' : 'center';
      context.fillText(texts[k] ?? '', k === 0 ? LEFT - 2 : k === TICKS ? width - RIGHT + 2 : x, base + 6);
    });
    context.stroke();
  }

  #drawSteps(
    context: CanvasRenderingContext2D,
    { counts, peak, mean }: Summary,
    series: number,
    { minimum, maximum }: HistogramData,
    box: { readonly width: number; readonly top: number; readonly base: number },
  ): void {
    if (peak === 0) return;
    const inner = box.width - LEFT - RIGHT;
    const scale = (box.base - box.top) / peak;
    context.beginPath();
    context.moveTo(LEFT, box.base);
    for (let bin = 0; bin < counts.length; bin++) {
      const y = box.base - (counts[bin] ?? 0) * scale;
      context.lineTo(LEFT + (inner * bin) / counts.length, y);
      context.lineTo(LEFT + (inner * (bin + 1)) / counts.length, y);
    }
    context.lineTo(LEFT + inner, box.base);
    context.fillStyle = this.#colour(series);
    context.globalAlpha = 0.34;
    context.fill();
    context.globalAlpha = 0.95;
    context.strokeStyle = this.#colour(series);
    context.lineWidth = 1.25;
    context.lineJoin = 'round';
    context.stroke();
    const x = LEFT + (inner * (mean - minimum)) / (maximum - minimum);
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(x, box.base);
    context.lineTo(x, box.top);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  #describe(series: readonly Summary[]): void {
    const words = series.map(({ label, mean }) => `${label}: ${this.words.mean} ${readingText(mean)}`);
    this.#surface.describe([this.words.title, ...words].join('. '));
  }
}
