/**
 * Histograms side by side, each on its own axis and scaled to its own peak: filled, the mean and one deviation to
 * both sides marked below, part of the axis shaded, and a function drawn over it.
 */
import { type Axis, linearAxis } from './axes';
import { attachCursor } from './cursor';
import { keepItems, part, setText, setTitle } from './dom';
import { Figure, type FigureWords } from './figure';
import { compactText, readingText } from './numbers';
import { type Area, drawCursor, drawMark, FONT_SMALL, FONT_TICK, haloText, strokeLine } from './paint';
import { SERIES, THEME_TOKENS, type Theme } from './palette';
import { type LegendItem, PlotFrame } from './plotFrame';

/** In the language of the page; bins divide [minimum, maximum] evenly. */
export interface DistributionPanel {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly minimum: number;
  readonly maximum: number;
  /** One or two; the second is an outline. */
  readonly series: readonly { readonly label: string; readonly counts: ArrayLike<number> }[];
  /** Of the first series. */
  readonly mean: number;
  readonly deviation: number;
  /** Part of the axis, and the share of the values of each series in it. */
  readonly band: {
    readonly from: number;
    readonly to: number;
    readonly label: string;
    readonly shares: readonly number[];
  } | null;
  /** Values of a function, evenly over the axis. */
  readonly curve: { readonly values: ArrayLike<number>; readonly label: string } | null;
}

export interface DistributionWords extends FigureWords {
  readonly mean: string;
  readonly deviation: string;
}

const LEFT = 6;
const RIGHT = 6;
const TOP = 16;
/** Room under the axis: the mean and its deviations, then the ticks. */
const MOMENTS = 13;
const BOTTOM = MOMENTS + 17;
const TICK_SPACING = 44;
/** The function stays within this share of the height, so that its ends can be told from the frame. */
const CURVE_SHARE = 0.84;

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let k = 0; k < values.length; k++) most = Math.max(most, values[k] ?? 0);
  return most;
}

function total(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0);
}

/** The outline of a histogram from the left end of the axis to its right; `base` and `top` are pixels. */
export function outline(counts: ArrayLike<number>, { left, right, top, bottom }: Area): [number, number][] {
  const peak = largest(counts);
  const width = (right - left) / Math.max(1, counts.length);
  return Array.from({ length: counts.length }, (_, bin) => {
    const y = bottom - (peak > 0 ? (counts[bin] ?? 0) / peak : 0) * (bottom - top);
    return [
      [left + bin * width, y],
      [left + (bin + 1) * width, y],
    ] satisfies [number, number][];
  }).flat();
}

interface Panel {
  readonly root: HTMLElement;
  readonly title: HTMLElement;
  readonly moments: HTMLElement;
  readonly note: HTMLElement;
  readonly frame: PlotFrame;
  bin: number | null;
}

export class DistributionStrip extends Figure<readonly DistributionPanel[], DistributionWords> {
  readonly #grid = part('div', 'dists');
  readonly #panels: Panel[] = [];

