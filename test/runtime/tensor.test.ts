import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementCount, paddedColumns, padRows, unpadRows } from '../../src/runtime/tensor';

const matrix = fc
  .record({ rows: fc.integer({ min: 0, max: 9 }), columns: fc.integer({ min: 1, max: 13 }) })
  .chain(({ rows, columns }) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      values: fc.array(fc.float({ noNaN: true }), { minLength: rows * columns, maxLength: rows * columns }),
    }),
  );

describe('padded rows', () => {
  it('come back as they were, in f32 and in f64', () => {
    fc.assert(
      fc.property(matrix, ({ rows, columns, values }) => {
        const data = Float32Array.from(values);
        const padded = padRows(data, rows, columns);
        expect(unpadRows(padded, rows, columns)).toEqual(data);
        const inDouble = unpadRows(Float64Array.from(padded), rows, columns);
        expect(inDouble).toEqual(Float64Array.from(data));
      }),
    );
  });

  it('are whole vec4s with zeros at the end', () => {
    fc.assert(
      fc.property(matrix, ({ rows, columns, values }) => {
        const stride = paddedColumns(columns);
        expect(stride % 4 === 0 && stride >= columns && stride < columns + 4).toBe(true);
        const padded = padRows(values, rows, columns);
        expect(padded).toHaveLength(rows * stride);
        expect(padded.every((value, index) => index % stride < columns || Object.is(value, 0))).toBe(true);
      }),
    );
  });

  it('leave the original alone when nothing is padded', () => {
    const data = new Float32Array([1, 2, 3, 4]);
    unpadRows(data, 1, 4)[0] = 9;
    expect(data[0]).toBe(1);
  });
});

it('counts the elements of a shape', () => {
  expect([elementCount([3, 4, 5]), elementCount([]), elementCount([7, 0])]).toEqual([60, 1, 0]);
});
