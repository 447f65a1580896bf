/** Who solves diagnosis tasks: a worker of its own where there are workers, so that the page stays free. */
import type {
  DiagnosisSolution,
  DiagnosisTask,
  SampleSolution,
  SampleTask,
  SpectrumSolution,
  SpectrumTask,
} from './diagnosis';
import { solve } from './diagnosis';

export interface DiagnosisSolver extends Disposable {
  solve(task: SpectrumTask): Promise<SpectrumSolution>;
  solve(task: SampleTask): Promise<SampleSolution>;
}

export type SolverReply =
  | { readonly ticket: number; readonly solution: DiagnosisSolution }
  | { readonly ticket: number; readonly message: string };

/** In Node, where tests and scripts wait for the answer anyway, the tasks are solved at once. */
export function openSolver(): DiagnosisSolver {
  return typeof Worker === 'undefined' ? new InlineSolver() : new WorkerSolver();
}

class InlineSolver implements DiagnosisSolver {
  solve(task: SpectrumTask): Promise<SpectrumSolution>;
  solve(task: SampleTask): Promise<SampleSolution>;
  async solve(task: DiagnosisTask): Promise<DiagnosisSolution> {
    return solve(task);
  }

  [Symbol.dispose](): void {}
}

interface Pending {
  resolve(solution: DiagnosisSolution): void;
  reject(error: Error): void;
}

class WorkerSolver implements DiagnosisSolver {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextTicket = 1;
  #failure: Error | null = null;

  /** Owns the worker it starts. */
  constructor() {
    this.#worker = new Worker(new URL('./diagnosisWorker.ts', import.meta.url), { type: 'module' });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<SolverReply>) => this.#receive(data));
    this.#worker.addEventListener('error', (event) =>
      this.#fail(new Error(`the diagnosis could not run: ${event.message || 'its worker did not start'}`)),
    );
  }

  solve(task: SpectrumTask): Promise<SpectrumSolution>;
  solve(task: SampleTask): Promise<SampleSolution>;
  solve(task: DiagnosisTask): Promise<DiagnosisSolution> {
    if (this.#failure) return Promise.reject(this.#failure);
    const ticket = this.#nextTicket++;
    return new Promise((resolve, reject) => {
      this.#pending.set(ticket, { resolve, reject });
      this.#worker.postMessage({ ticket, task }, []);
    });
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
    this.#fail(new Error('the diagnosis was closed'));
  }

  #receive(reply: SolverReply): void {
    const pending = this.#pending.get(reply.ticket);
    this.#pending.delete(reply.ticket);
    if ('solution' in reply) pending?.resolve(reply.solution);
    else pending?.reject(new Error(reply.message));
  }

  #fail(error: Error): void {
    this.#failure = error;
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}
