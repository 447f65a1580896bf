import wgsl from '../../shaders/block_stop.wgsl?raw';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { isActive, type Run, runRows } from './support/blockCase';
import { normals } from './support/cases';
import { ROUNDOFF } from './support/rounding';

/** Losses of block b scatter around means[b]. */
function stopCase(
  name: string,
  rows: number,
  threshold: number,
  runs: readonly Run[],
  means: readonly number[],
) {
  const blocks = runs.length;
  const scatter = normals(blocks * rows, 1);
  const losses = scatter.map((value, i) => {
    const mean = means[Math.floor(i / rows)] ?? 0;
    return rows === 1 ? mean : Math.max(0, mean * (1 + 0.3 * value));
  });
  return {
    name,
    params: { blocks, rows, threshold },
    shapes: { losses: [blocks * rows], runs: [blocks, 4] },
    data: { losses, runs: runRows(runs) },
  };
}

export default defineKernel({
  name: 'block_stop',
  wgsl,
  params: defineParams({ blocks: 'u32', rows: 'u32', threshold: 'f32' }),
  bindings: {
    losses: { access: 'read', type: 'f32', shape: '[blocks rows]' },
    runs: { access: 'read_write', type: 'vec4f', shape: '[blocks, 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ blocks }) => [blocks, 1, 1],
  reference: ({ losses, runs }, { blocks, rows, threshold }) => {
    const out = runs.slice();
    for (let block = 0; block < blocks; block++) {
      if (!isActive(runs, block)) continue;
      const own = losses.subarray(block * rows, (block + 1) * rows);
      const loss = own.reduce((sum, value) => sum + value, 0) / rows;
      const goesOn = loss < threshold ? 0 : 1;
      out.set([goesOn, (runs[4 * block + 2] ?? 0) + goesOn, loss], 4 * block + 1);
    }
    return { runs: out };
  },
  tolerance: {
    runs: {
      bound: ({ losses, runs }, { rows }) =>
        Float64Array.from(runs, (_, index) => {
          if (index % 4 !== 3) return 0;
          const block = Math.floor(index / 4);
          const own = losses.subarray(block * rows, (block + 1) * rows);
          const mean = own.reduce((sum, value) => sum + Math.abs(value), 0) / rows;
          return (rows / 16 + 12) * ROUNDOFF * mean;
        }),
      because: {
        en: 'a sum of rows / 16 terms a lane, a tree of at most 6 levels and one division; the rest is copied or counted',
        zh: '每个线程累加 rows / 16 项，至多 6 层的树和一次除法；其余各项是复制或计数',
      },
    },
  },
  cases: () => [
    stopCase('one row, above and below', 1, 0.5, [{ tau: 0.1 }, { tau: 0.2, steps: 7 }], [0.502, 0.4]),
    stopCase(
      'ragged',
      129,
      0.02,
      [{ tau: 0.1, steps: 41 }, { tau: 1, steps: 41 }, { tau: 5 }],
      [0.01, 0.04, 5],
    ),
    stopCase(
      'one has stopped before',
      33,
      0.02,
      [{ tau: 1, active: false, steps: 3, loss: 0.01 }, { tau: 1 }],
      [1, 1],
    ),
    stopCase('no threshold', 16, 0, [{ tau: 0.1, steps: 100_000 }], [1e-6]),
  ],
});
