import wgsl from '../../shaders/gather_rows.wgsl?raw';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';

function gatherCase(name: string, sourceRows: number, order: readonly number[], d4: number) {
  const rows = order.length;
  return {
    name,
    params: { rows, d4 },
    shapes: { x: [sourceRows, 4 * d4], order: [rows], gathered: [rows, 4 * d4] },
    data: { x: normals(sourceRows, 4 * d4), order },
  };
}

export default defineKernel({
  name: 'gather_rows',
  wgsl,
  params: defineParams({ rows: 'u32', d4: 'u32' }),
  bindings: {
    x: { access: 'read', type: 'vec4f', shape: '[.., 4 d4]' },
    order: { access: 'read', type: 'u32', shape: '[rows]' },
    gathered: { access: 'read_write', type: 'vec4f', shape: '[rows, 4 d4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ rows, d4 }, { WORKGROUP_SIZE = 1 }) => spread(Math.ceil((rows * d4) / WORKGROUP_SIZE)),
  reference: ({ x, order }, { rows, d4 }) => {
    const gathered = new Float64Array(rows * 4 * d4);
    for (let i = 0; i < rows; i++) {
      const source = (order[i] ?? 0) * 4 * d4;
      gathered.set(x.subarray(source, source + 4 * d4), i * 4 * d4);
    }
    return { gathered };
  },
  tolerance: {
    gathered: {
      exact: true,
      because: { en: 'rows are copied as they are, without arithmetic', zh: '逐行原样复制，没有任何运算' },
    },
  },
  cases: () => [
    gatherCase('one row', 1, [0], 1),
    gatherCase(
      'reversed',
      37,
      Array.from({ length: 37 }, (_, i) => 36 - i),
      3,
    ),
    gatherCase(
      'thinned, with repetitions',
      1000,
      Array.from({ length: 333 }, (_, i) => (i * 7) % 1000),
      2,
    ),
    gatherCase(
      'many groups',
      300,
      Array.from({ length: 5000 }, (_, i) => (i * i) % 300),
      17,
    ),
  ],
});
