/**
 * Rows as seen from their mean: column_means -> centre_rows. What a viewer shows that centres in silence; O(n d).
 */
import centreRows from '../kernels/centre_rows';
import columnMeans from '../kernels/column_means';
import type { Executor, Recorder } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../runtime/tensor';

export class CentringProgram {
  static readonly kernels: readonly AnyKernel[] = [columnMeans, centreRows];

  /** [columns padded] */
  readonly mean: DeviceTensor<'f32'>;
  /** [rows, columns padded] */
  readonly centred: DeviceTensor<'f32'>;
  readonly #rows: number;
  readonly #d4: number;

  /** For `rows` rows of `columns` coordinates. */
  constructor(executor: Executor, scope: GpuScope, rows: number, columns: number) {
    const stride = paddedColumns(columns);
    this.#rows = rows;
    this.#d4 = stride / 4;
    this.mean = executor.allocate(scope, 'mean row', [stride]);
    this.centred = executor.allocate(scope, 'centred rows', [rows, stride]);
  }

  /**
   * Mean and centred rows of x [rows, columns padded].
   * @param normalize whether centred rows are made unit; a row equal to the mean stays zero
   */
  encode(recorder: Recorder, x: DeviceTensor<'f32'>, normalize: boolean): void {
    const [rows, d4] = [this.#rows, this.#d4];
    recorder.stage('centring');
    recorder.dispatch(columnMeans, { x, mean: this.mean }, { rows, d4 });
    recorder.dispatch(
      centreRows,
      { x, mean: this.mean, y: this.centred },
      { rows, d4, unit: normalize ? 1 : 0 },
    );
  }
}
