import wgsl from '../../shaders/accumulate_rows.wgsl?raw';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { normals, stackedViews } from './support/cases';
import { ROUNDOFF } from './support/rounding';

function accumulateCase(
  name: string,
  n: number,
  d: number,
  groups: 1 | 2,
  options: { begin?: number; chunk: number; keep: number; scale: number },
) {
  const { begin = 0, chunk, keep, scale } = options;
  const stride = paddedColumns(d);
  const group_rows = (2 * n) / groups;
  const weights = normals(2 * n, chunk);
  for (let i = 0; i < weights.length; i++) if ((i % chunk) + begin >= group_rows) weights[i] = 0;
  return {
    name,
    params: { group_rows, groups, d4: stride / 4, begin, chunk, keep, scale },
    shapes: { z: [2 * n, stride], weights: [2 * n, chunk], gradient: [2 * n, stride] },
    data: { z: stackedViews(n, d), weights, gradient: normals(2 * n, stride, 9) },
  };
}

export default defineKernel({
  name: 'accumulate_rows',
  wgsl,
  params: defineParams({
    group_rows: 'u32',
    groups: 'u32',
    d4: 'u32',
    begin: 'u32',
    chunk: 'u32',
    keep: 'f32',
    scale: 'f32',
  }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[rows, 4 d4]' },
    weights: { access: 'read', type: 'vec4f', shape: '[rows, chunk]' },
    gradient: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 d4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 8 } },
  workgroups: ({ group_rows, groups, d4 }, { WORKGROUP_SIZE = 1 }) =>
    spread(Math.ceil((groups * Math.ceil(group_rows / 4) * d4) / WORKGROUP_SIZE)),
  reference: ({ z, weights, gradient }, { group_rows, groups, d4, begin, chunk, keep, scale }) => {
    const columns = 4 * d4;
    const out = new Float64Array(gradient.length);
    for (let row = 0; row < group_rows * groups; row++) {
      const base = groups === 2 ? (1 - Math.floor(row / group_rows)) * group_rows : 0;
      for (let c = 0; c < columns; c++) {
        let sum = 0;
        for (let k = 0; k < Math.min(chunk, group_rows - begin); k++) {
          sum += (weights[row * chunk + k] ?? 0) * (z[(base + begin + k) * columns + c] ?? 0);
        }
        out[row * columns + c] = keep * (gradient[row * columns + c] ?? 0) + scale * sum;
      }
    }
    return { gradient: out };
  },
  tolerance: {
    gradient: {
      bound: ({ weights, gradient }, { chunk, d4, keep, scale }) =>
        Float64Array.from(gradient, (g, index) => {
          const row = Math.floor(index / (4 * d4));
          let magnitude = 0;
          for (let k = 0; k < chunk; k++) magnitude += Math.abs(weights[row * chunk + k] ?? 0);
          return ROUNDOFF * (2 * keep * Math.abs(g) + (8 + Math.sqrt(chunk)) * Math.abs(scale) * magnitude);
        }),
      because: {
        en: 'chunk products of entries of unit rows: partial sums are bounded by sum |w|, roundings add as sqrt(chunk)',
        zh: 'chunk 个单位行元素之积：部分和不超过 sum |w|，舍入误差按 sqrt(chunk) 累加',
      },
    },
  },
  cases: () => [
    accumulateCase('one pair', 1, 3, 2, { chunk: 4, keep: 0, scale: 1 }),
    accumulateCase('ragged', 9, 3, 2, { chunk: 12, keep: 0, scale: 2 }),
    accumulateCase('second run', 37, 17, 2, { begin: 16, chunk: 16, keep: 1, scale: 14.3 }),
    accumulateCase('last ragged run', 37, 17, 2, { begin: 32, chunk: 16, keep: 1, scale: 1 }),
    accumulateCase('one group', 22, 129, 1, { begin: 40, chunk: 8, keep: 1, scale: 5 }),
  ],
});
