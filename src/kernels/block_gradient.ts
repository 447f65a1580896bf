import wgsl from '../../shaders/block_gradient.wgsl?raw';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { blockedViews, isActive, type Run, runRows } from './support/blockCase';
import { normals } from './support/cases';
import { ROUNDOFF } from './support/rounding';

/** Normals [blocks, width, width], zero past the rows as block_weights leaves them. */
function paddedWeights(blocks: number, rows: number): Float32Array {
  const width = paddedColumns(rows);
  return normals(blocks * width, width).map((value, index) =>
    index % width < rows && Math.floor(index / width) % width < rows ? value : 0,
  );
}

function gradientCase(name: string, rows: number, d: number, runs: readonly Run[]) {
  const blocks = runs.length;
  const columns = paddedColumns(d);
  const width = paddedColumns(rows);
  return {
    name,
    params: { blocks, rows, d4: columns / 4 },
    shapes: {
      z: [blocks, 2, rows, columns],
      weights: [blocks, width, width],
      runs: [blocks, 4],
      gradient: [blocks, 2, rows, columns],
    },
    data: {
      z: blockedViews(blocks, rows, d),
      weights: paddedWeights(blocks, rows),
      runs: runRows(runs),
      // Blocks that have stopped must keep what is here.
      gradient: normals(2 * blocks * rows, columns, 5),
    },
  };
}

/** Sum of |W| over a row (view 0) or a column (view 1) of a block: what a gradient row is bounded by. */
function weightSum(weights: Float64Array, block: number, view: number, index: number, rows: number): number {
  const width = paddedColumns(rows);
  let sum = 0;
  for (let k = 0; k < rows; k++) {
    const [i, j] = view === 0 ? [index, k] : [k, index];
    sum += Math.abs(weights[(block * width + i) * width + j] ?? 0);
  }
  return sum;
}

export default defineKernel({
  name: 'block_gradient',
  wgsl,
  params: defineParams({ blocks: 'u32', rows: 'u32', d4: 'u32' }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[blocks, 2, rows, 4 d4]' },
    weights: { access: 'read', type: 'vec4f', shape: '[blocks, 4 tiles, 4 tiles]' },
    runs: { access: 'read', type: 'vec4f', shape: '[blocks, 4]' },
    gradient: { access: 'read_write', type: 'vec4f', shape: '[blocks, 2, rows, 4 d4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 8 } },
  workgroups: ({ blocks, rows, d4 }, { WORKGROUP_SIZE = 1 }) =>
    spread(Math.ceil((2 * blocks * Math.ceil(rows / 8) * Math.ceil(d4 / 2)) / WORKGROUP_SIZE)),
  reference: ({ z, weights, runs, gradient }, { blocks, rows, d4 }) => {
    const columns = 4 * d4;
    const width = paddedColumns(rows);
    const out = gradient.slice();
    for (let block = 0; block < blocks; block++) {
      if (!isActive(runs, block)) continue;
      const a = 2 * block * rows * columns;
      const b = a + rows * columns;
      out.fill(0, a, b + rows * columns);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < rows; j++) {
          const weight = weights[(block * width + i) * width + j] ?? Number.NaN;
          for (let c = 0; c < columns; c++) {
            const [ai, bj] = [a + i * columns + c, b + j * columns + c];
            out[ai] = (out[ai] ?? 0) + weight * (z[bj] ?? Number.NaN);
            out[bj] = (out[bj] ?? 0) + weight * (z[ai] ?? Number.NaN);
          }
        }
      }
    }
    return { gradient: out };
  },
  tolerance: {
    gradient: {
      bound: ({ weights, runs }, { blocks, rows, d4 }) => {
        const bounds: number[] = [];
        for (let half = 0; half < 2 * blocks; half++) {
          const block = Math.floor(half / 2);
          for (let row = 0; row < rows; row++) {
            const sum = isActive(runs, block) ? weightSum(weights, block, half % 2, row, rows) : 0;
            const bound = ROUNDOFF * (8 + Math.sqrt(rows)) * sum;
            for (let c = 0; c < 4 * d4; c++) bounds.push(bound);
          }
        }
        return bounds;
      },
      because: {
        en: 'rows products of entries of unit rows: partial sums are bounded by sum |w|, roundings add as sqrt(rows)',
        zh: 'rows 个单位行元素之积：部分和不超过 sum |w|，舍入误差按 sqrt(rows) 累加',
      },
    },
  },
  cases: () => [
    gradientCase('one row', 1, 3, [{ tau: 1 }]),
    gradientCase('ragged', 9, 3, [{ tau: 1 }, { tau: 1 }, { tau: 1 }]),
    gradientCase('a block has stopped', 14, 17, [{ tau: 1 }, { tau: 1, active: false }]),
    gradientCase('n = 65, d = 129', 65, 129, [{ tau: 1 }]),
  ],
});
