import wgsl from '../../shaders/group_statistics.wgsl?raw';
import { groupStatistics } from '../reference/normalization';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';
import { caseArray, caseWalk, type GroupCase } from './support/groupCases';
import { runOffsets } from './support/groups';
import { joinedMoments, MOMENTS } from './support/moments';

interface StatisticsCase extends GroupCase {
  readonly eps: number;
  readonly centre?: 0 | 1;
  readonly exponent?: number;
}

/** Moments of as many elements as the groups have, with squares near 4^exponent. */
function statisticsCase(name: string, options: StatisticsCase) {
  const { eps, centre = 1, exponent = 0 } = options;
  const { walk, elements } = caseWalk(options);
  const { groups, members, kept_sizes, kept_elements, kept_runs } = walk;
  const drawn = normals(groups, 2, 5);
  const statistics = new Float32Array(MOMENTS * groups);
  for (let group = 0; group < groups; group++) {
    const mean = 0.3 * 2 ** exponent * (drawn[2 * group] ?? 0);
    const squares = members * Math.abs(drawn[2 * group + 1] ?? 0);
    statistics.set([members, mean, squares, exponent], MOMENTS * group);
  }
  return {
    name,
    params: { groups, kept_sizes, kept_elements, kept_runs, centre, root_eps: Math.sqrt(eps) },
    shapes: { x: [elements], statistics: [groups, MOMENTS] },
    data: { x: caseArray(elements, options), statistics },
  };
}

export default defineKernel({
  name: 'group_statistics',
  wgsl,
  params: defineParams({
    kept_sizes: 'vec4u',
    kept_elements: 'vec4u',
    groups: 'u32',
    kept_runs: 'u32',
    centre: 'u32',
    root_eps: 'f32',
  }),
  bindings: {
    x: { access: 'read', type: 'f32', shape: '[elements]' },
    statistics: { access: 'read_write', type: 'vec4f', shape: '[groups, 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ groups }, { WORKGROUP_SIZE = 1 }) => spread(Math.ceil(groups / WORKGROUP_SIZE)),
  reference: ({ x, statistics }, params) => {
    const { groups, kept_runs, kept_sizes, kept_elements, centre, root_eps } = params;
    const pivots = runOffsets(kept_runs, kept_sizes, kept_elements);
    const { count, mean, squares } = joinedMoments(statistics, groups, 1);
    return {
      statistics: groupStatistics(
        mean.map((distance, group) => (centre === 1 ? (x[pivots[group] ?? 0] ?? 0) : 0) + distance),
        squares.map((sum, group) => sum / (count[group] ?? Number.NaN)),
        root_eps ** 2,
      ),
    };
  },
  combine: ({ statistics = [] }, { groups }) => {
    const column = (k: number): Float64Array =>
      Float64Array.from({ length: groups }, (_, group) => statistics[4 * group + k] ?? Number.NaN);
    const [mean, rest] = [column(0), column(3)];
    return {
      mean: mean.map((value, group) => value + (rest[group] ?? Number.NaN)),
      variance: column(1),
      inverse: column(2),
    };
  },
  tolerance: {
    mean: {
      abs: 1e-37,
      rel: 2 ** -46,
      because: {
        en: 'the sum of two f32 values in two f32 values: exact but for the rounding of the second',
        zh: '两个 f32 之和存为两个 f32：除第二个的舍入外是精确的',
      },
    },
    variance: {
      abs: 1e-37,
      rel: 4e-7,
      because: {
        en: 'one division (2.5 ULP), then powers of two, which are exact',
        zh: '一次除法（2.5 ULP），其余是 2 的幂，没有误差',
      },
    },
    inverse: {
      abs: 1e-37,
      rel: 1e-6,
      because: {
        en: 'two divisions (2.5 ULP each), a square root (its argument halves its error, itself an inverse root and a product: 4.5 ULP), a sum',
        zh: '两次除法（各 2.5 ULP）、一次开方（自变量误差减半；自身为倒数平方根与一次乘法：4.5 ULP）和一次加法',
      },
    },
  },
  cases: () => [
    statisticsCase('one group', { sizes: [5], axes: [0], eps: 1e-5 }),
    statisticsCase('rows, mean 1e4', { sizes: [37, 9], axes: [1], eps: 1e-5, mean: 1e4 }),
    statisticsCase('columns, eps of the order of the variance', { sizes: [9, 65], axes: [0], eps: 0.5 }),
    statisticsCase('two kept axes apart', { sizes: [5, 3, 7, 4], axes: [1, 3], eps: 1e-3 }),
    statisticsCase('about zero', { sizes: [17, 8], axes: [1], eps: 0.1, centre: 0 }),
    statisticsCase('deviations of 1e15, eps 0', { sizes: [6, 4], axes: [1], eps: 0, exponent: 50 }),
    statisticsCase('deviations of 1e-15, eps 0', { sizes: [6, 4], axes: [1], eps: 0, exponent: -50 }),
    statisticsCase('eps beyond the variance', { sizes: [6, 4], axes: [1], eps: 1, exponent: -40 }),
  ],
});
