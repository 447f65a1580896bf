import wgsl from '../../shaders/cross_entropy_rows.wgsl?raw';
import { crossEntropyRows } from '../reference/trainingLoss';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns, padRows, unpadRows } from '../runtime/tensor';
import { normals } from './support/cases';
import { expError, ROUNDOFF } from './support/rounding';

function lossCase(name: string, rows: number, classes: number, spread: number, scale = 1 / rows) {
  const stride = paddedColumns(classes);
  const logits = normals(rows, classes).map((x) => spread * x);
  return {
    name,
    params: { rows, classes, c4: stride / 4, scale },
    shapes: { logits: [rows, stride], labels: [rows], gradient: [rows, stride], terms: [rows, 4] },
    data: {
      logits: padRows(logits, rows, classes),
      labels: Uint32Array.from({ length: rows }, (_, row) => (3 * row) % classes),
    },
  };
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
      bound: ({ logits }, { classes }) => {
        const largest = logits.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
        return 2 ** -21 + 4 * expError(1) + (8 + Math.sqrt(classes)) * ROUNDOFF + 4 * ROUNDOFF * largest;
      },
      because: {
        en: 'log is 2^-21 absolute near 1, S as for the gradient, and the difference of two logits rounds with their size',
        zh: 'log 在 1 附近绝对误差 2^-21，S 与梯度相同，两个 logit 之差按其大小舍入',
      },
    },
  },
  cases: () => [
    lossCase('one class', 1, 1, 1),
    lossCase('two classes', 65, 2, 3),
    lossCase('ten classes', 33, 10, 1, 2),
    lossCase('far apart', 17, 7, 60),
  ],
});
