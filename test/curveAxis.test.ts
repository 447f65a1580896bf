/** The value axis of a live chart. */
import { describe, expect, it } from 'vitest';
import { axisTexts, heldOpen } from '../src/views/curveAxis';

describe('the axis of a live chart', () => {
  it('stands open around a curve of zeros, and leaves others alone', () => {
    expect(heldOpen(0, 0)).toEqual([-0.5, 0.5]);
    expect(heldOpen(1.7, 1.7)).toEqual([1.7, 1.7]);
    expect(heldOpen(0, 1e-9)).toEqual([0, 1e-9]);
  });

  it('writes the digits that tell ticks apart, or powers of ten where those are too many', () => {
    expect(axisTexts([1.702, 1.7025, 1.703], 5e-4)).toEqual(['1.7020', '1.7025', '1.7030']);
    expect(axisTexts([0, 2e-7, 4e-7], 2e-7)).toEqual(['0', '2.0e\u22127', '4.0e\u22127']);
  });
});
