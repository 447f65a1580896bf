/** Every activation near the origin: sampled once, probed on the device whenever the size of the signal changed. */
import { OriginProbe, type OriginReading } from '../../programs/originProbe';
import { ACTIVATIONS, activate, tangentAtOrigin } from '../../reference/activations';
import type { Executor } from '../../runtime/executor';
import type { AnyKernel } from '../../runtime/kernel';
import type { GpuScope } from '../../runtime/scope';
import { ACTIVATION_LABELS } from '../activationLabels';
import type { OriginFrame } from '../layerFigures';

const RANGE = 3;
const SAMPLES = 121;

export class OriginFigure {
  static readonly kernels: readonly AnyKernel[] = OriginProbe.kernels;

  readonly #executor: Executor;
  readonly #probe: OriginProbe;
  readonly #seed: number;
  #known: { readonly scale: number; readonly readings: readonly OriginReading[] } | null = null;

  constructor(executor: Executor, scope: GpuScope, seed: number) {
    this.#executor = executor;
    this.#probe = new OriginProbe(executor, scope);
    this.#seed = seed;
  }

  /** @param scale deviation of the signal @param chosen the activation of the page */
  async frame(scale: number, chosen: string): Promise<OriginFrame> {
    const readings = await this.#readings(scale);
    return {
      scale,
      activations: ACTIVATIONS.flatMap((id, index) => {
        const reading = readings[index];
        if (!reading) return [];
        const { alpha, beta } = tangentAtOrigin(id);
        const { forward, backward } = reading;
        const curve = Float64Array.from({ length: SAMPLES }, (_, k) =>
          activate(id, RANGE * ((2 * k) / (SAMPLES - 1) - 1)),
        );
        return [{ id, label: ACTIVATION_LABELS[id], curve, range: RANGE, alpha, beta, forward, backward }];
      }),
      chosen: { id: chosen, control: 'activation' },
    };
  }

  async #readings(scale: number): Promise<readonly OriginReading[]> {
    if (this.#known?.scale === scale) return this.#known.readings;
    const settings = { scale, seed: this.#seed };
    this.#executor.submit((recorder) => this.#probe.encode(recorder, settings));
    const readings = await this.#probe.read(settings);
    this.#known = { scale, readings };
    return readings;
  }
}
