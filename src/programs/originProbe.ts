/**
 * What every activation makes of signals near the origin: normals z of deviation s, phi(z) and phi'(z) on the device, beside
 * what the tangent at the origin predicts.
 *
 *   initialize_weights -> z;   for every activation:  z --activate--> phi(z),   ones --activate_backward--> phi'(z)
 */
import activate from '../kernels/activate';
import activateBackward from '../kernels/activate_backward';
import { STREAMS } from '../random';
import { ACTIVATIONS, type ActivationName, tangentAtOrigin } from '../reference/activations';
import type { Executor, Recorder } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, elementCount } from '../runtime/tensor';
import { InitializationProgram } from './initialization';
import { LayerStatistics } from './layerStatistics';

/** A factor of variance, as the tangent alpha x + beta has it and as it was measured. */
export interface OriginFactor {
  readonly predicted: number;
  readonly measured: number;
}

export interface OriginReading {
  readonly activation: ActivationName;
  /** E[phi(z)^2] / E[z^2] against (alpha^2 s^2 + beta^2) / s^2. */
  readonly forward: OriginFactor;
  /** E[phi'(z)^2] against alpha^2. */
  readonly backward: OriginFactor;
}

export interface OriginSettings {
  /** Deviation s > 0 of z. */
  readonly scale: number;
  readonly seed: number;
}

/** Samples: a mean of squares scatters by sqrt(2 / samples), 0.8 %; ratios to E[z^2] of the same z by less. */
const ROWS = 128;
const COLUMNS = 256;

/** Slot of z; those of phi and phi' of activation k follow. */
const Z_SLOT = 0;
const valueSlot = (kind: number): number => 1 + 2 * kind;
const slopeSlot = (kind: number): number => 2 + 2 * kind;

export class OriginProbe {
  static readonly kernels: readonly AnyKernel[] = [
    ...InitializationProgram.kernels,
    ...LayerStatistics.kernels,
    activate,
    activateBackward,
  ];

  readonly #initialization: InitializationProgram;
  readonly #statistics: LayerStatistics;
  readonly #z: DeviceTensor<'f32'>;
  readonly #ones: DeviceTensor<'f32'>;
  readonly #out: DeviceTensor<'f32'>;

  constructor(executor: Executor, scope: GpuScope) {
    const matrix = (label: string): DeviceTensor<'f32'> => executor.allocate(scope, label, [ROWS, COLUMNS]);
    this.#initialization = new InitializationProgram(executor, scope);
    this.#statistics = new LayerStatistics(executor, scope, {
      slots: 1 + 2 * ACTIVATIONS.length,
      rows: ROWS,
    });
    this.#z = matrix('pre-activations near the origin');
    this.#ones = matrix('gradient of 1');
    this.#out = matrix('activations near the origin');
    executor.write(this.#ones, new Float32Array(elementCount(this.#ones.shape)).fill(1));
  }

  encode(recorder: Recorder, { scale, seed }: OriginSettings): void {
    const [z, out] = [this.#z, this.#out];
    const sizes = { rows: ROWS, columns: COLUMNS, c4: COLUMNS / 4 };
    const draw = { law: 'normal', fanIn: ROWS, fanOut: COLUMNS, stream: STREAMS.inputs } as const;
    this.#initialization.encodeWeights(recorder, z, { ...draw, scale, seed });
    const measure = (slot: number, x: DeviceTensor<'f32'>): void =>
      this.#statistics.encodeMoments(recorder, slot, { x, rows: ROWS, columns: COLUMNS });
    measure(Z_SLOT, z);
    for (const kind of ACTIVATIONS.keys()) {
      recorder.stage('forward');
      recorder.dispatch(activate, { pre: z, post: out }, { ...sizes, kind });
      measure(valueSlot(kind), out);
      recorder.stage('backward');
      recorder.dispatch(
        activateBackward,
        { pre: z, gradient: this.#ones, pre_gradient: out },
        { ...sizes, kind },
      );
      measure(slopeSlot(kind), out);
    }
  }

  /** What the latest encoding found, in the order of ACTIVATIONS. @param settings those that were encoded */
  async read({ scale }: Pick<OriginSettings, 'scale'>): Promise<readonly OriginReading[]> {
    const { moments } = await this.#statistics.read();
    const square = (slot: number): number => moments[slot]?.secondMoment ?? Number.NaN;
    return ACTIVATIONS.map((activation, kind) => {
      const { alpha, beta } = tangentAtOrigin(activation);
      return {
        activation,
        forward: {
          predicted: alpha ** 2 + (beta / scale) ** 2,
          measured: square(valueSlot(kind)) / square(Z_SLOT),
        },
        backward: { predicted: alpha ** 2, measured: square(slopeSlot(kind)) },
      };
    });
  }
}

/** One look; `scope` keeps the tensors. */
export async function probeOrigin(
  executor: Executor,
  scope: GpuScope,
  settings: OriginSettings,
): Promise<readonly OriginReading[]> {
  await executor.prepare(OriginProbe.kernels);
  const probe = new OriginProbe(executor, scope);
  executor.submit((recorder) => probe.encode(recorder, settings));
  return probe.read(settings);
}
