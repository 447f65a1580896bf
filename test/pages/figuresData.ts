/** Made-up but plausible data for every figure of the diagnosis: a cone of 512 points in 128 dimensions. */
import { RandomStream } from '../../src/random';
import type { BoundLadderData } from '../../src/views/boundLadder';
import type { ClassRow } from '../../src/views/classTable';
import type { LensData } from '../../src/views/lensChart';
import type { MatrixData } from '../../src/views/matrixView';
import type { MetricRow } from '../../src/views/metricStrip';
import { linearToSrgb, sequentialLut, type Theme } from '../../src/views/palette';
import type { RankDialData } from '../../src/views/rankDial';
import type { SpectrumData } from '../../src/views/spectrumChart';
import type { TimelineData } from '../../src/views/timelineBar';
import type { WaterfallData } from '../../src/views/waterfall';

const [ROWS, COLUMNS] = [512, 128];
const random = new RandomStream(3, 1);

/** Falling evenly in the logarithm from `first` by `ratio` over the columns, `zeros` of them at the end. */
function decay(first: number, ratio: number, zeros: number): number[] {
  return Array.from({ length: COLUMNS }, (_, k) =>
    k >= COLUMNS - zeros ? 1e-17 : first * ratio ** (k / COLUMNS) * (k + 1) ** -0.4,
  );
}

export function spectrumData(): SpectrumData {
  const centred = decay(0.02, 0.2, 0);
  const raw = [0.71, ...centred.slice(0, -1)];
  const isotropic = Array.from({ length: COLUMNS }, (_, k) => 0.0024 * (1.5 - (k + 0.5) / COLUMNS) ** 2);
  return { raw, centred, isotropic, fit: { slope: -0.71, scale: 0.0312, from: 4, to: 90 } };
}

/** Dimensional collapse: 64 of the eigenvalues are rounding. */
export function deficientSpectrum(): SpectrumData {
  return { raw: decay(0.1, 0.05, 64), centred: decay(0.09, 0.05, 65), isotropic: [], fit: null };
}

/** A spectrum that flattens over 300 rows, the steps further apart toward the end. */
export function waterfallData(): WaterfallData {
  const rows = Array.from({ length: 300 }, (_, r) => {
    const flat = 1 - Math.exp(-r / 60);
    const values = Array.from(
      { length: COLUMNS },
      (_, k) => (k + 1) ** (-2.6 * (1 - flat)) * 0.02 ** ((k / COLUMNS) * (1 - flat)),
    );
    return { step: r < 200 ? 10 * r : 2000 + 40 * (r - 200), values };
  });
  return { rows, mark: 1200 };
}

function row(id: string, group: string, label: string, values: Partial<MetricRow>): MetricRow {
  return {
    id,
    group,
    label,
    help: `What ${label} says, in a sentence or two, with its source.`,
    unit: '',
    raw: null,
    centred: null,
    minimum: 0,
    maximum: 1,
    optimum: 0,
    collapse: 1,
    scale: 'linear',
    ...values,
  };
}

