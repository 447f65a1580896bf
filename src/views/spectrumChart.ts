/** Eigenvalues against their index on log-log axes: raw, centred, what an isotropic cloud would have, and the decay. */
import { type Axis, logAxis } from './axes';
import { attachCursor } from './cursor';
import { Figure, type FigureWords } from './figure';
import { readingText } from './numbers';
import { type Area, centredColour, drawAxes, drawCursor, drawMark, rawColour, strokeLine } from './paint';
import { SERIES, THEME_TOKENS, type Theme } from './palette';
import { type LegendItem, PlotFrame, type TipLine } from './plotFrame';

/** The decay of the centred eigenvalues: scale index^slope over the indices `from`..`to`, counted from 1. */
export interface SpectrumFit {
  readonly slope: number;
  readonly scale: number;
  readonly from: number;
  readonly to: number;
}

/** Eigenvalues in descending order; a series may be empty. */
export interface SpectrumData {
  readonly raw: ArrayLike<number>;
  readonly centred: ArrayLike<number>;
  /** Expected of an isotropic cloud of this size: Marchenko-Pastur quantiles. */
  readonly isotropic: ArrayLike<number>;
  readonly fit: SpectrumFit | null;
}

export interface SpectrumWords extends FigureWords {
  readonly axes: string;
  readonly raw: string;
  readonly centred: string;
  readonly isotropic: string;
  readonly fit: (slope: string) => string;
  readonly item: (index: number, count: number) => string;
  readonly share: (index: number) => string;
  /** Numbers of eigenvalues that are zero up to rounding, one of them above 0. */
  readonly zeros: (raw: number, centred: number) => string;
}

/** Below this share of the largest an eigenvalue is rounding: 1e-12 is some 5,000 ULP of a Float64 sum. */
export const ZERO_SHARE = 1e-12;

/** Number of leading eigenvalues above the floor, of a series in descending order. */
export function aboveFloor(values: ArrayLike<number>): number {
  const floor = ZERO_SHARE * (values[0] ?? 0);
  let count = 0;
  while (count < values.length && (values[count] ?? 0) > floor) count++;
  return count;
}

/** Share of the sum that the first `count` hold. */
export function cumulatedShare(values: ArrayLike<number>, count: number): number {
  let [part, total] = [0, 0];
  for (let k = 0; k < values.length; k++) {
    total += values[k] ?? 0;
    if (k < count) part += values[k] ?? 0;
  }
  return part / total;
}

interface Series {
  readonly values: ArrayLike<number>;
  /** Values above the floor. */
  readonly drawn: number;
  readonly label: string;
  readonly colour: string;
  readonly hollow: boolean;
  /** Whether each eigenvalue has a mark of its own. */
  readonly marked: boolean;
}

/** Up to this many eigenvalues get a mark each. */
const MARKED = 40;
const LEFT = 46;

export class SpectrumChart extends Figure<SpectrumData, SpectrumWords> {
  readonly #frame: PlotFrame;
  #cursor: number | null = null;
  #axes: { readonly x: Axis; readonly y: Axis } | null = null;

  constructor(container: HTMLElement, words: SpectrumWords, theme: Theme) {
    super(container, words, theme);
    this.#frame = new PlotFrame(container);
    attachCursor(this.#frame.surface.canvas, {
      count: () => this.#count(),
      locate: (x) => {
        const count = this.#count();
        if (this.#axes === null || count === 0) return null;
        return Math.min(count, Math.max(1, Math.round(this.#axes.x.valueAt(x)))) - 1;
      },
      show: (item, byKey) => {
        this.#cursor = item;
        this.draw();
        if (byKey) this.#frame.speakTip();
      },
    });
    this.draw();
  }

  #count(): number {
    return Math.max(this.data?.raw.length ?? 0, this.data?.centred.length ?? 0);
  }

  #series(): Series[] {
    const { words, data, theme } = this;
    const of = (values: ArrayLike<number>, label: string, colour: string, hollow: boolean): Series => {
      const drawn = aboveFloor(values);
      return { values, drawn, label, colour, hollow, marked: values.length <= MARKED || drawn === 1 };
    };
    return [
      of(data?.raw ?? [], words.raw, rawColour(theme), false),
      of(data?.centred ?? [], words.centred, centredColour(theme), true),
    ].filter(({ values }) => values.length > 0);
  }

  protected override draw(): void {
    const { words, theme } = this;
    const series = this.#series();
    const [isotropicColour, fitColour] = [THEME_TOKENS[theme].muted, SERIES[theme][3] ?? ''];
    const isotropic = this.data?.isotropic ?? [];
    const isotropicDrawn = aboveFloor(isotropic);
    const fit = this.data?.fit ?? null;
    const fitText = fit === null ? '' : words.fit(readingText(fit.slope, 3));
    this.#frame.setLegend(
      [
        ...series.map(
          ({ label, colour, hollow, marked }): LegendItem => ({
            mark: !marked ? 'line' : hollow ? 'ring' : 'dot',
            colour,
            label,
          }),
        ),
        ...(isotropicDrawn > 0
          ? [{ mark: 'dash', colour: isotropicColour, label: words.isotropic } as const]
          : []),
        ...(fit === null ? [] : [{ mark: 'line', colour: fitColour, label: fitText } as const]),
      ],
      words.axes,
    );
    this.#writeNote();

    const { context, width, height } = this.#frame.surface.begin();
    const area: Area = { left: LEFT, right: width - 10, top: 6, bottom: height - 22 };
    const axes = this.#buildAxes(area, [...series, { values: isotropic, drawn: isotropicDrawn }]);
    this.#axes = axes;
    drawAxes(context, area, axes, theme);
    context.save();
    context.beginPath();
    context.rect(area.left - 4, area.top - 4, area.right - area.left + 8, area.bottom - area.top + 4);
    context.clip();
    const pointsOf = (values: ArrayLike<number>, drawn: number) =>
      Array.from(
        { length: drawn },
        (_, k) => [axes.x.at(k + 1), axes.y.at(values[k] ?? Number.NaN)] as const,
      );

    context.lineWidth = 1.4;
    context.strokeStyle = isotropicColour;
    context.setLineDash([5, 4]);
    strokeLine(context, pointsOf(isotropic, isotropicDrawn));
    context.setLineDash([]);
    // Raw is thin and on top of centred: where both agree, both are seen.
    for (const { values, drawn, colour, hollow, marked } of series.toReversed()) {
      const points = pointsOf(values, drawn);
      context.strokeStyle = colour;
      context.lineWidth = hollow ? 2.6 : 1.2;
      strokeLine(context, points);
      if (!marked) continue;
      const style = { colour, hollow, radius: hollow ? 3.4 : 1.4 };
      for (const point of points) drawMark(context, point, style, theme);
    }
    if (fit !== null) this.#drawFit(context, axes, fit, fitColour);
    context.restore();
    this.#drawCursor(context, area, axes, series);
    this.#describe(series, fitText);
  }

