import { describe, expect, it } from 'vitest';
import type { StudyReport } from '../../src/experiments/experiment';
import { keptRows, MOMENTS, positionsOf, Timeline } from '../../src/ui/timeline';

function report(step: number, count = 3): StudyReport {
  return {
    step,
    readings: [],
    figures: [],
    verdict: null,
    badges: [],
    spectrum: Float32Array.of(step),
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
