/** The tau lens: one seeded start trained at many temperatures, as a figure that fills up while it runs. */
import { type SweepProgress, TemperatureSweep } from '../../programs/temperatureSweep';
import { UNIFORMITY_T, uniformLaw } from '../../reference/uniformity';
import type { Executor } from '../../runtime/executor';
import type { GpuScope } from '../../runtime/scope';
import type { JobOptions } from '../experiment';
import type { LensFrame } from '../figures';
import { EARLY_STOP, FLATTENING } from './lensSetups';

export interface LensOptions {
  /** `earlyStop` or `flattening` */
  readonly setup: string;
  /** Of the loss, in nats; of the first set-up only. */
  readonly threshold: number;
}

/** @throws AbortError when cancelled */
export async function runLens(
  executor: Executor,
  scope: GpuScope,
  { setup, threshold }: LensOptions,
  { signal, onProgress }: JobOptions,
): Promise<void> {
  const early = setup !== 'flattening';
  const { settings, known } = early ? EARLY_STOP : FLATTENING;
  const { taus, columns } = settings;
  // Known figures belong to the threshold they were made with.
  const comparable = !early || threshold === settings.threshold;
  const frame = ({ start, runs }: SweepProgress): LensFrame => ({
    runs,
    range: [Math.min(...taus), Math.max(...taus)],
    columns,
    start,
    uniformLaw: uniformLaw(columns, UNIFORMITY_T),
    known: {
      meanCosine: early && comparable ? known : [],
      participationRatio: early ? [] : known,
    },
  });
  const sweep = new TemperatureSweep(executor, scope, early ? { ...settings, threshold } : settings);
  await sweep.run({
    signal,
    onProgress: (progress) => onProgress({ id: 'lens', kind: 'lens', frame: frame(progress) }, progress.done),
  });
}
