/** Strokes and words that several canvases draw alike. */
import type { Axis } from './axes';
import { hexToSrgb, LUT_SIZE, SERIES, sequentialColour, THEME_TOKENS, type Theme } from './palette';

/** Inner area of a chart in CSS pixels. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const FONT_SMALL = '10.5px system-ui, sans-serif';
export const FONT_TICK = '11px system-ui, sans-serif';

/** Colours that mean the same in every figure of the diagnosis. */
export function rawColour(theme: Theme): string {
  return SERIES[theme][0] ?? THEME_TOKENS[theme].text;
}

export function centredColour(theme: Theme): string {
  return SERIES[theme][1] ?? THEME_TOKENS[theme].text;
}

const ramps = new Map<Theme, readonly string[]>();

/** The sequential ramp as {@link LUT_SIZE} CSS colours; made once a theme, since each is searched for in its gamut. */
export function ramp(theme: Theme): readonly string[] {
  const known = ramps.get(theme);
  if (known) return known;
  const made = Array.from({ length: LUT_SIZE }, (_, i) => sequentialColour(i / (LUT_SIZE - 1), theme));
  ramps.set(theme, made);
  return made;
}

/** Words over data: a halo of the ground keeps them readable. Alignment is the context's. */
export function haloText(
  context: CanvasRenderingContext2D,
  text: string,
  at: readonly [x: number, y: number],
  theme: Theme,
  colour = THEME_TOKENS[theme].muted,
): void {
  const [r, g, b] = hexToSrgb(THEME_TOKENS[theme].background).map((c) => Math.round(c * 255));
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = `rgb(${r} ${g} ${b} / 0.85)`;
  context.strokeText(text, ...at);
  context.fillStyle = colour;
  context.fillText(text, ...at);
}

/** Grid lines and the words of the ticks. */
export function drawAxes(
  context: CanvasRenderingContext2D,
  area: Area,
  axes: { readonly x: Axis; readonly y: Axis },
  theme: Theme,
): void {
  const tokens = THEME_TOKENS[theme];
  const inside = (pixel: number, low: number, high: number) => pixel >= low - 0.5 && pixel <= high + 0.5;
  context.save();
  context.font = FONT_TICK;
  context.fillStyle = tokens.muted;
  context.strokeStyle = tokens.grid;
  context.lineWidth = 1;
  context.beginPath();
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const { value, text } of axes.y.ticks) {
    const y = Math.round(axes.y.at(value)) + 0.5;
    if (!inside(y, area.top, area.bottom)) continue;
    context.moveTo(area.left, y);
    context.lineTo(area.right, y);
    context.fillText(text, area.left - 5, y);
  }
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const { value, text } of axes.x.ticks) {
    const x = Math.round(axes.x.at(value)) + 0.5;
    if (!inside(x, area.left, area.right)) continue;
    context.moveTo(x, area.top);
    context.lineTo(x, area.bottom + 3);
    context.fillText(text, x, area.bottom + 6);
  }
  context.stroke();
  context.strokeStyle = tokens.axis;
  context.beginPath();
  context.moveTo(area.left, area.bottom + 0.5);
  context.lineTo(area.right, area.bottom + 0.5);
  context.stroke();
  context.restore();
}

/** A line through points; it breaks where a coordinate is not finite. */
export function strokeLine(
  context: CanvasRenderingContext2D,
  points: Iterable<readonly [x: number, y: number]>,
): void {
  let open = false;
  context.beginPath();
  for (const [x, y] of points) {
    const drawn = Number.isFinite(x) && Number.isFinite(y);
    if (drawn && open) context.lineTo(x, y);
    else if (drawn) context.moveTo(x, y);
    open = drawn;
  }
  context.stroke();
}

/** A round mark: filled, or hollow over the ground. */
export function drawMark(
  context: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  style: { readonly colour: string; readonly hollow: boolean; readonly radius?: number },
  theme: Theme,
): void {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return;
  context.beginPath();
  context.arc(x, y, style.radius ?? 3.5, 0, 2 * Math.PI);
  context.fillStyle = style.hollow ? THEME_TOKENS[theme].background : style.colour;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = style.colour;
  context.stroke();
}

/** The vertical hair line under the cursor. */
export function drawCursor(context: CanvasRenderingContext2D, x: number, area: Area, theme: Theme): void {
  context.save();
  context.strokeStyle = THEME_TOKENS[theme].axis;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, area.top);
  context.lineTo(Math.round(x) + 0.5, area.bottom);
  context.stroke();
  context.restore();
}
