import wgsl from '../../shaders/value_range.wgsl?raw';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';

function rangeCase(name: string, count: number, stride: number, component: number) {
  return {
    name,
    params: { count, stride, component },
    shapes: { values: [count, stride], range: [2] },
    data: { values: normals(count, stride).map((v) => v + 3) },
  };
}

export default defineKernel({
  name: 'value_range',
  wgsl,
  params: defineParams({ count: 'u32', stride: 'u32', component: 'u32' }),
  bindings: {
    values: { access: 'read', type: 'f32', shape: '[count, stride]' },
    range: { access: 'read_write', type: 'f32', shape: '[2]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 256, software: 4 } },
  workgroups: () => [1, 1, 1],
  reference: ({ values }, { count, stride, component }) => {
    const chosen = Array.from({ length: count }, (_, i) => values[i * stride + component] ?? 0);
    return { range: [chosen.reduce((a, b) => Math.min(a, b)), chosen.reduce((a, b) => Math.max(a, b))] };
  },
  tolerance: {
    range: {
      exact: true,
      because: { en: 'a minimum and a maximum are copies', zh: '最小值与最大值为直接复制' },
    },
  },
  cases: () => [
    rangeCase('one record', 1, 1, 0),
    rangeCase('fewer than the lanes', 3, 4, 2),
    rangeCase('ragged', 1009, 1, 0),
    rangeCase('second component', 5000, 4, 1),
  ],
});
