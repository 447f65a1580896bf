import wgsl from '../../shaders/phase_activate.wgsl?raw';
import { homogeneousScale, phaseActivate } from '../reference/phase';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { activationAt, valueError } from './support/activationCase';
import {
  cellOf,
  type PhaseCase,
  type PhaseSizes,
  phaseCase,
  putRecord,
  recordAt,
  recordErrors,
} from './support/phaseCase';
import { ROUNDOFF } from './support/rounding';

interface Inputs {
  readonly dials: Float64Array;
  readonly y: Float64Array;
  readonly bias: Float64Array;
  readonly records: Float64Array;
  readonly pre: Float64Array;
}

type Params = PhaseSizes & { readonly layer: number };

/** The steepest slope of any activation: SELU's at 0. */
const STEEPEST = 1.8;

function layer(inputs: Inputs, params: Params) {
  const { dials, y, bias } = inputs;
  const records = Float64Array.from(inputs.records);
  const pre = new Float64Array(inputs.pre.length);
  const post = new Float64Array(inputs.pre.length);
  for (let cell = 0; cell < params.cells; cell++) {
    const own = cellOf(params, dials, y, cell);
    const before = recordAt(records, (params.layer - 1) * params.cells + cell);
    const out = phaseActivate(own.activation, own.y, bias, own.dials, before);
    pre.set(out.pre, own.begin);
    post.set(out.post, own.begin);
    putRecord(records, params.layer * params.cells + cell, out.record);
  }
  return { records, pre, post };
}

/** What the layer gives, and how far pre and post may be off. */
function withErrors(inputs: Inputs, params: Params) {
  const out = layer(inputs, params);
  const unsigned = { ...inputs, y: inputs.y.map(Math.abs), bias: inputs.bias.map(Math.abs) };
  // Without cancellation.
  const magnitudes = layer(unsigned, params).pre;
  const pre = magnitudes.map((magnitude) => 4 * ROUNDOFF * magnitude);
  const name = activationAt(params.kind);
  const size = out.pre.length / params.cells;
  const post = pre.map((error, at) => {
    const { exponent } = recordAt(out.records, params.layer * params.cells + Math.floor(at / size));
    const z = (out.pre[at] ?? Number.NaN) * homogeneousScale(exponent);
    return STEEPEST * error + valueError(name, z) / homogeneousScale(exponent);
  });
  return { out, errors: { pre, post } };
}

function activateCase(name: string, settings: PhaseCase) {
  const { params, dials, y, bias, records, shapes } = phaseCase(settings);
  return {
    name,
    params: { ...params, layer: 1 },
    shapes: {
      dials: shapes.dials,
      y: shapes.y,
      bias: shapes.bias,
      records: shapes.records,
      pre: shapes.rows,
      post: shapes.rows,
    },
    data: { dials, y, bias, records },
  };
}

export default defineKernel({
  name: 'phase_activate',
  wgsl,
  params: defineParams({
    cells: 'u32',
    first: 'u32',
    inputs: 'u32',
    c4: 'u32',
    sources: 'u32',
    layer: 'u32',
    kind: 'u32',
  }),
  bindings: {
    dials: { access: 'read', type: 'vec4f', shape: '[all cells, 4]' },
    y: { access: 'read', type: 'vec4f', shape: '[sources * inputs, 4 c4]' },
    bias: { access: 'read', type: 'vec4f', shape: '[4 c4]' },
    records: { access: 'read_write', type: 'vec4f', shape: '[slots, cells, 4]' },
    pre: { access: 'read_write', type: 'vec4f', shape: '[cells * inputs, 4 c4]' },
    post: { access: 'read_write', type: 'vec4f', shape: '[cells * inputs, 4 c4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 4 } },
  workgroups: ({ cells }) => [cells, 1, 1],
  reference: layer,
  tolerance: {
    records: {
      bound: (inputs, params) => {
        const { out, errors } = withErrors(inputs, params);
        return recordErrors(out.records, params.layer, params, {
          squaresIn: [out.pre, errors.pre],
          squaresOut: [out.post, errors.post],
        });
      },
      because: {
        en: 'exponents come from bits and are exact; 2 |x| times the error of each x, and a sum of positive terms',
        zh: '指数由二进制位得到，是精确的；均方的误差为 2 |x| 乘各 x 的误差，加上正项求和的舍入',
      },
    },
    pre: {
      bound: (inputs, params) => withErrors(inputs, params).errors.pre,
      because: {
        en: 'two scaled products and their sum; a scale is one product with an exact power of two',
        zh: '两个缩放后的乘积及其和；缩放因子是与精确的 2 的幂之积',
      },
    },
    post: {
      bound: (inputs, params) => withErrors(inputs, params).errors.post,
      because: {
        en: 'slopes are at most 1.8, so the error of z passes on, and the error of phi itself is added',
        zh: '斜率不超过 1.8，z 的误差照此传递，再加上 phi 自身的误差',
      },
    },
  },
  cases: () => [
    activateCase('one network, two inputs', {
      cells: 1,
      inputs: 2,
      width: 4,
      activation: 'tanh',
      dials: [{ gain: 1.3, deviation: 0.4 }],
    }),
    activateCase('all begin alike', {
      cells: 5,
      inputs: 3,
      width: 12,
      shared: true,
      activation: 'relu',
      dials: [
        { gain: 0.3, deviation: 0 },
        { gain: 3.7, deviation: 2.1 },
      ],
    }),
    activateCase('ragged, saturating', {
      cells: 7,
      inputs: 5,
      width: 20,
      activation: 'scaled_sigmoid',
      dials: [
        { gain: 900, deviation: 0 },
        { gain: 1.1, deviation: 0.2 },
        { gain: 0.02, deviation: 1e-4 },
      ],
    }),
    activateCase('signals of 2^200', {
      cells: 4,
      inputs: 4,
      width: 68,
      activation: 'gelu',
      dials: [
        { gain: 3.1, deviation: 0.5 },
        { gain: 0.7, deviation: 0 },
      ],
      before: { exponent: 200, squares: 0.3 },
    }),
    activateCase('signals of 2^-200', {
      cells: 4,
      inputs: 4,
      width: 36,
      activation: 'silu',
      dials: [
        { gain: 0.3, deviation: 0 },
        { gain: 0.7, deviation: 0.01 },
        { gain: 0.7, deviation: 1e-30 },
      ],
      before: { exponent: -200, squares: 0.3 },
    }),
    activateCase('no signal left', {
      cells: 2,
      inputs: 2,
      width: 8,
      activation: 'softplus',
      dials: [
        { gain: 0.5, deviation: 0 },
        { gain: 0.5, deviation: 0.7 },
      ],
      before: { exponent: 3, squares: 0 },
    }),
  ],
});
