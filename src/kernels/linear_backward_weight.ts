import wgsl from '../../shaders/linear_backward_weight.wgsl?raw';
import { linearBackwardWeight } from '../reference/linear';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { linearCase, linearShape, SQUARE_OVERRIDES, squareGrid, sumError } from './support/linearCase';

function weightCase(
  name: string,
  rows: number,
  fanIn: number,
  fanOut: number,
  { scale = 1, magnitude = 1 } = {},
) {
  const { params, shapes, data } = linearCase(rows, fanIn, fanOut, magnitude);
  return {
    name,
    params: { ...params, scale },
    shapes: { x: shapes.x, dy: shapes.dy, dw: shapes.dw },
    data: { x: data.x, dy: data.dy },
  };
}

export default defineKernel({
  name: 'linear_backward_weight',
  wgsl,
  params: defineParams({ rows: 'u32', in4: 'u32', out4: 'u32', scale: 'f32' }),
  bindings: {
    x: { access: 'read', type: 'vec4f', shape: '[rows, 4 in4]' },
    dy: { access: 'read', type: 'vec4f', shape: '[rows, 4 out4]' },
    dw: { access: 'read_write', type: 'vec4f', shape: '[4 in4, 4 out4]' },
  },
  overrides: SQUARE_OVERRIDES,
  workgroups: ({ in4, out4 }, overrides) => squareGrid(4 * in4, out4, overrides),
  reference: ({ x, dy }, params) => ({
    dw: linearBackwardWeight(x, dy, linearShape(params)).map((sum) => params.scale * sum),
  }),
  tolerance: {
    dw: {
      bound: ({ x, dy }, params) =>
        linearBackwardWeight(x.map(Math.abs), dy.map(Math.abs), linearShape(params)).map(
          (magnitude) => params.scale * sumError(magnitude, params.rows),
        ),
      because: {
        en: 'sums of as many products as there are rows: partial sums are bounded by sum |x dy|, roundings add as sqrt(rows)',
        zh: '乘积个数等于行数之和：部分和不超过 sum |x dy|，舍入误差按 sqrt(行数) 累加',
      },
    },
  },
  cases: () => [
    weightCase('one element', 1, 1, 1),
    weightCase('ragged', 5, 3, 7, { scale: 0.2 }),
    weightCase('an odd run', 9, 17, 12, { scale: 3 }),
    weightCase('14 rows, 33 to 65', 14, 33, 65),
    weightCase('131 rows, 64 to 36', 131, 64, 36, { scale: 1 / 131 }),
    weightCase('signals of 1e-18', 17, 40, 24, { magnitude: 1e-18 }),
    weightCase('signals of 1e18', 17, 40, 24, { magnitude: 1e18 }),
  ],
});