export function metricRows(impossible: boolean): MetricRow[] {
  const rank = { minimum: 1, maximum: COLUMNS, optimum: COLUMNS, collapse: 1, scale: 'log' } as const;
  const marks = [{ label: 'isotropic cloud of this size', value: 102.4 }];
  return [
    row('cosine', 'Direction', 'Mean cosine', { raw: 0.701, centred: -0.002, minimum: -0.002 }),
    row('absolute', 'Direction', 'Mean |cosine|', {
      raw: 0.701,
      centred: 0.071,
      marks: [{ label: 'isotropic', value: 0.0706 }],
    }),
    row('mean', 'Direction', 'Length of the mean', { raw: 0.838, centred: 0 }),
    row('uniformity', 'Direction', 'Uniformity', {
      raw: impossible ? -11.2 : -1.1,
      centred: -3.92,
      unit: 'nats',
      minimum: -4.008,
      maximum: 0,
      optimum: -4.008,
      collapse: 0,
      marks: [{ label: 'uniform law', value: -3.9375 }],
      impossible: impossible
        ? 'Impossible: −11.2 is below the floor −4.008. Are the features normalised? Switch on “Normalise rows”.'
        : null,
    }),
    row('w2', 'Direction', 'W2 to isotropic', {
      raw: 0.92,
      centred: 0.31,
      maximum: Math.SQRT2,
      collapse: Math.SQRT2,
    }),
    row('rankme', 'Rank', 'RankMe', { raw: 78.2, centred: 119.1, ...rank, marks }),
    row('erank', 'Rank', 'Effective rank', { raw: 78.1, centred: 119.0, ...rank, marks }),
    row('entropy', 'Rank', 'exp entropy', { raw: 5.31, centred: 111.9, ...rank, marks }),
    row('pr', 'Rank', 'Participation ratio', { raw: 2.03, centred: 101.2, ...rank, marks }),
    row('stable', 'Rank', 'Stable rank', { raw: 1.41, centred: 44.2, ...rank, marks }),
    row('iso', 'Rank', 'IsoScore', { raw: 0.0081, centred: 0.789, optimum: 1, collapse: 0 }),
    row('alpha', 'Spectrum', 'alpha-ReQ', {
      raw: -0.93,
      centred: -0.71,
      minimum: -9,
      maximum: 0,
      optimum: 0,
      collapse: -4,
    }),
    row('variance', 'Spectrum', 'VICReg variance', { raw: 0.0412, centred: null }),
    row('covariance', 'Spectrum', 'VICReg covariance', {
      raw: 4.1e-5,
      centred: null,
      minimum: 0,
      maximum: Number.POSITIVE_INFINITY,
      optimum: 1e-7,
      collapse: 1,
      scale: 'log',
    }),
    row('twonn', 'Neighbours', 'TwoNN dimension', { raw: 41.2, centred: 41.2, ...rank }),
    row('hubness', 'Neighbours', 'Hubness', {
      raw: 1.93,
      centred: 0.8,
      minimum: -3,
      maximum: 12,
      collapse: 8,
    }),
    row('purity', 'Neighbours', 'kNN purity', { raw: 0.931, centred: 0.94, optimum: 1, collapse: 0 }),
    row('trust', 'Neighbours', 'Trustworthiness', { raw: 0.712, centred: null, optimum: 1, collapse: 0 }),
    row('align', 'Training', 'Alignment', { raw: 0.121, centred: null, maximum: 4, collapse: 2 }),
    row('loss', 'Training', 'Loss', {
      raw: 0.0193,
      centred: null,
      unit: 'nats',
      maximum: 6.24,
      collapse: 6.24,
    }),
    row('accuracy', 'Training', 'Accuracy', { raw: 1, centred: null, optimum: 1, collapse: 0 }),
    row('dead', 'Training', 'Undefined', { raw: Number.NaN, centred: Number.NaN }),
  ];
}

export function ladderData(violated: boolean): BoundLadderData {
  return {
    size: ROWS,
    lambdaMax: violated ? 300 : 361.2,
    lower: [
      { label: 'Sum(A) / n', help: 'Tight for a cone.', value: 359.4 },
      { label: '‖A‖² / tr A', value: 256.8 },
      { label: 'tr A / min(n, d)', value: 4 },
    ],
    upper: [
      { label: 'tr A', value: 512 },
      { label: '‖A‖', value: 362.6 },
      { label: 'max row |A|', value: 381.5 },
    ],
    tolerance: 1e-5,
    jensen: {
      left: 10.87,
      right: 10.03,
      gap: 0.84,
      parts: { mean: 10.01, variance: 0.42, selfPairs: 0.61, higherOrders: -0.17 },
    },
  };
}

export function dialData(): RankDialData {
  const alphas = [
    0,
    0.1,
    0.25,
    0.5,
    0.75,
    1,
    1.25,
    1.5,
    2,
    2.5,
    3,
    4,
    6,
    10,
    20,
    60,
    Number.POSITIVE_INFINITY,
  ];
  return {
    dimension: COLUMNS,
    curve: alphas.map((alpha) => {
      const t = alpha === Number.POSITIVE_INFINITY ? 1 : alpha / (1 + alpha);
      return { alpha, raw: 1.4 + 126.6 * (1 - t) ** 5, centred: 44.2 + 83.8 * (1 - t ** 2) };
    }),
  };
}

