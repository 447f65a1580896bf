import wgsl from '../../shaders/group_gradient_sums.wgsl?raw';
import { groupGradientSums, normalizeGroups } from '../reference/normalization';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';
import { caseArray, caseStatistics, caseWalk, type GroupCase } from './support/groupCases';
import { placesOf, WALK, type Walk } from './support/groups';
import { ROUNDOFF } from './support/rounding';

interface SumsCase extends GroupCase {
  /** Groups are the elements of one parameter, with a scale of ones. */
  readonly byParameter?: true;
}

function sumsCase(name: string, options: SumsCase) {
  const { byParameter } = options;
  const { walk, cut, elements, parameters } = caseWalk(options);
  return {
    name,
    params: { ...walk, ...cut },
    shapes: {
      x: [elements],
      gradient: [elements],
      statistics: [walk.groups, 4],
      scale: [parameters],
      sums: [walk.groups, cut.chunks],
      products: [walk.groups, cut.chunks],
    },
    data: {
      x: caseArray(elements, options),
      gradient: normals(elements, 1, 4),
      statistics: caseStatistics(walk.groups, options),
      scale: normals(parameters, 1, 2).map((value) => (byParameter ? 1 : 1 + 0.5 * value)),
    },
  };
}

/** Sums over the chunks of every group. */
function wholeSums(partials: ArrayLike<number>, groups: number, chunks: number): Float64Array {
  const sums = new Float64Array(groups);
  for (let index = 0; index < partials.length; index++) {
    const group = Math.floor(index / chunks);
    sums[group] = (sums[group] ?? 0) + (partials[index] ?? Number.NaN);
  }
  return sums;
}

export default defineKernel({
  name: 'group_gradient_sums',
  wgsl,
  params: defineParams(WALK),
  bindings: {
    x: { access: 'read', type: 'f32', shape: '[elements]' },
    gradient: { access: 'read', type: 'f32', shape: '[elements]' },
    statistics: { access: 'read', type: 'vec4f', shape: '[groups, 4]' },
    scale: { access: 'read', type: 'f32', shape: '[parameters]' },
    sums: { access: 'read_write', type: 'f32', shape: '[groups, chunks]' },
    products: { access: 'read_write', type: 'f32', shape: '[groups, chunks]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ groups, chunks }, { WORKGROUP_SIZE = 1 }) =>
    spread(Math.ceil((groups * chunks) / WORKGROUP_SIZE)),
  reference: ({ x, gradient, statistics, scale }, params) => {
    const { groups, chunks } = params;
    const whole = groupGradientSums(x, gradient, placesOf(params), statistics, scale);
    const first = (values: Float64Array): Float64Array => {
      const partials = new Float64Array(groups * chunks);
      for (const [group, value] of values.entries()) partials[group * chunks] = value;
      return partials;
    };
    return { sums: first(whole.sums), products: first(whole.products) };
  },
  combine: ({ sums = [], products = [] }, { groups, chunks }) => ({
    sums: wholeSums(sums, groups, chunks),
    products: wholeSums(products, groups, chunks),
  }),
  tolerance: {
    sums: {
      bound: (inputs, params) => sumBounds(inputs, params).sums,
      because: {
        en: 'products of gradient and scale summed in a chunk: about sqrt(m) roundings uncancelled, relative to the sum of magnitudes',
        zh: '梯度与缩放之积在块内求和：约 sqrt(m) 次舍入不相抵，相对于绝对值之和',
      },
    },
    products: {
      bound: (inputs, params) => sumBounds(inputs, params).products,
      because: {
        en: 'the same, of products with the normalised element, which brings three roundings',
        zh: '同上，再乘以归一化元素，后者带来三次舍入',
      },
    },
  },
  cases: () => [
    sumsCase('one element', { sizes: [1], axes: [0] }),
    sumsCase('rows, padded', { sizes: [9, 5], axes: [1], strides: [8, 1], chunks: [2, 1] }),
    sumsCase('columns, padded', { sizes: [65, 17], axes: [0], strides: [20, 1], chunks: [3, 1] }),
    sumsCase('axes 0, 2 and 3', { sizes: [5, 3, 7, 9], axes: [0, 2, 3], chunks: [4, 3] }),
    sumsCase('axes 1 and 3, channels 1', { sizes: [5, 3, 7, 9], axes: [1, 3], affineAxes: [1] }),
    sumsCase('a scale of ones', { sizes: [12, 7], axes: [1], byParameter: true }),
    sumsCase('one group of 10,007', { sizes: [10_007], axes: [0], chunks: [64, 1] }),
    sumsCase('mean 1e4', { sizes: [37, 129], axes: [1], mean: 1e4, chunks: [3, 1] }),
  ],
});

/** How far the sums of every group may be off. */
function sumBounds(
  {
    x,
    gradient,
    statistics,
    scale,
  }: Readonly<Record<'x' | 'gradient' | 'statistics' | 'scale', Float64Array>>,
  params: Walk,
): { sums: Float64Array; products: Float64Array } {
  const places = placesOf(params);
  const roundings = ROUNDOFF * (8 + Math.sqrt(params.members));
  const shift = new Float64Array(scale.length);
  const scaled = normalizeGroups(x, places, statistics, { scale, shift });
  const { sums } = groupGradientSums(x, gradient.map(Math.abs), places, statistics, scale.map(Math.abs));
  const products = Float64Array.from(places.kept.elements, (base) =>
    places.reduced.elements.reduce((sum, offset) => {
      const index = base + offset;
      return sum + Math.abs((gradient[index] ?? 0) * (scaled[index] ?? 0));
    }, 0),
  );
  return { sums: sums.map((sum) => roundings * sum), products: products.map((sum) => roundings * sum) };
}
