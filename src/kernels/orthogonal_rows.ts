import wgsl from '../../shaders/orthogonal_rows.wgsl?raw';
import { columnSign, reflectionVectors, reflectRows } from '../reference/orthogonal';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns, padRows } from '../runtime/tensor';
import { normals } from './support/cases';
import { ROUNDOFF } from './support/rounding';

function rowsCase(
  name: string,
  fan_in: number,
  fan_out: number,
  options: { begin?: number; end?: number } = {},
) {
  const { begin = 0, end = fan_out } = options;
  const n = Math.max(fan_in, fan_out);
  const stride = paddedColumns(n);
  const vectors = new Float32Array(paddedColumns(fan_out) * stride);
  vectors.set(reflectionVectors(padRows(normals(fan_out, n), fan_out, n), fan_out, stride));
  const rows = paddedColumns(fan_in);
  return {
    name,
    params: { rows, fan_in, fan_out, n4: stride / 4, begin, end, scale: 1.5 },
    shapes: {
      vectors: [paddedColumns(fan_out), stride],
      q: [fan_in, stride],
      weights: [rows, paddedColumns(fan_out)],
    },
    data: {
      vectors,
      ...(begin > 0 && { q: padRows(normals(fan_in, n, 3), fan_in, n).map((v) => v / Math.sqrt(n)) }),
      ...(end < fan_out && { weights: new Float32Array(rows * paddedColumns(fan_out)) }),
    },
  };
}

/** Roundings of a row of length about 1: see `because`. */
function rowError({ n4, begin, end }: { n4: number; begin: number; end: number }): number {
  return ROUNDOFF * 4 * (6 + Math.sqrt(n4)) * Math.sqrt(end - begin + 4);
}

export default defineKernel({
  name: 'orthogonal_rows',
  wgsl,
  params: defineParams({
    rows: 'u32',
    fan_in: 'u32',
    fan_out: 'u32',
    n4: 'u32',
    begin: 'u32',
    end: 'u32',
    scale: 'f32',
  }),
  bindings: {
    vectors: { access: 'read', type: 'vec4f', shape: '[4 ceil(fan_out / 4), 4 n4]' },
    q: { access: 'read_write', type: 'vec4f', shape: '[fan_in, 4 n4]' },
    weights: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 ceil(fan_out / 4)]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 32, software: 4 } },
  workgroups: ({ rows }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(Math.ceil(rows / 4) / WORKGROUP_SIZE), 1, 1],
  reference: ({ vectors, q, weights }, { rows, fan_in, fan_out, n4, begin, end, scale }) => {
    const n = 4 * n4;
    const reflected = q.slice();
    if (begin === 0) {
      reflected.fill(0, 0, fan_in * n);
      for (let row = 0; row < fan_in; row++) reflected[row * n + row] = 1;
    }
    reflectRows(reflected, vectors, fan_in, n, begin, end);
    const stride = paddedColumns(fan_out);
    const written = weights.slice();
    if (end === fan_out) {
      for (let row = 0; row < rows; row++) {
        for (let c = 0; c < stride; c++) {
          const inside = row < fan_in && c < fan_out;
          const entry = inside ? columnSign(vectors, c, n) * (reflected[row * n + c] ?? Number.NaN) : 0;
          written[row * stride + c] = scale * entry;
        }
      }
    }
    return { q: reflected, weights: written };
  },
  tolerance: {
    q: {
      bound: (_, params) => rowError(params),
      because: {
        en: 'a row has length 1 (the cases: nearly), a vector sqrt(2): a product of both, about 6 + sqrt(n / 4) roundings, times an entry of at most sqrt(2); errors of the reflections are independent and kept at their length by those that follow',
        zh: '行长为 1（用例中近似为 1），向量长 sqrt(2)：两者之积约有 6 + sqrt(n / 4) 次舍入，再乘以不超过 sqrt(2) 的元素；各次反射的误差相互独立，其后的反射不改变误差长度',
      },
    },
    weights: {
      bound: (_, params) => Math.abs(params.scale) * (rowError(params) + ROUNDOFF),
      because: {
        en: 'the reflected rows times the scale, one more rounding',
        zh: '反射后的行乘以尺度，多一次舍入',
      },
    },
  },
  cases: () => [
    rowsCase('one', 1, 1),
    rowsCase('square, ragged', 7, 7),
    rowsCase('tall', 33, 10),
    rowsCase('wide', 5, 18),
    rowsCase('the first four reflections', 12, 11, { end: 4 }),
    rowsCase('the rest of them', 12, 11, { begin: 4 }),
    rowsCase('n = 129', 129, 129),
  ],
});
