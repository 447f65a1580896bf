/**
 * The closer look of the hypersphere page. Two rounds, each recorded piece by piece beside the training and solved in
 * a worker, so that neither display nor panel waits:
 *
 *   spectrum  points -> exact Gram matrix -> all eigenvalues, raw and centred; several times a second
 *   sample    rows evenly thinned -> pairs, neighbours (in the cloud and in the picture), classes, verdict; about once a second
 *
 * A round works on a copy of the rows as they were when it began. Every finished round gives a report; what it did
 * not measure is told from the round before.
 */

import type { Labels } from '../../data/dataset';
import gatherRows from '../../kernels/gather_rows';
import { CentringProgram } from '../../programs/centring';
import { inPieces, type Submit } from '../../programs/contrastive';
import type { SampleSolution, SpectrumSolution } from '../../programs/diagnosis';
import { type DiagnosisSolver, openSolver } from '../../programs/diagnosisSolver';
import { GramProgram } from '../../programs/gram';
import { NeighbourProgram } from '../../programs/neighbours';
import { PairwiseProgram } from '../../programs/pairwise';
import { MAX_IMAGE_ROWS, SimilarityImageProgram } from '../../programs/similarityImage';
import { UniformityProgram } from '../../programs/uniformity';
import type { Executor, Recorder } from '../../runtime/executor';
import type { AnyKernel } from '../../runtime/kernel';
import type { GpuScope } from '../../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../../runtime/tensor';
import type { Study, StudyReport } from '../experiment';
import type { MatrixFrame } from '../figures';
import { type MatrixOrder, type OrderedRows, orderedRows } from './matrixOrder';
import { type Found, reportOf } from './report';

/** Neighbours a row is asked for: enough for graphs that chance does not tear. */
const NEIGHBOURS = 10;
/** Uniformity's t (Wang & Isola 2020). */
const UNIFORMITY_T = 2;
/** Shortest time between the beginnings of two rounds of a kind, and the largest share of the time they may take. */
const INTERVAL_MS = { spectrum: 150, sample: 600, image: 500 } as const;
const SHARE = 0.5;
/** Share of a turn's time that the pieces of a round may take, and what a piece takes at most on its adapter. */
const TURN_SHARE = 0.25;
const PIECE_MS = 20;
const MOST_PIECES = 24;

/** What an adapter can do beside the training; multiply-adds. */
interface Budget {
  readonly spectrum: number;
  readonly pairs: number;
  readonly rows: number;
  readonly perTurn: number;
}
const SOFTWARE: Budget = { spectrum: 2 ** 24, pairs: 2 ** 24, rows: 2048, perTurn: 2 ** 24 };
const HARDWARE: Budget = { spectrum: 2 ** 32, pairs: 2 ** 32, rows: 8192, perTurn: 2 ** 29 };
const FEWEST_ROWS = 512;
/** Cosines at the ends of the colours of the matrix. */
const IMAGE_RANGE = [-1, 1] as const;

export interface DiagnosisShape {
  /** Rows of the cloud that are looked at: the first `rows` of the points. */
  readonly rows: number;
  readonly columns: number;
  readonly points: DeviceTensor<'f32'>;
  /** [rows, 4] as drawn. */
  readonly positions: DeviceTensor<'f32'>;
  readonly labels: Labels | null;
  /** Bound of the entries of the points: 1 for unit rows. */
  readonly largest: number;
  readonly palette: Float32Array;
}

/** What the page tells of itself with every report. */
export interface DiagnosisSettings {
  readonly temperature: number;
  readonly order: MatrixOrder;
}

type Round = keyof typeof INTERVAL_MS;

export class Diagnosis implements Study {
  static readonly kernels: readonly AnyKernel[] = [
    gatherRows,
    ...GramProgram.kernels,
    ...PairwiseProgram.kernels,
    ...NeighbourProgram.kernels,
    ...UniformityProgram.kernels,
    ...CentringProgram.kernels,
    ...SimilarityImageProgram.kernels,
  ];

