import wgsl from '../../shaders/normalize_rows_backward.wgsl?raw';
import { normalizeRowsBackward } from '../reference/normalize';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns, padRows } from '../runtime/tensor';
import { normals, unitRows } from './support/cases';

function backwardCase(name: string, rows: number, d: number, norm: number) {
  const stride = paddedColumns(d);
  const shape = [rows, stride];
  return {
    name,
    params: { rows, d4: stride / 4 },
    shapes: { unit: shape, norms: [rows], gradient_unit: shape, gradient_x: shape },
    data: {
      unit: unitRows(rows, d),
      norms: Float32Array.from({ length: rows }, (_, row) => (row === 2 ? 0 : norm * (1 + row / rows))),
      gradient_unit: padRows(normals(rows, d, 5), rows, d),
    },
  };
}

export default defineKernel({
  name: 'normalize_rows_backward',
  wgsl,
  params: defineParams({ rows: 'u32', d4: 'u32' }),
  bindings: {
    unit: { access: 'read', type: 'vec4f', shape: '[rows, 4 d4]' },
    norms: { access: 'read', type: 'f32', shape: '[rows]' },
    gradient_unit: { access: 'read', type: 'vec4f', shape: '[rows, 4 d4]' },
    gradient_x: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 d4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(rows / WORKGROUP_SIZE), 1, 1],
  reference: ({ unit, norms, gradient_unit }, { rows, d4 }) => {
    // x itself is not stored: unit * norm has the same direction and length.
    const columns = 4 * d4;
    const x = Float64Array.from(unit, (u, index) => u * (norms[Math.floor(index / columns)] ?? 0));
    return { gradient_x: normalizeRowsBackward(x, gradient_unit, rows, columns) };
  },
  tolerance: {
    gradient_x: {
      bound: ({ norms, gradient_unit }, { d4 }) =>
        Float64Array.from(gradient_unit, (_, index) => {
          const row = Math.floor(index / (4 * d4));
          const norm = norms[row] ?? 0;
          const g = gradient_unit.subarray(row * 4 * d4, (row + 1) * 4 * d4);
          const length = Math.sqrt(g.reduce((sum, v) => sum + v * v, 0));
          return norm > 0 ? (length / norm) * 4e-6 : 0;
        }),
      because: {
        en: 'rounding of g . u (d / 4 + 4 steps) and of one subtraction, both relative to |g|, divided by the norm; unit rows are unit to 1e-7, which the reference renormalises',
        zh: 'g . u（d / 4 + 4 步）与一次减法的舍入误差，均相对于 |g|，再除以范数；单位行的长度误差为 1e-7，参考实现会重新归一化',
      },
    },
  },
  cases: () => [
    backwardCase('d = 1', 3, 1, 1),
    backwardCase('d = 3', 1009, 3, 1),
    backwardCase('d = 17, long rows', 65, 17, 100),
    backwardCase('d = 129, short rows', 33, 129, 1e-3),
  ],
});
