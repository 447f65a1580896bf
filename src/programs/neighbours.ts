/**
 * Nearest neighbours of every row, in the cloud and in a picture of it:
 *
 *   z --nearest_rows--> lists [n, chunks, k] --nearest_merge--> distances, indices [n, k]
 *   positions --the same--> drawn indices;  z, drawn indices --neighbour_ranks--> ranks [n, k]
 *
 * About n^2 (2 d + 16) operations a pass, memory O(n k). `neighbourMeasures.ts` reads the lists.
 */
import nearestMerge from '../kernels/nearest_merge';
import nearestRows from '../kernels/nearest_rows';
import neighbourRanks, { MAX_NEIGHBOURS } from '../kernels/neighbour_ranks';
import { FARTHEST } from '../kernels/support/neighbours';
import type { Executor } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../runtime/tensor';
import type { Submit } from './contrastive';
import type { NeighbourTable } from './neighbourMeasures';
import { type Piece, partialCount, pieces, WORK_PER_SUBMIT } from './tiling';

/** Operations beside the distance itself: comparing, and now and then inserting. */
const COMPARE_COST = 16;
/** Candidates a list is worth having for: each list of a row fills up anew. */
const MINIMUM_CHUNK = 512;
/** Positions are [rows, 4], three of them coordinates. */
const DRAWN_COLUMNS = 3;

interface Lists {
  readonly distances: DeviceTensor<'f32'>;
  readonly indices: DeviceTensor<'u32'>;
}

export class NeighbourProgram {
  static readonly kernels: readonly AnyKernel[] = [nearestRows, nearestMerge, neighbourRanks];

  readonly #executor: Executor;
  readonly #rows: number;
  readonly #columns: number;
  readonly #k: number;
  readonly #chunks: number;
  readonly #partials: Lists;
  readonly #nearest: Lists;
  readonly #drawn: Lists;
  readonly #ranks: DeviceTensor<'u32'>;
  readonly #workPerSubmit: number;
  #hasDrawn = false;

  /**
   * For the `k` nearest others of `rows` rows of `columns` coordinates.
   * @param workPerSubmit operations per submit: a bound that keeps displays alive
   * @throws RangeError for a k outside 1 .. 16
   */
  constructor(
    executor: Executor,
    scope: GpuScope,
    rows: number,
    columns: number,
    k: number,
    workPerSubmit: number = WORK_PER_SUBMIT,
  ) {
    if (!Number.isInteger(k) || k < 1 || k > MAX_NEIGHBOURS) {
      throw new RangeError(`k must be a whole number from 1 to ${MAX_NEIGHBOURS}, got ${k}`);
    }
    this.#executor = executor;
    this.#rows = rows;
    this.#columns = columns;
    this.#k = k;
    this.#workPerSubmit = workPerSubmit;
    this.#chunks = Math.max(1, Math.min(partialCount(rows, rows), Math.floor(rows / MINIMUM_CHUNK)));
    const lists = (label: string, ...shape: number[]): Lists => ({
      distances: executor.allocate(scope, `${label} distances`, shape),
      indices: executor.allocate(scope, `${label} indices`, shape, 'u32'),
    });
    this.#partials = lists('neighbour list', rows, this.#chunks, k);
    this.#nearest = lists('neighbour', rows, k);
    this.#drawn = lists('drawn neighbour', rows, k);
    this.#ranks = executor.allocate(scope, 'neighbour ranks', [rows, k], 'u32');
  }

  /** Neighbours among the rows of z [rows, columns padded]. */
  encode(submit: Submit, z: DeviceTensor<'f32'>): void {
    this.#encodeNearest(submit, z, this.#columns, this.#nearest);
  }

  /** Neighbours among drawn positions [rows, 4], and the ranks that these have among the rows of z. */
  encodeDrawn(submit: Submit, positions: DeviceTensor<'f32'>, z: DeviceTensor<'f32'>): void {
    this.#hasDrawn = true;
    this.#encodeNearest(submit, positions, DRAWN_COLUMNS, this.#drawn);
    submit((recorder) => recorder.clear(this.#ranks));
    for (const piece of this.#pieces(this.#columns)) {
      submit((recorder) => {
        recorder.stage('neighbours');
        recorder.dispatch(
          neighbourRanks,
          { z, neighbours: this.#drawn.indices, ranks: this.#ranks },
          this.#params(this.#columns, piece),
        );
      });
    }
  }

  /** The lists as they are after everything submitted so far. */
  async read(): Promise<NeighbourTable> {
    const [indices, distances, drawn] = await Promise.all([
      this.#executor.read(this.#nearest.indices),
      this.#executor.read(this.#nearest.distances),
      this.#hasDrawn ? this.#readDrawn() : null,
    ]);
    const squaredDistances = distances.map((distance) => (distance >= FARTHEST ? Infinity : distance));
    return { rows: this.#rows, k: this.#k, indices, squaredDistances, drawn };
  }

  async #readDrawn(): Promise<NeighbourTable['drawn']> {
    const [indices, ranks] = await Promise.all([
      this.#executor.read(this.#drawn.indices),
      this.#executor.read(this.#ranks),
    ]);
    return { indices, ranks };
  }

  #encodeNearest(submit: Submit, z: DeviceTensor<'f32'>, columns: number, into: Lists): void {
    const { distances, indices } = this.#partials;
    for (const piece of this.#pieces(columns)) {
      submit((recorder) => {
        recorder.stage('neighbours');
        recorder.dispatch(nearestRows, { z, distances, indices }, this.#params(columns, piece));
      });
    }
    submit((recorder) => {
      recorder.stage('neighbours');
      recorder.dispatch(
        nearestMerge,
        { partial_distances: distances, partial_indices: indices, ...into },
        { rows: this.#rows, chunks: this.#chunks, k: this.#k },
      );
    });
  }

  #pieces(columns: number): Piece[] {
    const unitWork = (2 * paddedColumns(columns) + COMPARE_COST) * this.#rows;
    return pieces(this.#rows, this.#chunks, unitWork, this.#workPerSubmit);
  }

  #params(columns: number, piece: Piece) {
    return { rows: this.#rows, d4: paddedColumns(columns) / 4, columns, k: this.#k, ...piece };
  }
}