  constructor(container: HTMLElement, words: DistributionWords, theme: Theme) {
    super(container, words, theme);
    container.replaceChildren(this.#grid);
    this.draw();
  }

  #makePanel(): Panel {
    const [title, moments] = [part('h3', 'dist-title'), part('span', 'dist-moments')];
    const [place, note] = [part('div', 'dist-plot'), part('p', 'dist-note')];
    const root = part('section', 'dist', part('div', 'dist-head', title, moments), place, note);
    const panel: Panel = { root, title, moments, note, frame: new PlotFrame(place), bin: null };
    const data = () => this.data?.[this.#panels.indexOf(panel)];
    attachCursor(panel.frame.surface.canvas, {
      count: () => data()?.series[0]?.counts.length ?? 0,
      locate: (x) => {
        const bins = data()?.series[0]?.counts.length ?? 0;
        const inner = panel.frame.box.clientWidth - LEFT - RIGHT;
        const bin = Math.floor(((x - LEFT) / inner) * bins);
        return bin >= 0 && bin < bins ? bin : null;
      },
      show: (bin, byKey) => {
        panel.bin = bin;
        this.#drawPanel(panel);
        if (byKey) panel.frame.speakTip();
      },
    });
    return panel;
  }

  protected override draw(): void {
    const panels = this.data ?? [];
    keepItems(this.#grid, this.#panels, panels.length, () => this.#makePanel());
    this.#grid.dataset.panels = String(panels.length);
    for (const panel of this.#panels) this.#drawPanel(panel);
  }

  #drawPanel(panel: Panel): void {
    const data = this.data?.[this.#panels.indexOf(panel)];
    if (data === undefined) return;
    const { theme } = this;
    setText(panel.title, data.title);
    setText(panel.note, data.note);
    setText(panel.moments, `${compactText(data.mean)} ± ${compactText(data.deviation)}`);
    setTitle(panel.moments, `${this.words.mean} ± ${this.words.deviation}`);
    panel.frame.setLegend(this.#legend(data), '');
    const { context, width, height } = panel.frame.surface.begin();
    const area: Area = { left: LEFT, right: width - RIGHT, top: TOP, bottom: height - BOTTOM };
    const x = linearAxis([data.minimum, data.maximum], [area.left, area.right], TICK_SPACING);
    context.save();
    context.lineJoin = 'round';
    this.#drawBand(context, area, x, data);
    this.#drawSeries(context, area, data);
    this.#drawCurve(context, area, data);
    drawFoot(context, area, x, theme);
    this.#drawMoments(context, area, x, data);
    context.restore();
    this.#showBin(panel, context, area, data);
    this.#describe(panel, data);
  }

  #colour(k: number): string {
    return SERIES[this.theme][k] ?? THEME_TOKENS[this.theme].text;
  }

  #legend({ series, curve }: DistributionPanel): LegendItem[] {
    // One series needs no name beside its title.
    const named = series.length > 1 ? series : [];
    return [
      ...named.map(({ label }, k) => ({ mark: 'line', colour: this.#colour(k), label }) as const),
      ...(curve ? [{ mark: 'line', colour: this.#colour(2), label: curve.label } as const] : []),
    ];
  }

  #drawBand(context: CanvasRenderingContext2D, area: Area, x: Axis, { band }: DistributionPanel): void {
    if (band === null) return;
    const within = (pixel: number) => Math.min(area.right, Math.max(area.left, pixel));
    const [from, to] = [within(x.at(band.from)), within(x.at(band.to))];
    const [top, bottom] = [area.top - 2, area.bottom];
    context.fillStyle = this.#colour(2);
    context.globalAlpha = 0.13;
    context.fillRect(from, top, to - from, bottom - top);
    context.globalAlpha = 0.6;
    context.strokeStyle = this.#colour(2);
    context.lineWidth = 1;
    for (const edge of [from, to]) {
      if (edge <= area.left || edge >= area.right) continue;
      strokeLine(context, [
        [Math.round(edge) + 0.5, top],
        [Math.round(edge) + 0.5, bottom],
      ]);
    }
    context.globalAlpha = 1;
  }

  #drawSeries(context: CanvasRenderingContext2D, area: Area, { series }: DistributionPanel): void {
    series.forEach(({ counts }, k) => {
      if (largest(counts) === 0) return;
      const line = outline(counts, area);
      context.strokeStyle = this.#colour(k);
      context.lineWidth = k === 0 ? 1.25 : 1.6;
      if (k === 0) {
        context.beginPath();
        context.moveTo(area.left, area.bottom);
        for (const point of line) context.lineTo(...point);
        context.lineTo(area.right, area.bottom);
        context.closePath();
        context.fillStyle = this.#colour(0);
        context.globalAlpha = this.theme === 'dark' ? 0.38 : 0.3;
        context.fill();
        context.globalAlpha = 1;
      }
      strokeLine(context, line);
    });
  }

  /** The function over the same axis, from its least to its largest value. */
  #drawCurve(context: CanvasRenderingContext2D, area: Area, { curve }: DistributionPanel): void {
    const values = Array.from(curve?.values ?? []).filter(Number.isFinite);
    if (curve === null || values.length < 2) return;
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const span = high > low ? high - low : 1;
    const room = (area.bottom - area.top) * CURVE_SHARE;
    const foot = area.bottom - ((area.bottom - area.top) * (1 - CURVE_SHARE)) / 2;
    const last = curve.values.length - 1;
    context.strokeStyle = this.#colour(2);
    context.lineWidth = 2;
    strokeLine(
      context,
      Array.from(curve.values, (value, k) => [
        area.left + ((area.right - area.left) * k) / last,
        foot - ((value - low) / span) * room,
      ]),
    );
  }

  /** Under the axis: a mark at the mean, a bar over one deviation to both sides; above, the band's share of each series. */
  #drawMoments(context: CanvasRenderingContext2D, area: Area, x: Axis, data: DistributionPanel): void {
    const { theme } = this;
    const within = (pixel: number) => Math.min(area.right, Math.max(area.left, pixel));
    const y = area.bottom + MOMENTS / 2 + 1;
    const at = x.at(data.mean);
    if (Number.isFinite(at)) {
      context.strokeStyle = this.#colour(0);
      context.lineWidth = 2.5;
      context.lineCap = 'round';
      strokeLine(context, [
        [within(x.at(data.mean - data.deviation)), y],
        [within(x.at(data.mean + data.deviation)), y],
      ]);
      if (at >= area.left && at <= area.right) {
        drawMark(context, [at, y], { colour: this.#colour(0), hollow: true, radius: 3.5 }, theme);
      }
    }
    if (data.band === null) return;
    const { from, to, label, shares } = data.band;
    const text = `${label} ${shares.map(percent).join(' → ')}`;
    context.font = FONT_SMALL;
    context.textBaseline = 'top';
    context.textAlign = 'center';
    const half = context.measureText(text).width / 2;
    const centre = (within(x.at(from)) + within(x.at(to))) / 2;
    const place = Math.min(area.right - half, Math.max(area.left + half, centre));
    haloText(context, text, [place, area.top - TOP + 1], theme, THEME_TOKENS[theme].text);
  }

  #showBin(panel: Panel, context: CanvasRenderingContext2D, area: Area, data: DistributionPanel): void {
    const bins = data.series[0]?.counts.length ?? 0;
    if (panel.bin === null || panel.bin >= bins) {
      panel.frame.hideTip();
      return;
    }
    const wide = (data.maximum - data.minimum) / bins;
    const low = data.minimum + panel.bin * wide;
    const at = area.left + ((panel.bin + 0.5) / bins) * (area.right - area.left);
    drawCursor(context, at, area, this.theme);
    const bin = panel.bin;
    panel.frame.showTip(
      [at, (area.top + area.bottom) / 2],
      `${readingText(low, 3)} … ${readingText(low + wide, 3)}`,
      data.series.map(({ label, counts }, k) => ({
        label,
        value: percent((counts[bin] ?? 0) / total(counts)),
        colour: this.#colour(k),
      })),
    );
  }

  #describe(panel: Panel, data: DistributionPanel): void {
    const { words } = this;
    const { band, series } = data;
    const shareOf = (share: number, k: number) =>
      series.length > 1 ? `${series[k]?.label ?? ''} ${percent(share)}` : percent(share);
    const spoken = [
      words.title,
      data.title,
      `${words.mean} ${readingText(data.mean, 3)}, ${words.deviation} ${readingText(data.deviation, 3)}`,
      ...(band ? [`${band.label} ${band.shares.map(shareOf).join(', ')}`] : []),
    ];
    panel.frame.surface.describe(spoken.join('. '));
  }
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %` : '–';
}

/** The axis with its ticks, below the room of the moments. */
function drawFoot(context: CanvasRenderingContext2D, area: Area, x: Axis, theme: Theme): void {
  const tokens = THEME_TOKENS[theme];
  context.font = FONT_TICK;
  context.textBaseline = 'top';
  context.fillStyle = tokens.muted;
  context.strokeStyle = tokens.axis;
  context.lineWidth = 1;
  strokeLine(context, [
    [area.left, area.bottom + 0.5],
    [area.right, area.bottom + 0.5],
  ]);
  for (const { value, text } of x.ticks) {
    const at = x.at(value);
    const half = context.measureText(text).width / 2;
    strokeLine(context, [
      [Math.round(at) + 0.5, area.bottom],
      [Math.round(at) + 0.5, area.bottom + 3],
    ]);
    context.textAlign = 'center';
    const place = Math.min(area.right + RIGHT - half, Math.max(area.left - LEFT + half, at));
    context.fillText(text, place, area.bottom + MOMENTS + 3);
  }
}
