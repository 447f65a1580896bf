import wgsl from '../../shaders/pair_similarity.wgsl?raw';
import { dot, rowsOf } from '../reference/vector';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns, padRows } from '../runtime/tensor';
import { equalRows, normals, unitRows } from './support/cases';
import { dotError, ROUNDOFF } from './support/rounding';
import { combineSimilarities, LOWEST, RECORD } from './support/similarity';
import { tileGrid } from './support/tiles';

interface Options {
  readonly chunk?: number;
  readonly z?: Float32Array;
}

function similarityCase(name: string, rows: number, d: number, tau: number, options: Options = {}) {
  const { chunk = 1 << 20, z = unitRows(rows, d) } = options;
  const stride = paddedColumns(d);
  const chunks = Math.ceil(rows / chunk);
  return {
    name,
    params: { rows, d4: stride / 4, begin: 0, end: rows, chunk, chunks, inv_tau: 1 / tau },
    shapes: { z: [rows, stride], partials: [rows, chunks, RECORD] },
    data: { z },
  };
}

/** Rows of length at most `longest`: how far a similarity may be off, and what the sums of a row are made of. */
function scales(z: Float64Array, rows: number, d4: number) {
  let longest = 0;
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (const value of z.subarray(4 * d4 * row, 4 * d4 * (row + 1))) squares += value * value;
    longest = Math.max(longest, Math.sqrt(squares));
  }
  const size = longest ** 2;
  return { size, error: size * dotError(d4), rounding: ROUNDOFF * (8 + Math.sqrt(rows)) };
}

export default defineKernel({
  name: 'pair_similarity',
  wgsl,
  params: defineParams({
    rows: 'u32',
    d4: 'u32',
    begin: 'u32',
    end: 'u32',
    chunk: 'u32',
    chunks: 'u32',
    inv_tau: 'f32',
  }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[rows, 4 d4]' },
    partials: { access: 'read_write', type: 'vec4f', shape: '[rows, chunks, 8]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 8 } },
  workgroups: tileGrid,
  reference: ({ z, partials }, { rows, d4, chunks, begin, inv_tau }) => {
    // The first of several pieces carries the whole result.
    if (begin > 0) return { partials };
    const u = rowsOf(z, rows, 4 * d4);
    const out = new Float64Array(RECORD * rows * chunks);
    u.forEach((anchor, row) => {
      for (let chunk = 0; chunk < chunks; chunk++) {
        out.set([LOWEST, -LOWEST], RECORD * (row * chunks + chunk) + 4);
      }
      const similarities = u.map((other) => dot(anchor, other));
      const total = (of: (s: number) => number): number => similarities.reduce((sum, s) => sum + of(s), 0);
      const own = similarities[row] ?? Number.NaN;
      out.set([total((s) => s), total(Math.abs), total((s) => s * s), own], RECORD * row * chunks);
      if (rows === 1) return;
      const others = similarities.filter((_, other) => other !== row);
      const maximum = others.reduce((most, s) => Math.max(most, s), -Infinity);
      const minimum = others.reduce((least, s) => Math.min(least, s), Infinity);
      // Before the division by tau: the difference of two large logarithms would hold no digit of it.
      const weight = others.reduce((sum, s) => sum + Math.exp((s - maximum) * inv_tau), 0);
      out.set([maximum, minimum, weight], RECORD * row * chunks + 4);
    });
    return { partials: out };
  },
  combine: ({ partials = [] }, { rows, chunks, inv_tau }) => {
    const table = combineSimilarities(partials, rows, chunks, 1 / inv_tau);
    const fields = (...wanted: number[]): number[] =>
      Array.from({ length: rows }, (_, row) => wanted.map((f) => table[RECORD * row + f] ?? 0)).flat();
    return { sums: fields(0, 1), squares: fields(2), single: fields(3, 4, 5), log_sums: fields(6, 7) };
  },
  tolerance: {
    sums: {
      bound: ({ z }, { rows, d4 }) => {
        const { size, error, rounding } = scales(z, rows, d4);
        return rows * (error + size * rounding);
      },
      because: {
        en: 'every similarity is within (d / 4 + 4) 2^-24 of the product of the lengths; roundings of the sum add as sqrt(rows), relative to the sum of magnitudes',
        zh: '每个相似度误差不超过两行长度之积的 (d / 4 + 4) 2^-24；求和的舍入误差按 sqrt(行数) 累加，相对于绝对值之和',
      },
    },
    squares: {
      bound: ({ z }, { rows, d4 }) => {
        const { size, error, rounding } = scales(z, rows, d4);
        return rows * size * (2 * error + size * rounding);
      },
      because: {
        en: 'as the sums, with (s + e)^2 = s^2 + 2 s e for every term',
        zh: '与求和相同，每项有 (s + e)^2 = s^2 + 2 s e',
      },
    },
    single: {
      bound: ({ z }, { rows, d4 }) => scales(z, rows, d4).error,
      because: {
        en: 'one dot product in d / 4 steps of four; minimum and maximum move no further than what they are taken of',
        zh: '一次点积，共 d / 4 步，每步四项；最小值与最大值的偏移不超过各相似度的误差',
      },
    },
    log_sums: {
      bound: ({ z }, { rows, d4, inv_tau }) => {
        const { size, error, rounding } = scales(z, rows, d4);
        return 1e-6 + inv_tau * (error + 2 * ROUNDOFF * size) + rounding;
      },
      because: {
        en: 'a similarity divided by tau; exp errors are relative to positive terms and rescalings accumulate like sqrt(rows)',
        zh: '相似度除以 tau；exp 的误差相对于正项，重新缩放的误差按 sqrt(行数) 累加',
      },
    },
  },
  cases: () => [
    similarityCase('one row: no other', 1, 3, 0.5),
    similarityCase('two rows', 2, 3, 0.5),
    similarityCase('ragged, chunks of 8', 37, 17, 0.1, { chunk: 8 }),
    similarityCase('d = 129, chunks of 12', 65, 129, 0.07, { chunk: 12 }),
    similarityCase('n = 1009, d = 3', 1009, 3, 0.2, { chunk: 256 }),
    similarityCase('collapsed', 33, 8, 0.05, { z: equalRows(33, 8) }),
    similarityCase('cold: 1 / tau beyond exp', 16, 8, 0.005),
    similarityCase('cold: similarities / tau beyond the digits of f64', 24, 8, 1e-20),
    similarityCase('rows of length about 30', 21, 9, 40, {
      z: padRows(
        normals(21, 9).map((v) => 10 * v),
        21,
        9,
      ),
    }),
  ],
});
