/**
 * What a run has shown, kept for going back: the reports of its closer looks, with positions thinned and rounded, and
 * the readings. Every kind of round has a track of at most MOMENTS; when one is full, every second moment goes and new
 * ones are kept half as often, so that they stay even over the run. A moment is 6 bytes a point of at most POINTS, and
 * for a spectrum 28 bytes an eigenvalue: at 2,048 points and 784 eigenvalues both tracks together take 11 MB.
 */
import type { Reading, StudyReport } from '../experiments/experiment';
import type { ShownFigure } from '../experiments/figures';

export const MOMENTS = 192;
const POINTS = 2048;
/** Positions are kept as 16-bit fractions of the largest, 1 in the unit ball. */
const UNIT = 32_767;

export interface Moment {
  readonly report: Omit<StudyReport, 'positions'>;
  readonly positions: Int16Array;
  readonly scale: number;
}

/** A bounded track of things that have a step. */
class Track<T> {
  items: { readonly step: number; readonly item: T }[] = [];
  /** Steps to one kept. */
  #stride = 1;
  #skipped = 0;
  #lastStep = Number.NEGATIVE_INFINITY;

  /** Steps come in order; the latest of one step counts. @returns whether it was kept */
  push(step: number, item: T): void {
    if (this.items.at(-1)?.step === step) {
      this.items[this.items.length - 1] = { step, item };
      return;
    }
    if (step !== this.#lastStep) this.#skipped++;
    this.#lastStep = step;
    if (this.#skipped < this.#stride) return;
    this.#skipped = 0;
    this.items.push({ step, item });
    if (this.items.length < MOMENTS) return;
    this.items = this.items.filter((_, index) => index % 2 === 0);
    this.#stride *= 2;
  }

  /** Index nearest to a step; -1 while there is none. */
  nearest(step: number): number {
    let best = -1;
    for (const [index, item] of this.items.entries()) {
      const distance = Math.abs(item.step - step);
      if (best < 0 || distance < Math.abs((this.items[best]?.step ?? 0) - step)) best = index;
    }
    return best;
  }

  at(step: number): T | undefined {
    return this.items[this.nearest(step)]?.item;
  }
}

export class Timeline {
  #rounds = new Map<string, Track<Moment>>();
  #readings = new Track<readonly Reading[]>();
  #moments: readonly Moment[] = [];

  /** Of all rounds, in the order of their steps. */
  get moments(): readonly Moment[] {
    return this.#moments;
  }

  clear(): void {
    this.#rounds = new Map();
    this.#readings = new Track();
    this.#moments = [];
  }

  push(report: StudyReport): void {
    const track = this.#rounds.get(report.round) ?? new Track<Moment>();
    this.#rounds.set(report.round, track);
    track.push(report.step, momentOf(report));
    this.#moments = [...this.#rounds.values()]
      .flatMap(({ items }) => items.map(({ item }) => item))
      .sort((a, b) => a.report.step - b.report.step);
  }

  pushReadings(readings: readonly Reading[]): void {
    this.#readings.push(readings[0]?.step ?? 0, readings);
  }

  /** Readings of the measures nearest to a step. */
  readingsAt(step: number): readonly Reading[] {
    return this.#readings.at(step) ?? [];
  }

  /** What was known at a step: of every kind of round the report nearest to it. */
  reportAt(step: number): Omit<StudyReport, 'positions'> | null {
    const reports = [...this.#rounds.values()].flatMap((track) => track.at(step)?.report ?? []);
    return reports.length > 0 ? merged(reports) : null;
  }

  /** Index of the moment nearest to a step; -1 while there is none. */
  nearest(step: number): number {
    let best = -1;
    for (const [index, { report }] of this.#moments.entries()) {
      const distance = Math.abs(report.step - step);
      if (best < 0 || distance < Math.abs((this.#moments[best]?.report.step ?? 0) - step)) best = index;
    }
    return best;
  }
}

type Told = Omit<StudyReport, 'positions'>;

/** The reports of several rounds as one; its step is the latest of theirs. */
export function merged(reports: readonly Told[]): Told {
  const figures = new Map<string, ShownFigure>();
  for (const figure of reports.flatMap((report) => report.figures)) {
    const other = figures.get(figure.id);
    // Each round measures its own rows of the strip.
    const both =
      figure.kind === 'metrics' && other?.kind === 'metrics'
        ? { ...figure, frame: [...other.frame, ...figure.frame] }
        : figure;
    figures.set(figure.id, both);
  }
  return {
    round: reports.map(({ round }) => round).join(' '),
    step: Math.max(...reports.map(({ step }) => step)),
    readings: reports.flatMap(({ readings }) => readings),
    figures: [...figures.values()],
    verdict: reports.find(({ verdict }) => verdict !== null)?.verdict ?? null,
    badges: reports.flatMap(({ badges }) => badges),
    spectrum: reports.find(({ spectrum }) => spectrum.length > 0)?.spectrum ?? new Float32Array(),
  };
}

/** Rows kept of `count`, evenly. */
export function keptRows(count: number): Uint32Array {
  const kept = Math.min(count, POINTS);
  return Uint32Array.from({ length: kept }, (_, i) => Math.floor((i * count) / kept));
}

/** [kept, 4] as the sphere draws them: x, y, z, and the length kept. */
export function positionsOf({ positions, scale }: Moment): Float32Array {
  const drawn = new Float32Array((positions.length / 3) * 4);
  for (let point = 0; point < positions.length / 3; point++) {
    const at = [0, 1, 2].map((axis) => ((positions[3 * point + axis] ?? 0) * scale) / UNIT);
    drawn.set([...at, Math.hypot(...at)], 4 * point);
  }
  return drawn;
}

function momentOf({ positions, ...report }: StudyReport): Moment {
  const rows = keptRows(positions.length / 4);
  const coordinates = [...rows].flatMap((row) => [0, 1, 2].map((axis) => positions[4 * row + axis] ?? 0));
  const scale = coordinates.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  return {
    report: { ...report, figures: report.figures.filter(({ kind }) => kind !== 'matrix') },
    positions: Int16Array.from(coordinates, (x) => Math.round((UNIT * x) / scale)),
    scale,
  };
}
