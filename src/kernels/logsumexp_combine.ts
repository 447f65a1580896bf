import wgsl from '../../shaders/logsumexp_combine.wgsl?raw';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';
import { combineOnline } from './support/online';

function combineCase(name: string, rows: number, chunks: number, scale: number, empty = 0) {
  const draws = normals(rows * chunks, 2);
  const partials = new Float32Array(4 * rows * chunks);
  for (let i = 0; i < rows * chunks; i++) {
    const filled = i % chunks >= empty;
    partials[4 * i] = filled ? scale * (draws[2 * i] ?? 0) : -3.4028234663852886e38;
    partials[4 * i + 1] = filled ? 1 + Math.abs(draws[2 * i + 1] ?? 0) : 0;
    partials[4 * i + 2] = filled ? i % 1000 : 0;
  }
  return {
    name,
    params: { rows, chunks },
    shapes: { partials: [rows, chunks, 4], lse: [rows], best: [rows, 2] },
    data: { partials },
  };
}

export default defineKernel({
  name: 'logsumexp_combine',
  wgsl,
  params: defineParams({ rows: 'u32', chunks: 'u32' }),
  bindings: {
    partials: { access: 'read', type: 'vec4f', shape: '[rows, chunks, 4]' },
    lse: { access: 'read_write', type: 'f32', shape: '[rows]' },
    best: { access: 'read_write', type: 'f32', shape: '[rows, 2]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 32, software: 4 } },
  workgroups: ({ rows }) => spread(rows),
  reference: ({ partials }, { rows, chunks }) => {
    const { lse, best } = combineOnline(partials, rows, chunks);
    const pairs = new Float64Array(2 * rows);
    for (let row = 0; row < rows; row++) {
      const own = partials.subarray(4 * row * chunks, 4 * (row + 1) * chunks);
      pairs[2 * row] = best[row] ?? 0;
      pairs[2 * row + 1] = own.reduce((m, v, k) => (k % 4 === 0 ? Math.max(m, v) : m), -Infinity);
    }
    return { lse, best: pairs };
  },
  tolerance: {
    lse: {
      abs: 2e-6,
      rel: 3 * 2 ** -23,
      because: {
        en: 'a sum of positive terms, each within a few ULP of exp near its maximum, and one log: 3 ULP',
        zh: '正项之和，每项在 exp 最大值附近只差几个 ULP，再取一次对数：3 ULP',
      },
    },
    best: { exact: true, because: { en: 'maxima and indices are copied', zh: '最大值与下标为直接复制' } },
  },
  cases: () => [
    combineCase('one partial', 1, 1, 1),
    combineCase('ragged', 67, 5, 3),
    combineCase('chunks beyond the lanes', 3, 301, 20),
    combineCase('empty partials', 9, 8, 2, 5),
    combineCase('nothing but empty', 2, 4, 2, 4),
    combineCase('one row, many partials', 1, 20_000, 5),
  ],
});
