import wgsl from '../../shaders/make_views.wgsl?raw';
import { RandomStream, unitFromBits } from '../random';
import { normalizeRows } from '../reference/normalize';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { batchRow } from './support/batch';
import { unitRows } from './support/cases';
import { ROUNDOFF } from './support/rounding';

/** Twin of dropout_mask in shaders/lib/noise.wgsl: 0 or 1 / keep. */
export function dropoutMask(stream: RandomStream, row: number, column: number, keep: number): number {
  if (keep >= 1) return 1;
  const draw = unitFromBits(stream.bits(row, column >>> 1)[(column & 1) as 0]);
  return draw < Math.fround(keep) ? 1 / keep : 0;
}

function viewsCase(
  name: string,
  rows: number,
  d: number,
  options: {
    batch?: number;
    offset?: number;
    stride?: number;
    noise: number;
    keep: number;
    paired?: boolean;
  },
) {
  const { batch = rows, offset = 0, stride = 1, noise, keep, paired = false } = options;
  const columns = paddedColumns(d);
  const sets = paired ? 2 : 1;
  return {
    name,
    params: {
      key: [11, 19] as const,
      mask_key: [11, 20] as const,
      rows,
      batch,
      offset,
      stride,
      second_offset: paired ? rows : 0,
      d,
      noise,
      keep,
    },
    shapes: { points: [sets * rows, columns], z: [2 * batch, columns], norms: [2 * batch] },
    data: { points: unitRows(sets * rows, d) },
  };
}

export default defineKernel({
  name: 'make_views',
  wgsl,
  params: defineParams({
    key: 'vec2u',
    mask_key: 'vec2u',
    rows: 'u32',
    batch: 'u32',
    offset: 'u32',
    stride: 'u32',
    second_offset: 'u32',
    d: 'u32',
    noise: 'f32',
    keep: 'f32',
  }),
  bindings: {
    points: { access: 'read', type: 'vec4f', shape: '[points, 4 d4]' },
    z: { access: 'read_write', type: 'vec4f', shape: '[2 batch, 4 d4]' },
    norms: { access: 'read_write', type: 'f32', shape: '[2 batch]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ batch }, { WORKGROUP_SIZE = 1 }) => [Math.ceil((2 * batch) / WORKGROUP_SIZE), 1, 1],
  reference: ({ points }, params) => {
    const { key, mask_key, batch, second_offset, d, noise, keep } = params;
    const columns = paddedColumns(d);
    const eps = new RandomStream(key[0], key[1]);
    const masks = new RandomStream(mask_key[0], mask_key[1]);
    const sigma = noise / Math.sqrt(d);
    const v = new Float64Array(2 * batch * columns);
    for (let i = 0; i < 2 * batch; i++) {
      const view = Math.floor(i / batch);
      const sample = batchRow(i % batch, params);
      const draw = 2 * sample + view;
      for (let c = 0; c < d; c++) {
        const x = points[(sample + view * second_offset) * columns + c] ?? 0;
        const disturbance = sigma > 0 ? sigma * eps.normal(draw, c) : 0;
        v[i * columns + c] = x * dropoutMask(masks, draw, c, keep) + disturbance;
      }
    }
    const { unit, norms } = normalizeRows(v, 2 * batch, columns);
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
      bound: (_, { noise, keep, d }) => 4e-5 * noise + (1 / keep + 3 * noise) * (d / 4 + 12) * ROUNDOFF,
      because: {
        en: 'normals are within 2e-6 + 1.2e-5 of themselves, and a disturbance is at most 3 noise long in the cases; the length of at most 1 / keep + 3 noise takes d / 4 + 12 roundings',
        zh: '正态数的误差不超过 2e-6 加自身的 1.2e-5，用例中扰动长度不超过 3 noise；长度不超过 1 / keep + 3 noise，经 d / 4 + 12 次舍入',
      },
    },
  },
  cases: () => [
    viewsCase('one row', 1, 3, { noise: 0.1, keep: 1 }),
    viewsCase('noise, d = 3', 65, 3, { noise: 0.5, keep: 1 }),
    viewsCase('no disturbance', 33, 17, { noise: 0, keep: 1 }),
    viewsCase('dropout, d = 129', 33, 129, { noise: 0, keep: 0.9 }),
    viewsCase('a batch of a permutation', 101, 16, {
      batch: 24,
      offset: 70,
      stride: 37,
      noise: 0.2,
      keep: 0.8,
    }),
    viewsCase('paired sets', 40, 17, { batch: 16, offset: 8, stride: 3, noise: 0.1, keep: 1, paired: true }),
  ],
  insensitive: {},
});
