/** Inputs of the block kernels' cases: several runs stacked in one tensor, each with a temperature of its own. */
import { paddedColumns } from '../../runtime/tensor';
import { stackedViews } from './cases';

/** One run of a case. */
export interface Run {
  readonly tau: number;
  readonly active?: boolean;
  readonly steps?: number;
  readonly loss?: number;
}

/** Runs as the device holds them: [blocks, 4] = (tau, active, steps, loss). */
export function runRows(runs: readonly Run[]): Float32Array {
  return Float32Array.from(
    runs.flatMap(({ tau, active = true, steps = 0, loss = 0 }) => [tau, active ? 1 : 0, steps, loss]),
  );
}

/** Views [blocks, 2 rows, padded]: every block another cloud, from spread out to a cone. */
export function blockedViews(blocks: number, rows: number, d: number): Float32Array {
  const size = 2 * rows * paddedColumns(d);
  const z = new Float32Array(blocks * size);
  for (let block = 0; block < blocks; block++) {
    z.set(stackedViews(rows, d, 0.2 + 0.1 * block, block), block * size);
  }
  return z;
}

/** Whether the run of a block is still going. */
export function isActive(runs: ArrayLike<number>, block: number): boolean {
  return runs[4 * block + 1] !== 0;
}
