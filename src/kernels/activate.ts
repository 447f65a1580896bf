import wgsl from '../../shaders/activate.wgsl?raw';
import { ACTIVATIONS, activate } from '../reference/activations';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { activationAt, activationCase, valueError, withinColumns } from './support/activationCase';

export default defineKernel({
  name: 'activate',
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
        en: 'a dozen roundings relative to the value; where exp is used, 3 + 4|a| ULP of what is left to the line of the tail, a the argument of exp. Near 0, where the value is nearly linear, only the former',
        zh: '相对于函数值约十余次舍入；用到 exp 之处，再加尾部与其渐近线之差的 3 + 4|a| ULP，a 为 exp 的自变量。在 0 附近函数近似线性，只有前者',
      },
    },
  },
  cases: () =>
    ACTIVATIONS.flatMap((name) => [activationCase(name, 5, 3), activationCase(name, 9, 35)]).map(
      ({ name, params, shape, pre }) => ({
        name,
        params,
        shapes: { pre: shape, post: shape },
        data: { pre },
      }),
    ),
});
