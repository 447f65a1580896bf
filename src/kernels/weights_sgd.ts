import wgsl from '../../shaders/weights_sgd.wgsl?raw';
import { sgdStep } from '../reference/optimizer';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';
import { ROUNDOFF } from './support/rounding';

function sgdCase(name: string, count: number, momentum: number, decay: number) {
  const shape = [count];
  return {
    name,
    params: { count4: count / 4, learning_rate: 0.1, momentum, decay },
    shapes: { gradient: shape, weights: shape, velocity: shape },
    data: {
      gradient: normals(count, 1, 1),
      weights: normals(count, 1, 2),
      velocity: normals(count, 1, 3),
    },
  };
}

export default defineKernel({
  name: 'weights_sgd',
  wgsl,
  params: defineParams({ count4: 'u32', learning_rate: 'f32', momentum: 'f32', decay: 'f32' }),
  bindings: {
    gradient: { access: 'read', type: 'vec4f', shape: '[4 count4]' },
    weights: { access: 'read_write', type: 'vec4f', shape: '[4 count4]' },
    velocity: { access: 'read_write', type: 'vec4f', shape: '[4 count4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ count4 }, { WORKGROUP_SIZE = 1 }) => spread(Math.ceil(count4 / WORKGROUP_SIZE)),
  reference: ({ gradient, weights, velocity }, { count4, learning_rate, momentum, decay }) => {
    const step = sgdStep({
      x: weights,
      gradient: gradient.map((g, k) => g + decay * (weights[k] ?? 0)),
      velocity,
      rows: 1,
      cols: 4 * count4,
      learningRate: learning_rate,
      momentum,
      sphere: false,
    });
    return { weights: step.x, velocity: step.velocity };
  },
  tolerance: {
    weights: {
      abs: 16 * ROUNDOFF,
      rel: 4 * ROUNDOFF,
      because: {
        en: 'terms of magnitude up to 4, three products and sums, scaled by the learning rate of 0.1',
        zh: '各项绝对值不超过 4，三次乘加，再乘以学习率 0.1',
      },
    },
    velocity: {
      abs: 32 * ROUNDOFF,
      rel: 4 * ROUNDOFF,
      because: {
        en: 'three terms of magnitude up to 4 that may cancel',
        zh: '三个绝对值不超过 4 的项，可能相消',
      },
    },
  },
  cases: () => [
    sgdCase('one vector', 4, 0.9, 0),
    sgdCase('no momentum', 4 * 5, 0, 0),
    sgdCase('ragged', 4 * 67, 0.5, 0.01),
  ],
});
