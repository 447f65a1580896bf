import { describe, expect, it } from 'vitest';
import { crossEntropyRows, squaredErrorRows } from '../../src/reference/trainingLoss';
import { cloud, expectClose, finiteDifferences } from './support';

const sum = (values: Float64Array): number => values.reduce((total, v) => total + v, 0);

describe('crossEntropyRows', () => {
  const labels = [2, 0, 1];

  it('is log n where all logits are equal, whatever their size', () => {
    const { losses, gradient } = crossEntropyRows([7, 7, 7, 7], [3], 1, 4, 1);
    expectClose(losses, [Math.log(4)], 1e-15);
    expectClose(gradient, [0.25, 0.25, 0.25, -0.75], 1e-15);
  });

  it('has the gradient of finite differences, scaled', () => {
    const logits = cloud(5, 9);
    expectClose(
      crossEntropyRows(logits, labels, 3, 3, 0.2).gradient,
      finiteDifferences((v) => 0.2 * sum(crossEntropyRows(v, labels, 3, 3, 1).losses), logits),
      1e-9,
    );
  });

  it('counts a hit where the first of the largest logits is the label', () => {
    const logits = [1, 3, 3, 1, 3, 3, 0, 0, 9];
    expect(Array.from(crossEntropyRows(logits, [1, 2, 2], 3, 3, 1).hits)).toEqual([1, 0, 1]);
  });

  it('keeps its digits where the label is nearly certain', () => {
    const { losses } = crossEntropyRows([-5, 35, -5], [1], 1, 3, 1);
    expectClose([(losses[0] ?? 0) / (2 * Math.exp(-40))], [1], 1e-14);
  });

  it('stays finite where the label is hopeless', () => {
    expectClose(crossEntropyRows([1000, 0], [1], 1, 2, 1).losses, [1000], 1e-15);
  });
});

describe('squaredErrorRows', () => {
  it('is half the mean square of a row', () => {
    const { losses, gradient } = squaredErrorRows([1, 2, 5, 5], [0, 4, 5, 5], 2, 2, 3);
    expectClose(losses, [1.25, 0], 1e-15);
    expectClose(gradient, [1.5, -3, 0, 0], 1e-15);
  });

  it('has the gradient of finite differences, scaled', () => {
    const output = cloud(6, 12);
    const target = cloud(7, 12);
    expectClose(
      squaredErrorRows(output, target, 4, 3, 0.5).gradient,
      finiteDifferences((v) => 0.5 * sum(squaredErrorRows(v, target, 4, 3, 1).losses), output),
      1e-9,
    );
  });
});
