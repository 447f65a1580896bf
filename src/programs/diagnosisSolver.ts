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
import { WorkerSolver } from './workerSolver';

export interface DiagnosisSolver extends Disposable {
  solve(task: SpectrumTask): Promise<SpectrumSolution>;
  solve(task: SampleTask): Promise<SampleSolution>;
}

/** In Node, where tests and scripts wait for the answer anyway, the tasks are solved at once. */
export function openSolver(): DiagnosisSolver {
  if (typeof Worker === 'undefined') return new InlineSolver();
  return new WorkerSolver<DiagnosisTask, DiagnosisSolution>(
    new Worker(new URL('./diagnosisWorker.ts', import.meta.url), { type: 'module' }),
    'the diagnosis',
  ) as DiagnosisSolver;
}

class InlineSolver implements DiagnosisSolver {
  solve(task: SpectrumTask): Promise<SpectrumSolution>;
  solve(task: SampleTask): Promise<SampleSolution>;
  async solve(task: DiagnosisTask): Promise<DiagnosisSolution> {
    return solve(task);
  }

  [Symbol.dispose](): void {}
}
