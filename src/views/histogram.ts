/** Two histograms over one axis, overlaid, each scaled to its own peak: shapes compare, counts do not. */
import { readingText, tickTexts } from './numbers';
import { SERIES, THEME_TOKENS, type Theme } from './palette';

export interface HistogramData {
  readonly minimum: number;
  readonly maximum: number;
  readonly series: readonly { readonly label: string; readonly counts: ArrayLike<number> }[];
}

/** The words around the picture, in the language of the page. */
export interface HistogramWords {
  readonly title: string;
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

export class Histogram implements Disposable {
  readonly #container: HTMLElement;
  readonly #canvas = document.createElement('canvas');
  readonly #context: CanvasRenderingContext2D;
  #theme: Theme;
  #words: HistogramWords;
  #data: HistogramData | null = null;

  /** @throws when the browser gives no 2D canvas */
  constructor(container: HTMLElement, words: HistogramWords, theme: Theme) {
    const context = this.#canvas.getContext('2d');
    if (context === null) throw new Error('this browser gives no 2D canvas');
    this.#container = container;
    this.#context = context;
    this.#words = words;
    this.#theme = theme;
    this.#canvas.style.display = 'block';
    this.#canvas.setAttribute('role', 'img');
    container.replaceChildren(this.#canvas);
    this.#draw();
  }

  /** Shows these counts; bins divide [minimum, maximum] evenly. */
  update(data: HistogramData): void {
    this.#data = data;
    this.#draw();
  }

  clear(): void {
    this.#data = null;
    this.#draw();
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.#draw();
  }

  setWords(words: HistogramWords): void {
    this.#words = words;
    this.#draw();
  }

  /** Follows the container's size. */
  resize(): void {
    this.#draw();
  }

  [Symbol.dispose](): void {
    this.#canvas.remove();
  }

  #draw(): void {
    const width = Math.max(120, this.#container.clientWidth);
    const height = Math.max(80, this.#container.clientHeight);
    const ratio = globalThis.devicePixelRatio;
    const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
    const canvas = this.#canvas;
    if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
      canvas.width = pixelWidth;
      canvas.height = pixelHeight;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const context = this.#context;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const data = this.#data ?? { minimum: -1, maximum: 1, series: [] };
    const series = summarise(data);
    const base = height - AXIS_HEIGHT;
    const top = this.#drawLegend(series, width) + 6;
    this.#drawAxis(data, width, base);
    series.forEach((summary, s) => {
      this.#drawSteps(summary, s, data, { width, top, base });
    });
    this.#describe(series);
  }

  #colour(series: number): string {
    const palette = SERIES[this.#theme];
    return palette[series % palette.length] ?? THEME_TOKENS[this.#theme].text;
  }

  /** @returns the bottom of the legend */
  #drawLegend(series: readonly Summary[], width: number): number {
    const context = this.#context;
    const tokens = THEME_TOKENS[this.#theme];
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    let [x, y] = [LEFT, LEGEND_LINE / 2];
    context.font = `12px ${FONT}`;
    series.forEach(({ label, mean }, s) => {
      const text = `${label} · ${this.#words.mean} ${readingText(mean, 3)}`;
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
      const wide = context.measureText(this.#words.scaling).width;
      if (x + wide > width - RIGHT) {
        x = LEFT;
        y += LEGEND_LINE;
      }
      context.fillText(this.#words.scaling, Math.max(x, LEFT), y);
    }
    return y + LEGEND_LINE / 2;
  }

  #drawAxis({ minimum, maximum }: HistogramData, width: number, base: number): void {
    const context = this.#context;
    const tokens = THEME_TOKENS[this.#theme];
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
    { counts, peak, mean }: Summary,
    series: number,
    { minimum, maximum }: HistogramData,
    box: { readonly width: number; readonly top: number; readonly base: number },
  ): void {
    if (peak === 0) return;
    const context = this.#context;
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
    const words = series.map(({ label, mean }) => `${label}: ${this.#words.mean} ${readingText(mean)}`);
    this.#canvas.setAttribute('aria-label', [this.#words.title, ...words].join('. '));
  }
}
