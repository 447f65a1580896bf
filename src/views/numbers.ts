/** Numbers as charts write them. */

/** `digits` significant digits; powers of ten outside [1e-4, 1e6); a dash for what is not a number. */
export function readingText(value: number | null, digits = 4): string {
  if (value === null || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-4 || size >= 1e6) ? value.toExponential(digits - 1) : value.toPrecision(digits);
  return text.replace(/-/g, '\u2212');
}

/** Labels of axis ticks `increment` apart: only the digits that tell neighbours apart; thousands as k, millions as M. */
export function tickTexts(ticks: readonly number[], increment: number): string[] {
  const largest = Math.max(...ticks.map(Math.abs), 0);
  const [unit, suffix] = largest >= 2e6 ? [1e6, 'M'] : largest >= 2e3 ? [1e3, 'k'] : [1, ''];
  const decimals = Math.min(8, Math.max(0, Math.ceil(-Math.log10(increment / unit) - 1e-9)));
  return ticks.map((tick) =>
    tick === 0 ? '0' : `${(tick / unit).toFixed(decimals)}${suffix}`.replace('-', '\u2212'),
  );
}

/** A number in a column of numbers: four decimals at most, eight characters wide at most from 1e-99 to 1e99. */
export function compactText(value: number | null): string {
  if (value === null || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '\u2212∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) {
    return value.toExponential(1).replace('e+', 'e').replaceAll('-', '\u2212');
  }
  const text =
    size >= 1000 ? value.toFixed(0) : size < 0.1 ? value.toFixed(4) : value.toPrecision(size >= 100 ? 4 : 3);
  return text.replace('-', '\u2212');
}
