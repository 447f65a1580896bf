/** How a tile of an activation is painted: its plane, and factors on their axis. */
import { linearAxis } from './axes';
import { type Area, centredColour, drawMark, rawColour, strokeLine } from './paint';
import { THEME_TOKENS, type Theme } from './palette';

export interface OriginCurve {
  /** Samples of the function over [-range, range], equally spaced. */
  readonly curve: ArrayLike<number>;
  readonly range: number;
  /** Slope and height of the tangent at 0. */
  readonly alpha: number;
  readonly beta: number;
}

/** A little of the plane beyond the range, so that no curve ends in a corner. */
const OVERHANG = 1.06;

/** Axes through the origin, the identity, the tangent and the curve; a band where the arguments lie. */
export function drawPlane(
  context: CanvasRenderingContext2D,
  { curve, range, alpha, beta }: OriginCurve,
  scale: number,
  area: Area,
  theme: Theme,
): void {
  const tokens = THEME_TOKENS[theme];
  const reach = OVERHANG * range;
  const x = linearAxis([-reach, reach], [area.left, area.right], 40);
  const y = linearAxis([-reach, reach], [area.bottom, area.top], 40);
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  context.clip();
  const [from, to] = [x.at(-Math.min(scale, reach)), x.at(Math.min(scale, reach))];
  context.fillStyle = tokens.grid;
  context.globalAlpha = 0.6;
  if (to > from) context.fillRect(from, area.top, Math.max(1.5, to - from), area.bottom - area.top);
  context.globalAlpha = 1;
  context.lineWidth = 1;
  context.strokeStyle = tokens.grid;
  const [centre, middle] = [Math.round(x.at(0)) + 0.5, Math.round(y.at(0)) + 0.5];
  strokeLine(context, [
    [area.left, middle],
    [area.right, middle],
  ]);
  strokeLine(context, [
    [centre, area.top],
    [centre, area.bottom],
  ]);
  const straight = (slope: number, height: number) =>
    [-reach, reach].map((at) => [x.at(at), y.at(slope * at + height)] as const);
  context.strokeStyle = tokens.axis;
  context.lineWidth = 0.75;
  strokeLine(context, straight(1, 0));
  context.strokeStyle = rawColour(theme);
  context.lineWidth = 2;
  context.lineJoin = 'round';
  const step = (2 * range) / Math.max(1, curve.length - 1);
  strokeLine(
    context,
    Array.from(curve, (value, k) => [x.at(-range + k * step), y.at(value)] as const),
  );
  context.strokeStyle = centredColour(theme);
  context.lineWidth = 1.5;
  context.setLineDash([4, 3]);
  strokeLine(context, straight(alpha, beta));
  context.restore();
}

/** A factor on its axis. The ring is larger: it stays visible around a dot in the same place. */
export function drawFactor(
  context: CanvasRenderingContext2D,
  at: readonly [number, number],
  hollow: boolean,
  theme: Theme,
): void {
  const colour = THEME_TOKENS[theme].text;
  if (!hollow) {
    drawMark(context, at, { colour, hollow: false, radius: 2.25 }, theme);
    return;
  }
  context.beginPath();
  context.arc(...at, 4.5, 0, 2 * Math.PI);
  context.lineWidth = 1.4;
  context.strokeStyle = colour;
  context.stroke();
}

/** The factor lies beyond this end of the axis: zero at the left. */
export function drawArrow(
  context: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  side: 1 | -1,
  hollow: boolean,
  theme: Theme,
): void {
  if (!Number.isFinite(x)) return;
  const size = hollow ? 5 : 3;
  context.beginPath();
  context.moveTo(x + side * (size - 1), y);
  context.lineTo(x - side * size, y - size);
  context.lineTo(x - side * size, y + size);
  context.closePath();
  context.strokeStyle = THEME_TOKENS[theme].text;
  context.fillStyle = THEME_TOKENS[theme].text;
  context.lineWidth = 1.4;
  if (hollow) context.stroke();
  else context.fill();
}
