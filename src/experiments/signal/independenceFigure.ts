/** The open question of the notes as figures: E[(g W)^2] beside E[g^2] E[W^2], their ratio, and the correlation of squares. */
import type { TaskName } from '../../data/tasks';
import type {
  IndependenceEstimate,
  IndependenceReport,
  IndependenceSettings,
  LayerIndependence,
} from '../../programs/independence';
import type { Localized } from '../experiment';
import type { ShownFigure } from '../figures';
import type { LayerSeries, LayersFrame } from '../layerFigures';
import { both } from '../numberText';
import type { SignalValues } from './controls';
import type { NetworkSetup } from './setup';

const MOMENTUM = 0.9;

/** What a measurement depends on. */
export function independenceSettings(
  values: SignalValues,
  { shape, initializations, biasDeviation }: NetworkSetup,
): IndependenceSettings | null {
  const [first] = initializations;
  if (!first) return null;
  const { fanIn: _, fanOut: __, ...initialization } = first;
  return {
    shape,
    initialization,
    biasDeviation,
    task: values.task as TaskName,
    trainer: {
      optimizer: values.optimizer === 'adam' ? 'adam' : 'sgd',
      learningRate: values.rate,
      momentum: MOMENTUM,
      decay: 0,
    },
    steps: values.trainedSteps,
    seed: values.seed,
    seeds: values.seeds,
  };
}

const LOOKS = [
  { look: 'initial', network: 'a', colour: 0 },
  { look: 'trained', network: 'b', colour: 1 },
] as const;

type Quantity = keyof IndependenceEstimate;

/** Three figures; without marks where nothing was measured. */
export function independenceFigures(
  report: IndependenceReport | null,
  { steps, shape }: Pick<IndependenceSettings, 'steps' | 'shape'>,
): ShownFigure[] {
  const layers = report?.layers ?? [];
  // The readout is a layer of another law: its two columns of g are each other's negative.
  const inner = layers.slice(0, -1);
  const labels = {
    initial: { en: 'at initialisation', zh: '初始化时' },
    trained: { en: `after ${steps} steps`, zh: `训练 ${steps} 步后` },
  } as const satisfies Record<(typeof LOOKS)[number]['look'], Localized>;
  const series = (quantity: Quantity, theory: Quantity | null): LayerSeries[] =>
    (report ? LOOKS : []).map(({ look, network, colour }) => ({
      label: labels[look],
      network,
      colour,
      style: 'marks',
      values: column(inner, (layer) => layer[look][quantity].mean),
      theory: theory && column(inner, (layer) => layer[look][theory].mean),
      interval: {
        low: column(inner, (layer) => layer[look][quantity].low),
        high: column(inner, (layer) => layer[look][quantity].high),
      },
    }));
  const common = { depth: shape.widths.length - 1, flags: [], chosen: null, ratio: false };
  const frames: Readonly<Record<string, LayersFrame>> = {
    sides: {
      ...common,
      scale: 'log',
      series: series('left', 'right'),
      lineLabel: both('E[g²] E[W²]'),
    },
    independence: {
      ...common,
      scale: 'linear',
      series: series('ratio', null),
      reference: { value: 1, label: { en: '1: uncorrelated', zh: '1：不相关' } },
    },
    squares: {
      ...common,
      scale: 'linear',
      series: series('correlation', null),
      reference: { value: 0, label: { en: '0', zh: '0' } },
    },
  };
  return Object.entries(frames).map(([id, frame]) => ({ id, kind: 'layers', frame }));
}

/** [depth + 1]: the input has no weights. */
function column(
  layers: readonly LayerIndependence[],
  value: (layer: LayerIndependence) => number,
): Float64Array {
  return Float64Array.of(Number.NaN, ...layers.map(value));
}
