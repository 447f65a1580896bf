/** What a sweep found, as the figures of the page: measured values as marks, theory as lines. */
import { HISTOGRAM_RANGE } from '../../programs/layerStatistics';
import type { LayerReport, SweepReport } from '../../programs/signalSweep';
import type { TheoryProfile } from '../../reference/meanField';
import type { Localized } from '../experiment';
import type { ShownFigure } from '../figures';
import type { LayerSeries, LayersFrame, RidgesFrame } from '../layerFigures';
import { layerNumbers } from './layerNumbers';
import type { NetworkSetup } from './setup';

/** One network's sweep, and what theory says of it at its initialisation. */
export interface Swept {
  readonly setup: NetworkSetup;
  readonly sweep: SweepReport;
  readonly theory: TheoryProfile;
}

const KEPT: Localized = { en: '1: kept', zh: '1：保持' };

const QUANTITIES = {
  second: { en: 'E[h²] forward', zh: 'E[h²] 前向' },
  variance: { en: 'Var(h) forward', zh: 'Var(h) 前向' },
  gradient: { en: 'Var(∂S/∂h) backward', zh: 'Var(∂S/∂h) 反向' },
  cosine: { en: 'cosine of two inputs', zh: '两个输入的余弦' },
  dead: { en: 'exact zeros', zh: '恰为零' },
  saturated: { en: 'saturated', zh: '饱和' },
  weights: { en: 'Var(∂S/∂W)', zh: 'Var(∂S/∂W)' },
} as const satisfies Record<string, Localized>;

/** Colours by quantity, the same in every figure of the page. */
const COLOURS: Readonly<Record<keyof typeof QUANTITIES, number>> = {
  second: 0,
  variance: 2,
  gradient: 1,
  cosine: 3,
  dead: 5,
  saturated: 1,
  weights: 4,
};

type Field = (layer: LayerReport) => number;

/** The figures of a round; the first network is shown in full, the second beside it where quantities compare. */
export function sweepFigures(networks: readonly Swept[], chosen: number): ShownFigure[] {
  const [first] = networks;
  if (!first) return [];
  const common = { depth: first.sweep.depth, chosen: { layer: chosen, control: 'layer' } };
  return [
    { id: 'layers', kind: 'layers', frame: { ...common, ...momentsFrame(networks) } },
    { id: 'angles', kind: 'layers', frame: { ...common, ...anglesFrame(networks) } },
    { id: 'units', kind: 'layers', frame: { ...common, ...unitsFrame(networks) } },
    { id: 'numbers', kind: 'facts', frame: layerNumbers(first.sweep, chosen) },
    { id: 'weightGradients', kind: 'layers', frame: { ...common, ...weightsFrame(networks) } },
    { id: 'forwardShapes', kind: 'ridges', frame: ridgesFrame(first.sweep, 'forward') },
    { id: 'backwardShapes', kind: 'ridges', frame: ridgesFrame(first.sweep, 'backward') },
  ];
}

function momentsFrame(networks: readonly Swept[]): Omit<LayersFrame, 'depth' | 'chosen'> {
  return {
    scale: 'log',
    series: networks.flatMap((swept) => [
      series(
        swept,
        'second',
        ({ hidden, forward }) => held(forward, hidden.secondMoment),
        'postSecondMoment',
      ),
      series(swept, 'variance', ({ hidden, forward }) => held(forward, hidden.variance), 'postVariance'),
      series(
        swept,
        'gradient',
        ({ gradHidden, backward }) => held(backward, gradHidden.variance),
        'gradHidden',
      ),
    ]),
    reference: { value: 1, label: KEPT },
    ratio: true,
    flags: networks.flatMap(flagsOf),
  };
}

function anglesFrame(networks: readonly Swept[]): Omit<LayersFrame, 'depth' | 'chosen'> {
  return {
    scale: 'linear',
    minimum: 0,
    maximum: 1,
    series: networks.map((swept) => series(swept, 'cosine', ({ cosine }) => cosine, 'cosine')),
    ratio: false,
    flags: [],
  };
}

function unitsFrame(networks: readonly Swept[]): Omit<LayersFrame, 'depth' | 'chosen'> {
  return {
    scale: 'linear',
    minimum: 0,
    maximum: 1,
    series: networks.flatMap((swept) => [
      bars(swept, 'dead', ({ activated, forward }) =>
        forward === 'overflow' ? Number.NaN : (activated?.zeroFraction ?? Number.NaN),
      ),
      bars(swept, 'saturated', ({ entering }) => entering?.saturatedFraction ?? Number.NaN),
    ]),
    ratio: false,
    flags: [],
  };
}

