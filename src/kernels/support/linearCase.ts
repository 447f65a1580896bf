/** What the three kernels of a linear layer share: sizes, padded matrices, and the error of a sum of products. */
import type { LinearShape } from '../../reference/linear';
import { spread } from '../../runtime/kernel';
import { paddedColumns, padRows } from '../../runtime/tensor';
import { normals } from './cases';
import { ROUNDOFF } from './rounding';

/** What fixes the code of the three kernels: rows and columns of a thread's square of results, as in shaders/lib/squares.wgsl. */
export const SQUARE_OVERRIDES = {
  WORKGROUP_SIZE: { gpu: 64, software: 4 },
  SPAN: { gpu: 8, software: 16 },
} as const;

/** Workgroups of one thread per square of a result of rows x 4 runs. */
export function squareGrid(
  rows: number,
  runs: number,
  { WORKGROUP_SIZE = 1, SPAN = 8 }: Readonly<Record<string, number>>,
): readonly [number, number, number] {
  return spread(Math.ceil((Math.ceil(rows / SPAN) * Math.ceil((4 * runs) / SPAN)) / WORKGROUP_SIZE));
}

/** The padded layer that a kernel sees. */
export function linearShape({ rows, in4, out4 }: Record<'rows' | 'in4' | 'out4', number>): LinearShape {
  return { rows, fanIn: 4 * in4, fanOut: 4 * out4 };
}

/** Parameters, shapes and contents of a layer [rows, fanIn] -> [rows, fanOut]; `magnitude` is that of x and dy. */
export function linearCase(rows: number, fanIn: number, fanOut: number, magnitude = 1) {
  const [ins, outs] = [paddedColumns(fanIn), paddedColumns(fanOut)];
  const weights = new Float32Array(ins * outs);
  weights.set(padRows(normals(fanIn, fanOut, 3), fanIn, fanOut));
  const matrix = (columns: number, seed: number): Float32Array =>
    padRows(normals(rows, columns, seed), rows, columns).map((v) => magnitude * v);
  return {
    params: { rows, in4: ins / 4, out4: outs / 4 },
    shapes: {
      x: [rows, ins],
      dx: [rows, ins],
      weights: [ins, outs],
      dw: [ins, outs],
      bias: [outs],
      y: [rows, outs],
      dy: [rows, outs],
    },
    data: {
      x: matrix(fanIn, 1),
      dx: matrix(fanIn, 5),
      weights,
      bias: padRows(normals(1, fanOut, 4), 1, fanOut),
      dy: matrix(fanOut, 2),
    },
  };
}

/** The smallest normal f32: what is below it, a device may flush to 0. */
const LEAST = 2 ** -126;

/**
 * Error of sums of `terms` products in f32: partial sums are bounded by the sum of magnitudes, and of their roundings,
 * one every product at most, about sqrt(terms) stay uncancelled; every product and every partial sum may be flushed.
 */
export function sumError(magnitude: number, terms: number): number {
  return ROUNDOFF * (8 + Math.sqrt(terms)) * magnitude + 2 * LEAST * terms;
}
