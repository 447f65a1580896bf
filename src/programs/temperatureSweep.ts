/**
 * The same seeded start trained at many temperatures, to the loss threshold or to the last step, and what each run ends
 * as. BlockTraining advances as many runs together as fit into a submit; the next ones follow. Every submit is bounded
 * and awaited, so that a page goes on training and drawing beside it.
 */
import { meanCosine } from '../reference/anisotropy';
import { participationRatio } from '../reference/participation';
import { UNIFORMITY_T, uniformity } from '../reference/uniformity';
import type { Executor } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../runtime/tensor';
import { type BlockStart, type BlockStepSettings, BlockTraining, type RunState } from './blockTraining';

export interface SweepSettings extends BlockStart, BlockStepSettings {
  /** Temperatures between 1e-30 and 1e4, one a run; they are trained in this order. */
  readonly taus: readonly number[];
  /** Points n of a run. */
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
  /** Steps after which a run ends that has not reached the threshold. */
  readonly maximumSteps: number;
  /** Multiply-adds per submit, at least one step of one run. */
  readonly workPerSubmit?: number;
}

/** Measures of a cloud. */
export interface SweepMeasures {
  /** Of random pairs. */
  readonly meanCosine: number;
  /** Of the covariance. */
  readonly participationRatio: number;
  /** Of Z^T Z / n, the mean left in. */
  readonly rawParticipationRatio: number;
  /** t = 2, nats */
  readonly uniformity: number;
}

/** What a run ended as. */
export interface SweepRun extends SweepMeasures {
  readonly tau: number;
  /** Of its last views, nats. */
  readonly loss: number;
  /** Steps taken. */
  readonly steps: number;
  /** True when it ended by the threshold. */
  readonly stopped: boolean;
}

export interface SweepProgress {
  /** From 0 to 1. */
  readonly done: number;
  /** The start that all runs share. */
  readonly start: SweepMeasures;
  /** Runs that have ended, in the order of their temperatures in the settings. */
  readonly runs: readonly SweepRun[];
}

export interface SweepOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SweepProgress) => void;
}

/** Multiply-adds per submit: about 30 ms on a software adapter and on a small GPU; in Float64 a single step takes longer. */
const SOFTWARE_WORK = 2 ** 25;
const GPU_WORK = 2 ** 30;
const REFERENCE_WORK = 1;

/** Where block_weights' OUTSIDE, a cosine of -1e6, has no share in a softmax and its exponent is finite in f32. */
const TAU_ABOVE = 1e-30;
const TAU_BELOW = 1e4;

export class TemperatureSweep {
  static readonly kernels: readonly AnyKernel[] = BlockTraining.kernels;

  readonly #executor: Executor;
  readonly #scope: GpuScope;
  readonly #settings: SweepSettings;
  /** Runs that train together. */
  readonly #together: number;
  /** Multiply-adds of a step of one run, and of a submit. */
  readonly #work: { readonly step: number; readonly submit: number };

  /** @throws RangeError for settings that describe no sweep */
  constructor(executor: Executor, scope: GpuScope, settings: SweepSettings) {
    const { taus, rows, columns, maximumSteps, workPerSubmit } = settings;
    if (taus.length === 0) throw new RangeError('a sweep needs a temperature');
    const bad = taus.find((tau) => !(tau > TAU_ABOVE && tau < TAU_BELOW));
    if (bad !== undefined)
      throw new RangeError(
        `a sweep needs temperatures above ${TAU_ABOVE} and below ${TAU_BELOW}, got ${bad}`,
      );
    if (!(Number.isInteger(maximumSteps) && maximumSteps > 0))
      throw new RangeError(`a sweep needs a whole number of steps from 1, got ${maximumSteps}`);
    this.#executor = executor;
    this.#scope = scope;
    this.#settings = settings;
    // Similarities, and two products of weights and views.
    const step = 3 * rows ** 2 * paddedColumns(columns);
    this.#work = { step, submit: workPerSubmit ?? affordableWork(executor) };
    this.#together = Math.max(1, Math.min(taus.length, Math.floor(this.#work.submit / step)));
  }

