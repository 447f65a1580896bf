/**
 * The samples behind a live chart in bounded memory. Consecutive samples share a bucket that keeps each series'
 * lowest and highest value in the order they came, so spikes survive; when all buckets are taken, neighbours merge
 * and every bucket spans twice the samples. Resolution stays even over the whole run.
 */

/** Two points a bucket: at most 2000 points a series. */
export const MAX_BUCKETS = 1000;

export type Column = (number | null)[];

interface Track {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** 1 where the lowest value came before the highest. */
  readonly lowFirst: Uint8Array;
}

export class History {
  readonly #tracks: readonly Track[];
  readonly #first = new Float64Array(MAX_BUCKETS);
  readonly #last = new Float64Array(MAX_BUCKETS);
  #buckets = 0;
  /** Samples that fill one bucket, and those in the last bucket so far. */
  #span = 1;
  #filled = 0;

  constructor(series: number) {
    this.#tracks = Array.from({ length: series }, () => ({
      low: new Float64Array(MAX_BUCKETS),
      high: new Float64Array(MAX_BUCKETS),
      lowFirst: new Uint8Array(MAX_BUCKETS),
    }));
  }

  get empty(): boolean {
    return this.#buckets === 0;
  }

  clear(): void {
    this.#buckets = 0;
    this.#span = 1;
    this.#filled = 0;
  }

  /** Adds one sample; a value that is not finite leaves no point. Steps must not decrease. */
  push(step: number, values: readonly number[]): void {
    if (this.#buckets === 0 || this.#filled === this.#span) {
      if (this.#buckets === MAX_BUCKETS) this.#mergeNeighbours();
      else this.#openBucket(step);
    }
    // After a merge the last bucket is full again unless it was opened just now.
    if (this.#filled === this.#span) this.#openBucket(step);
    const bucket = this.#buckets - 1;
    this.#last[bucket] = step;
    this.#filled++;
    this.#tracks.forEach((track, s) => {
      const value = values[s] ?? Number.NaN;
      if (!Number.isFinite(value)) return;
      const low = track.low[bucket] ?? Number.NaN;
      const high = track.high[bucket] ?? Number.NaN;
      // Comparisons with the NaN of an empty bucket are false, hence the negations.
      if (!(value >= low)) {
        track.low[bucket] = value;
        track.lowFirst[bucket] = 0;
      }
      if (!(value <= high)) {
        track.high[bucket] = value;
        track.lowFirst[bucket] = 1;
      }
    });
  }

  /** Writes the points into `columns`: steps, then one column a series; gaps are null. */
  writeTo(columns: readonly Column[]): void {
    for (const column of columns) column.length = 0;
    for (let b = 0; b < this.#buckets; b++) {
      const first = this.#first[b] ?? 0;
      const last = this.#last[b] ?? 0;
      const single = first === last;
      columns[0]?.push(first);
      if (!single) columns[0]?.push(last);
      this.#tracks.forEach((track, s) => {
        const low = track.low[b] ?? Number.NaN;
        const high = track.high[b] ?? Number.NaN;
        const lowFirst = track.lowFirst[b] === 1;
        const column = columns[s + 1];
        column?.push(point(lowFirst ? low : high));
        if (!single) column?.push(point(lowFirst ? high : low));
      });
    }
  }

  #openBucket(step: number): void {
    const bucket = this.#buckets++;
    this.#filled = 0;
    this.#first[bucket] = step;
    for (const { low, high, lowFirst } of this.#tracks) {
      low[bucket] = Number.NaN;
      high[bucket] = Number.NaN;
      lowFirst[bucket] = 1;
    }
  }

  #mergeNeighbours(): void {
    const half = MAX_BUCKETS / 2;
    for (let b = 0; b < half; b++) {
      this.#first[b] = this.#first[2 * b] ?? 0;
      this.#last[b] = this.#last[2 * b + 1] ?? 0;
      for (const track of this.#tracks) mergeInto(track, b, 2 * b, 2 * b + 1);
    }
    this.#buckets = half;
    this.#span *= 2;
    this.#filled = this.#span;
  }
}

/** Bucket `to` becomes the union of the consecutive buckets `a` and `b`; to <= a < b. */
function mergeInto(track: Track, to: number, a: number, b: number): void {
  const { low, high, lowFirst } = track;
  const [lowA, lowB] = [low[a] ?? Number.NaN, low[b] ?? Number.NaN];
  const [highA, highB] = [high[a] ?? Number.NaN, high[b] ?? Number.NaN];
  const lowFromA = lowA <= lowB || Number.isNaN(lowB);
  const highFromA = highA >= highB || Number.isNaN(highB);
  const order = lowFromA === highFromA ? (lowFirst[lowFromA ? a : b] ?? 1) : Number(lowFromA);
  low[to] = lowFromA ? lowA : lowB;
  high[to] = highFromA ? highA : highB;
  lowFirst[to] = order;
}

function point(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
