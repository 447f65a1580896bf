import { describe, expect, it } from 'vitest';
import type { StudyReport } from '../../src/experiments/experiment';
import { keptRows, MOMENTS, merged, positionsOf, Timeline } from '../../src/ui/timeline';

function report(step: number, count = 3, round = 'spectrum'): StudyReport {
  return {
    round,
    step,
    readings: [],
    figures: [],
    verdict: null,
    badges: [],
    spectrum: round === 'spectrum' ? Float32Array.of(step) : new Float32Array(),
    positions: Float32Array.from({ length: 4 * count }, (_, i) => (i % 4 === 3 ? 1 : Math.sin(i + step))),
  };
}

function steps(timeline: Timeline): number[] {
  return timeline.moments.map((moment) => moment.report.step);
}

describe('the timeline', () => {
  it('keeps one moment a step, the latest look at it', () => {
    const timeline = new Timeline();
    for (const step of [0, 0, 4, 4, 4, 9]) timeline.push(report(step));
    expect(steps(timeline)).toEqual([0, 4, 9]);
  });

  it('never holds more than its bound, keeps its beginning, and stays even', () => {
    const timeline = new Timeline();
    for (let step = 0; step < 20 * MOMENTS; step++) {
      timeline.push(report(step, 1));
      expect(timeline.moments.length).toBeLessThan(MOMENTS);
    }
    const kept = steps(timeline);
    expect(kept[0]).toBe(0);
    const gaps = kept.slice(1).map((step, i) => step - (kept[i] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * Math.min(...gaps));
    expect(20 * MOMENTS - (kept.at(-1) ?? 0)).toBeLessThanOrEqual(2 * Math.max(...gaps));
  });

  it('puts rounds that overlap in the order of their steps, and tells of each step what was known nearest to it', () => {
    const timeline = new Timeline();
    for (const step of [0, 10, 20]) timeline.push(report(step));
    // A slow round of an older state comes late.
    timeline.push(report(4, 3, 'sample'));
    timeline.push(report(30));
    timeline.push(report(21, 3, 'sample'));
    expect(steps(timeline)).toEqual([0, 4, 10, 20, 21, 30]);
    const known = timeline.reportAt(10);
    expect(known?.round.split(' ').toSorted()).toEqual(['sample', 'spectrum']);
    expect(known?.spectrum[0]).toBe(10);
    expect(timeline.reportAt(4)?.spectrum[0]).toBe(0);
    expect(new Timeline().reportAt(3)).toBe(null);
  });

  it('keeps readings beside the moments', () => {
    const timeline = new Timeline();
    expect(timeline.readingsAt(5)).toEqual([]);
    for (const step of [0, 8]) timeline.pushReadings([{ step, name: 'loss', value: step, unit: 'nats' }]);
    expect(timeline.readingsAt(7)[0]?.value).toBe(8);
  });

  it('joins the rows of the strip that several rounds measured', () => {
    const row = (id: string) => ({ id }) as never;
    const { positions: _, ...first } = report(1, 3, 'sample');
    const { positions: __, ...second } = report(2);
    const whole = merged([
      { ...first, figures: [{ id: 'metrics', kind: 'metrics', frame: [row('a')] }] },
      { ...second, figures: [{ id: 'metrics', kind: 'metrics', frame: [row('b')] }] },
    ]);
    expect(whole.step).toBe(2);
    expect(whole.figures).toEqual([{ id: 'metrics', kind: 'metrics', frame: [{ id: 'a' }, { id: 'b' }] }]);
  });

  it('keeps positions far outside the ball to the same share of the largest', () => {
    const timeline = new Timeline();
    const far = { ...report(0), positions: Float32Array.of(50, -25, 0, 1, 0, 0, 12.5, 1) };
    timeline.push(far);
    const [moment] = timeline.moments;
    const drawn = moment ? positionsOf(moment) : [];
    for (const [i, value] of [50, -25, 0, Math.hypot(50, 25), 0, 0, 12.5, 12.5].entries()) {
      expect(drawn[i]).toBeCloseTo(value, 2);
    }
  });

  it('finds the moment nearest to a step', () => {
    const timeline = new Timeline();
    expect(timeline.nearest(5)).toBe(-1);
    for (const step of [0, 10, 30]) timeline.push(report(step));
    expect([-3, 4, 6, 21, 1000].map((step) => timeline.nearest(step))).toEqual([0, 0, 1, 2, 2]);
    timeline.clear();
    expect(timeline.moments).toEqual([]);
  });

  it('keeps positions to 1/65,534, and thins large clouds evenly', () => {
    const timeline = new Timeline();
    const original = report(7, 5000);
    timeline.push(original);
    const [moment] = timeline.moments;
    if (!moment) throw new Error('nothing was kept');
    const rows = keptRows(5000);
    expect(rows.length).toBe(2048);
    expect(moment.positions.byteLength).toBe(6 * rows.length);
    const drawn = positionsOf(moment);
    for (const [i, row] of rows.entries()) {
      for (let axis = 0; axis < 3; axis++) {
        const [found, sought] = [drawn[4 * i + axis] ?? 0, original.positions[4 * row + axis] ?? 0];
        expect(Math.abs(found - sought)).toBeLessThan(1 / 65_000);
      }
    }
    expect('positions' in moment.report).toBe(false);
  });
});
