import wgsl from '../../shaders/colour_points.wgsl?raw';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';

/** Entry of the table for a value in units of the range, as the shader rounds it. */
function entryOf(value: number, low: number, high: number, size: number): number {
  const share = high > low ? (value - low) / (high - low) : 0.5;
  return Math.min(Math.max(Math.floor(size * share), 0), size - 1);
}

function colourCase(
  name: string,
  count: number,
  size: number,
  categorical: 0 | 1,
  range: readonly [number, number],
) {
  const draws = normals(count, 2);
  // Values in the middle of a table entry: neither side of an edge is a matter of rounding.
  const values = draws.map((v, i) => {
    const entry = Math.floor(Math.abs(v) * 1000) % size;
    const inside = range[0] + ((entry + 0.5) / size) * (range[1] - range[0]);
    return categorical === 1 ? i % 40 : i % 17 === 0 ? inside + 2 * (range[1] - range[0]) : inside;
  });
  return {
    name,
    params: { count, stride: 2, component: 1, size, categorical },
    shapes: { values: [count, 2], range: [2], table: [size, 4], colours: [count, 4] },
    data: { values, range, table: normals(size, 4, 8) },
  };
}

export default defineKernel({
  name: 'colour_points',
  wgsl,
  params: defineParams({ count: 'u32', stride: 'u32', component: 'u32', size: 'u32', categorical: 'u32' }),
  bindings: {
    values: { access: 'read', type: 'f32', shape: '[count, stride]' },
    range: { access: 'read', type: 'f32', shape: '[2]' },
    table: { access: 'read', type: 'vec4f', shape: '[size, 4]' },
    colours: { access: 'read_write', type: 'vec4f', shape: '[count, 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ count }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(count / WORKGROUP_SIZE), 1, 1],
  reference: ({ values, range, table }, { count, stride, component, size, categorical }) => ({
    colours: Array.from({ length: count }, (_, i) => {
      const value = values[i * stride + component] ?? 0;
      const sequential = entryOf(value, range[0] ?? 0, range[1] ?? 0, size);
      const entry = categorical === 1 ? Math.floor(value) % size : sequential;
      return [...table.subarray(4 * entry, 4 * entry + 4)];
    }).flat(),
  }),
  tolerance: {
    colours: {
      exact: true,
      because: {
        en: 'table entries are copied; the cases keep values away from the edges of entries',
        zh: '直接复制色表条目；用例中的数值都避开条目边界',
      },
    },
  },
  cases: () => [
    colourCase('one point', 1, 256, 0, [0, 1]),
    colourCase('sequential', 1009, 256, 0, [-2, 3]),
    colourCase('empty range', 65, 256, 0, [1, 1]),
    colourCase('categorical, more classes than colours', 130, 12, 1, [0, 0]),
  ],
});
