/** NumPy's type strings -> how to read one item. */

/** Reads one item; the result is exact, except integers beyond 2^53. */
export type ItemReader = (view: DataView, offset: number, littleEndian: boolean) => number;

export type NpyType =
  | {
      readonly kind: 'number';
      readonly bytes: number;
      readonly littleEndian: boolean;
      readonly integer: boolean;
      readonly read: ItemReader;
    }
  | { readonly kind: 'text'; readonly bytes: number; readonly littleEndian: boolean; readonly wide: boolean };

/**
 * IEEE 754 half precision: 1 sign, 5 exponent, 10 fraction bits.
 * Exponent 0 is subnormal (fraction * 2^-24), exponent 31 infinity or NaN.
 */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function wideInteger(view: DataView, offset: number, littleEndian: boolean, signed: boolean): number {
  const low = view.getUint32(offset + (littleEndian ? 0 : 4), littleEndian);
  const highOffset = offset + (littleEndian ? 4 : 0);
  const high = signed ? view.getInt32(highOffset, littleEndian) : view.getUint32(highOffset, littleEndian);
  return high * 4294967296 + low;
}

/** 'float' or 'integer', and the reader, by NumPy's kind and size. */
const READERS: ReadonlyMap<string, ItemReader> = new Map<string, ItemReader>([
  ['f2', (view, at, little) => halfToNumber(view.getUint16(at, little))],
  ['f4', (view, at, little) => view.getFloat32(at, little)],
  ['f8', (view, at, little) => view.getFloat64(at, little)],
  ['b1', (view, at) => (view.getUint8(at) === 0 ? 0 : 1)],
  ['i1', (view, at) => view.getInt8(at)],
  ['u1', (view, at) => view.getUint8(at)],
  ['i2', (view, at, little) => view.getInt16(at, little)],
  ['u2', (view, at, little) => view.getUint16(at, little)],
  ['i4', (view, at, little) => view.getInt32(at, little)],
  ['u4', (view, at, little) => view.getUint32(at, little)],
  ['i8', (view, at, little) => wideInteger(view, at, little, true)],
  ['u8', (view, at, little) => wideInteger(view, at, little, false)],
]);

/** Longer strings are documents, not labels. */
const MAX_TEXT_LENGTH = 4096;
/** `=` and `|`: the machine that wrote the file; all that matter today are little-endian. */
const LITTLE_ENDIAN = new Set(['<', '=', '|', '']);

/** @returns null for a type that is neither numbers nor fixed-length text */
export function parseNpyType(descr: string): NpyType | null {
  const match = /^([<>|=]?)([a-zA-Z])(\d*)$/.exec(descr);
  if (match === null) return null;
  const [, order = '', letter = '', digits = ''] = match;
  const littleEndian = LITTLE_ENDIAN.has(order);
  if (letter === 'U' || letter === 'S') {
    const length = Number(digits);
    if (length < 1 || length > MAX_TEXT_LENGTH) return null;
    return { kind: 'text', bytes: letter === 'U' ? 4 * length : length, littleEndian, wide: letter === 'U' };
  }
  const code = letter === '?' ? 'b1' : `${letter}${digits}`;
  const read = READERS.get(code);
  return read === undefined
    ? null
    : { kind: 'number', bytes: Number(code.slice(1)), littleEndian, integer: !code.startsWith('f'), read };
}

/** One fixed-length string: UCS-4 code points or single bytes, padded with zeros. */
export function readText(view: DataView, offset: number, type: NpyType & { kind: 'text' }): string {
  let text = '';
  const step = type.wide ? 4 : 1;
  for (let at = offset; at < offset + type.bytes; at += step) {
    const point = type.wide ? view.getUint32(at, type.littleEndian) : view.getUint8(at);
    if (point === 0) break;
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  return text;
}
