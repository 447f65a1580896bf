/** Principal components of the headless API. */
import { LabInputError } from './labErrors';
import { type Matrix, requireMatrix, type Tensor } from './labInput';
import { centredRows, gramOf, type Rows, rowsOfMatrix, uploadScaled } from './labRows';
import { symmetricEigen } from './reference/eigen';
import type { Executor } from './runtime/executor';
import type { GpuScope } from './runtime/scope';

export interface PcaOptions {
  /** How many: 1 .. min(n, d). */
  readonly components: number;
}

export interface PcaResult {
  /** [n, k]: (x - mean) . component */
  readonly projection: Tensor;
  /** [k, d], orthonormal rows by falling variance. The entry of largest magnitude is positive (the first of equal ones). */
  readonly components: Tensor;
  /** [k], with n - 1 in the denominator */
  readonly explainedVariance: Float64Array;
  /** [k], shares of the total variance; NaN where all rows are equal */
  readonly explainedVarianceRatio: Float64Array;
  /** [d] */
  readonly mean: Float64Array;
}

interface PcaInput extends Matrix {
  readonly components: number;
}

/** @throws LabInputError naming the argument */
export function requirePca(x: Tensor, options: PcaOptions): PcaInput {
  const matrix = requireMatrix('x', x);
  if (matrix.rows < 2) {
    throw new LabInputError('x.shape', 'needs at least 2 rows: one row has no variance', { value: x.shape });
  }
  const components = options?.components;
  const most = Math.min(matrix.rows, matrix.columns);
  if (!Number.isInteger(components) || components < 1 || components > most) {
    throw new LabInputError(
      'components',
      `must be a whole number from 1 to ${most}, the lesser of rows and columns, got ${String(components)}`,
      { value: components },
    );
  }
  return { ...matrix, components };
}

/**
 * Eigenvectors of the exact Gram matrix of the centred rows; of Z Z^T where n < d, with components Z^T u / sigma. The
 * projection is formed in f64 here: O(n d k) against the O(n d^2) of the device, and f32 would cost digits for nothing.
 */
export async function pcaOf(executor: Executor, scope: GpuScope, input: PcaInput): Promise<PcaResult> {
  const { rows, columns, components: count } = input;
  const { centred, mean } = centredRows(rowsOfMatrix(input));
  const scaled = uploadScaled(executor, scope, 'centred rows', centred);
  const gram = await gramOf(executor, scope, scaled);
  const { values, vectors } = symmetricEigen(gram.matrix, gram.size, count);
  const variances = values.map((value) => (Math.max(0, value) * scaled.unit ** 2) / (rows - 1));
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  const explainedVariance = variances.slice(0, count);
  const components = signed(
    gram.byRows ? orthonormal(combinations(vectors, centred), columns) : vectors,
    columns,
  );
  const projection = projected(centred, components, count);
  if (!projection.every(Number.isFinite)) {
    throw new LabInputError('x', 'drives the projection beyond the range of f32: scale it');
  }
  return {
    projection: { data: projection, shape: [rows, count] },
    components: { data: Float32Array.from(components), shape: [count, columns] },
    explainedVariance,
    explainedVarianceRatio: explainedVariance.map((variance) => variance / total),
    mean,
  };
}

/** u^T Z for every row u of `weights` [count, rows] -> [count, columns]. */
function combinations(weights: Float64Array, { data, rows, columns }: Rows): Float64Array {
  const combined = new Float64Array((weights.length / rows) * columns);
  for (const [index, weight] of weights.entries()) {
    const [k, row] = [Math.floor(index / rows), index % rows];
    for (let c = 0; c < columns; c++) {
      combined[k * columns + c] = (combined[k * columns + c] ?? 0) + weight * (data[row * columns + c] ?? 0);
    }
  }
  return combined;
}

/** A direction shorter than this share of the longest is rounding of f32 rows, and stands for no component. */
const DEGENERATE = 2 ** -24;

/**
 * Rows of `directions` made orthonormal in their order (Gram-Schmidt, twice for its rounding). Degenerate rows, whose
 * variance is 0, become the axes that are farthest from those before.
 */
function orthonormal(directions: Float64Array, columns: number): Float64Array {
  const basis: Float64Array[] = [];
  const first = length(directions.subarray(0, columns));
  const made = new Float64Array(directions.length);
  for (let begin = 0; begin < directions.length; begin += columns) {
    let direction = remainder(directions.subarray(begin, begin + columns), basis);
    if (length(direction) <= DEGENERATE * first) direction = remainder(freeAxis(basis, columns), basis);
    const norm = length(direction);
    const unit = direction.map((value) => value / norm);
    basis.push(unit);
    made.set(unit, begin);
  }
  return made;
}

/** Rows turned so that their largest entry is positive, as the caller will see it: entries may be equal in f32 alone. */
function signed(components: Float64Array, columns: number): Float64Array {
  const turned = components.slice();
  for (let begin = 0; begin < turned.length; begin += columns) {
    const row = turned.subarray(begin, begin + columns);
    const largest = Float32Array.from(row).reduce((most, value) =>
      Math.abs(value) > Math.abs(most) ? value : most,
    );
    if (largest < 0) row.set(row.map((value) => -value));
  }
  return turned;
}

function length(v: Float64Array): number {
  return Math.sqrt(inner(v, v));
}

function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

/** What is left of `v` beside the rows of an orthonormal basis. */
function remainder(v: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const rest = v.slice();
  for (const row of [...basis, ...basis]) {
    const share = inner(rest, row);
    for (const [index, value] of row.entries()) rest[index] = (rest[index] ?? 0) - share * value;
  }
  return rest;
}

/** The coordinate axis that lies least in the span of the basis. */
function freeAxis(basis: readonly Float64Array[], columns: number): Float64Array {
  const inside = Float64Array.from({ length: columns }, (_, c) =>
    basis.reduce((sum, row) => sum + (row[c] ?? 0) ** 2, 0),
  );
  const axis = inside.indexOf(inside.reduce((least, value) => Math.min(least, value), Infinity));
  return Float64Array.from({ length: columns }, (_, c) => (c === axis ? 1 : 0));
}

function projected({ data, rows, columns }: Rows, components: Float64Array, count: number): Float32Array {
  return Float32Array.from({ length: rows * count }, (_, index) => {
    const [row, k] = [Math.floor(index / count), index % count];
    const values = data.subarray(row * columns, (row + 1) * columns);
    return inner(values, components.subarray(k * columns, (k + 1) * columns));
  });
}
