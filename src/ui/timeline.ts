/**
 * What a run has shown, kept for going back: the closer looks at its states, with positions thinned and rounded.
 * At most MOMENTS of them; when all are taken, every second one is dropped and new ones are taken half as often,
 * so that they stay even over the run. One moment is 6 bytes a point of at most POINTS, 4 bytes an eigenvalue and
 * a few kilobytes of figures: at 2,048 points and 784 eigenvalues 256 moments are 5 MB.
 */
import type { StudyReport } from '../experiments/experiment';

export const MOMENTS = 256;
const POINTS = 2048;
/** Positions lie in the unit ball and are kept as 16-bit fractions. */
const UNIT = 32_767;

export interface Moment {
  readonly report: Omit<StudyReport, 'positions'>;
  readonly positions: Int16Array;
}

export class Timeline {
  #moments: Moment[] = [];
  /** Reports to one moment. */
  #stride = 1;
  #sinceLast = 0;

  get moments(): readonly Moment[] {
    return this.#moments;
  }

  clear(): void {
    this.#moments = [];
    this.#stride = 1;
    this.#sinceLast = 0;
  }

  /** Reports come in the order of their steps; several of one step count as one. */
  push(report: StudyReport): void {
    const last = this.#moments.at(-1);
    if (last?.report.step === report.step) {
      this.#moments[this.#moments.length - 1] = momentOf(report);
      return;
    }
    if (++this.#sinceLast < this.#stride) return;
    this.#sinceLast = 0;
    this.#moments.push(momentOf(report));
    if (this.#moments.length < MOMENTS) return;
    this.#moments = this.#moments.filter((_, index) => index % 2 === 0);
    this.#stride *= 2;
  }

  /** Index of the moment nearest to a step; -1 while there is none. */
  nearest(step: number): number {
    let best = -1;
    let distance = Number.POSITIVE_INFINITY;
    for (const [index, { report }] of this.#moments.entries()) {
      if (Math.abs(report.step - step) >= distance) continue;
      distance = Math.abs(report.step - step);
      best = index;
    }
    return best;
  }
}

/** Rows kept of `count`, evenly. */
export function keptRows(count: number): Uint32Array {
  const kept = Math.min(count, POINTS);
  return Uint32Array.from({ length: kept }, (_, i) => Math.floor((i * count) / kept));
}

/** [kept, 4] as the sphere draws them. */
export function positionsOf({ positions }: Moment): Float32Array {
  return Float32Array.from({ length: (positions.length / 3) * 4 }, (_, i) =>
    i % 4 === 3 ? 1 : (positions[3 * Math.floor(i / 4) + (i % 4)] ?? 0) / UNIT,
  );
}

function momentOf({ positions, ...report }: StudyReport): Moment {
  const rows = keptRows(positions.length / 4);
  const thinned = new Int16Array(3 * rows.length);
  for (const [i, row] of rows.entries()) {
    for (let axis = 0; axis < 3; axis++) {
      thinned[3 * i + axis] = Math.round(UNIT * (positions[4 * row + axis] ?? 0));
    }
  }
  return {
    report: { ...report, figures: report.figures.filter(({ kind }) => kind !== 'matrix') },
    positions: thinned,
  };
}
