import wgsl from '../../shaders/activate_piecewise_backward.wgsl?raw';
import { activateSlope } from '../reference/activations';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { PIECEWISE } from './activate_piecewise';
import { activationAt, activationCase, slopeError, withinColumns } from './support/activationCase';

export default defineKernel({
  name: 'activate_piecewise_backward',
  wgsl,
  params: defineParams({ rows: 'u32', columns: 'u32', c4: 'u32', kind: 'u32' }),
  bindings: {
    pre: { access: 'read', type: 'vec4f', shape: '[rows, 4 c4]' },
    gradient: { access: 'read', type: 'vec4f', shape: '[rows, 4 c4]' },
    pre_gradient: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 c4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 64 } },
  workgroups: ({ rows, c4 }, { WORKGROUP_SIZE = 1 }) => spread(Math.ceil((rows * c4) / WORKGROUP_SIZE)),
  reference: ({ pre, gradient }, params) => ({
    pre_gradient: withinColumns(
      params,
      (k) => (gradient[k] ?? Number.NaN) * activateSlope(activationAt(params.kind), pre[k] ?? Number.NaN),
    ),
  }),
  tolerance: {
    pre_gradient: {
      bound: ({ pre, gradient }, params) =>
        withinColumns(
          params,
          (k) => slopeError(activationAt(params.kind), pre[k] ?? 0) * Math.abs(gradient[k] ?? 0),
        ),
      because: {
        en: 'a product with an exact slope; the bound is that of the general kernel',
        zh: '与精确导数相乘一次；界限同通用内核',
      },
    },
  },
  cases: () =>
    PIECEWISE.flatMap((name) => [activationCase(name, 5, 3), activationCase(name, 9, 35)]).map(
      ({ name, params, shape, pre, gradient }) => ({
        name,
        params,
        shapes: { pre: shape, gradient: shape, pre_gradient: shape },
        data: { pre, gradient },
      }),
    ),
});
