/** Colours of heat maps: a diverging map, the bar that explains them, and how cells without a number look. */
import type { Tick } from './axes';
import { type Area, FONT_SMALL } from './paint';
import { THEME_TOKENS, type Theme } from './palette';

/** Hues of the two arms: blue and orange stay apart for every common colour vision. */
const [COLD_HUE, WARM_HUE] = [250, 58];
/** OKLab lightness from the middle, near the ground, to the ends; and the chroma there, inside the gamut of sRGB. */
const ARMS: Readonly<Record<Theme, { middle: number; end: number; chroma: number }>> = {
  dark: { middle: 0.25, end: 0.78, chroma: 0.11 },
  light: { middle: 0.965, end: 0.45, chroma: 0.104 },
};

/**
 * Diverging colour at t in [-1, 1]: OKLab lightness falls or rises linearly with |t| and equally on both arms, so
 * that equal distances from the middle look equally strong.
 */
export function divergingColour(t: number, theme: Theme): string {
  const { middle, end, chroma } = ARMS[theme];
  const size = Math.min(1, Math.abs(t));
  const lightness = middle + (end - middle) * size;
  // The root lets the hue speak early, while the middle is still near grey.
  const colourfulness = chroma * size ** 0.7;
  return `oklch(${lightness.toFixed(4)} ${colourfulness.toFixed(4)} ${t < 0 ? COLD_HUE : WARM_HUE})`;
}

/** Diagonal hatching: nothing is known here. */
export function hatch(
  context: CanvasRenderingContext2D,
  { left, right, top, bottom }: Area,
  theme: Theme,
  pitch = 6,
): void {
  const [wide, high] = [right - left, bottom - top];
  context.save();
  context.beginPath();
  context.rect(left, top, wide, high);
  context.clip();
  context.strokeStyle = THEME_TOKENS[theme].axis;
  context.globalAlpha = 0.45;
  context.lineWidth = 1;
  context.beginPath();
  for (let x = left - high; x < right; x += pitch) {
    context.moveTo(x, bottom);
    context.lineTo(x + high, top);
  }
  context.stroke();
  context.restore();
}

export interface BarTick {
  /** Place along the bar: 0 below, 1 on top. */
  readonly at: number;
  readonly text: string;
}

/** A cell that no colour of the bar stands for. */
export interface BarSwatch {
  readonly text: string;
  readonly paint: (context: CanvasRenderingContext2D, area: Area) => void;
}

export const BAR_WIDTH = 10;
const SWATCH_STEP = 16;

/** Ticks of an axis from `low` to `high` as places on a bar. */
export function barTicks(ticks: readonly Tick[], low: number, high: number): BarTick[] {
  return ticks.map(({ value, text }) => ({ at: (value - low) / (high - low), text }));
}

/** A vertical colour bar at the left end of `area`, words to its right, swatches below it. */
export function drawColourBar(
  context: CanvasRenderingContext2D,
  { left, top, bottom }: Area,
  bar: {
    readonly colour: (t: number) => string;
    readonly ticks: readonly BarTick[];
    readonly swatches: readonly BarSwatch[];
    /** A place on the bar that is underlined, such as the middle of a diverging map. */
    readonly mark?: number;
  },
  theme: Theme,
): void {
  const tokens = THEME_TOKENS[theme];
  const foot = bottom - bar.swatches.length * SWATCH_STEP;
  const high = foot - top;
  for (let y = 0; y < high; y++) {
    context.fillStyle = bar.colour(1 - y / high);
    context.fillRect(left, top + y, BAR_WIDTH, Math.min(1.5, high - y));
  }
  context.save();
  context.font = FONT_SMALL;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = tokens.muted;
  context.strokeStyle = tokens.text;
  context.lineWidth = 1;
  for (const { at, text } of bar.ticks) {
    if (at < -1e-9 || at > 1 + 1e-9) continue;
    const y = Math.min(foot - 5, Math.max(top + 5, foot - at * high));
    context.fillText(text, left + BAR_WIDTH + 4, y);
  }
  if (bar.mark !== undefined) {
    const y = Math.round(foot - bar.mark * high) + 0.5;
    context.beginPath();
    context.moveTo(left - 2, y);
    context.lineTo(left + BAR_WIDTH + 2, y);
    context.stroke();
  }
  bar.swatches.forEach(({ text, paint }, k) => {
    const box = foot + k * SWATCH_STEP + 5;
    paint(context, { left, right: left + BAR_WIDTH, top: box, bottom: box + BAR_WIDTH });
    context.fillStyle = tokens.muted;
    context.fillText(text, left + BAR_WIDTH + 4, box + BAR_WIDTH / 2 + 0.5);
  });
  context.restore();
}
