/**
 * What the similarities of every row of z [n, d] with all rows come to, in one pass over the pairs:
 *
 *   z --pair_similarity--> partials [n, chunks, 8] --similarity_combine--> table [n, 8]
 *
 * n^2 (d + 16) multiply-adds, an exp counted as 16; memory O(n). `pairwiseStatistics.ts` reads the table.
 */
import pairSimilarity from '../kernels/pair_similarity';
import similarityCombine from '../kernels/similarity_combine';
import { RECORD } from '../kernels/support/similarity';
import type { Executor } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, type HostArray, paddedColumns } from '../runtime/tensor';
import type { Submit } from './contrastive';
import { partialCount, pieces, WORK_PER_SUBMIT } from './tiling';

/** Multiply-adds that an exp costs about as much as. */
const EXP_COST = 16;

export class PairwiseProgram {
  static readonly kernels: readonly AnyKernel[] = [pairSimilarity, similarityCombine];

  /** [rows, 8]: sum, sum of magnitudes, sum of squares, own similarity; minimum, maximum, log-sum-exp, that of the others. */
  readonly table: DeviceTensor<'f32'>;
  readonly #executor: Executor;
  readonly #partials: DeviceTensor<'f32'>;
  readonly #chunks: number;
  readonly #rows: number;
  readonly #d4: number;
  readonly #workPerSubmit: number;

  /** @param workPerSubmit multiply-adds per submit: a bound that keeps displays alive */
  constructor(
    executor: Executor,
    scope: GpuScope,
    rows: number,
    columns: number,
    workPerSubmit: number = WORK_PER_SUBMIT,
  ) {
    this.#executor = executor;
    this.#workPerSubmit = workPerSubmit;
    this.#rows = rows;
    this.#d4 = paddedColumns(columns) / 4;
    this.#chunks = partialCount(rows, rows);
    this.table = executor.allocate(scope, 'similarities of rows', [rows, RECORD]);
    this.#partials = executor.allocate(scope, 'similarity partials', [rows, this.#chunks, RECORD]);
  }

  /** `z` holds at least `rows` rows [.., d padded], which need not be unit; `tau` > 0 is that of the log-sum-exps. */
  encode(submit: Submit, z: DeviceTensor<'f32'>, tau: number): void {
    const rows = this.#rows;
    const inv_tau = 1 / tau;
    const unitWork = (4 * this.#d4 + EXP_COST) * rows;
    for (const piece of pieces(rows, this.#chunks, unitWork, this.#workPerSubmit)) {
      submit((recorder) => {
        recorder.stage('pairs');
        recorder.dispatch(
          pairSimilarity,
          { z, partials: this.#partials },
          { rows, d4: this.#d4, ...piece, inv_tau },
        );
      });
    }
    submit((recorder) => {
      recorder.stage('pairs');
      recorder.dispatch(
        similarityCombine,
        { partials: this.#partials, table: this.table },
        { rows, chunks: this.#chunks, inv_tau },
      );
    });
  }

  /** The table as it is after everything submitted so far. */
  read(): Promise<HostArray<'f32'>> {
    return this.#executor.read(this.table);
  }
}
