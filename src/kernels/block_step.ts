import wgsl from '../../shaders/block_step.wgsl?raw';
import { projectToTangent } from '../reference/normalize';
import { sgdStep } from '../reference/optimizer';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { blockedViews, isActive, type Run, runRows } from './support/blockCase';
import { unitRows } from './support/cases';
import { ROUNDOFF } from './support/rounding';

function stepCase(name: string, rows: number, d: number, rate: number, runs: readonly Run[]) {
  const blocks = runs.length;
  const columns = paddedColumns(d);
  const views = [blocks, 2, rows, columns];
  return {
    name,
    params: { blocks, rows, d4: columns / 4, rate },
    shapes: {
      z: views,
      norms: [blocks, 2, rows],
      gradient: views,
      runs: [blocks, 4],
      points: [blocks * rows, columns],
    },
    data: {
      z: blockedViews(blocks, rows, d),
      norms: Float32Array.from({ length: 2 * blocks * rows }, (_, i) => (i === 1 ? 0 : 0.5 + (i % 7) / 4)),
      gradient: unitRows(2 * blocks * rows, d, { seed: 3 }),
      runs: runRows(runs),
      points: unitRows(blocks * rows, d),
    },
  };
}

export default defineKernel({
  name: 'block_step',
  wgsl,
  params: defineParams({ blocks: 'u32', rows: 'u32', d4: 'u32', rate: 'f32' }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[blocks, 2, rows, 4 d4]' },
    norms: { access: 'read', type: 'f32', shape: '[blocks, 2, rows]' },
    gradient: { access: 'read', type: 'vec4f', shape: '[blocks, 2, rows, 4 d4]' },
    runs: { access: 'read', type: 'vec4f', shape: '[blocks, 4]' },
    points: { access: 'read_write', type: 'vec4f', shape: '[blocks rows, 4 d4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ blocks, rows }, { WORKGROUP_SIZE = 1 }) => [
    Math.ceil((blocks * rows) / WORKGROUP_SIZE),
    1,
    1,
  ],
  reference: ({ z, norms, gradient, runs, points }, { blocks, rows, d4, rate }) => {
    const cols = 4 * d4;
    const out = points.slice();
    const tangents = projectToTangent(z, gradient, 2 * blocks * rows, cols);
    for (let block = 0; block < blocks; block++) {
      if (!isActive(runs, block)) continue;
      const h = new Float64Array(rows * cols);
      for (let view = 0; view < 2; view++) {
        for (let k = 0; k < h.length; k++) {
          const norm = norms[(2 * block + view) * rows + Math.floor(k / cols)] ?? 0;
          const t = tangents[(2 * block + view) * h.length + k] ?? Number.NaN;
          h[k] = (h[k] ?? 0) + (norm > 0 ? t / norm : 0);
        }
      }
      const x = points.subarray(block * h.length, (block + 1) * h.length);
      const still = new Float64Array(h.length);
      const step = {
        x,
        gradient: h,
        velocity: still,
        rows,
        cols,
        learningRate: rate,
        momentum: 0,
        sphere: true,
      };
      out.set(sgdStep(step).x, block * h.length);
    }
    return { points: out };
  },
  tolerance: {
    points: {
      bound: (_, { d4, rate }) => (d4 + 10) * ROUNDOFF * (1 + 16 * rate),
      because: {
        en: 'entries of unit rows; gradients of length 1 over norms of at least 0.5 make a step of at most 4 rate, whose two projections round like dot products of d / 4 + 10 terms',
        zh: '单位行的元素；长度为 1 的梯度除以不小于 0.5 的范数，步长不超过 4 rate，两次投影的舍入如同 d / 4 + 10 项的点积',
      },
    },
  },
  cases: () => [
    stepCase('one row', 1, 3, 0.5, [{ tau: 1 }]),
    stepCase('ragged', 33, 3, 0.1, [{ tau: 1 }, { tau: 1 }]),
    stepCase('a block has stopped', 17, 17, 1, [{ tau: 1, active: false }, { tau: 1 }]),
    stepCase('d = 129', 9, 129, 0.1, [{ tau: 1 }, { tau: 1 }, { tau: 1 }]),
  ],
});
