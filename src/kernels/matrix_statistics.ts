import wgsl from '../../shaders/matrix_statistics.wgsl?raw';
import {
  LARGEST,
  type MatrixMoments,
  MOMENT_FIELDS,
  matrixMoments,
  mergeMoments,
  packMoments,
} from '../reference/moments';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { HISTOGRAM_BINS, momentCase } from './support/momentCase';
import { ROUNDOFF } from './support/rounding';

interface Options {
  readonly slot?: number;
  readonly chunks?: number;
  readonly low?: number;
  readonly high?: number;
}

function statisticsCase(
  name: string,
  rows: number,
  columns: number,
  options: Options = {},
  change: (value: number, index: number) => number = (value) => value,
) {
  const { slot = 0, chunks = 1, low = -LARGEST, high = LARGEST } = options;
  return {
    name,
    params: { rows, columns, c4: paddedColumns(columns) / 4, chunks, slot, low, high },
    shapes: {
      x: [rows, paddedColumns(columns)],
      partials: [slot + 1, chunks, MOMENT_FIELDS],
      counts: [slot + 1, HISTOGRAM_BINS],
    },
    data: { x: momentCase(rows, columns, change) },
  };
}

function listed(moments: MatrixMoments): number[] {
  const { count, mean, variance, secondMoment, maximum } = moments;
  const { zeroFraction, saturatedFraction, nonFinite, subnormal } = moments;
  return count === 0
    ? [0, 0, 0, 0, maximum, 0, 0, nonFinite, subnormal]
    : [count, mean, variance, secondMoment, maximum, zeroFraction, saturatedFraction, nonFinite, subnormal];
}

const params = defineParams({
  rows: 'u32',
  columns: 'u32',
  c4: 'u32',
  chunks: 'u32',
  slot: 'u32',
  low: 'f32',
  high: 'f32',
});

export default defineKernel({
  name: 'matrix_statistics',
  wgsl,
  params,
  bindings: {
    x: { access: 'read', type: 'vec4f', shape: '[rows, 4 c4]' },
    partials: { access: 'read_write', type: 'vec4f', shape: '[slots, chunks, 12]' },
    counts: { access: 'read_write', type: 'u32', shape: '[slots, bins]' },
  },
  overrides: {
    WORKGROUP_SIZE: { gpu: 64, software: 4 },
    BINS: { gpu: HISTOGRAM_BINS, software: HISTOGRAM_BINS },
  },
  workgroups: ({ chunks }) => [chunks, 1, 1],
  reference: ({ x, partials, counts }, { rows, columns, c4, chunks, slot, low, high }) => {
    const moments = matrixMoments(x, rows, columns, 4 * c4, { low, high });
    const begin = slot * chunks * MOMENT_FIELDS;
    const written = partials.slice().fill(0, begin, begin + chunks * MOMENT_FIELDS);
    written.set(packMoments(moments), begin);
    return {
      partials: written,
      counts: counts.slice().fill(0, slot * HISTOGRAM_BINS, (slot + 1) * HISTOGRAM_BINS),
    };
  },
  combine: ({ partials = [], counts = [] }, { chunks, slot }) => ({
    moments: listed(mergeMoments(partials, chunks, slot)),
    counts: Array.from({ length: HISTOGRAM_BINS }, (_, bin) => counts[slot * HISTOGRAM_BINS + bin] ?? -1),
  }),
  tolerance: {
    moments: {
      bound: ({ x }, { rows, columns, c4, low, high }) => {
        const { mean, variance } = matrixMoments(x, rows, columns, 4 * c4, { low, high });
        // Of every d, its square and its place in sums of c4 and of `rows` terms, where roundings add as the root.
        const relative = ROUNDOFF * (8 + Math.sqrt(c4 + rows));
        const ofMean = relative * Math.sqrt(variance || 0);
        const ofVariance = relative * (variance || 0);
        const ofSecond = ofVariance + 2 * Math.abs(mean || 0) * ofMean;
        return [0, ofMean, ofVariance, ofSecond, 0, ROUNDOFF, ROUNDOFF, 0, 0];
      },
      because: {
        en: 'scaling by a power of two is exact; a difference from the pivot and its square take 3 roundings, sums of c4 and rows terms about sqrt(c4 + rows); nothing cancels, as the pivot is the mean. Counts are exact below 2^24',
        zh: '乘以 2 的幂是精确的；与基准之差及其平方有 3 次舍入，c4 项与行数项之和约有 sqrt(c4 + rows) 次；基准即均值，故不相消。计数在 2^24 以下精确',
      },
    },
    counts: {
      exact: true,
      because: { en: 'the histogram of the slot is set to zeros', zh: '该槽位的直方图被清零' },
    },
  },
  cases: () => [
    statisticsCase('one element', 1, 1),
    statisticsCase('ragged', 9, 7, { chunks: 4 }),
    statisticsCase('mean 1e4, deviation 1', 37, 129, { chunks: 5, slot: 2 }, (v) => 1e4 + v),
    statisticsCase('1e-30', 21, 17, { chunks: 3 }, (v) => 1e-30 * v),
    statisticsCase('1e30', 21, 17, { chunks: 3 }, (v) => 1e30 * v),
    statisticsCase(
      'chunks from 1e-30 to 1e30',
      24,
      5,
      { chunks: 8 },
      (v, at) => v * 10 ** (2.4 * Math.floor(at / 5) - 30),
    ),
    statisticsCase(
      'a first row of 1e-15 before 1e10',
      18,
      9,
      { chunks: 2 },
      (v, at) => v * (at % 81 < 9 ? 1e-15 : 1e10),
    ),
    statisticsCase('half of them zero', 40, 9, { chunks: 2 }, (v) => Math.max(v, 0)),
    statisticsCase('all zero', 5, 3, { chunks: 2 }, () => 0),
    statisticsCase('saturated', 64, 65, { chunks: 8, low: -1.5, high: 1.2 }),
    statisticsCase('overflown', 13, 6, { chunks: 3 }, (v, at) =>
      at % 5 === 2 ? v / 0 : at % 7 === 1 ? Number.NaN : v,
    ),
    statisticsCase('nothing finite', 2, 3, {}, () => Infinity),
    statisticsCase('subnormal entries', 8, 12, { chunks: 2 }, (v, at) => (at % 3 === 0 ? 1e-40 : v)),
    statisticsCase('more chunks than rows', 3, 257, { chunks: 7 }),
  ],
});
