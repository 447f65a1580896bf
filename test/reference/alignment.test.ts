import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignment, alignmentGradient, rowAlignment } from '../../src/reference/alignment';
import { dot, row, rowsOf } from '../../src/reference/vector';
import {
  cloud,
  expectClose,
  finiteDifferences,
  permutation,
  permuteRows,
  rotate,
  unitCloud,
} from './support';

describe('alignment', () => {
  it('is the mean distance to the power alpha', () => {
    const x = [0, 0, 1, 1];
    const y = [3, 4, 1, 1];
    for (const alpha of [0.5, 1, 2, 3]) {
      expectClose(rowAlignment(x, y, 2, 2, alpha), [5 ** alpha, 0], 1e-15);
      expectClose([alignment(x, y, 2, 2, alpha)], [5 ** alpha / 2], 1e-15);
    }
    expect(alignment([], [], 0, 2, 2)).toBeNaN();
  });

  it('is 0 for equal views, 4 for antipodes, 2 - 2 cos between, on unit rows with alpha 2', () => {
    const x = unitCloud(1, 6, 5);
    const y = unitCloud(2, 6, 5);
    const ys = rowsOf(y, 6, 5);
    expect(alignment(x, x, 6, 5, 2)).toBe(0);
    expectClose(
      [
        alignment(
          x,
          x.map((value) => -value),
          6,
          5,
          2,
        ),
      ],
      [4],
      1e-15,
    );
    expectClose(
      rowAlignment(x, y, 6, 5, 2),
      rowsOf(x, 6, 5).map((xi, i) => 2 - 2 * dot(xi, row(ys, i))),
      1e-15,
    );
  });

  it('ignores a common rotation and a common order of the rows', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 6 }),
        (seed, n, d) => {
          const [x, y] = [cloud(seed, n * d), cloud(seed + 1, n * d)];
          const order = permutation(seed, n);
          const value = alignment(x, y, n, d, 1.5);
          expectClose([alignment(rotate(seed, x, n, d), rotate(seed, y, n, d), n, d, 1.5)], [value], 1e-12);
          expectClose(
            [alignment(permuteRows(x, order, d), permuteRows(y, order, d), n, d, 1.5)],
            [value],
            1e-13,
          );
        },
      ),
      { seed: 2, numRuns: 50 },
    );
  });
});

describe('alignmentGradient', () => {
  it('agrees with finite differences for both views', () => {
    const [n, d] = [4, 3];
    const [x, y] = [cloud(3, n * d), cloud(4, n * d)];
    for (const alpha of [1, 1.5, 2, 4]) {
      const { gradX, gradY } = alignmentGradient(x, y, n, d, alpha);
      expectClose(
        gradX,
        finiteDifferences((a) => alignment(a, y, n, d, alpha), x),
        1e-7,
      );
      expectClose(
        gradY,
        finiteDifferences((b) => alignment(x, b, n, d, alpha), y),
        1e-7,
      );
    }
  });

  it('is 0 where the views coincide, also for alpha 1', () => {
    const x = cloud(5, 6);
    for (const alpha of [1, 2])
      expect(alignmentGradient(x, x, 2, 3, alpha).gradX).toEqual(new Float64Array(6));
  });
});
