import wgsl from '../../shaders/cross_entropy_rows.wgsl?raw';
import { crossEntropyRows } from '../reference/trainingLoss';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns, padRows, unpadRows } from '../runtime/tensor';
import { normals } from './support/cases';
import { expError, ROUNDOFF } from './support/rounding';

/** Below it f32 may flush to 0. */
const SMALLEST_NORMAL = 2 ** -126;

/** @param margin added to the label's logit of row r, r times, as learning would */
function lossCase(
  name: string,
  [rows, classes]: readonly [number, number],
  spread: number,
  { margin = 0, scale = 1 / rows } = {},
) {
  const stride = paddedColumns(classes);
  const labels = Uint32Array.from({ length: rows }, (_, row) => (3 * row) % classes);
  const logits = normals(rows, classes).map((x, at) => {
    const row = Math.floor(at / classes);
    return spread * x + (at % classes === labels[row] ? margin * row : 0);
  });
  return {
    name,
    params: { rows, classes, c4: stride / 4, scale },
    shapes: { logits: [rows, stride], labels: [rows], gradient: [rows, stride], terms: [rows, 4] },
    data: {
      logits: padRows(logits, rows, classes),
      labels,
    },
  };
}

/**
 * d log(1 + rest) <= d rest and <= the relative error of rest: classes - 1 sums, and 3 ULP of log, or 3.5 ULP of a quotient, sum,
 * two products and two sums of the series and what it leaves out (1.6e-8, a quarter of a roundoff): 12 roundoffs.
 */
function lossBound(values: readonly number[], largest: number, gap: number): number {
  let [rest, error] = [0, 0];
  for (const value of values) {
    const a = largest - value;
    // The largest's own 1 is exact, and no part of the rest.
    if (a === 0) continue;
    rest += Math.exp(-a);
    error += Math.exp(-a) * (expError(a) + a * ROUNDOFF) + SMALLEST_NORMAL;
  }
  const log = Math.log1p(rest);
  return error + (12 + values.length) * ROUNDOFF * log + 2 * ROUNDOFF * (gap + log);
}

export default defineKernel({
  name: 'cross_entropy_rows',
  wgsl,
  params: defineParams({ rows: 'u32', classes: 'u32', c4: 'u32', scale: 'f32' }),
  bindings: {
    logits: { access: 'read', type: 'vec4f', shape: '[rows, 4 c4]' },
    labels: { access: 'read', type: 'u32', shape: '[rows]' },
    gradient: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 c4]' },
    terms: { access: 'read_write', type: 'vec4f', shape: '[rows, 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(rows / WORKGROUP_SIZE), 1, 1],
  reference: ({ logits, labels }, { rows, classes, c4, scale }) => {
    const values = unpadRows(logits, rows, classes);
    const { gradient, losses, hits } = crossEntropyRows(values, labels, rows, classes, scale);
    const padded = new Float64Array(4 * rows * c4);
    const terms = new Float64Array(4 * rows);
    for (let row = 0; row < rows; row++) {
      const begin = row * classes;
      padded.set(gradient.subarray(begin, begin + classes), 4 * row * c4);
      const largest = values.subarray(begin, begin + classes).reduce((m, x) => Math.max(m, x), -Infinity);
      terms.set([losses[row] ?? 0, hits[row] ?? 0, largest], 4 * row);
    }
    return { gradient: padded, terms };
  },
  tolerance: {
    gradient: {
      // p <= 1, and where exp(-a) is small its relative error 3 + 2a ULP still stays below that at a = 1 absolutely.
      bound: (_, { classes, scale }) => scale * (4 * expError(1) + (8 + Math.sqrt(classes)) * ROUNDOFF),
      because: {
        en: 'p = exp(-a) / S is at most 1: exp is 3 + 2a ULP of exp(-a), at most 3 to 5 ULP of 1, S the same, one quotient',
        zh: 'p = exp(-a) / S 不超过 1：exp 的误差为 exp(-a) 的 3 + 2a ULP，相对于 1 至多 3 到 5 ULP；S 同样，再加一次除法',
      },
    },
    terms: {
      bound: ({ logits, labels }, { rows, classes, c4 }) => {
        const bounds = new Float64Array(4 * rows);
        for (let row = 0; row < rows; row++) {
          const values = Array.from(logits.subarray(4 * row * c4, 4 * row * c4 + classes));
          const largest = Math.max(...values);
          const label = values[labels[row] ?? 0] ?? Number.NaN;
          bounds[4 * row] = lossBound(values, largest, largest - label);
        }
        return bounds;
      },
      because: {
        en: 'loss = log(1 + rest) + a_label, neither below 0: exp(-a) is 3 + 2a ULP and a rounding of a, below 2^-126 it may be 0; the others’ sum, the series and the last sum round relative to what they make; hits and maxima are exact',
        zh: '损失 = log(1 + rest) + a_label，两项均不为负：exp(-a) 的误差为 3 + 2a ULP，外加 a 的一次舍入，低于 2^-126 时可为 0；其余项之和、级数与最后的加法均按各自大小舍入；命中与最大值是精确的',
      },
    },
  },
  cases: () => [
    lossCase('one class', [1, 1], 1),
    lossCase('two classes', [65, 2], 3),
    lossCase('ten classes', [33, 10], 1, { scale: 2 }),
    lossCase('far apart', [17, 7], 60),
    lossCase('learned', [33, 5], 1, { margin: 3 }),
  ],
});
