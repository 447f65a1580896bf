import wgsl from '../../shaders/axes_accumulate.wgsl?raw';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { normals, unitRows } from './support/cases';
import { ROUNDOFF } from './support/rounding';

function accumulateCase(name: string, rows: number, d: number, chunk: number) {
  const columns = paddedColumns(d);
  return {
    name,
    params: { rows, d4: columns / 4, chunk },
    shapes: { x: [rows, columns], positions: [rows, 4], partials: [Math.ceil(rows / chunk), columns, 4] },
    data: { x: unitRows(rows, d), positions: normals(rows, 4) },
  };
}

export default defineKernel({
  name: 'axes_accumulate',
  wgsl,
  params: defineParams({ rows: 'u32', d4: 'u32', chunk: 'u32' }),
  bindings: {
    x: { access: 'read', type: 'f32', shape: '[rows, 4 d4]' },
    positions: { access: 'read', type: 'vec4f', shape: '[rows, 4]' },
    partials: { access: 'read_write', type: 'vec4f', shape: '[chunks, 4 d4, 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 32, software: 8 } },
  workgroups: ({ rows, d4, chunk }, { WORKGROUP_SIZE = 1 }) => [
    Math.ceil((4 * d4) / WORKGROUP_SIZE),
    Math.ceil(rows / chunk),
    1,
  ],
  reference: ({ x, positions }, { rows, d4, chunk }) => {
    const columns = 4 * d4;
    const partials = new Float64Array(Math.ceil(rows / chunk) * columns * 4);
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < columns; c++) {
        const at = 4 * (Math.floor(row / chunk) * columns + c);
        for (let k = 0; k < 3; k++) {
          partials[at + k] =
            (partials[at + k] ?? 0) + (x[row * columns + c] ?? 0) * (positions[4 * row + k] ?? 0);
        }
      }
    }
    return { partials };
  },
  tolerance: {
    partials: {
      bound: ({ positions }, { chunk }) =>
        positions.reduce((m, v) => Math.max(m, Math.abs(v)), 0) * ROUNDOFF * (chunk + 4),
      because: {
        en: 'at most chunk products of an entry of a unit row, each partial sum rounded once',
        zh: '至多 chunk 个含单位行元素的乘积，每个部分和舍入一次',
      },
    },
  },
  cases: () => [
    accumulateCase('one row', 1, 3, 64),
    accumulateCase('ragged chunks', 130, 17, 64),
    accumulateCase('d = 129', 65, 129, 32),
  ],
});