export function lensData(share: number): LensData {
  const taus = Array.from({ length: 24 }, (_, k) => 0.005 * 1000 ** (k / 23));
  return {
    tauRange: [0.005, 5],
    points: taus.slice(0, Math.round(share * taus.length)).map((tau) => ({
      tau,
      values: [
        0.92 / (1 + (tau / 0.045) ** 2),
        31 * Math.exp(-((Math.log(tau / 0.25) / 1.6) ** 2)) + 1,
        -3.6 + 2.6 / (1 + (tau / 0.05) ** 1.5) + 0.25 * Math.log10(1 + tau),
      ],
      stopped: tau < 0.1,
      steps: tau < 0.1 ? Math.round(4000 * tau) + 10 : 400,
    })),
    panels: [
      {
        label: 'Mean cosine',
        lines: [{ label: 'start', value: 0.93 }],
        published: [
          { tau: 0.005, value: 0.895 },
          { tau: 0.02, value: 0.745 },
          { tau: 0.05, value: 0.413 },
        ],
      },
      { label: 'Participation ratio', lines: [{ label: 'd', value: 32 }], published: [] },
      { label: 'Uniformity', lines: [{ label: 'uniform law', value: -3.75 }], published: [] },
    ],
  };
}

const GROUP_SIZES = [64, 40, 56, 30, 66];
const NAMES = ['cat', 'dog', 'ship', 'truck', 'frog'];

export function matrixData(): MatrixData {
  const groups = GROUP_SIZES.map((size, index) => ({ label: NAMES[index] ?? '', index, size }));
  return { size: GROUP_SIZES.reduce((a, b) => a + b, 0), range: [-0.2, 1], groups };
}

export function cosineAt(row: number, column: number): number {
  const group = (k: number) => {
    let end = 0;
    return GROUP_SIZES.findIndex((size) => {
      end += size;
      return k < end;
    });
  };
  if (row === column) return 1;
  const near = group(row) === group(column) ? 0.7 : 0.12;
  return near + 0.07 * random.normal(Math.min(row, column), Math.max(row, column));
}

/** [size, pitch] sRGB pixels of the matrix. */
export function matrixPixels(theme: Theme, pitch: number): Uint8ClampedArray<ArrayBuffer> {
  const { size, range } = matrixData();
  const lut = sequentialLut(theme);
  const pixels = new Uint8ClampedArray(4 * size * pitch);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const t = (cosineAt(i, j) - range[0]) / (range[1] - range[0]);
      const at = 4 * Math.round(255 * Math.min(1, Math.max(0, t)));
      for (let c = 0; c < 3; c++) pixels[4 * (i * pitch + j) + c] = 255 * linearToSrgb(lut[at + c] ?? 0);
      pixels[4 * (i * pitch + j) + 3] = 255;
    }
  }
  return pixels;
}

export function classRows(count: number): ClassRow[] {
  return Array.from({ length: count }, (_, index) => ({
    label: index < NAMES.length ? (NAMES[index] ?? '') : `class ${index} with a rather long name`,
    index,
    count: 30 + ((index * 37) % 50),
    meanCosine: index === 3 ? 0.997 : 0.4 + 0.3 * Math.abs(Math.sin(index)),
    rawRank: index === 3 ? 1.01 : 2 + (index % 7),
    centredRank: index === 3 ? 3.2 : 11 + (index % 13),
  }));
}

export function timelineData(language: 'en' | 'zh'): TimelineData {
  const name = (en: string, zh: string) => (language === 'en' ? en : zh);
  return {
    steps: Array.from({ length: 124 }, (_, k) => 10 * k),
    index: null,
    segments: [
      { from: 0, kind: 'complete', label: name('complete', '完全坍缩') },
      { from: 9, kind: 'cone', label: name('cone', '锥形') },
      { from: 55, kind: 'dimensional', label: name('dimensional', '维度坍缩') },
      { from: 80, kind: 'none', label: name('none', '无') },
    ],
  };
}
