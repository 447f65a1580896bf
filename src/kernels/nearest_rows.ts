import wgsl from '../../shaders/nearest_rows.wgsl?raw';
import { NO_NEIGHBOUR, nearestRows } from '../reference/neighbours';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { equalRows, normals, unitRows } from './support/cases';
import { distanceError, FARTHEST, mergeNearest, type NeighbourLists } from './support/neighbours';
import { tileGrid } from './support/tiles';

interface Options {
  readonly chunk?: number;
  readonly z?: Float32Array;
}

function nearestCase(name: string, rows: number, d: number, k: number, options: Options = {}) {
  const { chunk = 1 << 20, z = unitRows(rows, d) } = options;
  const stride = paddedColumns(d);
  const chunks = Math.ceil(rows / chunk);
  return {
    name,
    params: { rows, d4: stride / 4, columns: d, k, begin: 0, end: rows, chunk, chunks },
    shapes: { z: [rows, stride], distances: [rows, chunks, k], indices: [rows, chunks, k] },
    data: { z },
  };
}

/** Positions as they are drawn: the fourth lane holds something that is no coordinate. */
function drawnPositions(count: number): Float32Array {
  return normals(count, 4).map((v, i) => (i % 4 === 3 ? 1000 * v : v));
}

/** Points of a square lattice: distances are small whole numbers, exact in f32, and most of them tie. */
function lattice(side: number): Float32Array {
  return Float32Array.from({ length: 4 * side * side }, (_, i) => {
    const point = Math.floor(i / 4);
    return [point % side, Math.floor(point / side), 0, 0][i % 4] ?? 0;
  });
}

/** As the device holds it: WGSL promises no infinities. */
function nearest(z: Float64Array, rows: number, stride: number, columns: number, k: number): NeighbourLists {
  const { indices, squaredDistances } = nearestRows(z, rows, stride, columns, k);
  return { indices, distances: squaredDistances.map((distance) => Math.min(distance, FARTHEST)) };
}

export default defineKernel({
  name: 'nearest_rows',
  wgsl,
  params: defineParams({
    rows: 'u32',
    d4: 'u32',
    columns: 'u32',
    k: 'u32',
    begin: 'u32',
    end: 'u32',
    chunk: 'u32',
    chunks: 'u32',
  }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[rows, 4 d4]' },
    distances: { access: 'read_write', type: 'f32', shape: '[rows, chunks, k]' },
    indices: { access: 'read_write', type: 'u32', shape: '[rows, chunks, k]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 8 } },
  workgroups: tileGrid,
  reference: ({ z, distances, indices }, { rows, d4, columns, k, begin, chunks }) => {
    // The first of several pieces carries the whole result.
    if (begin > 0) return { distances, indices };
    const found = nearest(z, rows, 4 * d4, columns, k);
    const out = {
      distances: new Float64Array(rows * chunks * k).fill(FARTHEST),
      indices: new Uint32Array(rows * chunks * k).fill(NO_NEIGHBOUR),
    };
    for (let row = 0; row < rows; row++) {
      out.distances.set(found.distances.subarray(row * k, (row + 1) * k), row * chunks * k);
      out.indices.set(found.indices.subarray(row * k, (row + 1) * k), row * chunks * k);
    }
    return out;
  },
  combine: ({ distances = [], indices = [] }, { rows, chunks, k }) => ({
    ...mergeNearest(distances, indices, rows, chunks, k),
  }),
  tolerance: {
    distances: {
      bound: ({ z }, { rows, d4, columns, k }) =>
        nearest(z, rows, 4 * d4, columns, k).distances.map((v) => distanceError(d4) * v),
      because: {
        en: 'a squared distance of differences, (d / 4 + 6) 2^-24 relative; the m-th smallest of values moves no further than the values',
        zh: '由差值求平方距离，相对误差 (d / 4 + 6) 2^-24；第 m 小的值的偏移不超过各值的偏移',
      },
    },
    indices: {
      bound: ({ z }, { rows, d4, columns, k }) => {
        const { distances } = nearest(z, rows, 4 * d4, columns, k + 1);
        const clear = (a: number, b: number): boolean =>
          a === b || Math.abs(a - b) > 2 * distanceError(d4) * Math.max(a, b);
        return Float64Array.from({ length: rows * k }, (_, at) => {
          const slot = Math.floor(at / k) * (k + 1) + (at % k);
          const own = distances[slot] ?? 0;
          const before = at % k === 0 || clear(distances[slot - 1] ?? 0, own);
          return before && clear(own, distances[slot + 1] ?? 0) ? 0 : NO_NEIGHBOUR;
        });
      },
      because: {
        en: 'exact, unless the distance to the one before or after is within rounding without being the same: then either order is right. The same distance comes from equal rows, or from whole numbers, which f32 holds exactly',
        zh: '完全一致；仅当与前后一个的距离之差在舍入误差内而又不相等时，两种次序都对。距离相等只出现在相同的行或 f32 可精确表示的整数坐标上',
      },
    },
  },
  cases: () => [
    nearestCase('two rows', 2, 3, 1),
    nearestCase('one row: nobody near', 1, 3, 2),
    nearestCase('fewer others than slots', 5, 8, 7, { chunk: 4 }),
    nearestCase('ragged, chunks of 8', 37, 17, 5, { chunk: 8 }),
    nearestCase('d = 129, chunks of 12', 65, 129, 16, { chunk: 12 }),
    nearestCase('n = 1009, d = 3', 1009, 3, 10, { chunk: 256 }),
    nearestCase('collapsed: all tie', 33, 8, 6, { z: equalRows(33, 8), chunk: 12 }),
    nearestCase('lattice: exact ties', 81, 2, 8, { z: lattice(9), chunk: 20 }),
    nearestCase('positions, with a fourth lane', 130, 3, 10, { z: drawnPositions(130) }),
  ],
});
