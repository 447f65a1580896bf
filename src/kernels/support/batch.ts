/** Twin of shaders/lib/batch.wgsl. */

export interface Batch {
  readonly rows: number;
  readonly batch: number;
  readonly offset: number;
  readonly stride: number;
}

/** Row of member `i` of a batch. offset + i stride stays below 2^32 while rows and stride stay below 2^16. */
export function batchRow(i: number, { rows, offset, stride }: Batch): number {
  return (offset + i * stride) % rows;
}

/** The rows an optimiser updates: those of the batch and, for paired sets, their partners. */
export function updatedRows(batch: Batch, secondOffset: number): number[] {
  const samples = Array.from({ length: batch.batch }, (_, i) => batchRow(i, batch));
  return secondOffset > 0 ? [...samples, ...samples.map((row) => row + secondOffset)] : samples;
}
