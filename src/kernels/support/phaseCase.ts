/** What the kernels of the phase diagram share: networks side by side, their dials, and records of a layer. */
import { ACTIVATIONS, type ActivationName } from '../../reference/activations';
import type { Dials, PhaseRecord } from '../../reference/phase';
import { normals } from './cases';
import { ROUNDOFF } from './rounding';

/** The cells of a dispatch begin here in the case's table of dials, to be seen. */
export const FIRST = 2;

/** Floats of a record and of a row of the table of dials. */
export const RECORD = 4;

export interface PhaseCase {
  readonly cells: number;
  readonly inputs: number;
  readonly width: number;
  /** Whether all cells read the same y. */
  readonly shared?: boolean;
  readonly activation: ActivationName;
  /** Of the cells, over and over. */
  readonly dials: readonly Dials[];
  /** Exponent of the layer before, and the mean square of what it gave out. */
  readonly before?: { readonly exponent: number; readonly squares: number };
}

/** Parameters and contents of a layer: slot 0 of the records holds the layer before, slot 1 the layer. */
export function phaseCase(settings: PhaseCase) {
  const { cells, inputs, width, shared = false, activation, dials, before } = settings;
  const { exponent, squares } = before ?? { exponent: 0, squares: 1 };
  const sources = shared ? 1 : cells;
  const table = new Float32Array(RECORD * (FIRST + cells));
  const records = new Float32Array(3 * RECORD * cells);
  for (let cell = 0; cell < cells; cell++) {
    const { gain, deviation } = dials[cell % dials.length] ?? { gain: Number.NaN, deviation: Number.NaN };
    table.set([gain, deviation], RECORD * (FIRST + cell));
    records.set([exponent, 1, squares], RECORD * cell);
  }
  return {
    params: { cells, first: FIRST, inputs, c4: width / 4, sources, kind: ACTIVATIONS.indexOf(activation) },
    dials: table,
    records,
    y: normals(sources * inputs, width, 11).map((v) => v * Math.sqrt(squares)),
    bias: normals(1, width, 12),
    shapes: {
      dials: [FIRST + cells, RECORD],
      y: [sources * inputs, width],
      bias: [width],
      records: [3, cells, RECORD],
      rows: [cells * inputs, width],
    },
  };
}

export interface PhaseSizes {
  readonly cells: number;
  readonly first: number;
  readonly inputs: number;
  readonly c4: number;
  readonly sources: number;
  readonly kind: number;
}

/** One cell of a dispatch: its part of the tensors. */
export function cellOf(params: PhaseSizes, dials: Float64Array, y: Float64Array, cell: number) {
  const size = 4 * params.c4 * params.inputs;
  const source = (cell % params.sources) * size;
  const at = RECORD * (params.first + cell);
  return {
    activation: ACTIVATIONS[params.kind] ?? 'linear',
    dials: { gain: dials[at] ?? Number.NaN, deviation: dials[at + 1] ?? Number.NaN },
    y: y.subarray(source, source + size),
    begin: cell * size,
    end: (cell + 1) * size,
  };
}

export function recordAt(records: Float64Array, at: number): PhaseRecord {
  const [exponent = Number.NaN, squaresIn = Number.NaN, squaresOut = Number.NaN] = records.subarray(
    RECORD * at,
  );
  return { exponent, squaresIn, squaresOut };
}

export function putRecord(
  records: Float64Array,
  at: number,
  { exponent, squaresIn, squaresOut }: PhaseRecord,
): void {
  records.set([exponent, squaresIn, squaresOut, 0], RECORD * at);
}

/** Values that came in and went out of a layer, each with its error. */
export interface LayerErrors {
  readonly squaresIn: readonly [values: Float64Array, errors: Float64Array];
  readonly squaresOut: readonly [values: Float64Array, errors: Float64Array];
}

/**
 * Allowed errors of the records at `slot`: none of exponents, and of a mean of squares 2 |x| times the error of each x and
 * the roundings of a sum of positive terms by vec4s. Other records are left as they were.
 */
export function recordErrors(
  records: Float64Array,
  slot: number,
  { cells, inputs, c4 }: PhaseSizes,
  { squaresIn, squaresOut }: LayerErrors,
): Float64Array {
  const allowed = new Float64Array(records.length);
  const size = 4 * inputs * c4;
  const sumError = ROUNDOFF * (8 + Math.sqrt(size / 4));
  for (let cell = 0; cell < cells; cell++) {
    const at = RECORD * (slot * cells + cell);
    for (const [field, [values, errors]] of [squaresIn, squaresOut].entries()) {
      let passed = 0;
      for (let k = cell * size; k < (cell + 1) * size; k++) {
        const error = errors[k] ?? Number.NaN;
        passed += ((2 * Math.abs(values[k] ?? Number.NaN) + error) * error) / size;
      }
      allowed[at + 1 + field] = passed + sumError * (records[at + 1 + field] ?? Number.NaN);
    }
  }
  return allowed;
}
