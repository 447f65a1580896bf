/** The phase diagram as a figure: what is known of the grid, the edge of chaos, and where the page stands. */
import type { PhaseResult, PhaseSettings } from '../../programs/phaseDiagram';
import { edgeOfChaos } from '../../reference/fixedPoint';
import { effectiveGain } from '../../reference/initialization';
import type { ShownFigure } from '../figures';
import { CONTROLS, type SignalValues } from './controls';
import type { NetworkSetup } from './setup';

/** Ends of the grid: the edge of chaos of tanh and of ReLU crosses it. */
const GAINS = [0.3, 3.75] as const;
const BIASES = [0, 2.3] as const;
const EDGE_POINTS = 64;
/** Rows sent through every network. */
const INPUTS = 8;
const SEEDS = 2;
/** Decades a layer at which a colour is full. */
const FULL_RATE = 0.4;

/** What a diagram depends on: gain, bias and initialiser are its axes. */
export function phaseSettings(values: SignalValues, { shape }: NetworkSetup): PhaseSettings {
  const { cells, mapWidth, mapDepth, seed, cosine } = values;
  return {
    activation: shape.activation,
    width: 4 * Math.max(Math.ceil(mapWidth / 4), Math.ceil((INPUTS + 1) / 4)),
    depth: mapDepth,
    gains: spaced(GAINS, cells),
    biases: spaced(BIASES, cells),
    inputs: INPUTS,
    inputCosine: cosine,
    seed,
    seeds: SEEDS,
  };
}

function spaced([from, to]: readonly [number, number], count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => from + ((to - from) * k) / (count - 1));
}

/** @param result null before anything was computed */
export function phaseFigure(
  values: SignalValues,
  { shape, initializations }: NetworkSetup,
  settings: PhaseSettings,
  result: PhaseResult | null,
): ShownFigure {
  const { gains, biases, depth } = settings;
  const unknown = new Float64Array(gains.length * biases.length).fill(Number.NaN);
  // The first layer may have another fan_in than all others.
  const first = initializations[1] ?? initializations[0];
  const factor = first ? effectiveGain({ ...first, gain: 1 }) : 0;
  const { minimum, maximum } = CONTROLS.gain;
  const reaches = GAINS[0] >= minimum * factor && GAINS[1] <= maximum * factor;
  const mixes = reaches && first?.initializer !== 'identity';
  return {
    id: 'phase',
    kind: 'phase',
    frame: {
      gains,
      biases,
      quantities: [
        {
          id: 'gradient',
          label: { en: 'gradient growth', zh: '梯度增长' },
          help: {
            en: 'Decades by which the gradient’s second moment grows in a layer on its way back: log₁₀ χ in mean-field theory.',
            zh: '反向传播时梯度二阶矩每层增长的数量级；即平均场理论的 log₁₀ χ。',
          },
          unit: 'log₁₀ / layer',
          values: result?.gradientRate ?? unknown,
          centre: 0,
          minimum: -FULL_RATE,
          maximum: FULL_RATE,
        },
        {
          id: 'forward',
          label: { en: 'forward growth', zh: '前向增长' },
          help: {
            en: 'Decades by which E[z²] grows in a layer, over the last half of the layers.',
            zh: '后半层中，E[z²] 每层增长的数量级。',
          },
          unit: 'log₁₀ / layer',
          values: result?.forwardRate ?? unknown,
          centre: 0,
          minimum: -FULL_RATE,
          maximum: FULL_RATE,
        },
        {
          id: 'cosine',
          label: { en: 'cosine of two inputs', zh: '两个输入的余弦' },
          help: {
            en: `Of pre-activations after ${depth} layers; all inputs began at cosine ${values.cosine}.`,
            zh: `经过 ${depth} 层后预激活之间的余弦；所有输入的初始余弦为 ${values.cosine}。`,
          },
          unit: '',
          values: result?.cosine ?? unknown,
          centre: null,
          minimum: 0,
          maximum: 1,
        },
      ],
      // Sigmoid's lies beyond the map, where a legend would name a line that nobody sees.
      edge: edgeOfChaos(shape.activation, { maximumBias: BIASES[1], points: EDGE_POINTS }).filter(
        ([gain]) => gain <= GAINS[1],
      ),
      edgeLabel: { en: 'edge of chaos, χ = 1', zh: '混沌边缘，χ = 1' },
      here: { gain: first ? effectiveGain(first) : 0, bias: values.bias },
      controls: {
        gain: 'gain',
        bias: 'bias',
        factor: mixes ? factor : 1,
        also: mixes ? {} : { initializer: 'lecun_normal' },
      },
    },
  };
}
