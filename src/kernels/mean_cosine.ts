import wgsl from '../../shaders/mean_cosine.wgsl?raw';
import { meanRow } from '../reference/vector';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { equalRows, unitRows } from './support/cases';
import { ROUNDOFF } from './support/rounding';

function cosineCase(name: string, rows: number, d: number, zeros = 0, u = unitRows(rows, d)) {
  const stride = paddedColumns(d);
  u.fill(0, 0, zeros * stride);
  return {
    name,
    params: { rows, d4: stride / 4, slot: zeros },
    shapes: { mean: [stride], norms: [rows], sums: [zeros + 1, 2] },
    data: {
      mean: meanRow(u, rows, stride),
      norms: Float32Array.from({ length: rows }, (_, row) => (row < zeros ? 0 : 1e-30 * (row + 1))),
    },
  };
}

export default defineKernel({
  name: 'mean_cosine',
  wgsl,
  params: defineParams({ rows: 'u32', d4: 'u32', slot: 'u32' }),
  bindings: {
    mean: { access: 'read', type: 'vec4f', shape: '[4 d4]' },
    norms: { access: 'read', type: 'f32', shape: '[rows]' },
    sums: { access: 'read_write', type: 'f32', shape: '[slots, 2]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 4 } },
  workgroups: () => [1, 1, 1],
  reference: ({ mean, norms, sums }, { rows, d4, slot }) => {
    const written = sums.slice();
    // The tensors may have room for wider and for more rows.
    const squares = mean.subarray(0, 4 * d4).reduce((sum, value) => sum + (rows * value) ** 2, 0);
    written.set([squares, norms.subarray(0, rows).filter((norm) => norm > 0).length], 2 * slot);
    return { sums: written };
  },
  combine: ({ sums = [] }, { slot }) => ({
    pair: [sums[2 * slot] ?? Number.NaN, sums[2 * slot + 1] ?? Number.NaN],
  }),
  tolerance: {
    pair: {
      bound: ({ mean }, { rows, d4 }) => [
        ROUNDOFF * (d4 + 8) * mean.reduce((sum, value) => sum + (rows * value) ** 2, 0),
        0,
      ],
      because: {
        en: 'a product, its square and a sum of d / 4 positive terms; rows are counted exactly',
        zh: '一次乘法、一次平方与 d / 4 个正项之和；行数精确',
      },
    },
  },
  cases: () => [
    cosineCase('one row', 1, 3),
    cosineCase('ragged', 65, 129),
    cosineCase('two rows are zero', 37, 17, 2),
    cosineCase('collapsed', 301, 8, 0, equalRows(301, 8)),
    cosineCase('a narrow cone', 130, 7, 0, unitRows(130, 7, { mean: 50 })),
  ],
});
