import wgsl from '../../shaders/project_points.wgsl?raw';
import { project } from '../reference/projection';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { orthonormalAxes, unitRows } from './support/cases';
import { dotError, ROUNDOFF } from './support/rounding';

function projectCase(name: string, rows: number, d: number, to_surface: 0 | 1) {
  const columns = paddedColumns(d);
  return {
    name,
    params: { rows, d4: columns / 4, to_surface },
    shapes: { x: [rows, columns], axes: [columns, 4], positions: [rows, 4] },
    data: { x: unitRows(rows, d), axes: orthonormalAxes(columns) },
  };
}

export default defineKernel({
  name: 'project_points',
  wgsl,
  params: defineParams({ rows: 'u32', d4: 'u32', to_surface: 'u32' }),
  bindings: {
    x: { access: 'read', type: 'vec4f', shape: '[rows, 4 d4]' },
    axes: { access: 'read', type: 'vec4f', shape: '[4 d4, 4]' },
    positions: { access: 'read_write', type: 'vec4f', shape: '[rows, 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(rows / WORKGROUP_SIZE), 1, 1],
  reference: ({ x, axes }, { rows, d4, to_surface }) => {
    const positions = project(x, axes, rows, 4 * d4, 4);
    for (let row = 0; row < rows; row++) {
      const p = positions.subarray(4 * row, 4 * row + 4);
      const kept = Math.hypot(p[0] ?? 0, p[1] ?? 0, p[2] ?? 0);
      if (to_surface === 1 && kept > 0) for (let k = 0; k < 3; k++) p[k] = (p[k] ?? 0) / kept;
      p[3] = kept;
    }
    return { positions };
  },
  tolerance: {
    positions: {
      bound: ({ x, axes }, { rows, d4, to_surface }) => {
        const error = 2 * dotError(4 * d4);
        const positions = project(x, axes, rows, 4 * d4, 4);
        return positions.map((_, index) => {
          const row = index - (index % 4);
          const kept = Math.hypot(...positions.subarray(row, row + 3));
          return to_surface === 1 && index % 4 < 3 ? error / kept + 4 * ROUNDOFF : error;
        });
      },
      because: {
        en: 'a sum of d products of entries of unit vectors; pushed to the surface it is divided by what the axes kept',
        zh: '单位向量元素的 d 个乘积之和；推到球面时再除以坐标轴保留的长度',
      },
    },
  },
  cases: () => [
    projectCase('one point on S^2', 1, 3, 0),
    projectCase('S^2, n = 1009', 1009, 3, 1),
    projectCase('d = 17', 65, 17, 0),
    projectCase('d = 129, pushed', 33, 129, 1),
  ],
});
