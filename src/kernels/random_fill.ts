import wgsl from '../../shaders/random_fill.wgsl?raw';
import { RandomStream } from '../random';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';

export default defineKernel({
  name: 'random_fill',
  wgsl,
  params: defineParams({ key: 'vec2u', first: 'u32', count: 'u32' }),
  bindings: {
    bits: { access: 'read_write', type: 'u32', shape: '[count, 2]' },
    normals: { access: 'read_write', type: 'f32', shape: '[count, 2]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 64 } },
  workgroups: ({ count }, { WORKGROUP_SIZE = 1 }) => spread(Math.ceil(count / WORKGROUP_SIZE)),
  reference: (_, { key, first, count }) => {
    const stream = new RandomStream(key[0], key[1]);
    const counters = Array.from({ length: count }, (_unused, index) => first + index);
    return {
      bits: counters.flatMap((counter) => stream.bits(counter)),
      normals: counters.flatMap((counter) => stream.normals(counter)),
    };
  },
  tolerance: {
    bits: {
      exact: true,
      because: {
        en: 'integer arithmetic: the streams are the same on every adapter',
        zh: '整数运算：任何设备上的随机流都相同',
      },
    },
    normals: {
      abs: 2e-6,
      rel: 1.2e-5,
      because: {
        en: 'radius: log within 2^-21 of at least 0.0645, halved by the root: 3.7e-6 relative, and sqrt 4.5 ULP; angle: Taylor remainder 1e-8 and rounding of the argument, 2.5e-7 times a radius of at most 5.7',
        zh: '半径：对数值不小于 0.0645，误差 2^-21，开方后减半，相对 3.7e-6，外加开方 4.5 ULP；角度：泰勒余项 1e-8 与自变量舍入 2.5e-7，乘以不超过 5.7 的半径',
      },
    },
  },
  cases: () => [
    { name: 'first counters', params: { key: [0, 0], first: 0, count: 1 }, shapes: shapes(1), data: {} },
    { name: 'ragged', params: { key: [7, 3], first: 5, count: 129 }, shapes: shapes(129), data: {} },
    {
      name: 'high seed, high counters',
      params: { key: [0xffffffff, 0x80000001], first: 0xfffffe00, count: 500 },
      shapes: shapes(500),
      data: {},
    },
    { name: 'many', params: { key: [42, 1], first: 0, count: 20_000 }, shapes: shapes(20_000), data: {} },
  ],
});

function shapes(count: number): { bits: readonly number[]; normals: readonly number[] } {
  return { bits: [count, 2], normals: [count, 2] };
}
