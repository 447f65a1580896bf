/**
 * The one loop that submits the work of frames. Each turn records training steps, the picture and, a few times a second, the measures;
 * it never waits for the device inside a turn, and never has more than two turns under way.
 */
import type { HistogramFrame, Reading, Session, StudyReport } from '../experiments/experiment';
import { LabUnavailableError } from '../runtime/errors';
import type { Executor } from '../runtime/executor';
import type { Picture } from './picture';

export interface LoopCallbacks {
  onReadings(readings: readonly Reading[], histogram: HistogramFrame | null): void;
  /** A closer look at a state has become whole. */
  onStudy(report: StudyReport): void;
  /** A closer look failed, and no other will come; the run goes on. */
  onStudyError(error: unknown): void;
  /** After the device finished a turn: the step, and steps per second over the last second (null while paused). */
  onFrame(step: number, stepsPerSecond: number | null): void;
  /** The loss at this step is not a number; the loop has paused. */
  onNonFinite(step: number): void;
  /** Something threw; the loop has paused. */
  onError(error: unknown): void;
}

const MEASURE_INTERVAL_MS = 240;
/** Device time of one turn: longer and the panel would feel it. */
const TURN_MS = 50;
const MAX_TURNS = 2;
const RATE_WINDOW_MS = 1000;
const VITAL: readonly string[] = ['loss'];

interface Attached {
  readonly executor: Executor;
  readonly session: Session;
  /** Null where nothing can draw: the run and its measures go on. */
  readonly picture: Picture | null;
}

export class RunLoop implements Disposable {
  readonly #callbacks: LoopCallbacks;
  #attached: Attached | null = null;
  #running = false;
  #stepsPerFrame = 1;
  /** Steps still to do before the next picture. */
  #owed = 0;
  #stale = false;
  #moved = false;
  #turns = 0;
  #busy = false;
  #measuredAt = 0;
  #millisecondsPerStep = 5;
  #history: { readonly time: number; readonly step: number }[] = [];
  #frame: number;

  constructor(callbacks: LoopCallbacks) {
    this.#callbacks = callbacks;
    this.#frame = requestAnimationFrame(this.#tick);
  }

  get running(): boolean {
    return this.#running;
  }

  set stepsPerFrame(steps: number) {
    this.#stepsPerFrame = steps;
  }

  /** Works on this session from now on; null rests. */
  attach(attached: Attached | null): void {
    this.#attached = attached;
    this.#owed = 0;
    this.#history = [];
    this.#stale = attached !== null;
    this.#measuredAt = 0;
  }

  run(): void {
    this.#running = true;
    this.#history = [];
  }

  pause(): void {
    this.#running = false;
    this.#owed = 0;
    this.#stale = true;
    this.#measuredAt = 0;
  }

  /** The state or what is drawn of it changed: one more picture and measure. */
  invalidate(): void {
    this.#stale = true;
    this.#measuredAt = 0;
  }

  /** Only the camera moved. */
  redraw(): void {
    this.#moved = true;
  }

