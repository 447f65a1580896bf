import wgsl from '../../shaders/orthogonal_vectors.wgsl?raw';
import { RandomStream, STREAMS } from '../random';
import { reflectionVectors } from '../reference/orthogonal';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';

function vectorsCase(name: string, n: number, count = n, seed = 11) {
  const stride = paddedColumns(n);
  return {
    name,
    params: { key: [seed, STREAMS.weights] as const, n, n4: stride / 4, count },
    shapes: { vectors: [paddedColumns(count), stride] },
    data: {},
  };
}

/** Normals [count, 4 n4], zero past column n. */
function normalsOf(key: readonly [number, number], count: number, n: number, n4: number): Float64Array {
  const stream = new RandomStream(key[0], key[1]);
  return Float64Array.from({ length: count * 4 * n4 }, (_, at) => {
    const column = at % (4 * n4);
    return column < n ? stream.normal(Math.floor(at / (4 * n4)), column) : 0;
  });
}

export default defineKernel({
  name: 'orthogonal_vectors',
  wgsl,
  params: defineParams({ key: 'vec2u', n: 'u32', n4: 'u32', count: 'u32' }),
  bindings: { vectors: { access: 'read_write', type: 'vec4f', shape: '[4 ceil(count / 4), 4 n4]' } },
  overrides: { WORKGROUP_SIZE: { gpu: 32, software: 4 } },
  workgroups: ({ count }, { WORKGROUP_SIZE = 1 }) => [
    Math.ceil((4 * Math.ceil(count / 4)) / WORKGROUP_SIZE),
    1,
    1,
  ],
  reference: ({ vectors }, { key, n, n4, count }) => {
    // A tensor may hold more vectors than these.
    const written = vectors.slice().fill(0, 0, paddedColumns(count) * 4 * n4);
    written.set(reflectionVectors(normalsOf(key, count, n, n4), count, 4 * n4));
    return { vectors: written };
  },
  tolerance: {
    vectors: {
      bound: (_, { key, n, n4, count }) => {
        const normals = normalsOf(key, count, n, n4);
        return Float64Array.from({ length: paddedColumns(count) * 4 * n4 }, (_unused, at) => {
          const row = Math.floor(at / (4 * n4));
          if (row >= count || at % (4 * n4) < row) return 0;
          const length = Math.hypot(...normals.subarray(row * 4 * n4 + row, (row + 1) * 4 * n4));
          // An only entry is +-sqrt 2, whatever its length.
          if (row === n - 1) return 2e-5;
          // Of the entry itself and, through the length, of all entries together: sqrt(n) times 2e-6 at most.
          return 2e-5 + (2e-6 * (2 + Math.sqrt(n - row))) / length;
        });
      },
      because: {
        en: 'normals within 2e-6 + 1.2e-5 |x| of exact (random_fill), divided by their length, which has the relative error of its terms; entries are at most sqrt(2)',
        zh: '正态数误差不超过 2e-6 + 1.2e-5 |x|（见 random_fill），除以其长度；长度的相对误差与各项相同；元素不超过 sqrt(2)',
      },
    },
  },
  cases: () => [
    vectorsCase('one', 1),
    vectorsCase('ragged', 7),
    vectorsCase('fewer than a square', 33, 10),
    vectorsCase('n = 129', 129),
    // The first seed whose first angle is a quarter turn, so that f32 draws an exact 0.
    vectorsCase('a normal of 0', 1, 1, 32626074),
  ],
});
