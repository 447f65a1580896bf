/** Data for the figures of layers: closed forms where there are some, with the scatter of a finite network. */
import type { Localized } from '../../src/experiments/experiment';
import type {
  GradientHeatFrame,
  LayerSeries,
  LayersFrame,
  OriginFrame,
  PhaseFrame,
  RidgesFrame,
} from '../../src/experiments/layerFigures';
import { RandomStream } from '../../src/random';
import {
  ACTIVATIONS,
  type ActivationName,
  activate,
  activateSlope,
  tangentAtOrigin,
} from '../../src/reference/activations';

const random = new RandomStream(8, 1);
let drawn = 0;
const normal = (): number => random.normal(drawn++, 0);
const same = (text: string): Localized => ({ en: text, zh: text });
const LARGEST_F32 = 3.4028234663852886e38;

export const QUANTITIES = {
  second: { en: 'E[h²] forward', zh: 'E[h²] 前向' },
  variance: { en: 'Var(h) forward', zh: 'Var(h) 前向' },
  gradient: { en: 'Var(∂S/∂h) backward', zh: 'Var(∂S/∂h) 反向' },
} as const satisfies Record<string, Localized>;

/** Factors of one layer, forward and backward, and the scatter of a single network's logarithm. */
interface Law {
  readonly forward: number;
  readonly backward: number;
  readonly scatter: number;
}

function series(network: 'a' | 'b', quantity: keyof typeof QUANTITIES, depth: number, law: Law): LayerSeries {
  const start = quantity === 'variance' ? 0.68 : 1;
  const theory = Array.from({ length: depth + 1 }, (_, layer) =>
    quantity === 'gradient' ? law.backward ** (depth - layer) : start * law.forward ** layer,
  );
  let walk = 0;
  const order = quantity === 'gradient' ? [...theory.keys()].reverse() : [...theory.keys()];
  const values = new Float64Array(depth + 1);
  for (const layer of order) {
    walk += law.scatter * normal();
    const value = (theory[layer] ?? 0) * Math.exp(walk);
    values[layer] = value > LARGEST_F32 ? Number.POSITIVE_INFINITY : value < 1e-45 ? 0 : value;
  }
  return {
    label: QUANTITIES[quantity],
    network,
    colour: { second: 0, variance: 2, gradient: 1 }[quantity],
    style: 'marks',
    values,
    theory,
  };
}

function network(id: 'a' | 'b', depth: number, law: Law): LayerSeries[] {
  return (['second', 'variance', 'gradient'] as const).map((quantity) => series(id, quantity, depth, law));
}

const HE: Law = { forward: 1, backward: 1, scatter: 0.06 };
/** tanh with gain 5/3: forward flat, backward growing. */
const TANH: Law = { forward: 0.99, backward: 1.18, scatter: 0.05 };
const common = {
  scale: 'log',
  reference: { value: 1, label: { en: '1: kept', zh: '1：保持' } },
  ratio: true,
  flags: [],
} as const;

export const oneNetwork = (): LayersFrame => ({
  ...common,
  depth: 30,
  series: network('a', 30, HE),
  chosen: { layer: 12, control: 'layer' },
});

export const twoNetworks = (): LayersFrame => ({
  ...common,
  depth: 30,
  series: [...network('a', 30, TANH), ...network('b', 30, HE)],
  chosen: { layer: 0, control: 'layer' },
});

export const twoHundred = (): LayersFrame => ({
  ...common,
  depth: 200,
  series: [
    ...network('a', 200, { forward: 0.97, backward: 1.02, scatter: 0.04 }),
    ...network('b', 200, { ...HE, scatter: 0.1 }),
  ],
  chosen: { layer: 61, control: 'layer' },
});

