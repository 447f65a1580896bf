/** Bytes in: bounded reads with progress, cancelling and room for other tasks between blocks. */
import type { Matrix } from './dataset';
import { DataError } from './errors';
import type { LoadNote } from './notes';

/** What a `File` offers; tests and scripts may bring their own. */
export interface NamedFile {
  readonly name: string;
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** Refusals that cost nothing: all are checked before the memory is asked for. */
export interface DataLimits {
  readonly maxFileBytes: number;
  readonly maxRows: number;
  readonly maxColumns: number;
  /** rows * columns */
  readonly maxElements: number;
}

/** Bytes read of bytes to read, and the name of the file being read. */
export type ProgressListener = (done: number, total: number, stage: string) => void;

/** Text per row that may become labels. */
export interface LabelCells {
  /** The file they came from. */
  readonly file: string;
  readonly name: string;
  readonly cells: readonly string[];
  /** A lone column of text: its first line may turn out to be a header, one row too many. */
  readonly firstMayBeHeader: boolean;
}

/** What one file (or one Projector config with its files) held. */
export interface FileContent {
  readonly file: string;
  readonly matrix?: Matrix;
  readonly labels?: LabelCells;
  readonly notes: readonly LoadNote[];
}

/** Longest stretch of work between two chances for other tasks to run: cancelling takes this long. */
const WORK_MS = 25;
const BLOCK_BYTES = 1 << 18;

/** One load: limits, progress over all its files, and the signal that ends it. */
export class Reading {
  readonly limits: DataLimits;
  readonly #total: number;
  readonly #onProgress: ProgressListener | undefined;
  readonly #signal: AbortSignal | undefined;
  #done = 0;
  #lastPause = performance.now();

  constructor(limits: DataLimits, totalBytes: number, onProgress?: ProgressListener, signal?: AbortSignal) {
    this.limits = limits;
    this.#total = totalBytes;
    this.#onProgress = onProgress;
    this.#signal = signal;
  }

  /**
   * Reads `[start, end)` of a file without counting it as progress.
   * @throws DataError unreadable-file, cancelled
   */
  async bytes(file: NamedFile, start: number, end: number): Promise<Uint8Array> {
    this.#throwIfCancelled();
    const bytes = await file
      .slice(start, end)
      .arrayBuffer()
      .catch((error: unknown) => {
        throw new DataError('unreadable-file', { file: file.name, reason: String(error) });
      });
    if (bytes.byteLength !== end - start) {
      throw new DataError('unreadable-file', {
        file: file.name,
        reason: `${bytes.byteLength} of ${end - start} bytes`,
      });
    }
    return new Uint8Array(bytes);
  }

  /**
   * The bytes from `start` to `end` in order; every block is a whole number of items, except the last
   * where the range is not. Between blocks it reports, lets other tasks run, and obeys the signal.
   * @throws DataError unreadable-file, cancelled
   */
  async *blocks(file: NamedFile, start: number, end: number, itemBytes = 1): AsyncGenerator<Uint8Array> {
    const step = Math.max(1, Math.floor(BLOCK_BYTES / itemBytes)) * itemBytes;
    for (let at = start; at < end; at += step) {
      const stop = Math.min(end, at + step);
      yield await this.bytes(file, at, stop);
      await this.advance(file, stop - at);
    }
  }

  /** Counts bytes as done. */
  async advance(file: NamedFile, bytes: number): Promise<void> {
    this.#done += bytes;
    this.#onProgress?.(Math.min(this.#done, this.#total), this.#total, file.name);
    await this.pause();
  }

  /** @throws DataError cancelled */
  async pause(): Promise<void> {
    if (performance.now() - this.#lastPause > WORK_MS) {
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
      this.#lastPause = performance.now();
    }
    this.#throwIfCancelled();
  }

  /** @throws DataError too-many-rows, too-many-columns, too-many-elements */
  checkShape(file: string, rows: number, columns: number): void {
    const { maxRows, maxColumns, maxElements } = this.limits;
    if (rows > maxRows) throw new DataError('too-many-rows', { file, rows, limit: maxRows });
    if (columns > maxColumns) throw new DataError('too-many-columns', { file, columns, limit: maxColumns });
    if (rows * columns > maxElements) {
      throw new DataError('too-many-elements', { file, rows, columns, limit: maxElements });
    }
  }

  #throwIfCancelled(): void {
    if (this.#signal?.aborted) throw new DataError('cancelled', {});
  }
}

/** @throws DataError out-of-memory */
export function allocate(file: string, length: number): Float32Array {
  try {
    return new Float32Array(length);
  } catch {
    throw new DataError('out-of-memory', { file, bytes: 4 * length });
  }
}

/**
 * Decodes a file as text, block by block, with every line end turned into `\n` and the byte order mark
 * removed. UTF-8, or UTF-16 where a byte order mark says so (as spreadsheets write it).
 * @throws DataError not-text for other encodings and for binary files
 */
export async function* textBlocks(file: NamedFile, reading: Reading): AsyncGenerator<string> {
  const notText = () => new DataError('not-text', { file: file.name });
  const mark = await reading.bytes(file, 0, Math.min(2, file.size));
  const encoding =
    mark[0] === 0xff && mark[1] === 0xfe
      ? 'utf-16le'
      : mark[0] === 0xfe && mark[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      throw notText();
    }
  };
  let held = '';
  const finishLines = (text: string, last: boolean): string => {
    // A carriage return at the end of a block may be half of a pair.
    const hold = !last && text.endsWith('\r');
    held = hold ? '\r' : '';
    if (text.includes('\0')) throw notText();
    return (hold ? text.slice(0, -1) : text).replace(/\r\n?/g, '\n');
  };
  for await (const block of reading.blocks(file, 0, file.size))
    yield finishLines(held + decode(block), false);
  yield finishLines(held + decode(), true);
}
