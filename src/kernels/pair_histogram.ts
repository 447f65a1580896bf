import wgsl from '../../shaders/pair_histogram.wgsl?raw';
import { dot, row, rowsOf } from '../reference/vector';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { equalRows, stackedViews } from './support/cases';
import { dotError } from './support/rounding';

/** Bins over [-1, 1], for positives and for negatives. */
export const HISTOGRAM_BINS = 64;

function histogramCase(
  name: string,
  pairs: number,
  d: number,
  anchor_stride: number,
  z = stackedViews(pairs, d),
) {
  const stride = paddedColumns(d);
  return {
    name,
    params: { pairs, d4: stride / 4, chunk: 16, anchor_stride },
    shapes: { z: [2 * pairs, stride], counts: [2, HISTOGRAM_BINS] },
    data: { z },
  };
}

/** Calls back with every counted pair: its cosine and whether it is a positive. */
function eachPair(
  z: ArrayLike<number>,
  { pairs, d4, anchor_stride }: { pairs: number; d4: number; anchor_stride: number },
  visit: (cosine: number, positive: boolean) => void,
): void {
  const rows = rowsOf(z, 2 * pairs, 4 * d4);
  for (let i = 0; i < pairs; i += anchor_stride) {
    for (let j = 0; j < pairs; j++) visit(dot(row(rows, i), row(rows, pairs + j)), i === j);
  }
}

function binOf(cosine: number): number {
  return Math.floor(Math.min(Math.max(((cosine + 1) / 2) * HISTOGRAM_BINS, 0), HISTOGRAM_BINS - 1));
}

export default defineKernel({
  name: 'pair_histogram',
  wgsl,
  params: defineParams({ pairs: 'u32', d4: 'u32', chunk: 'u32', anchor_stride: 'u32' }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[2 pairs, 4 d4]' },
    counts: { access: 'read_write', type: 'atomic_u32', shape: '[2, bins]' },
  },
  overrides: {
    WORKGROUP_SIZE: { gpu: 64, software: 4 },
    BINS: { gpu: HISTOGRAM_BINS, software: HISTOGRAM_BINS },
  },
  workgroups: ({ pairs, chunk, anchor_stride }, { WORKGROUP_SIZE = 1 }) => [
    Math.ceil(Math.ceil(Math.ceil(pairs / anchor_stride) / 4) / WORKGROUP_SIZE),
    Math.ceil(pairs / chunk),
    1,
  ],
  reference: ({ z }, params) => {
    const counts = new Float64Array(2 * HISTOGRAM_BINS);
    eachPair(z, params, (cosine, positive) => {
      const at = (positive ? 0 : HISTOGRAM_BINS) + binOf(cosine);
      counts[at] = (counts[at] ?? 0) + 1;
    });
    return { counts };
  },
  tolerance: {
    counts: {
      bound: ({ z }, params) => {
        // A cosine within rounding of an edge may fall on either side of it.
        const slack = new Float64Array(2 * HISTOGRAM_BINS);
        const margin = dotError(params.d4) + 2 ** -23;
        eachPair(z, params, (cosine, positive) => {
          const low = binOf(cosine - margin);
          const high = binOf(cosine + margin);
          if (low === high) return;
          for (const bin of [low, high]) {
            const at = (positive ? 0 : HISTOGRAM_BINS) + bin;
            slack[at] = (slack[at] ?? 0) + 1;
          }
        });
        return slack;
      },
      because: {
        en: 'counts are exact but for cosines within the rounding of a dot product of a bin edge, which are counted',
        zh: '计数精确，仅当余弦与区间边界之差在点积舍入误差之内时例外，这样的余弦已逐个计入',
      },
    },
  },
  cases: () => [
    histogramCase('one pair', 1, 3, 1),
    histogramCase('ragged', 37, 17, 1),
    histogramCase('n = 300, d = 3', 300, 3, 1),
    histogramCase('d = 129, every third anchor', 70, 129, 3),
    histogramCase('collapsed', 21, 8, 1, equalRows(42, 8)),
  ],
});
