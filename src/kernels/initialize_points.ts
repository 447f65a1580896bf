import wgsl from '../../shaders/initialize_points.wgsl?raw';
import type { Matrix } from '../data/dataset';
import * as generators from '../data/generators';
import { STREAMS } from '../random';
import { defineKernel } from '../runtime/kernel';
import { defineParams, type ParamValues } from '../runtime/layout';
import { paddedColumns, padRows } from '../runtime/tensor';

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
      key: [5, STREAMS.positions] as const,
      centre_key: [5, STREAMS.centres] as const,
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

const params = defineParams({
  key: 'vec2u',
  centre_key: 'vec2u',
  rows: 'u32',
  d: 'u32',
  kind: 'u32',
  groups: 'u32',
  spread: 'f32',
});

/** The CPU's cloud of the same seed: the streams are the generators' own, only the seed is free. */
function cloudOf({ key, rows, d, kind, groups, spread }: ParamValues<typeof params.types>): Matrix {
  const size = { n: rows, d, seed: key[0] };
  switch (kind) {
    case INITIAL_STATES.uniform:
      return generators.uniformSphere(size);
    case INITIAL_STATES.cone:
      return generators.cone(size, spread);
    case INITIAL_STATES.clusters:
      return generators.clusters(size, groups, spread);
    case INITIAL_STATES.rank:
      return generators.rankK(size, groups, spread);
    case INITIAL_STATES.same:
      return generators.identical(size);
    default:
      return generators.antipodal(size, spread);
  }
}

export default defineKernel({
  name: 'initialize_points',
  wgsl,
  params,
  bindings: { points: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 d4]' } },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(rows / WORKGROUP_SIZE), 1, 1],
  reference: (_, params) => ({ points: padRows(cloudOf(params).data, params.rows, params.d) }),
  tolerance: {
    points: {
      abs: 2e-5,
      rel: 0,
      because: {
        en: 'entries of unit rows made of normals within 2e-6 + 1.2e-5 relative; the rare row that is drawn short magnifies that, by at most 10 in the cases',
        zh: '单位行元素来自误差为 2e-6 加相对 1.2e-5 的正态数；偶尔抽到的短行会放大误差，用例中至多 10 倍',
      },
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
