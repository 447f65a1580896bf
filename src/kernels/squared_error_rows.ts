import wgsl from '../../shaders/squared_error_rows.wgsl?raw';
import { squaredErrorRows } from '../reference/trainingLoss';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns, padRows, unpadRows } from '../runtime/tensor';
import { normals } from './support/cases';
import { ROUNDOFF } from './support/rounding';

function errorCase(name: string, rows: number, columns: number, scale: number, magnitude = 1) {
  const stride = paddedColumns(columns);
  const matrix = (seed: number) =>
    padRows(
      normals(rows, columns, seed).map((x) => magnitude * x),
      rows,
      columns,
    );
  return {
    name,
    params: { rows, columns, c4: stride / 4, scale },
    shapes: { output: [rows, stride], wanted: [rows, stride], gradient: [rows, stride], terms: [rows, 4] },
    data: { output: matrix(1), wanted: matrix(2) },
  };
}

export default defineKernel({
  name: 'squared_error_rows',
  wgsl,
  params: defineParams({ rows: 'u32', columns: 'u32', c4: 'u32', scale: 'f32' }),
  bindings: {
    output: { access: 'read', type: 'vec4f', shape: '[rows, 4 c4]' },
    wanted: { access: 'read', type: 'vec4f', shape: '[rows, 4 c4]' },
    gradient: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 c4]' },
    terms: { access: 'read_write', type: 'vec4f', shape: '[rows, 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(rows / WORKGROUP_SIZE), 1, 1],
  reference: ({ output, wanted }, { rows, columns, c4, scale }) => {
    const { gradient, losses } = squaredErrorRows(
      unpadRows(output, rows, columns),
      unpadRows(wanted, rows, columns),
      rows,
      columns,
      scale,
    );
    const padded = new Float64Array(4 * rows * c4);
    const terms = new Float64Array(4 * rows);
    for (let row = 0; row < rows; row++) {
      padded.set(gradient.subarray(row * columns, (row + 1) * columns), 4 * row * c4);
      terms[4 * row] = losses[row] ?? 0;
    }
    return { gradient: padded, terms };
  },
  tolerance: {
    gradient: {
      bound: ({ output, wanted }, { columns, scale }) =>
        Float64Array.from(
          output,
          (value, k) => (8 * ROUNDOFF * scale * (Math.abs(value) + Math.abs(wanted[k] ?? 0))) / columns,
        ),
      because: {
        en: 'a difference, a quotient of 2.5 ULP and a product, relative to both magnitudes',
        zh: '一次减法、一次 2.5 ULP 的除法与一次乘法，相对于两者的绝对值',
      },
    },
    terms: {
      bound: ({ output, wanted }, { rows, columns, c4 }) =>
        Float64Array.from({ length: 4 * rows }, (_, index) => {
          const begin = Math.floor(index / 4) * 4 * c4;
          let sum = 0;
          for (let at = begin; at < begin + 4 * c4; at++)
            sum += (Math.abs(output[at] ?? 0) + Math.abs(wanted[at] ?? 0)) ** 2;
          return ((12 + columns) * ROUNDOFF * sum) / columns;
        }),
      because: {
        en: 'columns squares of a difference, summed one after another, relative to the sum of squared magnitudes',
        zh: '依次累加 columns 个差的平方，相对于绝对值平方和',
      },
    },
  },
  cases: () => [
    errorCase('one value', 1, 1, 1),
    errorCase('ragged', 65, 5, 0.25),
    errorCase('large', 9, 1, 2, 1e6),
  ],
});
