/** A closer look in the terms of the page: readings, figures, verdict and badges. */
import type { SampleSolution, SpectrumSolution } from '../../programs/diagnosis';
import { renyiRank, spectralFloor } from '../../reference/spectrum';
import type { Localized, Reading, StudyReport } from '../experiment';
import type { MatrixFrame, MetricRow, RanksFrame, ShownFigure } from '../figures';
import { IMPOSSIBLE, neighbourRows, pairRows, spectrumRows } from './metricRows';
import { MEASURE_NAMES, shownVerdict, VERDICT_ADVICE, VERDICT_TITLES } from './verdictText';

/** Orders of the Renyi dial. */
const ORDERS = [0, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, Number.POSITIVE_INFINITY];

/** Measures that mean something of unit rows alone. */
const OF_UNIT_ROWS: ReadonlySet<string> = new Set([
  'meanCosine',
  'meanAbsCosine',
  'minCosine',
  'meanNorm',
  'cloudUniformity',
  'wasserstein',
]);
const NOT_UNIT: Localized = {
  en: 'The rows are not of length 1, so cosines and uniformity mean nothing: turn “unit rows” on.',
  zh: '各行长度不为 1，余弦与均匀度没有意义：请打开“单位行”。',
};
/** The mean squared length of f32 rows made unit is this close to 1. */
const UNIT_SLACK = 1e-3;

interface Look {
  readonly step: number;
  /** [count, 4] as drawn at that step. */
  readonly positions: Float32Array;
}

export function spectrumReport({ step, positions }: Look, spectrum: SpectrumSolution): StudyReport {
  const unit = Math.abs(spectrum.raw.measures.trace - 1) <= UNIT_SLACK;
  const metrics = judged(spectrumRows(spectrum), unit);
  return {
    round: 'spectrum',
    step,
    readings: metrics.flatMap((row) => readingsOf(step, row)),
    figures: [{ id: 'metrics', kind: 'metrics', frame: metrics }, ...spectrumFigures(spectrum)],
    verdict: null,
    badges: [],
    spectrum: Float32Array.from(spectrum.centred.eigenvalues),
    positions,
  };
}

export function sampleReport({ step, positions }: Look, sample: SampleSolution): StudyReport {
  const metrics = judged([...pairRows(sample), ...neighbourRows(sample)], sample.unit);
  const verdict = shownVerdict(sample.verdict, sample.measures);
  return {
    round: 'sample',
    step,
    readings: metrics.flatMap((row) => readingsOf(step, row)),
    figures: [{ id: 'metrics', kind: 'metrics', frame: metrics }, ...sampleFigures(sample)],
    verdict: sample.unit ? verdict : { ...verdict, sentence: NOT_UNIT },
    badges: badgesOf(sample),
    spectrum: new Float32Array(),
    positions,
  };
}

export function imageReport({ step, positions }: Look, matrix: MatrixFrame): StudyReport {
  return {
    round: 'image',
    step,
    readings: [],
    figures: [{ id: 'matrix', kind: 'matrix', frame: matrix }],
    verdict: null,
    badges: [],
    spectrum: new Float32Array(),
    positions,
  };
}

/** Rows that are not unit make their measures impossible, even where a value happens to lie in its range. */
function judged(rows: readonly MetricRow[], unit: boolean): MetricRow[] {
  return rows.map((row) => (!unit && OF_UNIT_ROWS.has(row.id) ? { ...row, impossible: IMPOSSIBLE } : row));
}

/** The raw value under the measure's name, and the centred one beside it. */
function readingsOf(step: number, { id, unit, raw, centred }: MetricRow): Reading[] {
  return [
    ...(raw === null ? [] : [{ step, name: id, value: raw, unit }]),
    ...(centred === null ? [] : [{ step, name: raw === null ? id : `${id}Centred`, value: centred, unit }]),
  ];
}

function spectrumFigures({ raw, centred, isotropic, columns }: SpectrumSolution): ShownFigure[] {
  const floor = spectralFloor(columns, raw.eigenvalues[0] ?? 0);
  const curve = ORDERS.map((alpha): RanksFrame['curve'][number] => ({
    alpha,
    raw: renyiRank(
      raw.eigenvalues.map((value) => (value > floor ? value : 0)),
      alpha,
    ),
    centred: renyiRank(
      centred.eigenvalues.map((value) => (value > floor ? value : 0)),
      alpha,
    ),
  }));
  const decay = centred.measures.alphaReq;
  return [
    {
      id: 'spectrum',
      kind: 'spectrum',
      frame: {
        raw: raw.eigenvalues,
        centred: centred.eigenvalues,
        isotropic,
        fit: decay && { ...decay, scale: Math.exp(decay.intercept) },
      },
    },
    { id: 'ranks', kind: 'ranks', frame: { columns, curve } },
  ];
}

function sampleFigures(sample: SampleSolution): ShownFigure[] {
  const { rows, columns, bounds, lambdaMax, jensen, temperature, classes } = sample;
  const evidence: ShownFigure = {
    id: 'evidence',
    kind: 'evidence',
    frame: {
      advice: VERDICT_ADVICE[sample.verdict.kind],
      rows: sample.verdict.evidence.map((entry) => ({
        ...entry,
        verdict: VERDICT_TITLES[entry.kind],
        measure: MEASURE_NAMES[entry.measure],
      })),
    },
  };
  const ladder: ShownFigure = {
    id: 'ladder',
    kind: 'ladder',
    frame: { rows, ...bounds, largest: lambdaMax, jensen: { ...jensen, temperature } },
  };
  if (!classes) return [evidence, ladder];
  const table: ShownFigure = {
    id: 'classes',
    kind: 'classes',
    frame: {
      columns,
      rows: classes.classes.map(({ name, index, count, meanCosine, participationRatio }) => ({
        label: name,
        index,
        count,
        meanCosine,
        rawRank: participationRatio.raw,
        centredRank: participationRatio.centred,
      })),
      betweenCosine: classes.between.meanCosine,
      withinToBetween: classes.between.varianceRatio,
    },
  };
  return [evidence, ladder, table];
}

/** How far the picture can be trusted. */
function badgesOf({ neighbours: { trustworthiness, purity } }: SampleSolution): StudyReport['badges'] {
  const badges = [];
  if (trustworthiness !== null && Number.isFinite(trustworthiness)) {
    const value = trustworthiness.toFixed(2);
    badges.push({
      label: { en: `picture trust ${value}`, zh: `画面可信度 ${value}` },
      help: {
        en: 'Trustworthiness of the axes drawn: below about 0.9 many neighbours on the screen are no neighbours in d dimensions.',
        zh: '所画坐标轴的可信度：低于约 0.9 时，屏幕上的许多近邻在 d 维中并不是近邻。',
      },
    });
  }
  if (purity !== null && Number.isFinite(purity)) {
    const value = purity.toFixed(2);
    badges.push({
      label: { en: `kNN purity ${value}`, zh: `kNN 纯度 ${value}` },
      help: {
        en: 'Share of the ten nearest rows, in d dimensions, that have the row’s own label.',
        zh: '在 d 维中，一行的十近邻里与它同标签的比例。',
      },
    });
  }
  return badges;
}
