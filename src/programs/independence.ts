/**
 * Whether gradients and weights are as independent as the rule of backward variance takes them for: for every layer of a
 * network that learns a small task, E[(g_j W_ij)^2] against E[g_j^2] E[W_ij^2], g = dS/dz of the task's loss, before
 * training and after it, over networks from several seeds.
 *
 *   forward, loss, backward;   g of a layer, W of a layer --column_powers--> sums --reference/independence--> both sides
 */
import { makeTask, type TaskName } from '../data/tasks';
import columnPowers from '../kernels/column_powers';
import { RandomStream, STREAMS } from '../random';
import { type Estimate, estimateOf } from '../reference/confidence';
import { type ColumnPowers, type Independence, independenceOf } from '../reference/independence';
import { type Initialization, weightLaw } from '../reference/initialization';
import type { Executor, Recorder } from '../runtime/executor';
import { GpuScope } from '../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../runtime/tensor';
import { NetworkProgram } from './network';
import type { LayerPlan, NetworkShape } from './networkShape';
import { BLOCKS, NetworkTrainer, shapeForTask, type TrainerSettings } from './networkTrainer';
import { workPerPiece } from './workPieces';

export interface IndependenceSettings {
  /** Without the linear read-out that the task asks for; it is added on top. */
  readonly shape: NetworkShape;
  /** Of every layer, its fans aside. */
  readonly initialization: Omit<Initialization, 'fanIn' | 'fanOut'>;
  readonly biasDeviation: number;
  readonly task: TaskName;
  readonly trainer: TrainerSettings;
  /** Training steps k between the two looks. */
  readonly steps: number;
  readonly seed: number;
  /** Networks, each with weights and a task of its own. */
  readonly seeds: number;
}

/** Means over networks, with their 95 % intervals. */
export type IndependenceEstimate = Readonly<Record<keyof Independence, Estimate>>;

export interface LayerIndependence {
  /** 1 .. L, the read-out last */
  readonly layer: number;
  readonly fanIn: number;
  readonly fanOut: number;
  readonly initial: IndependenceEstimate;
  readonly trained: IndependenceEstimate;
}

export interface IndependenceReport {
  /** Networks done so far. */
  readonly seeds: number;
  readonly layers: readonly LayerIndependence[];
  /** Loss of the batch that was looked at: nats, or half the mean square error. */
  readonly loss: { readonly initial: Estimate; readonly trained: Estimate };
}

export interface IndependenceOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (report: IndependenceReport) => void;
}

/** One look at one network. */
interface Look {
  readonly layers: readonly Independence[];
  readonly loss: number;
}

/** Floats of a column's record. */
const RECORD = 4;

/**
 * Runs the networks one after the other; the tensors live for the call alone, and every submit is bounded and awaited.
 * @throws RangeError for settings that describe no run, LabLimitError for a network too large, AbortError when cancelled
 */
export async function measureIndependence(
  executor: Executor,
  settings: IndependenceSettings,
  { signal, onProgress }: IndependenceOptions = {},
): Promise<IndependenceReport> {
  const { steps, seed, seeds } = settings;
  if (!(Number.isInteger(seeds) && seeds > 0))
    throw new RangeError(`a whole number of seeds from 1, got ${seeds}`);
  if (!(Number.isInteger(steps) && steps >= 0))
    throw new RangeError(`a whole number of steps from 0, got ${steps}`);
  await executor.prepare([...NetworkProgram.kernels, ...NetworkTrainer.kernels, columnPowers]);
  signal?.throwIfAborted();
  let report = reportOf([], []);
  const looks: { readonly initial: Look; readonly trained: Look }[] = [];
  for (let index = 0; index < seeds; index++) {
    // Networks of neighbouring seeds have nothing in common.
    const [own] = new RandomStream(seed, STREAMS.tasks).bits(index);
    using scope = new GpuScope('independence');
    const run = new IndependenceRun(executor, scope, settings, own);
    const initial = await run.look();
    signal?.throwIfAborted();
    await run.train(signal);
    const trained = steps === 0 ? initial : await run.look();
    signal?.throwIfAborted();
    looks.push({ initial, trained });
    report = reportOf(run.plans, looks);
    onProgress?.(report);
  }
  return report;
}

/** One network, its task, and the table of what was summed. */
class IndependenceRun {
  readonly #executor: Executor;
  readonly #settings: IndependenceSettings;
  readonly #network: NetworkProgram;
  readonly #trainer: NetworkTrainer;
  /** [columns, 4]: of each layer in its order the columns of g, then those of W. */
  readonly #powers: DeviceTensor<'f32'>;
  readonly #stepsPerSubmit: number;

