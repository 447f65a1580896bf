import wgsl from '../../shaders/phase_activate_backward.wgsl?raw';
import { ACTIVATIONS } from '../reference/activations';
import { homogeneousScale, phaseActivateBackward } from '../reference/phase';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { activationAt, slopeError } from './support/activationCase';
import { normals } from './support/cases';
import {
  cellOf,
  type PhaseCase,
  type PhaseSizes,
  phaseCase,
  putRecord,
  RECORD,
  recordAt,
  recordErrors,
} from './support/phaseCase';
import { ROUNDOFF } from './support/rounding';

interface Inputs {
  readonly dials: Float64Array;
  readonly y: Float64Array;
  readonly pre: Float64Array;
  readonly records: Float64Array;
}

type Params = PhaseSizes & { readonly layer: number; readonly before: number; readonly slot: number };

function layer(inputs: Inputs, params: Params) {
  const { dials, y, pre } = inputs;
  const records = Float64Array.from(inputs.records);
  const pre_gradient = new Float64Array(pre.length);
  for (let cell = 0; cell < params.cells; cell++) {
    const own = cellOf(params, dials, y, cell);
    const record = (slot: number) => recordAt(records, slot * params.cells + cell);
    const out = phaseActivateBackward(
      own.activation,
      own.y,
      pre.subarray(own.begin, own.end),
      own.dials.gain,
      record(params.layer),
      record(params.before),
    );
    pre_gradient.set(out.preGradient, own.begin);
    putRecord(records, params.slot * params.cells + cell, out.record);
  }
  return { records, pre_gradient };
}

/** What the layer gives, dS/dh before the slope, and how far both may be off. */
function withErrors(inputs: Inputs, params: Params) {
  const out = layer(inputs, params);
  // A linear layer hands dS/dh on as it is.
  const d = layer(inputs, { ...params, kind: ACTIVATIONS.indexOf('linear') }).pre_gradient;
  const name = activationAt(params.kind);
  const size = d.length / params.cells;
  const slopes = d.map((_, at) => {
    const { exponent } = recordAt(inputs.records, params.layer * params.cells + Math.floor(at / size));
    return slopeError(name, (inputs.pre[at] ?? Number.NaN) * homogeneousScale(exponent));
  });
  const errors = {
    d: d.map((value) => 3 * ROUNDOFF * Math.abs(value)),
    pre_gradient: d.map(
      (value, at) =>
        4 * ROUNDOFF * Math.abs(out.pre_gradient[at] ?? Number.NaN) +
        Math.abs(value) * (slopes[at] ?? Number.NaN),
    ),
  };
  return { out, d, errors };
}

/** Slot 0 is that of the gradient before, slot 1 to be written, slot 2 that of the forward pass, with `forward` as exponent. */
function backwardCase(name: string, settings: PhaseCase, forward = 0) {
  const { params, dials, y, records, shapes } = phaseCase(settings);
  const { cells, inputs, width } = settings;
  for (let cell = 0; cell < cells; cell++) records[RECORD * (2 * cells + cell)] = forward;
  return {
    name,
    params: { ...params, layer: 2, before: 0, slot: 1 },
    shapes: {
      dials: shapes.dials,
      y: shapes.y,
      pre: shapes.rows,
      records: shapes.records,
      pre_gradient: shapes.rows,
    },
    data: { dials, y, pre: normals(cells * inputs, width, 13), records },
  };
}

export default defineKernel({
  name: 'phase_activate_backward',
  wgsl,
  params: defineParams({
    cells: 'u32',
    first: 'u32',
    inputs: 'u32',
    c4: 'u32',
    sources: 'u32',
    layer: 'u32',
    before: 'u32',
    slot: 'u32',
    kind: 'u32',
  }),
  bindings: {
    dials: { access: 'read', type: 'vec4f', shape: '[all cells, 4]' },
    y: { access: 'read', type: 'vec4f', shape: '[sources * inputs, 4 c4]' },
    pre: { access: 'read', type: 'vec4f', shape: '[cells * inputs, 4 c4]' },
    records: { access: 'read_write', type: 'vec4f', shape: '[slots, cells, 4]' },
    pre_gradient: { access: 'read_write', type: 'vec4f', shape: '[cells * inputs, 4 c4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 4 } },
  workgroups: ({ cells }) => [cells, 1, 1],
  reference: layer,
  tolerance: {
    records: {
      bound: (inputs, params) => {
        const { out, d, errors } = withErrors(inputs, params);
        return recordErrors(out.records, params.slot, params, {
          squaresIn: [d, errors.d],
          squaresOut: [out.pre_gradient, errors.pre_gradient],
        });
      },
      because: {
        en: 'exponents come from bits and are exact; 2 |x| times the error of each x, and a sum of positive terms',
        zh: '指数由二进制位得到，是精确的；均方的误差为 2 |x| 乘各 x 的误差，加上正项求和的舍入',
      },
    },
    pre_gradient: {
      bound: (inputs, params) => withErrors(inputs, params).errors.pre_gradient,
      because: {
        en: 'three products, one of them with a slope that is itself off, and an exact power of two',
        zh: '三次乘积（其一乘以本身带误差的斜率）与精确的 2 的幂',
      },
    },
  },
  cases: () => [
    backwardCase('one network, two inputs', {
      cells: 1,
      inputs: 2,
      width: 4,
      activation: 'tanh',
      dials: [{ gain: 1.3, deviation: 0.4 }],
    }),
    backwardCase('all begin alike', {
      cells: 5,
      inputs: 3,
      width: 12,
      shared: true,
      activation: 'relu',
      dials: [
        { gain: 0.3, deviation: 0 },
        { gain: 3.7, deviation: 2 },
      ],
    }),
    backwardCase(
      'ragged, saturating, gradients of 2^300',
      {
        cells: 7,
        inputs: 5,
        width: 20,
        activation: 'tanh',
        dials: [
          { gain: 4, deviation: 0 },
          { gain: 1.1, deviation: 1 },
        ],
        before: { exponent: 300, squares: 2e-4 },
      },
      2,
    ),
    backwardCase(
      'gradients of 2^-300, signals of 2^200',
      {
        cells: 4,
        inputs: 4,
        width: 68,
        activation: 'gelu',
        dials: [{ gain: 0.7, deviation: 0 }],
        before: { exponent: -300, squares: 0.3 },
      },
      200,
    ),
    backwardCase(
      'signals of 2^-200',
      {
        cells: 2,
        inputs: 2,
        width: 8,
        activation: 'silu',
        dials: [{ gain: 0.7, deviation: 0 }],
        before: { exponent: 0, squares: 0.3 },
      },
      -200,
    ),
    backwardCase('no gradient left', {
      cells: 2,
      inputs: 2,
      width: 8,
      activation: 'relu',
      dials: [{ gain: 0.7, deviation: 0 }],
      before: { exponent: 5, squares: 0 },
    }),
  ],
});
