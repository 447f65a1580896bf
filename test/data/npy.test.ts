import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNpy, writeNpy } from '../../src/data/npy';
import { halfToNumber } from '../../src/data/npyTypes';
import { failure, makeFile, npyBytes, npyDictionary, reading } from './files';

type Setter = (view: DataView, offset: number, value: number, little: boolean) => void;

/** Every numeric type, its size, how to write it, and values that reach its ends. */
const TYPES: readonly { code: string; bytes: number; set: Setter; values: readonly number[] }[] = [
  {
    code: 'f4',
    bytes: 4,
    set: (v, o, x, l) => v.setFloat32(o, x, l),
    values: [0.5, -1.25, 3.4028234663852886e38, 2 ** -149],
  },
  { code: 'f8', bytes: 8, set: (v, o, x, l) => v.setFloat64(o, x, l), values: [0.1, -2.5, 1e-300, 1e30] },
  { code: 'b1', bytes: 1, set: (v, o, x) => v.setUint8(o, x), values: [1, 0, 1, 1] },
  { code: 'i1', bytes: 1, set: (v, o, x) => v.setInt8(o, x), values: [-128, 127, 0, -1] },
  { code: 'u1', bytes: 1, set: (v, o, x) => v.setUint8(o, x), values: [255, 0, 1, 128] },
  { code: 'i2', bytes: 2, set: (v, o, x, l) => v.setInt16(o, x, l), values: [-32768, 32767, 258, -1] },
  { code: 'u2', bytes: 2, set: (v, o, x, l) => v.setUint16(o, x, l), values: [65535, 0, 258, 1] },
  {
    code: 'i4',
    bytes: 4,
    set: (v, o, x, l) => v.setInt32(o, x, l),
    values: [-(2 ** 24), 2 ** 24, 66051, -1],
  },
  { code: 'u4', bytes: 4, set: (v, o, x, l) => v.setUint32(o, x, l), values: [2 ** 31, 0, 66051, 1] },
  {
    code: 'i8',
    bytes: 8,
    set: (v, o, x, l) => v.setBigInt64(o, BigInt(x), l),
    values: [-(2 ** 40), 2 ** 52, 66051, -1],
  },
  {
    code: 'u8',
    bytes: 8,
    set: (v, o, x, l) => v.setBigUint64(o, BigInt(x), l),
    values: [2 ** 52, 0, 66051, 1],
  },
];

function body(type: (typeof TYPES)[number], values: readonly number[], little: boolean): Uint8Array {
  const bytes = new Uint8Array(values.length * type.bytes);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) type.set(view, i * type.bytes, value, little);
  return bytes;
}

const read = (bytes: Uint8Array<ArrayBuffer>) => readNpy(makeFile('x.npy', bytes), reading());

describe('every type in both byte orders', () => {
  for (const type of TYPES) {
    for (const order of type.bytes === 1 ? ['|'] : ['<', '>', '=']) {
      test(`${order}${type.code}`, async () => {
        const bytes = body(type, type.values, order !== '>');
        const { matrix } = await read(npyBytes(npyDictionary(`${order}${type.code}`, [2, 2]), bytes));
        expect(matrix?.shape).toEqual([2, 2]);
        expect([...(matrix?.data ?? [])]).toEqual(type.values.map(Math.fround));
      });
    }
  }

  test('half precision: ends, subnormals, infinities', async () => {
    const cases: [number, number][] = [
      [0x0000, 0],
      [0x0001, 2 ** -24],
      [0x03ff, 1023 * 2 ** -24],
      [0x0400, 2 ** -14],
      [0x3555, 0.333251953125],
      [0x3c00, 1],
      [0xc000, -2],
      [0x7bff, 65504],
      [0x8001, -(2 ** -24)],
    ];
    for (const [bits, value] of cases) expect(halfToNumber(bits)).toBe(value);
    expect(halfToNumber(0x7c00)).toBe(Infinity);
    expect(halfToNumber(0xfc00)).toBe(-Infinity);
    expect(halfToNumber(0x7e00)).toBeNaN();
    // Monotonic over all non-negative finite halves: no seam between subnormal and normal.
    const finite = Array.from({ length: 0x7c00 }, (_, bits) => halfToNumber(bits));
    expect(finite.every((value, bits) => bits === 0 || value > (finite[bits - 1] ?? NaN))).toBe(true);
    const big = await read(npyBytes(npyDictionary('>f2', [1, 2]), Uint8Array.of(0x3c, 0x00, 0x00, 0x01)));
    expect([...(big.matrix?.data ?? [])]).toEqual([1, 2 ** -24]);
  });
});

