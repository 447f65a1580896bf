import wgsl from '../../shaders/initialize_inputs.wgsl?raw';
import { RandomStream, STREAMS } from '../random';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';

function inputsCase(name: string, rows: number, columns: number, correlation: number, scale: number) {
  const stride = paddedColumns(columns);
  return {
    name,
    params: { key: [3, STREAMS.inputs] as const, rows, columns, c4: stride / 4, correlation, scale },
    shapes: { x: [rows, stride] },
    data: {},
  };
}

export default defineKernel({
  name: 'initialize_inputs',
  wgsl,
  params: defineParams({
    key: 'vec2u',
    rows: 'u32',
    columns: 'u32',
    c4: 'u32',
    correlation: 'f32',
    scale: 'f32',
  }),
  bindings: { x: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 c4]' } },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows, c4 }, { WORKGROUP_SIZE = 1 }) => spread(Math.ceil((rows * c4) / WORKGROUP_SIZE)),
  reference: (_, { key, rows, columns, c4, correlation, scale }) => {
    const stream = new RandomStream(key[0], key[1]);
    const x = new Float64Array(rows * 4 * c4);
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < columns; c++) {
        const shared = Math.sqrt(correlation) * stream.normal(0, c);
        x[row * 4 * c4 + c] = scale * (shared + Math.sqrt(1 - correlation) * stream.normal(row + 1, c));
      }
    }
    return { x };
  },
  tolerance: {
    x: {
      bound: (_, { scale }) => 1.1e-4 * Math.abs(scale),
      because: {
        en: 'two normals, each within 2e-6 + 1.2e-5 |x| <= 7e-5 of exact (random_fill), with weights whose squares add to 1: at most sqrt(2) of that, and few roundings',
        zh: '两个正态数，各自误差不超过 2e-6 + 1.2e-5 |x| <= 7e-5（见 random_fill），权重平方和为 1：合计至多 sqrt(2) 倍，另加少许舍入',
      },
    },
  },
  cases: () => [
    inputsCase('one entry', 1, 1, 0.5, 1),
    inputsCase('independent rows', 33, 17, 0, 2),
    inputsCase('equal rows', 9, 5, 1, 1),
    inputsCase('between', 65, 30, 0.9, 1e-3),
  ],
});
