import wgsl from '../../shaders/similarity_image.wgsl?raw';
import { dot, row, rowsOf } from '../reference/vector';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { equalRows, unitRows } from './support/cases';
import { dotError, ROUNDOFF } from './support/rounding';

const ENTRIES = 256;

interface Options {
  readonly range?: readonly [number, number];
  readonly pitch?: number;
  readonly z?: Float32Array;
}

function imageCase(name: string, size: number, d: number, options: Options = {}) {
  const { range = [-1, 1], pitch = Math.ceil(size / 64) * 64, z = unitRows(size, d) } = options;
  const stride = paddedColumns(d);
  // Red rises with the entry, so that a neighbouring entry differs by one step; green tells far ones apart.
  const table = Uint32Array.from({ length: ENTRIES }, (_, e) => (255 << 24) | ((e >> 4) << 8) | e);
  return {
    name,
    params: { size, d4: stride / 4, pitch, low: range[0], high: range[1] },
    shapes: { z: [size, stride], order: [size], table: [ENTRIES], pixels: [size, pitch] },
    // Backwards, so that order matters.
    data: { z, table, order: Uint32Array.from({ length: size }, (_, i) => size - 1 - i) },
  };
}

function entryOf(similarity: number, low: number, high: number): number {
  const entry = Math.floor((ENTRIES * (similarity - low)) / (high - low));
  return Math.min(Math.max(entry, 0), ENTRIES - 1);
}

/** Calls `visit` with the similarity of the rows of every pixel. */
function eachPixel(
  z: Float64Array,
  order: Uint32Array,
  d4: number,
  visit: (i: number, j: number, similarity: number) => void,
): void {
  const rows = rowsOf(z, z.length / (4 * d4), 4 * d4);
  order.forEach((a, i) => {
    order.forEach((b, j) => {
      visit(i, j, dot(row(rows, a), row(rows, b)));
    });
  });
}

const channel = (pixel: number, index: number): number => (pixel >>> (8 * index)) & 255;

export default defineKernel({
  name: 'similarity_image',
  wgsl,
  params: defineParams({ size: 'u32', d4: 'u32', pitch: 'u32', low: 'f32', high: 'f32' }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[rows, 4 d4]' },
    order: { access: 'read', type: 'u32', shape: '[size]' },
    table: { access: 'read', type: 'u32', shape: '[256]' },
    pixels: { access: 'read_write', type: 'u32', shape: '[size, pitch]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 8 } },
  workgroups: ({ size }, { WORKGROUP_SIZE = 1 }) => {
    const tiles = Math.ceil(size / 4);
    return [Math.ceil(tiles / WORKGROUP_SIZE), tiles, 1];
  },
  reference: ({ z, order, table, pixels }, { size, d4, pitch, low, high }) => {
    const out = pixels.slice();
    eachPixel(z, order.subarray(0, size), d4, (i, j, similarity) => {
      out[i * pitch + j] = table[entryOf(similarity, low, high)] ?? 0;
    });
    return { pixels: out };
  },
  combine: ({ pixels = [] }, { size, pitch }) => ({
    channels: Float64Array.from({ length: 4 * size * size }, (_, at) => {
      const pixel = Math.floor(at / 4);
      return channel(pixels[Math.floor(pixel / size) * pitch + (pixel % size)] ?? 0, at % 4);
    }),
  }),
  tolerance: {
    channels: {
      bound: ({ z, order, table }, { size, d4, low, high }) => {
        const bounds = new Float64Array(4 * size * size);
        eachPixel(z, order, d4, (i, j, similarity) => {
          const error = dotError(d4) + 8 * ROUNDOFF * (Math.abs(low) + Math.abs(high) + 1);
          const pixel = (shift: number): number => table[entryOf(similarity + shift, low, high)] ?? 0;
          for (let c = 0; c < 4; c++) {
            const [own, below, above] = [pixel(0), pixel(-error), pixel(error)].map((p) => channel(p, c));
            bounds[4 * (i * size + j) + c] = Math.max(
              Math.abs((own ?? 0) - (below ?? 0)),
              Math.abs((own ?? 0) - (above ?? 0)),
            );
          }
        });
        return bounds;
      },
      because: {
        en: 'exact, unless rounding of the dot product and of its place in the range, (d / 4 + 4) 2^-24 and a few ULP, reaches the next entry of the table',
        zh: '完全一致；仅当点积及其在区间中位置的舍入误差（(d / 4 + 4) 2^-24 加几个 ULP）越过色表条目的边界时才相差一格',
      },
    },
  },
  cases: () => [
    imageCase('one pixel', 1, 3),
    imageCase('ragged', 37, 17),
    imageCase('two pitches wide, d = 129', 65, 129, { pitch: 128 }),
    imageCase('a narrow range', 50, 8, { range: [0.25, 0.5] }),
    imageCase('collapsed', 9, 8, { z: equalRows(9, 8), range: [-0.5, 1.25] }),
  ],
});
