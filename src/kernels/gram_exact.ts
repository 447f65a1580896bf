import wgsl from '../../shaders/gram_exact.wgsl?raw';
import { exactGram, FIXED_RANGE } from '../reference/gram';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';
import { gramWords, joinWords, splitWords } from './support/wide';

const WORDS = 32;

interface Options {
  readonly octets?: number;
  readonly chunks?: number;
  /** The k-th whole number of vector v, from a standard normal. */
  readonly entry?: (normal: number, v: number, k: number) => number;
}

function gramCase(name: string, vectors: number, length: number, options: Options = {}) {
  const { chunks = 1, entry = (normal) => Math.round(2 ** 21 * normal) } = options;
  const octets = options.octets ?? Math.ceil(length / 8);
  const z = new Float32Array(vectors * 8 * octets);
  for (const [index, normal] of normals(vectors, length).entries()) {
    const [v, k] = [Math.floor(index / length), index % length];
    z[v * 8 * octets + k] = entry(normal, v, k);
  }
  return {
    name,
    params: { vectors, octets, begin: 0, end: octets, chunk: Math.ceil(octets / chunks), chunks },
    shapes: { z: [vectors, 8 * octets], words: [chunks, gramWords(vectors) / WORDS, WORDS] },
    data: { z },
  };
}

const EXACT = {
  exact: true,
  because: {
    en: 'whole numbers: the i32 sum is exact modulo 2^32, and the f32 sum of eight products, within 2^30, tells the multiple of 2^32',
    zh: '整数运算：i32 之和对 2^32 取模是精确的，而 8 个乘积的 f32 之和误差不超过 2^30，足以确定 2^32 的倍数',
  },
} as const;

export default defineKernel({
  name: 'gram_exact',
  wgsl,
  params: defineParams({
    vectors: 'u32',
    octets: 'u32',
    begin: 'u32',
    end: 'u32',
    chunk: 'u32',
    chunks: 'u32',
  }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[vectors, 8 octets]' },
    words: { access: 'read_write', type: 'u32', shape: '[chunks, tiles (tiles + 1) / 2, 32]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 8 } },
  workgroups: ({ vectors, chunks }, { WORKGROUP_SIZE = 1 }) => {
    const tiles = Math.ceil(vectors / 4);
    return [Math.ceil(tiles / WORKGROUP_SIZE), tiles, chunks];
  },
  reference: ({ z, words }, { vectors, octets, begin, chunks }) => ({
    // The first of several pieces carries the whole result.
    words: begin > 0 ? words : splitWords(exactGram(z, vectors, 8 * octets), vectors, chunks),
  }),
  combine: ({ words = [] }, { vectors, chunks }) => ({ ...joinWords(words, vectors, chunks) }),
  tolerance: { high: EXACT, low: EXACT },
  cases: () => [
    gramCase('one pair of small numbers', 1, 3, { entry: (normal) => Math.round(100 * Math.abs(normal)) }),
    gramCase('small numbers, ragged', 3, 7, { entry: (normal) => Math.round(100 * Math.abs(normal)) }),
    gramCase('ragged', 37, 101),
    gramCase('in chunks', 18, 203, { chunks: 3 }),
    gramCase('more chunks than octets', 5, 9, { chunks: 4 }),
    gramCase('n = 2009, d = 33', 33, 2009, { chunks: 5 }),
    gramCase('the largest entries', 9, 1024, { entry: (_, v) => (v % 2 === 0 ? FIXED_RANGE : -FIXED_RANGE) }),
    gramCase('sums that cancel to one', 8, 640, {
      entry: (_, v, k) =>
        k === 0 ? 1 : v % 2 === 0 ? FIXED_RANGE - 1 : (k % 2 === 0 ? 1 : -1) * FIXED_RANGE,
    }),
    gramCase('collapsed', 6, 333, { entry: (_, v) => 3_500_000 + 1_000_001 * v }),
    gramCase('a full chunk', 2, 2 ** 14, { entry: () => FIXED_RANGE }),
  ],
});