/** Grows by 11 a layer: f32 ends at layer 37, Float64's theory goes on; the gradient vanishes. */
export const overflow = (): LayersFrame => ({
  ...common,
  depth: 100,
  series: [
    series('a', 'second', 100, { forward: 11, backward: 1, scatter: 0.1 }),
    series('a', 'gradient', 100, { forward: 1, backward: 0.1, scatter: 0.1 }),
    series('b', 'second', 100, { forward: 1e-3, backward: 1, scatter: 0.1 }),
  ],
  flags: [
    {
      layer: 37,
      network: 'a',
      direction: 'forward',
      label: { en: 'beyond f32 from layer 37', zh: '超出 f32，始于第 37 层' },
    },
    {
      layer: 55,
      network: 'a',
      direction: 'backward',
      label: { en: 'gradient exactly 0 under layer 55', zh: '梯度恰为 0，低于第 55 层' },
    },
    {
      layer: 15,
      network: 'b',
      direction: 'forward',
      label: { en: 'exactly 0 from layer 15', zh: '恰为 0，始于第 15 层' },
    },
  ],
  chosen: { layer: 37, control: 'layer' },
});

/** Shares of dead and of saturated units, as bars. */
export const deadUnits = (): LayersFrame => {
  const bars = (network: 'a' | 'b', label: Localized, colour: number, value: (layer: number) => number) => ({
    label,
    network,
    colour,
    style: 'bars' as const,
    values: Array.from({ length: 21 }, (_, layer) => value(layer)),
    theory: null,
  });
  const dead = { en: 'dead units', zh: '失效单元' };
  return {
    depth: 20,
    scale: 'linear',
    minimum: 0,
    maximum: 100,
    series: [
      bars('a', dead, 5, (layer) => (layer === 0 ? 0 : 46 + 1.3 * layer + normal())),
      bars('b', dead, 5, (layer) => (layer === 0 ? 0 : 50 + normal())),
      bars('a', { en: 'saturated', zh: '饱和' }, 1, (layer) => 12 * Math.exp(-layer / 7)),
    ],
    ratio: false,
    flags: [],
    chosen: null,
  };
};

/** The correlation of two inputs over seeds, with its interval. */
export const cosines = (): LayersFrame => {
  const law = Array.from({ length: 51 }, (_, layer) => 1 - 0.9 / (1 + layer / 6) ** 1.6);
  const values = law.map((cosine) => cosine + 0.012 * normal());
  return {
    depth: 50,
    scale: 'linear',
    lineLabel: { en: 'correlation map', zh: '相关映射' },
    minimum: 0,
    maximum: 1,
    series: [
      {
        label: { en: 'cosine of two inputs', zh: '两个输入的余弦' },
        network: 'a',
        colour: 3,
        style: 'marks',
        values,
        theory: law,
        interval: { low: values.map((value) => value - 0.05), high: values.map((value) => value + 0.05) },
      },
    ],
    ratio: false,
    flags: [],
    chosen: { layer: 20, control: 'layer' },
  };
};

const BINS = 64;

/** Normal distributions that narrow in depth; the share of zeros grows where there is one. */
export function ridges(depth: number, zeros: (layer: number) => number, factor: number): RidgesFrame {
  const [minimum, maximum] = [-4, 4];
  const layers = Array.from({ length: depth + 1 }, (_, layer) => {
    const zeroFraction = zeros(layer);
    const total = 65_536;
    const counts = Array.from({ length: BINS }, (_unused, bin) => {
      const x = minimum + ((bin + 0.5) / BINS) * (maximum - minimum);
      const density = Math.exp((-x * x) / 2) * (zeroFraction > 0 && x < 0 ? 0 : 1);
      return Math.round(((total * (1 - zeroFraction)) / 10) * density * (1 + 0.05 * normal()));
    });
    counts[BINS / 2] = (counts[BINS / 2] ?? 0) + Math.round(total * zeroFraction);
    return { layer, counts, zeroFraction, rootMeanSquare: factor ** layer };
  });
  return { minimum, maximum, axis: { en: 'h over its root mean square', zh: 'h / 均方根' }, layers };
}

/** Gradients that reach the first layers only after a while. */
export function gradients(steps: number, depth: number, extremes: boolean): GradientHeatFrame {
  const values = Array.from({ length: steps * depth }, (_, k) => {
    const [step, layer] = [Math.floor(k / depth), k % depth];
    if (extremes && layer === 2) return Number.NEGATIVE_INFINITY;
    if (extremes && step > 30 && step < 36) return Number.NaN;
    if (extremes && step > 50 && layer > depth - 4) return Number.POSITIVE_INFINITY;
    return -((depth - layer) / depth) * 6 * Math.exp(-step / 30) - 1.5 - step / 60 + 0.1 * normal();
  });
  return {
    steps: Array.from({ length: steps }, (_, step) => 5 * step),
    depth,
    values,
    label: { en: '|∂L/∂W|', zh: '|∂L/∂W|' },
  };
}

