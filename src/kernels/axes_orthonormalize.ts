import wgsl from '../../shaders/axes_orthonormalize.wgsl?raw';
import { orthonormalize } from '../reference/projection';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals, orthonormalAxes } from './support/cases';

function axesCase(name: string, columns: number, chunks: number, shift: number, rank = 3) {
  const partials = normals(chunks * columns, 4);
  // A cloud of lower rank sends every axis to the same directions.
  for (let i = 0; i < partials.length; i++) {
    if (i % 4 >= rank) partials[i] = i % 4 === 3 ? 0 : (partials[i - (i % 4)] ?? 0) * 0.5;
  }
  return {
    name,
    params: { columns, chunks, shift },
    shapes: { partials: [chunks, columns, 4], axes: [columns, 4] },
    data: { partials, axes: orthonormalAxes(columns) },
  };
}

export default defineKernel({
  name: 'axes_orthonormalize',
  wgsl,
  params: defineParams({ columns: 'u32', chunks: 'u32', shift: 'f32' }),
  bindings: {
    partials: { access: 'read', type: 'vec4f', shape: '[chunks, columns, 4]' },
    axes: { access: 'read_write', type: 'vec4f', shape: '[columns, 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 4 } },
  workgroups: () => [1, 1, 1],
  reference: ({ partials, axes }, { columns, chunks, shift }) => {
    const sum = new Float64Array(3 * columns);
    for (let c = 0; c < columns; c++) {
      for (let k = 0; k < 3; k++) {
        let total = shift * (axes[4 * c + k] ?? 0);
        for (let chunk = 0; chunk < chunks; chunk++) total += partials[4 * (chunk * columns + c) + k] ?? 0;
        sum[3 * c + k] = total;
      }
    }
    const basis = orthonormalize(sum, columns, 3);
    return {
      axes: Array.from({ length: columns }, (_, c) => [...basis.subarray(3 * c, 3 * c + 3), 0]).flat(),
    };
  },
  tolerance: {
    axes: {
      abs: 1e-5,
      rel: 0,
      because: {
        en: 'the condition of the three columns times the rounding of their sums: at rank 1 the shift leaves 1/50 of their length',
        zh: '三列的条件数乘以求和的舍入误差：秩为 1 时，平移项保留其长度的 1/50',
      },
    },
  },
  cases: () => [
    axesCase('d = 4', 4, 1, 0.5),
    axesCase('several chunks', 20, 5, 0.01),
    axesCase('d = 132', 132, 3, 1),
    axesCase('rank 1, held up by the shift', 16, 2, 2, 1),
  ],
});