  #buildAxes(area: Area, series: readonly { values: ArrayLike<number>; drawn: number }[]) {
    const drawn = series.filter((one) => one.drawn > 0);
    const highest = Math.max(...drawn.map(({ values }) => values[0] ?? 0));
    const lowest = Math.min(...drawn.map((one) => one.values[one.drawn - 1] ?? 1));
    // A quarter decade of room above, and at least one decade in all, so that a flat spectrum looks flat.
    const range: [number, number] =
      drawn.length === 0 ? [1e-3, 1] : [Math.min(lowest, highest / 10) / 1.5, highest * 1.8];
    return {
      x: logAxis([1, Math.max(2, this.#count())], [area.left, area.right - 4], 30),
      y: logAxis(range, [area.bottom, area.top], 26),
    };
  }

  #drawFit(
    context: CanvasRenderingContext2D,
    axes: { readonly x: Axis; readonly y: Axis },
    { slope, scale, from, to }: SpectrumFit,
    colour: string,
  ): void {
    const height = (index: number) => scale * index ** slope;
    context.strokeStyle = colour;
    context.lineWidth = 2.5;
    context.globalAlpha = 0.85;
    strokeLine(
      context,
      [from, to].map((index) => [axes.x.at(index), axes.y.at(height(index))]),
    );
    context.globalAlpha = 1;
  }

  #drawCursor(
    context: CanvasRenderingContext2D,
    area: Area,
    axes: { readonly x: Axis; readonly y: Axis },
    series: readonly Series[],
  ): void {
    const count = this.#count();
    if (this.#cursor === null || this.#cursor >= count) {
      this.#frame.hideTip();
      return;
    }
    const index = this.#cursor + 1;
    const x = axes.x.at(index);
    drawCursor(context, x, area, this.theme);
    const lines: TipLine[] = series.map(({ values, drawn, label, colour, hollow }) => {
      const value = values[index - 1] ?? Number.NaN;
      if (index <= drawn) drawMark(context, [x, axes.y.at(value)], { colour, hollow, radius: 4 }, this.theme);
      return { label, colour, value: index > drawn && index <= values.length ? '0' : readingText(value) };
    });
    const shares = series.map(({ values, label, colour }) => ({
      label: label,
      colour,
      value: `${readingText(100 * cumulatedShare(values, index), 3)} %`,
    }));
    const heading = this.words.item(index, count);
    this.#frame.showTip([x, (area.top + area.bottom) / 2], heading, [
      ...lines,
      { label: this.words.share(index) },
      ...shares,
    ]);
  }

  #writeNote(): void {
    const zeros = (values: ArrayLike<number>) => values.length - aboveFloor(values);
    const [raw, centred] = [zeros(this.data?.raw ?? []), zeros(this.data?.centred ?? [])];
    this.#frame.setNote(raw + centred === 0 ? '' : this.words.zeros(raw, centred));
  }

  #describe(series: readonly Series[], fitText: string): void {
    const words = series.map(({ label, values, drawn }) => {
      const last = readingText(values[drawn - 1] ?? null);
      return `${label}: ${readingText(values[0] ?? null)} … ${last} (${drawn} / ${values.length})`;
    });
    this.#frame.surface.describe([this.words.title, ...words, fitText].filter(Boolean).join('. '));
  }
}
