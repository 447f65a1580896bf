import wgsl from '../../shaders/mask_and_skip.wgsl?raw';
import { RandomStream } from '../random';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns, padRows } from '../runtime/tensor';
import { dropoutMask } from './make_views';
import { normals } from './support/cases';
import { ROUNDOFF } from './support/rounding';

function maskCase(name: string, rows: number, columns: number, keep: number, skip: number) {
  const stride = paddedColumns(columns);
  const shape = [rows, stride];
  return {
    name,
    params: { rows, columns, c4: stride / 4, seed: 11, stream: 20, keep, skip },
    shapes: { x: shape, skipped: shape, out: shape },
    data: {
      x: padRows(normals(rows, columns), rows, columns),
      skipped: padRows(normals(rows, columns, 7), rows, columns),
    },
  };
}

export default defineKernel({
  name: 'mask_and_skip',
  wgsl,
  params: defineParams({
    rows: 'u32',
    columns: 'u32',
    c4: 'u32',
    seed: 'u32',
    stream: 'u32',
    keep: 'f32',
    skip: 'f32',
  }),
  bindings: {
    x: { access: 'read', type: 'vec4f', shape: '[rows, 4 c4]' },
    skipped: { access: 'read', type: 'vec4f', shape: '[rows, 4 c4]' },
    out: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 c4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows, c4 }, { WORKGROUP_SIZE = 1 }) => spread(Math.ceil((rows * c4) / WORKGROUP_SIZE)),
  reference: ({ x, skipped }, { rows, columns, c4, seed, stream, keep, skip }) => {
    const masks = new RandomStream(seed, stream);
    const out = new Float64Array(4 * rows * c4);
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < columns; c++) {
        const at = 4 * c4 * row + c;
        out[at] = dropoutMask(masks, row, c, keep) * (x[at] ?? 0) + skip * (skipped[at] ?? 0);
      }
    }
    return { out };
  },
  tolerance: {
    out: {
      bound: ({ x, skipped }, { keep, skip }) =>
        Float64Array.from(
          x,
          (value, k) => 8 * ROUNDOFF * (Math.abs(value) / keep + Math.abs(skip * (skipped[k] ?? 0))),
        ),
      because: {
        en: 'a quotient of 2.5 ULP, two products and a sum, relative to the magnitudes of both terms',
        zh: '一次 2.5 ULP 的除法、两次乘法与一次加法，相对于两项的绝对值',
      },
    },
  },
  cases: () => [
    maskCase('one element', 1, 1, 1, 0),
    maskCase('dropout', 9, 35, 0.7, 0),
    maskCase('residual', 5, 8, 1, 0.5),
    maskCase('both', 33, 130, 0.9, 1),
  ],
});
