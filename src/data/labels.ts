/** Text per row -> class index per row. */
import type { Labels } from './dataset';

/** ImageNet's thousand classes fit; beyond that a value is a name rather than a class. */
export const MAX_CLASSES = 1024;
/** Up to this many distinct values are classes even in a file of few rows. */
const ALWAYS_CLASSES = 20;

const INTEGER = /^[+-]?\d+(?:\.0*)?$/;

/** True for `7`, `-1`, `7.0`: spellings of a whole number. */
export function isIntegerText(cell: string): boolean {
  return INTEGER.test(cell);
}

/** Distinct values of a column are few enough to be classes rather than names of single rows. */
export function areClasses(distinct: number, rows: number): boolean {
  return distinct <= MAX_CLASSES && distinct <= Math.max(ALWAYS_CLASSES, rows / 2);
}

/**
 * Gives every row the index of its class. Whole numbers become classes in numeric order (so the class
 * of digit 7 among 0..9 is 7), other text in code-unit order: the order of the rows has no influence.
 * @param cells text per row, `[n]`; an empty cell is a class of its own, named ''
 */
export function makeLabels(name: string, cells: readonly string[]): Labels {
  const numeric = cells.length > 0 && cells.every(isIntegerText);
  const keys = numeric ? cells.map((cell) => String(Number(cell))) : cells;
  const classes = [...new Set(keys)];
  if (!areClasses(classes.length, cells.length)) {
    return { name, values: new Uint32Array(cells.length), classes: [name], text: cells };
  }
  if (numeric) classes.sort((a, b) => Number(a) - Number(b));
  else classes.sort();
  const index = new Map(classes.map((value, position) => [value, position]));
  return { name, values: Uint32Array.from(keys, (key) => index.get(key) ?? 0), classes };
}
