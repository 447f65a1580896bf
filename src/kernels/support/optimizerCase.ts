/** What the two optimiser kernels share: batch parameters, and running a reference on the updated rows only. */
import { paddedColumns, padRows } from '../../runtime/tensor';
import { type Batch, updatedRows } from './batch';
import { normals, unitRows } from './cases';

export interface OptimizerCaseOptions {
  readonly batch?: number;
  readonly offset?: number;
  readonly stride?: number;
  readonly paired?: boolean;
}

export function optimizerCase(rows: number, d: number, options: OptimizerCaseOptions) {
  const { batch = rows, offset = 0, stride = 1, paired = false } = options;
  const columns = paddedColumns(d);
  const points = (paired ? 2 : 1) * rows;
  const tangents = (seed: number): Float32Array =>
    padRows(normals(points, d, seed), points, d).map((v) => v * 0.1);
  return {
    params: { rows, batch, offset, stride, second_offset: paired ? rows : 0, d4: columns / 4 },
    shape: [points, columns] as const,
    x: unitRows(points, d),
    tangents,
  };
}

/** Gathers the updated rows of `inputs`, runs `step` on them, and scatters the results over copies. */
export function onUpdatedRows<K extends string>(
  inputs: Readonly<Record<K, Float64Array>>,
  batch: Batch & { readonly second_offset: number; readonly d4: number },
  step: (gathered: Record<K, Float64Array>, rows: number) => Partial<Record<K, Float64Array>>,
): Record<K, Float64Array> {
  const columns = 4 * batch.d4;
  const rows = updatedRows(batch, batch.second_offset);
  const names = Object.keys(inputs) as K[];
  const gathered = {} as Record<K, Float64Array>;
  const out = {} as Record<K, Float64Array>;
  for (const name of names) {
    gathered[name] = new Float64Array(rows.length * columns);
    out[name] = inputs[name].slice();
    for (const [i, row] of rows.entries()) {
      gathered[name].set(inputs[name].subarray(row * columns, (row + 1) * columns), i * columns);
    }
  }
  const updated = step(gathered, rows.length);
  for (const name of names) {
    const values = updated[name];
    if (!values) continue;
    for (const [i, row] of rows.entries())
      out[name].set(values.subarray(i * columns, (i + 1) * columns), row * columns);
  }
  return out;
}
