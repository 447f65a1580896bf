import wgsl from '../../shaders/initialize_points.wgsl?raw';
import { RandomStream } from '../random';
import { normalizeRows } from '../reference/normalize';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';

/** Starting clouds by the number the shader knows them by. */
export const INITIAL_STATES = { uniform: 0, cone: 1, clusters: 2, rank: 3, same: 4, antipodal: 5 } as const;
export type InitialState = keyof typeof INITIAL_STATES;

function initialCase(
  name: string,
  rows: number,
  d: number,
  state: InitialState,
  groups: number,
  spread: number,
) {
  return {
    name,
    params: {
      key: [5, 1] as const,
      centre_key: [5, 2] as const,
      rows,
      d,
      kind: INITIAL_STATES[state],
      groups,
      spread,
    },
    shapes: { points: [rows, paddedColumns(d)] },
    data: {},
  };
}

export default defineKernel({
  name: 'initialize_points',
  wgsl,
  params: defineParams({
    key: 'vec2u',
    centre_key: 'vec2u',
    rows: 'u32',
    d: 'u32',
    kind: 'u32',
    groups: 'u32',
    spread: 'f32',
  }),
  bindings: { points: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 d4]' } },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(rows / WORKGROUP_SIZE), 1, 1],
  reference: (_, { key, centre_key, rows, d, kind, groups, spread }) => {
    const columns = paddedColumns(d);
    const draws = new RandomStream(key[0], key[1]);
    const centres = new RandomStream(centre_key[0], centre_key[1]);
    const { uniform, clusters, rank, same, antipodal } = INITIAL_STATES;
    const noise = kind === same ? 0 : (kind === uniform ? 1 : spread) / Math.sqrt(d);
    const x = new Float64Array(rows * columns);
    for (let r = 0; r < rows; r++) {
      const number = kind === clusters ? r % groups : 0;
      const centre = Array.from({ length: d }, (_unused, c) => centres.normal(number, c));
      const scale = (kind === antipodal && r % 2 === 1 ? -1 : 1) / Math.hypot(...centre);
      for (let c = 0; c < d; c++) {
        const eps = draws.normal(kind === rank ? r + rows : r, c);
        let base = 0;
        if (kind === rank) base = c < groups ? draws.normal(r, c) / Math.sqrt(groups) : 0;
        else if (kind !== uniform) base = (centre[c] ?? 0) * scale;
        x[r * columns + c] = base + noise * eps;
      }
    }
    return { points: normalizeRows(x, rows, columns).unit };
  },
  tolerance: {
    points: {
      abs: 2e-4,
      rel: 0,
      because:
        'entries of unit rows made of normals within 2e-6 + 1.2e-5 relative; the rare row that is drawn short magnifies that, by at most 10 in the cases',
    },
  },
  cases: () => [
    initialCase('one uniform point', 1, 3, 'uniform', 1, 0),
    initialCase('uniform, d = 2', 300, 2, 'uniform', 1, 0),
    initialCase('uniform, d = 129', 65, 129, 'uniform', 1, 0),
    initialCase('cone', 130, 17, 'cone', 1, 0.5),
    initialCase('clusters', 65, 8, 'clusters', 7, 0.2),
    initialCase('rank 2 with noise', 100, 32, 'rank', 2, 0.05),
    initialCase('all the same', 33, 16, 'same', 1, 0.3),
    initialCase('antipodal', 34, 16, 'antipodal', 1, 0.1),
  ],
});