  /**
   * Trains every run to its end. The tensors live for the call alone.
   * @returns the runs in the order of their temperatures
   * @throws AbortError when cancelled
   */
  async run({ signal, onProgress }: SweepOptions = {}): Promise<readonly SweepRun[]> {
    await this.#executor.prepare(TemperatureSweep.kernels);
    signal?.throwIfAborted();
    const { taus } = this.#settings;
    const runs: SweepRun[] = [];
    let begin = 0;
    const report = (start: SweepMeasures, ended: readonly SweepRun[], doneOfGroup: number): void =>
      onProgress?.({ start, runs: [...runs, ...ended], done: (begin + doneOfGroup) / taus.length });
    for (; begin < taus.length; begin += this.#together) {
      runs.push(...(await this.#train(taus.slice(begin, begin + this.#together), signal, report)));
    }
    return runs;
  }

  /** Trains some of the runs together. */
  async #train(
    taus: readonly number[],
    signal: AbortSignal | undefined,
    report: (start: SweepMeasures, ended: readonly SweepRun[], done: number) => void,
  ): Promise<readonly SweepRun[]> {
    const { rows, columns, seed, maximumSteps, ...settings } = this.#settings;
    const executor = this.#executor;
    using scope = this.#scope.child('temperature sweep');
    const training = new BlockTraining(executor, scope, { taus, rows, columns, seed });
    const cloud = executor.allocate(scope, 'points of one run', [rows, paddedColumns(columns)]);
    executor.submit((recorder) => training.encodeStart(recorder, settings));
    const start = await this.#measure(training, 0, cloud);
    signal?.throwIfAborted();

    const ended = new Map<number, SweepRun>();
    for (let step = 0; ended.size < taus.length; ) {
      const steps = Math.min(this.#stepsPerSubmit(taus.length - ended.size), maximumSteps - step);
      executor.submit((recorder) => {
        recorder.stage('sweep');
        for (let s = 0; s < steps; s++) training.encodeStep(recorder, settings);
      });
      step += steps;
      const states = BlockTraining.states(await executor.read(training.runs));
      signal?.throwIfAborted();
      for (const [block, state] of states.entries()) {
        if (ended.has(block) || (state.active && step < maximumSteps)) continue;
        const measures = await this.#measure(training, block, cloud);
        signal?.throwIfAborted();
        ended.set(block, endOf(taus[block] ?? Number.NaN, state, measures));
      }
      report(start, inOrder(ended), doneRuns(states, maximumSteps));
    }
    return inOrder(ended);
  }

  #stepsPerSubmit(active: number): number {
    return Math.max(1, Math.floor(this.#work.submit / (active * this.#work.step)));
  }

  /** In Float64 on the points as they are: a run ends once, and its measures need no kernels of their own. */
  async #measure(training: BlockTraining, block: number, cloud: DeviceTensor<'f32'>): Promise<SweepMeasures> {
    this.#executor.submit((recorder) => training.encodeBlock(recorder, block, cloud));
    const z = Float64Array.from(await this.#executor.read(cloud));
    const { rows, columns } = this.#settings;
    // Columns of padding are zero, which none of these sees.
    const stride = paddedColumns(columns);
    return {
      meanCosine: meanCosine(z, rows, stride),
      participationRatio: participationRatio(z, rows, stride, { center: true }),
      rawParticipationRatio: participationRatio(z, rows, stride, { center: false }),
      uniformity: uniformity(z, rows, stride, UNIFORMITY_T),
    };
  }
}

function affordableWork({ backend, adapter }: Executor): number {
  if (backend === 'reference') return REFERENCE_WORK;
  return adapter?.software ? SOFTWARE_WORK : GPU_WORK;
}

function endOf(tau: number, { active, steps, loss }: RunState, measures: SweepMeasures): SweepRun {
  return { tau, ...measures, loss, steps, stopped: !active };
}

function inOrder(ended: ReadonlyMap<number, SweepRun>): SweepRun[] {
  return [...ended].sort(([a], [b]) => a - b).map(([, run]) => run);
}

/** Runs done, in shares of the most steps they may take. */
function doneRuns(states: readonly RunState[], maximumSteps: number): number {
  return states.reduce((sum, { active, steps }) => sum + (active ? steps / maximumSteps : 1), 0);
}
