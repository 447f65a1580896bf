/** Long work behind the figures of the page, and what it found: kept while the settings it belongs to stay. */
import { type IndependenceReport, measureIndependence } from '../../programs/independence';
import { type PhaseResult, type PhaseSettings, phaseDiagram } from '../../programs/phaseDiagram';
import type { Executor } from '../../runtime/executor';
import type { JobOptions } from '../experiment';
import type { ShownFigure } from '../figures';
import type { SignalValues } from './controls';
import { independenceFigures, independenceSettings } from './independenceFigure';
import { phaseFigure, phaseSettings } from './phaseFigure';
import type { NetworkSetup } from './setup';

/** The page's first network and the controls it came from. */
export interface JobSubject {
  readonly values: SignalValues;
  readonly setup: NetworkSetup;
}

interface Known<T> {
  readonly key: string;
  readonly result: T;
}

/** Outlives a session: a click on a cell opens another network, and the diagram stays. */
export class SignalJobs {
  #phase: Known<PhaseResult> | null = null;
  #independence: Known<IndependenceReport> | null = null;
  readonly #running = new Map<string, AbortController>();

  /** What is known now. */
  figures({ values, setup }: JobSubject): ShownFigure[] {
    const phase = phaseSettings(values, setup);
    const diagram = this.#phase?.key === phaseKey(phase) ? this.#phase.result : null;
    const independence = independenceSettings(values, setup);
    const known =
      independence && this.#independence?.key === JSON.stringify(independence)
        ? this.#independence.result
        : null;
    return [
      phaseFigure(values, setup, phase, diagram),
      ...(independence ? independenceFigures(known, independence) : []),
    ];
  }

  /** Ends a job whose settings are no longer the page's. */
  cancel(figure: string): void {
    this.#running.get(figure)?.abort();
  }

  /** @throws AbortError when the visitor cancels; ends quietly when `cancel` does */
  async run(executor: Executor, figure: string, subject: JobSubject, options: JobOptions): Promise<void> {
    const own = new AbortController();
    this.#running.set(figure, own);
    const both = { ...options, signal: AbortSignal.any([options.signal, own.signal]) };
    try {
      if (figure === 'phase') await this.#runPhase(executor, subject, both);
      if (figure === 'independence') await this.#runIndependence(executor, subject, both);
    } catch (error) {
      if (!own.signal.aborted || options.signal.aborted) throw error;
    } finally {
      if (this.#running.get(figure) === own) this.#running.delete(figure);
    }
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
        this.#phase = { key: phaseKey(settings), result };
        onProgress(phaseFigure(values, setup, settings, result), result.done);
      },
    });
  }

  async #runIndependence(
    executor: Executor,
    { values, setup }: JobSubject,
    { signal, onProgress }: JobOptions,
  ): Promise<void> {
    const settings = independenceSettings(values, setup);
    if (!settings) return;
    await measureIndependence(executor, settings, {
      signal,
      onProgress: (result) => {
        this.#independence = { key: JSON.stringify(settings), result };
        for (const figure of independenceFigures(result, settings))
          onProgress(figure, result.seeds / settings.seeds);
      },
    });
  }
}

function phaseKey({ gains, biases, ...settings }: PhaseSettings): string {
  return JSON.stringify([settings, [...gains], [...biases]]);
}
