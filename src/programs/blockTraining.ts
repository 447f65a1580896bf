/**
 * Runs that differ in their temperature alone, trained together: K blocks of n points in one set of tensors, each block
 * contrasted with itself. All have the same seeded start, the same noise and the same step size.
 *
 *   points [K n, d] --block_views--> z [K, 2, n, d] --block_weights--> W [K n, n], losses --block_stop--> runs [K, 4]
 *     --block_gradient--> n tau dL/dz --block_step--> points
 *
 * One-way InfoNCE over the whole block, plain gradient descent on the sphere. The step is `rate` times n tau dL/dx: the
 * 1/tau of the gradient is gone, so that one rate fits every temperature. A block of it equals SphereTraining with
 * 'infonce', a full batch, and SGD without momentum at the learning rate `rate` tau.
 */
import blockGradient from '../kernels/block_gradient';
import blockStep from '../kernels/block_step';
import blockStop from '../kernels/block_stop';
import blockViews from '../kernels/block_views';
import blockWeights from '../kernels/block_weights';
import initializePoints, { INITIAL_STATES, type InitialState } from '../kernels/initialize_points';
import { STREAMS } from '../random';
import type { Executor, Recorder } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../runtime/tensor';
import { STREAM_STEP } from './training';

export interface BlockTrainingShape {
  /** One temperature > 0 a block. */
  readonly taus: readonly number[];
  /** Points n of a block. */
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
}

export interface BlockStart {
  readonly state: InitialState;
  /** Clusters, or the rank of a rank-k start. */
  readonly groups: number;
  readonly spread: number;
}

export interface BlockStepSettings {
  /** Expected length of the noise added to a unit row to make a view of it. */
  readonly noise: number;
  /** Step per n tau dL/dx. */
  readonly rate: number;
  /** A block whose loss falls below this stops before the step; 0 never stops. In nats. */
  readonly threshold: number;
}

/** Where a block has come to. */
export interface RunState {
  readonly active: boolean;
  /** Steps taken. */
  readonly steps: number;
  /** Of the latest views, in nats; 0 before the first step. */
  readonly loss: number;
}

export class BlockTraining {
  static readonly kernels: readonly AnyKernel[] = [
    initializePoints,
    blockViews,
    blockWeights,
    blockStop,
    blockGradient,
    blockStep,
  ];

  readonly shape: BlockTrainingShape;
  /** [K n, d padded], unit rows, block after block */
  readonly points: DeviceTensor<'f32'>;
  /** [K, 4]: tau, active (1 or 0), steps, loss */
  readonly runs: DeviceTensor<'f32'>;
  readonly #start: DeviceTensor<'f32'>;
  readonly #z: DeviceTensor<'f32'>;
  readonly #norms: DeviceTensor<'f32'>;
  readonly #weights: DeviceTensor<'f32'>;
  readonly #losses: DeviceTensor<'f32'>;
  readonly #gradient: DeviceTensor<'f32'>;
  #step = 0;

  /** Allocates 4 (K n (n + 5 d)) bytes and little more, and sets every run to its beginning. */
  constructor(executor: Executor, scope: GpuScope, shape: BlockTrainingShape) {
    this.shape = shape;
    const { taus, rows, columns } = shape;
    const blocks = taus.length;
    const stride = paddedColumns(columns);
    const width = paddedColumns(rows);
    this.points = executor.allocate(scope, 'points of all runs', [blocks * rows, stride]);
    this.runs = executor.allocate(scope, 'runs', [blocks, 4]);
    this.#start = executor.allocate(scope, 'common start', [rows, stride]);
    this.#z = executor.allocate(scope, 'views of all runs', [blocks, 2, rows, stride]);
    this.#norms = executor.allocate(scope, 'view norms of all runs', [blocks, 2, rows]);
    this.#weights = executor.allocate(scope, 'weights of all runs', [blocks, width, width]);
    this.#losses = executor.allocate(scope, 'losses of all runs', [blocks * rows]);
    this.#gradient = executor.allocate(scope, 'view gradients of all runs', [blocks, 2, rows, stride]);
    executor.write(this.runs, Float32Array.from(taus.flatMap((tau) => [tau, 1, 0, 0])));
  }

  /** The same seeded cloud into every block. */
  encodeStart(recorder: Recorder, { state, groups, spread }: BlockStart): void {
    const { taus, rows, columns, seed } = this.shape;
    recorder.dispatch(
      initializePoints,
      { points: this.#start },
      {
        key: [seed, STREAMS.positions],
        centre_key: [seed, STREAMS.centres],
        rows,
        d: columns,
        kind: INITIAL_STATES[state],
        groups,
        spread,
      },
    );
    const count = rows * paddedColumns(columns);
    for (const block of taus.keys())
      recorder.copy(this.#start, this.points, { targetOffset: block * count, count });
  }

  /** Loss of every active block; those at or above the threshold take a step, the others stop where they are. */
  encodeStep(recorder: Recorder, { noise, rate, threshold }: BlockStepSettings): void {
    const { taus, rows, columns, seed } = this.shape;
    const shape = { blocks: taus.length, rows };
    const tiles = { ...shape, d4: paddedColumns(columns) / 4 };
    const [z, norms, weights, losses] = [this.#z, this.#norms, this.#weights, this.#losses];
    const [gradient, points, runs] = [this.#gradient, this.points, this.runs];
    const key = [seed, (STREAMS.noise + STREAM_STEP * this.#step) >>> 0] as const;
    recorder.dispatch(blockViews, { points, z, norms }, { key, ...shape, d: columns, noise });
    recorder.dispatch(blockWeights, { z, runs, weights, losses }, tiles);
    recorder.dispatch(blockStop, { losses, runs }, { ...shape, threshold });
    recorder.dispatch(blockGradient, { z, weights, runs, gradient }, tiles);
    recorder.dispatch(blockStep, { z, norms, gradient, runs, points }, { ...tiles, rate });
    this.#step++;
  }

  /** The points of one block into `target` [n, d padded]. */
  encodeBlock(recorder: Recorder, block: number, target: DeviceTensor<'f32'>): void {
    const count = this.shape.rows * paddedColumns(this.shape.columns);
    recorder.copy(this.points, target, { sourceOffset: block * count, count });
  }

  /** What `runs` says, from its contents read back. */
  static states(runs: ArrayLike<number>): RunState[] {
    return Array.from({ length: runs.length / 4 }, (_, block) => ({
      active: runs[4 * block + 1] !== 0,
      steps: runs[4 * block + 2] ?? 0,
      loss: runs[4 * block + 3] ?? Number.NaN,
    }));
  }
}