  readonly ready: Promise<void>;
  readonly #executor: Executor;
  readonly #shape: DiagnosisShape;
  readonly #state: () => { readonly step: number; readonly settings: DiagnosisSettings };
  readonly #solver: DiagnosisSolver;
  readonly #spectrum: { readonly rows: number; readonly program: GramProgram };
  readonly #sample: Sample;
  #watched: ReadonlySet<string> = new Set();
  /** Counts what changes the picture without a step. */
  #version = 0;
  #queue: ((recorder: Recorder) => void)[] = [];
  #round: Round | null = null;
  #began: Record<Round, number> = perRound(Number.NEGATIVE_INFINITY);
  #took: Record<Round, number> = perRound(0);
  /** State that each kind of round has looked at. */
  #looked: Record<Round, string> = perRound('');
  #turnBegan = performance.now();
  #found: { spectrum: Found<SpectrumSolution> | null; sample: Found<SampleSolution> | null } = {
    spectrum: null,
    sample: null,
  };
  #step = 0;
  #settings: DiagnosisSettings;
  #whole = false;
  #compiled = false;

  /** @param state the step and settings that a round which begins now belongs to */
  constructor(
    executor: Executor,
    scope: GpuScope,
    shape: DiagnosisShape,
    state: () => { readonly step: number; readonly settings: DiagnosisSettings },
  ) {
    const { rows, columns } = shape;
    const budget = executor.adapter?.software === false ? HARDWARE : SOFTWARE;
    this.#executor = executor;
    this.#shape = shape;
    this.#state = state;
    this.#settings = state().settings;
    this.ready = executor.prepare(Diagnosis.kernels).then(() => {
      this.#compiled = true;
    });
    // Whoever awaits it hears of a failure; the run itself goes on without.
    this.ready.catch(() => undefined);
    this.#solver = openSolver();
    scope.own(() => this.#solver[Symbol.dispose]());
    // Twice as many rows as columns at least: fewer would show their own number for the cloud's rank.
    const affordable = Math.max(FEWEST_ROWS, 2 * columns, Math.floor(budget.spectrum / columns ** 2));
    const spectrumRows = Math.min(rows, affordable);
    this.#spectrum = {
      rows: spectrumRows,
      program: new GramProgram(executor, scope, {
        rows: spectrumRows,
        columns,
        byRows: false,
        workPerSubmit: budget.perTurn,
      }),
    };
    const sampleRows = Math.min(
      rows,
      budget.rows,
      Math.max(FEWEST_ROWS, Math.floor(Math.sqrt(budget.pairs / columns))),
    );
    this.#sample = new Sample(executor, scope, shape, sampleRows, budget.perTurn);
  }

  /** Rows that the rounds look at. */
  get rows(): { readonly spectrum: number; readonly sample: number } {
    return { spectrum: this.#spectrum.rows, sample: this.#sample.rows };
  }

  get pending(): boolean {
    return this.#queue.length > 0 || this.#due() !== null;
  }

  watch(figures: ReadonlySet<string>): void {
    this.#watched = figures;
  }

  /** What is drawn or asked for changed without a step. */
  invalidate(): void {
    this.#version++;
  }

  setPalette(table: Float32Array): void {
    this.#sample.image.setTable(table);
    this.invalidate();
  }

  encode(recorder: Recorder): void {
    if (this.#queue.length === 0) {
      const due = this.#due();
      if (!due) return;
      this.#begin(due);
    }
    const submit = inPieces(recorder);
    for (const piece of this.#queue.splice(0, this.#piecesOfTurn())) submit(piece);
    this.#whole = this.#queue.length === 0;
  }

  collect(): Promise<StudyReport> | null {
    const round = this.#round;
    if (!this.#whole || !round) return null;
    this.#whole = false;
    return this.#finish(round);
  }

  /** Long turns have room for many pieces; three at least, so that a small spectrum goes in one turn. */
  #piecesOfTurn(): number {
    const now = performance.now();
    const turn = now - this.#turnBegan;
    this.#turnBegan = now;
    return Math.min(MOST_PIECES, Math.max(3, Math.round((TURN_SHARE * turn) / PIECE_MS)));
  }

  #due(): Round | null {
    if (this.#round || !this.#compiled) return null;
    const now = performance.now();
    const state = this.#stateKey();
    const due = (round: Round): boolean =>
      this.#looked[round] !== state &&
      now - this.#began[round] >= Math.max(INTERVAL_MS[round], this.#took[round] / SHARE);
    if (this.#watched.has('matrix') && due('image')) return 'image';
    if (due('sample')) return 'sample';
    return due('spectrum') ? 'spectrum' : null;
  }

  #stateKey(): string {
    const { step, settings } = this.#state();
    return `${step} ${this.#version} ${settings.temperature} ${settings.order}`;
  }

  #begin(round: Round): void {
    const { step, settings } = this.#state();
    this.#round = round;
    this.#step = step;
    this.#settings = settings;
    this.#began[round] = performance.now();
    this.#looked[round] = this.#stateKey();
    const submit: Submit = (record) => {
      this.#queue.push(record);
    };
    if (round === 'sample') {
      this.#sample.encode(submit, settings.temperature);
      return;
    }
    if (round === 'image') {
      this.#sample.encodeImage(submit, settings.order);
      return;
    }
    const { program, rows } = this.#spectrum;
    program.encode(submit, this.#shape.points, {
      order: this.#sample.spectrumOrder(rows),
      count: rows,
      largest: this.#shape.largest,
    });
  }

  async #finish(round: Round): Promise<StudyReport> {
    const step = this.#step;
    const settings = this.#settings;
    try {
      const positions = this.#executor.read(this.#shape.positions);
      positions.catch(() => undefined);
      if (round === 'spectrum') {
        const gram = await this.#spectrum.program.read();
        this.#found.spectrum = { step, solution: await this.#solver.solve({ kind: 'spectrum', gram }) };
      } else if (round === 'sample') {
        const task = await this.#sample.read(settings.temperature);
        this.#found.sample = { step, solution: await this.#solver.solve(task) };
      }
      return reportOf({
        step,
        ...this.#found,
        matrix: round === 'image' ? this.#sample.matrix() : null,
        positions: Float32Array.from(await positions),
      });
    } finally {
      this.#took[round] = performance.now() - this.#began[round];
      this.#round = null;
    }
  }
}

