/** What is under the pointer, and what lies nearest to it by cosine. */
import pickNearest, { MAX_PICKABLE, pickedIndex } from '../kernels/pick_nearest';
import rowSimilarity from '../kernels/row_similarity';
import type { Executor } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../runtime/tensor';

const PICK_RADIUS_PX = 14;

/** A pointer in pixels from the canvas's top left, and the camera it looks through. */
export interface PointerView {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Column-major. */
  readonly viewProjection: ArrayLike<number>;
  readonly eye: readonly [number, number, number];
}

export interface Neighbour {
  readonly index: number;
  readonly cosine: number;
}

export class PickingProgram {
  static readonly kernels: readonly AnyKernel[] = [pickNearest, rowSimilarity];

  readonly #executor: Executor;
  readonly #count: number;
  readonly #d4: number;
  readonly #found: DeviceTensor<'u32'>;
  readonly #similarities: DeviceTensor<'f32'>;

  /** For `count` points of `columns` coordinates. */
  constructor(executor: Executor, scope: GpuScope, count: number, columns: number) {
    this.#executor = executor;
    this.#count = count;
    this.#d4 = paddedColumns(columns) / 4;
    this.#found = executor.allocate(scope, 'picked', [1], 'u32');
    this.#similarities = executor.allocate(scope, 'similarities to a point', [count]);
  }

  /** Index of the point drawn under the pointer, or null; 4 bytes are read back. */
  async pick(positions: DeviceTensor<'f32'>, view: PointerView): Promise<number | null> {
    const column = (k: number): readonly [number, number, number, number] => {
      const at = (row: number): number => view.viewProjection[4 * k + row] ?? 0;
      return [at(0), at(1), at(2), at(3)];
    };
    this.#executor.submit((recorder) => {
      recorder.stage('picking');
      recorder.clear(this.#found);
      recorder.dispatch(
        pickNearest,
        { positions, found: this.#found },
        {
          column0: column(0),
          column1: column(1),
          column2: column(2),
          column3: column(3),
          eye: [...view.eye, 1],
          viewport: [view.width, view.height],
          pointer: [view.x, view.y],
          radius: PICK_RADIUS_PX,
          count: Math.min(this.#count, MAX_PICKABLE),
        },
      );
    });
    const found = await this.#executor.readSoon(this.#found);
    return found ? pickedIndex(found[0] ?? 0) : null;
  }

  /** The `wanted` rows nearest to row `query` of unit rows `points`, nearest first. */
  async neighbours(points: DeviceTensor<'f32'>, query: number, wanted: number): Promise<Neighbour[]> {
    this.#executor.submit((recorder) => {
      recorder.stage('picking');
      recorder.dispatch(
        rowSimilarity,
        { z: points, similarities: this.#similarities },
        { rows: this.#count, d4: this.#d4, query },
      );
    });
    const cosines = await this.#executor.read(this.#similarities);
    return largest(cosines, wanted, query).map((index) => ({
      index,
      cosine: Math.min(cosines[index] ?? 0, 1),
    }));
  }
}

/** Indices of the `count` largest values other than `self`, largest first. */
function largest(values: ArrayLike<number>, count: number, self: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (i === self) continue;
    const value = values[i] ?? Number.NEGATIVE_INFINITY;
    const worst = values[best[best.length - 1] ?? i] ?? value;
    if (best.length === count && value <= worst) continue;
    const at = best.findIndex((other) => value > (values[other] ?? 0));
    best.splice(at < 0 ? best.length : at, 0, i);
    best.length = Math.min(best.length, count);
  }
  return best;
}
