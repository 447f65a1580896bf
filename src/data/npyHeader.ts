/**
 * The header of a .npy file: magic, version, length, and a Python literal.
 * Source: NumPy's format specification (numpy.lib.format, versions 1.0 to 3.0).
 */
import { DataError } from './errors';
import type { NamedFile, Reading } from './source';

/** What the header says. */
export interface NpyHeader {
  /** NumPy's type string, e.g. `<f4`; structured types come as `[...]`. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the numbers begin, bytes from the start of the file. */
  readonly dataOffset: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
/** NumPy itself refuses longer headers (10,000 bytes) unless told otherwise; no plain array has one. */
const MAX_HEADER_BYTES = 1 << 16;
/** Deep nesting occurs in no header and would exhaust the stack. */
const MAX_DEPTH = 16;

type Literal = string | number | boolean | null | readonly Literal[] | ReadonlyMap<Literal, Literal>;

/** Thrown inside the parser only; leaves this module as DataError npy-header. */
class LiteralError extends Error {}

/** Recursive descent over the subset of Python literals that NumPy writes. */
class LiteralParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Literal {
    const value = this.#value(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) throw new LiteralError();
    return value;
  }

  #value(depth: number): Literal {
    if (depth > MAX_DEPTH) throw new LiteralError();
    this.#skipSpace();
    const next = this.#text[this.#at];
    if (next === '{') return this.#dictionary(depth);
    if (next === '(') return this.#sequence(')', depth);
    if (next === '[') return this.#sequence(']', depth);
    if (next === "'" || next === '"') return this.#string(next);
    return this.#word();
  }

  #dictionary(depth: number): Literal {
    const entries = new Map<Literal, Literal>();
    this.#at++;
    while (!this.#take('}')) {
      const key = this.#value(depth + 1);
      if (!this.#take(':')) throw new LiteralError();
      entries.set(key, this.#value(depth + 1));
      if (!this.#take(',') && !this.#sees('}')) throw new LiteralError();
    }
    return entries;
  }

  #sequence(end: string, depth: number): Literal {
    const items: Literal[] = [];
    this.#at++;
    while (!this.#take(end)) {
      items.push(this.#value(depth + 1));
      if (!this.#take(',') && !this.#sees(end)) throw new LiteralError();
    }
    return items;
  }

  #string(quote: string): string {
    let value = '';
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (character === quote) {
        this.#at++;
        return value;
      }
      if (character === '\\') this.#at++;
      value += this.#text[this.#at] ?? '';
    }
    throw new LiteralError();
  }

  #word(): Literal {
    const word = /^[A-Za-z0-9+-]+/.exec(this.#text.slice(this.#at, this.#at + 32))?.[0] ?? '';
    this.#at += word.length;
    if (word === 'True') return true;
    if (word === 'False') return false;
    if (word === 'None') return null;
    // Python 2 wrote long integers with an L.
    if (/^\d+L?$/.test(word)) return Number(word.replace('L', ''));
    throw new LiteralError();
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #sees(character: string): boolean {
    this.#skipSpace();
    return this.#text[this.#at] === character;
  }

  #take(character: string): boolean {
    const seen = this.#sees(character);
    if (seen) this.#at++;
    return seen;
  }
}

function parseDictionary(text: string): Omit<NpyHeader, 'dataOffset'> {
  const header = new LiteralParser(text).parse();
  if (!(header instanceof Map)) throw new LiteralError();
  const descr: Literal | undefined = header.get('descr');
  const fortranOrder: Literal | undefined = header.get('fortran_order');
  const shape: Literal | undefined = header.get('shape');
  if (typeof fortranOrder !== 'boolean' || !Array.isArray(shape)) throw new LiteralError();
  const sizes = shape.map((size: Literal) => {
    if (typeof size !== 'number' || !Number.isSafeInteger(size)) throw new LiteralError();
    return size;
  });
  if (typeof descr === 'string') return { descr, fortranOrder, shape: sizes };
  if (Array.isArray(descr)) return { descr: '[...]', fortranOrder, shape: sizes };
  throw new LiteralError();
}

/** @throws DataError npy-magic, npy-version, npy-header, npy-truncated and those of reading */
export async function readNpyHeader(file: NamedFile, reading: Reading): Promise<NpyHeader> {
  const name = file.name;
  const start = await reading.bytes(file, 0, Math.min(12, file.size));
  if (MAGIC.some((byte, i) => start[i] !== byte)) throw new DataError('npy-magic', { file: name });
  const [major = 0, minor = 0] = start.subarray(6, 8);
  if (start.length > 7 && (major < 1 || major > 3 || minor !== 0)) {
    throw new DataError('npy-version', { file: name, version: `${major}.${minor}` });
  }
  const lengthBytes = major === 1 ? 2 : 4;
  const textOffset = 8 + lengthBytes;
  const truncated = (expected: number) =>
    new DataError('npy-truncated', { file: name, expected, found: file.size, completeRows: 0 });
  if (start.length < textOffset) throw truncated(textOffset);
  const view = new DataView(start.buffer, start.byteOffset);
  const length = lengthBytes === 2 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER_BYTES) throw new DataError('npy-header', { file: name });
  const dataOffset = textOffset + length;
  if (file.size < dataOffset) throw truncated(dataOffset);
  const text = new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(
    await reading.bytes(file, textOffset, dataOffset),
  );
  try {
    return { ...parseDictionary(text), dataOffset };
  } catch (error) {
    if (error instanceof LiteralError) throw new DataError('npy-header', { file: name });
    throw error;
  }
}
