/** Seeded mini-batches: every epoch walks its own permutation of the rows, row = (offset + i stride) mod rows. */
import { RandomStream, STREAMS } from '../random';

export interface BatchPlan {
  readonly rows: number;
  readonly batch: number;
  readonly offset: number;
  readonly stride: number;
}

/** The kernels multiply stride by a batch index in 32 bits. */
const MAX_STRIDE = 65_535;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** The batch of a step; an incomplete last batch of an epoch is left out. A full batch keeps the rows' own order. */
export function batchOfStep(rows: number, batch: number, seed: number, step: number): BatchPlan {
  if (batch >= rows) return { rows, batch: rows, offset: 0, stride: 1 };
  const perEpoch = Math.floor(rows / batch);
  const epoch = Math.floor(step / perEpoch);
  const stream = new RandomStream(seed, STREAMS.shuffle);
  let stride = 1;
  for (let attempt = 0; attempt < 64; attempt++) {
    const candidate = 1 + stream.integer(Math.min(rows - 1, MAX_STRIDE), epoch, 1 + attempt);
    if (greatestCommonDivisor(candidate, rows) === 1) {
      stride = candidate;
      break;
    }
  }
  const start = stream.integer(rows, epoch, 0);
  return { rows, batch, offset: (start + (step % perEpoch) * batch * stride) % rows, stride };
}
