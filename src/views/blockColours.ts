/** Colours of the cells of a block as packed 24-bit sRGB, so that they can be shaded, dimmed and blended quickly. */
import { ramp } from './paint';
import { CATEGORICAL, classColour, LUT_SIZE, THEME_TOKENS, type Theme } from './palette';

/** 0xrrggbb. */
export type Packed = number;

/** Neutral middle and ends of the diverging map: lightness moves away from the middle on both sides. */
const DIVERGING: Readonly<Record<Theme, readonly [low: string, middle: string, high: string]>> = {
  dark: ['#7cc8f5', '#26313f', '#f2b13c'],
  light: ['#0b5a9c', '#ece8de', '#a84a00'],
};

const packed = (hex: string): Packed => Number.parseInt(hex.slice(1), 16);

/** Between two colours, byte by byte. @param t 0 gives the first, 1 the second */
export function blend(from: Packed, to: Packed, t: number): Packed {
  let mixed = 0;
  for (const shift of [16, 8, 0]) {
    const [a, b] = [(from >> shift) & 255, (to >> shift) & 255];
    mixed |= Math.round(a + (b - a) * t) << shift;
  }
  return mixed;
}

export function cssColour(colour: Packed): string {
  return `#${colour.toString(16).padStart(6, '0')}`;
}

/** Many colours side by side are calmer a little nearer to the ground. */
const SOFTENED = 0.14;

const tables = new Map<string, readonly Packed[]>();

/** A colour for each of `groups`; beyond the palette hues a golden angle apart, where neighbours differ most. */
export function groupColours(groups: number, theme: Theme): readonly Packed[] {
  const key = `${theme} ${groups}`;
  const known = tables.get(key);
  if (known) return known;
  const named = CATEGORICAL[theme].length;
  const many = groups > named;
  const colour = (k: number) => packed(classColour(many ? named + k : k, theme));
  const ground = packed(THEME_TOKENS[theme].background);
  const made = Array.from({ length: groups }, (_, k) => blend(colour(k), ground, many ? SOFTENED : 0));
  tables.set(key, made);
  return made;
}

/** Whether values of this range are told by their sign. */
export function isDiverging([low, high]: readonly [number, number]): boolean {
  return low < 0 && high > 0;
}

/** Ends of the colour scale: as far below 0 as above where the sign tells. */
export function scaleEnds(range: readonly [number, number]): readonly [number, number] {
  const far = Math.max(-range[0], range[1]);
  return isDiverging(range) ? [-far, far] : range;
}

/** Colour of a value; what is not a number has the colour of the grid. */
export function valueColour(value: number, range: readonly [number, number], theme: Theme): Packed {
  if (Number.isNaN(value)) return packed(THEME_TOKENS[theme].grid);
  const [low, high] = scaleEnds(range);
  const t = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0;
  if (!isDiverging(range)) return packed(ramp(theme)[Math.round(t * (LUT_SIZE - 1))] ?? '#000000');
  const [cold, middle, warm] = DIVERGING[theme].map(packed);
  return t < 0.5 ? blend(cold ?? 0, middle ?? 0, 2 * t) : blend(middle ?? 0, warm ?? 0, 2 * t - 1);
}

/** The scale as a CSS gradient for its legend. */
export function scaleGradient(range: readonly [number, number], theme: Theme): string {
  const [low, high] = scaleEnds(range);
  const stops = Array.from({ length: 9 }, (_, k) =>
    cssColour(valueColour(low + ((high - low) * k) / 8, range, theme)),
  );
  return `linear-gradient(to right, ${stops.join(', ')})`;
}
