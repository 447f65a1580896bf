/**
 * Rows on their way to a spectrum: made unit, centred and scaled in f64, so that what reaches the device is rounded once.
 * These passes are O(n d); everything dearer is the device's.
 */
import type { Matrix } from './labInput';
import { GramProgram } from './programs/gram';
import { gramSums, rowGram } from './programs/gramSums';
import { PairwiseProgram } from './programs/pairwise';
import { tableSimilarities } from './programs/pairwiseStatistics';
import type { RowSimilarities } from './reference/bounds';
import type { Executor } from './runtime/executor';
import type { GpuScope } from './runtime/scope';
import { type DeviceTensor, paddedColumns } from './runtime/tensor';

/** Rows [rows, columns] in f64. */
export interface Rows {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** What centring leaves of equal rows is rounding: entries below this share of the largest one before it. */
const ROUNDING = 2 ** -50;

export function largestEntry(data: ArrayLike<number>): number {
  let largest = 0;
  for (let index = 0; index < data.length; index++) largest = Math.max(largest, Math.abs(data[index] ?? 0));
  return largest;
}

export function rowsOfMatrix({ data, rows, columns }: Matrix): Rows {
  return { data: Float64Array.from(data), rows, columns };
}

/** The rows that have a direction, at length 1; rows of zeros are left out. */
export function unitRows({ data, rows, columns }: Rows): Rows {
  const unit = new Float64Array(rows * columns);
  let kept = 0;
  for (let row = 0; row < rows; row++) {
    const values = data.subarray(row * columns, (row + 1) * columns);
    const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    if (norm === 0) continue;
    unit.set(
      values.map((value) => value / norm),
      kept++ * columns,
    );
  }
  return { data: unit.subarray(0, kept * columns), rows: kept, columns };
}

/** Sum over the rows of every column [columns]. */
export function columnSums({ data, columns }: Rows): Float64Array {
  const sum = new Float64Array(columns);
  for (let begin = 0; begin < data.length; begin += columns) {
    for (let c = 0; c < columns; c++) sum[c] = (sum[c] ?? 0) + (data[begin + c] ?? 0);
  }
  return sum;
}

/**
 * The rows without their mean, and the mean [columns]. The first row leaves first: equal rows become exactly 0, and a
 * narrow cloud far from the origin keeps its digits.
 */
export function centredRows({ data, rows, columns }: Rows): { centred: Rows; mean: Float64Array } {
  const pivot = data.slice(0, columns);
  const shifted = { data: data.map((value, index) => value - (pivot[index % columns] ?? 0)), rows, columns };
  const shift = columnSums(shifted).map((sum) => sum / rows);
  const negligible = ROUNDING * largestEntry(data);
  const centred = shifted.data.map((value, index) => {
    const rest = value - (shift[index % columns] ?? 0);
    return Math.abs(rest) <= negligible ? 0 : rest;
  });
  return {
    centred: { data: centred, rows, columns },
    mean: pivot.map((value, column) => value + (shift[column] ?? 0)),
  };
}

/** Rows on the device [rows, padded], divided by `unit`, a power of two that brings the largest entry to 1/2 .. 1. */
export interface ScaledRows {
  readonly z: DeviceTensor<'f32'>;
  readonly unit: number;
  readonly rows: number;
  readonly columns: number;
}

export function uploadScaled(
  executor: Executor,
  scope: GpuScope,
  label: string,
  { data, rows, columns }: Rows,
): ScaledRows {
  const largest = largestEntry(data);
  const unit = largest === 0 ? 1 : 2 ** Math.ceil(Math.log2(largest));
  const stride = paddedColumns(columns);
  const padded = new Float32Array(rows * stride);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) padded[row * stride + c] = (data[row * columns + c] ?? 0) / unit;
  }
  const z = executor.allocate(scope, label, [rows, stride]);
  executor.write(z, padded);
  return { z, unit, rows, columns };
}

/** An exact Gram matrix of scaled rows, in units of unit^2: Z Z^T where there are fewer rows than columns. */
export interface Gram {
  readonly byRows: boolean;
  readonly size: number;
  readonly matrix: Float64Array;
}

export async function gramOf(
  executor: Executor,
  scope: GpuScope,
  { z, rows, columns }: ScaledRows,
): Promise<Gram> {
  await executor.prepare(GramProgram.kernels);
  const program = new GramProgram(executor, scope, { rows, columns });
  program.encode((record) => executor.submit(record), z);
  const record = await program.read();
  return record.byRows
    ? { byRows: true, size: rows, matrix: rowGram(record) }
    : { byRows: false, size: columns, matrix: gramSums(record).gram };
}

/** The coldest temperature, in units of unit^2, at which f32 holds a similarity over it: up to 2^26 columns in 2^122. */
const COLDEST = 2 ** -96;
/** The warmest one: its inverse is an f32, and similarities over it leave no digit beside log n. */
const WARMEST = 2 ** 120;

/**
 * What the similarities of every row come to, at a temperature, in units of z, whatever the scale of z. Below COLDEST the
 * weights of exp are 1 or 0, so a log-sum-exp is M / tau plus what COLDEST leaves of it beside M.
 */
export async function similaritiesOf(
  executor: Executor,
  scope: GpuScope,
  { z, unit, rows, columns }: ScaledRows,
  temperature: number,
): Promise<RowSimilarities> {
  await executor.prepare(PairwiseProgram.kernels);
  const program = new PairwiseProgram(executor, scope, rows, columns);
  const square = unit ** 2;
  const tau = temperature / square;
  program.encode((record) => executor.submit(record), z, Math.min(WARMEST, Math.max(COLDEST, tau)));
  const table = tableSimilarities(await program.read(), rows);
  const colder = Math.max(0, 1 / tau - 1 / COLDEST);
  const times = (values: Float64Array, factor: number): Float64Array => values.map((value) => value * factor);
  const cooled = (logSumExp: Float64Array, peak: (row: number) => number): Float64Array =>
    colder === 0 ? logSumExp : logSumExp.map((value, row) => value + peak(row) * colder);
  const others = (row: number): number => table.maximum[row] ?? Number.NaN;
  return {
    sum: times(table.sum, square),
    absSum: times(table.absSum, square),
    squareSum: times(table.squareSum, square ** 2),
    self: times(table.self, square),
    minimum: times(table.minimum, square),
    maximum: times(table.maximum, square),
    logSumExp: cooled(table.logSumExp, (row) => Math.max(others(row), table.self[row] ?? Number.NaN)),
    logSumExpOthers: cooled(table.logSumExpOthers, others),
  };
}
