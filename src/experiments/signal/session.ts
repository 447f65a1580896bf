/**
 * The running signal page. The look (look.ts) sweeps the networks forward and backward whenever they changed; steps train
 * them on a small task (training.ts); the picture is a chart along the layers, or the rows of one layer on the sphere.
 */
import type { TaskName } from '../../data/tasks';
import type { TrainerSettings, TrainerState } from '../../programs/networkTrainer';
import type { SweepReport } from '../../programs/signalSweep';
import { openTheory } from '../../programs/theorySolver';
import type { TheoryProfile } from '../../reference/meanField';
import type { Executor, Recorder } from '../../runtime/executor';
import type { AnyKernel } from '../../runtime/kernel';
import { GpuScope } from '../../runtime/scope';
import { paddedColumns } from '../../runtime/tensor';
import type {
  Cloud,
  ColourLegend,
  ControlValue,
  JobOptions,
  LoadedData,
  Localized,
  Palette,
  PointDetails,
  PointerQuery,
  Reading,
  ReferenceLine,
  Session,
  Snapshot,
  StudyReport,
} from '../experiment';
import type { SignalValues } from './controls';
import { captionOf, idleControls, referenceLinesOf, remarksOf, sweepReadings } from './describe';
import { type Swept, sweepFigures } from './figures';
import { GradientHistory } from './gradientHistory';
import type { SignalJobs } from './jobs';
import { LayerCloud } from './layerCloud';
import { copyParameters, SignalLook } from './look';
import { OriginFigure } from './originFigure';
import { type NetworkSetup, type SignalInput, setupOf, theorySettings } from './setup';
import { SignalTraining } from './training';

const MOMENTUM = 0.9;

const GRADIENTS: Localized = { en: '|∂L/∂W|', zh: '|∂L/∂W|' };

/** Controls of the two jobs. */
const MAP_CONTROLS = ['cells', 'mapWidth', 'mapDepth'];
const SEED_CONTROLS = ['seeds', 'trainedSteps', 'rate', 'optimizer'];

/** Controls that change what figures say without changing the networks. */
const FIGURE_CONTROLS: ReadonlySet<string> = new Set(['layer', 'probe', ...MAP_CONTROLS, ...SEED_CONTROLS]);

export interface SignalStart {
  readonly input: SignalInput;
  readonly data: LoadedData | null;
  readonly jobs: SignalJobs;
}

export class SignalSession implements Session {
  static readonly kernels: readonly AnyKernel[] = [
    ...SignalLook.kernels,
    ...SignalTraining.kernels,
    ...LayerCloud.kernels,
    ...OriginFigure.kernels,
  ];

  readonly study: SignalLook;
  readonly #executor: Executor;
  readonly #scope: GpuScope;
  readonly #start: SignalStart;
  readonly #setups: readonly NetworkSetup[];
  readonly #cloud: LayerCloud;
  readonly #history: GradientHistory;
  readonly #origin: OriginFigure;
  #values: SignalValues;
  /** Made when the first step is taken. */
  #training: SignalTraining | null = null;
  #measured: { readonly step: number; readonly trained: boolean } = { step: 0, trained: false };
  #trainedAt = Number.NEGATIVE_INFINITY;
  #range: readonly [number, number] | null = null;
  #swept = false;
  /** Whether the gradients on the device are of a step of this session. */
  #stepped = false;
  readonly #theory = openTheory();
  /** What was asked of it: the same at every step, and too dear to ask for again. */
  readonly #theories = new Map<string, Promise<TheoryProfile>>();
  readonly vital = ['taskLoss', 'taskLossB'];

  /** Allocates everything, or throws LabLimitError with nothing left behind. */
  static open(executor: Executor, values: SignalValues, start: SignalStart, palette: Palette): SignalSession {
    const scope = new GpuScope('signal');
    try {
      return new SignalSession(executor, scope, values, start, palette);
    } catch (error) {
      scope[Symbol.dispose]();
      throw error;
    }
  }

