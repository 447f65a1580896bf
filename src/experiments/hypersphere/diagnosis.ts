/**
 * The closer look of the hypersphere page. Rounds of three kinds, each recorded piece by piece beside the training and
 * solved in a worker, so that neither display nor panel waits:
 *
 *   image     the similarity matrix, while somebody looks at it
 *   spectrum  points -> exact Gram matrix -> all eigenvalues, raw and centred; several times a second
 *   sample    rows evenly thinned -> pairs, neighbours (in the cloud and in the picture), classes, verdict; about once a second
 *
 * A round works on a copy of the rows as they were when it began, and gives a report of its own.
 */
import { inPieces, type Submit } from '../../programs/contrastive';
import { type DiagnosisSolver, openSolver } from '../../programs/diagnosisSolver';
import { GramProgram } from '../../programs/gram';
import { SimilarityImageProgram } from '../../programs/similarityImage';
import type { Executor, Recorder } from '../../runtime/executor';
import type { AnyKernel } from '../../runtime/kernel';
import type { GpuScope } from '../../runtime/scope';
import type { DeviceTensor } from '../../runtime/tensor';
import type { Study, StudyReport } from '../experiment';
import { DiagnosisImage } from './diagnosisImage';
import { DiagnosisSample, type DiagnosisShape, evenRows } from './diagnosisSample';
import type { MatrixOrder } from './matrixOrder';
import { imageReport, sampleReport, spectrumReport } from './report';

/** Shortest time between the beginnings of two rounds of a kind, and the largest share of the time they may take. */
const INTERVAL_MS = { image: 500, spectrum: 120, sample: 600 } as const;
const SHARE = 0.7;
/** In the order they are served. */
const KINDS = ['image', 'spectrum', 'sample'] as const;
/** Spectra are read and solved while the next ones are summed. */
const MOST_UNDER_WAY = { image: 1, spectrum: 3, sample: 1 } as const;
/** Share of a turn's time that pieces may take, and what a piece takes at most on its adapter. */
const TURN_SHARE = 0.25;
const PIECE_MS = 10;
const FEWEST_PIECES = 3;
const MOST_PIECES = 48;

/** What an adapter can do beside the training; multiply-adds. */
interface Budget {
  readonly spectrum: number;
  readonly pairs: number;
  readonly rows: number;
  readonly perPiece: number;
}
const SOFTWARE: Budget = { spectrum: 2 ** 23, pairs: 2 ** 24, rows: 2048, perPiece: 2 ** 23 };
const HARDWARE: Budget = { spectrum: 2 ** 32, pairs: 2 ** 32, rows: 8192, perPiece: 2 ** 29 };
/** Float64 in one thread: the pictures of the page wait in the same line. */
const REFERENCE: Budget = { spectrum: 2 ** 21, pairs: 2 ** 22, rows: 256, perPiece: 2 ** 20 };
const FEWEST_ROWS = 512;

/** What the page tells of itself with every report. */
export interface DiagnosisSettings {
  readonly temperature: number;
  readonly order: MatrixOrder;
}

type RoundKind = keyof typeof INTERVAL_MS;

/** A look under way: its pieces still to record, and the state it looks at. */
interface Round {
  readonly kind: RoundKind;
  readonly step: number;
  readonly settings: DiagnosisSettings;
  readonly began: number;
  readonly queue: ((recorder: Recorder) => void)[];
  /** As drawn when the round began; read after the submit that began it. */
  positions: Promise<ArrayLike<number>> | null;
}

/** How one kind of round is paced. */
interface Pace {
  began: number;
  took: number;
  /** State that the latest round looks at. */
  looked: string;
  /** Rounds recorded, and not yet solved. */
  underWay: number;
}

export class Diagnosis implements Study {
  static readonly kernels: readonly AnyKernel[] = [
    ...GramProgram.kernels,
    ...DiagnosisSample.kernels,
    ...SimilarityImageProgram.kernels,
  ];