  /** Pauses and takes `count` steps; resolves when they are drawn and measured. */
  async step(count: number): Promise<void> {
    this.pause();
    const attached = this.#attached;
    if (!attached) return;
    const { executor, session } = attached;
    this.#busy = true;
    try {
      for (let left = count; left > 0 && this.#attached === attached; ) {
        const steps = Math.min(left, this.#affordableSteps());
        executor.submit((recorder) => {
          for (let i = 0; i < steps; i++) session.encodeStep(recorder);
        });
        left -= steps;
        await executor.settled();
      }
      if (this.#attached === attached) await this.#turn(attached, 0, true);
    } finally {
      this.#busy = false;
    }
  }

  [Symbol.dispose](): void {
    cancelAnimationFrame(this.#frame);
    this.#attached = null;
  }

  readonly #tick = (): void => {
    this.#frame = requestAnimationFrame(this.#tick);
    const attached = this.#attached;
    if (!attached || this.#busy) return;
    const full = this.#turns >= MAX_TURNS;
    // A run draws by itself; pictures of the CPU reference do not stand in line behind its work.
    const free = attached.executor.backend === 'reference' || !full;
    if (this.#moved && free && !this.#running) {
      this.#moved = false;
      this.#follow(Promise.resolve().then(() => attached.picture?.render()));
    }
    if (full) return;
    if (this.#running && this.#owed === 0) this.#owed = this.#stepsPerFrame;
    const steps = Math.min(this.#owed, this.#affordableSteps());
    this.#owed -= steps;
    const draw = this.#stale || (steps > 0 && this.#owed === 0);
    if (steps > 0 || draw || attached.session.study?.pending) this.#follow(this.#turn(attached, steps, draw));
  };

  /** Records and submits one turn; resolves when the device is done with it and its measures have arrived. */
  async #turn({ executor, session, picture }: Attached, steps: number, draw: boolean): Promise<void> {
    const begun = performance.now();
    const measure = draw && begun - this.#measuredAt >= MEASURE_INTERVAL_MS;
    this.#turns++;
    try {
      executor.submit((recorder) => {
        for (let i = 0; i < steps; i++) session.encodeStep(recorder);
        if (draw) session.encodeFrame(recorder);
        if (measure) session.encodeMeasures(recorder);
        session.study?.encode(recorder);
      });
      const stepAfter = session.step;
      for (const report of session.study?.collect() ?? []) {
        void this.#tell(session, report);
      }
      const measures = measure ? session.measures() : null;
      // Awaited below, unless the turn fails first: then its rejection is an echo of that failure.
      measures?.catch(() => undefined);
      if (measures) this.#measuredAt = begun;
      if (draw) {
        this.#stale = false;
        this.#moved = false;
        await picture?.draw();
      }
      await executor.settled();
      if (this.#attached?.session === session) {
        this.#callbacks.onFrame(stepAfter, this.#rate(performance.now(), stepAfter));
      }
      if (steps > 0) {
        const elapsed = (performance.now() - begun) / steps;
        this.#millisecondsPerStep = 0.8 * this.#millisecondsPerStep + 0.2 * elapsed;
      }
      if (!measures) return;
      const { readings, histogram } = await measures;
      if (this.#attached?.session !== session) return;
      this.#callbacks.onReadings(readings, histogram);
      const vital = readings.filter(({ name }) => (session.vital ?? VITAL).includes(name));
      const [broken] = vital;
      if (broken && vital.every(({ value }) => !Number.isFinite(value))) {
        this.#running = false;
        this.#owed = 0;
        this.#callbacks.onNonFinite(broken.step);
      }
    } finally {
      this.#turns--;
    }
  }

  async #tell(session: Session, report: Promise<StudyReport>): Promise<void> {
    try {
      const whole = await report;
      if (this.#attached?.session !== session) return;
      if (whole.redraw) this.#stale = true;
      this.#callbacks.onStudy(whole);
    } catch (error) {
      // A lost device is reported by itself; a session that was closed meanwhile has nothing to say any more.
      const lost = error instanceof LabUnavailableError;
      if (this.#attached?.session === session && !lost) this.#callbacks.onStudyError(error);
    }
  }

  #follow(work: Promise<void>): void {
    const attached = this.#attached;
    work.catch((error: unknown) => {
      // A session that was closed meanwhile has nothing to say any more.
      if (this.#attached !== attached) return;
      if (error instanceof LabUnavailableError) {
        // The loss of the device is reported by itself; whoever sets up another attaches us again, still running.
        this.attach(null);
        return;
      }
      this.pause();
      this.#stale = false;
      this.#callbacks.onError(error);
    });
  }

  #affordableSteps(): number {
    return Math.max(1, Math.floor(TURN_MS / this.#millisecondsPerStep));
  }

  #rate(now: number, step: number): number | null {
    if (!this.#running) return null;
    this.#history.push({ time: now, step });
    while (this.#history.length > 2 && now - (this.#history[0]?.time ?? now) > RATE_WINDOW_MS)
      this.#history.shift();
    const first = this.#history[0];
    return first && now > first.time ? (1000 * (step - first.step)) / (now - first.time) : null;
  }
}
