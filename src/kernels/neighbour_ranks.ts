import wgsl from '../../shaders/neighbour_ranks.wgsl?raw';
import { NO_NEIGHBOUR, neighbourRanks } from '../reference/neighbours';
import { row, rowsOf, squaredDistance } from '../reference/vector';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { equalRows, normals, unitRows } from './support/cases';
import { distanceError } from './support/neighbours';
import { tileGrid } from './support/tiles';

/** The most neighbours a row may have: a thread holds their distances. */
export const MAX_NEIGHBOURS = 16;

interface Options {
  readonly chunk?: number;
  readonly z?: Float32Array;
}

function ranksCase(name: string, rows: number, d: number, k: number, options: Options = {}) {
  const { chunk = 1 << 20, z = unitRows(rows, d) } = options;
  const stride = paddedColumns(d);
  const neighbours = Uint32Array.from({ length: rows * k }, (_, at) => {
    if (at % k >= rows - 1) return NO_NEIGHBOUR;
    const step = 1 + ((7 * (at % k) + Math.floor(at / k)) % (rows - 1));
    return (Math.floor(at / k) + step) % rows;
  });
  return {
    name,
    params: {
      rows,
      d4: stride / 4,
      columns: d,
      k,
      begin: 0,
      end: rows,
      chunk,
      chunks: Math.ceil(rows / chunk),
    },
    shapes: { z: [rows, stride], neighbours: [rows, k], ranks: [rows, k] },
    data: { z, neighbours },
  };
}

export default defineKernel({
  name: 'neighbour_ranks',
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
    neighbours: { access: 'read', type: 'u32', shape: '[rows, k]' },
    ranks: { access: 'read_write', type: 'atomic_u32', shape: '[rows, k]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 8 } },
  workgroups: tileGrid,
  reference: ({ z, neighbours, ranks }, { rows, d4, columns, k, begin }) => {
    // The first of several pieces carries the whole result.
    if (begin > 0) return { ranks };
    const counted = neighbourRanks(z, rows, 4 * d4, columns, neighbours, k);
    return { ranks: ranks.map((rank, at) => rank + (counted[at] ?? 0)) };
  },
  tolerance: {
    ranks: {
      bound: ({ z, neighbours }, { rows, d4, columns, k }) => {
        const points = rowsOf(z, rows, 4 * d4).map((point) => point.subarray(0, columns));
        return Float64Array.from(neighbours, (neighbour, at) => {
          if (neighbour === NO_NEIGHBOUR) return 0;
          const own = row(points, Math.floor(at / k));
          const given = squaredDistance(own, row(points, neighbour));
          // A row at the very same distance is an equal row, or on whole coordinates: no rounding parts them.
          return points.filter((other) => {
            const gap = Math.abs(squaredDistance(own, other) - given);
            return gap > 0 && gap <= 2 * distanceError(d4) * given;
          }).length;
        });
      },
      because: {
        en: 'as many ranks as there are rows whose distance differs from that of the neighbour by less than rounding, (d / 4 + 6) 2^-24 relative: none in most places',
        zh: '允许的名次差等于与该近邻的距离之差小于舍入误差（相对 (d / 4 + 6) 2^-24）的行数；多数位置为零',
      },
    },
  },
  cases: () => [
    ranksCase('two rows', 2, 3, 1),
    ranksCase('fewer others than slots', 3, 5, 4),
    ranksCase('ragged, chunks of 8', 37, 17, 5, { chunk: 8 }),
    ranksCase('k = 16, d = 129', 65, 129, 16, { chunk: 12 }),
    ranksCase('n = 1009, d = 3', 1009, 3, 10, { chunk: 256 }),
    ranksCase('collapsed: everyone is first', 21, 8, 3, { z: equalRows(21, 8) }),
    ranksCase('a fourth lane that is no coordinate', 50, 3, 4, {
      z: normals(50, 4).map((v, i) => (i % 4 === 3 ? 1000 * v : v)),
    }),
  ],
});