describe('shapes and orders', () => {
  const f4 = TYPES[0];
  const floats = (values: readonly number[]) => (f4 ? body(f4, values, true) : new Uint8Array());

  test('Fortran order is transposed', async () => {
    const bytes = npyBytes(npyDictionary('<f4', [2, 3], true), floats([1, 4, 2, 5, 3, 6]));
    expect([...((await read(bytes)).matrix?.data ?? [])]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('more axes are flattened alike from both orders, with a note', async () => {
    const shape = [2, 3, 4];
    const rowMajor = Array.from({ length: 24 }, (_, i) => i + 0.5);
    const fortran: number[] = [];
    for (let k = 0; k < 4; k++)
      for (let j = 0; j < 3; j++)
        for (let i = 0; i < 2; i++) fortran.push(rowMajor[(i * 3 + j) * 4 + k] ?? NaN);
    const c = await read(npyBytes(npyDictionary('<f4', shape), floats(rowMajor)));
    const f = await read(npyBytes(npyDictionary('<f4', shape, true), floats(fortran)));
    expect(c.matrix?.shape).toEqual([2, 12]);
    expect([...(c.matrix?.data ?? [])]).toEqual(rowMajor);
    expect(f.matrix).toEqual(c.matrix);
    expect(c.notes).toEqual([{ code: 'flattened', details: { file: 'x.npy', shape, columns: 12 } }]);
  });

  test('one column of whole numbers is labels, of fractions a matrix', async () => {
    const i8 = TYPES[9];
    if (!i8) throw new Error('no i8');
    const large = 2 ** 53 - 1;
    const labels = await read(npyBytes(npyDictionary('<i8', [3]), body(i8, [3, -1, large], true)));
    expect(labels.labels?.cells).toEqual(['3', '-1', String(large)]);
    expect(labels.matrix).toBeUndefined();
    const column = await read(npyBytes(npyDictionary('<f4', [3, 1]), floats([0.5, 1, 2])));
    expect(column.matrix?.shape).toEqual([3, 1]);
  });

  test('fixed-length text is labels, in both byte orders and as bytes', async () => {
    const points = [0x732b, 0, 0x1f431, 0x61];
    for (const little of [true, false]) {
      const bytes = new Uint8Array(16);
      const view = new DataView(bytes.buffer);
      for (const [i, point] of points.entries()) view.setUint32(4 * i, point, little);
      const { labels } = await read(npyBytes(npyDictionary(`${little ? '<' : '>'}U2`, [2]), bytes));
      expect(labels?.cells).toEqual(['猫', '🐱a']);
    }
    const bytes = new TextEncoder().encode('ab\0dog');
    expect((await read(npyBytes(npyDictionary('|S3', [2]), bytes))).labels?.cells).toEqual(['ab', 'dog']);
  });

  test('versions 2 and 3, and a Python 2 header', async () => {
    for (const major of [2, 3]) {
      const { matrix } = await read(npyBytes(npyDictionary('<f4', [1, 2]), floats([1, 2]), { major }));
      expect([...(matrix?.data ?? [])]).toEqual([1, 2]);
    }
    const old = npyBytes(`{"shape": (1L, 2L), "fortran_order": False, "descr": "<f4"}`, floats([1, 2]));
    expect((await read(old)).matrix?.shape).toEqual([1, 2]);
  });

  test('an array of several blocks, in both orders', async () => {
    const [n, d] = [3001, 97];
    const values = Float32Array.from({ length: n * d }, (_, i) => i % 8191);
    const c = await read(writeNpy(values, [n, d]));
    expect(c.matrix?.data.every((value, i) => value === values[i])).toBe(true);
    const transposed = Array.from(values, (_, i) => values[(i % n) * d + Math.floor(i / n)] ?? NaN);
    const f = await read(npyBytes(npyDictionary('<f4', [n, d], true), floats(transposed)));
    expect(f.matrix?.data.length).toBe(n * d);
    expect(f.matrix?.data.every((value, i) => value === values[i])).toBe(true);
  });

  test('trailing bytes are a note', async () => {
    const { notes } = await read(npyBytes(npyDictionary('<f4', [1, 2]), floats([1, 2, 3])));
    expect(notes).toEqual([{ code: 'trailing-bytes', details: { file: 'x.npy', bytes: 4 } }]);
  });

  test('integers beyond 2^24 are rounded with a note, beyond 2^53 refused with their place', async () => {
    const i4 = TYPES[7];
    if (!i4) throw new Error('no i4');
    const rounded = await read(
      npyBytes(npyDictionary('<i4', [1, 2]), body(i4, [2 ** 24 + 1, 2 ** 24 + 2], true)),
    );
    expect(rounded.notes).toEqual([{ code: 'integers-rounded', details: { file: 'x.npy', count: 1 } }]);
    const bytes = new Uint8Array(32);
    new DataView(bytes.buffer).setBigUint64(16, 2n ** 53n + 1n, true);
    const error = await failure(read(npyBytes(npyDictionary('<u8', [2, 2]), bytes)), 'integer-too-large');
    expect(error.details).toMatchObject({ row: 2, column: 1 });
  });
});

describe('refusals', () => {
  const eight = new Uint8Array(8);
  const cases: [string, Uint8Array<ArrayBuffer>, Parameters<typeof failure>[1]][] = [
    ['no magic', new TextEncoder().encode('PK\x03\x04 an archive'), 'npy-magic'],
    ['three bytes', Uint8Array.of(0x93, 0x4e, 0x55), 'npy-magic'],
    ['magic alone', Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0), 'npy-truncated'],
    ['version 4', npyBytes(npyDictionary('<f4', [1, 2]), eight, { major: 4 }), 'npy-version'],
    ['header longer than the file', npyBytes('{}', eight, { headerLength: 60_000 }), 'npy-truncated'],
    ['header of 4 GiB', npyBytes('{}', eight, { major: 2, headerLength: 0xffffffff }), 'npy-header'],
    ['no dictionary', npyBytes('[1, 2]', eight), 'npy-header'],
    ['a missing key', npyBytes("{'descr': '<f4', 'shape': (1, 2)}", eight), 'npy-header'],
    ['nested without end', npyBytes('('.repeat(5000), eight), 'npy-header'],
    [
      'a negative size',
      npyBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 2)}", eight),
      'npy-header',
    ],
    ['text after the dictionary', npyBytes(`${npyDictionary('<f4', [1, 2])} import os`, eight), 'npy-header'],
    ['complex', npyBytes(npyDictionary('<c8', [1, 1]), eight), 'npy-dtype'],
    ['long double', npyBytes(npyDictionary('<f16', [1, 1]), eight), 'npy-dtype'],
    ['dates', npyBytes(npyDictionary('<M8[ns]', [1]), eight), 'npy-dtype'],
    ['a table of text', npyBytes(npyDictionary('<U1', [1, 2]), eight), 'npy-dtype'],
    [
      'fields',
      npyBytes("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}", eight),
      'npy-dtype',
    ],
    ['Python objects', npyBytes(npyDictionary('|O', [2]), eight), 'npy-object'],
    ['a scalar', npyBytes(npyDictionary('<f8', []), eight), 'npy-scalar'],
    ['no rows', npyBytes(npyDictionary('<f4', [0, 5]), new Uint8Array()), 'empty-array'],
    ['no columns', npyBytes(npyDictionary('<f4', [5, 0]), new Uint8Array()), 'empty-array'],
    ['too many rows', npyBytes(npyDictionary('<f4', [100_001, 2]), eight), 'too-many-rows'],
    ['too many columns', npyBytes(npyDictionary('<f4', [2, 5000]), eight), 'too-many-columns'],
    ['too many numbers', npyBytes(npyDictionary('<f4', [90_000, 4000]), eight), 'too-many-elements'],
  ];
  test.each(cases)('%s', async (_, bytes, code) => {
    await failure(read(bytes), code);
  });

  test('a truncated array says how many rows are complete', async () => {
    const error = await failure(
      read(npyBytes(npyDictionary('<f4', [3, 2]), new Uint8Array(17))),
      'npy-truncated',
    );
    expect(error.details.completeRows).toBe(2);
    expect(error.details.expected - error.details.found).toBe(7);
  });

  test('the first non-finite number in row order, and how many there are', async () => {
    // Column-major: NaN at (1, 0), then infinity at (0, 1).
    const values = Float32Array.of(1, NaN, Infinity, 2);
    const bytes = npyBytes(npyDictionary('<f4', [2, 2], true), new Uint8Array(values.buffer));
    const error = await failure(read(bytes), 'non-finite');
    expect(error.details).toEqual({
      file: 'x.npy',
      unit: 'row',
      row: 1,
      column: 2,
      value: 'Infinity',
      count: 2,
    });
    const overflow = npyBytes(npyDictionary('<f8', [1, 2]), new Uint8Array(Float64Array.of(1, 1e39).buffer));
    expect((await failure(read(overflow), 'non-finite')).details).toMatchObject({
      column: 2,
      value: '1e+39',
    });
  });
});

test('what is written is read back, bit for bit', async () => {
  const shapes = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 2, max: 20 }));
  const property = fc.asyncProperty(
    shapes,
    fc.infiniteStream(fc.float({ noNaN: true, noDefaultInfinity: true })),
    async (shape, stream) => {
      const values = Float32Array.from(stream.take(shape[0] * shape[1]));
      const { matrix } = await read(writeNpy(values, shape));
      expect(matrix?.shape).toEqual(shape);
      expect(new Uint32Array(matrix?.data.buffer ?? new ArrayBuffer())).toEqual(
        new Uint32Array(values.buffer),
      );
    },
  );
  await fc.assert(property, { numRuns: 60 });
});

test('writeNpy begins the numbers at a multiple of 64 bytes and refuses a wrong shape', () => {
  const bytes = writeNpy(new Float32Array(6), [2, 3]);
  expect((bytes.length - 24) % 64).toBe(0);
  expect(() => writeNpy(new Float32Array(6), [2, 2])).toThrow(RangeError);
});
