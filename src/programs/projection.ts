/**
 * Three axes to look along, and what is seen along them.
 *
 *   d <= 3: the coordinate axes.   random: seeded orthonormal axes.
 *   principal: points --project_points--> p --axes_accumulate--> X^T X axes --axes_orthonormalize--> axes
 *
 * The principal axes are those of the uncentred X^T X, so a cone is seen as a cone; each frame adds one power
 * iteration, which follows a moving cloud and never forms the d x d matrix.
 */
import axesAccumulate from '../kernels/axes_accumulate';
import axesOrthonormalize from '../kernels/axes_orthonormalize';
import projectPoints from '../kernels/project_points';
import { RandomStream, STREAMS } from '../random';
import { orthonormalize } from '../reference/projection';
import type { Executor, Recorder } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../runtime/tensor';

export type ProjectionKind = 'principal' | 'random';

/** Rows per partial sum of a power iteration. */
const CHUNK = 256;
/** Share of the largest possible eigenvalue, n, that is added to keep three axes apart. */
const SHIFT = 1e-4;

export class ProjectionProgram {
  static readonly kernels: readonly AnyKernel[] = [projectPoints, axesAccumulate, axesOrthonormalize];

  readonly #executor: Executor;
  readonly #rows: number;
  readonly #columns: number;
  readonly #seed: number;
  readonly #axes: DeviceTensor<'f32'>;
  readonly #unpushed: DeviceTensor<'f32'>;
  readonly #partials: DeviceTensor<'f32'>;

  /** For points [rows, columns padded]. */
  constructor(executor: Executor, scope: GpuScope, rows: number, columns: number, seed: number) {
    const stride = paddedColumns(columns);
    this.#executor = executor;
    this.#rows = rows;
    this.#columns = columns;
    this.#seed = seed;
    this.#axes = executor.allocate(scope, 'axes', [stride, 4]);
    this.#unpushed = executor.allocate(scope, 'projections', [rows, 4]);
    this.#partials = executor.allocate(scope, 'axes partials', [Math.ceil(rows / CHUNK), stride, 4]);
  }

  /** True when the picture shows the points themselves. */
  get exact(): boolean {
    return this.#columns <= 3;
  }

  /** Coordinate axes for d <= 3, seeded orthonormal axes otherwise (also where the principal axes start from). */
  resetAxes(): void {
    const d = this.#columns;
    const stream = new RandomStream(this.#seed, STREAMS.axes);
    const basis = this.exact
      ? Float64Array.from({ length: 3 * d }, (_, i) => (Math.floor(i / 3) === i % 3 ? 1 : 0))
      : orthonormalize(
          Float64Array.from({ length: 3 * d }, (_, i) => stream.normal(Math.floor(i / 3), i % 3)),
          d,
          3,
        );
    const axes = new Float32Array(4 * paddedColumns(d));
    for (let c = 0; c < d; c++) axes.set(basis.subarray(3 * c, 3 * c + 3), 4 * c);
    this.#executor.write(this.#axes, axes);
  }

  /** `iterations` power iterations towards the principal axes of `points`. */
  encodePrincipal(recorder: Recorder, points: DeviceTensor<'f32'>, iterations: number): void {
    if (this.exact) return;
    const stride = paddedColumns(this.#columns);
    const chunks = Math.ceil(this.#rows / CHUNK);
    recorder.stage('projection');
    for (let iteration = 0; iteration < iterations; iteration++) {
      this.encode(recorder, points, this.#unpushed, this.#rows, false);
      recorder.dispatch(
        axesAccumulate,
        { x: points, positions: this.#unpushed, partials: this.#partials },
        { rows: this.#rows, d4: stride / 4, chunk: CHUNK },
      );
      recorder.dispatch(
        axesOrthonormalize,
        { partials: this.#partials, axes: this.#axes },
        { columns: stride, chunks, shift: SHIFT * this.#rows },
      );
    }
  }

  /** positions [rows, 4] of any rows [rows, columns padded]. */
  encode(
    recorder: Recorder,
    x: DeviceTensor<'f32'>,
    positions: DeviceTensor<'f32'>,
    rows: number,
    toSurface: boolean,
  ): void {
    recorder.stage('projection');
    recorder.dispatch(
      projectPoints,
      { x, axes: this.#axes, positions },
      { rows, d4: paddedColumns(this.#columns) / 4, to_surface: toSurface ? 1 : 0 },
    );
  }
}
