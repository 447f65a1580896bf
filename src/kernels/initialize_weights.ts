import wgsl from '../../shaders/initialize_weights.wgsl?raw';
import { openUnitFromBits, RandomStream, STREAMS } from '../random';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';

/** Laws of a single entry, by the number the shader knows them by. */
export const WEIGHT_LAWS = { zero: 0, normal: 1, uniform: 2, identity: 3 } as const;

function weightsCase(
  name: string,
  law: keyof typeof WEIGHT_LAWS,
  fan_in: number,
  fan_out: number,
  scale: number,
  rows = paddedColumns(fan_in),
) {
  const stride = paddedColumns(fan_out);
  return {
    name,
    params: {
      key: [7, STREAMS.weights + 16] as const,
      rows,
      fan_in,
      fan_out,
      out4: stride / 4,
      law: WEIGHT_LAWS[law],
      scale,
    },
    shapes: { weights: [rows, stride] },
    data: {},
  };
}

/** The value of one entry, without its scale. */
function drawn(stream: RandomStream, law: number, row: number, column: number): number {
  switch (law) {
    case WEIGHT_LAWS.normal:
      return stream.normal(row, column);
    case WEIGHT_LAWS.uniform:
      return 2 * openUnitFromBits(stream.bits(row, column >>> 1)[(column & 1) as 0]) - 1;
    case WEIGHT_LAWS.identity:
      return row === column ? 1 : 0;
    default:
      return 0;
  }
}

export default defineKernel({
  name: 'initialize_weights',
  wgsl,
  params: defineParams({
    key: 'vec2u',
    rows: 'u32',
    fan_in: 'u32',
    fan_out: 'u32',
    out4: 'u32',
    law: 'u32',
    scale: 'f32',
  }),
  bindings: { weights: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 out4]' } },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows, out4 }, { WORKGROUP_SIZE = 1 }) => spread(Math.ceil((rows * out4) / WORKGROUP_SIZE)),
  reference: (_, { key, rows, fan_in, fan_out, out4, law, scale }) => {
    const stream = new RandomStream(key[0], key[1]);
    const weights = new Float64Array(rows * 4 * out4);
    for (let row = 0; row < fan_in; row++) {
      for (let c = 0; c < fan_out; c++) weights[row * 4 * out4 + c] = scale * drawn(stream, law, row, c);
    }
    return { weights };
  },
  tolerance: {
    weights: {
      bound: (_, { law, scale }) => Math.abs(scale) * (law === WEIGHT_LAWS.normal ? 7e-5 : 2 ** -24),
      because: {
        en: 'normals within 2e-6 + 1.2e-5 |x| of exact (random_fill), |x| <= 5.7; uniforms and the diagonal are exact before their one product with the scale',
        zh: '正态数误差不超过 2e-6 + 1.2e-5 |x|（见 random_fill），|x| <= 5.7；均匀数与对角元在乘以尺度之前是精确的，只舍入一次',
      },
    },
  },
  cases: () => [
    weightsCase('one weight', 'normal', 1, 1, 0.5),
    weightsCase('normal, ragged', 'normal', 17, 33, 0.1),
    weightsCase('uniform, ragged', 'uniform', 33, 18, 0.3),
    weightsCase('identity, wide', 'identity', 5, 9, 1.25),
    weightsCase('identity, tall', 'identity', 9, 6, 1),
    weightsCase('zero', 'zero', 7, 5, 1),
    weightsCase('biases', 'normal', 1, 130, 0.02, 1),
    weightsCase('a deviation of 1e-30', 'normal', 8, 7, 1e-30),
  ],
});