  private constructor(
    executor: Executor,
    scope: GpuScope,
    values: SignalValues,
    start: SignalStart,
    palette: Palette,
  ) {
    const { input, data } = start;
    this.#executor = executor;
    this.#scope = scope;
    this.#values = values;
    this.#start = start;
    this.#setups = [setupOf(values, 'a', input), ...(values.compare ? [setupOf(values, 'b', input)] : [])];
    this.study = new SignalLook(executor, scope, {
      setups: this.#setups,
      input,
      inputScale: values.scale,
      inputCosine: values.cosine,
      seed: values.seed,
      state: () => ({ step: this.step, training: performance.now() - this.#trainedAt < 1000 }),
      copyWeights: (recorder, { network }, index) => {
        const trained = this.#training?.network(index);
        if (trained) copyParameters(recorder, trained, network);
      },
      report: (step, sweeps) => this.#report(step, sweeps),
    });
    const labels = data?.primary.labels;
    const labelled = labels ? executor.allocate(scope, 'labels', [input.rows]) : null;
    if (labels && labelled) executor.write(labelled, Float32Array.from(labels.values.slice(0, input.rows)));
    this.#cloud = new LayerCloud(
      executor,
      scope,
      input.rows,
      values.seed,
      labelled
        ? { values: labelled, stride: 1, component: 0, categorical: true }
        : {
            values: this.#looked().network.input,
            stride: paddedColumns(input.columns),
            component: 0,
            categorical: false,
          },
      palette,
    );
    this.#history = new GradientHistory(values.depth);
    this.#origin = new OriginFigure(executor, scope, values.seed);
    scope.own(() => this.#theory[Symbol.dispose]());
  }

  get step(): number {
    return this.#training?.step ?? 0;
  }

  get cloud(): Cloud {
    return this.#cloud.cloud;
  }

  get stageFigure(): string | null {
    return this.#values.picture === 'layers' ? 'layers' : null;
  }

  get legend(): ColourLegend {
    const classes = this.#start.data?.primary.labels?.classes;
    if (classes) return { kind: 'classes', title: { en: 'label', zh: '标签' }, classes };
    const title = { en: 'first coordinate of the input', zh: '输入的第一个坐标' };
    return { kind: 'range', title, range: this.#range };
  }

  get caption(): Localized {
    return captionOf(this.#values, this.#layer(), this.#setups);
  }

  get remarks(): readonly Localized[] {
    return remarksOf(this.#values, this.#start);
  }

  get idle(): Readonly<Record<string, Localized>> {
    return idleControls(this.#values);
  }

  encodeStep(recorder: Recorder): void {
    this.#trainedAt = performance.now();
    this.#trained().encodeStep(recorder, this.#settings());
    this.#stepped = true;
  }

  encodeFrame(recorder: Recorder): void {
    const { network } = this.#looked();
    const layer = this.#layer();
    this.#cloud.encode(recorder, {
      layer,
      columns: network.shape.widths[layer] ?? 0,
      x: network.hidden(layer),
    });
  }

  encodeMeasures(recorder: Recorder): void {
    this.#measured = { step: this.step, trained: this.#training !== null };
    this.#training?.encodeLoss(recorder);
  }

  measures() {
    const { step, trained } = this.#measured;
    const range = this.#executor.readSoon(this.#cloud.range);
    const losses = range && trained && this.#training ? this.#training.losses() : Promise.resolve([]);
    if (!range || !losses) {
      // Nobody will await it; its failure would be that of the device, which is reported by itself.
      range?.catch(() => undefined);
      return null;
    }
    return Promise.all([range, losses]).then(([ends, found]) => {
      this.#range = [ends[0] ?? Number.NaN, ends[1] ?? Number.NaN];
      const readings = found.flatMap(({ loss, accuracy }, index): Reading[] => {
        const suffix = index === 0 ? '' : 'B';
        const unit = this.#values.task === 'regression' ? '' : 'nats';
        const lossReading = { step, name: `taskLoss${suffix}`, value: loss, unit };
        if (this.#values.task === 'regression') return [lossReading];
        return [lossReading, { step, name: `accuracy${suffix}`, value: accuracy, unit: '' }];
      });
      return { readings, histogram: null };
    });
  }

  referenceLines(chart: string): readonly ReferenceLine[] {
    return referenceLinesOf(chart, this.#values);
  }

  set(control: string, value: ControlValue): boolean {
    this.#values = { ...this.#values, [control]: value };
    if (MAP_CONTROLS.includes(control)) this.#start.jobs.cancel('phase');
    if (SEED_CONTROLS.includes(control)) this.#start.jobs.cancel('independence');
    if (FIGURE_CONTROLS.has(control)) this.study.retell();
    return true;
  }

  setPalette(palette: Palette): void {
    this.#cloud.setPalette(palette);
  }

  runJob(figure: string, options: JobOptions): Promise<void> {
    const [setup] = this.#setups;
    if (!setup) return Promise.resolve();
    return this.#start.jobs.run(this.#executor, figure, { values: this.#values, setup }, options);
  }

  async snapshot(): Promise<Snapshot> {
    return { step: this.step, contents: (await this.#training?.snapshot()) ?? null };
  }

  restore({ step, contents }: Snapshot): void {
    if (contents !== null) {
      this.#trained().restore(contents as readonly TrainerState[]);
    }
    this.#stepped = false;
    this.#history.cut(step);
    this.study.invalidate();
  }

  pick(query: PointerQuery): Promise<PointDetails | null> {
    const labels = this.#start.data?.primary.labels;
    return this.#cloud.pick(query, (row) =>
      labels ? (labels.text?.[row] ?? labels.classes[labels.values[row] ?? 0] ?? null) : null,
    );
  }

  [Symbol.dispose](): void {
    this.#scope[Symbol.dispose]();
  }

  #looked() {
    const [first] = this.study.networks;
    if (!first) throw new Error('the page looks at no network');
    return first;
  }

  /** Training has a scope of its own: what does not fit leaves nothing behind. @throws LabLimitError */
  #trained(): SignalTraining {
    if (this.#training) return this.#training;
    const scope = new GpuScope('signal training');
    try {
      const { task, seed } = this.#values;
      this.#training = new SignalTraining(this.#executor, scope, this.#setups, {
        name: task as TaskName,
        seed,
      });
    } catch (error) {
      scope[Symbol.dispose]();
      throw error;
    }
    this.#scope.own(() => scope[Symbol.dispose]());
    return this.#training;
  }

  #theoryOf(
    setup: NetworkSetup,
    input: { readonly secondMoment: number; readonly cosine: number },
  ): Promise<TheoryProfile> {
    const key = `${setup.id} ${input.secondMoment} ${input.cosine}`;
    const profile = this.#theories.get(key) ?? this.#theory.solve(theorySettings(setup, input));
    this.#theories.set(key, profile);
    return profile;
  }

  #layer(): number {
    return Math.min(this.#values.layer, this.#values.depth);
  }

  #settings(): TrainerSettings {
    const { optimizer, rate } = this.#values;
    return {
      optimizer: optimizer === 'adam' ? 'adam' : 'sgd',
      learningRate: rate,
      momentum: MOMENTUM,
      decay: 0,
    };
  }

  async #report(step: number, sweeps: readonly SweepReport[]): Promise<StudyReport> {
    const looked = this.#setups.map(async (setup, index): Promise<Swept[]> => {
      const sweep = sweeps[index];
      const input = sweep?.layers[0];
      if (!sweep || !input) return [];
      const start = { secondMoment: input.hidden.secondMoment, cosine: input.cosine };
      return [{ setup, sweep, theory: await this.#theoryOf(setup, start) }];
    });
    const networks = (await Promise.all(looked)).flat();
    const trainedStep = this.step;
    const [positions, magnitudes, origin] = await Promise.all([
      this.#executor.read(this.cloud.positions),
      this.#training?.gradientMagnitudes() ?? null,
      this.#origin.frame(this.#values.probe, this.#values.activation),
    ]);
    if (magnitudes && this.#stepped) this.#history.push(trainedStep, magnitudes);
    if (!this.#swept) this.#cloud.renew();
    this.#swept = true;
    return {
      round: 'sweep',
      step,
      readings: networks.flatMap((swept) => sweepReadings(step, swept)),
      figures: [
        ...sweepFigures(networks, this.#layer()),
        { id: 'gradients', kind: 'gradients', frame: this.#history.frame(GRADIENTS) },
        { id: 'origin', kind: 'origin', frame: origin },
        ...this.#setups
          .slice(0, 1)
          .flatMap((setup) => this.#start.jobs.figures({ values: this.#values, setup })),
      ],
      verdict: null,
      badges: [],
      spectrum: new Float32Array(),
      positions: Float32Array.from(positions),
      redraw: true,
    };
  }
}
