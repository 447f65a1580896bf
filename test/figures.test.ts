/** The pure parts of the figures: ticks, numbers, layouts, orders, what is drawn where. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearAxis, linearTicks, logAxis, logText, logTicks } from '../src/views/axes';
import { cascade, violates } from '../src/views/boundLadder';
import { byCollapse, type ClassRow } from '../src/views/classTable';
import { movedCursor } from '../src/views/cursor';
import { lensAreas } from '../src/views/lensChart';
import { matrixLayout, movedCell } from '../src/views/matrixView';
import { stripPosition } from '../src/views/metricStrip';
import { compactText } from '../src/views/numbers';
import { THEMES } from '../src/views/palette';
import { compressedOrder, isoScoreOf } from '../src/views/rankDial';
import { aboveFloor, cumulatedShare, ZERO_SHARE } from '../src/views/spectrumChart';
import { segmentAt, segmentEdges } from '../src/views/timelineBar';
import { verdictColour } from '../src/views/verdictColours';
import { meanShares, rowAt } from '../src/views/waterfall';

const texts = (ticks: readonly { readonly text: string }[]) => ticks.map(({ text }) => text);

describe('axes', () => {
  it('ticks evenly in round steps', () => {
    expect(texts(linearTicks(0, 1, 5))).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1.0']);
    expect(texts(linearTicks(-0.3, 0.9, 3))).toEqual(['0', '0.5']);
    expect(texts(linearTicks(0, 12_000, 3))).toEqual(['0', '5k', '10k']);
    // A step of 2 would leave -2 alone.
    expect(texts(linearTicks(-3.9, -1, 2))).toEqual(['\u22123', '\u22122', '\u22121']);
  });

  it('ticks a log axis at 1-2-5, at decades, at some decades, or evenly where it spans less', () => {
    expect(texts(logTicks(1, 128, 8))).toEqual(['1', '2', '5', '10', '20', '50', '100']);
    expect(texts(logTicks(1, 128, 4))).toEqual(['1', '10', '100']);
    expect(texts(logTicks(1e-9, 1, 4))).toEqual(['10⁻⁹', '10⁻⁶', '0.001', '1']);
    expect(texts(logTicks(31, 38, 4))).toEqual(['32', '34', '36', '38']);
  });

  it('writes powers of ten where plain digits would be many', () => {
    expect([0.001, 0.02, 5, 1000, 1e4, 2e-7, 1e-12].map(logText)).toEqual([
      '0.001',
      '0.02',
      '5',
      '1000',
      '10⁴',
      '2·10⁻⁷',
      '10⁻¹²',
    ]);
  });

  it('finds every value back, with few enough ticks and all of them inside', () => {
    const size = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(size, fc.double({ min: 1.01, max: 1e9, noNaN: true }), size, (low, ratio, t) => {
        const high = low * ratio;
        const value = low * ratio ** (t / 1e6);
        for (const axis of [logAxis([low, high], [40, 300], 26), linearAxis([low, high], [300, 40], 26)]) {
          expect(axis.valueAt(axis.at(value)) / value).toBeCloseTo(1, 6);
          expect(axis.ticks.length).toBeLessThanOrEqual(260 / 26 + 1);
          for (const tick of axis.ticks) {
            expect(axis.at(tick.value)).toBeGreaterThan(39.9);
            expect(axis.at(tick.value)).toBeLessThan(300.1);
          }
        }
      }),
    );
  });

  it('keeps a range of one value an axis', () => {
    for (const axis of [
      linearAxis([3, 3], [0, 100], 20),
      linearAxis([0, 0], [0, 100], 20),
      logAxis([2, 2], [0, 100], 20),
    ]) {
      expect(axis.ticks.length).toBeGreaterThan(0);
      expect(axis.ticks.every(({ value }) => Number.isFinite(axis.at(value)))).toBe(true);
    }
  });
});

describe('compact numbers', () => {
  it.each([
    [0, '0'],
    [0.7013, '0.701'],
    [-0.00203, '\u22120.0020'],
    [119.13, '119.1'],
    [12345.6, '12346'],
    [4.13e-5, '4.1e\u22125'],
    [-2.5e7, '\u22122.5e7'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NaN, '–'],
    [null, '–'],
  ])('writes %s as %s', (value, text) => {
    expect(compactText(value)).toBe(text);
  });

  it('never takes more than eight characters with exponents of two digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-99, max: 9e98, noNaN: true }), fc.boolean(), (size, negative) => {
        expect(compactText(negative ? -size : size).length).toBeLessThanOrEqual(8);
      }),
    );
  });
});

describe('spectrum', () => {
  it('cuts what is zero up to rounding and no more', () => {
    expect(aboveFloor([1, 1e-3, 2 * ZERO_SHARE, 0.5 * ZERO_SHARE, 0])).toBe(3);
    expect(aboveFloor([0, 0])).toBe(0);
    expect(aboveFloor([Number.NaN, 1])).toBe(0);
    expect(aboveFloor([])).toBe(0);
  });

  it('adds up the share of the first', () => {
    expect([0, 1, 2, 3].map((k) => cumulatedShare([6, 3, 1], k))).toEqual([0, 0.6, 0.9, 1]);
  });
});

describe('waterfall', () => {
  it('measures eigenvalues in equal shares', () => {
    expect([...meanShares([5, 5, 5])]).toEqual([1, 1, 1]);
    expect([...meanShares([4, 0, 0, 0])]).toEqual([4, 0, 0, 0]);
  });

  it('shows at a step the last row that is not later', () => {
    const rows = [0, 10, 25, 26].map((step) => ({ step, values: [] }));
    expect([-3, 0, 9, 10, 24.9, 25, 1e6].map((step) => rowAt(rows, step))).toEqual([0, 0, 0, 1, 1, 2, 3]);
  });
});

describe('metric strip', () => {
  const linear = { collapse: 1, optimum: -0.25, scale: 'linear' } as const;
  const log = { collapse: 1, optimum: 100, scale: 'log' } as const;

  it('places the collapse end left, the optimum right, and what lies beyond at the ends', () => {
    expect([1, 0.375, -0.25].map((value) => stripPosition(value, linear))).toEqual([0, 0.5, 1]);
    expect([2, -1].map((value) => stripPosition(value, linear))).toEqual([0, 1]);
    expect(stripPosition(10, log)).toBeCloseTo(0.5, 12);
    expect([0, -1].map((value) => stripPosition(value, log))).toEqual([0, 0]);
    expect([null, Number.NaN].map((value) => stripPosition(value, linear))).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('bound ladder', () => {
  it('calls a bound violated beyond rounding only, on its own side', () => {
    expect(violates('lower', 10.1, 10, 1e-3)).toBe(true);
    expect(violates('lower', 10.001, 10, 1e-3)).toBe(false);
    expect(violates('upper', 10.1, 10, 1e-3)).toBe(false);
    expect(violates('upper', 9.9, 10, 1e-3)).toBe(true);
    expect(violates('upper', Number.NaN, 10, 0)).toBe(false);
  });

  it('lays the parts end to end up to the left side, back where a part is negative', () => {
    const parts = { mean: 4, variance: 2, selfPairs: 1, higherOrders: -0.5 };
    const steps = cascade({ left: 6.5, right: 4, gap: 2.5, parts });
    expect(steps.map(({ from, to }) => [from, to])).toEqual([
      [0, 4],
      [4, 6],
      [6, 7],
      [7, 6.5],
      [0, 6.5],
      [0, 4],
      [4, 6.5],
    ]);
  });
});

describe('Renyi dial', () => {
  it('puts 0, 1, 2 and infinity on one axis, and reads the participation ratio as IsoScore', () => {
    expect([0, 1, 2, Number.POSITIVE_INFINITY].map(compressedOrder)).toEqual([0, 1 / 2, 2 / 3, 1]);
    expect([1, 64.5, 128].map((rank) => isoScoreOf(rank, 128))).toEqual([0, 0.5, 1]);
  });
});

describe('layouts', () => {
  it('sets the panels of the lens side by side where it is wide, else one above another', () => {
    const wide = lensAreas(900, 200, 3);
    const narrow = lensAreas(300, 380, 3);
    const low = lensAreas(360, 110, 3);
    for (const row of [wide, low]) expect(new Set(row.map(({ top }) => top)).size).toBe(1);
    expect(new Set(narrow.map(({ left }) => left)).size).toBe(1);
    for (const [areas, width, height] of [
      [wide, 900, 200],
      [narrow, 300, 380],
      [low, 360, 110],
    ] as const) {
      areas.forEach(({ left, right, top, bottom }, k) => {
        expect(right - left).toBeGreaterThan(60);
        expect(bottom - top).toBeGreaterThan(30);
        expect(Math.min(left, top, width - right, height - bottom)).toBeGreaterThanOrEqual(0);
        const next = areas[k + 1];
        if (next) expect(next.left >= right || next.top >= bottom).toBe(true);
      });
    }
  });

  it('keeps the matrix square and inside, its bar below in a tall box', () => {
    expect(matrixLayout(900, 300)).toEqual({ side: 292, below: false });
    expect(matrixLayout(300, 400)).toEqual({ side: 292, below: true });
    expect(matrixLayout(0, 0).side).toBe(1);
  });
});

describe('cursors', () => {
  it('move within the items, ten at a time with shift, and leave on Escape', () => {
    expect(movedCursor('ArrowRight', false, null, 5)).toBe(0);
    expect(movedCursor('ArrowLeft', false, null, 5)).toBe(4);
    expect(movedCursor('ArrowRight', false, 4, 5)).toBe(4);
    expect(movedCursor('ArrowLeft', true, 14, 20)).toBe(4);
    expect(movedCursor('Home', false, 3, 5)).toBe(0);
    expect(movedCursor('End', false, 3, 5)).toBe(4);
    expect(movedCursor('Escape', false, 3, 5)).toBeNull();
    expect(movedCursor('x', false, 3, 5)).toBeUndefined();
    expect(movedCursor('ArrowRight', false, null, 0)).toBeUndefined();
  });

  it('move over a matrix and stop at its edges', () => {
    const corner = { row: 0, column: 0 };
    expect(movedCell('ArrowDown', null, 3)).toEqual(corner);
    expect(movedCell('ArrowUp', corner, 3)).toEqual(corner);
    expect(movedCell('ArrowRight', corner, 3)).toEqual({ row: 0, column: 1 });
    expect(movedCell('ArrowDown', { row: 2, column: 1 }, 3)).toEqual({ row: 2, column: 1 });
    expect(movedCell('Escape', corner, 3)).toBeNull();
    expect(movedCell('ArrowUp', corner, 0)).toBeUndefined();
  });
});

describe('class table', () => {
  it('puts the most collapsed first and the undefined last', () => {
    const row = (index: number, meanCosine: number, centredRank: number): ClassRow => ({
      label: String(index),
      index,
      count: 1,
      meanCosine,
      rawRank: 1,
      centredRank,
    });
    const rows = [
      row(0, Number.NaN, 1),
      row(1, 0.2, 9),
      row(2, 0.9, 5),
      row(3, 0.9, 2),
      row(4, 0.9, Number.NaN),
    ];
    expect(byCollapse(rows).map(({ index }) => index)).toEqual([3, 2, 4, 1, 0]);
    expect(rows[0]?.index).toBe(0);
  });
});

describe('timeline', () => {
  const segments = [
    { from: 0, kind: 'cone', label: 'cone' },
    { from: 5, kind: 'none', label: 'none' },
  ];

  it('knows the verdict of a place and where verdicts change', () => {
    expect([0, 4, 5, 10].map((index) => segmentAt(segments, index)?.kind)).toEqual([
      'cone',
      'cone',
      'none',
      'none',
    ]);
    expect(segmentAt(segments, -1)).toBeUndefined();
    expect(segmentEdges(segments, 11)).toEqual([0, 0.5, 1]);
    expect(segmentEdges(segments, 1)).toEqual([0, 0, 1]);
    expect(segmentEdges([], 0)).toEqual([1]);
  });

  it.each(THEMES)('has a colour of its own for every verdict in the %s theme', (theme) => {
    const kinds = ['none', 'complete', 'cone', 'dimensional', 'cluster', 'per-class'];
    const colours = kinds.map((kind) => verdictColour(kind, theme));
    expect(new Set([...colours, verdictColour('unheard of', theme)]).size).toBe(7);
  });
});
