import wgsl from '../../shaders/row_similarity.wgsl?raw';
import { dot, row, rowsOf } from '../reference/vector';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { unitRows } from './support/cases';
import { dotError } from './support/rounding';

function similarityCase(name: string, rows: number, d: number, query: number) {
  const columns = paddedColumns(d);
  return {
    name,
    params: { rows, d4: columns / 4, query },
    shapes: { z: [rows, columns], similarities: [rows] },
    data: { z: unitRows(rows, d) },
  };
}

export default defineKernel({
  name: 'row_similarity',
  wgsl,
  params: defineParams({ rows: 'u32', d4: 'u32', query: 'u32' }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[rows, 4 d4]' },
    similarities: { access: 'read_write', type: 'f32', shape: '[rows]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(rows / WORKGROUP_SIZE), 1, 1],
  reference: ({ z }, { rows, d4, query }) => {
    const u = rowsOf(z, rows, 4 * d4);
    return { similarities: u.map((other) => dot(row(u, query), other)) };
  },
  tolerance: {
    similarities: {
      bound: (_, { d4 }) => dotError(d4),
      because: {
        en: 'a dot product of unit rows in d / 4 steps of four',
        zh: '单位行点积，共 d / 4 步，每步四项',
      },
    },
  },
  cases: () => [
    similarityCase('one row', 1, 3, 0),
    similarityCase('d = 17', 130, 17, 129),
    similarityCase('d = 129', 65, 129, 7),
  ],
});
