import wgsl from '../../shaders/softmax_rows.wgsl?raw';
import { softmaxRows } from '../reference/softmax';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';
import { expError, ROUNDOFF } from './support/rounding';

/** What the device stores for -Infinity: WGSL promises no infinities. */
export const MASKED_LOGIT = -3.4028234663852886e38;
/** Logits at or under this are masked. */
export const MASK_THRESHOLD = -3e38;

function scale(logits: readonly number[] | Float32Array, factor: number): Float32Array {
  return Float32Array.from(logits, (x) => x * factor);
}

function softmaxCase(name: string, rows: number, cols: number, inv_tau: number, logits: Float32Array) {
  return {
    name,
    params: { rows, cols, inv_tau },
    shapes: {
      logits: [rows, cols],
      probabilities: [rows, cols],
      log_probabilities: [rows, cols],
      statistics: [rows, 4],
    },
    data: { logits },
  };
}

function masked(logits: Float32Array, every: number): Float32Array {
  return logits.map((x, index) => (index % every === 0 ? MASKED_LOGIT : x));
}

export default defineKernel({
  name: 'softmax_rows',
  wgsl,
  params: defineParams({ rows: 'u32', cols: 'u32', inv_tau: 'f32' }),
  bindings: {
    logits: { access: 'read', type: 'f32', shape: '[rows, cols]' },
    probabilities: { access: 'read_write', type: 'f32', shape: '[rows, cols]' },
    log_probabilities: { access: 'read_write', type: 'f32', shape: '[rows, cols]' },
    statistics: { access: 'read_write', type: 'vec4f', shape: '[rows, 4]' },
  },
  // A software adapter runs 4 lanes at once and pays for every barrier of a larger group.
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 4 } },
  workgroups: ({ rows }) => spread(rows),
  reference: ({ logits }, { rows, cols, inv_tau }) => {
    const unmasked = Float64Array.from(logits, (x) => (x <= MASK_THRESHOLD ? -Infinity : x));
    const result = softmaxRows(unmasked, rows, cols, 1 / inv_tau);
    const finite = (x: number): number =>
      Number.isNaN(x) ? 0 : Math.min(Math.max(x, MASKED_LOGIT), -MASKED_LOGIT);
    return {
      probabilities: result.probabilities.map(finite),
      log_probabilities: result.logProbabilities.map((x) => (Number.isNaN(x) ? MASKED_LOGIT : finite(x))),
      statistics: Array.from({ length: rows }, (_, row) => [
        finite(result.logSumExp[row] ?? 0),
        finite(result.entropy[row] ?? 0),
        finite(result.maximum[row] ?? 0),
        unmasked.subarray(row * cols, (row + 1) * cols).reduce((n, x) => n + (x === -Infinity ? 0 : 1), 0),
      ]).flat(),
    };
  },
  tolerance: {
    probabilities: {
      abs: 1e-37,
      rel: 6e-5,
      because: {
        en: 'p = exp(a) / S with |a| <= 90 before exp underflows: exp 3 + 2|a| ULP = 2.2e-5, rounding of a 2 |a| 6e-8 = 1.1e-5, S and the quotient the same again',
        zh: 'p = exp(a) / S，exp 下溢之前 |a| <= 90：exp 为 3 + 2|a| ULP = 2.2e-5，a 的舍入 2 |a| 6e-8 = 1.1e-5，S 与除法再计一次',
      },
    },
    log_probabilities: {
      abs: 4e-6,
      rel: 3 * 2 ** -23,
      because: {
        en: 'a is two roundings from exact (relative), log S is within 4e-6 absolutely: sum of positive terms',
        zh: 'a 与精确值只差两次舍入（相对误差），log S 的绝对误差不超过 4e-6：正项之和',
      },
    },
    statistics: {
      bound: ({ logits }, { rows, cols, inv_tau }) =>
        Float64Array.from({ length: 4 * rows }, (_, index) => {
          const row = logits.subarray(Math.floor(index / 4) * cols, (Math.floor(index / 4) + 1) * cols);
          const largest = row.reduce((m, x) => (x > MASK_THRESHOLD ? Math.max(m, Math.abs(x)) : m), 0);
          const sums = 4e-6 + (cols / 4) * ROUNDOFF * 0.05;
          return [3 * ROUNDOFF * largest * inv_tau + sums, 2 * expError(4) + 2 * sums, 0, 0][index % 4] ?? 0;
        }),
      because: {
        en: 'lse: rounding of m / tau plus the log of the sum; entropy: log S minus a mean whose terms e^a |a| are at most 1/e; maximum and count are exact',
        zh: 'lse：m / tau 的舍入误差加和的对数；熵：log S 减去一个平均值，其中各项 e^a |a| 不超过 1/e；最大值与计数精确',
      },
    },
  },
  cases: () => [
    softmaxCase('one element', 1, 1, 1, new Float32Array([3.5])),
    softmaxCase('rows of length 1', 67, 1, 2, normals(67, 1)),
    softmaxCase('ragged 5 x 33', 5, 33, 1 / 0.07, normals(5, 33)),
    softmaxCase('fewer columns than lanes', 9, 3, 1, normals(9, 3)),
    softmaxCase('magnitudes of 1e4', 3, 130, 1, scale(normals(3, 130), 1e4)),
    softmaxCase('equal logits', 2, 100, 5, new Float32Array(200).fill(-2.25)),
    softmaxCase('every third masked', 4, 50, 1, masked(normals(4, 50), 3)),
    softmaxCase('all masked', 2, 5, 1, new Float32Array(10).fill(MASKED_LOGIT)),
    softmaxCase('near the f32 maximum', 1, 3, 1, new Float32Array([3e38, -2e38, 2.9e38])),
    softmaxCase('one long row', 1, 65_537, 1, normals(1, 65_537)),
    softmaxCase('many rows', 3000, 16, 0.5, normals(3000, 16)),
  ],
});
