/**
 * Ownership in one place: a scope releases what was acquired through it, last first, when it is disposed.
 * Whoever creates a scope disposes it (`using scope = new GpuScope('name')`); kernels and views borrow.
 */
export class GpuScope implements Disposable {
  readonly label: string;
  #releases: (() => void)[] = [];
  #closed = false;

  constructor(label: string) {
    this.label = label;
  }

  /** Registers a release to run at disposal. @throws when the scope is closed already: the thing would leak */
  own(release: () => void): void {
    if (this.#closed) throw new Error(`scope ${this.label} is closed`);
    this.#releases.push(release);
  }

  /** A scope that closes no later than this one. */
  child(label: string): GpuScope {
    const child = new GpuScope(`${this.label}/${label}`);
    this.own(() => child[Symbol.dispose]());
    return child;
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const release of this.#releases.reverse()) release();
    this.#releases = [];
  }
}
