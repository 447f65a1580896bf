import wgsl from '../../shaders/normalize_rows.wgsl?raw';
import { normalizeRows } from '../reference/normalize';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns, padRows } from '../runtime/tensor';
import { normals } from './support/cases';

function normalizeCase(name: string, rows: number, d: number, factor = 1, zeroRow?: number) {
  const x = padRows(normals(rows, d), rows, d).map((v) => v * factor);
  const stride = paddedColumns(d);
  if (zeroRow !== undefined) x.fill(0, zeroRow * stride, (zeroRow + 1) * stride);
  return {
    name,
    params: { rows, d4: stride / 4 },
    shapes: { x: [rows, stride], unit: [rows, stride], norms: [rows] },
    data: { x },
  };
}

export default defineKernel({
  name: 'normalize_rows',
  wgsl,
  params: defineParams({ rows: 'u32', d4: 'u32' }),
  bindings: {
    x: { access: 'read', type: 'vec4f', shape: '[rows, 4 d4]' },
    unit: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 d4]' },
    norms: { access: 'read_write', type: 'f32', shape: '[rows]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(rows / WORKGROUP_SIZE), 1, 1],
  reference: ({ x }, { rows, d4 }) => normalizeRows(x, rows, 4 * d4),
  tolerance: {
    unit: {
      abs: 1e-37,
      rel: 4e-6,
      because: {
        en: 'sum of d / 4 + 3 positive terms, two divisions (2.5 ULP each) and a root (halves, 4.5 ULP)',
        zh: 'd / 4 + 3 个正项之和、两次除法（各 2.5 ULP）和一次开方（误差减半，4.5 ULP）',
      },
    },
    norms: {
      abs: 1e-44,
      rel: 4e-6,
      because: { en: 'as the unit rows, without the last division', zh: '同单位行，但少最后一次除法' },
    },
  },
  cases: () => [
    normalizeCase('one element', 1, 1),
    normalizeCase('d = 3', 1009, 3),
    normalizeCase('d = 17', 65, 17),
    normalizeCase('d = 129', 130, 129),
    normalizeCase('lengths of 1e-30', 33, 8, 1e-30),
    normalizeCase('lengths of 1e30', 33, 8, 1e30),
    normalizeCase('a zero row', 9, 5, 1, 4),
  ],
});
