/** A sweep over the temperature: how each measure ends, one small panel a measure, points as the runs come in. */
import { type Axis, linearAxis, logAxis } from './axes';
import { attachCursor } from './cursor';
import { part } from './dom';
import { Figure, type FigureWords } from './figure';
import { readingText } from './numbers';
import { type Area, drawAxes, drawCursor, drawMark, FONT_SMALL, haloText, strokeLine } from './paint';
import { SERIES, THEME_TOKENS, type Theme } from './palette';
import { PlotFrame } from './plotFrame';
import { rangeWith } from './referenceLines';

export interface LensPoint {
  readonly tau: number;
  /** One value a panel, in their order. */
  readonly values: readonly number[];
  /** Whether the run ended at the loss threshold, before its last step. */
  readonly stopped: boolean;
  readonly steps: number;
}

/** In the language of the page. */
export interface LensPanel {
  readonly label: string;
  /** Dashed: the value at the start, a law, a bound. */
  readonly lines: readonly { readonly label: string; readonly value: number }[];
  /** Figures from elsewhere that these runs are compared with. */
  readonly published: readonly { readonly tau: number; readonly value: number }[];
}

export interface LensData {
  readonly tauRange: readonly [low: number, high: number];
  /** The runs that have ended, in any order. */
  readonly points: readonly LensPoint[];
  readonly panels: readonly LensPanel[];
}

export interface LensWords extends FigureWords {
  readonly axes: string;
  readonly tau: string;
  readonly stopped: string;
  readonly ranOut: string;
  readonly published: string;
  readonly steps: string;
  /** Paragraphs while there is nothing to show: what to do, and what happens then. */
  readonly idle: readonly string[];
}

/** The panels stand side by side from this width on, and where each would be lower than this height. */
const SIDE_BY_SIDE = 560;
const LOWEST = 56;
/** From this height on a panel spaces its ticks comfortably. */
const TALL = 80;
const LEFT = 44;
const TITLE_HEIGHT = 17;
const AXIS_HEIGHT = 20;

/** Whether the panels make a row, each with its own axis of temperatures. */
function isRow(width: number, height: number, panels: number): boolean {
  return width >= SIDE_BY_SIDE || height / panels < LOWEST;
}

/** Boxes of the panels: a row where it is wide or low, else one above another with one axis of temperatures below. */
export function lensAreas(width: number, height: number, panels: number): Area[] {
  const row = isRow(width, height, panels);
  return Array.from({ length: panels }, (_, k) => {
    if (row) {
      const each = width / panels;
      return {
        left: k * each + LEFT,
        right: (k + 1) * each - 10,
        top: TITLE_HEIGHT,
        bottom: height - AXIS_HEIGHT,
      };
    }
    const each = (height - AXIS_HEIGHT) / panels;
    return { left: LEFT, right: width - 10, top: k * each + TITLE_HEIGHT, bottom: (k + 1) * each - 4 };
  });
}

interface Placed {
  readonly area: Area;
  readonly x: Axis;
  readonly y: Axis;
}

export class LensChart extends Figure<LensData, LensWords> {
  readonly #frame: PlotFrame;
  readonly #idle = part('div', 'fig-idle');
  #current: number | null = null;
  #sorted: readonly LensPoint[] = [];
  #placed: readonly Placed[] = [];
  #cursor: number | null = null;
  /** The panel under the pointer. */
  #panel = 0;

