import wgsl from '../../shaders/column_sums.wgsl?raw';
import { columnSums } from '../reference/linear';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns, padRows } from '../runtime/tensor';
import { normals } from './support/cases';
import { ROUNDOFF } from './support/rounding';

function sumsCase(name: string, rows: number, columns: number, scale: number) {
  const stride = paddedColumns(columns);
  return {
    name,
    params: { rows, c4: stride / 4, scale },
    shapes: { x: [rows, stride], sums: [stride] },
    data: { x: padRows(normals(rows, columns), rows, columns) },
  };
}

export default defineKernel({
  name: 'column_sums',
  wgsl,
  params: defineParams({ rows: 'u32', c4: 'u32', scale: 'f32' }),
  bindings: {
    x: { access: 'read', type: 'vec4f', shape: '[rows, 4 c4]' },
    sums: { access: 'read_write', type: 'vec4f', shape: '[4 c4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 4 } },
  workgroups: ({ c4 }) => [c4, 1, 1],
  reference: ({ x }, { rows, c4, scale }) => ({
    sums: columnSums(x, rows, 4 * c4).map((sum) => scale * sum),
  }),
  tolerance: {
    sums: {
      bound: ({ x }, { rows, c4, scale }) =>
        columnSums(x.map(Math.abs), rows, 4 * c4).map(
          (magnitudes) => (8 + Math.sqrt(rows)) * ROUNDOFF * scale * magnitudes,
        ),
      because: {
        en: 'a sum per lane, then a tree: at most rows roundings of partial sums, sqrt(rows) of them uncancelled, relative to the sum of magnitudes',
        zh: '每个通道递推求和，再做树形归约：部分和至多舍入 rows 次，约 sqrt(rows) 次不相抵，相对于绝对值之和',
      },
    },
  },
  cases: () => [
    sumsCase('one element', 1, 1, 1),
    sumsCase('fewer rows than lanes', 3, 9, 0.25),
    sumsCase('ragged', 301, 35, 2),
  ],
});
