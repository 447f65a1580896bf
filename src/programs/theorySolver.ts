/**
 * Mean-field theory beside the page: a deep network of smooth units takes up to a second. In Node, where tests and scripts wait
 * for the answer anyway, it is computed at once.
 */
import { propagateTheory, type TheoryProfile, type TheorySettings } from '../reference/meanField';
import { WorkerSolver } from './workerSolver';

export interface TheorySolver extends Disposable {
  solve(settings: TheorySettings): Promise<TheoryProfile>;
}

export function openTheory(): TheorySolver {
  if (typeof Worker === 'undefined') return INLINE;
  return new WorkerSolver<TheorySettings, TheoryProfile>(
    new Worker(new URL('./theoryWorker.ts', import.meta.url), { type: 'module' }),
    'the theory',
  );
}

const INLINE: TheorySolver = {
  solve: async (settings) => propagateTheory(settings),
  [Symbol.dispose]: () => undefined,
};