  readonly ready: Promise<void>;
  readonly #executor: Executor;
  readonly #shape: DiagnosisShape;
  readonly #state: () => { readonly step: number; readonly settings: DiagnosisSettings };
  readonly #solver: DiagnosisSolver;
  readonly #spectrum: {
    readonly rows: number;
    readonly order: DeviceTensor<'u32'>;
    readonly program: GramProgram;
  };
  readonly #sample: DiagnosisSample;
  readonly #image: DiagnosisImage;
  readonly #paces: Readonly<Record<RoundKind, Pace>> = {
    image: newPace(),
    spectrum: newPace(),
    sample: newPace(),
  };
  #compiled = false;
  #watched: ReadonlySet<string> = new Set();
  /** Counts what changes the picture without a step. */
  #version = 0;
  #turnBegan = performance.now();
  /** Rounds with pieces still to record. */
  #open: Round[] = [];
  /** As read last. */
  #drawn: ArrayLike<number> = [];
  #sampled = false;
  /** Whether the rows were unit when a sample was looked at last: an image of others shows nothing. */
  #unit = true;

  /** @param state the step and settings that a round which begins now belongs to */
  constructor(
    executor: Executor,
    scope: GpuScope,
    shape: DiagnosisShape,
    state: () => { readonly step: number; readonly settings: DiagnosisSettings },
  ) {
    const { rows, columns } = shape;
    const budget = budgetOf(executor);
    this.#executor = executor;
    this.#shape = shape;
    this.#state = state;
    this.ready = this.#compile();
    // Whoever awaits it hears of a failure; the run itself goes on without.
    this.ready.catch(() => undefined);
    this.#solver = openSolver();
    scope.own(() => this.#solver[Symbol.dispose]());
    // Twice as many rows as columns at least: fewer would show their own number for the cloud's rank.
    const affordable = Math.max(FEWEST_ROWS, 2 * columns, Math.floor(budget.spectrum / columns ** 2));
    const spectrumRows = Math.min(rows, affordable);
    this.#spectrum = {
      rows: spectrumRows,
      order: executor.allocate(scope, 'rows of the spectrum', [spectrumRows], 'u32'),
      program: new GramProgram(executor, scope, {
        rows: spectrumRows,
        columns,
        // Far fewer rows than columns: the smaller matrix, at the price of the columns' own variances.
        byRows: 2 * spectrumRows <= columns,
        workPerSubmit: budget.perPiece,
      }),
    };
    executor.write(this.#spectrum.order, evenRows(rows, spectrumRows));
    const sampleRows = Math.min(
      rows,
      budget.rows,
      Math.max(Math.min(FEWEST_ROWS, 2 * columns), Math.floor(Math.sqrt(budget.pairs / columns))),
    );
    this.#sample = new DiagnosisSample(executor, scope, shape, sampleRows, budget.perPiece);
    this.#image = new DiagnosisImage(executor, scope, shape, sampleRows);
  }

  /** Rows that the rounds look at. */
  get rows(): { readonly spectrum: number; readonly sample: number } {
    return { spectrum: this.#spectrum.rows, sample: this.#sample.rows };
  }

  get pending(): boolean {
    return this.#open.length > 0 || KINDS.some((kind) => this.#isDue(kind));
  }

  watch(figures: ReadonlySet<string>): void {
    this.#watched = figures;
  }

  /** What is drawn or asked for changed without a step. */
  invalidate(): void {
    this.#version++;
  }

  setPalette(table: Float32Array): void {
    this.#image.setTable(table);
    this.#paces.image.looked = '';
  }

  encode(recorder: Recorder): void {
    for (const kind of KINDS) if (this.#isDue(kind)) this.#open.push(this.#begin(kind));
    const submit = inPieces(recorder);
    let pieces = this.#piecesOfTurn();
    // In the order of KINDS: a spectrum is a few pieces, and asked for several times a second; a sample waits.
    this.#open.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
    for (const { queue } of this.#open) {
      const taken = queue.splice(0, Math.max(1, pieces));
      for (const piece of taken) submit(piece);
      pieces -= taken.length;
    }
  }

  collect(): readonly Promise<StudyReport>[] {
    for (const round of this.#open) {
      if (round.positions) continue;
      round.positions = this.#executor.read(this.#shape.positions);
      // Awaited with the round; if that fails first, this is an echo.
      round.positions.catch(() => undefined);
    }
    const whole = this.#open.filter(({ queue }) => queue.length === 0);
    this.#open = this.#open.filter(({ queue }) => queue.length > 0);
    return whole.map((round) => this.#finish(round));
  }

  async #compile(): Promise<void> {
    await this.#executor.prepare(Diagnosis.kernels);
    this.#compiled = true;
  }

  /** Long turns have room for many pieces, and nothing is shown yet before the first sample. */
  #piecesOfTurn(): number {
    const now = performance.now();
    const turn = now - this.#turnBegan;
    this.#turnBegan = now;
    if (!this.#sampled && this.#executor.backend === 'webgpu') return MOST_PIECES;
    return Math.min(MOST_PIECES, Math.max(FEWEST_PIECES, Math.round((TURN_SHARE * turn) / PIECE_MS)));
  }

  #isDue(kind: RoundKind): boolean {
    if (!this.#compiled || this.#open.some((round) => round.kind === kind)) return false;
    if (kind === 'image' && !(this.#watched.has('matrix') && this.#unit)) return false;
    const { began, took, looked, underWay } = this.#paces[kind];
    if (underWay >= MOST_UNDER_WAY[kind] || looked === this.#stateKey()) return false;
    // Rounds that overlap may follow each other at once; others rest.
    const rest = MOST_UNDER_WAY[kind] > 1 ? 0 : took / SHARE;
    return performance.now() - began >= Math.max(INTERVAL_MS[kind], rest);
  }

  #stateKey(): string {
    const { step, settings } = this.#state();
    return `${step} ${this.#version} ${settings.temperature} ${settings.order}`;
  }

  #begin(kind: RoundKind): Round {
    const pace = this.#paces[kind];
    pace.began = performance.now();
    pace.looked = this.#stateKey();
    pace.underWay++;
    const round: Round = { kind, ...this.#state(), began: pace.began, queue: [], positions: null };
    const submit: Submit = (record) => {
      round.queue.push(record);
    };
    const { points, largest } = this.#shape;
    if (kind === 'sample') this.#sample.encode(submit, round.settings.temperature);
    else if (kind === 'image') this.#image.encode(submit, round.settings.order, this.#drawn);
    else {
      const { program, order, rows } = this.#spectrum;
      program.encode(submit, points, { order, count: rows, largest });
    }
    return round;
  }

  async #finish({ kind, step, settings, began, positions }: Round): Promise<StudyReport> {
    const pace = this.#paces[kind];
    try {
      // What a later round would overwrite is read now, in order with what was submitted.
      const image = kind === 'image' ? this.#image.frame() : null;
      const gram = kind === 'spectrum' ? await this.#spectrum.program.read() : null;
      const task = kind === 'sample' ? await this.#sample.read(settings.temperature) : null;
      this.#drawn = (await positions) ?? [];
      const look = { step, positions: Float32Array.from(this.#drawn) };
      if (image) return imageReport(look, image);
      if (gram) return spectrumReport(look, await this.#solver.solve({ kind: 'spectrum', gram }));
      if (!task) throw new Error(`a round of kind ${kind} has nothing to tell`);
      const sample = await this.#solver.solve(task);
      this.#unit = sample.unit;
      this.#sampled = true;
      return sampleReport(look, sample);
    } catch (error) {
      // What failed once would fail at every state: the run goes on without.
      this.#compiled = false;
      this.#open = [];
      throw error;
    } finally {
      pace.took = performance.now() - began;
      pace.underWay--;
    }
  }
}

function budgetOf({ backend, adapter }: Executor): Budget {
  if (backend === 'reference') return REFERENCE;
  return adapter?.software === false ? HARDWARE : SOFTWARE;
}

function newPace(): Pace {
  return { began: Number.NEGATIVE_INFINITY, took: 0, looked: '', underWay: 0 };
}
