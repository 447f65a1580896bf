import wgsl from '../../shaders/contrastive_terms.wgsl?raw';
import { type ContrastiveLoss, lossWeights, pairLogSumExp } from '../reference/contrastive';
import { squaredDistance } from '../reference/vector';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { equalRows, stackedViews } from './support/cases';
import { dotError, ROUNDOFF } from './support/rounding';

function termsCase(
  name: string,
  n: number,
  d: number,
  loss: ContrastiveLoss,
  tau: number,
  z = stackedViews(n, d),
) {
  const stride = paddedColumns(d);
  const { pairs, first, second } = lossWeights(loss, n);
  const { lse, best, bestSimilarity } = pairLogSumExp(z, 2 * n, stride, tau, pairs);
  const groups = pairs === 'cross' ? 2 : 1;
  const numbered = Array.from(best, (row, i) => [row % ((2 * n) / groups), (bestSimilarity[i] ?? 0) / tau]);
  return {
    name,
    params: { pairs: n, groups, d4: stride / 4, inv_tau: 1 / tau, first, second },
    shapes: { z: [2 * n, stride], lse: [2 * n], best: [2 * n, 2], terms: [2 * n, 4] },
    data: { z, lse, best: numbered.flat() },
  };
}

export default defineKernel({
  name: 'contrastive_terms',
  wgsl,
  params: defineParams({
    pairs: 'u32',
    groups: 'u32',
    d4: 'u32',
    inv_tau: 'f32',
    first: 'f32',
    second: 'f32',
  }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[2 pairs, 4 d4]' },
    lse: { access: 'read', type: 'f32', shape: '[2 pairs]' },
    best: { access: 'read', type: 'f32', shape: '[2 pairs, 2]' },
    terms: { access: 'read_write', type: 'vec4f', shape: '[2 pairs, 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ pairs }, { WORKGROUP_SIZE = 1 }) => [Math.ceil((2 * pairs) / WORKGROUP_SIZE), 1, 1],
  reference: ({ z, lse, best }, { pairs, groups, d4, inv_tau, first, second }) => {
    const columns = 4 * d4;
    const terms = new Float64Array(8 * pairs);
    for (let row = 0; row < 2 * pairs; row++) {
      const positive = (row + pairs) % (2 * pairs);
      const a = z.subarray(row * columns, (row + 1) * columns);
      const b = z.subarray(positive * columns, (positive + 1) * columns);
      const similarity = a.reduce((sum, v, k) => sum + v * (b[k] ?? 0), 0);
      const weight = row < pairs ? first : second;
      const ranked = groups === 1 || row < pairs;
      const hit = best[2 * row] === (groups === 2 ? positive % pairs : positive);
      terms.set(
        [
          weight > 0 ? weight * ((lse[row] ?? 0) - similarity * inv_tau) : 0,
          weight > 0 && ranked && hit ? 1 : 0,
          similarity,
          squaredDistance(a, b),
        ],
        4 * row,
      );
    }
    return { terms };
  },
  tolerance: {
    terms: {
      bound: ({ lse }, { d4, inv_tau, first, second }) =>
        Float64Array.from({ length: 4 * lse.length }, (_, index) => {
          const partition = Math.abs(lse[Math.floor(index / 4)] ?? 0) + inv_tau;
          const loss = (first + second) * (inv_tau * dotError(d4) + 4 * ROUNDOFF * partition);
          return [loss, 0, dotError(d4), 4 * dotError(d4)][index % 4] ?? 0;
        }),
      because: {
        en: 'a dot product of unit rows over tau, and the rounding of a difference of terms as large as lse and 1 / tau',
        zh: '单位行点积除以 tau，以及大小为 lse 与 1 / tau 的两项相减的舍入误差',
      },
    },
  },
  cases: () => [
    termsCase('one pair', 1, 3, 'symmetric', 0.5),
    termsCase('one-way, ragged', 37, 17, 'infonce', 0.07),
    termsCase('symmetric, d = 129', 40, 129, 'symmetric', 0.2),
    termsCase('NT-Xent', 65, 32, 'ntxent', 0.1),
    termsCase('collapsed: the loss is log n', 16, 8, 'infonce', 0.05, equalRows(32, 8)),
  ],
});
