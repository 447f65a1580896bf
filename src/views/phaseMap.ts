/** Quantities of a network over two dials as a heat map, with the edge of chaos across and the page's place in it. */
import { type Axis, linearTicks } from './axes';
import { type BarSwatch, barTicks, divergingColour, drawColourBar, hatch } from './colourScale';
import { powerText } from './decades';
import { keepItems, part, setText, setTitle } from './dom';
import { Figure, type FigureWords } from './figure';
import { attachGridCursor, type GridCell } from './gridCursor';
import { type Area, drawAxes, ramp } from './paint';
import { LUT_SIZE, THEME_TOKENS, type Theme } from './palette';
import { cellAt, gridAxis, nearestIndex, type Point, scalePlace } from './phaseGeometry';
import { drawBeyond, drawEdge, drawHere } from './phasePainting';
import { PlotFrame } from './plotFrame';

export interface PhaseQuantity {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly unit: string;
  /** [biases, gains]; NaN where not computed yet, infinite beyond f32. */
  readonly values: ArrayLike<number>;
  /** Diverging colours around it; null for a sequential scale. */
  readonly centre: number | null;
  readonly minimum: number;
  readonly maximum: number;
}

export interface PhaseMapData {
  /** Ascending. */
  readonly gains: ArrayLike<number>;
  readonly biases: ArrayLike<number>;
  readonly quantities: readonly PhaseQuantity[];
  readonly edge: readonly Point[];
  readonly edgeLabel: string;
  readonly here: { readonly gain: number; readonly bias: number };
}

export interface PhaseMapWords extends FigureWords {
  readonly axes: string;
  readonly gain: string;
  readonly bias: string;
  readonly choose: string;
  readonly beyond: string;
  readonly missing: string;
  readonly here: string;
}

/** A button of the switch among the quantities. */
interface Choice {
  readonly root: HTMLButtonElement;
}

const LEFT = 40;
const BAR_ROOM = 72;
const AXIS_HEIGHT = 21;

interface Layout {
  readonly area: Area;
  readonly x: Axis;
  readonly y: Axis;
}

export class PhaseMap extends Figure<PhaseMapData, PhaseMapWords> {
  readonly #frame: PlotFrame;
  readonly #switch = part('div', 'phase-switch');
  readonly #choices: Choice[] = [];
  #quantity = 0;
  #layout: Layout | null = null;
  /** Row 0 is the largest bias. */
  #cursor: GridCell | null = null;

  /** @param onPick hears the gain and the bias of a cell that was clicked, or picked by Enter */
  constructor(
    container: HTMLElement,
    words: PhaseMapWords,
    theme: Theme,
    onPick: (gain: number, bias: number) => void,
  ) {
    super(container, words, theme);
    this.#frame = new PlotFrame(container);
    this.#switch.setAttribute('role', 'group');
    this.#frame.root.prepend(this.#switch);
    const { canvas } = this.#frame.surface;
    canvas.classList.add('fig-pick');
    attachGridCursor(canvas, {
      size: () => [this.data?.biases.length ?? 0, this.data?.gains.length ?? 0],
      start: () => this.#hereCell(),
      locate: (x, y) => this.#locate(x, y),
      show: (cell, byKey) => {
        this.#cursor = cell;
        this.draw();
        if (byKey) this.#frame.speakTip();
      },
      pick: (cell) => {
        const place = this.#valuesAt(cell);
        if (place) onPick(place.gain, place.bias);
      },
    });
    this.draw();
  }

