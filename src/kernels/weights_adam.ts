import wgsl from '../../shaders/weights_adam.wgsl?raw';
import { adamStep, biasCorrections } from '../reference/optimizer';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';
import { ROUNDOFF } from './support/rounding';

function adamCase(name: string, count: number, step: number, decay: number, epsilon = 1e-3) {
  const shape = [count];
  const [beta1, beta2] = [0.9, 0.999];
  const { firstCorrection, secondCorrection } = biasCorrections(beta1, beta2, step);
  const begun = step === 1 ? 0 : 1;
  // Away from 0, where Adam's direction is the sign of rounding.
  const away = (seed: number): Float32Array => normals(count, 1, seed).map((x) => x + (x < 0 ? -0.5 : 0.5));
  return {
    name,
    params: {
      count4: count / 4,
      learning_rate: 0.05,
      beta1,
      beta2,
      epsilon,
      correction1: firstCorrection,
      correction2: secondCorrection,
      decay,
    },
    shapes: { gradient: shape, weights: shape, first: shape, second: shape },
    data: {
      gradient: away(1),
      weights: normals(count, 1, 2),
      first: away(3).map((m) => 0.1 * begun * m),
      second: away(4).map((m) => 0.01 * begun * m * m),
    },
  };
}

export default defineKernel({
  name: 'weights_adam',
  wgsl,
  params: defineParams({
    count4: 'u32',
    learning_rate: 'f32',
    beta1: 'f32',
    beta2: 'f32',
    epsilon: 'f32',
    correction1: 'f32',
    correction2: 'f32',
    decay: 'f32',
  }),
  bindings: {
    gradient: { access: 'read', type: 'vec4f', shape: '[4 count4]' },
    weights: { access: 'read_write', type: 'vec4f', shape: '[4 count4]' },
    first: { access: 'read_write', type: 'vec4f', shape: '[4 count4]' },
    second: { access: 'read_write', type: 'vec4f', shape: '[4 count4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ count4 }, { WORKGROUP_SIZE = 1 }) => spread(Math.ceil(count4 / WORKGROUP_SIZE)),
  reference: ({ gradient, weights, first, second }, params) => {
    const step = adamStep({
      x: weights,
      gradient: gradient.map((g, k) => g + params.decay * (weights[k] ?? 0)),
      first,
      second,
      rows: 1,
      cols: 4 * params.count4,
      learningRate: params.learning_rate,
      beta1: params.beta1,
      beta2: params.beta2,
      epsilon: params.epsilon,
      firstCorrection: params.correction1,
      secondCorrection: params.correction2,
      sphere: false,
    });
    return { weights: step.x, first: step.first, second: step.second };
  },
  tolerance: {
    weights: {
      bound: (
        { weights, gradient, first, second },
        { learning_rate, beta1, beta2, correction1, correction2 },
      ) =>
        Float64Array.from(weights, (w, k) => {
          const g = Math.abs(gradient[k] ?? 0) + 0.1 * Math.abs(w);
          const m = beta1 * Math.abs(first[k] ?? 0) + (1 - beta1) * g;
          const s = beta2 * (second[k] ?? 0) + (1 - beta2) * g * g;
          const direction = m / correction1 / Math.sqrt(s / correction2);
          // 1 - beta2 in f32 is off by ROUNDOFF / (1 - beta2) of itself.
          const relative = 24 * ROUNDOFF + ROUNDOFF / (1 - beta2);
          return 2 * ROUNDOFF * Math.abs(w) + learning_rate * direction * 4 * relative;
        }),
      because: {
        en: 'a dozen roundings of the direction, and 1 - beta2, which f32 holds to 6e-5 of itself',
        zh: '方向经历十余次舍入；1 - beta2 在 f32 中只精确到其自身的 6e-5',
      },
    },
    first: {
      abs: 8 * ROUNDOFF,
      rel: 8 * ROUNDOFF,
      because: {
        en: 'two products of entries up to 5 with 1 and 0.1, which f32 holds to 6e-8 absolutely',
        zh: '元素不超过 5，与 1 和 0.1 相乘两次；f32 对它们的绝对误差为 6e-8',
      },
    },
    second: {
      abs: 32 * ROUNDOFF,
      rel: 8 * ROUNDOFF,
      because: {
        en: 'squares up to 25 times 1 - beta2, off by 6e-8 absolutely',
        zh: '平方不超过 25，乘以绝对误差为 6e-8 的 1 - beta2',
      },
    },
  },
  cases: () => [
    adamCase('first step', 4 * 5, 1, 0),
    adamCase('tenth step', 4 * 67, 10, 0.01),
    adamCase('a coarse epsilon', 4 * 9, 3, 0, 0.5),
  ],
});
