/** The pure parts of the figures of layers: ranges, ticks, marks, pennants, cells, colours, words along a line. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divergingColour } from '../src/views/colourScale';
import { decadeAxis, exponentTicks, factorText, powerText } from '../src/views/decades';
import { heatDecades, layerTicks } from '../src/views/gradientHeat';
import { movedInGrid } from '../src/views/gridCursor';
import { layerAreas, layerAxis } from '../src/views/layerChart';
import {
  comparison,
  type LayerCurve,
  layerRange,
  markStride,
  PENNANT_GAP,
  pennantLanes,
  ratioReach,
  ratios,
} from '../src/views/layerScales';
import { factorRange } from '../src/views/originChart';
import { THEMES } from '../src/views/palette';
import {
  cellAt,
  gridAxis,
  nearestIndex,
  type Point,
  scalePlace,
  wordsAlong,
} from '../src/views/phaseGeometry';
import { evenly, ridgeHeights, shareText, wholeDecades } from '../src/views/ridgePlot';

const curve = (values: number[], theory: number[] | null = null): LayerCurve => ({
  label: 'x',
  network: 'a',
  colour: 0,
  style: 'marks',
  values,
  theory,
});

describe('numbers over many decades', () => {
  it.each([
    [0.5, '0.500'],
    [1234.4, '1234'],
    [-12345, '\u22121.23·10⁴'],
    [1.239e-7, '1.24·10⁻⁷'],
    [3e-310, '3.00·10⁻³¹⁰'],
    [0, '0'],
    [Number.NEGATIVE_INFINITY, '\u2212∞'],
    [Number.NaN, '–'],
  ])('%d reads %s', (value, text) => expect(powerText(value)).toBe(text));

  it('writes quotients as factors in either direction', () => {
    expect([2, 0.25, 1, 0, Number.NaN].map((factor) => factorText(factor))).toEqual([
      '×2.00',
      '÷4.00',
      '×1.00',
      '0',
      '–',
    ]);
  });

  it('ticks round exponents, as many as fit, over three hundred decades', () => {
    expect(exponentTicks(-300, 0, 7)).toEqual([-300, -250, -200, -150, -100, -50, 0]);
    expect(exponentTicks(-3.2, 4.9, 5)).toEqual([-2, 0, 2, 4]);
    const axis = decadeAxis([1e-300, 1], [200, 0], 24);
    expect(axis.ticks.map(({ text }) => text)).toEqual([
      '10⁻³⁰⁰',
      '10⁻²⁵⁰',
      '10⁻²⁰⁰',
      '10⁻¹⁵⁰',
      '10⁻¹⁰⁰',
      '10⁻⁵⁰',
      '1',
    ]);
    expect(axis.at(1e-150)).toBeCloseTo(100, 6);
    expect(decadeAxis([0.5, 2], [100, 0], 24).ticks.map(({ text }) => text)).toEqual(['0.5', '1', '2']);
  });
});

describe('a chart of layers', () => {
  const log = (series: LayerCurve[], more = {}) =>
    layerRange({ scale: 'log', series, ...more }).map(Math.log10);

  it('holds everything measured, and theory for a third more decades', () => {
    const [low = 0, high = 0] = log([curve([1, 1e-15, 1e-30], [1, 1e-150, 1e-300])]);
    // 30 measured decades, 10 more below; a margin of 5 % of the 40 at either end.
    expect(low).toBeCloseTo(-42, 9);
    expect(high).toBeCloseTo(2, 9);
  });

  it('spans a decade at least, what was asked for, and theory alone where nothing was measured', () => {
    const [low = 0, high = 0] = log([curve([1, 1.01])]);
    expect(high - low).toBeCloseTo(1.1, 9);
    const [from = 0, to = 0] = log([curve([1])], { minimum: 1e-6, maximum: 1e6 });
    expect(from).toBeLessThan(-6);
    expect(to).toBeGreaterThan(6);
    const [least = 0] = log([curve([Number.NaN], [1, 1e-200])]);
    expect(least).toBeLessThan(-200);
    expect(layerRange({ scale: 'log', series: [] }).every((end) => end > 0 && Number.isFinite(end))).toBe(
      true,
    );
    expect(layerRange({ scale: 'log', series: [curve([1e-300, 1e308])] }).every(Number.isFinite)).toBe(true);
  });

  it('lets bars stand on zero', () => {
    const bars = { ...curve([20, 40]), style: 'bars' as const };
    expect(layerRange({ scale: 'linear', series: [bars] })[0]).toBe(0);
  });

  it('keeps every measured value inside its ends', () => {
    const value = fc.double({ min: 1e-200, max: 1e200, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), fc.array(value), (values, theory) => {
        const [low, high] = layerRange({ scale: 'log', series: [curve(values, theory)] });
        for (const one of values) {
          expect(one).toBeGreaterThanOrEqual(low);
          expect(one).toBeLessThanOrEqual(high);
        }
      }),
    );
  });

  it('thins marks to five pixels', () => {
    expect([20, 5, 4.9, 2.5, 1].map(markStride)).toEqual([1, 1, 2, 2, 5]);
  });

  it('compares the measured with theory where both are positive, up to a round factor', () => {
    expect([...ratios(curve([2, 0, 3, Number.NaN], [1, 1, 0, 1]))]).toEqual([
      2,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect([[], [1.02], [0.9], [0.3, 1.1], [12], [1e-7]].map((one) => ratioReach([one]))).toEqual([
      1.1, 1.1, 1.2, 5, 100, 1e7,
    ]);
  });

  it('says that theory is met where no written digit differs, else by how much it is missed', () => {
    expect(
      [
        [0.94104, 0.94096],
        [0.94149, 0.94051],
        [1, 1.003],
        [0.998, 1],
        [1, 1.006],
        [4, 2],
        [0, 1],
        [Number.NaN, 1],
      ].map(([value = 0, theory = 0]) => comparison(value, theory)),
    ).toEqual(['=', '=', '=', '÷1.002', '÷1.01', '×2.00', '', '']);
  });

  it('counts whole layers, each once, and names the input', () => {
    for (const depth of [1, 2, 3, 5, 30, 200]) {
      const texts = layerAxis(depth, [0, 900], 'input').ticks.map(({ text }) => text);
      expect(texts[0]).toBe('input');
      expect(texts.slice(1).every((text) => /^\d+$/.test(text))).toBe(true);
      expect(new Set(texts).size).toBe(texts.length);
    }
    expect(layerAxis(3, [0, 400], 'input').ticks.map(({ text }) => text)).toEqual(['input', '1', '2', '3']);
  });

  it('gives the ratios a strip of their own, where there is room', () => {
    const tall = layerAreas([40, 300], 10, 250, true);
    expect(tall.ratios?.top).toBeGreaterThan(tall.values.bottom);
    expect(tall.values.bottom - tall.values.top).toBeGreaterThan(100);
    expect(layerAreas([40, 300], 10, 120, true).ratios).toBeNull();
    expect(layerAreas([40, 300], 10, 250, false).ratios).toBeNull();
  });

  it('hangs pennants where no two texts of a lane touch, and all inside', () => {
    const flag = fc.record({
      x: fc.double({ min: 40, max: 290, noNaN: true }),
      width: fc.double({ min: 10, max: 240, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(flag, { maxLength: 6 }), (flags) => {
        const placed = pennantLanes(flags, [40, 290]);
        for (const [k, { text, lane }] of placed.entries()) {
          const width = flags[k]?.width ?? 0;
          expect(text).toBeGreaterThanOrEqual(40);
          expect(text + width).toBeLessThanOrEqual(290 + 1e-9);
          for (const [other, next] of placed.slice(0, k).entries()) {
            if (next.lane !== lane) continue;
            const clear = Math.max(text - next.text - (flags[other]?.width ?? 0), next.text - text - width);
            expect(clear).toBeGreaterThanOrEqual(PENNANT_GAP);
          }
        }
      }),
    );
    expect(pennantLanes([{ x: 250, width: 100 }], [40, 290])[0]).toEqual({
      text: 250 - PENNANT_GAP - 100,
      flipped: true,
      lane: 0,
    });
  });
});

describe('ridges', () => {
  it('draws at most so many, evenly, with both ends', () => {
    expect(evenly(5, 40)).toEqual([0, 1, 2, 3, 4]);
    const drawn = evenly(201, 40);
    expect([drawn.length, drawn[0], drawn.at(-1), new Set(drawn).size]).toEqual([40, 0, 200, 40]);
  });

  it('takes the zeros out of the bin that holds them, and sets the rest to its own height', () => {
    const counts = [0, 10, 90, 20, 0];
    const heights = ridgeHeights({ counts, zeroFraction: 80 / 120 }, [-1, 1]);
    expect([...heights].map((height) => Number(height.toFixed(9)))).toEqual([0, 0.5, 0.5, 1, 0]);
    expect([...ridgeHeights({ counts: [0, 0], zeroFraction: 1 }, [-1, 1])]).toEqual([0, 0]);
  });

  it('colours whole decades', () => {
    expect(wholeDecades([-3.2, 0.4])).toEqual([-4, 1]);
    expect(wholeDecades([-2, -2])).toEqual([-3, -1]);
    expect(wholeDecades([Number.NaN, Number.NEGATIVE_INFINITY])).toEqual([-1, 0]);
    expect(heatDecades([-40, 0.5])).toEqual([-11, 1]);
    expect(layerTicks(12, 20)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(layerTicks(30, 6)).toEqual([1, 5, 10, 15, 20, 25, 30]);
    expect(layerTicks(9, 0.5)).toEqual([1]);
  });

  it('never says 0 % of a share that is not zero', () => {
    expect([0, 1e-5, 0.012, 0.5, 1, Number.NaN].map(shareText)).toEqual([
      '0 %',
      '< 0.1 %',
      '1.2 %',
      '50 %',
      '100 %',
      '–',
    ]);
  });
});

describe('a map over two dials', () => {
  it('puts values of any spacing at the centres of equal cells, and finds them back in both directions', () => {
    const values = [0.5, 1, 1.5, 3];
    for (const span of [
      [0, 80],
      [80, 0],
    ] as const) {
      const axis = gridAxis(values, span, 20);
      for (const [k, value] of values.entries()) {
        const centre = span[0] + ((k + 0.5) / 4) * (span[1] - span[0]);
        expect(axis.at(value)).toBeCloseTo(centre, 9);
        expect(axis.valueAt(centre)).toBeCloseTo(value, 9);
        expect(cellAt(centre, span, 4)).toBe(k);
      }
      expect(cellAt(81, span, 4)).toBeNull();
      expect(cellAt(-1, span, 4)).toBeNull();
    }
    expect(Number.isFinite(gridAxis([2], [0, 80], 20).at(2))).toBe(true);
    expect(nearestIndex(values, 1.3)).toBe(2);
  });

  it('gives equal distances from the centre equal weight', () => {
    const ends = { centre: 0, minimum: -1, maximum: 2 };
    expect([-1, 0, 1, 2, 9].map((value) => scalePlace(value, ends))).toEqual([-0.5, 0, 0.5, 1, 1]);
    expect(scalePlace(Number.NEGATIVE_INFINITY, ends)).toBe(-1);
    expect([0, 1, 3].map((value) => scalePlace(value, { centre: null, minimum: 0, maximum: 2 }))).toEqual([
      0, 0.5, 1,
    ]);
  });

  it('diverges with equal lightness on both arms, ever further from the middle, inside sRGB', () => {
    for (const theme of THEMES) {
      let before = -1;
      for (let k = 0; k <= 20; k++) {
        const [cold, warm] = [-k / 20, k / 20].map((t) => oklch(divergingColour(t, theme)));
        const middle = oklch(divergingColour(0, theme));
        expect(cold?.lightness).toBe(warm?.lightness);
        const distance = Math.abs((warm?.lightness ?? 0) - (middle?.lightness ?? 0));
        expect(distance).toBeGreaterThan(before);
        before = distance;
        for (const colour of [cold, warm]) {
          // Half a step of 8-bit colour beyond the gamut cannot be seen.
          for (const part of toLinear(colour)) {
            expect(part).toBeGreaterThan(-2e-3);
            expect(part).toBeLessThan(1.002);
          }
        }
      }
    }
  });

  it('writes along a line: inside, upright, off the line', () => {
    const area = { left: 0, right: 300, top: 0, bottom: 200 };
    const line: Point[] = Array.from({ length: 30 }, (_, k) => [5 + 10 * k, 190 - 6 * k]);
    const placed = wordsAlong(line, area, 80, 10);
    expect(placed?.angle).toBeCloseTo(Math.atan2(-6, 10), 9);
    const [x = 0, y = 0] = placed?.at ?? [];
    expect(y).toBeLessThan(190 - 0.6 * (x - 5));
    expect(wordsAlong(line.toReversed(), area, 80, 10)?.angle).toBeCloseTo(Math.atan2(-6, 10), 9);
    expect(wordsAlong(line.slice(0, 3), area, 80, 10)).toBeNull();
    expect(wordsAlong([], area, 80, 10)).toBeNull();
  });
});

describe('a cursor over a grid', () => {
  const size = [4, 6] as const;
  const start = { row: 1, column: 1 };
  const move = (key: string, row: number, column: number, shift = false) =>
    movedInGrid(key, shift, { row, column }, size, start);

  it('moves as the arrows point and stays inside', () => {
    expect(move('ArrowUp', 2, 3)).toEqual({ row: 1, column: 3 });
    expect(move('ArrowRight', 2, 5)).toEqual({ row: 2, column: 5 });
    expect(move('ArrowDown', 0, 0, true)).toEqual({ row: 3, column: 0 });
    expect(move('Home', 2, 3)).toEqual({ row: 0, column: 0 });
    expect(move('End', 0, 0)).toEqual({ row: 3, column: 5 });
    expect(move('Escape', 0, 0)).toBeNull();
    expect(move('a', 0, 0)).toBeUndefined();
  });

  it('begins where it is told, and walks a single column with every arrow', () => {
    expect(movedInGrid('ArrowLeft', false, null, size, start)).toEqual(start);
    expect(movedInGrid('ArrowRight', false, { row: 2, column: 0 }, [9, 1], start)?.row).toBe(3);
    expect(movedInGrid('ArrowDown', false, null, [0, 0], start)).toBeUndefined();
  });
});

describe('activations near the origin', () => {
  it('share one axis: all factors and 1, within three decades', () => {
    const tile = (predicted: number, measured: number) => ({
      forward: { predicted, measured },
      backward: { predicted: 1, measured: 1 },
    });
    const [low, high] = factorRange([tile(0, 0.02), tile(1e9, 5)]);
    expect(low).toBeLessThan(0.02);
    expect(low).toBeGreaterThan(0.005);
    expect(high).toBeGreaterThan(1000);
    expect(high).toBeLessThan(3000);
    expect(factorRange([]).every((end) => end > 0)).toBe(true);
  });
});

interface Oklch {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
}

function oklch(text: string): Oklch | null {
  const [lightness, chroma, hue] = (/^oklch\((.*)\)$/.exec(text)?.[1] ?? '').split(' ').map(Number);
  if (lightness === undefined || chroma === undefined || hue === undefined) return null;
  return { lightness, chroma, hue };
}

/** Linear sRGB (Ottosson, "A perceptual color space for image processing", 2020). */
function toLinear(colour: Oklch | null | undefined): number[] {
  if (!colour) return [Number.NaN];
  const angle = (colour.hue * Math.PI) / 180;
  const [a, b] = [colour.chroma * Math.cos(angle), colour.chroma * Math.sin(angle)];
  const l = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (colour.lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}
