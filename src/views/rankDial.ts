/** The Renyi dial: one family of ranks over its order alpha, with the ranks that have names marked on it. */
import { type Axis, logAxis } from './axes';
import { attachCursor } from './cursor';
import { part, setText } from './dom';
import { Figure, type FigureWords } from './figure';
import { compactText, readingText } from './numbers';
import {
  type Area,
  centredColour,
  drawAxes,
  drawCursor,
  drawMark,
  FONT_TICK,
  rawColour,
  strokeLine,
} from './paint';
import { THEME_TOKENS, type Theme } from './palette';
import { PlotFrame } from './plotFrame';

export interface RankDialData {
  /** Columns d: the largest rank. */
  readonly dimension: number;
  /** Renyi ranks of the eigenvalues at ascending orders, the last of them infinity; 1, 2 and infinity among them. */
  readonly curve: readonly { readonly alpha: number; readonly raw: number; readonly centred: number }[];
}

export interface RankDialWords extends FigureWords {
  readonly axes: string;
  readonly raw: string;
  readonly centred: string;
  /** The ranks at alpha 1, 2 and infinity. */
  readonly marks: readonly [entropy: string, participation: string, stable: string];
  readonly isoScore: string;
}

/** Orders with a name. */
export const NAMED_ORDERS: readonly number[] = [1, 2, Number.POSITIVE_INFINITY];
const ISO_TICKS = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const ISO_SPACING = 15;
const LEFT = 40;
const RIGHT = 46;

/** Order alpha in [0, infinity] to [0, 1): alpha / (1 + alpha) gives 0, 1, 2 and infinity 0, 1/2, 2/3 and 1. */
export function compressedOrder(alpha: number): number {
  return alpha === Number.POSITIVE_INFINITY ? 1 : alpha / (1 + alpha);
}

/** IsoScore of a participation ratio in d dimensions (Rudman et al. 2022, in closed form). */
export function isoScoreOf(participationRatio: number, dimension: number): number {
  return (participationRatio - 1) / (dimension - 1);
}

function orderText(alpha: number): string {
  return alpha === Number.POSITIVE_INFINITY ? '∞' : String(Number(alpha.toPrecision(3)));
}

