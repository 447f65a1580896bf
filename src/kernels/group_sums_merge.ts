import wgsl from '../../shaders/group_sums_merge.wgsl?raw';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';
import { ROUNDOFF } from './support/rounding';

function mergeCase(name: string, groups: number, chunks: number, fan_in: number) {
  const [partials, merged] = [
    [groups, chunks],
    [groups, widthOf(chunks, fan_in)],
  ];
  return {
    name,
    params: { groups, chunks, fan_in },
    shapes: { sums: partials, products: partials, merged_sums: merged, merged_products: merged },
    data: { sums: normals(groups, chunks), products: normals(groups, chunks, 2) },
  };
}

function widthOf(chunks: number, fanIn: number): number {
  return Math.ceil(chunks / fanIn);
}

/** Partials [groups, chunks] added in runs of fanIn. */
function mergedRuns(partials: Float64Array, chunks: number, fanIn: number): Float64Array {
  const width = widthOf(chunks, fanIn);
  const merged = new Float64Array((partials.length / chunks) * width);
  for (const [index, value] of partials.entries()) {
    const slot = Math.floor(index / chunks) * width + Math.floor((index % chunks) / fanIn);
    merged[slot] = (merged[slot] ?? 0) + value;
  }
  return merged;
}

const BECAUSE = {
  en: 'at most fan_in partial results added one by one, relative to the sum of their magnitudes',
  zh: '至多 fan_in 个部分结果逐个相加，相对于其绝对值之和',
};

function bound(
  partials: Float64Array,
  { chunks, fan_in }: { readonly chunks: number; readonly fan_in: number },
) {
  return mergedRuns(partials.map(Math.abs), chunks, fan_in).map((sum) => ROUNDOFF * fan_in * sum);
}

export default defineKernel({
  name: 'group_sums_merge',
  wgsl,
  params: defineParams({ groups: 'u32', chunks: 'u32', fan_in: 'u32' }),
  bindings: {
    sums: { access: 'read', type: 'f32', shape: '[groups, chunks]' },
    products: { access: 'read', type: 'f32', shape: '[groups, chunks]' },
    merged_sums: { access: 'read_write', type: 'f32', shape: '[groups, ceil(chunks / fan_in)]' },
    merged_products: { access: 'read_write', type: 'f32', shape: '[groups, ceil(chunks / fan_in)]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ groups, chunks, fan_in }, { WORKGROUP_SIZE = 1 }) =>
    spread(Math.ceil((groups * widthOf(chunks, fan_in)) / WORKGROUP_SIZE)),
  reference: ({ sums, products }, { chunks, fan_in }) => ({
    merged_sums: mergedRuns(sums, chunks, fan_in),
    merged_products: mergedRuns(products, chunks, fan_in),
  }),
  tolerance: {
    merged_sums: { bound: ({ sums }, params) => bound(sums, params), because: BECAUSE },
    merged_products: { bound: ({ products }, params) => bound(products, params), because: BECAUSE },
  },
  cases: () => [
    mergeCase('one partial', 3, 1, 4),
    mergeCase('ragged', 5, 7, 4),
    mergeCase('several runs', 17, 33, 8),
    mergeCase('one run of 128', 2, 128, 128),
  ],
});
