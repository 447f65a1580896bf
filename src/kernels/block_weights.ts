import wgsl from '../../shaders/block_weights.wgsl?raw';
import { contrastiveLoss, pairWeights } from '../reference/contrastive';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { blockedViews, isActive, type Run, runRows } from './support/blockCase';
import { equalRows, normals } from './support/cases';
import { dotError, expError, ROUNDOFF } from './support/rounding';

function weightsCase(name: string, rows: number, d: number, runs: readonly Run[], views?: Float32Array) {
  const blocks = runs.length;
  const columns = paddedColumns(d);
  const width = paddedColumns(rows);
  return {
    name,
    params: { blocks, rows, d4: columns / 4 },
    shapes: {
      z: [blocks, 2, rows, columns],
      runs: [blocks, 4],
      weights: [blocks, width, width],
      losses: [blocks * rows],
    },
    data: {
      z: views ?? blockedViews(blocks, rows, d),
      runs: runRows(runs),
      // Blocks that have stopped must keep what is here.
      weights: normals(blocks * width, width, 5),
      losses: normals(blocks * rows, 1, 6),
    },
  };
}

/** An anchor's error: that of its exponents (two dot products over tau) and of a sum of rows / 4 + 3 terms. */
function anchorError(tau: number, rows: number, d4: number): number {
  return (4 * (dotError(d4) + ROUNDOFF)) / tau + 2 * expError(1) + (rows / 4 + 10) * ROUNDOFF;
}

export default defineKernel({
  name: 'block_weights',
  wgsl,
  params: defineParams({ blocks: 'u32', rows: 'u32', d4: 'u32' }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[blocks, 2, rows, 4 d4]' },
    runs: { access: 'read', type: 'vec4f', shape: '[blocks, 4]' },
    weights: { access: 'read_write', type: 'vec4f', shape: '[blocks, 4 tiles, 4 tiles]' },
    losses: { access: 'read_write', type: 'f32', shape: '[blocks rows]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 8 } },
  workgroups: ({ blocks, rows }, { WORKGROUP_SIZE = 1 }) => [
    Math.ceil((blocks * Math.ceil(rows / 8)) / WORKGROUP_SIZE),
    1,
    1,
  ],
  reference: ({ z, runs, weights, losses }, { blocks, rows, d4 }) => {
    const width = paddedColumns(rows);
    const out = { weights: weights.slice(), losses: losses.slice() };
    for (let block = 0; block < blocks; block++) {
      if (!isActive(runs, block)) continue;
      const tau = runs[4 * block] ?? Number.NaN;
      const views = z.subarray(8 * block * rows * d4, 8 * (block + 1) * rows * d4);
      const { lse, perAnchorLoss } = contrastiveLoss(views, rows, 4 * d4, tau, 'infonce');
      const dense = pairWeights(views, lse, rows, 4 * d4, tau, 'cross', 1, 0, 0, rows);
      out.weights.fill(0, block * width * width, (block + 1) * width * width);
      for (let i = 0; i < rows; i++) {
        const begin = (block * width + i) * width;
        out.weights.set(dense.subarray(i * rows, (i + 1) * rows), begin);
      }
      out.losses.set(perAnchorLoss.subarray(0, rows), block * rows);
    }
    return out;
  },
  tolerance: {
    weights: {
      bound: ({ runs, weights }, { rows, d4 }) =>
        Float64Array.from(weights, (_, index) => {
          const block = Math.floor(index / paddedColumns(rows) ** 2);
          return anchorError(runs[4 * block] ?? Number.NaN, rows, d4);
        }),
      because: {
        en: 'probabilities are at most 1, so the relative error of e^x / sum is absolute: two dot products of unit rows over tau, exp of x <= 0 weighted by itself, and a sum of rows / 4 + 3 terms',
        zh: '概率不超过 1，所以 e^x / sum 的相对误差即绝对误差：两个单位行点积除以 tau，以自身加权的 exp（x <= 0），以及 rows / 4 + 3 项之和',
      },
    },
    losses: {
      bound: ({ runs, losses }, { rows, d4 }) =>
        Float64Array.from(losses, (_, index) => {
          const tau = runs[4 * Math.floor(index / rows)] ?? Number.NaN;
          return anchorError(tau, rows, d4) + 2 ** -21 + 8 * ROUNDOFF * (Math.log(rows) + 2 / tau);
        }),
      because: {
        en: 'the relative error of the sum; log within 2^-21 near 1 and 3 ULP elsewhere; rounding of terms as large as log n and 2 / tau',
        zh: '和的相对误差；log 在 1 附近误差 2^-21，其他处 3 ULP；以及大小为 log n 与 2 / tau 的项的舍入',
      },
    },
  },
  cases: () => [
    weightsCase('one row', 1, 3, [{ tau: 0.5 }]),
    weightsCase('ragged, a temperature a block', 9, 3, [{ tau: 0.05 }, { tau: 0.5 }, { tau: 5 }]),
    weightsCase('a block has stopped', 13, 17, [{ tau: 0.1 }, { tau: 0.1, active: false }, { tau: 0.2 }]),
    weightsCase('cold: 1 / tau beyond exp', 22, 32, [{ tau: 0.005 }, { tau: 0.01 }]),
    weightsCase('collapsed: the loss is log n', 10, 8, [{ tau: 0.07 }], equalRows(20, 8)),
    weightsCase('n = 65, d = 129', 65, 129, [{ tau: 0.1 }, { tau: 1 }]),
  ],
});
