/** Uniformity of rows x [n, d]: pair_uniformity -> partials -> logsumexp_combine -> one number. */
import logsumexpCombine from '../kernels/logsumexp_combine';
import pairUniformity from '../kernels/pair_uniformity';
import type { Executor } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../runtime/tensor';
import type { Submit } from './contrastive';
import { partialCount, pieces, TILE, WORK_PER_SUBMIT } from './tiling';

export class UniformityProgram {
  static readonly kernels: readonly AnyKernel[] = [pairUniformity, logsumexpCombine];

  /** [1]: log sum_{i<j} exp(-t ||x_i - x_j||^2). */
  readonly logSum: DeviceTensor<'f32'>;
  readonly #partials: DeviceTensor<'f32'>;
  readonly #best: DeviceTensor<'f32'>;
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
    this.#workPerSubmit = workPerSubmit;
    this.#rows = rows;
    this.#d4 = paddedColumns(columns) / 4;
    this.#chunks = partialCount(rows, rows);
    const tiles = Math.ceil(rows / TILE);
    this.logSum = executor.allocate(scope, 'uniformity', [1]);
    this.#partials = executor.allocate(scope, 'uniformity partials', [tiles, this.#chunks, 4]);
    this.#best = executor.allocate(scope, 'uniformity peak', [1, 2]);
  }

  /** `x` holds at least `rows` rows [.., d padded]; further rows are ignored. */
  encode(submit: Submit, x: DeviceTensor<'f32'>, t: number): void {
    for (const piece of pieces(this.#rows, this.#chunks, 4 * this.#d4 * this.#rows, this.#workPerSubmit)) {
      submit((recorder) => {
        recorder.stage('uniformity');
        recorder.dispatch(
          pairUniformity,
          { z: x, partials: this.#partials },
          { rows: this.#rows, d4: this.#d4, ...piece, t },
        );
      });
    }
    submit((recorder) => {
      recorder.stage('uniformity');
      recorder.dispatch(
        logsumexpCombine,
        { partials: this.#partials, lse: this.logSum, best: this.#best },
        { rows: 1, chunks: Math.ceil(this.#rows / TILE) * this.#chunks },
      );
    });
  }

  /** log mean over the n (n - 1) / 2 pairs, from what `logSum` holds. */
  static value(logSum: number, rows: number): number {
    return logSum - Math.log((rows * (rows - 1)) / 2);
  }
}
