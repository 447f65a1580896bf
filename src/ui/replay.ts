/** Puts a moment of the timeline on the sphere in place of the run's cloud. Owns the tensors it draws from. */
import type { Cloud } from '../experiments/experiment';
import type { Executor } from '../runtime/executor';
import { GpuScope } from '../runtime/scope';
import type { Picture } from './picture';
import { keptRows, type Moment, positionsOf } from './timeline';

export class Replay implements Disposable {
  readonly #executor: Executor;
  readonly #picture: Picture;
  readonly #cloud: Cloud;
  readonly #scope = new GpuScope('replay');
  readonly #shown: Cloud;
  readonly #rows: Uint32Array;
  #closed = false;

  /** For moments of a run whose picture is `cloud`. @throws LabLimitError with nothing left behind */
  constructor(executor: Executor, picture: Picture, cloud: Cloud) {
    this.#executor = executor;
    this.#picture = picture;
    this.#cloud = cloud;
    this.#rows = keptRows(cloud.count);
    const count = this.#rows.length;
    try {
      this.#shown = {
        count,
        positions: executor.allocate(this.#scope, 'replayed positions', [count, 4]),
        colours: executor.allocate(this.#scope, 'replayed colours', [count, 4]),
        pairEnds: executor.allocate(this.#scope, 'no pair ends', [2, 4]),
        pairs: 0,
      };
    } catch (error) {
      this.#scope[Symbol.dispose]();
      throw error;
    }
  }

  /** Shows a moment in the colours that its points have now. */
  async show(moment: Moment): Promise<void> {
    const colours = await this.#executor.read(this.#cloud.colours);
    if (this.#closed) return;
    const kept = new Float32Array(4 * this.#rows.length);
    for (const [i, row] of this.#rows.entries()) {
      for (let c = 0; c < 4; c++) kept[4 * i + c] = colours[4 * row + c] ?? 0;
    }
    this.#executor.write(this.#shown.colours, kept);
    this.#executor.write(this.#shown.positions, positionsOf(moment));
    this.#picture.follow(this.#shown);
    await this.#picture.draw();
  }

  /** The run's own cloud again. */
  [Symbol.dispose](): void {
    this.#closed = true;
    this.#picture.follow(this.#cloud);
    this.#scope[Symbol.dispose]();
  }
}
