/** Numbers as people read them. */

const MINUS = '\u2212';

/** `digits` significant digits without trailing zeros after the first; very small and large in powers of ten. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text =
    size < 1e-4 || size >= 1e7
      ? value
          .toExponential(digits - 1)
          .replace(/\.?0+e/, 'e')
          .replace('e+', 'e')
      : trimZeros(value.toPrecision(digits), size);
  return text.replace(/-/g, MINUS);
}

/** `toPrecision` falls back to exponents for wide integers and pads with zeros; readings want neither. */
function trimZeros(text: string, size: number): string {
  if (text.includes('e') || size >= 1e4) return String(Math.round(Number(text)));
  return text;
}

/** The nearest number with `digits` significant digits, so that what is shown is what is used. */
export function roundSignificant(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** A control's value: as short as it is exact, to six significant digits. */
export function formatValue(value: number): string {
  return String(roundSignificant(value, 6));
}

/** Device time: browsers quantise timestamps to 0.1 ms, so less than that is not 0. */
export function formatMilliseconds(value: number): { readonly under: boolean; readonly text: string } {
  if (value < 0.1) return { under: true, text: '0.1' };
  return { under: false, text: value < 10 ? value.toFixed(1) : String(Math.round(value)) };
}
