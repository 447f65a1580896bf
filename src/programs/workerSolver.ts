/** Solves tasks one after another in a worker of its own, so that the page stays free. */

export type SolverReply<Solution> =
  | { readonly ticket: number; readonly solution: Solution }
  | { readonly ticket: number; readonly message: string };

interface Pending<Solution> {
  resolve(solution: Solution): void;
  reject(error: Error): void;
}

export class WorkerSolver<Task, Solution> implements Disposable {
  readonly #worker: Worker;
  readonly #name: string;
  readonly #pending = new Map<number, Pending<Solution>>();
  #nextTicket = 1;
  #failure: Error | null = null;

  /** @param worker that calls `answerTasks`; owned from now on @param name of what it does, for errors */
  constructor(worker: Worker, name: string) {
    this.#worker = worker;
    this.#name = name;
    worker.addEventListener('message', ({ data }: MessageEvent<SolverReply<Solution>>) =>
      this.#receive(data),
    );
    worker.addEventListener('error', (event) =>
      this.#fail(new Error(`${name} could not run: ${event.message || 'its worker did not start'}`)),
    );
  }

  solve(task: Task): Promise<Solution> {
    if (this.#failure) return Promise.reject(this.#failure);
    const ticket = this.#nextTicket++;
    return new Promise((resolve, reject) => {
      this.#pending.set(ticket, { resolve, reject });
      this.#worker.postMessage({ ticket, task }, []);
    });
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
    this.#fail(new Error(`${this.#name} was closed`));
  }

  #receive(reply: SolverReply<Solution>): void {
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

/** The other end: called once by the worker's module. */
export function answerTasks(solve: (task: never) => unknown): void {
  self.addEventListener('message', ({ data }: MessageEvent<{ ticket: number; task: never }>) => {
    let reply: SolverReply<unknown>;
    try {
      reply = { ticket: data.ticket, solution: solve(data.task) };
    } catch (error) {
      reply = { ticket: data.ticket, message: error instanceof Error ? error.message : String(error) };
    }
    self.postMessage(reply, { transfer: [] });
  });
}