  constructor(executor: Executor, scope: GpuScope, settings: IndependenceSettings, seed: number) {
    const { shape, initialization, biasDeviation } = settings;
    const task = makeTask(settings.task, {
      rows: BLOCKS * shape.batch,
      columns: shape.widths[0] ?? 0,
      seed,
    });
    const network = new NetworkProgram(executor, scope, shapeForTask(shape, task), seed);
    const laws = network.plans.map(({ fanIn, fanOut }) => weightLaw({ ...initialization, fanIn, fanOut }));
    for (const piece of network.weightPieces(laws, biasDeviation)) executor.submit(piece);
    this.#executor = executor;
    this.#settings = settings;
    this.#network = network;
    this.#trainer = new NetworkTrainer(executor, scope, network, task);
    const columns = network.plans.reduce((sum, { fanOut }) => sum + 2 * paddedColumns(fanOut), 0);
    this.#powers = executor.allocate(scope, 'column powers', [columns, RECORD]);
    // Forward, and back to weights and inputs.
    const stepWork = network.plans.reduce(
      (sum, { fanIn, fanOut }) => sum + 3 * shape.batch * fanIn * fanOut,
      0,
    );
    this.#stepsPerSubmit = Math.max(1, Math.floor(workPerPiece(executor) / stepWork));
  }

  /** Layers, the read-out last. */
  get plans(): readonly LayerPlan[] {
    return this.#network.plans;
  }

  /** The gradients of the rows that the next step will see, and the weights that it will change. */
  async look(): Promise<Look> {
    this.#executor.submit((recorder) => {
      this.#trainer.encodeLoss(recorder);
      this.#trainer.encodeGradients(recorder, (layer, { pre }) => this.#encodePowers(recorder, layer, pre));
    });
    const [powers, readings] = await Promise.all([
      this.#executor.read(this.#powers),
      this.#executor.read(this.#trainer.readings),
    ]);
    const { batch } = this.#settings.shape;
    const layers = this.#network.plans.map(({ layer, fanIn, fanOut }) => {
      const begin = this.#offset(layer);
      const gradient = recordsOf(powers, begin, fanOut);
      const weights = recordsOf(powers, begin + paddedColumns(fanOut), fanOut);
      return independenceOf({ batch, fanIn, gradient, weights });
    });
    return { layers, loss: readings[0] ?? Number.NaN };
  }

  async train(signal: AbortSignal | undefined): Promise<void> {
    const { steps, trainer } = this.#settings;
    while (this.#trainer.step < steps) {
      const count = Math.min(this.#stepsPerSubmit, steps - this.#trainer.step);
      this.#executor.submit((recorder) => {
        for (let step = 0; step < count; step++) this.#trainer.encodeStep(recorder, trainer);
      });
      await this.#executor.settled();
      signal?.throwIfAborted();
    }
  }

  #encodePowers(recorder: Recorder, layer: number, gradient: DeviceTensor<'f32'>): void {
    const plan = this.#network.plans[layer - 1];
    const weights = this.#network.weights[layer - 1];
    if (!plan || !weights) throw new RangeError(`there is no layer ${layer}`);
    const c4 = paddedColumns(plan.fanOut) / 4;
    const begin = this.#offset(layer);
    recorder.stage('statistics');
    recorder.dispatch(
      columnPowers,
      { x: gradient, powers: this.#powers },
      { rows: this.#settings.shape.batch, c4, offset: begin },
    );
    recorder.dispatch(
      columnPowers,
      { x: weights, powers: this.#powers },
      { rows: plan.fanIn, c4, offset: begin + 4 * c4 },
    );
  }

  /** Where the columns of a layer begin in the table. */
  #offset(layer: number): number {
    const below = this.#network.plans.slice(0, layer - 1);
    return below.reduce((sum, { fanOut }) => sum + 2 * paddedColumns(fanOut), 0);
  }
}

function recordsOf(powers: ArrayLike<number>, begin: number, columns: number): ColumnPowers[] {
  return Array.from({ length: columns }, (_, column) => {
    const field = (index: number): number => powers[RECORD * (begin + column) + index] ?? Number.NaN;
    return { exponent: field(0), squares: field(1), fourths: field(2) };
  });
}

function reportOf(
  plans: readonly LayerPlan[],
  looks: readonly { readonly initial: Look; readonly trained: Look }[],
): IndependenceReport {
  const estimates = (when: 'initial' | 'trained', index: number): IndependenceEstimate => {
    const of = (name: keyof Independence): Estimate =>
      estimateOf(looks.map((look) => look[when].layers[index]?.[name] ?? Number.NaN));
    return {
      left: of('left'),
      right: of('right'),
      ratio: of('ratio'),
      correlation: of('correlation'),
      columnCorrelation: of('columnCorrelation'),
    };
  };
  return {
    seeds: looks.length,
    layers: plans.map(({ layer, fanIn, fanOut }, index) => ({
      layer,
      fanIn,
      fanOut,
      initial: estimates('initial', index),
      trained: estimates('trained', index),
    })),
    loss: {
      initial: estimateOf(looks.map(({ initial }) => initial.loss)),
      trained: estimateOf(looks.map(({ trained }) => trained.loss)),
    },
  };
}
