/** The sphere view bound to a session's cloud: drawn from the kernels' buffers, or from arrays on the CPU reference. */
import type { Cloud } from '../experiments/experiment';
import type { Executor } from '../runtime/executor';
import type { DeviceTensor } from '../runtime/tensor';
import { WebGpuExecutor } from '../runtime/webgpuExecutor';
import type { SphereView } from '../views/sphere';

export class Picture {
  readonly view: SphereView;
  readonly #executor: Executor;
  #cloud: Cloud | null = null;
  /** False while a figure takes its place. */
  #visible = true;

  constructor(view: SphereView, executor: Executor) {
    this.view = view;
    this.#executor = executor;
  }

  /** Follows this cloud from now on; null draws none. */
  follow(cloud: Cloud | null): void {
    this.#cloud = cloud;
    if (!cloud) this.view.setCloud(null);
    else if (this.#executor instanceof WebGpuExecutor) {
      const executor = this.#executor;
      this.view.setCloud({
        count: cloud.count,
        pairs: cloud.pairs,
        positions: executor.bufferOf(cloud.positions),
        colours: executor.bufferOf(cloud.colours),
        pairEnds: executor.bufferOf(cloud.pairEnds),
      });
    }
  }

  set visible(visible: boolean) {
    this.#visible = visible;
  }

  /** Draws what it drew before, from where the camera is. */
  render(): void {
    if (this.#visible) this.view.render();
  }

  /** Draws the state after everything submitted so far. */
  async draw(): Promise<void> {
    if (!this.#visible) return;
    const cloud = this.#cloud;
    if (cloud && !(this.#executor instanceof WebGpuExecutor)) {
      const read = async (tensor: DeviceTensor<'f32'>) =>
        Float32Array.from(await this.#executor.read(tensor));
      const [positions, colours, pairEnds] = await Promise.all([
        read(cloud.positions),
        read(cloud.colours),
        read(cloud.pairEnds),
      ]);
      // Another cloud may have come while this one was read.
      if (this.#cloud !== cloud) return;
      this.view.setCloud({ count: cloud.count, pairs: cloud.pairs, positions, colours, pairEnds });
    }
    this.render();
  }
}
