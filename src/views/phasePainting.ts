/** What lies over the cells of a map of phases: the edge with its words, the page's place, dots beyond f32. */
import { type Area, FONT_SMALL, haloText, strokeLine } from './paint';
import { THEME_TOKENS, type Theme } from './palette';
import { type Point, wordsAlong } from './phaseGeometry';

/** Half the height of the words along the edge, and their gap to it. */
const LABEL_LIFT = 10;

/** A dot in a cell whose value f32 cannot hold. @param side of the cell, in pixels */
export function drawBeyond(
  context: CanvasRenderingContext2D,
  [x, y]: Point,
  side: number,
  theme: Theme,
): void {
  context.fillStyle = THEME_TOKENS[theme].background;
  context.beginPath();
  context.arc(x, y, Math.min(2.2, Math.max(0.9, 0.18 * side)), 0, 2 * Math.PI);
  context.fill();
}

/** A bold line, and its words along it where there is room. */
export function drawEdge(
  context: CanvasRenderingContext2D,
  line: readonly Point[],
  label: string,
  area: Area,
  theme: Theme,
): void {
  const tokens = THEME_TOKENS[theme];
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  context.clip();
  context.lineJoin = 'round';
  context.globalAlpha = 0.7;
  context.strokeStyle = tokens.background;
  context.lineWidth = 5.5;
  strokeLine(context, line);
  context.globalAlpha = 1;
  context.strokeStyle = tokens.text;
  context.lineWidth = 2.5;
  strokeLine(context, line);
  context.font = `600 ${FONT_SMALL}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const place = wordsAlong(line, area, context.measureText(label).width + 6, LABEL_LIFT);
  if (place) {
    context.translate(...place.at);
    context.rotate(place.angle);
    haloText(context, label, [0, 0], theme, tokens.text);
  }
  context.restore();
}

/** A ring; at the rim where its place lies outside the map. */
export function drawHere(context: CanvasRenderingContext2D, [x, y]: Point, area: Area, theme: Theme): void {
  const at: Point = [
    Math.min(area.right, Math.max(area.left, x)),
    Math.min(area.bottom, Math.max(area.top, y)),
  ];
  const { background, highlight } = THEME_TOKENS[theme];
  for (const [colour, wide] of [
    [background, 5],
    [highlight, 2.25],
  ] as const) {
    context.beginPath();
    context.arc(...at, 6.5, 0, 2 * Math.PI);
    context.strokeStyle = colour;
    context.lineWidth = wide;
    context.stroke();
  }
}
