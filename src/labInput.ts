/** Validation of the headless API's input: everything is checked before anything is allocated. */
import { LabInputError } from './labErrors';

/** Row-major f32 data with its shape. */
export interface Tensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export interface Matrix {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * A non-empty [rows, columns] matrix of finite numbers.
 * @param allowMasked lets -Infinity pass: a masked logit
 */
export function requireMatrix(name: string, tensor: Tensor, allowMasked = false): Matrix {
  const { data, shape } = (tensor ?? {}) as Partial<Tensor>;
  if (!(data instanceof Float32Array)) {
    throw new LabInputError(`${name}.data`, `must be a Float32Array, got ${describe(data)}`, { value: data });
  }
  if (!Array.isArray(shape) || shape.length !== 2) {
    throw new LabInputError(`${name}.shape`, `must be [rows, columns], got ${JSON.stringify(shape)}`, {
      value: shape,
    });
  }
  for (const [index, extent] of shape.entries()) {
    if (!Number.isInteger(extent) || extent < 1) {
      throw new LabInputError(
        `${name}.shape`,
        `must be a whole number of at least 1, got ${String(extent)}`,
        {
          index,
          value: extent,
        },
      );
    }
  }
  const [rows = 0, columns = 0] = shape as readonly number[];
  if (data.length !== rows * columns) {
    throw new LabInputError(
      `${name}.data`,
      `has ${data.length} values, and shape [${rows}, ${columns}] needs ${rows * columns}`,
      { value: data.length },
    );
  }
  const index = data.findIndex((value) => !Number.isFinite(value) && !(allowMasked && value === -Infinity));
  if (index >= 0) {
    const row = Math.floor(index / columns);
    throw new LabInputError(
      `${name}.data`,
      `is ${data[index]} (row ${row}, column ${index % columns}); it must be finite${allowMasked ? ' or -Infinity' : ''}`,
      { index, value: data[index] },
    );
  }
  return { data, rows, columns };
}

/** Two matrices of one shape. */
export function requirePair(x: Tensor, y: Tensor): { readonly x: Matrix; readonly y: Matrix } {
  const first = requireMatrix('x', x);
  const second = requireMatrix('y', y);
  if (first.rows !== second.rows || first.columns !== second.columns) {
    throw new LabInputError(
      'y.shape',
      `is [${second.rows}, ${second.columns}], and x is [${first.rows}, ${first.columns}]: pairs share the row index`,
      { value: y.shape },
    );
  }
  return { x: first, y: second };
}

/** Rows that can be normalised: the first of length zero is named. */
export function requireDirections(name: string, { data, rows, columns }: Matrix): void {
  for (let row = 0; row < rows; row++) {
    if (data.subarray(row * columns, (row + 1) * columns).every((value) => value === 0)) {
      throw new LabInputError(
        `${name}.data`,
        `row ${row} is all zeros and has no direction: remove it or pass normalize: false`,
        {
          index: row * columns,
          value: 0,
        },
      );
    }
  }
}

/** A finite number above zero whose f32 value and inverse are finite too. */
export function requirePositive(name: string, value: unknown): number {
  const usable = typeof value === 'number' && Number.isFinite(value) && value > 0;
  if (!usable || !Number.isFinite(Math.fround(1 / value)) || Math.fround(value) === 0) {
    throw new LabInputError(name, `must be a finite number above 0, got ${describe(value)}`, { value });
  }
  return value;
}

export function requireBoolean(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean')
    throw new LabInputError(name, `must be true or false, got ${describe(value)}`, { value });
  return value;
}

export function requireChoice<const T extends string>(
  name: string,
  value: unknown,
  choices: readonly T[],
): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) {
    throw new LabInputError(name, `must be one of ${choices.join(', ')}, got ${describe(value)}`, { value });
  }
  return choice;
}

function describe(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined)
    return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  return Array.isArray(value) ? 'an array' : (value.constructor?.name ?? typeof value);
}
