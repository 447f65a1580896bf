/** Seeded starting weights and inputs: a value depends on seed, stream, row and column alone. */
import initializeInputs from '../kernels/initialize_inputs';
import initializeWeights, { WEIGHT_LAWS } from '../kernels/initialize_weights';
import orthogonalRows from '../kernels/orthogonal_rows';
import orthogonalVectors from '../kernels/orthogonal_vectors';
import type { Executor, Recorder } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, elementCount, paddedColumns } from '../runtime/tensor';

/** How the entries of a matrix are drawn; `scale` is a deviation, a half-width, or a factor. */
export interface WeightDraw {
  readonly fanIn: number;
  readonly fanOut: number;
  readonly law: keyof typeof WEIGHT_LAWS | 'orthogonal';
  readonly scale: number;
  readonly seed: number;
  readonly stream: number;
}

/** Rows x_i = scale (sqrt(c) u + sqrt(1 - c) xi_i) of normals u, xi_i: mean cosine c, squares of mean scale^2. */
export interface InputDraw {
  readonly rows: number;
  readonly columns: number;
  /** c, from 0 to 1. */
  readonly correlation: number;
  readonly scale: number;
  readonly seed: number;
  readonly stream: number;
}

/** Multiply-adds of reflections a submit holds: about 50 ms on a software adapter. */
const WORK_PER_SUBMIT = 2 ** 26;
/** Reflections that orthogonal_rows applies together. */
const BLOCK = 4;

export class InitializationProgram {
  static readonly kernels: readonly AnyKernel[] = [
    initializeWeights,
    initializeInputs,
    orthogonalVectors,
    orthogonalRows,
  ];

  readonly #orthogonalSize: number;
  readonly #scratch: { readonly vectors: DeviceTensor<'f32'>; readonly q: DeviceTensor<'f32'> } | null;

  /** Elements that room for orthogonal matrices of this size takes. */
  static elements(orthogonalSize: number): number {
    return 2 * paddedColumns(orthogonalSize) ** 2;
  }

  /** @param orthogonalSize the largest fan of an orthogonal matrix; 0 where there will be none */
  constructor(executor: Executor, scope: GpuScope, orthogonalSize = 0) {
    const size = paddedColumns(orthogonalSize);
    this.#orthogonalSize = size;
    this.#scratch =
      size === 0
        ? null
        : {
            vectors: executor.allocate(scope, 'reflection vectors', [size, size]),
            q: executor.allocate(scope, 'reflected rows', [size, size]),
          };
  }

  /**
   * Draws `tensor` [rows, paddedColumns(fanOut)], at least fanIn rows: weights, or biases with fanIn 1. Padding is zero.
   * Large orthogonal matrices are handed to the device in pieces (`Recorder.flush`).
   * @throws Error for an orthogonal matrix larger than the room that was made
   */
  encodeWeights(recorder: Recorder, tensor: DeviceTensor<'f32'>, draw: WeightDraw): void {
    const { fanIn, fanOut, law, scale, seed, stream } = draw;
    const out4 = paddedColumns(fanOut) / 4;
    const rows = elementCount(tensor.shape) / (4 * out4);
    recorder.stage('initialise');
    if (law === 'orthogonal') this.#encodeOrthogonal(recorder, tensor, rows, draw);
    else {
      recorder.dispatch(
        initializeWeights,
        { weights: tensor },
        {
          key: [seed, stream],
          rows,
          fan_in: fanIn,
          fan_out: fanOut,
          out4,
          law: WEIGHT_LAWS[law],
          scale,
        },
      );
    }
  }

  /** Draws `x` [rows, paddedColumns(columns)], padding zero. */
  encodeInputs(recorder: Recorder, x: DeviceTensor<'f32'>, draw: InputDraw): void {
    const { rows, columns, correlation, scale, seed, stream } = draw;
    recorder.stage('initialise');
    recorder.dispatch(
      initializeInputs,
      { x },
      { key: [seed, stream], rows, columns, c4: paddedColumns(columns) / 4, correlation, scale },
    );
  }

  #encodeOrthogonal(recorder: Recorder, weights: DeviceTensor<'f32'>, rows: number, draw: WeightDraw): void {
    const { fanIn, fanOut, scale, seed, stream } = draw;
    const n = Math.max(fanIn, fanOut);
    const scratch = this.#scratch;
    if (!scratch || n > this.#orthogonalSize) {
      throw new Error(`an orthogonal matrix of ${n} needs room for as many, not ${this.#orthogonalSize}`);
    }
    const n4 = paddedColumns(n) / 4;
    recorder.dispatch(
      orthogonalVectors,
      { vectors: scratch.vectors },
      { key: [seed, stream], n, n4, count: fanOut },
    );
    // A reflection of a row is a dot product and a sum of vectors, of n entries each at most.
    const step = Math.max(Math.floor(WORK_PER_SUBMIT / (2 * n * fanIn) / BLOCK), 1) * BLOCK;
    for (let begin = 0; begin < fanOut; begin += step) {
      if (begin > 0) recorder.flush();
      recorder.dispatch(
        orthogonalRows,
        { vectors: scratch.vectors, q: scratch.q, weights },
        {
          rows,
          fan_in: fanIn,
          fan_out: fanOut,
          n4,
          begin,
          end: Math.min(begin + step, fanOut),
          scale,
        },
      );
    }
  }
}
