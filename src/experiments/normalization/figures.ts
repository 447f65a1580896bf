/** The block and its distributions as figures. */
import { momentsOf } from '../../programs/normalization';
import { type ActivationName, activate, linearRange } from '../../reference/activations';
import type { BlockFrame, DistributionsFrame } from '../blockFigures';
import type { Localized } from '../experiment';
import { percentText } from '../numberText';
import type { BlockReading } from './block';
import { takenOut } from './block';
import type { NormalizationValues } from './controls';
import { type Arrangement, AXIS_NAMES, groupsOf, membershipOf, presetOf, REDUCE_CONTROLS } from './presets';

type Values = ArrayLike<number>;

/** What is shown as the output: in evaluation with running statistics, where there are any. */
export function shownOutput({ mode }: NormalizationValues, { affine, evaluated }: BlockReading): Values {
  return mode === 'evaluation' && evaluated ? evaluated : affine;
}

/** |change| of every cell when a sample leaves; NaN for its own cells, null where there is no other sample. */
export function changesOf(values: NormalizationValues, reading: BlockReading): Float64Array | null {
  const sample = takenOut(values);
  const { rest } = reading;
  if (sample === null || !rest) return null;
  const output = shownOutput(values, reading);
  const size = output.length / values.B;
  return Float64Array.from({ length: output.length }, (_, cell) => {
    const own = Math.floor(cell / size);
    if (own === sample) return Number.NaN;
    const without = rest[own < sample ? cell : cell - size] ?? Number.NaN;
    return Math.abs((output[cell] ?? Number.NaN) - without);
  });
}

export function blockFrame(
  values: NormalizationValues,
  arrangement: Arrangement,
  reading: BlockReading,
): BlockFrame {
  const { sizes, reduced, groups } = arrangement;
  const { group, parameter } = membershipOf(arrangement);
  const given = values.mode === 'evaluation' && arrangement.tracked;
  const { mean, variance } = momentsOf(Float32Array.from(given ? reading.running : reading.statistics));
  const output = shownOutput(values, reading);
  const change = changesOf(values, reading);
  const colour = colourOf(values, change);
  return {
    sizes,
    names: AXIS_NAMES,
    reduced,
    axisControls: REDUCE_CONTROLS,
    group,
    groups,
    parameter: values.affine ? parameter : null,
    input: reading.input,
    output,
    change,
    colour,
    range: colour === 'group' ? [0, 1] : rangeOf({ input: reading.input, output, change }[colour] ?? []),
    centred: arrangement.shape.centre,
    split: values.preset === 'group' ? groupsOf(values.H, values.groups) : 1,
    means: mean,
    deviations: variance.map(Math.sqrt),
  };
}

function colourOf({ colour }: NormalizationValues, change: Float64Array | null): BlockFrame['colour'] {
  if (colour === 'input' || colour === 'output') return colour;
  return colour === 'change' && change ? 'change' : 'group';
}

function rangeOf(values: Values): readonly [number, number] {
  const finite = Array.from(values).filter(Number.isFinite);
  return [Math.min(...finite), Math.max(...finite)];
}

const TEXTS = {
  input: { en: 'Input', zh: '输入' },
  normalised: { en: 'Normalised', zh: '归一化后' },
  activated: { en: 'Activated', zh: '激活后' },
  plain: { en: 'without α, β', zh: '无 α、β' },
  affine: { en: 'with α, β', zh: '有 α、β' },
  linear: { en: 'nearly linear', zh: '近似线性' },
  outside: {
    en: 'The part where the activation is nearly linear lies outside of what is shown.',
    zh: '激活函数近似线性的部分在所示范围之外。',
  },
  inputNote: { en: 'What the normalisation is given.', zh: '归一化的输入。' },
  inputFirst: { en: 'What the activation is given.', zh: '激活函数的输入。' },
  withoutBand: {
    en: 'This activation has a kink at 0, so no part of it is linear through 0.',
    zh: '该激活函数在 0 处有折点，没有过 0 的线性部分。',
  },
} as const satisfies Record<string, Localized>;

/** A deviation this close to 1 reads 1.00 or 0.99. */
const NEARLY = 0.01;

/** Bins of a histogram of so many cells: its shape without its noise. */
function binsOf(cells: number): number {
  return Math.min(48, Math.max(12, Math.round(1.6 * Math.sqrt(cells))));
}

export function distributionsFrame(values: NormalizationValues, reading: BlockReading): DistributionsFrame {
  const { placement } = values;
  const [first = [], second = [], third = []] = reading.activated;
  const { input, plain, affine } = reading;
  const both = (without: Values, within: Values) =>
    values.affine
      ? [
          { label: TEXTS.plain, values: without },
          { label: TEXTS.affine, values: within },
        ]
      : [{ label: TEXTS.plain, values: without }];
  const name = values.activation as ActivationName;
  const range = linearRange(name, values.linearTolerance);
  const band = range.high > range.low ? range : null;
  if (placement === 'before') {
    const normalised = both(plain, affine);
    const activated = both(first, second);
    return {
      panels: [
        panel('input', TEXTS.input, TEXTS.inputNote, [{ label: TEXTS.input, values: input }]),
        panel('normalised', TEXTS.normalised, bandNote(band, normalised), normalised, { band, name }),
        panel('activated', TEXTS.activated, deadNote(values, activated), activated),
      ],
    };
  }
  const activated = [{ label: TEXTS.activated, values: first }];
  const given = [{ label: TEXTS.input, values: input }];
  return {
    panels: [
      panel('input', TEXTS.input, band ? bandNote(band, given) : TEXTS.inputFirst, given, { band, name }),
      panel('activated', TEXTS.activated, deadNote(values, activated), activated),
      panel('normalised', TEXTS.normalised, givenNote(values, second), both(second, third)),
    ],
  };
}

