import { describe, expect, it } from 'vitest';
import {
  columnSums,
  linearBackwardInput,
  linearBackwardWeight,
  linearForward,
} from '../../src/reference/linear';
import { dot } from '../../src/reference/vector';
import { cloud, expectClose, finiteDifferences } from './support';

// fan_in and fan_out differ, so a transposed W cannot pass.
const shape = { rows: 3, fanIn: 5, fanOut: 2 };
const x = cloud(1, 15);
const weights = cloud(2, 10);
const bias = cloud(3, 2);
const dy = cloud(4, 6);

/** S = sum of dy * y, whose derivatives the backward functions are. */
function objective(input: Float64Array, w: Float64Array, b: Float64Array): number {
  return dot(dy, linearForward(input, w, b, shape));
}

describe('a linear layer', () => {
  it('maps rows by x W + b', () => {
    const y = linearForward([1, 2, 3, 4], [1, 10, 100, 2, 20, 200], [0.5, 0, -1], {
      rows: 2,
      fanIn: 2,
      fanOut: 3,
    });
    expectClose(y, [5.5, 50, 499, 11.5, 110, 1099], 1e-15);
  });

  it('has the gradients of finite differences', () => {
    expectClose(
      linearBackwardInput(dy, weights, shape),
      finiteDifferences((v) => objective(v, weights, bias), x),
      1e-9,
    );
    expectClose(
      linearBackwardWeight(x, dy, shape),
      finiteDifferences((v) => objective(x, v, bias), weights),
      1e-9,
    );
    expectClose(
      columnSums(dy, 3, 2),
      finiteDifferences((v) => objective(x, weights, v), bias),
      1e-9,
    );
  });

  it('refuses matrices that are too small', () => {
    expect(() => linearForward(x, weights.subarray(1), bias, shape)).toThrow(RangeError);
  });
});
