/** The other end of WorkerSolver: solves what it is sent, in order. */
import { type DiagnosisTask, solve } from './diagnosis';
import type { SolverReply } from './diagnosisSolver';

self.addEventListener('message', ({ data }: MessageEvent<{ ticket: number; task: DiagnosisTask }>) => {
  let reply: SolverReply;
  try {
    reply = { ticket: data.ticket, solution: solve(data.task) };
  } catch (error) {
    reply = { ticket: data.ticket, message: error instanceof Error ? error.message : String(error) };
  }
  self.postMessage(reply, { transfer: [] });
});
