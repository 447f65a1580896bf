/**
 * The running hypersphere page. Per frame: SphereTraining steps, then ProjectionProgram and colours for the picture;
 * a few times a second: loss, alignment, uniformity and histograms of the views that the next step would see.
 */
import type { InitialState } from '../../kernels/initialize_points';
import pairHistogram, { HISTOGRAM_BINS } from '../../kernels/pair_histogram';
import sumColumns from '../../kernels/sum_columns';
import { CentringProgram } from '../../programs/centring';
import { type ColourField, ColouringProgram } from '../../programs/colouring';
import { inPieces } from '../../programs/contrastive';
import { PickingProgram } from '../../programs/picking';
import { ProjectionProgram } from '../../programs/projection';
import { SphereTraining, type StepSettings, type TrainingState } from '../../programs/training';
import { UniformityProgram } from '../../programs/uniformity';
import type { ContrastiveLoss } from '../../reference/contrastive';
import { UNIFORMITY_T } from '../../reference/uniformity';
import type { Executor, Recorder } from '../../runtime/executor';
import type { AnyKernel } from '../../runtime/kernel';
import { GpuScope } from '../../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../../runtime/tensor';
import type {
  Cloud,
  ColourLegend,
  ControlValue,
  JobOptions,
  Localized,
  Palette,
  PointDetails,
  PointerQuery,
  Reading,
  ReferenceLine,
  Session,
  Snapshot,
} from '../experiment';
import type { HypersphereValues } from './controls';
import { captionOf, histogramOf, referenceLinesOf, remarksOf } from './describe';
import { Diagnosis } from './diagnosis';
import { runLens } from './lens';
import type { MatrixOrder } from './matrixOrder';
import type { StartingPoints } from './start';

/** Pairs drawn as lines. */
const DRAWN_PAIRS = 512;
const NEIGHBOURS = 5;
/** Power iterations before the first picture where the cloud is small; the multiply-adds they may take where it is not. */
const FIRST_ITERATIONS = 40;
const FIRST_ITERATIONS_WORK = 2 ** 28;
/** Later ones are spread over frames at this many multiply-adds a frame, at most one a frame. */
const ITERATION_WORK_PER_FRAME = 2 ** 24;
/** At most this many candidates and anchors enter a histogram. */
const HISTOGRAM_ANCHORS = 1024;

/** Controls that change what is drawn of a state, and with it what is found about the picture. */
const VIEW_CONTROLS: ReadonlySet<string> = new Set(['projection', 'silent', 'surface']);

const TITLES = {
  label: { en: 'label', zh: '标签' },
  index: { en: 'row', zh: '行号' },
  alignment: { en: 'alignment error ‖z₁ − z₂‖²', zh: '对齐误差 ‖z₁ − z₂‖²' },
  gradient: { en: 'gradient norm', zh: '梯度范数' },
  density: { en: 'log density', zh: '对数密度' },
} as const satisfies Record<string, Localized>;

type ColourSource = keyof typeof TITLES;

export class HypersphereSession implements Session {
  static readonly kernels: readonly AnyKernel[] = [
    ...SphereTraining.kernels,
    ...ProjectionProgram.kernels,
    ...UniformityProgram.kernels,
    sumColumns,
    pairHistogram,
    ...ColouringProgram.kernels,
    ...PickingProgram.kernels,
    ...CentringProgram.kernels,
  ];

  readonly study: Diagnosis;

  readonly cloud: Cloud;
  readonly #executor: Executor;
  readonly #scope: GpuScope;
  readonly #training: SphereTraining;
  readonly #projection: ProjectionProgram;
  readonly #uniformity: UniformityProgram;
  readonly #start: StartingPoints;
  readonly #viewPositions: DeviceTensor<'f32'>;
  readonly #readings: DeviceTensor<'f32'>;
  readonly #counts: DeviceTensor<'u32'>;
  readonly #labels: DeviceTensor<'f32'>;
  readonly #colouring: ColouringProgram;
  readonly #picking: PickingProgram;
  /** [2, d padded]: the rows that a similarity is asked of. */
  readonly #asked: DeviceTensor<'f32'>;
  /** Made when the visitor first asks for the silently centred picture. */
  #centring: CentringProgram | null = null;
  #values: HypersphereValues;
  #measuredStep = 0;
  /** Power iterations due at the next frame; fractions add up. */
  #iterations: number;
  /** Multiply-adds of one power iteration: a projection and its transpose. */
  readonly #iterationWork: number;
  #viewsOfStep = -1;
  #shownRange: readonly [number, number] | null = null;