/** Of the outputs without affine parameters, where the activation comes first. */
function givenNote(values: NormalizationValues, plain: Values): Localized {
  if (!(presetOf(values)?.centre ?? true)) {
    return {
      en: 'What the next layer is given: no mean was subtracted, and a group of zeros stays 0.',
      zh: '下一层的输入：未减均值，全为 0 的组仍为 0。',
    };
  }
  if (values.affine) {
    return {
      en: 'What the next layer is given; without α, β a group that the activation made constant becomes 0.',
      zh: '下一层的输入；无 α、β 时，被激活函数变为常数的组成为 0。',
    };
  }
  return Math.abs(momentsIn(plain).deviation - 1) < NEARLY
    ? {
        en: 'What the next layer is given: mean 0 and variance 1 whatever the activation was.',
        zh: '下一层的输入：无论用什么激活函数，均值为 0、方差为 1。',
      }
    : {
        en: 'What the next layer is given; a group that the activation made constant becomes 0.',
        zh: '下一层的输入；被激活函数变为常数的组成为 0。',
      };
}

interface Band {
  readonly low: number;
  readonly high: number;
}

interface Series {
  readonly label: Localized;
  readonly values: Values;
}

type Panel = DistributionsFrame['panels'][number];

function panel(
  id: string,
  title: Localized,
  note: Localized,
  series: readonly Series[],
  over?: { readonly band: Band | null; readonly name: ActivationName },
): Panel {
  const [minimum, maximum] = axisOf(series);
  const bins = binsOf(series[0]?.values.length ?? 0);
  const { mean, deviation } = momentsIn(series[0]?.values ?? []);
  const points = 81;
  return {
    id,
    title,
    note,
    minimum,
    maximum,
    series: series.map(({ label, values }) => ({
      label,
      counts: countsOf(values, [minimum, maximum], bins),
    })),
    mean,
    deviation,
    band: over?.band ? bandOn(over.band, series) : null,
    curve: over
      ? {
          values: Array.from({ length: points }, (_, k) =>
            activate(over.name, minimum + ((maximum - minimum) * k) / (points - 1)),
          ),
          label: { en: 'φ', zh: 'φ' },
        }
      : null,
  };
}

/** From the least value to the largest, with a margin. */
function axisOf(series: readonly Series[]): readonly [minimum: number, maximum: number] {
  const [low, high] = rangeOf(series.flatMap(({ values }) => Array.from(values)));
  const margin = 0.04 * (high - low) || 0.5;
  return [low - margin, high + margin];
}

/** What of a band lies on the axis, and how much of every series lies in the band; null where nothing of it is shown. */
function bandOn({ low, high }: Band, series: readonly Series[]): Panel['band'] {
  const [minimum, maximum] = axisOf(series);
  const [from, to] = [Math.max(low, minimum), Math.min(high, maximum)];
  if (from >= to) return null;
  const inBand = (value: number): boolean => value >= low && value <= high;
  return { from, to, label: TEXTS.linear, shares: series.map(({ values }) => shareOf(values, inBand)) };
}

function countsOf(values: Values, [minimum, maximum]: readonly [number, number], bins: number): Float64Array {
  const counts = new Float64Array(bins);
  for (let k = 0; k < values.length; k++) {
    const place = (((values[k] ?? Number.NaN) - minimum) / (maximum - minimum)) * bins;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(place)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function momentsIn(values: Values): { readonly mean: number; readonly deviation: number } {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  return {
    mean,
    deviation: Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length),
  };
}

/** Share of values for which something holds. */
export function shareOf(values: Values, holds: (value: number) => boolean): number {
  return Array.from(values).filter(holds).length / values.length;
}

function bandNote(band: Band | null, series: readonly Series[]): Localized {
  if (!band) return TEXTS.withoutBand;
  if (!bandOn(band, series)) return TEXTS.outside;
  return series.length > 1
    ? {
        en: 'The band’s shares are without α, β and with them. The network may choose.',
        zh: '色带上的两个比例分别为无 α、β 与有 α、β 时。由网络自行选择。',
      }
    : {
        en: 'In the band the activation does little but scale.',
        zh: '在色带内，激活函数几乎只是缩放。',
      };
}

/** Exact zeros, and features that are zero for every token of every sample. */
function deadNote({ D, activation }: NormalizationValues, series: readonly Series[]): Localized {
  const found = series.map(({ values }) => ({
    zeros: percentText(shareOf(values, (value) => value === 0)),
    dead: Array.from({ length: D }, (_, d) => d).filter((d) =>
      Array.from(values).every((value, cell) => cell % D !== d || value === 0),
    ).length,
  }));
  const [without, within] = found;
  if (!without || (activation !== 'relu' && found.every(({ zeros }) => zeros === '0 %'))) {
    return { en: 'No exact zeros: no unit is dead.', zh: '没有恰为零的值：没有死亡单元。' };
  }
  return within
    ? {
        en: `Exact zeros: ${without.zeros} without α, β, ${within.zeros} with. Features dead in the whole batch: ${without.dead}, ${within.dead} of ${D}.`,
        zh: `恰为零：无 α、β 时 ${without.zeros}，有时 ${within.zeros}。整个批次中死亡的特征：${D} 个中 ${without.dead} 个、${within.dead} 个。`,
      }
    : {
        en: `Exact zeros: ${without.zeros}. Features dead in the whole batch: ${without.dead} of ${D}.`,
        zh: `恰为零：${without.zeros}。整个批次中死亡的特征：${D} 个中 ${without.dead} 个。`,
      };
}
