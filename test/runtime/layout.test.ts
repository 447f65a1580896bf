import { describe, expect, it } from 'vitest';
import { defineParams, writeParams } from '../../src/runtime/layout';

const layout = defineParams({ count: 'u32', shift: 'i32', scale: 'f32', pointer: 'vec2f', colour: 'vec4u' });
const VALUES = { count: 7, shift: -3, scale: 0.5, pointer: [1, -2], colour: [1, 2, 3, 0xffffffff] };

function written(values: Readonly<Record<string, unknown>>, byteOffset = 0): DataView {
  const view = new DataView(new ArrayBuffer(byteOffset + layout.byteLength));
  writeParams(layout, values, view, byteOffset);
  return view;
}

describe('defineParams', () => {
  it('aligns members and rounds the block up to its widest member', () => {
    expect(layout.members.map(({ name, offset }) => [name, offset])).toEqual([
      ['count', 0],
      ['shift', 4],
      ['scale', 8],
      ['pointer', 16],
      ['colour', 32],
    ]);
    expect(layout.byteLength).toBe(48);
    expect(defineParams({ a: 'vec2u', b: 'u32' }).byteLength).toBe(16);
    expect(defineParams({ a: 'u32' }).byteLength).toBe(4);
  });
});

describe('writeParams', () => {
  it('writes every member where the layout says, in little-endian order', () => {
    const view = written(VALUES, 256);
    expect(view.getUint32(256, true)).toBe(7);
    expect(view.getInt32(260, true)).toBe(-3);
    expect(view.getFloat32(264, true)).toBe(0.5);
    expect([view.getFloat32(272, true), view.getFloat32(276, true)]).toEqual([1, -2]);
    expect([288, 292, 296, 300].map((at) => view.getUint32(at, true))).toEqual([1, 2, 3, 0xffffffff]);
  });

  it.each([
    ['count', -1, /count must be an unsigned 32-bit integer, got -1/],
    ['count', 1.5, /count must be an unsigned 32-bit integer, got 1.5/],
    ['count', 2 ** 32, /count must be an unsigned 32-bit integer, got 4294967296/],
    ['count', undefined, /count must be a finite u32, got undefined/],
    ['shift', 2 ** 31, /shift must be a signed 32-bit integer, got 2147483648/],
    ['shift', 0.25, /shift must be a signed 32-bit integer, got 0.25/],
    ['scale', Number.NaN, /scale must be a finite f32, got NaN/],
    ['scale', Number.POSITIVE_INFINITY, /scale must be a finite f32, got Infinity/],
    ['scale', '1', /scale must be a finite f32, got 1/],
    ['pointer', [1], /pointer must have the 2 components of vec2f, got 1/],
    ['colour', [1, 2, 3, 4, 5], /colour must have the 4 components of vec4u, got 5/],
    ['colour', [1, 2, 3, -4], /colour must be an unsigned 32-bit integer, got -4/],
  ])('refuses %s = %s', (name, value, message) => {
    expect(() => written({ ...VALUES, [name]: value })).toThrow(RangeError);
    expect(() => written({ ...VALUES, [name]: value })).toThrow(message);
  });
});
