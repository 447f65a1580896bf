/** How a chart of layers puts its series, its ratio strip and its pennants on a canvas. */
import type { Axis } from './axes';
import { type LayerCurve, markStride, type Pennant } from './layerScales';
import { type Area, drawMark, FONT_SMALL, haloText, strokeLine } from './paint';
import { classColour, SERIES, THEME_TOKENS, type Theme } from './palette';

export interface LayerPlace {
  readonly area: Area;
  readonly x: Axis;
  readonly y: Axis;
  /** Pixels from one layer to the next. */
  readonly spacing: number;
}

/** The second network is hollow and lighter. */
const SECOND_ALPHA = 0.7;
const [LARGEST_MARK, SMALLEST_MARK] = [3.2, 1.7];
/** By colour: quantities that coincide, such as E[h^2] and Var(h) of an odd activation, show as rings. */
const MARK_SCALES = [1.3, 1, 0.75] as const;
/** Intervals are strokes while the layers are this many pixels apart, else a band. */
const WHISKER_SPACING = 6;
const PENNANT_LANE = 15;
const HANDLE_HEIGHT = 6;

export function curveColour(index: number, theme: Theme): string {
  return SERIES[theme][index] ?? classColour(index, theme);
}

/** Colour of what f32 cannot hold. */
export function alarmColour(theme: Theme): string {
  return SERIES[theme][5] ?? THEME_TOKENS[theme].text;
}

/** Room above the plot: for pennants, and below them for the handle of the chosen layer. */
export function headRoom(lanes: number): number {
  return lanes * PENNANT_LANE + HANDLE_HEIGHT + 1;
}

function clipped(
  context: CanvasRenderingContext2D,
  { left, right, top, bottom }: Area,
  draw: () => void,
): void {
  const overhang = LARGEST_MARK + 1;
  context.save();
  context.beginPath();
  context.rect(left - overhang, top - overhang, right - left + 2 * overhang, bottom - top + 2 * overhang);
  context.clip();
  draw();
  context.restore();
}

function points(values: ArrayLike<number>, { x, y }: LayerPlace): (readonly [number, number])[] {
  return Array.from(values, (value, layer) => [x.at(layer), y.at(value)] as const);
}

/** The band of the layer that the page looks at, with a handle above, clear of the ticks. @param at its pixel */
export function drawChosen(
  context: CanvasRenderingContext2D,
  at: number,
  spacing: number,
  area: Area,
  theme: Theme,
): void {
  const half = Math.min(14, Math.max(3, spacing / 2));
  context.save();
  context.fillStyle = SERIES[theme][0] ?? '';
  context.globalAlpha = 0.16;
  context.fillRect(at - half, area.top, 2 * half, area.bottom - area.top);
  context.globalAlpha = 0.9;
  context.beginPath();
  context.moveTo(at - 4.5, area.top - HANDLE_HEIGHT);
  context.lineTo(at + 4.5, area.top - HANDLE_HEIGHT);
  context.lineTo(at, area.top);
  context.fill();
  context.restore();
}

/** Bars side by side at every layer: the first network filled, the second in outline. */
export function drawBars(
  context: CanvasRenderingContext2D,
  curves: readonly LayerCurve[],
  place: LayerPlace,
  theme: Theme,
): void {
  const { area, x, y, spacing } = place;
  const slot = Math.min(18, Math.max(1, 0.78 * spacing));
  const width = slot / curves.length;
  const ground = Math.min(area.bottom, y.at(0));
  clipped(context, area, () => {
    for (const [k, { values, network, colour }] of curves.entries()) {
      context.fillStyle = curveColour(colour, theme);
      context.strokeStyle = context.fillStyle;
      const outlined = network === 'b' && width >= 4;
      context.globalAlpha = network === 'b' && !outlined ? 0.5 : 0.85;
      for (let layer = 0; layer < values.length; layer++) {
        const top = y.at(values[layer] ?? Number.NaN);
        if (!Number.isFinite(top) || ground - top < 0.25) continue;
        const left = x.at(layer) - slot / 2 + k * width;
        if (outlined) context.strokeRect(left + 0.75, top + 0.5, width - 1.5, ground - top - 0.5);
        else context.fillRect(left, top, Math.max(1, width - (width > 3 ? 1 : 0)), ground - top);
      }
    }
  });
}

/** Theory as a thin line, the measured as marks over it; where the marks are thinned, a faint path joins them all. */
export function drawCurve(
  context: CanvasRenderingContext2D,
  curve: LayerCurve,
  place: LayerPlace,
  theme: Theme,
): void {
  const { spacing, area } = place;
  const second = curve.network === 'b';
  const colour = curveColour(curve.colour, theme);
  const measured = points(curve.values, place);
  const stride = markStride(spacing);
  clipped(context, area, () => {
    context.strokeStyle = colour;
    context.fillStyle = colour;
    const strength = second ? SECOND_ALPHA : 1;
    if (curve.interval) drawInterval(context, curve.interval, place, strength);
    if (curve.theory) {
      context.globalAlpha = strength;
      context.lineWidth = 1.25;
      context.setLineDash(second ? [5, 3] : []);
      strokeLine(context, points(curve.theory, place));
      context.setLineDash([]);
    }
    if (stride > 1) {
      context.globalAlpha = 0.4 * strength;
      context.lineWidth = 1;
      strokeLine(context, measured);
    }
    context.globalAlpha = strength;
    const room = Math.min(LARGEST_MARK, Math.max(SMALLEST_MARK, 0.3 * stride * spacing));
    const radius = room * (MARK_SCALES[curve.colour % MARK_SCALES.length] ?? 1);
    const last = measured.length - 1;
    for (const [layer, at] of measured.entries()) {
      if (layer % stride === 0 || layer === last) {
        drawMark(context, at, { colour, hollow: second, radius }, theme);
      }
    }
  });
  drawBeyond(context, curve, place, theme, Math.ceil(9 / spacing));
}

