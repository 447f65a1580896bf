/** Long work behind the figures of the page, and what it found: kept while the settings it belongs to stay. */
import { type PhaseResult, type PhaseSettings, phaseDiagram } from '../../programs/phaseDiagram';
import type { Executor } from '../../runtime/executor';
import type { JobOptions } from '../experiment';
import type { ShownFigure } from '../figures';
import type { SignalValues } from './controls';
import { phaseFigure, phaseSettings } from './phaseFigure';
import type { NetworkSetup } from './setup';

/** The page's first network and the controls it came from. */
export interface JobSubject {
  readonly values: SignalValues;
  readonly setup: NetworkSetup;
}

/** Outlives a session: a click on a cell opens another network, and the diagram stays. */
export class SignalJobs {
  #phase: { readonly key: string; readonly result: PhaseResult } | null = null;

  /** What is known now. */
  figures(subject: JobSubject): ShownFigure[] {
    const { values, setup } = subject;
    const settings = phaseSettings(values, setup);
    const known = this.#phase?.key === keyOf(settings) ? this.#phase.result : null;
    return [phaseFigure(values, setup, settings, known)];
  }

  /** @throws AbortError when cancelled */
  async run(executor: Executor, figure: string, subject: JobSubject, options: JobOptions): Promise<void> {
    if (figure === 'phase') await this.#runPhase(executor, subject, options);
  }

  async #runPhase(
    executor: Executor,
    { values, setup }: JobSubject,
    { signal, onProgress }: JobOptions,
  ): Promise<void> {
    const settings = phaseSettings(values, setup);
    await phaseDiagram(executor, settings, {
      signal,
      onProgress: (result) => {
        this.#phase = { key: keyOf(settings), result };
        onProgress(phaseFigure(values, setup, settings, result), result.done);
      },
    });
  }
}

function keyOf({ gains, biases, ...settings }: PhaseSettings): string {
  return JSON.stringify([settings, [...gains], [...biases]]);
}