function weightsFrame(networks: readonly Swept[]): Omit<LayersFrame, 'depth' | 'chosen'> {
  return {
    scale: 'log',
    series: networks.map((swept) =>
      series(
        swept,
        'weights',
        ({ gradWeight, weight }) => held(weight, gradWeight?.variance ?? Number.NaN),
        'gradWeight',
      ),
    ),
    ratio: true,
    flags: [],
  };
}

/** A value that f32 held; NaN for one it did not. */
function held(state: LayerReport['forward'], value: number): number {
  return state === 'overflow' ? Number.NaN : value;
}

function series(
  { setup, sweep, theory }: Swept,
  quantity: keyof typeof QUANTITIES,
  field: Field,
  law: keyof TheoryProfile,
): LayerSeries {
  return {
    label: QUANTITIES[quantity],
    network: setup.id,
    colour: COLOURS[quantity],
    style: 'marks',
    values: Float64Array.from(sweep.layers, field),
    theory: theory[law].every(Number.isNaN) ? null : theory[law],
  };
}

function bars({ setup, sweep }: Swept, quantity: keyof typeof QUANTITIES, field: Field): LayerSeries {
  return {
    label: QUANTITIES[quantity],
    network: setup.id,
    colour: COLOURS[quantity],
    style: 'bars',
    values: Float64Array.from(sweep.layers, field),
    theory: null,
  };
}

const STATES = {
  overflow: {
    forward: { en: 'beyond f32 from layer', zh: '超出 f32，始于第' },
    backward: { en: 'gradient beyond f32, down from layer', zh: '梯度超出 f32，向下始于第' },
  },
  underflow: {
    forward: { en: 'below f32 from layer', zh: '低于 f32，始于第' },
    backward: { en: 'gradient below f32, down from layer', zh: '梯度低于 f32，向下始于第' },
  },
  zero: {
    forward: { en: 'exactly 0 from layer', zh: '恰为 0，始于第' },
    backward: { en: 'gradient exactly 0, down from layer', zh: '梯度恰为 0，向下始于第' },
  },
} as const satisfies Record<string, Record<string, Localized>>;

/** Where each direction leaves f32: the first layer on its way. */
function flagsOf({ setup, sweep }: Swept): LayersFrame['flags'] {
  const ways = [
    { way: 'forward', order: sweep.layers.map((_, layer) => layer) },
    { way: 'backward', order: sweep.layers.map((_, layer) => layer).reverse() },
  ] as const;
  return ways.flatMap(({ way, order }) => {
    const layer = order.find((at) => sweep.layers[at]?.[way] !== 'fine');
    const state = layer === undefined ? undefined : sweep.layers[layer]?.[way];
    if (layer === undefined || state === undefined || state === 'fine') return [];
    // A gradient that the way forward has lost is no news of its own.
    if (way === 'backward' && layer === sweep.depth && sweep.layers.at(-1)?.forward === state) return [];
    const { en, zh } = STATES[state][way];
    return [
      { layer, network: setup.id, direction: way, label: { en: `${en} ${layer}`, zh: `${zh} ${layer} 层` } },
    ];
  });
}

const AXES = {
  forward: { en: 'h over its root mean square', zh: 'h / 均方根' },
  backward: { en: '∂S/∂h over its root mean square', zh: '∂S/∂h / 均方根' },
} as const satisfies Record<string, Localized>;

function ridgesFrame({ layers, histograms }: SweepReport, way: 'forward' | 'backward'): RidgesFrame {
  const quantity = way === 'forward' ? 'hidden' : 'gradHidden';
  return {
    minimum: -HISTOGRAM_RANGE,
    maximum: HISTOGRAM_RANGE,
    axis: AXES[way],
    layers: layers.flatMap((report, layer) => {
      const counts = histograms[quantity][layer];
      const moments = report[quantity];
      if (!counts || report[way] === 'overflow') return [];
      return [
        {
          layer,
          counts,
          zeroFraction: moments.zeroFraction,
          rootMeanSquare: Math.sqrt(moments.secondMoment),
        },
      ];
    }),
  };
}
