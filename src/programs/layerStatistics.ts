/**
 * What is told of a network's matrices, all of them in one read-back: moments and counts (matrix_statistics), a
 * histogram in units of the root mean square (matrix_histogram), the mean cosine between rows (normalize_rows ->
 * column_means -> mean_cosine). Nothing is read between the dispatches.
 */
import columnMeans from '../kernels/column_means';
import matrixHistogram, { HISTOGRAM_BINS, HISTOGRAM_RANGE } from '../kernels/matrix_histogram';
import matrixStatistics from '../kernels/matrix_statistics';
import meanCosine from '../kernels/mean_cosine';
import normalizeRows from '../kernels/normalize_rows';
import {
  LARGEST,
  type MatrixMoments,
  MOMENT_FIELDS,
  mergeMoments,
  type Saturation,
} from '../reference/moments';
import type { Executor, Recorder } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, elementCount, paddedColumns } from '../runtime/tensor';

export { HISTOGRAM_BINS, HISTOGRAM_RANGE, type MatrixMoments, type Saturation };

/** A matrix on the device, rows padded to whole vec4s. */
export interface StatisticsMatrix {
  readonly x: DeviceTensor<'f32'>;
  readonly rows: number;
  readonly columns: number;
}

/** Everything that was recorded, by slot; a slot that was never recorded has count 0, no bins, and NaN. */
export interface LayerReadings {
  readonly moments: readonly MatrixMoments[];
  /** [HISTOGRAM_BINS] each, over -HISTOGRAM_RANGE .. HISTOGRAM_RANGE root mean squares, the end bins with the rest. */
  readonly histograms: readonly Uint32Array[];
  /** Mean cosine over pairs of different rows that are not zero; NaN with fewer than two such rows, or overflow. */
  readonly cosines: Float64Array;
}

export interface LayerStatisticsSize {
  readonly slots: number;
  /** Most rows of any matrix. */
  readonly rows: number;
  /** Most columns of a matrix whose cosine is asked for; without it, none is. */
  readonly cosineColumns?: number;
}

/** Rows a chunk has at least, and chunks a matrix has at most: enough for a GPU, few enough to read back. */
const CHUNK_ROWS = 4;
const MOST_CHUNKS = 32;

export class LayerStatistics {
  static readonly kernels: readonly AnyKernel[] = [
    matrixStatistics,
    matrixHistogram,
    normalizeRows,
    columnMeans,
    meanCosine,
  ];

  readonly #executor: Executor;
  readonly #slots: number;
  readonly #chunks: number;
  readonly #partials: DeviceTensor<'f32'>;
  readonly #counts: DeviceTensor<'u32'>;
  readonly #sums: DeviceTensor<'f32'>;
  readonly #cosine: { readonly unit: DeviceTensor<'f32'>; readonly mean: DeviceTensor<'f32'> } | null;
  readonly #norms: DeviceTensor<'f32'>;

  /** Elements that a set of this size allocates. */
  static elements({ slots, rows, cosineColumns = 0 }: LayerStatisticsSize): number {
    const perSlot = chunksOf(rows) * MOMENT_FIELDS + HISTOGRAM_BINS + 2;
    return slots * perSlot + (rows + 1) * paddedColumns(cosineColumns) + rows;
  }

  constructor(executor: Executor, scope: GpuScope, size: LayerStatisticsSize) {
    const { slots, rows, cosineColumns } = size;
    this.#executor = executor;
    this.#slots = slots;
    this.#chunks = chunksOf(rows);
    this.#partials = executor.allocate(scope, 'moments', [slots, this.#chunks, MOMENT_FIELDS]);
    this.#counts = executor.allocate(scope, 'matrix histograms', [slots, HISTOGRAM_BINS], 'u32');
    this.#sums = executor.allocate(scope, 'row cosines', [slots, 2]);
    this.#norms = executor.allocate(scope, 'row norms', [rows]);
    const stride = paddedColumns(cosineColumns ?? 0);
    this.#cosine =
      stride === 0
        ? null
        : {
            unit: executor.allocate(scope, 'unit rows', [rows, stride]),
            mean: executor.allocate(scope, 'mean unit row', [stride]),
          };
  }

  /** Moments, counts and histogram of a matrix; without `saturation` nothing counts as saturated. */
  encode(recorder: Recorder, slot: number, matrix: StatisticsMatrix, saturation?: Saturation): void {
    this.encodeMoments(recorder, slot, matrix, saturation);
    recorder.dispatch(
      matrixHistogram,
      { x: matrix.x, partials: this.#partials, counts: this.#counts },
      { ...this.#extent(slot, matrix), range: HISTOGRAM_RANGE },
    );
  }

  /** Moments and counts alone; the slot's histogram is empty then. */
  encodeMoments(recorder: Recorder, slot: number, matrix: StatisticsMatrix, saturation?: Saturation): void {
    const bounded = (threshold: number): number => Math.min(Math.max(threshold, -LARGEST), LARGEST);
    recorder.stage('statistics');
    recorder.dispatch(
      matrixStatistics,
      { x: matrix.x, partials: this.#partials, counts: this.#counts },
      {
        ...this.#extent(slot, matrix),
        low: bounded(saturation?.low ?? -LARGEST),
        high: bounded(saturation?.high ?? LARGEST),
      },
    );
  }

  /** Mean cosine between different rows. @throws Error for a matrix wider than `cosineColumns` */
  encodeCosine(recorder: Recorder, slot: number, { x, rows, columns }: StatisticsMatrix): void {
    const d4 = paddedColumns(columns) / 4;
    const room = this.#cosine;
    if (!room || 4 * d4 > elementCount(room.mean.shape)) {
      throw new Error(`cosines of ${columns} columns need cosineColumns of as many`);
    }
    const { unit, mean } = room;
    recorder.stage('statistics');
    recorder.dispatch(normalizeRows, { x, unit, norms: this.#norms }, { rows, d4 });
    recorder.dispatch(columnMeans, { x: unit, mean }, { rows, d4 });
    recorder.dispatch(meanCosine, { mean, norms: this.#norms, sums: this.#sums }, { rows, d4, slot });
  }

  /** Reads everything as it is after what was submitted so far. */
  async read(): Promise<LayerReadings> {
    const [partials, counts, sums] = await Promise.all([
      this.#executor.read(this.#partials),
      this.#executor.read(this.#counts),
      this.#executor.read(this.#sums),
    ]);
    const slots = Array.from({ length: this.#slots }, (_, slot) => slot);
    const moments = slots.map((slot) => mergeMoments(partials, this.#chunks, slot));
    return {
      moments,
      histograms: slots.map((slot) => counts.slice(slot * HISTOGRAM_BINS, (slot + 1) * HISTOGRAM_BINS)),
      cosines: Float64Array.from(moments, ({ nonFinite }, slot) => {
        const [squares = 0, rows = 0] = sums.subarray(2 * slot, 2 * slot + 2);
        // ||sum of unit rows||^2 counts every row once with itself.
        const cosine = (squares - rows) / (rows * (rows - 1));
        return nonFinite === 0 && rows > 1 ? cosine : Number.NaN;
      }),
    };
  }

  #extent(slot: number, { rows, columns }: StatisticsMatrix) {
    return { rows, columns, c4: paddedColumns(columns) / 4, chunks: this.#chunks, slot };
  }
}

function chunksOf(rows: number): number {
  return Math.min(Math.max(Math.ceil(rows / CHUNK_ROWS), 1), MOST_CHUNKS);
}