export class RankDial extends Figure<RankDialData, RankDialWords> {
  readonly #frame: PlotFrame;
  readonly #figures = part('dl', 'dial-figures');
  readonly #cells = NAMED_ORDERS.map(() => ({
    name: part('dt', ''),
    raw: part('span', 'dial-raw'),
    centred: part('span', 'dial-centred'),
  }));
  #cursor: number | null = null;

  constructor(container: HTMLElement, words: RankDialWords, theme: Theme) {
    super(container, words, theme);
    this.#frame = new PlotFrame(container);
    this.#frame.root.append(this.#figures);
    this.#figures.append(
      ...this.#cells.map(({ name, raw, centred }) => part('div', '', name, part('dd', '', raw, centred))),
    );
    attachCursor(this.#frame.surface.canvas, {
      count: () => this.data?.curve.length ?? 0,
      locate: (x) => this.#nearest(x),
      show: (item, byKey) => {
        this.#cursor = item;
        this.draw();
        if (byKey) this.#frame.speakTip();
      },
    });
    this.draw();
  }

  #nearest(x: number): number | null {
    const curve = this.data?.curve ?? [];
    if (curve.length === 0) return null;
    const width = this.#frame.box.clientWidth - LEFT - RIGHT;
    const wanted = (x - LEFT) / width;
    const distance = (k: number) => Math.abs(compressedOrder(curve[k]?.alpha ?? 0) - wanted);
    return curve.reduce((best, _, k) => (distance(k) < distance(best) ? k : best), 0);
  }

  protected override draw(): void {
    const { words, theme } = this;
    const curve = this.data?.curve ?? [];
    const dimension = Math.max(2, this.data?.dimension ?? 2);
    const colours = { raw: rawColour(theme), centred: centredColour(theme) };
    this.#frame.setLegend(
      [
        { mark: 'dot', colour: colours.raw, label: words.raw },
        { mark: 'ring', colour: colours.centred, label: words.centred },
      ],
      words.axes,
    );
    this.#writeFigures(colours);

    const { context, width, height } = this.#frame.surface.begin();
    const area: Area = { left: LEFT, right: width - RIGHT, top: 8, bottom: height - 22 };
    const x: Axis = {
      at: (alpha) => area.left + compressedOrder(alpha) * (area.right - area.left),
      valueAt: (pixel) => {
        const t = (pixel - area.left) / (area.right - area.left);
        return t / (1 - t);
      },
      ticks: [0, 1, 2, 5, Number.POSITIVE_INFINITY].map((value) => ({ value, text: orderText(value) })),
    };
    const y = logAxis([1, dimension * 1.05], [area.bottom, area.top], 24);
    drawAxes(context, area, { x, y }, theme);
    this.#drawIsoScore(context, area, y, dimension);
    // Raw is thin and on top of centred: where both agree, both are seen.
    for (const key of ['centred', 'raw'] as const) {
      const hollow = key === 'centred';
      context.strokeStyle = colours[key];
      context.lineWidth = hollow ? 2.8 : 1.5;
      strokeLine(
        context,
        curve.map((point) => [x.at(point.alpha), y.at(point[key])] as const),
      );
      for (const order of NAMED_ORDERS) {
        const point = curve.find(({ alpha }) => alpha === order);
        if (point === undefined) continue;
        const style = { colour: colours[key], hollow, radius: hollow ? 5 : 2.2 };
        drawMark(context, [x.at(order), y.at(point[key])], style, theme);
      }
    }
    this.#drawCursor(context, area, x, colours);
  }

  /** The right axis: the same heights read as IsoScore, and the participation ratio carried over to it. */
  #drawIsoScore(context: CanvasRenderingContext2D, area: Area, y: Axis, dimension: number): void {
    const { theme, words } = this;
    const tokens = THEME_TOKENS[theme];
    context.save();
    context.font = FONT_TICK;
    context.fillStyle = tokens.muted;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    let last = Number.POSITIVE_INFINITY;
    for (const score of ISO_TICKS) {
      const at = y.at(1 + score * (dimension - 1));
      const room = score === 1 || at > y.at(dimension) + ISO_SPACING;
      if (last - at < ISO_SPACING || !room) continue;
      context.fillText(String(score), area.right + 6, at);
      last = at;
    }
    context.translate(area.right + RIGHT - 6, (area.top + area.bottom) / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'center';
    context.fillText(words.isoScore, 0, 0);
    context.restore();
    const participation = this.data?.curve.find(({ alpha }) => alpha === 2)?.centred ?? Number.NaN;
    if (!Number.isFinite(participation)) return;
    context.save();
    context.setLineDash([2, 3]);
    context.lineWidth = 1.2;
    context.strokeStyle = centredColour(theme);
    const from = area.left + compressedOrder(2) * (area.right - area.left);
    strokeLine(context, [
      [from, y.at(participation)],
      [area.right + 4, y.at(participation)],
    ]);
    context.restore();
  }

  #writeFigures(colours: { readonly raw: string; readonly centred: string }): void {
    const { words, data } = this;
    const spoken = NAMED_ORDERS.map((order, k) => {
      const point = data?.curve.find(({ alpha }) => alpha === order);
      const [raw, centred] = [compactText(point?.raw ?? null), compactText(point?.centred ?? null)];
      const name = words.marks[k] ?? '';
      const cells = this.#cells[k];
      if (cells) {
        setText(cells.name, `α = ${orderText(order)}  ${name}`);
        setText(cells.raw, raw);
        setText(cells.centred, centred);
        cells.raw.style.color = colours.raw;
        cells.centred.style.color = colours.centred;
      }
      return `${name}: ${words.raw} ${raw}, ${words.centred} ${centred}`;
    });
    const participation = data?.curve.find(({ alpha }) => alpha === 2)?.centred;
    if (participation !== undefined && data) {
      spoken.push(`${words.isoScore} ${readingText(isoScoreOf(participation, data.dimension), 3)}`);
    }
    this.#frame.surface.describe([words.title, ...spoken].join('. '));
  }

  #drawCursor(
    context: CanvasRenderingContext2D,
    area: Area,
    x: Axis,
    colours: { readonly raw: string; readonly centred: string },
  ): void {
    const { words, data } = this;
    const point = this.#cursor === null ? undefined : data?.curve[this.#cursor];
    if (point === undefined || data === null) {
      this.#frame.hideTip();
      return;
    }
    const at = x.at(point.alpha);
    drawCursor(context, at, area, this.theme);
    const name = words.marks[NAMED_ORDERS.indexOf(point.alpha)];
    const heading = `α = ${orderText(point.alpha)}${name === undefined ? '' : `, ${name}`}`;
    const score = (rank: number) => readingText(isoScoreOf(rank, data.dimension), 3);
    this.#frame.showTip([at, (area.top + area.bottom) / 2], heading, [
      { label: words.raw, value: compactText(point.raw), colour: colours.raw },
      { label: words.centred, value: compactText(point.centred), colour: colours.centred },
      ...(point.alpha === 2
        ? [
            { label: words.isoScore },
            { label: words.raw, value: score(point.raw), colour: colours.raw },
            { label: words.centred, value: score(point.centred), colour: colours.centred },
          ]
        : []),
    ]);
  }
}