/**
 * Something like tanh's phases: growth along gain and bias, an edge at gain² E[phi'²] = 1.
 * @param done share of the cells that have been computed
 */
export function phase(cells: number, done: number, here = { gain: 1.6, bias: 0.3 }): PhaseFrame {
  const gains = Array.from({ length: cells }, (_, k) => 0.5 + (2.5 * k) / (cells - 1));
  const biases = Array.from({ length: cells }, (_, k) => (1.5 * k) / (cells - 1));
  const edgeAt = (bias: number) => 1 + 0.62 * bias ** 0.9;
  const grid = (value: (gain: number, bias: number) => number) =>
    biases.flatMap((bias, row) =>
      gains.map((gain, column) =>
        row * cells + column < done * cells * cells ? value(gain, bias) : Number.NaN,
      ),
    );
  const growth = (gain: number, bias: number) => 2 * Math.log10(gain / edgeAt(bias));
  return {
    gains,
    biases,
    quantities: [
      {
        id: 'gradient',
        label: { en: 'gradient growth', zh: '梯度增长' },
        help: { en: 'log10 of the factor of one layer, backward.', zh: '每层反向因子的 log10。' },
        unit: '',
        values: grid((gain, bias) => (gain > 2.9 ? Number.POSITIVE_INFINITY : growth(gain, bias))),
        centre: 0,
        minimum: -0.8,
        maximum: 0.8,
      },
      {
        id: 'forward',
        label: { en: 'signal growth', zh: '信号增长' },
        help: { en: 'log10 of the factor of one layer, forward.', zh: '每层前向因子的 log10。' },
        unit: '',
        values: grid((gain, bias) => Math.log10(gain * 0.8) - 0.1 * bias),
        centre: 0,
        minimum: -0.4,
        maximum: 0.5,
      },
      {
        id: 'correlation',
        label: { en: 'correlation after 30 layers', zh: '30 层后的相关' },
        help: { en: 'Cosine of two inputs.', zh: '两个输入的余弦。' },
        unit: '',
        values: grid((gain, bias) => 1 / (1 + Math.exp(14 * (growth(gain, bias) - 0.1)))),
        centre: null,
        minimum: 0,
        maximum: 1,
      },
    ],
    edge: Array.from({ length: 60 }, (_, k) => {
      const bias = (1.5 * k) / 59;
      return [edgeAt(bias), bias] as const;
    }),
    edgeLabel: { en: 'edge of chaos', zh: '混沌边缘' },
    here,
    controls: { gain: 'gain', bias: 'bias', factor: 2, also: { scheme: 'normal' } },
  };
}

const LABELS: Readonly<Record<ActivationName, string>> = {
  linear: 'linear',
  relu: 'ReLU',
  leaky_relu: 'leaky ReLU',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  scaled_sigmoid: '4σ(x) − 2',
  gelu: 'GELU',
  gelu_tanh: 'GELU (tanh)',
  silu: 'SiLU',
  selu: 'SELU',
  softplus: 'softplus',
};

/** Every activation on normal arguments of this root mean square. */
export function origin(scale: number): OriginFrame {
  const range = 3;
  const samples = Array.from({ length: 4096 }, () => scale * normal());
  const mean = (value: (x: number) => number) =>
    samples.reduce((sum, x) => sum + value(x), 0) / samples.length;
  const second = mean((x) => x * x);
  return {
    scale,
    activations: ACTIVATIONS.map((id) => {
      const { alpha, beta } = tangentAtOrigin(id);
      return {
        id,
        label: same(LABELS[id]),
        curve: Array.from({ length: 121 }, (_, k) => activate(id, -range + (k * range) / 60)),
        range,
        alpha,
        beta,
        forward: {
          predicted: alpha ** 2 + beta ** 2 / second,
          measured: mean((x) => activate(id, x) ** 2) / second,
        },
        backward: { predicted: alpha ** 2, measured: mean((x) => activateSlope(id, x) ** 2) },
      };
    }),
    chosen: { id: 'tanh', control: 'activation' },
  };
}
