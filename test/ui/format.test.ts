import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMilliseconds, formatNumber, formatValue, roundSignificant } from '../../src/ui/format';

describe('numbers for people', () => {
  test.each([
    [3.91341, '3.913'],
    [-3.77124, '−3.771'],
    [0, '0'],
    [0.018734, '0.01873'],
    [0.00001234, '1.234e−5'],
    [12345.6, '12346'],
    [123456789, '1.235e8'],
    [1e-7, '1e−7'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NEGATIVE_INFINITY, '−∞'],
  ])('%d reads %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  test('a reading is within half a unit of its fourth digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (value) => {
        const read = Number(formatNumber(value).replace('−', '-'));
        expect(Math.abs(read - value)).toBeLessThanOrEqual(5.0001e-4 * value);
      }),
    );
  });

  test('what a slider sets is what its field shows', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (value) => {
        const used = roundSignificant(value, 3);
        expect(Number(formatValue(used))).toBe(used);
      }),
    );
  });

  test('times under the browser’s clock step are not called 0', () => {
    expect(formatMilliseconds(0)).toEqual({ under: true, text: '0.1' });
    expect(formatMilliseconds(0.25)).toEqual({ under: false, text: '0.3' });
    expect(formatMilliseconds(41.6)).toEqual({ under: false, text: '42' });
  });
});
