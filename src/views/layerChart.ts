/** Quantities along the layers of one or two networks: measured as marks, theory as lines, their ratio below. */
import { type Axis, linearAxis, logAxis, logText } from './axes';
import { attachCursor } from './cursor';
import { decadeAxis, powerText } from './decades';
import { Figure, type FigureWords } from './figure';
import {
  curveColour,
  drawBars,
  drawChosen,
  drawCurve,
  drawPennants,
  drawReference,
  headRoom,
  type LayerPlace,
} from './layerPainting';
import { comparison, type LayerCurve, layerRange, pennantLanes, ratioReach, ratios } from './layerScales';
import { type Area, drawAxes, drawCursor, FONT_SMALL, FONT_TICK } from './paint';
import { THEME_TOKENS, type Theme } from './palette';
import { type LegendItem, PlotFrame, type TipLine } from './plotFrame';

export interface LayerChartData {
  readonly depth: number;
  readonly scale: 'linear' | 'log';
  /** What the lines are, where they are not theory. */
  readonly lineLabel?: string;
  /** Ends that the axis reaches at least. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly series: readonly LayerCurve[];
  readonly reference?: { readonly value: number; readonly label: string };
  readonly ratio: boolean;
  readonly flags: readonly {
    readonly layer: number;
    readonly network: 'a' | 'b';
    /** Whether it concerns the layers from there on, or those up to there. */
    readonly direction: 'forward' | 'backward';
    readonly label: string;
  }[];
  /** The layer that is marked; null where none can be chosen. */
  readonly chosen: number | null;
}

export interface LayerChartWords extends FigureWords {
  readonly axes: string;
  readonly unit: string;
  readonly layer: (layer: number) => string;
  readonly input: string;
  readonly networks: Readonly<Record<'a' | 'b', string>>;
  readonly theory: string;
  readonly ratio: string;
}

/** From this height on there is room for the ratios. */
const RATIO_HEIGHT = 150;
const RATIO_TITLE = 17;
const AXIS_HEIGHT = 21;
/** A read-out of more curves than this has one line a curve. */
const FEW_CURVES = 3;
/** Room that the ratios keep beyond their round factor, in shares of its logarithm. */
const RATIO_MARGIN = 1.15;

/** Boxes of the values and, where there is room, of the ratios below them. */
export function layerAreas(
  [left, right]: readonly [number, number],
  top: number,
  height: number,
  ratio: boolean,
): { readonly values: Area; readonly ratios: Area | null } {
  const bottom = height - AXIS_HEIGHT;
  if (!ratio || height < RATIO_HEIGHT) return { values: { left, right, top, bottom }, ratios: null };
  const strip = Math.min(84, Math.max(34, 0.22 * height));
  const ratioArea = { left, right, top: bottom - strip, bottom };
  return { values: { left, right, top, bottom: ratioArea.top - RATIO_TITLE }, ratios: ratioArea };
}

export class LayerChart extends Figure<LayerChartData, LayerChartWords> {
  readonly #frame: PlotFrame;
  #place: LayerPlace | null = null;
  #cursor: number | null = null;
  #pointerY = 0;

