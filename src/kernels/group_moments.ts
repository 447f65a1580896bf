import wgsl from '../../shaders/group_moments.wgsl?raw';
import { groupMoments } from '../reference/normalization';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { caseArray, caseWalk, type GroupCase } from './support/groupCases';
import { ELEMENT_WALK, elementWalk, placesOf } from './support/groups';
import { joinedMoments, MOMENTS } from './support/moments';
import { ROUNDOFF } from './support/rounding';

function momentsCase(name: string, options: GroupCase & { readonly centre?: 0 | 1 }) {
  const { centre = 1 } = options;
  const { walk, cut, elements } = caseWalk(options);
  return {
    name,
    params: { ...elementWalk(walk, cut), centre },
    shapes: { x: [elements], partials: [walk.groups, cut.chunks, MOMENTS] },
    data: { x: caseArray(elements, options) },
  };
}

export default defineKernel({
  name: 'group_moments',
  wgsl,
  params: defineParams({ ...ELEMENT_WALK, centre: 'u32' }),
  bindings: {
    x: { access: 'read', type: 'f32', shape: '[elements]' },
    partials: { access: 'read_write', type: 'vec4f', shape: '[groups, chunks, 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ groups, chunks }, { WORKGROUP_SIZE = 1 }) =>
    spread(Math.ceil((groups * chunks) / WORKGROUP_SIZE)),
  reference: ({ x }, params) => {
    const places = placesOf(params);
    const { mean, variance } = groupMoments(x, places, params.centre === 1);
    const partials = new Float64Array(MOMENTS * params.groups * params.chunks);
    for (const [group, base] of places.kept.elements.entries()) {
      const pivot = params.centre === 1 ? (x[base] ?? 0) : 0;
      const squares = params.members * (variance[group] ?? 0);
      partials.set([params.members, (mean[group] ?? 0) - pivot, squares, 0], MOMENTS * params.chunks * group);
    }
    return { partials };
  },
  combine: ({ partials = [] }, { groups, chunks }) => joinedMoments(partials, groups, chunks),
  tolerance: {
    count: { exact: true, because: { en: 'whole numbers below 2^24', zh: '小于 2^24 的整数' } },
    mean: {
      bound: (inputs, params) => momentBounds(inputs.x, params).mean,
      because: {
        en: 'distances from the pivot, each rounded once, summed in a chunk: about sqrt(m) roundings uncancelled, relative to the mean distance; the second pass corrects the first',
        zh: '到基准元素的距离各舍入一次，在块内求和：约 sqrt(m) 次舍入不相抵，相对于平均距离；第二遍修正第一遍',
      },
    },
    squares: {
      bound: (inputs, params) => momentBounds(inputs.x, params).squares,
      because: {
        en: 'a sum of m squares, about sqrt(m) roundings uncancelled; a distance rounded once moves its square by twice the deviation times that',
        zh: 'm 个平方之和，约 sqrt(m) 次舍入不相抵；距离的一次舍入使平方移动两倍偏差乘以该舍入',
      },
    },
  },
  cases: () => [
    momentsCase('one element', { sizes: [1], axes: [0] }),
    momentsCase('rows of 5', { sizes: [3, 5], axes: [1], strides: [8, 1], chunks: [2, 1] }),
    momentsCase('columns, padded', { sizes: [65, 17], axes: [0], strides: [20, 1], chunks: [3, 1] }),
    momentsCase('axes 0, 2 and 3', { sizes: [5, 3, 7, 9], axes: [0, 2, 3], chunks: [4, 3] }),
    momentsCase('axes 1 and 3', { sizes: [5, 3, 7, 9], axes: [1, 3], chunks: [2, 2] }),
    momentsCase('one group of 10,007', { sizes: [10_007], axes: [0], chunks: [64, 1] }),
    momentsCase('groups of one', { sizes: [33, 1], axes: [1] }),
    momentsCase('groups of one, about zero', { sizes: [4, 1], axes: [1], mean: 3, centre: 0 }),
    momentsCase('mean 1e4, variance 1', { sizes: [37, 129], axes: [1], mean: 1e4, chunks: [3, 1] }),
    momentsCase('collapsed', { sizes: [9, 33], axes: [1], mean: 3, deviation: 0 }),
    momentsCase('deviations of 1e-15', { sizes: [9, 33], axes: [0], deviation: 1e-15 }),
    momentsCase('deviations of 1e15', { sizes: [9, 33], axes: [0], deviation: 1e15, chunks: [2, 1] }),
    momentsCase('about zero', { sizes: [17, 33], axes: [1], mean: 0.5, centre: 0, chunks: [2, 1] }),
  ],
});

/** How far the moments of every group may be off. */
function momentBounds(
  x: Float64Array,
  params: Parameters<typeof placesOf>[0] & { readonly centre: number },
): { mean: Float64Array; squares: Float64Array } {
  const places = placesOf(params);
  const { mean, variance } = groupMoments(x, places, params.centre === 1);
  const roundings = 8 + Math.sqrt(params.members);
  const bounds = { mean: new Float64Array(mean.length), squares: new Float64Array(mean.length) };
  for (const [group, base] of places.kept.elements.entries()) {
    const pivot = params.centre === 1 ? (x[base] ?? 0) : 0;
    let [distances, products] = [0, 0];
    for (const offset of places.reduced.elements) {
      const value = x[base + offset] ?? 0;
      distances += Math.abs(value - pivot);
      products += Math.abs((value - pivot) * (value - (mean[group] ?? 0)));
    }
    bounds.mean[group] = (ROUNDOFF * roundings * distances) / params.members;
    bounds.squares[group] = ROUNDOFF * (roundings * params.members * (variance[group] ?? 0) + 4 * products);
  }
  return bounds;
}
