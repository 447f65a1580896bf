import wgsl from '../../shaders/sgd_step.wgsl?raw';
import { sgdStep } from '../reference/optimizer';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { type OptimizerCaseOptions, onUpdatedRows, optimizerCase } from './support/optimizerCase';

function sgdCase(
  name: string,
  rows: number,
  d: number,
  learning_rate: number,
  momentum: number,
  options: OptimizerCaseOptions = {},
) {
  const { params, shape, x, tangents } = optimizerCase(rows, d, options);
  return {
    name,
    params: { ...params, learning_rate, momentum },
    shapes: { gradient: shape, x: shape, velocity: shape },
    data: { gradient: tangents(1), x, velocity: tangents(2) },
  };
}

export default defineKernel({
  name: 'sgd_step',
  wgsl,
  params: defineParams({
    rows: 'u32',
    batch: 'u32',
    offset: 'u32',
    stride: 'u32',
    second_offset: 'u32',
    d4: 'u32',
    learning_rate: 'f32',
    momentum: 'f32',
  }),
  bindings: {
    gradient: { access: 'read', type: 'vec4f', shape: '[points, 4 d4]' },
    x: { access: 'read_write', type: 'vec4f', shape: '[points, 4 d4]' },
    velocity: { access: 'read_write', type: 'vec4f', shape: '[points, 4 d4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ batch, second_offset }, { WORKGROUP_SIZE = 1 }) => [
    Math.ceil(((second_offset > 0 ? 2 : 1) * batch) / WORKGROUP_SIZE),
    1,
    1,
  ],
  reference: (inputs, params) =>
    onUpdatedRows(inputs, params, (gathered, rows) =>
      sgdStep({
        ...gathered,
        rows,
        cols: 4 * params.d4,
        learningRate: params.learning_rate,
        momentum: params.momentum,
        sphere: true,
      }),
    ),
  tolerance: {
    x: {
      bound: (_, { learning_rate, d4 }) => 1e-6 + learning_rate * Math.sqrt(d4) * 2e-7,
      because: {
        en: 'entries of unit rows: a root, a quotient and (d / 4 + 6) roundings of the squared length',
        zh: '单位行的元素：一次开方、一次除法，以及平方长度的 (d / 4 + 6) 次舍入',
      },
    },
    velocity: {
      bound: (_, { d4 }) => 2e-7 * Math.sqrt(d4) + 4e-7,
      because: {
        en: 'two projections of vectors of length 0.1 sqrt d: rounding of a dot product and two subtractions',
        zh: '长度为 0.1 sqrt d 的向量做两次投影：点积与两次减法的舍入误差',
      },
    },
  },
  cases: () => [
    sgdCase('one row, d = 3', 1, 3, 0.5, 0.9),
    sgdCase('no momentum', 65, 17, 0.1, 0),
    sgdCase('d = 129', 33, 129, 2, 0.9),
    sgdCase('a batch of a permutation', 101, 16, 1, 0.5, { batch: 24, offset: 70, stride: 37 }),
    sgdCase('paired sets', 40, 17, 0.3, 0.9, { batch: 16, offset: 8, stride: 3, paired: true }),
  ],
});
