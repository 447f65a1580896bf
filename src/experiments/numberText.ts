/** Numbers as figures and facts write them. */
import type { Localized } from './experiment';

const MINUS = '\u2212';
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** About three significant digits, powers of ten where the number is far from 1; 0 only where it is exactly 0. */
export function numberText(value: number, digits = 3): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size < 1e-3 || size >= 1e6 ? powerText(size, digits) : plainText(size, digits);
  return value < 0 ? MINUS + text : text;
}

function plainText(size: number, digits: number): string {
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const text = size.toFixed(decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function powerText(size: number, digits: number): string {
  const [mantissa = '', power = ''] = size.toExponential(digits - 1).split('e');
  const raised = power
    .replace('+', '')
    .replace('-', '⁻')
    .replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? '');
  return `${mantissa} · 10${raised}`;
}

export function percentText(share: number): string {
  if (!Number.isFinite(share)) return '–';
  const percent = 100 * share;
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

/** A text that is the same in every language. */
export function both(text: string): Localized {
  return { en: text, zh: text };
}
