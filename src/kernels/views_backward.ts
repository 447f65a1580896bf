import wgsl from '../../shaders/views_backward.wgsl?raw';
import { RandomStream } from '../random';
import { squaredDistance } from '../reference/vector';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns, padRows } from '../runtime/tensor';
import { dropoutMask } from './make_views';
import { batchRow } from './support/batch';
import { normals, stackedViews } from './support/cases';

function backwardCase(
  name: string,
  rows: number,
  d: number,
  options: { batch?: number; offset?: number; stride?: number; keep: number; paired?: boolean },
) {
  const { batch = rows, offset = 0, stride = 1, keep, paired = false } = options;
  const columns = paddedColumns(d);
  const points = (paired ? 2 : 1) * rows;
  return {
    name,
    params: {
      mask_key: [11, 20] as const,
      rows,
      batch,
      offset,
      stride,
      second_offset: paired ? rows : 0,
      d,
      keep,
    },
    shapes: {
      z: [2 * batch, columns],
      norms: [2 * batch],
      gradient_z: [2 * batch, columns],
      gradient: [points, columns],
      diagnostics: [points, 4],
    },
    data: {
      z: stackedViews(batch, d),
      norms: Float32Array.from({ length: 2 * batch }, (_, i) => (i === 1 ? 0 : 0.5 + (i % 7) / 4)),
      gradient_z: padRows(normals(2 * batch, d, 3), 2 * batch, d),
      gradient: normals(points, columns, 4),
      diagnostics: normals(points, 4, 5),
    },
  };
}

export default defineKernel({
  name: 'views_backward',
  wgsl,
  params: defineParams({
    mask_key: 'vec2u',
    rows: 'u32',
    batch: 'u32',
    offset: 'u32',
    stride: 'u32',
    second_offset: 'u32',
    d: 'u32',
    keep: 'f32',
  }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[2 batch, 4 d4]' },
    norms: { access: 'read', type: 'f32', shape: '[2 batch]' },
    gradient_z: { access: 'read', type: 'vec4f', shape: '[2 batch, 4 d4]' },
    gradient: { access: 'read_write', type: 'vec4f', shape: '[points, 4 d4]' },
    diagnostics: { access: 'read_write', type: 'vec4f', shape: '[points, 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ batch }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(batch / WORKGROUP_SIZE), 1, 1],
  reference: ({ z, norms, gradient_z, gradient, diagnostics }, params) => {
    const { mask_key, batch, second_offset, d, keep } = params;
    const columns = paddedColumns(d);
    const masks = new RandomStream(mask_key[0], mask_key[1]);
    const rowOf = (source: Float64Array, i: number): Float64Array =>
      source.subarray(i * columns, (i + 1) * columns);
    const backward = (i: number, draw: number): Float64Array => {
      const norm = norms[i] ?? 0;
      const unit = rowOf(z, i);
      const g = rowOf(gradient_z, i);
      const radial = g.reduce((sum, v, c) => sum + v * (unit[c] ?? 0), 0);
      return g.map((v, c) =>
        norm > 0 ? ((v - radial * (unit[c] ?? 0)) / norm) * dropoutMask(masks, draw, c, keep) : 0,
      );
    };
    const length = (h: Float64Array): number => Math.sqrt(h.reduce((sum, v) => sum + v * v, 0));
    const out = { gradient: gradient.slice(), diagnostics: diagnostics.slice() };
    const put = (point: number, h: Float64Array, error: number): void => {
      out.gradient.set(h, point * columns);
      out.diagnostics.set([length(h), error, 0, 0], 4 * point);
    };
    for (let i = 0; i < batch; i++) {
      const sample = batchRow(i, params);
      const first = backward(i, 2 * sample);
      const second = backward(i + batch, 2 * sample + 1);
      const error = squaredDistance(rowOf(z, i), rowOf(z, i + batch));
      if (second_offset === 0) {
        put(
          sample,
          first.map((v, c) => v + (second[c] ?? 0)),
          error,
        );
      } else {
        put(sample, first, error);
        put(sample + second_offset, second, error);
      }
    }
    return out;
  },
  tolerance: {
    gradient: {
      bound: (_, { d, keep }) => (1e-6 * Math.sqrt(d) * 2) / (0.5 * keep),
      because: {
        en: 'rounding of g . z and of one subtraction, relative to |g| = sqrt d, over norms of at least 0.5, two views',
        zh: 'g . z 与一次减法的舍入误差，相对于 |g| = sqrt d，除以不小于 0.5 的范数，共两个视图',
      },
    },
    diagnostics: {
      bound: (_, { d, keep }) => (1e-6 * d * 2) / (0.5 * keep),
      because: {
        en: 'length of that gradient; the squared distance is within (d / 4 + 6) 2^-24 of at most 4',
        zh: '该梯度的长度；平方距离不超过 4，误差为 (d / 4 + 6) 2^-24',
      },
    },
  },
  cases: () => [
    backwardCase('one row', 1, 3, { keep: 1 }),
    backwardCase('d = 3', 65, 3, { keep: 1 }),
    backwardCase('dropout, d = 129', 33, 129, { keep: 0.9 }),
    backwardCase('a batch of a permutation', 101, 16, { batch: 24, offset: 70, stride: 37, keep: 0.8 }),
    backwardCase('paired sets', 40, 17, { batch: 16, offset: 8, stride: 3, keep: 0.75, paired: true }),
  ],
});