  /** @param onPick hears the temperature of a run that was clicked, or picked by Enter */
  constructor(container: HTMLElement, words: LensWords, theme: Theme, onPick: (tau: number) => void) {
    super(container, words, theme);
    this.#frame = new PlotFrame(container);
    this.#frame.surface.canvas.classList.add('fig-pick');
    this.#frame.box.append(this.#idle);
    attachCursor(this.#frame.surface.canvas, {
      count: () => this.#sorted.length,
      locate: (x, y) => this.#nearest(x, y),
      show: (item, byKey) => {
        this.#cursor = item;
        this.draw();
        if (byKey) this.#frame.speakTip();
      },
      pick: (item) => {
        const point = this.#sorted[item];
        if (point) onPick(point.tau);
      },
    });
    this.draw();
  }

  /** Marks a temperature on every panel; null marks none. */
  setCurrent(tau: number | null): void {
    if (tau === this.#current) return;
    this.#current = tau;
    this.draw();
  }

  #nearest(x: number, y: number): number | null {
    const outside = ({ left, right, top, bottom }: Area) =>
      Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
    const boxes = this.#placed.map(({ area }) => outside(area));
    this.#panel = boxes.indexOf(Math.min(...boxes));
    const axis = this.#placed[this.#panel]?.x;
    if (axis === undefined || this.#sorted.length === 0) return null;
    const distances = this.#sorted.map(({ tau }) => Math.abs(axis.at(tau) - x));
    return distances.indexOf(Math.min(...distances));
  }

  protected override draw(): void {
    const { words, theme, data } = this;
    this.#drawIdle();
    const colour = SERIES[theme][0] ?? '';
    this.#sorted = [...(data?.points ?? [])].sort((a, b) => a.tau - b.tau);
    const published = data?.panels.some((panel) => panel.published.length > 0) ?? false;
    const publishedColour = SERIES[theme][1] ?? '';
    this.#frame.setLegend(
      [
        { mark: 'dot', colour, label: words.stopped },
        { mark: 'ring', colour, label: words.ranOut },
        ...(published ? [{ mark: 'diamond', colour: publishedColour, label: words.published } as const] : []),
      ],
      words.axes,
    );
    const { context, width, height } = this.#frame.surface.begin();
    const panels = data?.panels ?? [];
    const areas = lensAreas(width, height, panels.length);
    const row = isRow(width, height, panels.length);
    this.#placed = panels.map((panel, k) => {
      const area = areas[k] ?? { left: 0, right: 1, top: 0, bottom: 1 };
      const placed = {
        area,
        x: logAxis(data?.tauRange ?? [0.01, 1], [area.left + 4, area.right - 4], 40),
        y: linearAxis(
          this.#range(panel, k),
          [area.bottom, area.top],
          area.bottom - area.top >= TALL ? 28 : 17,
        ),
      };
      const names = row || k === panels.length - 1;
      // Stacked panels share the axis of temperatures under the last.
      const x = names
        ? placed.x
        : { ...placed.x, ticks: placed.x.ticks.map((tick) => ({ ...tick, text: '' })) };
      drawAxes(context, area, { x, y: placed.y }, theme);
      this.#drawPanel(context, placed, panel, k, { colour, publishedColour });
      return placed;
    });
    this.#showCursor(context);
    this.#describe(panels);
  }

  #drawIdle(): void {
    this.#idle.hidden = this.data !== null;
    const key = this.words.idle.join('\n');
    if (this.#idle.dataset.key === key) return;
    this.#idle.dataset.key = key;
    this.#idle.replaceChildren(...this.words.idle.map((text) => part('p', '', text)));
  }

  #range(panel: LensPanel, k: number): readonly [number, number] {
    const values = [
      ...this.#sorted.map((point) => point.values[k] ?? Number.NaN),
      ...panel.published.map(({ value }) => value),
    ].filter(Number.isFinite);
    // Before the first run has ended the lines alone give the range.
    const shown = values.length > 0 ? values : panel.lines.map(({ value }) => value).filter(Number.isFinite);
    if (shown.length === 0) return [0, 1];
    return rangeWith(Math.min(...shown), Math.max(...shown), panel.lines);
  }

  #drawPanel(
    context: CanvasRenderingContext2D,
    { area, x, y }: Placed,
    panel: LensPanel,
    k: number,
    colours: { readonly colour: string; readonly publishedColour: string },
  ): void {
    const { theme } = this;
    const tokens = THEME_TOKENS[theme];
    context.save();
    context.font = '600 11.5px system-ui, sans-serif';
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    context.fillStyle = tokens.text;
    context.fillText(panel.label, area.left, area.top - TITLE_HEIGHT / 2);

    const band = this.#current === null ? Number.NaN : Math.round(x.at(this.#current));
    if (band >= area.left && band <= area.right) {
      context.fillStyle = tokens.grid;
      context.fillRect(band - 2, area.top, 4, area.bottom - area.top);
    }
    const points = this.#sorted.map((point) => ({
      at: [x.at(point.tau), y.at(point.values[k] ?? Number.NaN)] as const,
      stopped: point.stopped,
    }));
    this.#drawLines(
      context,
      { area, x, y },
      panel,
      points.map(({ at }) => at),
    );
    context.strokeStyle = colours.colour;
    context.globalAlpha = 0.5;
    context.lineWidth = 1.5;
    strokeLine(
      context,
      points.map(({ at }) => at),
    );
    context.globalAlpha = 1;
    for (const { at, stopped } of points) {
      drawMark(context, at, { colour: colours.colour, hollow: !stopped, radius: 3 }, theme);
    }
    for (const { tau, value } of panel.published) {
      drawDiamond(context, [x.at(tau), y.at(value)], colours.publishedColour);
    }
    context.restore();
  }

  #drawLines(
    context: CanvasRenderingContext2D,
    { area, y }: Placed,
    panel: LensPanel,
    points: readonly (readonly [number, number])[],
  ): void {
    context.save();
    context.font = FONT_SMALL;
    context.lineWidth = 1;
    context.strokeStyle = THEME_TOKENS[this.theme].axis;
    for (const { label, value } of panel.lines) {
      const at = y.at(value);
      if (!Number.isFinite(at) || at < area.top - 1 || at > area.bottom + 1) continue;
      context.setLineDash([5, 4]);
      strokeLine(context, [
        [area.left, at],
        [area.right, at],
      ]);
      context.setLineDash([]);
      // At the end where the curve is further from the line.
      const distance = (end: readonly [number, number] | undefined) => Math.abs((end?.[1] ?? 0) - at);
      const atLeft = distance(points[0]) > distance(points.at(-1));
      context.textAlign = atLeft ? 'left' : 'right';
      const below = at - area.top < 14;
      context.textBaseline = below ? 'top' : 'bottom';
      const place = [atLeft ? area.left + 4 : area.right - 2, at + (below ? 2 : -2)] as const;
      haloText(context, label, place, this.theme);
    }
    context.restore();
  }

  #showCursor(context: CanvasRenderingContext2D): void {
    const { words, data } = this;
    const point = this.#cursor === null ? undefined : this.#sorted[this.#cursor];
    const placed = this.#placed[this.#panel];
    if (point === undefined || placed === undefined) {
      this.#frame.hideTip();
      return;
    }
    for (const { area, x } of this.#placed) drawCursor(context, x.at(point.tau), area, this.theme);
    const { area, x } = placed;
    this.#frame.showTip(
      [x.at(point.tau), (area.top + area.bottom) / 2],
      `${words.tau} ${readingText(point.tau, 3)}`,
      [
        ...(data?.panels ?? []).map(({ label }, k) => ({
          label,
          value: readingText(point.values[k] ?? null, 3),
        })),
        { label: words.steps, value: String(point.steps) },
        { label: point.stopped ? words.stopped : words.ranOut },
      ],
    );
  }

  #describe(panels: readonly LensPanel[]): void {
    const { words } = this;
    const first = this.#sorted[0];
    const last = this.#sorted.at(-1);
    const spoken = panels.map(({ label }, k) => {
      const ends = [first, last].map((point) => readingText(point?.values[k] ?? null, 3));
      return `${label} ${ends.join(' … ')}`;
    });
    const from = `${words.tau} ${readingText(first?.tau ?? null, 3)} … ${readingText(last?.tau ?? null, 3)}`;
    const known = this.#sorted.length === 0 ? [] : [from, ...spoken];
    this.#frame.surface.describe([this.words.title, ...known].join('. '));
  }
}

function drawDiamond(
  context: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  colour: string,
): void {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return;
  context.beginPath();
  context.moveTo(x, y - 6);
  context.lineTo(x + 6, y);
  context.lineTo(x, y + 6);
  context.lineTo(x - 6, y);
  context.closePath();
  context.lineWidth = 1.6;
  context.strokeStyle = colour;
  context.stroke();
}
