import wgsl from '../../shaders/group_moments_merge.wgsl?raw';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';
import { joinedMoments, MOMENTS } from './support/moments';
import { ROUNDOFF } from './support/rounding';

interface MergeCase {
  readonly groups: number;
  readonly chunks: number;
  readonly fan_in: number;
  readonly exponent?: number;
  readonly spread?: number;
}

/** Partials of 1 to 3 elements each whose exponents differ by up to `spread`. */
function mergeCase(name: string, { groups, chunks, fan_in, exponent = 0, spread: range = 0 }: MergeCase) {
  const drawn = normals(groups * chunks, 2);
  const partials = new Float32Array(MOMENTS * groups * chunks);
  for (let chunk = 0; chunk < groups * chunks; chunk++) {
    const power = exponent - (chunk % (range + 1));
    const mean = (drawn[2 * chunk] ?? 0) * 0.3 * 2 ** power;
    partials.set([1 + (chunk % 3), mean, Math.abs(drawn[2 * chunk + 1] ?? 0), power], MOMENTS * chunk);
  }
  return {
    name,
    params: { groups, chunks, fan_in },
    shapes: {
      partials: [groups, chunks, MOMENTS],
      merged: [groups, Math.ceil(chunks / fan_in), MOMENTS],
    },
    data: { partials },
  };
}

function widthOf(chunks: number, fanIn: number): number {
  return Math.ceil(chunks / fanIn);
}

export default defineKernel({
  name: 'group_moments_merge',
  wgsl,
  params: defineParams({ groups: 'u32', chunks: 'u32', fan_in: 'u32' }),
  bindings: {
    partials: { access: 'read', type: 'vec4f', shape: '[groups, chunks, 4]' },
    merged: { access: 'read_write', type: 'vec4f', shape: '[groups, ceil(chunks / fan_in), 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ groups, chunks, fan_in }, { WORKGROUP_SIZE = 1 }) =>
    spread(Math.ceil((groups * widthOf(chunks, fan_in)) / WORKGROUP_SIZE)),
  reference: ({ partials }, { groups, chunks, fan_in }) => {
    const width = widthOf(chunks, fan_in);
    const merged = new Float64Array(MOMENTS * groups * width);
    for (let slot = 0; slot < groups * width; slot++) {
      const begin = Math.floor(slot / width) * chunks + (slot % width) * fan_in;
      const end = Math.min(begin + fan_in, (Math.floor(slot / width) + 1) * chunks);
      const run = partials.subarray(MOMENTS * begin, MOMENTS * end);
      const { count, mean, squares } = joinedMoments(run, 1, end - begin);
      merged.set([count[0] ?? 0, mean[0] ?? 0, squares[0] ?? 0, 0], MOMENTS * slot);
    }
    return { merged };
  },
  combine: ({ merged = [] }, { groups, chunks, fan_in }) =>
    joinedMoments(merged, groups * widthOf(chunks, fan_in), 1),
  tolerance: {
    count: { exact: true, because: { en: 'whole numbers below 2^24', zh: '小于 2^24 的整数' } },
    mean: {
      bound: ({ partials }, params) => mergeBounds(partials, params).mean,
      because: {
        en: 'one weighted difference a merge, four roundings relative to the largest mean, at most fan_in merges',
        zh: '每次合并一个加权差，相对于最大均值舍入四次，最多 fan_in 次合并',
      },
    },
    squares: {
      bound: ({ partials }, params) => mergeBounds(partials, params).squares,
      because: {
        en: 'a sum of positive terms, each of at most eight roundings; sums of fan_in of them round sqrt(fan_in) times uncancelled; a mean that is off by its own bound moves the square of a difference',
        zh: '正项之和，每项至多舍入八次；fan_in 项之和约 sqrt(fan_in) 次舍入不相抵；均值的误差会移动差的平方',
      },
    },
  },
  cases: () => [
    mergeCase('one partial', { groups: 3, chunks: 1, fan_in: 4 }),
    mergeCase('ragged', { groups: 5, chunks: 7, fan_in: 4 }),
    mergeCase('exponents apart', { groups: 17, chunks: 33, fan_in: 128, exponent: 12, spread: 24 }),
    mergeCase('near 1e30', { groups: 2, chunks: 9, fan_in: 3, exponent: 99, spread: 2 }),
    mergeCase('near 1e-30', { groups: 2, chunks: 9, fan_in: 3, exponent: -99, spread: 2 }),
  ],
});

/** How far the merged moments of every slot may be off, from the largest mean and the squares of its whole group. */
function mergeBounds(
  partials: Float64Array,
  { groups, chunks, fan_in }: { readonly groups: number; readonly chunks: number; readonly fan_in: number },
): { mean: Float64Array; squares: Float64Array } {
  const width = widthOf(chunks, fan_in);
  const bounds = { mean: new Float64Array(groups * width), squares: new Float64Array(groups * width) };
  for (let slot = 0; slot < groups * width; slot++) {
    const first = Math.floor(slot / width) * chunks + (slot % width) * fan_in;
    const last = Math.min(first + fan_in, (Math.floor(slot / width) + 1) * chunks);
    let [largest, count, squares] = [0, 0, 0];
    for (let chunk = first; chunk < last; chunk++) {
      const [n = 0, mean = 0, sum = 0, exponent = 0] = partials.subarray(
        MOMENTS * chunk,
        MOMENTS * chunk + 4,
      );
      largest = Math.max(largest, Math.abs(mean));
      count += n;
      squares += sum * 4 ** exponent + n * mean * mean;
    }
    const merges = Math.sqrt(last - first);
    bounds.mean[slot] = ROUNDOFF * (4 + 4 * merges) * largest;
    bounds.squares[slot] = ROUNDOFF * ((8 + merges) * squares + (8 + 8 * merges) * count * largest * largest);
  }
  return bounds;
}