  #hereCell(): GridCell {
    if (this.data === null) return { row: 0, column: 0 };
    const { gains, biases, here } = this.data;
    return {
      row: biases.length - 1 - nearestIndex(biases, here.bias),
      column: nearestIndex(gains, here.gain),
    };
  }

  #locate(x: number, y: number): GridCell | null {
    if (this.#layout === null || this.data === null) return null;
    const { area } = this.#layout;
    const column = cellAt(x, [area.left, area.right], this.data.gains.length);
    const row = cellAt(y, [area.top, area.bottom], this.data.biases.length);
    return row === null || column === null ? null : { row, column };
  }

  /** What a cell stands for: its dials and its place in the values. */
  #valuesAt({ row, column }: GridCell): { gain: number; bias: number; index: number } | null {
    if (this.data === null) return null;
    const { gains, biases } = this.data;
    const up = biases.length - 1 - row;
    const [gain, bias] = [gains[column], biases[up]];
    return gain === undefined || bias === undefined
      ? null
      : { gain, bias, index: up * gains.length + column };
  }

  protected override draw(): void {
    const { data, theme, words } = this;
    this.#drawSwitch();
    const ink = THEME_TOKENS[theme].text;
    this.#frame.setLegend(
      data === null
        ? []
        : [
            ...(data.edge.length > 1 ? [{ mark: 'line', colour: ink, label: data.edgeLabel } as const] : []),
            { mark: 'ring', colour: ink, label: words.here },
          ],
      words.axes,
    );
    const { context, width, height } = this.#frame.surface.begin();
    const quantity = data?.quantities[this.#quantity];
    if (data === null || quantity === undefined || data.gains.length * data.biases.length === 0) {
      this.#layout = null;
      this.#frame.hideTip();
      this.#frame.surface.describe(words.title);
      return;
    }
    const area: Area = { left: LEFT, right: width - BAR_ROOM, top: 6, bottom: height - AXIS_HEIGHT };
    const x = gridAxis(data.gains, [area.left, area.right], 48);
    const y = gridAxis(data.biases, [area.bottom, area.top], 28);
    this.#layout = { area, x, y };
    drawAxes(context, area, { x, y }, theme);
    hatch(context, area, theme);
    this.#drawCells(context, data, quantity, area);
    const line = data.edge.map(([gain, bias]): Point => [x.at(gain), y.at(bias)]);
    if (line.length > 1) drawEdge(context, line, data.edgeLabel, area, theme);
    drawHere(context, [x.at(data.here.gain), y.at(data.here.bias)], area, theme);
    this.#drawBar(context, { ...area, left: width - BAR_ROOM + 8, right: width }, quantity);
    this.#showCursor(context, data, this.#layout);
    this.#describe(data);
  }

  #drawSwitch(): void {
    const quantities = this.data?.quantities ?? [];
    this.#quantity = Math.min(this.#quantity, Math.max(0, quantities.length - 1));
    this.#switch.hidden = quantities.length < 2;
    this.#switch.setAttribute('aria-label', this.words.choose);
    keepItems(this.#switch, this.#choices, quantities.length, () => this.#makeChoice());
    this.#choices.forEach(({ root }, k) => {
      const quantity = quantities[k];
      if (quantity === undefined) return;
      setText(root, quantity.label);
      setTitle(root, quantity.help);
      root.setAttribute('aria-pressed', String(k === this.#quantity));
    });
  }

  #makeChoice(): Choice {
    const root = part('button', 'phase-choice');
    root.type = 'button';
    root.addEventListener('click', () => {
      this.#quantity = this.#choices.findIndex((choice) => choice.root === root);
      this.draw();
    });
    return { root };
  }

  #colour(value: number, quantity: PhaseQuantity): string {
    const place = scalePlace(value, quantity);
    if (quantity.centre !== null) return divergingColour(place, this.theme);
    return ramp(this.theme)[Math.round(place * (LUT_SIZE - 1))] ?? '';
  }

  #drawCells(
    context: CanvasRenderingContext2D,
    { gains, biases }: PhaseMapData,
    quantity: PhaseQuantity,
    area: Area,
  ): void {
    const wide = (area.right - area.left) / gains.length;
    const high = (area.bottom - area.top) / biases.length;
    for (let row = 0; row < biases.length; row++) {
      for (let column = 0; column < gains.length; column++) {
        const value = quantity.values[row * gains.length + column] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        const [left, right] = [column, column + 1].map((k) => Math.round(area.left + k * wide));
        const [top, bottom] = [row + 1, row].map((k) => Math.round(area.bottom - k * high));
        if (left === undefined || right === undefined || top === undefined || bottom === undefined) continue;
        context.fillStyle = this.#colour(value, quantity);
        context.fillRect(left, top, right - left, bottom - top);
        if (!Number.isFinite(value))
          drawBeyond(context, [left + wide / 2, top + high / 2], Math.min(wide, high), this.theme);
      }
    }
  }

  #drawBar(context: CanvasRenderingContext2D, area: Area, quantity: PhaseQuantity): void {
    const { theme, words } = this;
    const { minimum, maximum, centre } = quantity;
    const every = Array.from(quantity.values);
    const swatches: BarSwatch[] = [];
    const boxed = (place: CanvasRenderingContext2D, box: Area) => {
      place.strokeStyle = THEME_TOKENS[theme].axis;
      place.strokeRect(box.left + 0.5, box.top + 0.5, 9, 9);
    };
    for (const [value, sign] of [
      [Number.POSITIVE_INFINITY, '>'],
      [Number.NEGATIVE_INFINITY, '<'],
    ] as const) {
      if (!every.includes(value)) continue;
      swatches.push({
        text: `${sign} ${words.beyond}`,
        paint: (place, box) => {
          place.fillStyle = this.#colour(value, quantity);
          place.fillRect(box.left, box.top, 10, 10);
          drawBeyond(place, [box.left + 5, box.top + 5], 12, theme);
        },
      });
    }
    if (every.some(Number.isNaN)) {
      swatches.push({
        text: words.missing,
        paint: (place, box) => {
          hatch(place, box, theme, 4);
          boxed(place, box);
        },
      });
    }
    const count = Math.max(2, Math.floor((area.bottom - area.top) / 34));
    const span = maximum - minimum || 1;
    drawColourBar(
      context,
      area,
      {
        colour: (t) => this.#colour(minimum + t * span, quantity),
        ticks: barTicks(linearTicks(minimum, minimum + span, count), minimum, minimum + span),
        swatches,
        ...(centre !== null && { mark: (centre - minimum) / span }),
      },
      theme,
    );
  }

  #showCursor(context: CanvasRenderingContext2D, data: PhaseMapData, { area }: Layout): void {
    const place = this.#cursor && this.#valuesAt(this.#cursor);
    if (this.#cursor === null || place === null) {
      this.#frame.hideTip();
      return;
    }
    const wide = (area.right - area.left) / data.gains.length;
    const high = (area.bottom - area.top) / data.biases.length;
    const [left, top] = [area.left + this.#cursor.column * wide, area.top + this.#cursor.row * high];
    const { background, highlight } = THEME_TOKENS[this.theme];
    for (const [colour, line] of [
      [background, 4],
      [highlight, 2],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = line;
      context.strokeRect(left, top, wide, high);
    }
    const { words } = this;
    const heading = `${words.gain} ${powerText(place.gain)}, ${words.bias} ${powerText(place.bias)}`;
    this.#frame.showTip(
      [left + wide, top + high / 2],
      heading,
      data.quantities.map(({ label, unit, values }) => ({
        label,
        value: this.#valueText(values[place.index] ?? Number.NaN, unit),
      })),
    );
  }

  #valueText(value: number, unit: string): string {
    if (Number.isNaN(value)) return this.words.missing;
    if (!Number.isFinite(value)) return `${value > 0 ? '>' : '<'} ${this.words.beyond}`;
    return `${powerText(value)}${unit === '' ? '' : ` ${unit}`}`;
  }

  #describe({ gains, biases, quantities, here, edge, edgeLabel }: PhaseMapData): void {
    const { words } = this;
    const ends = (name: string, values: ArrayLike<number>) =>
      `${name} ${powerText(values[0] ?? Number.NaN)} … ${powerText(values[values.length - 1] ?? Number.NaN)}`;
    const index = nearestIndex(biases, here.bias) * gains.length + nearestIndex(gains, here.gain);
    const now = quantities.map(
      ({ label, unit, values }) => `${label} ${this.#valueText(values[index] ?? Number.NaN, unit)}`,
    );
    const place = `${words.here}: ${words.gain} ${powerText(here.gain)}, ${words.bias} ${powerText(here.bias)}`;
    this.#frame.surface.describe(
      [
        words.title,
        ends(words.gain, gains),
        ends(words.bias, biases),
        place,
        ...now,
        ...(edge.length > 1 ? [edgeLabel] : []),
      ].join('. '),
    );
  }
}
