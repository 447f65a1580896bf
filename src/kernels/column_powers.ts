import wgsl from '../../shaders/column_powers.wgsl?raw';
import { columnPowers } from '../reference/independence';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns, padRows } from '../runtime/tensor';
import { normals } from './support/cases';
import { ROUNDOFF } from './support/rounding';

/** Columns of the table before the first that is written, to be seen. */
const OFFSET = 5;

/** Floats of a column's record. */
const RECORD = 4;

function powersCase(
  name: string,
  rows: number,
  columns: number,
  scale: (column: number) => number = () => 1,
) {
  const stride = paddedColumns(columns);
  const x = padRows(normals(rows, columns), rows, columns).map((v, at) => v * scale(at % stride));
  return {
    name,
    params: { rows, c4: stride / 4, offset: OFFSET },
    shapes: { x: [rows, stride], powers: [OFFSET + stride + 1, RECORD] },
    data: { x, powers: new Float32Array(RECORD * (OFFSET + stride + 1)).fill(7) },
  };
}

export default defineKernel({
  name: 'column_powers',
  wgsl,
  params: defineParams({ rows: 'u32', c4: 'u32', offset: 'u32' }),
  bindings: {
    x: { access: 'read', type: 'vec4f', shape: '[rows, 4 c4]' },
    powers: { access: 'read_write', type: 'vec4f', shape: '[.., 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 4 } },
  workgroups: ({ c4 }) => [c4, 1, 1],
  reference: ({ x, powers }, { rows, c4, offset }) => {
    const out = Float64Array.from(powers);
    for (const [column, { exponent, squares, fourths }] of columnPowers(x, rows, 4 * c4).entries()) {
      out.set([exponent, squares, fourths, 0], RECORD * (offset + column));
    }
    return { powers: out };
  },
  tolerance: {
    powers: {
      // Terms are at most 2^4, and there are `rows` of them.
      bound: ({ powers }, { rows, c4, offset }) =>
        Float64Array.from(powers, (_, at) => {
          const written = at >= RECORD * offset && at < RECORD * (offset + 4 * c4);
          const size = [0, 4, 16, 0][at % RECORD] ?? 0;
          return written ? ROUNDOFF * (8 + Math.sqrt(rows)) * size * rows : 0;
        }),
      because: {
        en: 'exponents come from bits and are exact; terms of at most 2^2 and 2^4, three roundings each, and a sum of positive terms',
        zh: '指数由二进制位得到，是精确的；各项不超过 2^2 与 2^4，各舍入三次，再做正项求和',
      },
    },
  },
  cases: () => [
    powersCase('one element', 1, 1),
    powersCase('ragged', 5, 7),
    powersCase('fewer rows than lanes', 3, 17),
    powersCase('tall', 1009, 20),
    powersCase('columns from 1e-30 to 1e30', 65, 12, (column) => 10 ** (60 * (column / 11) - 30)),
    powersCase('a column of zeros', 33, 8, (column) => (column === 3 ? 0 : 0.02)),
  ],
});
