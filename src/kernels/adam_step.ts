import wgsl from '../../shaders/adam_step.wgsl?raw';
import { adamStep } from '../reference/optimizer';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { type OptimizerCaseOptions, onUpdatedRows, optimizerCase } from './support/optimizerCase';

function adamCase(name: string, rows: number, d: number, step: number, options: OptimizerCaseOptions = {}) {
  const { params, shape, x, tangents } = optimizerCase(rows, d, options);
  const [beta1, beta2] = [0.9, 0.999];
  const begun = step === 1 ? 0 : 1;
  return {
    name,
    params: {
      ...params,
      learning_rate: 0.05,
      beta1,
      beta2,
      epsilon: 1e-3,
      correction1: 1 - beta1 ** step,
      correction2: 1 - beta2 ** step,
    },
    shapes: { gradient: shape, x: shape, first: shape, second: shape },
    data: {
      gradient: tangents(1),
      x,
      first: tangents(2).map((v) => begun * v),
      second: tangents(3).map((v) => begun * v * v),
    },
  };
}

export default defineKernel({
  name: 'adam_step',
  wgsl,
  params: defineParams({
    rows: 'u32',
    batch: 'u32',
    offset: 'u32',
    stride: 'u32',
    second_offset: 'u32',
    d4: 'u32',
    learning_rate: 'f32',
    beta1: 'f32',
    beta2: 'f32',
    epsilon: 'f32',
    correction1: 'f32',
    correction2: 'f32',
  }),
  bindings: {
    gradient: { access: 'read', type: 'vec4f', shape: '[points, 4 d4]' },
    x: { access: 'read_write', type: 'vec4f', shape: '[points, 4 d4]' },
    first: { access: 'read_write', type: 'vec4f', shape: '[points, 4 d4]' },
    second: { access: 'read_write', type: 'vec4f', shape: '[points, 4 d4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ batch, second_offset }, { WORKGROUP_SIZE = 1 }) => [
    Math.ceil(((second_offset > 0 ? 2 : 1) * batch) / WORKGROUP_SIZE),
    1,
    1,
  ],
  reference: (inputs, params) =>
    onUpdatedRows(inputs, params, (gathered, rows) =>
      adamStep({
        ...gathered,
        rows,
        cols: 4 * params.d4,
        learningRate: params.learning_rate,
        beta1: params.beta1,
        beta2: params.beta2,
        epsilon: params.epsilon,
        firstCorrection: params.correction1,
        secondCorrection: params.correction2,
        sphere: true,
      }),
    ),
  tolerance: {
    x: {
      bound: (_, { learning_rate, d4, epsilon, correction1 }) =>
        2e-6 + learning_rate * Math.sqrt(d4) * (3e-7 / epsilon / Math.max(correction1, 0.1)) * 0.05,
      because: {
        en: 'the direction divides a first moment within 1e-8 of exact by sqrt(s) + epsilon >= epsilon; its projection sums d such terms',
        zh: '方向由误差 1e-8 以内的一阶矩除以 sqrt(s) + epsilon >= epsilon 得到；其投影是 d 个这样的项之和',
      },
    },
    first: {
      abs: 5e-8,
      rel: 1e-6,
      because: {
        en: 'one projection of a gradient of entries near 0.1, two products',
        zh: '元素约为 0.1 的梯度做一次投影，再加两次乘法',
      },
    },
    second: {
      abs: 5e-9,
      rel: 3e-6,
      because: {
        en: 'the square of that; 1 - beta2 in f32 is within 6e-8 of 1e-3, scaled by 1e-3',
        zh: '上述量的平方；f32 中 1 - beta2 与 1e-3 相差不超过 6e-8，再乘 1e-3',
      },
    },
  },
  cases: () => [
    adamCase('first step, d = 3', 1, 3, 1),
    adamCase('first step', 65, 17, 1),
    adamCase('tenth step, d = 129', 33, 129, 10),
    adamCase('a batch of a permutation', 101, 16, 3, { batch: 24, offset: 70, stride: 37 }),
    adamCase('paired sets', 40, 17, 2, { batch: 16, offset: 8, stride: 3, paired: true }),
  ],
});
