import wgsl from '../../shaders/linear_backward_input.wgsl?raw';
import { linearBackwardInput } from '../reference/linear';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { linearCase, linearShape, SQUARE_OVERRIDES, squareGrid, sumError } from './support/linearCase';

function inputCase(
  name: string,
  rows: number,
  fanIn: number,
  fanOut: number,
  { keep = 0, magnitude = 1 } = {},
) {
  const { params, shapes, data } = linearCase(rows, fanIn, fanOut, magnitude);
  return {
    name,
    params: { ...params, keep },
    shapes: { dy: shapes.dy, weights: shapes.weights, dx: shapes.dx },
    data: { dy: data.dy, weights: data.weights, ...(keep === 0 ? {} : { dx: data.dx }) },
  };
}

export default defineKernel({
  name: 'linear_backward_input',
  wgsl,
  params: defineParams({ rows: 'u32', in4: 'u32', out4: 'u32', keep: 'f32' }),
  bindings: {
    dy: { access: 'read', type: 'vec4f', shape: '[rows, 4 out4]' },
    weights: { access: 'read', type: 'vec4f', shape: '[4 in4, 4 out4]' },
    dx: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 in4]' },
  },
  overrides: SQUARE_OVERRIDES,
  workgroups: ({ rows, in4 }, overrides) => squareGrid(rows, in4, overrides),
  reference: ({ dy, weights, dx }, params) => {
    const gradient = linearBackwardInput(dy, weights, linearShape(params));
    return { dx: params.keep === 0 ? gradient : gradient.map((g, k) => g + params.keep * (dx[k] ?? 0)) };
  },
  tolerance: {
    dx: {
      bound: ({ dy, weights, dx }, params) =>
        linearBackwardInput(dy.map(Math.abs), weights.map(Math.abs), linearShape(params)).map(
          (magnitude, k) => sumError(magnitude + params.keep * Math.abs(dx[k] ?? 0), 4 * params.out4),
        ),
      because: {
        en: 'sums of fan_out products: partial sums are bounded by sum |dy W|, roundings add as sqrt(fan_out); what was kept adds two',
        zh: 'fan_out 个乘积之和：部分和不超过 sum |dy W|，舍入误差按 sqrt(fan_out) 累加；保留的旧值再加两次',
      },
    },
  },
  cases: () => [
    inputCase('one element', 1, 1, 1),
    inputCase('ragged', 5, 3, 7),
    inputCase('added to what was there', 9, 12, 17, { keep: 0.5 }),
    inputCase('13 rows, 65 to 33', 13, 65, 33),
    inputCase('128 rows, 64 to 129', 128, 64, 129, { keep: 1 }),
    inputCase('gradients of 1e-30', 17, 40, 24, { magnitude: 1e-30 }),
    inputCase('gradients of 1e30', 17, 40, 24, { magnitude: 1e30 }),
  ],
});
