import wgsl from '../../shaders/matrix_histogram.wgsl?raw';
import { MOMENT_FIELDS, matrixMoments, mergeMoments, packMoments } from '../reference/moments';
import { defineKernel } from '../runtime/kernel';
import { defineParams, type ParamValues } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { HISTOGRAM_BINS, momentCase } from './support/momentCase';
import { ROUNDOFF } from './support/rounding';

export { HISTOGRAM_BINS };
/** Root mean squares to either side that a histogram shows. */
export const HISTOGRAM_RANGE = 4;

function histogramCase(
  name: string,
  rows: number,
  columns: number,
  { slot = 0, chunks = 1 },
  change: (value: number, index: number) => number = (value) => value,
) {
  const stride = paddedColumns(columns);
  const x = momentCase(rows, columns, change);
  const chunkRows = Math.ceil(rows / chunks);
  const partials = new Float32Array((slot + 1) * chunks * MOMENT_FIELDS);
  for (let chunk = 0; chunk < chunks; chunk++) {
    const [begin, end] = [chunk * chunkRows, Math.min((chunk + 1) * chunkRows, rows)];
    const moments = matrixMoments(x.subarray(begin * stride), Math.max(end - begin, 0), columns, stride);
    partials.set(packMoments(moments), (slot * chunks + chunk) * MOMENT_FIELDS);
  }
  return {
    name,
    params: { rows, columns, c4: stride / 4, chunks, slot, range: HISTOGRAM_RANGE },
    shapes: {
      x: [rows, stride],
      partials: [slot + 1, chunks, MOMENT_FIELDS],
      counts: [slot + 1, HISTOGRAM_BINS],
    },
    data: { x, partials },
  };
}

const params = defineParams({
  rows: 'u32',
  columns: 'u32',
  c4: 'u32',
  chunks: 'u32',
  slot: 'u32',
  range: 'f32',
});

/** Calls back with the place of every finite entry, in bins from the lower end: not yet rounded down or clamped. */
function eachPlace(
  { x, partials }: { readonly x: Float64Array; readonly partials: Float64Array },
  { rows, columns, c4, chunks, slot, range }: ParamValues<typeof params.types>,
  visit: (place: number, offset: number) => void,
): void {
  const rms = Math.sqrt(mergeMoments(partials, chunks, slot).secondMoment);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) {
      const value = x[row * 4 * c4 + c] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      const offset = rms > 0 ? value / rms : 0;
      visit(((offset + range) / (2 * range)) * HISTOGRAM_BINS, offset);
    }
  }
}

function binOf(place: number): number {
  return Math.floor(Math.min(Math.max(place, 0), HISTOGRAM_BINS - 1));
}

export default defineKernel({
  name: 'matrix_histogram',
  wgsl,
  params,
  bindings: {
    x: { access: 'read', type: 'vec4f', shape: '[rows, 4 c4]' },
    partials: { access: 'read', type: 'vec4f', shape: '[slots, chunks, 12]' },
    counts: { access: 'read_write', type: 'atomic_u32', shape: '[slots, bins]' },
  },
  overrides: {
    WORKGROUP_SIZE: { gpu: 32, software: 4 },
    BINS: { gpu: HISTOGRAM_BINS, software: HISTOGRAM_BINS },
  },
  workgroups: ({ chunks }) => [chunks, 1, 1],
  reference: (inputs, params) => {
    const counts = inputs.counts.slice();
    eachPlace(inputs, params, (place) => {
      const at = params.slot * HISTOGRAM_BINS + binOf(place);
      counts[at] = (counts[at] ?? 0) + 1;
    });
    return { counts };
  },
  tolerance: {
    counts: {
      bound: (inputs, params) => {
        // The rms comes from sums of `chunks` terms and two divisions; the place takes four more roundings.
        const relative = ROUNDOFF * (params.chunks + 16);
        const slack = new Float64Array(inputs.counts.length);
        eachPlace(inputs, params, (place, offset) => {
          const margin = (relative * (Math.abs(offset) + params.range) * HISTOGRAM_BINS) / (2 * params.range);
          const [low, high] = [binOf(place - margin), binOf(place + margin)];
          if (low === high) return;
          for (const bin of [low, high]) {
            const at = params.slot * HISTOGRAM_BINS + bin;
            slack[at] = (slack[at] ?? 0) + 1;
          }
        });
        return slack;
      },
      because: {
        en: 'counts are exact but for entries within the rounding of the root mean square of a bin edge, which are counted',
        zh: '计数精确，仅当元素与区间边界之差在均方根的舍入误差之内时例外，这样的元素已逐个计入',
      },
    },
  },
  cases: () => [
    histogramCase('one element', 1, 1, {}),
    histogramCase('ragged', 9, 7, { chunks: 4, slot: 1 }),
    histogramCase('many', 97, 65, { chunks: 8 }),
    histogramCase('1e-30', 21, 17, { chunks: 3 }, (v) => 1e-30 * v),
    histogramCase('1e30', 21, 17, { chunks: 3 }, (v) => 1e30 * v),
    histogramCase('far tails', 40, 9, { chunks: 2 }, (v) => v ** 5),
    histogramCase('mean 1e4', 13, 6, { chunks: 2 }, (v) => 1e4 + v),
    histogramCase('half of them zero', 40, 9, { chunks: 2 }, (v) => Math.max(v, 0)),
    histogramCase('all zero', 5, 3, { chunks: 2 }, () => 0),
    histogramCase('overflown', 13, 6, { chunks: 3 }, (v, at) => (at % 5 === 2 ? v / 0 : v)),
    histogramCase(
      'chunks from 1e-30 to 1e30',
      24,
      5,
      { chunks: 8 },
      (v, at) => v * 10 ** (2.4 * Math.floor(at / 5) - 30),
    ),
  ],
});
