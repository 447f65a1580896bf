import wgsl from '../../shaders/similarity_combine.wgsl?raw';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';
import { ROUNDOFF } from './support/rounding';
import { combineSimilarities, LOWEST, RECORD } from './support/similarity';

function combineCase(name: string, rows: number, chunks: number, tau: number, empty = 0) {
  const draws = normals(rows * chunks, RECORD);
  const partials = new Float32Array(draws.length);
  for (let i = 0; i < rows * chunks; i++) {
    const [sum = 0, magnitudes = 0, squares = 0, own = 0, a = 0, b = 0, weights = 0] = draws.subarray(
      RECORD * i,
      RECORD * (i + 1),
    );
    const filled = i % chunks >= empty;
    partials.set([sum, Math.abs(magnitudes), squares ** 2, i % chunks === 0 ? own : 0], RECORD * i);
    partials.set(
      filled ? [Math.max(a, b), Math.min(a, b), 1 + Math.abs(weights)] : [LOWEST, -LOWEST, 0],
      RECORD * i + 4,
    );
  }
  return {
    name,
    params: { rows, chunks, inv_tau: 1 / tau },
    shapes: { partials: [rows, chunks, RECORD], table: [rows, RECORD] },
    data: { partials },
  };
}

export default defineKernel({
  name: 'similarity_combine',
  wgsl,
  params: defineParams({ rows: 'u32', chunks: 'u32', inv_tau: 'f32' }),
  bindings: {
    partials: { access: 'read', type: 'vec4f', shape: '[rows, chunks, 8]' },
    table: { access: 'read_write', type: 'vec4f', shape: '[rows, 8]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(rows / WORKGROUP_SIZE), 1, 1],
  reference: ({ partials }, { rows, chunks, inv_tau }) => ({
    table: combineSimilarities(partials, rows, chunks, 1 / inv_tau),
  }),
  tolerance: {
    table: {
      bound: ({ partials }, { chunks, inv_tau }) => {
        // Sentinels are copied, not computed with.
        const largest = partials.reduce((m, v) => (Math.abs(v) < -LOWEST ? Math.max(m, Math.abs(v)) : m), 1);
        return ROUNDOFF * largest * (8 + 4 * inv_tau + 2 * chunks) + 2e-6;
      },
      because: {
        en: 'sums of one value a chunk, a product with 1 / tau, and a sum of positive terms within a few ULP of exp before one log',
        zh: '每块一个值的求和、与 1 / tau 的一次乘法，以及 exp 误差仅几个 ULP 的正项之和再取一次对数',
      },
    },
  },
  cases: () => [
    combineCase('one partial', 1, 1, 0.5),
    combineCase('ragged', 67, 5, 0.2),
    combineCase('many chunks', 3, 301, 0.1),
    combineCase('empty partials', 9, 8, 0.5, 5),
    combineCase('no others', 3, 2, 0.5, 2),
  ],
});
