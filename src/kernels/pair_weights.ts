import wgsl from '../../shaders/pair_weights.wgsl?raw';
import { type ContrastiveLoss, lossWeights, pairLogSumExp, pairWeights } from '../reference/contrastive';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { equalRows, stackedViews } from './support/cases';
import { dotError, expError } from './support/rounding';

function weightsCase(
  name: string,
  n: number,
  d: number,
  loss: ContrastiveLoss,
  options: { tau: number; begin?: number; chunk: number; z?: Float32Array },
) {
  const { tau, begin = 0, chunk, z = stackedViews(n, d) } = options;
  const stride = paddedColumns(d);
  const { pairs, first, second } = lossWeights(loss, n);
  const groups = pairs === 'cross' ? 2 : 1;
  const { lse } = pairLogSumExp(z, 2 * n, stride, tau, pairs);
  // As the programs leave it: anchors of weight 0 have no lse.
  if (second === 0) lse.fill(0, n);
  return {
    name,
    params: {
      group_rows: (2 * n) / groups,
      groups,
      d4: stride / 4,
      begin,
      chunk,
      inv_tau: 1 / tau,
      first,
      second,
    },
    shapes: { z: [2 * n, stride], lse: [2 * n], weights: [2 * n, chunk] },
    data: { z, lse },
  };
}

export default defineKernel({
  name: 'pair_weights',
  wgsl,
  params: defineParams({
    group_rows: 'u32',
    groups: 'u32',
    d4: 'u32',
    begin: 'u32',
    chunk: 'u32',
    inv_tau: 'f32',
    first: 'f32',
    second: 'f32',
  }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[2 pairs, 4 d4]' },
    lse: { access: 'read', type: 'f32', shape: '[2 pairs]' },
    weights: { access: 'read_write', type: 'vec4f', shape: '[2 pairs, chunk]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 8 } },
  workgroups: ({ group_rows, groups, chunk }, { WORKGROUP_SIZE = 1 }) => [
    Math.ceil((groups * Math.ceil(group_rows / 4)) / WORKGROUP_SIZE),
    chunk / 4,
    1,
  ],
  reference: ({ z, lse }, { group_rows, groups, d4, begin, chunk, inv_tau, first, second }) => {
    const rows = group_rows * groups;
    const count = Math.min(chunk, group_rows - begin);
    const pairs = groups === 2 ? 'cross' : 'all';
    const dense = pairWeights(z, lse, rows / 2, 4 * d4, 1 / inv_tau, pairs, first, second, begin, count);
    const weights = new Float64Array(rows * chunk);
    for (let row = 0; row < rows; row++) {
      weights.set(dense.subarray(row * count, (row + 1) * count), row * chunk);
    }
    return { weights };
  },
  tolerance: {
    weights: {
      bound: (_, { d4, inv_tau, first, second }) =>
        (first + second) * (expError(1) + 1e-6 + inv_tau * (dotError(d4) + 4 * 2 ** -24)),
      because: {
        en: 'probabilities are at most 1, so the error of the exponent, s / tau - lse, is the relative error of a weight of at most first + second',
        zh: '概率不超过 1，所以指数 s / tau - lse 的误差就是权重的相对误差，权重不超过 first + second',
      },
    },
  },
  cases: () => [
    weightsCase('one pair', 1, 3, 'symmetric', { tau: 0.5, chunk: 4 }),
    weightsCase('one-way, ragged', 9, 3, 'infonce', { tau: 0.1, chunk: 12 }),
    weightsCase('one-way, second run', 37, 17, 'infonce', { tau: 0.07, begin: 16, chunk: 16 }),
    weightsCase('one-way, cold: exp of the missing lse would overflow', 12, 8, 'infonce', {
      tau: 0.001,
      chunk: 12,
    }),
    weightsCase('symmetric, last ragged run', 37, 17, 'symmetric', { tau: 0.2, begin: 32, chunk: 16 }),
    weightsCase('NT-Xent', 21, 32, 'ntxent', { tau: 0.07, chunk: 44 }),
    weightsCase('NT-Xent, run over the middle', 22, 129, 'ntxent', { tau: 0.5, begin: 20, chunk: 8 }),
    weightsCase('collapsed', 10, 8, 'ntxent', { tau: 0.05, chunk: 20, z: equalRows(20, 8) }),
  ],
});
