import wgsl from '../../shaders/block_views.wgsl?raw';
import { RandomStream } from '../random';
import { normalizeRows } from '../reference/normalize';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { unitRows } from './support/cases';
import { ROUNDOFF } from './support/rounding';

function viewsCase(name: string, blocks: number, rows: number, d: number, noise: number) {
  const columns = paddedColumns(d);
  return {
    name,
    params: { key: [11, 19] as const, blocks, rows, d, noise },
    shapes: {
      points: [blocks * rows, columns],
      z: [blocks, 2, rows, columns],
      norms: [blocks, 2, rows],
    },
    data: { points: unitRows(blocks * rows, d) },
  };
}

export default defineKernel({
  name: 'block_views',
  wgsl,
  params: defineParams({ key: 'vec2u', blocks: 'u32', rows: 'u32', d: 'u32', noise: 'f32' }),
  bindings: {
    points: { access: 'read', type: 'vec4f', shape: '[blocks rows, 4 d4]' },
    z: { access: 'read_write', type: 'vec4f', shape: '[blocks, 2, rows, 4 d4]' },
    norms: { access: 'read_write', type: 'f32', shape: '[blocks, 2, rows]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows }, { WORKGROUP_SIZE = 1 }) => [Math.ceil((2 * rows) / WORKGROUP_SIZE), 1, 1],
  reference: ({ points }, { key, blocks, rows, d, noise }) => {
    const columns = paddedColumns(d);
    const eps = new RandomStream(key[0], key[1]);
    const sigma = noise / Math.sqrt(d);
    const v = new Float64Array(2 * blocks * rows * columns);
    for (let view = 0; view < 2; view++) {
      for (let row = 0; row < rows; row++) {
        for (let c = 0; c < d; c++) {
          const disturbance = sigma * eps.normal(2 * row + view, c);
          for (let block = 0; block < blocks; block++) {
            const x = points[(block * rows + row) * columns + c] ?? 0;
            v[((2 * block + view) * rows + row) * columns + c] = x + disturbance;
          }
        }
      }
    }
    const { unit, norms } = normalizeRows(v, 2 * blocks * rows, columns);
    return { z: unit, norms };
  },
  tolerance: {
    z: {
      bound: (_, { noise, d }) => 4e-6 + (noise / Math.sqrt(d)) * 5e-5,
      because: {
        en: 'normals are within 2e-6 + 1.2e-5 of up to 5.7 deviations; norm and scaling add (d / 4 + 8) roundings',
        zh: '正态数误差为 2e-6 加相对 1.2e-5，幅度至多 5.7 倍标准差；求范数与缩放再带来 (d / 4 + 8) 次舍入',
      },
    },
    norms: {
      bound: (_, { noise, d }) => 4e-5 * noise + (1 + 3 * noise) * (d / 4 + 12) * ROUNDOFF,
      because: {
        en: 'normals are within 2e-6 + 1.2e-5 of themselves, and a disturbance is at most 3 noise long in the cases; the length takes d / 4 + 12 roundings',
        zh: '正态数的误差不超过 2e-6 加自身的 1.2e-5，用例中扰动长度不超过 3 noise；长度经 d / 4 + 12 次舍入',
      },
    },
  },
  cases: () => [
    viewsCase('one row', 1, 1, 3, 0.1),
    viewsCase('three blocks, d = 3', 3, 33, 3, 0.5),
    viewsCase('no noise', 2, 17, 17, 0),
    viewsCase('d = 129', 5, 9, 129, 0.2),
  ],
});
