import wgsl from '../../shaders/phase_cosines.wgsl?raw';
import { phaseCosines } from '../reference/phase';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { equalRows, normals, unitRows } from './support/cases';
import { RECORD } from './support/phaseCase';
import { ROUNDOFF } from './support/rounding';

/** Inputs of a network that the kernel has room for. */
export const MAX_INPUTS = 64;

/** Stands for a cosine where fewer than two rows have a direction: WGSL promises no NaN. */
export const UNDEFINED_COSINE = 2;

function cosinesCase(name: string, cells: number, inputs: number, width: number, x: Float32Array) {
  return {
    name,
    params: { cells, inputs, c4: width / 4, slot: 1 },
    shapes: { x: [cells * inputs, width], records: [3, cells, RECORD] },
    data: { x, records: new Float32Array(3 * RECORD * cells).fill(7) },
  };
}

/** Of three networks of 8 rows each: one whole, one with a single row that is not zero, one without any. */
function withZeroRows(width: number): Float32Array {
  const x = normals(24, width);
  return x.fill(0, 9 * width);
}

export default defineKernel({
  name: 'phase_cosines',
  wgsl,
  params: defineParams({ cells: 'u32', inputs: 'u32', c4: 'u32', slot: 'u32' }),
  bindings: {
    x: { access: 'read', type: 'vec4f', shape: '[cells * inputs, 4 c4]' },
    records: { access: 'read_write', type: 'vec4f', shape: '[slots, cells, 4]' },
  },
  overrides: {
    WORKGROUP_SIZE: { gpu: 64, software: 4 },
    MAX_INPUTS: { gpu: MAX_INPUTS, software: MAX_INPUTS },
  },
  workgroups: ({ cells }) => [cells, 1, 1],
  reference: ({ x, records }, { cells, inputs, c4, slot }) => {
    const out = Float64Array.from(records);
    const size = inputs * 4 * c4;
    for (let cell = 0; cell < cells; cell++) {
      const rows = x.subarray(cell * size, (cell + 1) * size);
      const { cosine, filled } = phaseCosines(rows, inputs, 4 * c4);
      out.set([filled > 1 ? cosine : UNDEFINED_COSINE, filled, 0, 0], RECORD * (slot * cells + cell));
    }
    return { records: out };
  },
  tolerance: {
    records: {
      // A resultant of at most n^2, over n (n - 1).
      bound: (_, { inputs, c4 }) =>
        (ROUNDOFF * 2 * (inputs + 2 * c4 + 16) * inputs) / Math.max(inputs - 1, 1),
      because: {
        en: 'unit rows to (c4 + 8) roundings; their sum to one a row, its square to one a column: relative to a resultant of at most n^2',
        zh: '单位行误差 (c4 + 8) 次舍入；求和每行一次，平方和每列一次：相对于不超过 n^2 的合向量',
      },
    },
  },
  cases: () => [
    cosinesCase('one network, two inputs', 1, 2, 4, normals(2, 4)),
    cosinesCase(
      'ragged',
      5,
      7,
      20,
      normals(35, 20).map((v, at) => v + (at < 300 ? 1 : -2)),
    ),
    cosinesCase('collapsed', 3, 8, 16, equalRows(24, 16)),
    cosinesCase('a narrow cone, 64 inputs', 2, 64, 36, unitRows(128, 36, { mean: 30 })),
    cosinesCase('rows without a direction', 3, 8, 12, withZeroRows(12)),
    cosinesCase('one input', 2, 1, 8, normals(2, 8)),
  ],
});
