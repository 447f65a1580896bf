/**
 * One training step of free points on the sphere:
 *
 *   points [P, d] --make_views--> z [2b, d] --ContrastiveProgram--> loss terms, d loss / d z
 *     --views_backward--> gradient [P, d] --sgd_step | adam_step--> points, all on the sphere
 *
 * P is n, or 2n for paired sets, whose second half holds the partners. A step touches the rows of its batch only.
 */
import adamStepKernel from '../kernels/adam_step';
import initializePoints, { INITIAL_STATES, type InitialState } from '../kernels/initialize_points';
import makeViews from '../kernels/make_views';
import normalizeRows from '../kernels/normalize_rows';
import sgdStepKernel from '../kernels/sgd_step';
import viewsBackward from '../kernels/views_backward';
import { STREAMS } from '../random';
import type { ContrastiveLoss } from '../reference/contrastive';
import { biasCorrections } from '../reference/optimizer';
import type { Executor, Recorder } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import { GpuScope } from '../runtime/scope';
import { type DeviceTensor, elementCount, paddedColumns, padRows } from '../runtime/tensor';
import { type BatchPlan, batchOfStep } from './batches';
import { ContrastiveProgram, inPieces } from './contrastive';

export interface TrainingShape {
  /** Samples n. */
  readonly rows: number;
  readonly columns: number;
  /** Samples a step sees, at most n. */
  readonly batch: number;
  readonly loss: ContrastiveLoss;
  /** Each sample has two points of its own, one per view. */
  readonly paired: boolean;
  readonly seed: number;
}

export interface StepSettings {
  readonly temperature: number;
  /** Expected length of the noise added to a unit row. */
  readonly noise: number;
  /** Share of coordinates dropped. */
  readonly dropout: number;
  readonly optimizer: 'sgd' | 'adam';
  /** Of the sum of the batch's losses per sample for SGD, so that it means the same at every n; Adam's own for Adam. */
  readonly learningRate: number;
  readonly momentum: number;
}

export interface TrainingState {
  readonly step: number;
  readonly adamSteps: number;
  readonly optimizer: StepSettings['optimizer'] | null;
  readonly tensors: readonly Float32Array[];
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;
/** Streams that change with the step leave room for all stream numbers in between. */
export const STREAM_STEP = 16;

export class SphereTraining {
  static readonly kernels: readonly AnyKernel[] = [
    ...ContrastiveProgram.kernels,
    initializePoints,
    normalizeRows,
    makeViews,
    viewsBackward,
    sgdStepKernel,
    adamStepKernel,
  ];

  readonly shape: TrainingShape;
  /** Points, one a row: n, or 2n for paired sets. */
  readonly pointCount: number;
  /** [P, d padded], unit rows */
  readonly points: DeviceTensor<'f32'>;
  /** [2 batch, d padded], unit rows: views of the latest `encodeViews` or `encodeStep` */
  readonly views: DeviceTensor<'f32'>;
  /** [P, 4]: gradient norm and squared distance of the two views, from the row's latest step */
  readonly diagnostics: DeviceTensor<'f32'>;
  readonly contrastive: ContrastiveProgram;
  readonly #executor: Executor;
  readonly #norms: DeviceTensor<'f32'>;
  readonly #gradient: DeviceTensor<'f32'>;
  readonly #moments: readonly [DeviceTensor<'f32'>, DeviceTensor<'f32'>];
  #step = 0;
  #adamSteps = 0;
  #optimizer: StepSettings['optimizer'] | null = null;

  constructor(executor: Executor, scope: GpuScope, shape: TrainingShape) {
    this.shape = { ...shape, batch: Math.min(shape.batch, shape.rows) };
    this.#executor = executor;
    const { rows, columns, batch, loss, paired } = this.shape;
    const stride = paddedColumns(columns);
    this.pointCount = paired ? 2 * rows : rows;
    this.points = executor.allocate(scope, 'points', [this.pointCount, stride]);
    this.views = executor.allocate(scope, 'views', [2 * batch, stride]);
    this.diagnostics = executor.allocate(scope, 'diagnostics', [this.pointCount, 4]);
    this.#norms = executor.allocate(scope, 'view norms', [2 * batch]);
    this.#gradient = executor.allocate(scope, 'point gradient', [this.pointCount, stride]);
    this.#moments = [
      executor.allocate(scope, 'first moment', [this.pointCount, stride]),
      executor.allocate(scope, 'second moment', [this.pointCount, stride]),
    ];
    this.contrastive = new ContrastiveProgram(executor, scope, { pairs: batch, columns, loss });
  }

  get step(): number {
    return this.#step;
  }

  /** Fills the points with a seeded cloud. */
  encodeInitialState(recorder: Recorder, state: InitialState, groups: number, spread: number): void {
    const { columns, seed } = this.shape;
    recorder.dispatch(
      initializePoints,
      { points: this.points },
      {
        key: [seed, STREAMS.positions],
        centre_key: [seed, STREAMS.centres],
        rows: this.pointCount,
        d: columns,
        kind: INITIAL_STATES[state],
        groups,
        spread,
      },
    );
  }

