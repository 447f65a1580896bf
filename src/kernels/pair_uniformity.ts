import wgsl from '../../shaders/pair_uniformity.wgsl?raw';
import { uniformity } from '../reference/uniformity';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { equalRows, unitRows } from './support/cases';
import { combineOnline, firstPartial } from './support/online';
import { ROUNDOFF } from './support/rounding';
import { tileGrid } from './support/tiles';

function uniformityCase(
  name: string,
  rows: number,
  d: number,
  t: number,
  options: { chunk?: number; z?: Float32Array } = {},
) {
  const { chunk = 1 << 20, z = unitRows(rows, d) } = options;
  const stride = paddedColumns(d);
  const chunks = Math.ceil(rows / chunk);
  return {
    name,
    params: { rows, d4: stride / 4, chunk, chunks, begin: 0, end: rows, t },
    shapes: { z: [rows, stride], partials: [Math.ceil(rows / 4), chunks, 4] },
    data: { z },
  };
}

export default defineKernel({
  name: 'pair_uniformity',
  wgsl,
  params: defineParams({
    rows: 'u32',
    d4: 'u32',
    begin: 'u32',
    end: 'u32',
    chunk: 'u32',
    chunks: 'u32',
    t: 'f32',
  }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[rows, 4 d4]' },
    partials: { access: 'read_write', type: 'vec4f', shape: '[ceil(rows / 4), chunks, 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 8 } },
  workgroups: tileGrid,
  reference: ({ z, partials }, { rows, d4, chunks, begin, t }) => {
    // The first of several pieces carries the whole result.
    if (begin > 0) return { partials };
    const sum = uniformity(z, rows, 4 * d4, t) + Math.log((rows * (rows - 1)) / 2);
    const tiles = Math.ceil(rows / 4);
    return { partials: firstPartial([sum], [0], 1, tiles * chunks) };
  },
  combine: ({ partials = [] }) => ({ log_sum: combineOnline(partials, 1, partials.length / 4).lse }),
  tolerance: {
    log_sum: {
      bound: ({ z }, { rows, d4, t }) => {
        const spread = 4 * z.reduce((m, v) => Math.max(m, Math.abs(v)), 0) ** 2 * Math.min(4 * d4, 16);
        const exponent = t * Math.max(4, spread);
        return 1e-6 + ROUNDOFF * (exponent * (d4 + 6) + 8 + Math.sqrt(rows));
      },
      because: {
        en: 'squared distances of differences: (d / 4 + 6) 2^-24 relative, times t; the terms of the sum are positive, roundings add as sqrt',
        zh: '由差值求平方距离：相对误差 (d / 4 + 6) 2^-24，再乘 t；求和各项为正，舍入误差按平方根累加',
      },
    },
  },
  cases: () => [
    uniformityCase('one pair', 2, 3, 2),
    uniformityCase('one row: no pair', 1, 3, 2),
    uniformityCase('ragged', 37, 17, 2, { chunk: 8 }),
    uniformityCase('n = 1009, d = 3', 1009, 3, 8, { chunk: 256 }),
    uniformityCase('d = 129', 65, 129, 0.5, { chunk: 12 }),
    uniformityCase('collapsed', 33, 8, 2, { z: equalRows(33, 8) }),
    uniformityCase('far apart: log of exp(-872) is finite', 4, 2, 2, {
      z: new Float32Array([0, 0, 0, 0, 21, 0, 0, 0, 0, 30, 0, 0, 40, 40, 0, 0]),
    }),
  ],
});
