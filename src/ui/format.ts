/** Numbers as people read them. */

const MINUS = '\u2212';

/** At least `digits` significant digits; very small and very large numbers in powers of ten. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  return sized(value, size, digits).replace(/-/g, MINUS);
}

function sized(value: number, size: number, digits: number): string {
  if (size < 1e-4 || size >= 1e7) {
    return value
      .toExponential(digits - 1)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  }
  // Whole digits are never rounded away, so counts stay exact.
  return size >= 10 ** (digits - 1) ? value.toFixed(0) : value.toPrecision(digits);
}

/** The nearest number with `digits` significant digits, so that what is shown is what is used. */
export function roundSignificant(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** A control's value: as short as it is exact, to six significant digits; small ones in powers of ten, as fields are narrow. */
export function formatValue(value: number): string {
  const rounded = roundSignificant(value, 6);
  const size = Math.abs(rounded);
  return size > 0 && size < 1e-4 ? rounded.toExponential() : String(rounded);
}

/** Device time: browsers quantise timestamps to 0.1 ms, so less than that is not 0. */
export function formatMilliseconds(value: number): { readonly under: boolean; readonly text: string } {
  if (value < 0.1) return { under: true, text: '0.1' };
  return { under: false, text: value < 10 ? value.toFixed(1) : String(Math.round(value)) };
}
