/** The pure parts of the views: chart memory, reference lines, number labels, palettes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Column, History, MAX_BUCKETS } from '../src/views/history';
import { readingText, tickTexts } from '../src/views/numbers';
import {
  CATEGORICAL,
  categoricalLut,
  classColour,
  hexToSrgb,
  LUT_SIZE,
  linearToSrgb,
  sequentialLut,
  srgbToLinear,
  THEME_TOKENS,
  THEMES,
} from '../src/views/palette';
import { rangeWith, spreadLabels } from '../src/views/referenceLines';

function columnsOf(history: History, series: number): Column[] {
  const columns = Array.from({ length: series + 1 }, (): Column => []);
  history.writeTo(columns);
  return columns;
}

describe('history', () => {
  it('keeps samples as they are while they fit', () => {
    const history = new History(2);
    history.push(3, [1, Number.NaN]);
    history.push(5, [2, 7]);
    expect(columnsOf(history, 2)).toEqual([
      [3, 5],
      [1, 2],
      [null, 7],
    ]);
    history.clear();
    expect(history.empty).toBe(true);
    expect(columnsOf(history, 2)).toEqual([[], [], []]);
  });

  it('bounds its points and keeps the ends, the extremes and the order of steps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 0, max: 8999 }), (count, at) => {
        const history = new History(1);
        const spike = at % count;
        for (let step = 0; step < count; step++) {
          history.push(step, [step === spike ? 100 : Math.sin(step / 50)]);
        }
        const [steps = [], values = []] = columnsOf(history, 1);
        expect(steps.length).toBe(values.length);
        expect(steps.length).toBeLessThanOrEqual(2 * MAX_BUCKETS);
        expect(steps.length).toBeGreaterThanOrEqual(Math.min(count, MAX_BUCKETS));
        expect([steps[0], steps.at(-1)]).toEqual([0, count - 1]);
        expect(values.filter((value) => value === 100)).toHaveLength(1);
        expect(steps.every((step, k) => k === 0 || (step ?? 0) > (steps[k - 1] ?? 0))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps a rise a rise and a fall a fall inside merged buckets', () => {
    for (const slope of [1, -1]) {
      const history = new History(1);
      for (let step = 0; step < 5000; step++) history.push(step, [slope * step]);
      const [, values = []] = columnsOf(history, 1);
      expect(values.every((value, k) => k === 0 || slope * ((value ?? 0) - (values[k - 1] ?? 0)) > 0)).toBe(
        true,
      );
    }
  });

  it('leaves gaps where nothing finite came', () => {
    const history = new History(1);
    for (let step = 0; step < 3000; step++) {
      history.push(step, [step < 1000 || step >= 2000 ? 1 : Number.POSITIVE_INFINITY]);
    }
    const [steps = [], values = []] = columnsOf(history, 1);
    const middle = values.filter((_, k) => (steps[k] ?? 0) > 1010 && (steps[k] ?? 0) < 1990);
    expect(middle.length).toBeGreaterThan(100);
    expect(middle.every((value) => value === null)).toBe(true);
    expect([values[0], values.at(-1)]).toEqual([1, 1]);
  });
});

describe('reference lines', () => {
  it('widens the range to near lines only', () => {
    const near = rangeWith(0, 1, [{ label: 'near', value: 1.3 }]);
    expect(near[1]).toBeGreaterThan(1.3);
    const far = rangeWith(0, 1, [{ label: 'far', value: 9 }]);
    expect(far[1]).toBeLessThan(1.2);
  });

  it('always shows the data, in at least a third of the height', () => {
    const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.array(number, { maxLength: 4 }), (a, b, values) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const [from, to] = rangeWith(
          low,
          high,
          values.map((value) => ({ label: '', value })),
        );
        expect(from).toBeLessThan(low);
        expect(to).toBeGreaterThan(high);
        const span = Math.max(high - low, 1e-3 * Math.abs(high + low), 1e-6);
        expect(span / (to - from)).toBeGreaterThan(1 / 3);
      }),
    );
  });

  it('keeps labels apart and inside', () => {
    expect(spreadLabels([10, 12, 40], 14, 0, 100)).toEqual([10, 24, 40]);
    expect(spreadLabels([95, 99], 14, 0, 100)).toEqual([86, 100]);
    expect(spreadLabels([-5], 14, 6, 100)).toEqual([6]);
  });
});

describe('numbers', () => {
  it.each([
    [1.34567, '1.346'],
    [-3.79, '\u22123.790'],
    [0, '0.000'],
    [1e-7, '1.000e\u22127'],
    [Number.NaN, '–'],
    [null, '–'],
  ])('writes %s as %s', (value, text) => {
    expect(readingText(value)).toBe(text);
  });

  it('gives ticks the digits that tell them apart', () => {
    expect(tickTexts([0, 0.5, 1], 0.5)).toEqual(['0', '0.5', '1.0']);
    expect(tickTexts([0, 2000, 4000], 2000)).toEqual(['0', '2k', '4k']);
    expect(tickTexts([2000, 2500], 500)).toEqual(['2.0k', '2.5k']);
    expect(tickTexts([-0.02, 0.02], 0.02)).toEqual(['\u22120.02', '0.02']);
  });
});

/** WCAG relative luminance. */
function luminance(hex: string): number {
  const [r, g, b] = hexToSrgb(hex).map(srgbToLinear);
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe('palette', () => {
  it('inverts the sRGB curve', () => {
    for (const component of [0, 0.003, 0.04, 0.2, 1]) {
      expect(linearToSrgb(srgbToLinear(component))).toBeCloseTo(component, 7);
    }
    expect(() => hexToSrgb('red')).toThrow('#rrggbb');
  });

  describe.each(THEMES)('%s', (theme) => {
    it('keeps text at AA contrast and every class visible on the background', () => {
      const { background, text, muted } = THEME_TOKENS[theme];
      expect(contrast(text, background)).toBeGreaterThan(4.5);
      expect(contrast(muted, background)).toBeGreaterThan(4.5);
      for (const colour of CATEGORICAL[theme]) expect(contrast(colour, background)).toBeGreaterThan(2);
    });

    it('gives legend and look-up table one colour', () => {
      const lut = categoricalLut(theme);
      expect(lut).toHaveLength(4 * LUT_SIZE);
      for (const index of [0, 5, 11, 12, 200]) {
        const shown = [...lut.subarray(4 * index, 4 * index + 3)].map(linearToSrgb);
        hexToSrgb(classColour(index, theme)).forEach((c, k) => {
          expect(Math.abs(c - (shown[k] ?? Number.NaN))).toBeLessThan(1 / 255);
        });
      }
      expect(new Set(Array.from({ length: 64 }, (_, i) => classColour(i, theme))).size).toBe(64);
    });

    it('has a ramp in gamut whose luminance rises evenly enough to survive a grey print', () => {
      const lut = sequentialLut(theme);
      expect(lut.every((c) => c >= 0 && c <= 1)).toBe(true);
      const lightness = Array.from({ length: LUT_SIZE }, (_, i) => {
        const [r = 0, g = 0, b = 0] = lut.subarray(4 * i, 4 * i + 3);
        return Math.cbrt(0.2126 * r + 0.7152 * g + 0.0722 * b);
      });
      expect(lightness.every((l, i) => i === 0 || l > (lightness[i - 1] ?? 0))).toBe(true);
    });
  });
});
