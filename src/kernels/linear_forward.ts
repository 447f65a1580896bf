import wgsl from '../../shaders/linear_forward.wgsl?raw';
import { linearForward } from '../reference/linear';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { linearCase, linearShape, SQUARE_OVERRIDES, squareGrid, sumError } from './support/linearCase';

function forwardCase(name: string, rows: number, fanIn: number, fanOut: number, magnitude = 1) {
  const { params, shapes, data } = linearCase(rows, fanIn, fanOut, magnitude);
  return {
    name,
    params,
    shapes: { x: shapes.x, weights: shapes.weights, bias: shapes.bias, y: shapes.y },
    data: { x: data.x, weights: data.weights, bias: data.bias.map((v) => magnitude * v) },
  };
}

export default defineKernel({
  name: 'linear_forward',
  wgsl,
  params: defineParams({ rows: 'u32', in4: 'u32', out4: 'u32' }),
  bindings: {
    x: { access: 'read', type: 'vec4f', shape: '[rows, 4 in4]' },
    weights: { access: 'read', type: 'vec4f', shape: '[4 in4, 4 out4]' },
    bias: { access: 'read', type: 'vec4f', shape: '[4 out4]' },
    y: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 out4]' },
  },
  overrides: SQUARE_OVERRIDES,
  workgroups: ({ rows, out4 }, overrides) => squareGrid(rows, out4, overrides),
  reference: ({ x, weights, bias }, params) => ({ y: linearForward(x, weights, bias, linearShape(params)) }),
  tolerance: {
    y: {
      bound: ({ x, weights, bias }, params) =>
        linearForward(x.map(Math.abs), weights.map(Math.abs), bias.map(Math.abs), linearShape(params)).map(
          (magnitude) => sumError(magnitude, 4 * params.in4),
        ),
      because: {
        en: 'sums of fan_in products: partial sums are bounded by sum |x W| + |b|, roundings add as sqrt(fan_in)',
        zh: 'fan_in 个乘积之和：部分和不超过 sum |x W| + |b|，舍入误差按 sqrt(fan_in) 累加',
      },
    },
  },
  cases: () => [
    forwardCase('one element', 1, 1, 1),
    forwardCase('ragged', 5, 3, 7),
    forwardCase('an odd run', 9, 17, 12),
    forwardCase('13 rows, 33 to 65', 13, 33, 65),
    forwardCase('128 rows, 129 to 64', 128, 129, 64),
    forwardCase('signals of 1e-30', 17, 40, 24, 1e-30),
    forwardCase('signals of 1e30', 17, 40, 24, 1e30),
  ],
});