function drawInterval(
  context: CanvasRenderingContext2D,
  interval: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> },
  place: LayerPlace,
  strength: number,
): void {
  const { area, spacing } = place;
  const within = (y: number) => Math.min(area.bottom + 9, Math.max(area.top - 9, y));
  // An end at 0 has no place on a log axis; the interval then reaches the edge.
  const ends = (values: ArrayLike<number>, edge: number) =>
    points(values, place).map(
      ([x, y]) => [x, Number.isNaN(y) ? y : within(Number.isFinite(y) ? y : edge)] as const,
    );
  const low = ends(interval.low, area.bottom + 9);
  const high = ends(interval.high, area.top - 9);
  if (spacing >= WHISKER_SPACING) {
    context.globalAlpha = 0.75 * strength;
    context.lineWidth = 1.25;
    low.forEach((from, layer) => {
      const to = high[layer];
      if (to) strokeLine(context, [from, to]);
    });
    return;
  }
  context.globalAlpha = 0.18 * strength;
  context.beginPath();
  for (const [x, y] of [...high, ...low.reverse()]) if (Number.isFinite(y)) context.lineTo(x, y);
  context.fill();
}

/** Small triangles at the edge where a value is zero on a log axis, or infinite. */
function drawBeyond(
  context: CanvasRenderingContext2D,
  { values, colour, network }: LayerCurve,
  { area, x, y }: LayerPlace,
  theme: Theme,
  stride: number,
): void {
  context.save();
  context.fillStyle = curveColour(colour, theme);
  context.strokeStyle = context.fillStyle;
  context.lineWidth = 1;
  context.globalAlpha = 0.75;
  for (let layer = 0; layer < values.length; layer += stride) {
    const at = y.at(values[layer] ?? Number.NaN);
    if (Number.isFinite(at) || Number.isNaN(at)) continue;
    const [edge, back] = at < 0 ? [area.top, 5] : [area.bottom, -5];
    context.beginPath();
    context.moveTo(x.at(layer), edge);
    context.lineTo(x.at(layer) - 3, edge + back);
    context.lineTo(x.at(layer) + 3, edge + back);
    context.closePath();
    if (network === 'b') context.stroke();
    else context.fill();
  }
  context.restore();
}

/** A dashed line across; the legend names it. */
export function drawReference(
  context: CanvasRenderingContext2D,
  value: number,
  { area, y }: LayerPlace,
  theme: Theme,
): void {
  const at = Math.round(y.at(value)) + 0.5;
  if (!(at >= area.top - 1 && at <= area.bottom + 1)) return;
  context.save();
  context.strokeStyle = THEME_TOKENS[theme].axis;
  context.lineWidth = 1;
  context.setLineDash([5, 4]);
  strokeLine(context, [
    [area.left, at],
    [area.right, at],
  ]);
  context.restore();
}

export interface Flag {
  readonly x: number;
  readonly label: string;
  /** Of the second network. */
  readonly hollow: boolean;
}

/** A staff at each flag's layer and, in the lanes above the plot, the flag with its words. */
export function drawPennants(
  context: CanvasRenderingContext2D,
  flags: readonly Flag[],
  pennants: readonly Pennant[],
  area: Area,
  theme: Theme,
): void {
  const colour = alarmColour(theme);
  const placed = flags.flatMap((flag, k) => {
    const pennant = pennants[k];
    if (!pennant) return [];
    return [{ ...flag, ...pennant, top: 1 + pennant.lane * PENNANT_LANE, staff: Math.round(flag.x) + 0.5 }];
  });
  context.save();
  context.font = FONT_SMALL;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  for (const { staff, top, hollow } of placed) {
    context.setLineDash(hollow ? [3, 3] : []);
    strokeLine(context, [
      [staff, top],
      [staff, area.bottom],
    ]);
  }
  context.setLineDash([]);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  // After every staff: the halo of the words covers those that pass behind them.
  for (const { staff, top, hollow, flipped, text, label } of placed) {
    haloText(context, label, [text, top + 5.5], theme, colour);
    context.fillStyle = hollow ? THEME_TOKENS[theme].background : colour;
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(staff, top);
    context.lineTo(staff + (flipped ? -8 : 8), top + 5);
    context.lineTo(staff, top + 10);
    context.closePath();
    context.fill();
    context.stroke();
  }
  context.restore();
}
