import wgsl from '../../shaders/centre_rows.wgsl?raw';
import { normalizeRows } from '../reference/normalize';
import { meanRow } from '../reference/vector';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns, padRows } from '../runtime/tensor';
import { equalRows, normals, unitRows } from './support/cases';

function centreCase(
  name: string,
  rows: number,
  d: number,
  unit: 0 | 1,
  x = padRows(normals(rows, d), rows, d),
) {
  const stride = paddedColumns(d);
  return {
    name,
    params: { rows, d4: stride / 4, unit },
    shapes: { x: [rows, stride], mean: [stride], y: [rows, stride] },
    data: { x, mean: meanRow(x, rows, stride) },
  };
}

export default defineKernel({
  name: 'centre_rows',
  wgsl,
  params: defineParams({ rows: 'u32', d4: 'u32', unit: 'u32' }),
  bindings: {
    x: { access: 'read', type: 'vec4f', shape: '[rows, 4 d4]' },
    mean: { access: 'read', type: 'vec4f', shape: '[4 d4]' },
    y: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 d4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(rows / WORKGROUP_SIZE), 1, 1],
  reference: ({ x, mean }, { rows, d4, unit }) => {
    const centred = x.map((value, at) => value - (mean[at % (4 * d4)] ?? 0));
    return { y: unit === 1 ? normalizeRows(centred, rows, 4 * d4).unit : centred };
  },
  tolerance: {
    y: {
      abs: 1e-37,
      rel: 4e-6,
      because: {
        en: 'one difference of f32 values, rounded once; then as normalize_rows: a sum of d / 4 + 3 positive terms, two divisions (2.5 ULP each) and a root',
        zh: '两个 f32 值之差，舍入一次；其余同 normalize_rows：d / 4 + 3 个正项之和、两次除法（各 2.5 ULP）和一次开方',
      },
    },
  },
  cases: () => [
    centreCase('two rows', 2, 1, 1),
    centreCase('d = 3, lengths kept', 1009, 3, 0),
    centreCase('d = 17', 65, 17, 1),
    centreCase('d = 129', 130, 129, 1),
    centreCase('a narrow cone', 33, 8, 1, unitRows(33, 8, { mean: 50 })),
    centreCase(
      'lengths of 1e30',
      33,
      8,
      1,
      padRows(normals(33, 8), 33, 8).map((v) => v * 1e30),
    ),
    centreCase('collapsed: zeros', 9, 5, 1, equalRows(9, 5)),
  ],
});
