import wgsl from '../../shaders/nearest_merge.wgsl?raw';
import { NO_NEIGHBOUR } from '../reference/neighbours';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';
import { FARTHEST, mergeNearest } from './support/neighbours';

/** Sorted lists [rows, chunks, k] of every row, with `empty` slots at the end of each; `levels` distances in all. */
function mergeCase(name: string, rows: number, chunks: number, k: number, levels: number, empty = 0) {
  const draws = normals(rows * chunks * k, 1);
  const partial_distances = new Float32Array(rows * chunks * k).fill(FARTHEST);
  const partial_indices = new Uint32Array(rows * chunks * k).fill(NO_NEIGHBOUR);
  for (let list = 0; list < rows * chunks; list++) {
    const entries = Array.from({ length: k - empty }, (_, slot) => ({
      distance: Math.floor(Math.abs(draws[list * k + slot] ?? 0) * levels) / 4,
      index: (list % chunks) + chunks * slot,
    })).sort((a, b) => a.distance - b.distance || a.index - b.index);
    for (const [slot, { distance, index }] of entries.entries()) {
      partial_distances[list * k + slot] = distance;
      partial_indices[list * k + slot] = index;
    }
  }
  const shape = [rows, chunks, k];
  return {
    name,
    params: { rows, chunks, k },
    shapes: {
      partial_distances: shape,
      partial_indices: shape,
      distances: [rows, k],
      indices: [rows, k],
    },
    data: { partial_distances, partial_indices },
  };
}

export default defineKernel({
  name: 'nearest_merge',
  wgsl,
  params: defineParams({ rows: 'u32', chunks: 'u32', k: 'u32' }),
  bindings: {
    partial_distances: { access: 'read', type: 'f32', shape: '[rows, chunks, k]' },
    partial_indices: { access: 'read', type: 'u32', shape: '[rows, chunks, k]' },
    distances: { access: 'read_write', type: 'f32', shape: '[rows, k]' },
    indices: { access: 'read_write', type: 'u32', shape: '[rows, k]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(rows / WORKGROUP_SIZE), 1, 1],
  reference: ({ partial_distances, partial_indices }, { rows, chunks, k }) =>
    mergeNearest(partial_distances, partial_indices, rows, chunks, k),
  tolerance: {
    distances: {
      exact: true,
      because: { en: 'distances are copied, not computed with', zh: '距离为直接复制，不作计算' },
    },
    indices: {
      exact: true,
      because: { en: 'indices are copied, not computed with', zh: '下标为直接复制，不作计算' },
    },
  },
  cases: () => [
    mergeCase('one slot', 1, 1, 1, 1000),
    mergeCase('ragged', 67, 5, 9, 1000),
    mergeCase('ties across lists', 33, 7, 16, 3),
    mergeCase('short lists', 9, 3, 5, 100, 4),
    mergeCase('nothing but empty', 3, 2, 4, 1, 4),
  ],
});
