/** The page's networks at work on the task: the same weights as in the look, with a readout on top. */
import { makeTask, type Task, type TaskName } from '../../data/tasks';
import { LayerStatistics } from '../../programs/layerStatistics';
import { NetworkProgram } from '../../programs/network';
import {
  BLOCKS,
  NetworkTrainer,
  type TrainerSettings,
  type TrainerState,
} from '../../programs/networkTrainer';
import type { Executor, Recorder } from '../../runtime/executor';
import type { AnyKernel } from '../../runtime/kernel';
import type { GpuScope } from '../../runtime/scope';
import { lawsOf, type NetworkSetup, trainedSetup } from './setup';

/** Multiply-adds of a layer from which a step is handed over layer by layer, so that a display stays alive. */
const FLUSHED_WORK = 2 ** 22;

interface Run {
  readonly network: NetworkProgram;
  readonly trainer: NetworkTrainer;
  readonly gradients: LayerStatistics;
}

/** Loss and accuracy of one network. */
export interface TaskReading {
  readonly loss: number;
  readonly accuracy: number;
}

export class SignalTraining {
  static readonly kernels: readonly AnyKernel[] = [
    ...NetworkProgram.kernels,
    ...NetworkTrainer.kernels,
    ...LayerStatistics.kernels,
  ];

  readonly #executor: Executor;
  readonly #runs: readonly Run[];

  /** Draws the weights of the setups anew: the same ones as in the look. @throws LabLimitError before it allocates */
  constructor(
    executor: Executor,
    scope: GpuScope,
    setups: readonly NetworkSetup[],
    { name, seed }: { readonly name: TaskName; readonly seed: number },
  ) {
    this.#executor = executor;
    const [first] = setups;
    const task: Task = makeTask(name, {
      rows: BLOCKS * (first?.shape.batch ?? 0),
      columns: first?.shape.widths[0] ?? 0,
      seed,
    });
    this.#runs = setups.map((setup) => {
      const trained = trainedSetup(setup, task);
      const network = new NetworkProgram(executor, scope, trained.shape, seed);
      const trainer = new NetworkTrainer(executor, scope, network, task);
      const gradients = new LayerStatistics(executor, scope, {
        slots: network.depth,
        rows: Math.max(...trained.shape.widths),
      });
      executor.submit((recorder) => network.encodeWeights(recorder, lawsOf(trained), trained.biasDeviation));
      return { network, trainer, gradients };
    });
  }

  get step(): number {
    return this.#runs[0]?.trainer.step ?? 0;
  }

  network(index: number): NetworkProgram | null {
    return this.#runs[index]?.network ?? null;
  }

  /** One step of every network, with the moments of every weight gradient on its way. */
  encodeStep(recorder: Recorder, settings: TrainerSettings): void {
    for (const { network, trainer, gradients } of this.#runs) {
      trainer.encodeStep(recorder, settings, (layer, { weight }) => {
        const plan = network.plans[layer - 1];
        if (!plan) return;
        const { fanIn, fanOut } = plan;
        gradients.encodeMoments(recorder, layer - 1, { x: weight, rows: fanIn, columns: fanOut });
        if (network.shape.batch * fanIn * fanOut > FLUSHED_WORK) recorder.flush();
      });
    }
  }

  encodeLoss(recorder: Recorder): void {
    for (const { trainer } of this.#runs) trainer.encodeLoss(recorder);
  }

  /** What `encodeLoss` found; null when the read-back ring is full. */
  losses(): Promise<TaskReading[]> | null {
    const reads = this.#runs.map(({ trainer }) => this.#executor.readSoon(trainer.readings));
    const whole = reads.filter((read) => read !== null);
    if (whole.length < reads.length) {
      // Nobody will await them; a failure would be that of the device, which is reported by itself.
      for (const read of whole) read.catch(() => undefined);
      return null;
    }
    return Promise.all(whole).then((all) =>
      all.map(([loss = Number.NaN, accuracy = Number.NaN]) => ({ loss, accuracy })),
    );
  }

  /** log10 of the root mean square of the first network's dL/dW_l [L], at the latest step; the readout is left out. */
  async gradientMagnitudes(): Promise<Float64Array> {
    const [run] = this.#runs;
    if (!run) return new Float64Array();
    const { moments } = await run.gradients.read();
    return Float64Array.from(moments.slice(0, -1), ({ secondMoment, nonFinite }) =>
      nonFinite > 0 ? Number.POSITIVE_INFINITY : Math.log10(secondMoment) / 2,
    );
  }

  async snapshot(): Promise<readonly TrainerState[]> {
    return Promise.all(this.#runs.map(({ trainer }) => trainer.snapshot()));
  }

  restore(states: readonly TrainerState[]): void {
    for (const [index, { trainer }] of this.#runs.entries()) {
      const state = states[index];
      if (state) trainer.restore(state);
    }
  }
}
