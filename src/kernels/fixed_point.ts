import wgsl from '../../shaders/fixed_point.wgsl?raw';
import { fixedPoint } from '../reference/gram';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns, padRows } from '../runtime/tensor';
import { equalRows, normals } from './support/cases';

interface Options {
  readonly byRows?: boolean;
  readonly scale?: number;
  readonly z?: Float32Array;
  readonly order?: readonly number[];
  readonly first?: number;
}

function fixedCase(name: string, rows: number, columns: number, options: Options = {}) {
  const { byRows = false, scale = 2 ** 21, first = 0 } = options;
  const { z = padRows(normals(rows, columns), rows, columns) } = options;
  const order = options.order ?? Array.from({ length: rows }, (_, row) => row);
  const count = order.length - first;
  const vectors = byRows ? count : columns + 1;
  const length = byRows ? columns : count;
  const octets = Math.ceil(length / 8);
  const stride = paddedColumns(columns);
  return {
    name,
    params: { vectors, length, octets, stride, first, columns, by_rows: byRows ? 1 : 0, scale },
    shapes: { z: [rows, stride], order: [order.length], fixed: [vectors, 8 * octets] },
    data: { z, order },
  };
}

export default defineKernel({
  name: 'fixed_point',
  wgsl,
  params: defineParams({
    vectors: 'u32',
    length: 'u32',
    octets: 'u32',
    stride: 'u32',
    first: 'u32',
    columns: 'u32',
    by_rows: 'u32',
    scale: 'f32',
  }),
  bindings: {
    z: { access: 'read', type: 'f32', shape: '[rows, stride]' },
    order: { access: 'read', type: 'u32', shape: '[first + count]' },
    fixed: { access: 'read_write', type: 'vec4f', shape: '[vectors, 8 octets]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ vectors, octets }, { WORKGROUP_SIZE = 1 }) =>
    spread(Math.ceil((2 * vectors * octets) / WORKGROUP_SIZE)),
  reference: ({ z, order }, { by_rows, octets, first, scale, ...shape }) => ({
    fixed: fixedPoint(
      z,
      order.subarray(first),
      { ...shape, padded: 8 * octets, byRows: by_rows === 1 },
      scale,
    ),
  }),
  tolerance: {
    fixed: {
      exact: true,
      because: {
        en: 'a product with a power of two is exact, and rounding to a whole number is defined to the last bit',
        zh: '乘以 2 的幂是精确的，取整到整数的结果逐位确定',
      },
    },
  },
  cases: () => [
    fixedCase('one entry', 1, 1, { scale: 2 ** 20 }),
    fixedCase('columns, ragged', 37, 17),
    fixedCase('rows, ragged', 9, 35, { byRows: true }),
    fixedCase('some rows, in an order of their own', 50, 6, { order: [7, 7, 49, 0, 3, 12, 31], first: 2 }),
    fixedCase('some rows, by rows', 50, 6, { byRows: true, order: [7, 7, 49, 0, 3], first: 1 }),
    fixedCase('collapsed', 33, 8, { z: equalRows(33, 8), scale: 2 ** 24 }),
    fixedCase('halves go to the even neighbour', 4, 2, {
      z: padRows([0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 3.5, 0.4999999], 4, 2),
      scale: 1,
    }),
    fixedCase('beyond the range', 3, 4, { scale: 2 ** 26, byRows: true }),
    fixedCase('huge entries', 5, 4, { z: normals(5, 4).map((v) => v * 2 ** 120), scale: 2 ** -99 }),
    fixedCase('tiny entries', 5, 4, { z: normals(5, 4).map((v) => v * 2 ** -100), scale: 2 ** 121 }),
    fixedCase('n = 1009, d = 129', 1009, 129),
  ],
});
