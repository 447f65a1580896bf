/**
 * What the words of GramProgram stand for. Plain functions of plain data, so that a page can post a record to a worker
 * and have the sums made, and the spectrum solved, there.
 */
import { joinWords } from '../kernels/support/wide';
import type { RowSums } from '../reference/classes';

/** The words of one encoding with what they mean; survives postMessage. */
export interface GramRecord {
  readonly words: Uint32Array;
  readonly vectors: number;
  readonly chunks: number;
  /** What one step of the fixed point is worth, in units of z: a power of two. */
  readonly unit: number;
  readonly columns: number;
  readonly byRows: boolean;
}

/** [vectors, vectors]: every product to 2^-53 of itself, in steps of the fixed point squared. */
function products({ words, vectors, chunks }: GramRecord): Float64Array {
  const { high, low } = joinWords(words, vectors, chunks);
  // Both terms are exact, so their sum is the one rounding.
  return high.map((multiples, index) => multiples * 2 ** 32 + (low[index] ?? Number.NaN));
}

/**
 * Count n, column sums [d] and Z^T Z [d, d], from which any mean and covariance follows; sums of several clouds add up.
 * @throws RangeError for a record of rows, which holds no column sums
 */
export function gramSums(record: GramRecord): RowSums {
  const { vectors, columns, unit, byRows } = record;
  if (byRows) throw new RangeError('the Gram matrix of rows holds no column sums');
  const all = products(record);
  const sum = new Float64Array(columns);
  const gram = new Float64Array(columns * columns);
  for (let v = 0; v < columns; v++) {
    const row = all.subarray(v * vectors, v * vectors + columns);
    gram.set(
      row.map((value) => value * unit * unit),
      v * columns,
    );
    sum[v] = (all[v * vectors + columns] ?? Number.NaN) * unit;
  }
  return { count: all[vectors * vectors - 1] ?? Number.NaN, sum, gram };
}

/** Z Z^T [n, n]. @throws RangeError for a record of columns */
export function rowGram(record: GramRecord): Float64Array {
  const { unit, byRows } = record;
  if (!byRows) throw new RangeError('the Gram matrix of columns holds no products of rows');
  return products(record).map((value) => value * unit * unit);
}
