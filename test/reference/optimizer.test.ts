import { describe, expect, it } from 'vitest';
import { normalizeRows, projectToTangent } from '../../src/reference/normalize';
import { adamStep, biasCorrections, sgdStep } from '../../src/reference/optimizer';
import { dot, rowsOf, type Vector } from '../../src/reference/vector';
import { cloud, constant, expectClose, unitCloud } from './support';

const flat = { rows: 1, cols: 2, learningRate: 0.1, sphere: false };

describe('sgdStep', () => {
  it('follows v = mu v + g, x = x - lr v off the sphere', () => {
    const { x, velocity } = sgdStep({
      ...flat,
      x: [1, 2],
      velocity: [3, 0],
      gradient: [1, -2],
      momentum: 0.9,
    });
    expectClose(velocity, [3.7, -2], 1e-15);
    expectClose(x, [0.63, 2.2], 1e-15);
  });

  it('on the circle moves along the tangent and comes back to radius 1', () => {
    // At e1 the gradient (5, 1) and the velocity (7, 2) keep their second component only.
    const step = { ...flat, sphere: true, x: [1, 0], velocity: [7, 2], gradient: [5, 1], momentum: 0.5 };
    const { x, velocity } = sgdStep(step);
    expectClose(velocity, [0, 2], 1e-15);
    expectClose(x, [1 / Math.hypot(1, 0.2), -0.2 / Math.hypot(1, 0.2)], 1e-15);
  });

  it('leaves its arguments alone', () => {
    const x = unitCloud(1, 3, 4);
    const gradient = cloud(2, 12);
    const copies = [Float64Array.from(x), Float64Array.from(gradient)];
    sgdStep({
      x,
      velocity: new Float64Array(12),
      gradient,
      rows: 3,
      cols: 4,
      learningRate: 1,
      momentum: 0,
      sphere: true,
    });
    expect([x, gradient]).toEqual(copies);
  });
});

describe('adamStep', () => {
  const rates = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  const corrections = (step: number) => biasCorrections(rates.beta1, rates.beta2, step);

  it('takes a first step of lr sign(g), thanks to the bias correction', () => {
    const zero = [0, 0];
    const { x, first, second } = adamStep({
      ...flat,
      ...rates,
      x: [1, 2],
      first: zero,
      second: zero,
      gradient: [3, -0.5],
      ...corrections(1),
    });
    expectClose(x, [0.9, 2.1], 1e-8);
    expectClose(first, [0.3, -0.05], 1e-15);
    expectClose(second, [0.009, 0.00025], 1e-15);
  });

  it('keeps lr sign(g) under a constant gradient at any step', () => {
    let state: { x: Vector; first: Vector; second: Vector } = {
      x: Float64Array.of(0, 0),
      first: new Float64Array(2),
      second: new Float64Array(2),
    };
    for (let step = 1; step <= 5; step++)
      state = adamStep({ ...flat, ...rates, ...state, gradient: [2, -4], ...corrections(step) });
    expectClose(state.x, [-0.5, 0.5], 1e-8);
  });

  it('on the sphere moves along the projected direction and keeps unit rows', () => {
    const [rows, cols] = [6, 5];
    const x = unitCloud(3, rows, cols);
    const gradient = cloud(4, rows * cols);
    const zero = new Float64Array(rows * cols);
    const arguments_ = {
      ...rates,
      x,
      gradient,
      rows,
      cols,
      learningRate: 0.05,
      first: zero,
      second: zero,
      ...corrections(1),
    };
    const moved = adamStep({ ...arguments_, sphere: true });
    // At the first step the corrected direction is sign(g) of the projected gradient, up to epsilon.
    const direction = projectToTangent(
      x,
      projectToTangent(x, gradient, rows, cols).map(Math.sign),
      rows,
      cols,
    );
    const target = x.map((value, k) => value - 0.05 * (direction[k] ?? Number.NaN));
    expectClose(moved.x, normalizeRows(target, rows, cols).unit, 1e-6);
    expectClose(
      rowsOf(moved.x, rows, cols).map((u) => dot(u, u)),
      constant(rows, 1),
      1e-15,
    );
  });
});

describe('both optimisers', () => {
  it('bring points on the sphere to the minimum of -x . target', () => {
    const [rows, cols] = [8, 4];
    const target = Float64Array.of(0.5, -0.5, 0.5, -0.5);
    const gradient = Float64Array.from({ length: rows * cols }, (_, k) => -(target[k % cols] ?? Number.NaN));
    const zero = new Float64Array(rows * cols);
    let sgd: { x: Vector; velocity: Vector } = { x: unitCloud(5, rows, cols), velocity: zero };
    let adam: { x: Vector; first: Vector; second: Vector } = {
      x: unitCloud(5, rows, cols),
      first: zero,
      second: zero,
    };
    for (let step = 1; step <= 400; step++) {
      const shared = { gradient, rows, cols, sphere: true };
      sgd = sgdStep({ ...shared, ...sgd, learningRate: 0.1, momentum: 0.8 });
      adam = adamStep({
        ...shared,
        ...adam,
        learningRate: 0.01,
        beta1: 0.9,
        beta2: 0.99,
        epsilon: 1e-8,
        ...biasCorrections(0.9, 0.99, step),
      });
    }
    for (const { x } of [sgd, adam]) {
      const cosines = rowsOf(x, rows, cols).map((u) => dot(u, target));
      expect(Math.min(...cosines)).toBeGreaterThan(0.99);
    }
  });
});
