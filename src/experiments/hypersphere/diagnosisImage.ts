/** The similarity matrix of a sample of the rows, imaged by a kernel in the order asked for. */
import type { Submit } from '../../programs/contrastive';
import { MAX_IMAGE_ROWS, SimilarityImageProgram } from '../../programs/similarityImage';
import type { Executor } from '../../runtime/executor';
import type { GpuScope } from '../../runtime/scope';
import type { MatrixFrame } from '../figures';
import { type DiagnosisShape, evenRows, labelsOf } from './diagnosisSample';
import { type MatrixOrder, type OrderedRows, orderedRows } from './matrixOrder';

/** Cosines at the ends of the colours. */
const RANGE = [-1, 1] as const;

export class DiagnosisImage {
  readonly #shape: DiagnosisShape;
  readonly #program: SimilarityImageProgram;
  /** Rows of the cloud that are shown. */
  readonly #kept: Uint32Array;
  readonly #labels: ReturnType<typeof labelsOf>;
  #ordered: OrderedRows | null = null;

  /** Of at most `rows` rows. */
  constructor(executor: Executor, scope: GpuScope, shape: DiagnosisShape, rows: number) {
    const { columns, labels, palette } = shape;
    const size = Math.min(rows, MAX_IMAGE_ROWS);
    this.#shape = shape;
    this.#kept = evenRows(shape.rows, size);
    this.#program = new SimilarityImageProgram(executor, scope, size, columns, palette);
    this.#labels = labelsOf(labels, this.#kept);
  }

  /** @param table [256, 4], linear RGBA */
  setTable(table: Float32Array): void {
    this.#program.setTable(table);
  }

  /** @param positions [.., 4] of the cloud as drawn last: the order by angle follows the picture by one look */
  encode(submit: Submit, order: MatrixOrder, positions: ArrayLike<number>): void {
    const drawn = Float32Array.from(
      { length: 4 * this.#kept.length },
      (_, i) => positions[4 * (this.#kept[i >> 2] ?? 0) + (i % 4)] ?? 0,
    );
    this.#ordered = orderedRows(order, this.#kept.length, drawn, this.#labels);
    this.#program.setOrder(this.#ordered.rows.map((row) => this.#kept[row] ?? 0));
    submit((recorder) => this.#program.encode(recorder, this.#shape.points, ...RANGE));
  }

  /** The matrix as it was imaged last. */
  frame(): MatrixFrame | null {
    if (!this.#ordered) return null;
    const { rows, groups } = this.#ordered;
    const { pixels, pitch } = this.#program;
    return {
      size: this.#kept.length,
      pitch,
      pixels,
      range: RANGE,
      order: rows.map((row) => this.#kept[row] ?? 0),
      groups,
    };
  }
}
