import wgsl from '../../shaders/pick_nearest.wgsl?raw';
import { defineKernel } from '../runtime/kernel';
import { defineParams, type ParamValues } from '../runtime/layout';
import { normals } from './support/cases';

/** Most points a pick can tell apart: the index has 17 bits of the word. */
export const MAX_PICKABLE = 2 ** 17;

/** The index in a word of `found`, or null when nothing was near. */
export function pickedIndex(word: number): number | null {
  return word === 0 ? null : ~word & (MAX_PICKABLE - 1);
}

const params = defineParams({
  column0: 'vec4f',
  column1: 'vec4f',
  column2: 'vec4f',
  column3: 'vec4f',
  eye: 'vec4f',
  viewport: 'vec2f',
  pointer: 'vec2f',
  radius: 'f32',
  count: 'u32',
});

/** A camera on the z axis at distance 3, 90 degrees, looking at the origin; near 1, far 5. */
const CAMERA = {
  column0: [1, 0, 0, 0],
  column1: [0, 1, 0, 0],
  column2: [0, 0, -1.25, -1],
  column3: [0, 0, 2.5, 3],
  eye: [0, 0, 3, 1],
  viewport: [800, 600],
} as const;

function wordOf(p: readonly number[], index: number, q: ParamValues<typeof params.types>): number {
  const [x = 0, y = 0, z = 0] = p;
  const clip = q.column0.map(
    (v, k) => x * v + y * (q.column1[k] ?? 0) + z * (q.column2[k] ?? 0) + (q.column3[k] ?? 0),
  );
  const [cx = 0, cy = 0, cz = 0, cw = 0] = clip;
  if (cw <= 0) return 0;
  const px = (0.5 + (0.5 * cx) / cw) * q.viewport[0];
  const py = (0.5 - (0.5 * cy) / cw) * q.viewport[1];
  const farSide = x * q.eye[0] + y * q.eye[1] + z * q.eye[2] < 0;
  const gap = Math.hypot(px - q.pointer[0], py - q.pointer[1]) + (farSide ? 0.5 * q.radius : 0);
  if (gap >= q.radius) return 0;
  const depth = Math.floor(Math.min(Math.max(cz / cw, 0), 1) * 127);
  const key = ((Math.floor((256 * gap) / q.radius) << 24) | (depth << 17) | index) >>> 0;
  return ~key >>> 0;
}

function pickCase(name: string, positions: Float32Array, pointer: readonly [number, number], radius: number) {
  const count = positions.length / 4;
  return {
    name,
    params: { ...CAMERA, pointer, radius, count },
    shapes: { positions: [count, 4], found: [1] },
    data: { positions },
  };
}

export default defineKernel({
  name: 'pick_nearest',
  wgsl,
  params,
  bindings: {
    positions: { access: 'read', type: 'vec4f', shape: '[count, 4]' },
    found: { access: 'read_write', type: 'atomic_u32', shape: '[1]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ count }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(count / WORKGROUP_SIZE), 1, 1],
  reference: ({ positions, found }, q) => {
    let best = found[0] ?? 0;
    for (let i = 0; i < q.count; i++) {
      best = Math.max(best, wordOf([...positions.subarray(4 * i, 4 * i + 3)], i, q));
    }
    return { found: [best] };
  },
  combine: ({ found = [] }) => {
    const word = found[0] ?? 0;
    const key = ~word >>> 0;
    return word === 0
      ? { index: [-1], distance: [-1], depth: [-1] }
      : { index: [pickedIndex(word) ?? -1], distance: [key >>> 24], depth: [(key >>> 17) & 127] };
  },
  tolerance: {
    index: {
      exact: true,
      because: {
        en: 'the cases leave more than 1/256 of the radius between the best and the next point',
        zh: '用例中最佳点与次佳点之间的差大于半径的 1/256',
      },
    },
    distance: {
      abs: 1,
      rel: 0,
      because: {
        en: 'a whole number of 1/256 radius: rounding may cross one step',
        zh: '以半径的 1/256 为单位取整：舍入可能跨过一格',
      },
    },
    depth: {
      abs: 1,
      rel: 0,
      because: {
        en: 'a whole number of 1/127 of the depth range: rounding may cross one step',
        zh: '以深度范围的 1/127 为单位取整：舍入可能跨过一格',
      },
    },
  },
  insensitive: {
    eye: 'only the sign of its product with a point counts: which side of the ball is far',
  },
  cases: () => [
    pickCase('one point, hit', new Float32Array([0, 0, 0.5, 1]), [402, 299], 20),
    pickCase('one point, missed', new Float32Array([0, 0, 0.5, 1]), [500, 299], 20),
    pickCase('off the axis, near the rim', new Float32Array([1.5, -0.9, 0.4, 1]), [620, 390], 20),
    pickCase('front before back', new Float32Array([0, 0, -0.9, 1, 0.02, 0, 0.9, 1]), [400, 300], 30),
    pickCase('behind the camera', new Float32Array([0, 0, 4, 1]), [400, 300], 50),
    pickCase('equal points: the lowest index', new Float32Array(400).fill(0.25), [410, 270], 200),
    pickCase(
      'many',
      normals(2009, 4).map((v) => 0.4 * v),
      [371, 322],
      40,
    ),
  ],
});
