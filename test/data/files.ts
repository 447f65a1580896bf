/** Files made of text and bytes, and the outcome of reading them. */
import { DataError, type DataErrorCode } from '../../src/data/errors';
import { type LoadOptions, type LoadResult, loadFiles } from '../../src/data/load';
import { type DataLimits, type NamedFile, Reading } from '../../src/data/source';

export const LIMITS: DataLimits = {
  maxFileBytes: 1 << 26,
  maxRows: 100_000,
  maxColumns: 4096,
  maxElements: 1 << 24,
};

export function makeFile(name: string, content: string | Uint8Array<ArrayBuffer>): File {
  return new File([content], name);
}

export function reading(limits: Partial<DataLimits> = {}): Reading {
  return new Reading({ ...LIMITS, ...limits }, 0);
}

export function load(files: readonly NamedFile[], options: Partial<LoadOptions> = {}): Promise<LoadResult> {
  return loadFiles(files, { limits: LIMITS, ...options });
}

/** Loads what must be embeddings. */
export async function embeddings(files: readonly NamedFile[], options: Partial<LoadOptions> = {}) {
  const result = await load(files, options);
  if (result.kind !== 'embeddings') throw new Error('expected embeddings, got labels');
  return result;
}

/** The DataError that a promise must reject with. */
export async function failure<C extends DataErrorCode>(
  promise: Promise<unknown>,
  code: C,
): Promise<DataError<C>> {
  const error = await promise.then(
    (value: unknown) => new Error(`expected ${code}, got a result: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof DataError && error.code === code) return error as DataError<C>;
  throw error instanceof Error ? error : new Error(`expected ${code}, got ${String(error)}`);
}

/** A .npy file by hand: any dictionary, any bytes after it. */
export function npyBytes(
  dictionary: string,
  body: Uint8Array,
  { major = 1, headerLength }: { readonly major?: number; readonly headerLength?: number } = {},
): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(`${dictionary}\n`);
  const lengthBytes = major === 1 ? 2 : 4;
  const bytes = new Uint8Array(8 + lengthBytes + text.length + body.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, major, 0]);
  const view = new DataView(bytes.buffer);
  if (major === 1) view.setUint16(8, headerLength ?? text.length, true);
  else view.setUint32(8, headerLength ?? text.length, true);
  bytes.set(text, 8 + lengthBytes);
  bytes.set(body, 8 + lengthBytes + text.length);
  return bytes;
}

/** NumPy's header dictionary. */
export function npyDictionary(descr: string, shape: readonly number[], fortran = false): string {
  const dims = shape.join(', ') + (shape.length === 1 ? ',' : '');
  return `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${dims}), }`;
}
