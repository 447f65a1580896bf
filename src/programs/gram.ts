/**
 * Exact Gram matrix of rows z [n, d]: fixed_point -> gram_exact -> words. Z^T Z with the column sums, or Z Z^T where there
 * are fewer rows than columns; both have the squares of the singular values of Z as eigenvalues.
 */
import fixedPoint from '../kernels/fixed_point';
import gramExact from '../kernels/gram_exact';
import { gramWords } from '../kernels/support/wide';
import { FIXED_RANGE } from '../reference/gram';
import type { Executor } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../runtime/tensor';
import type { Submit } from './contrastive';
import type { GramRecord } from './gramSums';
import { pieces, TILE, WORK_PER_SUBMIT } from './tiling';

/** Entries the kernel sums at a time. */
const OCTET = 8;
/** Products a chunk may sum without overflow, as shaders/gram_exact.wgsl states. */
const CHUNK_LIMIT = 2 ** 14;
/** Threads worth having at once: more chunks only cost words to read back. */
const WANTED_THREADS = 4096;
/** Octets that make a chunk worth its words. */
const MINIMUM_CHUNK = 8;

export interface GramShape {
  /** Most rows that an encoding takes. */
  readonly rows: number;
  readonly columns: number;
  /** Z Z^T in place of Z^T Z; by default where rows < columns. */
  readonly byRows?: boolean;
  /** Multiply-adds per submit: a bound that keeps displays alive. */
  readonly workPerSubmit?: number;
}

export interface GramInput {
  /** Rows of z that take part, by number; all of them in their order without it. */
  readonly order?: DeviceTensor<'u32'>;
  /** Where in `order` to begin, and how many rows to take; the first `rows` by default. */
  readonly first?: number;
  readonly count?: number;
  /**
   * Bound of |z|, 1 by default, as for unit rows. Entries are rounded to 2^-24 of the next power of two; those beyond
   * it are clamped to it.
   */
  readonly largest?: number;
}

export class GramProgram {
  static readonly kernels: readonly AnyKernel[] = [fixedPoint, gramExact];

  readonly #executor: Executor;
  readonly #shape: Required<GramShape>;
  readonly #chunks: number;
  readonly #everyRow: DeviceTensor<'u32'>;
  readonly #fixed: DeviceTensor<'f32'>;
  readonly #words: DeviceTensor<'u32'>;
  #encoded: Omit<GramRecord, 'words'> | null = null;

  constructor(executor: Executor, scope: GpuScope, shape: GramShape) {
    const { rows, columns, byRows = rows < columns, workPerSubmit = WORK_PER_SUBMIT } = shape;
    this.#executor = executor;
    this.#shape = { rows, columns, byRows, workPerSubmit };
    const vectors = byRows ? rows : columns + 1;
    const length = byRows ? columns : rows;
    const octets = Math.ceil(length / OCTET);
    const words = gramWords(vectors);
    const threads = words / 32;
    this.#chunks = Math.max(
      Math.ceil(length / CHUNK_LIMIT),
      Math.min(Math.ceil(WANTED_THREADS / threads), Math.floor(octets / MINIMUM_CHUNK)),
      1,
    );
    this.#everyRow = executor.allocate(scope, 'Gram order', [rows], 'u32');
    executor.write(
      this.#everyRow,
      Uint32Array.from({ length: rows }, (_, row) => row),
    );
    this.#fixed = executor.allocate(scope, 'fixed point', [vectors, OCTET * octets]);
    this.#words = executor.allocate(scope, 'Gram words', [this.#chunks, words / 32, 32], 'u32');
  }

  /** Costs about count d^2 / 2 multiply-adds (count^2 d / 2 by rows). `z` is [.., d padded]. */
  encode(submit: Submit, z: DeviceTensor<'f32'>, input: GramInput = {}): void {
    const { rows, columns, byRows, workPerSubmit } = this.#shape;
    const { order = this.#everyRow, first = 0, count = rows, largest = 1 } = input;
    const [vectors, length] = byRows ? [count, columns] : [columns + 1, count];
    const octets = Math.ceil(length / OCTET);
    const scale = FIXED_RANGE / 2 ** Math.ceil(Math.log2(largest));
    const chunks = this.#chunks;
    this.#encoded = { vectors, chunks, unit: 1 / scale, columns, byRows };
    submit((recorder) => {
      recorder.stage('spectrum');
      recorder.dispatch(
        fixedPoint,
        { z, order, fixed: this.#fixed },
        {
          vectors,
          length,
          octets,
          stride: paddedColumns(columns),
          first,
          columns,
          by_rows: byRows ? 1 : 0,
          scale,
        },
      );
    });
    // Shares rounded up piece by piece would fill the first chunks beyond their limit. A grain of several chunks is at most
    // 2^22 multiply-adds, or 1/256 of all.
    const cut = pieces(octets, chunks, (OCTET * vectors ** 2) / 2, workPerSubmit, TILE * chunks);
    for (const piece of cut) {
      submit((recorder) => {
        recorder.stage('spectrum');
        recorder.dispatch(gramExact, { z: this.#fixed, words: this.#words }, { vectors, octets, ...piece });
      });
    }
  }

  /** What the latest encoding gave: `gramSums` or `rowGram` of gramSums.ts make f64 of it. @throws before the first */
  async read(): Promise<GramRecord> {
    const encoded = this.#encoded;
    if (!encoded) throw new Error('nothing was encoded yet');
    return { ...encoded, words: await this.#executor.read(this.#words) };
  }
}