  /** @param onPick hears the layer that was clicked, or picked by Enter, where the data let one be chosen */
  constructor(container: HTMLElement, words: LayerChartWords, theme: Theme, onPick: (layer: number) => void) {
    super(container, words, theme);
    this.#frame = new PlotFrame(container);
    attachCursor(this.#frame.surface.canvas, {
      count: () => (this.#place === null ? 0 : (this.data?.depth ?? -1) + 1),
      locate: (x, y) => {
        this.#pointerY = y;
        if (this.#place === null || this.data === null) return null;
        const layer = Math.round(this.#place.x.valueAt(x));
        return Math.min(this.data.depth, Math.max(0, layer));
      },
      show: (layer, byKey) => {
        this.#cursor = layer;
        if (byKey && this.#place) this.#pointerY = (this.#place.area.top + this.#place.area.bottom) / 2;
        this.draw();
        if (byKey) this.#frame.speakTip();
      },
      pick: (layer) => {
        if (this.data !== null && this.data.chosen !== null) onPick(layer);
      },
    });
    this.draw();
  }

  protected override draw(): void {
    const { data, theme } = this;
    this.#frame.setLegend(this.#legend(), this.words.axes);
    const { canvas } = this.#frame.surface;
    canvas.classList.toggle('fig-pick', data !== null && data.chosen !== null);
    const { context, width, height } = this.#frame.surface.begin();
    this.#place = null;
    if (data === null) {
      this.#frame.hideTip();
      this.#frame.surface.describe(this.words.title);
      return;
    }
    const depth = Math.max(1, data.depth);
    const range = layerRange(data);
    const valueAxis = data.scale === 'log' ? decadeAxis : linearAxis;
    context.font = FONT_TICK;
    const sample = valueAxis(range, [height, 0], 24).ticks.map(({ text }) => context.measureText(text).width);
    const left = Math.ceil(Math.max(26, ...sample) + 9);
    const right = width - 10;
    const inset = Math.min(14, Math.max(5, (right - left) / (2 * depth + 2)));
    const x = layerAxis(depth, [left + inset, right - inset], this.words.input);
    const flags = data.flags.map((flag) => ({ ...flag, x: x.at(flag.layer), hollow: flag.network === 'b' }));
    context.font = FONT_SMALL;
    const pennants = pennantLanes(
      flags.map((flag) => ({ x: flag.x, width: context.measureText(flag.label).width })),
      [left, right],
    );
    const lanes = pennants.reduce((most, { lane }) => Math.max(most, lane + 1), 0);
    const compared = data.ratio ? data.series.filter(({ theory }) => theory !== null) : [];
    const areas = layerAreas([left, right], headRoom(lanes), height, compared.length > 0);
    const spacing = x.at(1) - x.at(0);
    const place: LayerPlace = {
      area: areas.values,
      x,
      y: valueAxis(range, [areas.values.bottom, areas.values.top], 24),
      spacing,
    };
    this.#place = place;
    const lowest = areas.ratios ?? place.area;
    const whole = { ...lowest, top: place.area.top };
    if (data.chosen !== null) drawChosen(context, x.at(data.chosen), spacing, whole, theme);
    const bare = { ...x, ticks: x.ticks.map((tick) => ({ ...tick, text: '' })) };
    drawAxes(context, place.area, { x: areas.ratios ? bare : x, y: place.y }, theme);
    if (data.reference) drawReference(context, data.reference.value, place, theme);
    const bars = data.series.filter(({ style }) => style === 'bars');
    drawBars(context, bars, place, theme);
    const ordered = data.series.filter(({ style }) => style === 'marks').sort(byNetwork);
    for (const curve of ordered) drawCurve(context, curve, place, theme);
    if (areas.ratios) this.#drawRatios(context, compared, areas.ratios, place);
    drawPennants(context, flags, pennants, place.area, theme);
    this.#showCursor(context, whole, x);
    this.#describe(data);
  }

  get #lineLabel(): string {
    return this.data?.lineLabel ?? this.words.theory;
  }

  #legend(): LegendItem[] {
    const { data, theme, words } = this;
    const muted = THEME_TOKENS[theme].muted;
    const items = new Map<string, LegendItem>();
    for (const { label, colour, style, network } of data?.series ?? []) {
      const key = `${label} ${colour}`;
      if (items.has(key)) continue;
      const mark = style === 'bars' ? 'line' : network === 'a' ? 'dot' : 'ring';
      items.set(key, { mark, colour: curveColour(colour, theme), label });
    }
    const networks: LegendItem[] = [
      { mark: 'dot', colour: muted, label: words.networks.a },
      { mark: 'ring', colour: muted, label: words.networks.b },
    ];
    const shared = data?.series.some((curve) => isShared(curve, data.series)) ?? false;
    const theory = data?.series.some((curve) => curve.theory !== null) ?? false;
    return [
      ...items.values(),
      ...(shared ? networks : []),
      ...(theory ? [{ mark: 'line', colour: muted, label: this.#lineLabel } as const] : []),
      ...(data?.reference ? [{ mark: 'dash', colour: muted, label: data.reference.label } as const] : []),
    ];
  }

  #drawRatios(
    context: CanvasRenderingContext2D,
    compared: readonly LayerCurve[],
    area: Area,
    { x, spacing }: LayerPlace,
  ): void {
    const { theme, words } = this;
    const curves = compared.map((curve) => ({ ...curve, values: ratios(curve), theory: null }));
    const reach = ratioReach(curves.map(({ values }) => values));
    const end = reach ** RATIO_MARGIN;
    const marked = [1 / reach, 1, reach];
    const y = {
      ...logAxis([1 / end, end], [area.bottom, area.top], 20),
      ticks: marked.map((value) => ({
        value,
        text: value === 1 ? '1' : `${value < 1 ? '÷' : '×'}${logText(reach)}`,
      })),
    };
    drawAxes(context, area, { x, y }, theme);
    context.font = FONT_SMALL;
    context.fillStyle = THEME_TOKENS[theme].muted;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillText(words.ratio, area.left, area.top - RATIO_TITLE / 2 + 1);
    context.strokeStyle = THEME_TOKENS[theme].axis;
    context.lineWidth = 1;
    context.strokeRect(area.left, Math.round(y.at(1)) + 0.5, area.right - area.left, 0);
    for (const { interval: _, ...curve } of curves.sort(byNetwork)) {
      drawCurve(context, curve, { area, x, y, spacing }, theme);
    }
  }

  #showCursor(context: CanvasRenderingContext2D, area: Area, x: Axis): void {
    const { data, words } = this;
    const layer = this.#cursor;
    if (data === null || layer === null || layer > data.depth) {
      this.#frame.hideTip();
      return;
    }
    drawCursor(context, x.at(layer), area, this.theme);
    const said = data.flags.filter((flag) =>
      flag.direction === 'forward' ? flag.layer <= layer : layer <= flag.layer,
    );
    this.#frame.showTip([x.at(layer), this.#pointerY], layer === 0 ? words.input : words.layer(layer), [
      ...data.series.flatMap((curve) => this.#lines(curve, layer, data.series)),
      ...said.map(({ label }) => ({ label })),
    ]);
  }

  /** What was measured, what theory says, and their quotient; on one line where there are many curves. */
  #lines(curve: LayerCurve, layer: number, all: readonly LayerCurve[]): TipLine[] {
    const { words, theme } = this;
    const unit = words.unit === '' ? '' : ` ${words.unit}`;
    const label = isShared(curve, all) ? `${curve.label}, ${words.networks[curve.network]}` : curve.label;
    const measured = `${powerText(curve.values[layer] ?? Number.NaN)}${unit}`;
    const colour = curveColour(curve.colour, theme);
    const theory = curve.theory?.[layer];
    if (theory === undefined || Number.isNaN(theory)) return [{ label, value: measured, colour }];
    const compared = comparison(curve.values[layer] ?? Number.NaN, theory);
    if (compared === '=') return [{ label, value: `${measured} = ${this.#lineLabel}`, colour }];
    const quotient = compared === '' ? '' : ` (${compared})`;
    const few = all.filter((other) => other.theory !== null).length <= FEW_CURVES;
    if (!few) return [{ label, value: `${measured}${quotient}`, colour }];
    return [
      { label, value: measured, colour },
      { label: this.#lineLabel, value: `${powerText(theory)}${unit}${quotient}` },
    ];
  }

  #describe(data: LayerChartData): void {
    const { words } = this;
    const spoken = data.series.map((curve) => {
      const { label, network, values, theory } = curve;
      const last = values.length - 1;
      const ends = [values[0], values[last]].map((value) => powerText(value ?? Number.NaN)).join(' … ');
      const expected = theory ? ` (${this.#lineLabel} ${powerText(theory[last] ?? Number.NaN)})` : '';
      const whose = isShared(curve, data.series) ? ` ${words.networks[network]}` : '';
      return `${label}${whose}: ${ends}${expected}`;
    });
    const through = `${words.input} … ${words.layer(data.depth)}`;
    const flags = data.flags.map(({ label }) => label);
    this.#frame.surface.describe([words.title, through, ...spoken, ...flags].join('. '));
  }
}

/** Whether both networks have this quantity under one name. */
function isShared(curve: LayerCurve, all: readonly LayerCurve[]): boolean {
  return all.some(({ label, network }) => label === curve.label && network !== curve.network);
}

/** The first network over the second. */
function byNetwork(one: LayerCurve, other: LayerCurve): number {
  return other.network.localeCompare(one.network);
}

/** Layers have whole numbers; the input is named. */
export function layerAxis(depth: number, pixels: readonly [number, number], input: string): Axis {
  const axis = linearAxis([0, depth], pixels, 40);
  const whole = axis.ticks.filter(({ value }) => Math.abs(value - Math.round(value)) < 1e-9);
  const ticks = whole.map(({ value }) => ({ value, text: value === 0 ? input : value.toFixed(0) }));
  return { ...axis, ticks };
}
