import wgsl from '../../shaders/group_backward.wgsl?raw';
import { groupBackward, groupGradientSums } from '../reference/normalization';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';
import { caseArray, caseStatistics, caseWalk, type GroupCase } from './support/groupCases';
import { placesOf, WALK } from './support/groups';
import { ROUNDOFF } from './support/rounding';

function backwardCase(
  name: string,
  options: GroupCase,
  through_mean: 0 | 1 = 1,
  through_variance: 0 | 1 = 1,
) {
  const { walk, cut, elements, parameters } = caseWalk(options);
  const x = caseArray(elements, options);
  const gradient = normals(elements, 1, 4);
  const statistics = caseStatistics(walk.groups, options);
  const scale = normals(parameters, 1, 2).map((value) => 1 + 0.5 * value);
  return {
    name,
    params: { ...walk, ...cut, through_mean, through_variance },
    shapes: {
      x: [elements],
      gradient: [elements],
      statistics: [walk.groups, 4],
      scale: [parameters],
      sums: [walk.groups],
      products: [walk.groups],
      gradient_x: [elements],
    },
    data: {
      x,
      gradient,
      statistics,
      scale,
      ...groupGradientSums(x, gradient, placesOf(walk), statistics, scale),
      gradient_x: new Float32Array(elements).fill(7),
    },
  };
}

export default defineKernel({
  name: 'group_backward',
  wgsl,
  params: defineParams({ ...WALK, through_mean: 'u32', through_variance: 'u32' }),
  bindings: {
    x: { access: 'read', type: 'f32', shape: '[elements]' },
    gradient: { access: 'read', type: 'f32', shape: '[elements]' },
    statistics: { access: 'read', type: 'vec4f', shape: '[groups, 4]' },
    scale: { access: 'read', type: 'f32', shape: '[parameters]' },
    sums: { access: 'read', type: 'f32', shape: '[groups]' },
    products: { access: 'read', type: 'f32', shape: '[groups]' },
    gradient_x: { access: 'read_write', type: 'f32', shape: '[elements]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ groups, chunks }, { WORKGROUP_SIZE = 1 }) =>
    spread(Math.ceil((groups * chunks) / WORKGROUP_SIZE)),
  reference: ({ x, gradient, statistics, scale, sums, products, gradient_x }, params) => {
    const through = { mean: params.through_mean === 1, variance: params.through_variance === 1 };
    const places = placesOf(params);
    return {
      gradient_x: groupBackward(
        x,
        gradient,
        places,
        statistics,
        scale,
        { sums, products },
        through,
        gradient_x,
      ),
    };
  },
  tolerance: {
    gradient_x: {
      bound: ({ x, gradient, statistics, scale, sums, products }, params) => {
        const places = placesOf(params);
        const bounds = new Float64Array(x.length);
        for (const [group, base] of places.kept.elements.entries()) {
          for (const [member, offset] of places.reduced.elements.entries()) {
            const statistic =
              4 * ((places.kept.statistics[group] ?? 0) + (places.reduced.statistics[member] ?? 0));
            const [mean = 0, , inverse = 0, rest = 0] = statistics.subarray(statistic, statistic + 4);
            const parameter = (places.kept.parameters[group] ?? 0) + (places.reduced.parameters[member] ?? 0);
            const index = base + offset;
            const normalized = Math.abs(((x[index] ?? 0) - mean - rest) * inverse);
            const terms =
              Math.abs((gradient[index] ?? 0) * (scale[parameter] ?? 0)) +
              (params.through_mean * Math.abs(sums[group] ?? 0)) / params.members +
              (params.through_variance * normalized * Math.abs(products[group] ?? 0)) / params.members;
            bounds[index] = 12 * ROUNDOFF * terms * inverse;
          }
        }
        return bounds;
      },
      because: {
        en: 'two divisions (2.5 ULP each), four products, two differences of the terms: at most 12 roundings relative to the sum of their magnitudes',
        zh: '两次除法（各 2.5 ULP）、四次乘法、各项两次相减：相对于各项绝对值之和至多 12 次舍入',
      },
    },
  },
  cases: () => [
    backwardCase('one element', { sizes: [1], axes: [0] }),
    backwardCase('rows, padded', { sizes: [9, 5], axes: [1], strides: [8, 1], chunks: [2, 1] }),
    backwardCase('columns, padded', { sizes: [33, 17], axes: [0], strides: [20, 1], chunks: [5, 1] }),
    backwardCase('axes 0, 2 and 3', { sizes: [5, 3, 7, 9], axes: [0, 2, 3], chunks: [4, 3] }),
    backwardCase('axes 1 and 3, channels 1', { sizes: [5, 3, 7, 9], axes: [1, 3], affineAxes: [1] }),
    backwardCase('about zero', { sizes: [17, 33], axes: [1], mean: 0.5 }, 0, 1),
    backwardCase('statistics given', { sizes: [17, 33], axes: [0] }, 0, 0),
    backwardCase('mean 1e4', { sizes: [37, 129], axes: [1], mean: 1e4, chunks: [3, 1] }),
  ],
});