  /** Allocates everything, or throws LabLimitError with nothing left behind. */
  static open(
    executor: Executor,
    values: HypersphereValues,
    start: StartingPoints,
    palette: Palette,
  ): HypersphereSession {
    const scope = new GpuScope('hypersphere');
    try {
      return new HypersphereSession(executor, scope, values, start, palette);
    } catch (error) {
      scope[Symbol.dispose]();
      throw error;
    }
  }

  private constructor(
    executor: Executor,
    scope: GpuScope,
    values: HypersphereValues,
    start: StartingPoints,
    palette: Palette,
  ) {
    this.#executor = executor;
    this.#scope = scope;
    this.#values = values;
    this.#start = start;
    const { rows, columns, paired, data } = start;
    const loss = values.loss as ContrastiveLoss;
    const seed = values.seed;
    const training = new SphereTraining(executor, scope, {
      rows,
      columns,
      batch: values.batch,
      loss,
      paired,
      seed,
    });
    this.#training = training;
    const count = training.pointCount;
    const { batch } = training.shape;
    const pairs = Math.min(batch, DRAWN_PAIRS);
    this.#projection = new ProjectionProgram(executor, scope, count, columns, seed);
    this.#uniformity = new UniformityProgram(executor, scope, batch, columns);
    this.#viewPositions = executor.allocate(scope, 'view positions', [2 * batch, 4]);
    this.#readings = executor.allocate(scope, 'readings', [8]);
    this.#counts = executor.allocate(scope, 'histogram', [2, HISTOGRAM_BINS], 'u32');
    this.#labels = executor.allocate(scope, 'labels', [count]);
    this.#colouring = new ColouringProgram(executor, scope, count, columns, palette);
    this.#picking = new PickingProgram(executor, scope, count, columns);
    this.cloud = {
      count,
      positions: executor.allocate(scope, 'positions', [count, 4]),
      colours: executor.allocate(scope, 'colours', [count, 4]),
      pairEnds: executor.allocate(scope, 'pair ends', [2 * pairs, 4]),
      pairs,
    };
    this.#asked = executor.allocate(scope, 'asked rows', [2, paddedColumns(columns)]);
    this.study = new Diagnosis(
      executor,
      scope,
      {
        rows,
        columns,
        points: training.points,
        positions: this.cloud.positions,
        labels: start.labels,
        largest: data && !values.unit ? data.reduce((most, x) => Math.max(most, Math.abs(x)), 0) : 1,
        palette: palette.sequential,
      },
      () => ({
        step: training.step,
        settings: { temperature: this.#values.tau, order: this.#values.matrixOrder as MatrixOrder },
      }),
    );
    this.#iterationWork = 8 * count * columns;
    this.#iterations = this.#firstIterations();
    if (values.silent) this.#centring = this.#openCentring();
    this.#writeLabels();
    this.#projection.resetAxes();
    if (data) training.setPoints(data, values.unit);
    else {
      executor.submit((recorder) =>
        training.encodeInitialState(recorder, values.state as InitialState, values.groups, values.spread),
      );
    }
  }

  get step(): number {
    return this.#training.step;
  }

  get legend(): ColourLegend {
    const source = this.#colourSource();
    const title = TITLES[source];
    if (source === 'label') return { kind: 'classes', title, classes: this.#start.labels?.classes ?? [] };
    return { kind: 'range', title, range: source === 'index' ? [0, this.cloud.count - 1] : this.#shownRange };
  }

  get caption(): Localized {
    return captionOf(this.#values, this.#start.columns);
  }

  get remarks(): readonly Localized[] {
    return remarksOf({
      start: this.#start,
      batch: this.#training.shape.batch,
      looked: this.study.rows,
      withoutDensity: this.#values.colour === 'density' && !this.#colouring.density,
    });
  }

  encodeStep(recorder: Recorder): void {
    this.#training.encodeStep(recorder, this.#settings());
    this.#viewsOfStep = this.step - 1;
  }

  encodeFrame(recorder: Recorder): void {
    const { views, shape } = this.#training;
    if (this.#viewsOfStep < 0) this.#encodeViews(recorder);
    const points = this.#drawnPoints(recorder);
    if (this.#values.projection === 'principal') {
      this.#projection.encodePrincipal(recorder, points, Math.floor(this.#iterations));
      this.#iterations = (this.#iterations % 1) + Math.min(1, ITERATION_WORK_PER_FRAME / this.#iterationWork);
    }
    const { positions, pairEnds, pairs, count } = this.cloud;
    const { surface } = this.#values;
    this.#projection.encode(recorder, points, positions, count, surface);
    this.#projection.encode(recorder, views, this.#viewPositions, 2 * shape.batch, surface);
    if (this.#values.silent) recorder.clear(pairEnds);
    else {
      recorder.copy(this.#viewPositions, pairEnds, { count: 4 * pairs });
      recorder.copy(this.#viewPositions, pairEnds, {
        sourceOffset: 4 * shape.batch,
        targetOffset: 4 * pairs,
        count: 4 * pairs,
      });
    }
    this.#colouring.encode(recorder, this.#colourField(), this.cloud.colours);
  }

  encodeMeasures(recorder: Recorder): void {
    const training = this.#training;
    const { batch, columns } = training.shape;
    this.#measuredStep = this.step;
    this.#encodeViews(recorder);
    training.encodeLoss(recorder, this.#settings());
    recorder.stage('measures');
    recorder.dispatch(
      sumColumns,
      { x: training.contrastive.terms, readings: this.#readings },
      { rows: 2 * batch, cols: 4, slot: 0, scale: 1 },
    );
    this.#uniformity.encode(inPieces(recorder), training.views, UNIFORMITY_T);
    recorder.copy(this.#uniformity.logSum, this.#readings, { targetOffset: 4 });
    recorder.stage('measures');
    recorder.clear(this.#counts);
    recorder.dispatch(
      pairHistogram,
      { z: training.views, counts: this.#counts },
      {
        pairs: batch,
        d4: paddedColumns(columns) / 4,
        chunk: 64,
        anchor_stride: Math.ceil(batch / HISTOGRAM_ANCHORS),
      },
    );
    if (this.#colourSource() === 'density') this.#colouring.encodeDensity(recorder, training.points);
    recorder.copy(this.#colouring.range, this.#readings, { targetOffset: 6, count: 2 });
  }

  measures() {
    const numbers = this.#executor.readSoon(this.#readings);
    const counts = numbers && this.#executor.readSoon(this.#counts);
    if (!counts) {
      // Nobody will await it; its failure would be that of the device, which is reported by itself.
      numbers?.catch(() => undefined);
      return null;
    }
    const step = this.#measuredStep;
    return Promise.all([numbers, counts]).then(([values, bins]) => ({
      readings: this.#readingsOf(step, values),
      histogram: histogramOf(bins),
    }));
  }

  referenceLines(chart: string): readonly ReferenceLine[] {
    const { batch, columns } = this.#training.shape;
    return referenceLinesOf(chart, this.#values, batch, columns);
  }

  set(control: string, value: ControlValue): boolean {
    const values = { ...this.#values, [control]: value };
    this.#values = values;
    if (control === 'projection' || control === 'silent') {
      this.#projection.resetAxes();
      this.#iterations = this.#firstIterations();
    }
    if (control === 'silent' && value === true) this.#centring ??= this.#openCentring();
    if (VIEW_CONTROLS.has(control)) this.study.invalidate();
    if (control === 'colour') {
      this.#shownRange = null;
      this.#colouring.expectDensity();
    }
    return true;
  }

  setPalette(palette: Palette): void {
    this.#colouring.setTables(palette);
    this.study.setPalette(palette.sequential);
  }

  async snapshot(): Promise<Snapshot> {
    const contents = await this.#training.snapshot();
    return { step: contents.step, contents };
  }

  async similarity(first: number, second: number): Promise<number> {
    const stride = paddedColumns(this.#start.columns);
    const { points } = this.#training;
    this.#executor.submit((recorder) => {
      recorder.copy(points, this.#asked, { sourceOffset: first * stride, count: stride });
      recorder.copy(points, this.#asked, {
        sourceOffset: second * stride,
        targetOffset: stride,
        count: stride,
      });
    });
    const rows = await this.#executor.read(this.#asked);
    let product = 0;
    for (let c = 0; c < stride; c++) product += (rows[c] ?? 0) * (rows[stride + c] ?? 0);
    return product;
  }

  /** The only job of this page is the tau lens. */
  async runJob(_figure: string, options: JobOptions): Promise<void> {
    const { lensSetup, lensThreshold } = this.#values;
    await runLens(this.#executor, this.#scope, { setup: lensSetup, threshold: lensThreshold }, options);
  }

  restore({ contents }: Snapshot): void {
    this.#training.restore(contents as TrainingState);
    this.study.invalidate();
    this.#viewsOfStep = -1;
    this.#iterations = this.#firstIterations();
  }

  async pick(query: PointerQuery): Promise<PointDetails | null> {
    const { positions } = this.cloud;
    const index = await this.#picking.pick(positions, query);
    if (index === null) return null;
    const [neighbours, places] = await Promise.all([
      this.#picking.neighbours(this.#training.points, index, NEIGHBOURS),
      this.#executor.read(positions),
    ]);
    const described = (i: number) => ({
      index: i,
      label: this.#labelOf(i),
      position: [places[4 * i] ?? 0, places[4 * i + 1] ?? 0, places[4 * i + 2] ?? 0] as const,
    });
    return {
      ...described(index),
      neighbours: neighbours.map(({ index: i, cosine }) => ({ ...described(i), cosine })),
    };
  }

  [Symbol.dispose](): void {
    this.#scope[Symbol.dispose]();
  }

  #openCentring(): CentringProgram {
    return new CentringProgram(this.#executor, this.#scope, this.cloud.count, this.#start.columns);
  }

  /** The points as the picture shows them. */
  #drawnPoints(recorder: Recorder): DeviceTensor<'f32'> {
    const { points } = this.#training;
    if (!this.#values.silent || !this.#centring) return points;
    this.#centring.encode(recorder, points, true);
    return this.#centring.centred;
  }

  #labelOf(index: number): string | null {
    const { labels, rows } = this.#start;
    if (!labels) return null;
    const row = index % rows;
    return labels.text?.[row] ?? labels.classes[labels.values[row] ?? 0] ?? null;
  }

  #firstIterations(): number {
    return Math.max(2, Math.min(FIRST_ITERATIONS, FIRST_ITERATIONS_WORK / this.#iterationWork));
  }

  #settings(): StepSettings {
    const { tau, noise, dropout, optimizer, rate, momentum } = this.#values;
    return {
      temperature: tau,
      noise,
      dropout,
      optimizer: optimizer === 'adam' ? 'adam' : 'sgd',
      learningRate: rate,
      momentum,
    };
  }

  #encodeViews(recorder: Recorder): void {
    this.#training.encodeViews(recorder, this.#settings());
    this.#viewsOfStep = this.step;
  }

  #colourSource(): ColourSource {
    const { colour } = this.#values;
    if (colour === 'label') return this.#start.labels ? 'label' : 'index';
    if (colour === 'density') return this.#colouring.density ? 'density' : 'alignment';
    return colour === 'gradient' ? 'gradient' : 'alignment';
  }

  #colourField(): ColourField {
    const source = this.#colourSource();
    const { diagnostics } = this.#training;
    const { density } = this.#colouring;
    if (source === 'density' && density) {
      return { values: density, stride: 1, component: 0, categorical: false };
    }
    if (source === 'gradient') return { values: diagnostics, stride: 4, component: 0, categorical: false };
    if (source === 'alignment') return { values: diagnostics, stride: 4, component: 1, categorical: false };
    return { values: this.#labels, stride: 1, component: 0, categorical: source === 'label' };
  }

  #writeLabels(): void {
    const { labels, rows } = this.#start;
    const { count } = this.cloud;
    this.#executor.write(
      this.#labels,
      Float32Array.from({ length: count }, (_, i) => (labels ? (labels.values[i % rows] ?? 0) : i)),
    );
  }

  #readingsOf(step: number, values: ArrayLike<number>): Reading[] {
    const { batch } = this.#training.shape;
    const { ranked } = this.#training.contrastive;
    const at = (slot: number): number => values[slot] ?? Number.NaN;
    this.#shownRange = [at(6), at(7)];
    const reading = (name: string, value: number, unit: string): Reading => ({ step, name, value, unit });
    return [
      reading('loss', at(0), 'nats'),
      reading('accuracy', at(1) / ranked, ''),
      reading('positiveCosine', at(2) / (2 * batch), ''),
      reading('alignment', at(3) / (2 * batch), ''),
      reading('uniformity', UniformityProgram.value(at(4), batch), 'nats'),
    ];
  }
}
