import wgsl from '../../shaders/group_normalize.wgsl?raw';
import { normalizeGroups } from '../reference/normalization';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';
import { caseArray, caseStatistics, caseWalk, type GroupCase } from './support/groupCases';
import { placesOf, WALK } from './support/groups';
import { ROUNDOFF } from './support/rounding';

function normalizeCase(name: string, options: GroupCase) {
  const { walk, cut, elements, parameters } = caseWalk(options);
  return {
    name,
    params: { ...walk, ...cut },
    shapes: {
      x: [elements],
      statistics: [walk.groups, 4],
      scale: [parameters],
      shift: [parameters],
      y: [elements],
    },
    data: {
      x: caseArray(elements, options),
      statistics: caseStatistics(walk.groups, options),
      scale: normals(parameters, 1, 2).map((value) => 1 + 0.5 * value),
      shift: normals(parameters, 1, 3),
      y: new Float32Array(elements).fill(7),
    },
  };
}

export default defineKernel({
  name: 'group_normalize',
  wgsl,
  params: defineParams(WALK),
  bindings: {
    x: { access: 'read', type: 'f32', shape: '[elements]' },
    statistics: { access: 'read', type: 'vec4f', shape: '[groups, 4]' },
    scale: { access: 'read', type: 'f32', shape: '[parameters]' },
    shift: { access: 'read', type: 'f32', shape: '[parameters]' },
    y: { access: 'read_write', type: 'f32', shape: '[elements]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ groups, chunks }, { WORKGROUP_SIZE = 1 }) =>
    spread(Math.ceil((groups * chunks) / WORKGROUP_SIZE)),
  reference: ({ x, statistics, scale, shift, y }, params) => ({
    y: normalizeGroups(x, placesOf(params), statistics, { scale, shift }, y),
  }),
  tolerance: {
    y: {
      bound: ({ x, statistics, scale, shift }, params) => {
        const places = placesOf(params);
        const zeros = new Float64Array(shift.length);
        const product = normalizeGroups(x, places, statistics, { scale, shift: zeros });
        const sum = normalizeGroups(x, places, statistics, { scale, shift });
        return product.map((value, index) => ROUNDOFF * (5 * Math.abs(value) + Math.abs(sum[index] ?? 0)));
      },
      because: {
        en: 'two differences, of which the first is rounded relative to itself and not to x, and two products, then one sum with the shift',
        zh: '两次相减（第一次的舍入相对于差本身而非 x）、两次乘法，再与平移量相加一次',
      },
    },
  },
  cases: () => [
    normalizeCase('one element', { sizes: [1], axes: [0] }),
    normalizeCase('rows, padded', { sizes: [9, 5], axes: [1], strides: [8, 1], chunks: [2, 1] }),
    normalizeCase('columns, padded', { sizes: [33, 17], axes: [0], strides: [20, 1], chunks: [5, 1] }),
    normalizeCase('axes 0, 2 and 3', { sizes: [5, 3, 7, 9], axes: [0, 2, 3], chunks: [4, 3] }),
    normalizeCase('axes 1 and 3, channels 1', { sizes: [5, 3, 7, 9], axes: [1, 3], affineAxes: [1] }),
    normalizeCase('groups of one', { sizes: [33, 1], axes: [1] }),
    normalizeCase('mean 1e4', { sizes: [37, 129], axes: [1], mean: 1e4, chunks: [3, 1] }),
    normalizeCase('deviations of 1e15', { sizes: [9, 33], axes: [0], deviation: 1e15 }),
  ],
});
