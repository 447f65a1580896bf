import wgsl from '../../shaders/activate_piecewise.wgsl?raw';
import { activate } from '../reference/activations';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { activationAt, activationCase, valueError, withinColumns } from './support/activationCase';

/** Two straight lines that meet at 0. */
export const PIECEWISE = ['linear', 'relu', 'leaky_relu'] as const;

export default defineKernel({
  name: 'activate_piecewise',
  wgsl,
  params: defineParams({ rows: 'u32', columns: 'u32', c4: 'u32', kind: 'u32' }),
  bindings: {
    pre: { access: 'read', type: 'vec4f', shape: '[rows, 4 c4]' },
    post: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 c4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 64 } },
  workgroups: ({ rows, c4 }, { WORKGROUP_SIZE = 1 }) => spread(Math.ceil((rows * c4) / WORKGROUP_SIZE)),
  reference: ({ pre }, params) => ({
    post: withinColumns(params, (k) => activate(activationAt(params.kind), pre[k] ?? Number.NaN)),
  }),
  tolerance: {
    post: {
      bound: ({ pre }, params) =>
        withinColumns(params, (k) => valueError(activationAt(params.kind), pre[k] ?? 0)),
      because: {
        en: 'a product and a sum, one of whose addends is 0; the bound is that of the general kernel, a dozen roundings',
        zh: '一次乘法与一次有一项为 0 的加法；界限同通用内核，约十余次舍入',
      },
    },
  },
  cases: () =>
    PIECEWISE.flatMap((name) => [activationCase(name, 5, 3), activationCase(name, 9, 35)]).map(
      ({ name, params, shape, pre }) => ({
        name,
        params,
        shapes: { pre: shape, post: shape },
        data: { pre },
      }),
    ),
});
