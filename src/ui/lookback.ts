/**
 * What the closer looks at a run found, now and before: the verdict under the sphere, the figures of the page, and
 * the timeline that replays them. While a moment is replayed, figures, verdict and sphere show that moment.
 */
import type { JobOptions, Reading, Session, StudyReport } from '../experiments/experiment';
import type { FigureTab } from '../experiments/figures';
import type { Executor } from '../runtime/executor';
import { FigureCards } from './figureCards';
import type { FigureActions } from './figureView';
import type { ChartPlaces } from './measures';
import type { Picture } from './picture';
import { Replay } from './replay';
import type { Stage } from './stage';
import { Timeline } from './timeline';

/** What a session is looked at on. */
export interface Subject {
  readonly session: Session;
  readonly executor: Executor;
  readonly picture: Picture | null;
}

/** What a look found, for scripts. */
export interface Diagnosed {
  /** Of the latest round; every reading has its own. */
  readonly step: number;
  /** Name of the verdict; null before the first. */
  readonly verdict: string | null;
  readonly readings: readonly Reading[];
}

export interface LookbackOptions {
  readonly stage: Stage;
  readonly tabs: readonly FigureTab[];
  readonly places: ChartPlaces;
  readonly actions: FigureActions;
  readonly runJob: (figure: string, options: JobOptions) => Promise<void>;
}

export class Lookback implements Disposable {
  readonly #stage: Stage;
  readonly #figures: FigureCards;
  readonly #timeline = new Timeline();
  #subject: Subject | null = null;
  #latest: StudyReport | null = null;
  #replay: Replay | null = null;
  #moment: number | null = null;
  #tab = '';
  #waiting: { readonly step: number; readonly resolve: (found: Diagnosed | null) => void }[] = [];

  constructor({ stage, tabs, places, actions, runJob }: LookbackOptions) {
    this.#stage = stage;
    this.#figures = new FigureCards({ tabs, places: places.figures, actions, runJob });
  }

  /** Of the latest look. */
  get diagnosis(): Diagnosed | null {
    return this.#latest && diagnosedBy(this.#latest);
  }

  /** Resolves when everything that is looked at was looked at at this step; null when the session ends before. */
  diagnosed(step: number): Promise<Diagnosed | null> {
    const latest = this.#latest;
    if (latest && isWhole(latest, step)) return Promise.resolve(diagnosedBy(latest));
    return new Promise((resolve) => this.#waiting.push({ step, resolve }));
  }

  /** Step of the moment that is replayed; null while live. */
  get replayed(): number | null {
    return this.#moment === null ? null : (this.#timeline.moments[this.#moment]?.report.step ?? null);
  }

  /** Starts empty for a session; null when there is none. */
  begin(subject: Subject | null): void {
    this.end();
    this.#subject = subject;
    this.#stage.verdict.setPresent(subject?.session.study !== undefined);
    this.#figures.begin();
    this.#timeline.clear();
    this.#stage.verdict.show(null);
    this.#stage.setFindings([]);
    this.#stage.timeline.show({ moments: [], replayed: null });
    this.front(this.#tab);
  }

  /** Forgets the session before its tensors go. */
  end(): void {
    this.#closeReplay();
    this.#figures.cancelJobs();
    this.#subject = null;
    this.#latest = null;
    for (const { resolve } of this.#waiting.splice(0)) resolve(null);
  }

  push(report: StudyReport): void {
    this.#latest = report;
    this.#timeline.push(report);
    if (this.#moment === null) this.#show(report);
    else this.#showTimeline();
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ step }) => !isWhole(report, step));
    for (const one of waiting) if (!this.#waiting.includes(one)) one.resolve(diagnosedBy(report));
  }

  /** The tab in front: its figures are computed and drawn. */
  front(tab: string): void {
    this.#tab = tab;
    this.#subject?.session.study?.watch(this.#figures.front(tab));
  }

  /** Index of the moment nearest to a step; null while there is none. */
  momentOf(step: number): number | null {
    const index = this.#timeline.nearest(step);
    return index < 0 ? null : index;
  }

  /** Shows a moment; null returns to the run. */
  async go(moment: number | null): Promise<void> {
    const subject = this.#subject;
    const shown = moment === null ? undefined : this.#timeline.moments[moment];
    if (!subject || !shown) {
      if (this.#moment === null) return;
      this.#closeReplay();
      if (this.#latest) this.#show(this.#latest);
      return;
    }
    this.#moment = moment;
    this.#show(shown.report);
    const { executor, picture, session } = subject;
    if (!picture) return;
    this.#replay ??= new Replay(executor, picture, session.cloud);
    await this.#replay.show(shown);
  }

  [Symbol.dispose](): void {
    this.end();
    this.#figures[Symbol.dispose]();
  }

  #closeReplay(): void {
    this.#moment = null;
    this.#replay?.[Symbol.dispose]();
    this.#replay = null;
  }

  #show(report: Omit<StudyReport, 'positions'>): void {
    this.#figures.show(report);
    this.#stage.verdict.show(report.verdict);
    this.#stage.setFindings(report.badges);
    this.#showTimeline();
  }

  #showTimeline(): void {
    const { moments } = this.#timeline;
    this.#figures.setHistory(moments, this.replayed);
    this.#stage.timeline.show({ moments, replayed: this.#moment });
  }
}

function isWhole({ verdict, readings, spectrum }: StudyReport, step: number): boolean {
  return verdict !== null && spectrum.length > 0 && readings.every((reading) => reading.step >= step);
}

function diagnosedBy({ step, verdict, readings }: StudyReport): Diagnosed {
  return { step, verdict: verdict?.kind ?? null, readings };
}