  /** Fills the points with rows [P, d], made unit unless they are wanted as they are; no row may be zero. */
  setPoints(data: ArrayLike<number>, normalize = true): void {
    const executor = this.#executor;
    const { columns } = this.shape;
    if (!normalize) {
      executor.write(this.points, padRows(data, this.pointCount, columns));
      return;
    }
    using scope = new GpuScope('upload');
    const d4 = paddedColumns(columns) / 4;
    const x = executor.allocate(scope, 'rows as loaded', [this.pointCount, 4 * d4]);
    const norms = executor.allocate(scope, 'norms', [this.pointCount]);
    executor.write(x, padRows(data, this.pointCount, columns));
    executor.submit((recorder) =>
      recorder.dispatch(normalizeRows, { x, unit: this.points, norms }, { rows: this.pointCount, d4 }),
    );
  }

  /** What the next step depends on, besides the settings. */
  async snapshot(): Promise<TrainingState> {
    const counters = { step: this.#step, adamSteps: this.#adamSteps, optimizer: this.#optimizer };
    const tensors = await Promise.all(this.#state().map((tensor) => this.#executor.read(tensor)));
    return { ...counters, tensors: tensors.map((values) => Float32Array.from(values)) };
  }

  /** @throws RangeError when the snapshot is of another shape */
  restore({ step, adamSteps, optimizer, tensors }: TrainingState): void {
    for (const [index, tensor] of this.#state().entries()) {
      const values = tensors[index];
      if (!values || values.length !== elementCount(tensor.shape))
        throw new RangeError(`the snapshot does not fit ${tensor.label}`);
      this.#executor.write(tensor, values);
    }
    this.#step = step;
    this.#adamSteps = adamSteps;
    this.#optimizer = optimizer;
  }

  #state(): readonly DeviceTensor<'f32'>[] {
    return [this.points, this.diagnostics, ...this.#moments];
  }

  /** The two views of the batch that the next step will see. */
  encodeViews(recorder: Recorder, { noise, dropout }: StepSettings): void {
    const { columns } = this.shape;
    recorder.stage('views');
    recorder.dispatch(
      makeViews,
      { points: this.points, z: this.views, norms: this.#norms },
      { ...this.#batch(), ...this.#keys(), d: columns, noise, keep: 1 - dropout },
    );
  }

  /** Loss terms of the views as they are. */
  encodeLoss(recorder: Recorder, { temperature }: StepSettings): void {
    this.contrastive.encodeLoss(inPieces(recorder), this.views, temperature);
  }

  /** Views, loss, gradient, update. */
  encodeStep(recorder: Recorder, settings: StepSettings): void {
    const { columns } = this.shape;
    const { mask_key } = this.#keys();
    const batch = this.#batch();
    this.encodeViews(recorder, settings);
    this.encodeLoss(recorder, settings);
    this.contrastive.encodeGradient(inPieces(recorder), this.views, settings.temperature);
    recorder.stage('update');
    recorder.dispatch(
      viewsBackward,
      {
        z: this.views,
        norms: this.#norms,
        gradient_z: this.contrastive.gradient,
        gradient: this.#gradient,
        diagnostics: this.diagnostics,
      },
      { ...batch, mask_key, d: columns, keep: 1 - settings.dropout },
    );
    this.#encodeUpdate(recorder, batch, settings);
    this.#step++;
  }

  #encodeUpdate(
    recorder: Recorder,
    batch: BatchPlan & { readonly second_offset: number },
    settings: StepSettings,
  ): void {
    const { optimizer, learningRate, momentum } = settings;
    const [first, second] = this.#moments;
    if (this.#optimizer !== optimizer) {
      // Moments of one optimiser mean nothing to the other.
      recorder.clear(first);
      recorder.clear(second);
      this.#optimizer = optimizer;
      this.#adamSteps = 0;
    }
    const rows = { ...batch, d4: paddedColumns(this.shape.columns) / 4 };
    if (optimizer === 'sgd') {
      recorder.dispatch(
        sgdStepKernel,
        { gradient: this.#gradient, x: this.points, velocity: first },
        { ...rows, learning_rate: learningRate * batch.batch, momentum },
      );
      return;
    }
    const { firstCorrection, secondCorrection } = biasCorrections(BETA1, BETA2, ++this.#adamSteps);
    recorder.dispatch(
      adamStepKernel,
      { gradient: this.#gradient, x: this.points, first, second },
      {
        ...rows,
        learning_rate: learningRate,
        beta1: BETA1,
        beta2: BETA2,
        epsilon: EPSILON,
        correction1: firstCorrection,
        correction2: secondCorrection,
      },
    );
  }

  #batch(): BatchPlan & { readonly second_offset: number } {
    const { rows, batch, seed, paired } = this.shape;
    return { ...batchOfStep(rows, batch, seed, this.#step), second_offset: paired ? rows : 0 };
  }

  #keys(): { readonly key: readonly [number, number]; readonly mask_key: readonly [number, number] } {
    const { seed } = this.shape;
    const turn = STREAM_STEP * this.#step;
    return { key: [seed, (STREAMS.noise + turn) >>> 0], mask_key: [seed, (STREAMS.dropout + turn) >>> 0] };
  }
}
