import wgsl from '../../shaders/pair_logsumexp.wgsl?raw';
import { pairLogSumExp } from '../reference/contrastive';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { equalRows, stackedViews } from './support/cases';
import { combineOnline, firstPartial } from './support/online';
import { dotError, ROUNDOFF } from './support/rounding';

interface Options {
  readonly tau: number;
  readonly pairs: 'cross' | 'all';
  readonly chunk?: number;
  readonly anchorGroups?: number;
  readonly z?: Float32Array;
}

function lseCase(name: string, n: number, d: number, options: Options) {
  const { tau, pairs, chunk = 1 << 20, z = stackedViews(n, d) } = options;
  const stride = paddedColumns(d);
  const groups = pairs === 'cross' ? 2 : 1;
  const group_rows = pairs === 'cross' ? n : 2 * n;
  const anchor_groups = options.anchorGroups ?? groups;
  const chunks = Math.ceil(group_rows / chunk);
  return {
    name,
    params: {
      group_rows,
      groups,
      anchor_groups,
      d4: stride / 4,
      chunk,
      chunks,
      begin: 0,
      end: group_rows,
      inv_tau: 1 / tau,
    },
    shapes: { z: [2 * n, stride], partials: [anchor_groups * group_rows, chunks, 4] },
    data: { z },
  };
}

export default defineKernel({
  name: 'pair_logsumexp',
  wgsl,
  params: defineParams({
    group_rows: 'u32',
    groups: 'u32',
    anchor_groups: 'u32',
    d4: 'u32',
    begin: 'u32',
    end: 'u32',
    chunk: 'u32',
    chunks: 'u32',
    inv_tau: 'f32',
  }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[groups group_rows, 4 d4]' },
    partials: { access: 'read_write', type: 'vec4f', shape: '[anchor_groups group_rows, chunks, 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 8 } },
  workgroups: ({ group_rows, anchor_groups, chunks }, { WORKGROUP_SIZE = 1 }) => [
    Math.ceil((anchor_groups * Math.ceil(group_rows / 4)) / WORKGROUP_SIZE),
    chunks,
    1,
  ],
  reference: ({ z, partials }, { group_rows, groups, anchor_groups, d4, chunks, begin, inv_tau }) => {
    // The first of several pieces carries the whole result.
    if (begin > 0) return { partials };
    const pairs = groups === 2 ? 'cross' : 'all';
    const { lse, best } = pairLogSumExp(z, groups * group_rows, 4 * d4, 1 / inv_tau, pairs);
    const numbers = Array.from(best, (row) => row % group_rows);
    return { partials: firstPartial(lse, numbers, anchor_groups * group_rows, chunks) };
  },
  combine: ({ partials = [] }, { group_rows, anchor_groups, chunks }) => ({
    ...combineOnline(partials, anchor_groups * group_rows, chunks),
  }),
  tolerance: {
    lse: {
      bound: (_, { d4, inv_tau, group_rows }) =>
        1e-6 + inv_tau * (dotError(d4) + 2 * ROUNDOFF) + ROUNDOFF * (8 + Math.sqrt(group_rows)),
      because: {
        en: 'a dot product of unit rows is within (d / 4 + 4) 2^-24, divided by tau; exp errors are relative to positive terms and rescalings accumulate like sqrt(candidates)',
        zh: '单位行点积误差不超过 (d / 4 + 4) 2^-24，再除以 tau；exp 的误差相对于正项，重新缩放的误差按 sqrt(候选数) 累加',
      },
    },
    best: {
      exact: true,
      because: {
        en: 'candidates of the cases differ by more than rounding, or tie exactly',
        zh: '用例中的候选要么相差大于舍入误差，要么完全相等',
      },
    },
  },
  cases: () => [
    lseCase('one pair', 1, 3, { tau: 0.5, pairs: 'cross' }),
    lseCase('two rows, NT-Xent', 1, 3, { tau: 0.5, pairs: 'all' }),
    lseCase('ragged 9 x 3', 9, 3, { tau: 0.1, pairs: 'cross' }),
    lseCase('ragged, chunks of 8', 37, 17, { tau: 0.07, pairs: 'cross', chunk: 8 }),
    lseCase('NT-Xent, chunks of 16', 33, 17, { tau: 0.07, pairs: 'all', chunk: 16 }),
    lseCase('first view only', 65, 32, { tau: 0.2, pairs: 'cross', chunk: 32, anchorGroups: 1 }),
    lseCase('d = 129', 40, 129, { tau: 0.05, pairs: 'cross', chunk: 12 }),
    lseCase('collapsed', 21, 8, { tau: 0.05, pairs: 'all', chunk: 12, z: equalRows(42, 8) }),
    lseCase('cold: 1 / tau beyond exp', 16, 8, { tau: 0.005, pairs: 'cross' }),
  ],
});
