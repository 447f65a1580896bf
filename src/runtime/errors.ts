/** Why no WebGPU device could be had; each is explained to the visitor in words of its own. */
export type UnavailableReason =
  | 'no-navigator-gpu'
  | 'insecure-context'
  | 'no-adapter'
  | 'device-request-failed'
  | 'device-lost';

/** Rejection of a device request. `reason` is for programs, `message` for people. */
export class LabUnavailableError extends Error {
  readonly reason: UnavailableReason;
  constructor(reason: UnavailableReason, detail: string) {
    super(detail);
    this.name = 'LabUnavailableError';
    this.reason = reason;
  }
}

/** A limit of this adapter that the request exceeds, found before anything is allocated. */
export class LabLimitError extends Error {
  readonly limit: string;
  readonly needed: number;
  readonly available: number;
  constructor(limit: string, needed: number, available: number, what: string) {
    super(`${what} needs ${needed} of ${limit}, and this adapter allows ${available}`);
    this.name = 'LabLimitError';
    this.limit = limit;
    this.needed = needed;
    this.available = available;
  }
}

/** One fault of a kernel: its text with `shaders/<stem>.wgsl:line:column`. */
export class KernelError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KernelError';
  }
}

export type FaultKind = 'uncaptured' | 'lost' | 'internal';

export interface Fault {
  readonly kind: FaultKind;
  readonly message: string;
}

/**
 * The one channel that faults travel through: device loss and uncaptured errors.
 * A listener sees each fault once; equal messages within a run are not repeated.
 */
export class FaultChannel {
  readonly #listeners = new Set<(fault: Fault) => void>();
  readonly #seen = new Set<string>();

  subscribe(listener: (fault: Fault) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  report(fault: Fault): void {
    const key = `${fault.kind}:${fault.message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    for (const listener of this.#listeners) listener(fault);
  }

  /** Forgets what was seen, so that the same fault of a later run is heard again. */
  clear(): void {
    this.#seen.clear();
  }
}
