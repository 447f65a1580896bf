/** Device time per stage from timestamp queries, where the adapter has them. */
import type { StageTime } from './executor';

const MAX_STAGES = 512;

/** Milliseconds between two nanosecond timestamps; a clock that runs backwards counts as 0. */
function elapsedMs(begin: bigint, end: bigint): number {
  return end > begin ? Number(end - begin) / 1e6 : 0;
}

export class StageTimer implements Disposable {
  readonly #queries: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #staging: GPUBuffer;
  #busy = false;
  #names: string[] = [];
  #latest: readonly StageTime[] = [];

  /** Null when the device has no timestamps. */
  static create(device: GPUDevice): StageTimer | null {
    return device.features.has('timestamp-query') ? new StageTimer(device) : null;
  }

  private constructor(device: GPUDevice) {
    this.#queries = device.createQuerySet({ label: 'stage times', type: 'timestamp', count: 2 * MAX_STAGES });
    this.#resolved = device.createBuffer({
      label: 'stage times, resolved',
      size: 16 * MAX_STAGES,
      usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    });
    this.#staging = device.createBuffer({
      label: 'stage times, staging',
      size: 16 * MAX_STAGES,
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
  }

  /** Of the latest submit whose times have arrived. */
  get latest(): readonly StageTime[] {
    return this.#latest;
  }

  /** Starts a submit. Nothing is timed while the previous figures are on their way. */
  begin(): void {
    if (!this.#busy) this.#names = [];
  }

  /** The timestamp writes of the next pass, or undefined when it is not timed. */
  pass(stage: string): GPUComputePassTimestampWrites | undefined {
    if (this.#busy || this.#names.length >= MAX_STAGES) return undefined;
    const index = 2 * this.#names.push(stage) - 2;
    return { querySet: this.#queries, beginningOfPassWriteIndex: index, endOfPassWriteIndex: index + 1 };
  }

  /** Records the resolve; the returned function must be called after the submit. */
  resolve(encoder: GPUCommandEncoder): (() => Promise<void>) | null {
    const names = this.#names;
    if (this.#busy || names.length === 0) return null;
    this.#busy = true;
    const byteLength = 16 * names.length;
    encoder.resolveQuerySet(this.#queries, 0, 2 * names.length, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, this.#staging, 0, byteLength);
    return async () => {
      try {
        await this.#staging.mapAsync(GPUMapMode.READ, 0, byteLength);
        const stamps = new BigUint64Array(this.#staging.getMappedRange(0, byteLength).slice(0));
        this.#staging.unmap();
        this.#latest = sumByStage(names, stamps);
      } finally {
        this.#busy = false;
      }
    };
  }

  [Symbol.dispose](): void {
    this.#queries.destroy();
    this.#resolved.destroy();
    this.#staging.destroy();
  }
}

function sumByStage(names: readonly string[], stamps: BigUint64Array): readonly StageTime[] {
  const totals = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const elapsed = elapsedMs(stamps[2 * index] ?? 0n, stamps[2 * index + 1] ?? 0n);
    totals.set(name, (totals.get(name) ?? 0) + elapsed);
  }
  return [...totals].map(([stage, milliseconds]) => ({ stage, milliseconds }));
}
