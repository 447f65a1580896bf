import wgsl from '../../shaders/sum_columns.wgsl?raw';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';

function sumCase(name: string, rows: number, cols: number, scale: number) {
  return {
    name,
    params: { rows, cols, slot: 2, scale },
    shapes: { x: [rows, cols], readings: [16] },
    data: { x: normals(rows, cols).map((v) => v + 0.5), readings: new Float32Array(16).fill(7) },
  };
}

export default defineKernel({
  name: 'sum_columns',
  wgsl,
  params: defineParams({ rows: 'u32', cols: 'u32', slot: 'u32', scale: 'f32' }),
  bindings: {
    x: { access: 'read', type: 'f32', shape: '[rows, cols]' },
    readings: { access: 'read_write', type: 'f32', shape: '[slots]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 256, software: 4 } },
  workgroups: ({ cols }) => [cols, 1, 1],
  reference: ({ x, readings }, { rows, cols, slot, scale }) => {
    const out = Float64Array.from(readings);
    for (let c = 0; c < cols; c++) {
      let sum = 0;
      for (let r = 0; r < rows; r++) sum += x[r * cols + c] ?? 0;
      out[slot + c] = scale * sum;
    }
    return { readings: out };
  },
  tolerance: {
    readings: {
      bound: ({ x }, { rows, scale }) =>
        2e-6 + scale * x.reduce((sum, v) => sum + Math.abs(v), 0) * 2 ** -24 * (8 + Math.sqrt(rows)),
      because: {
        en: 'recursive summation per lane, then a tree: at most rows roundings of partial sums, sqrt(rows) of them uncancelled, relative to the sum of magnitudes',
        zh: '每个通道递推求和，再做树形归约：部分和至多舍入 rows 次，约 sqrt(rows) 次不相抵，相对于绝对值之和',
      },
    },
  },
  cases: () => [
    sumCase('one row', 1, 1, 1),
    sumCase('fewer rows than lanes', 3, 4, 0.25),
    sumCase('ragged', 1009, 4, 1 / 1009),
    sumCase('65,536 rows', 65_536, 1, 1 / 65_536),
  ],
});