/** Evenly thinned rows of the cloud and what is measured on them. Owns its tensors through the session's scope. */
class Sample {
  readonly rows: number;
  readonly image: SimilarityImageProgram;
  readonly #executor: Executor;
  readonly #scope: GpuScope;
  readonly #shape: DiagnosisShape;
  readonly #order: DeviceTensor<'u32'>;
  readonly #kept: Uint32Array;
  readonly #z: DeviceTensor<'f32'>;
  readonly #positions: DeviceTensor<'f32'>;
  readonly #centring: CentringProgram;
  readonly #pairs: { readonly raw: PairwiseProgram; readonly centred: PairwiseProgram };
  readonly #uniformity: { readonly raw: UniformityProgram; readonly centred: UniformityProgram };
  readonly #neighbours: NeighbourProgram;
  readonly #labels: { readonly values: Uint32Array; readonly classes: readonly string[] } | null;
  #spectrumOrder: DeviceTensor<'u32'> | null = null;
  /** As read last; the order by angle follows the picture by one round. */
  #drawn: ArrayLike<number> = [];
  #imaged: OrderedRows | null = null;

  constructor(
    executor: Executor,
    scope: GpuScope,
    shape: DiagnosisShape,
    rows: number,
    workPerSubmit: number,
  ) {
    const { columns, labels } = shape;
    this.#executor = executor;
    this.#scope = scope;
    this.#shape = shape;
    this.rows = rows;
    this.#kept = evenRows(shape.rows, rows);
    this.#order = executor.allocate(scope, 'sampled rows', [rows], 'u32');
    executor.write(this.#order, this.#kept);
    this.#z = executor.allocate(scope, 'sample', [rows, paddedColumns(columns)]);
    this.#positions = executor.allocate(scope, 'sampled positions', [rows, 4]);
    this.#centring = new CentringProgram(executor, scope, rows, columns);
    const pairs = () => new PairwiseProgram(executor, scope, rows, columns, workPerSubmit);
    const uniformity = () => new UniformityProgram(executor, scope, rows, columns, workPerSubmit);
    this.#pairs = { raw: pairs(), centred: pairs() };
    this.#uniformity = { raw: uniformity(), centred: uniformity() };
    this.#neighbours = new NeighbourProgram(executor, scope, rows, columns, NEIGHBOURS, workPerSubmit);
    this.image = new SimilarityImageProgram(executor, scope, this.#imageRows, columns, shape.palette);
    this.#labels = labels && {
      values: Uint32Array.from(this.#kept, (row) => labels.values[row] ?? 0),
      classes: labels.classes,
    };
  }

  /** Rows that the spectrum looks at, as the device takes them. */
  spectrumOrder(rows: number): DeviceTensor<'u32'> {
    if (!this.#spectrumOrder) {
      this.#spectrumOrder = this.#executor.allocate(this.#scope, 'rows of the spectrum', [rows], 'u32');
      this.#executor.write(this.#spectrumOrder, evenRows(this.#shape.rows, rows));
    }
    return this.#spectrumOrder;
  }

  encode(submit: Submit, temperature: number): void {
    const { positions } = this.#shape;
    const rows = this.rows;
    submit((recorder) => {
      this.#gather(recorder);
      recorder.dispatch(
        gatherRows,
        { x: positions, order: this.#order, gathered: this.#positions },
        { rows, d4: 1 },
      );
      this.#centring.encode(recorder, this.#z, true);
    });
    this.#pairs.raw.encode(submit, this.#z, temperature);
    this.#pairs.centred.encode(submit, this.#centring.centred, temperature);
    this.#uniformity.raw.encode(submit, this.#z, UNIFORMITY_T);
    this.#uniformity.centred.encode(submit, this.#centring.centred, UNIFORMITY_T);
    this.#neighbours.encode(submit, this.#z);
    this.#neighbours.encodeDrawn(submit, this.#positions, this.#z);
  }

  encodeImage(submit: Submit, order: MatrixOrder): void {
    this.#imaged = orderedRows(order, this.#imageRows, this.#drawn, this.#labels);
    this.image.setOrder(this.#imaged.rows);
    submit((recorder) => {
      this.#gather(recorder);
      this.image.encode(recorder, this.#z, ...IMAGE_RANGE);
    });
  }

  #gather(recorder: Recorder): void {
    const { columns, points } = this.#shape;
    recorder.stage('sample');
    recorder.dispatch(
      gatherRows,
      { x: points, order: this.#order, gathered: this.#z },
      { rows: this.rows, d4: paddedColumns(columns) / 4 },
    );
  }

  async read(temperature: number) {
    const { columns } = this.#shape;
    const executor = this.#executor;
    const [z, pairs, centredPairs, raw, centred, neighbours, positions] = await Promise.all([
      executor.read(this.#z),
      this.#pairs.raw.read(),
      this.#pairs.centred.read(),
      executor.read(this.#uniformity.raw.logSum),
      executor.read(this.#uniformity.centred.logSum),
      this.#neighbours.read(),
      executor.read(this.#positions),
    ]);
    this.#drawn = positions;
    return {
      kind: 'sample' as const,
      rows: this.rows,
      columns,
      z,
      temperature,
      pairs,
      centredPairs,
      potentials: { raw: raw[0] ?? Number.NaN, centred: centred[0] ?? Number.NaN },
      neighbours,
      labels: this.#labels,
    };
  }

  /** The matrix as it was imaged last; null while nobody looks. */
  matrix(): MatrixFrame | null {
    if (!this.#imaged) return null;
    const { rows, groups } = this.#imaged;
    const { pixels, pitch } = this.image;
    return {
      size: this.#imageRows,
      pitch,
      pixels,
      range: IMAGE_RANGE,
      order: rows.map((row) => this.#kept[row] ?? 0),
      groups,
    };
  }

  get #imageRows(): number {
    return Math.min(this.rows, MAX_IMAGE_ROWS);
  }
}

function perRound<T>(value: T): Record<Round, T> {
  return { spectrum: value, sample: value, image: value };
}

/** `count` of `total` rows, evenly. */
function evenRows(total: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => Math.floor((i * total) / count));
}
