import wgsl from '../../shaders/column_means.wgsl?raw';
import { meanRow } from '../reference/vector';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns, padRows } from '../runtime/tensor';
import { equalRows, normals, unitRows } from './support/cases';
import { ROUNDOFF } from './support/rounding';

function meansCase(name: string, rows: number, d: number, x = padRows(normals(rows, d), rows, d)) {
  const stride = paddedColumns(d);
  return {
    name,
    params: { rows, d4: stride / 4 },
    shapes: { x: [rows, stride], mean: [stride] },
    data: { x },
  };
}

export default defineKernel({
  name: 'column_means',
  wgsl,
  params: defineParams({ rows: 'u32', d4: 'u32' }),
  bindings: {
    x: { access: 'read', type: 'vec4f', shape: '[rows, 4 d4]' },
    mean: { access: 'read_write', type: 'vec4f', shape: '[4 d4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 256, software: 4 } },
  workgroups: ({ d4 }) => [d4, 1, 1],
  reference: ({ x }, { rows, d4 }) => ({ mean: meanRow(x, rows, 4 * d4) }),
  tolerance: {
    mean: {
      bound: ({ x }, { rows, d4 }) => {
        const columns = 4 * d4;
        const magnitudes = new Float64Array(columns);
        for (const [at, value] of x.entries()) {
          const column = at % columns;
          magnitudes[column] = (magnitudes[column] ?? 0) + Math.abs(value - (x[column] ?? 0));
        }
        return magnitudes.map(
          (sum, c) => ROUNDOFF * ((8 + Math.sqrt(rows)) * (sum / rows) + 2 * Math.abs(x[c] ?? 0)),
        );
      },
      because: {
        en: 'recursive summation per lane, then a tree: about sqrt(rows) roundings uncancelled, relative to the mean distance from the first row; one sum with the first row. Equal rows are exact to one rounding',
        zh: '每个通道递推求和，再做树形归约：约 sqrt(行数) 次舍入不相抵，相对于到首行的平均距离；最后与首行相加一次。各行相等时只有一次舍入',
      },
    },
  },
  cases: () => [
    meansCase('one row', 1, 3),
    meansCase('fewer rows than lanes', 3, 5),
    meansCase('ragged, d = 129', 65, 129),
    meansCase('n = 4099', 4099, 7),
    meansCase('collapsed', 301, 8, equalRows(301, 8)),
    meansCase('a narrow cone', 130, 17, unitRows(130, 17, { mean: 50 })),
  ],
});
