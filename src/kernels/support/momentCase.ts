/** What the two kernels that describe a matrix share. */
import { paddedColumns, padRows } from '../../runtime/tensor';
import { normals } from './cases';

/** Bins of a histogram: an odd number, so that the exact zeros of a ReLU lie in the middle of one. */
export const HISTOGRAM_BINS = 97;

/** Standard normals [rows, columns], changed one by one and padded to [rows, paddedColumns]. */
export function momentCase(
  rows: number,
  columns: number,
  change: (value: number, index: number) => number,
): Float32Array {
  const padded = padRows(normals(rows, columns).map(change), rows, columns);
  // Padding is no part of the matrix, whatever it holds.
  for (let c = columns; c < paddedColumns(columns); c++) padded[c] = 0.75;
  return padded;
}
