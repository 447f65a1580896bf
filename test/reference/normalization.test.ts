import { describe, expect, it } from 'vitest';
import { axisOffsets } from '../../src/reference/groups';
import {
  affineShape,
  type NormalizationOptions,
  normalizeAxes,
  normalizeAxesBackward,
  runningUpdate,
} from '../../src/reference/normalization';
import { loadGolden } from '../golden';
import { cloud, expectClose, finiteDifferences } from './support';

const SHAPE = [2, 3, 4, 5];
const COUNT = 120;

function product(shape: readonly number[]): number {
  return shape.reduce((all, extent) => all * extent, 1);
}

function dotOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, index) => sum + value * (b[index] ?? Number.NaN), 0);
}

describe('normalizeAxes', () => {
  it('has mean 0 and variance 1 - eps / (variance + eps) in every group', () => {
    const x = cloud(1, COUNT);
    for (const axes of [[3], [0], [0, 2, 3], [1, 3], [0, 1, 2, 3]]) {
      const options = { sizes: SHAPE, axes, eps: 0.1 };
      const { output, variance } = normalizeAxes(x, options);
      const after = normalizeAxes(output, { ...options, eps: 0 });
      expectClose(after.mean, new Float64Array(after.mean.length), 1e-14);
      expectClose(
        after.variance,
        variance.map((v) => v / (v + 0.1)),
        1e-14,
      );
    }
  });

  it('puts a layer on the sphere of radius sqrt(D) in the plane of sum 0', () => {
    const { output } = normalizeAxes(cloud(2, COUNT), { sizes: [24, 5], axes: [1], eps: 0 });
    for (let row = 0; row < 24; row++) {
      const entries = output.subarray(5 * row, 5 * row + 5);
      expect(dotOf(entries, entries)).toBeCloseTo(5, 12);
      expect(dotOf(entries, [1, 1, 1, 1, 1])).toBeCloseTo(0, 12);
    }
  });

  it('keeps a mean of 1e4 beside a variance of 1, which f64 squares would lose 8 digits of', () => {
    const x = cloud(3, 1000);
    const { output } = normalizeAxes(
      x.map((value) => value + 1e4),
      { sizes: [1000], axes: [0], eps: 0 },
    );
    // The sum x + 1e4 is rounded to 1e4 * 2^-53, and nothing else loses more.
    expectClose(output, normalizeAxes(x, { sizes: [1000], axes: [0], eps: 0 }).output, 1e-11);
  });

  it('gives a group of one, or of equal values, its shift', () => {
    const shift = [1, 2, 3];
    const single = { sizes: [3, 1], axes: [1], eps: 0, affineAxes: [0], shift };
    expect([...normalizeAxes([5, -7, 0], single).output]).toEqual(shift);
    const equal = normalizeAxes([4, 4, 4], { sizes: [1, 3], axes: [1], eps: 0, shift });
    expect([...equal.output]).toEqual(shift);
  });

  it('divides by the root mean square alone where nothing is centred', () => {
    const { output, mean, variance } = normalizeAxes([3, 4], {
      sizes: [2],
      axes: [0],
      eps: 0,
      centre: false,
    });
    expect([...mean, ...variance]).toEqual([0, 12.5]);
    expectClose(output, [3 / Math.sqrt(12.5), 4 / Math.sqrt(12.5)], 1e-15);
  });

  it('couples samples over the batch, and not over the features', () => {
    const x = cloud(4, 12);
    const moved = Float64Array.from(x).fill(9, 9, 12);
    const first = (data: Float64Array, axes: number[]): number[] => [
      ...normalizeAxes(data, { sizes: [4, 3], axes, eps: 1e-5 }).output.subarray(0, 3),
    ];
    expect(first(moved, [1])).toEqual(first(x, [1]));
    expect(first(moved, [0])).not.toEqual(first(x, [0]));
  });
});

describe('normalizeAxesBackward', () => {
  const x = cloud(5, COUNT);
  const gradient = cloud(6, COUNT);
  const settings: Record<string, Omit<NormalizationOptions, 'sizes' | 'eps'>> = {
    'over every axis alone': { axes: [0] },
    'batch norm with channels': { axes: [0, 2, 3] },
    'layer norm over two dims': { axes: [2, 3] },
    'group norm, scale by axis 1': { axes: [1, 2, 3], affineAxes: [1] },
    'axes apart': { axes: [1, 3] },
    everything: { axes: [0, 1, 2, 3] },
    RMS: { axes: [3], centre: false },
  };
  for (const [name, setting] of Object.entries(settings)) {
    it(`is the gradient of sum(g y): ${name}`, () => {
      const shape = affineShape(SHAPE, setting.axes, setting.affineAxes);
      const scale = cloud(7, product(shape)).map((value) => 1 + 0.3 * value);
      const shift = cloud(8, product(shape));
      const options = { sizes: SHAPE, eps: 0.01, scale, shift, ...setting };
      const analytic = normalizeAxesBackward(x, gradient, options);
      const value = (changed: object, data = x): number =>
        dotOf(normalizeAxes(data, { ...options, ...changed }).output, gradient);
      expectClose(
        analytic.gradX,
        finiteDifferences((moved) => value({}, moved), x),
        1e-7,
      );
      expectClose(
        analytic.gradScale,
        finiteDifferences((moved) => value({ scale: moved }), scale),
        1e-7,
      );
      expectClose(
        analytic.gradShift,
        finiteDifferences((moved) => value({ shift: moved }), shift),
        1e-7,
      );
    });
  }

  it('is a multiple of the gradient where statistics are given', () => {
    const given = { mean: [1, 2, 3], variance: [1, 4, 9] };
    const options = { sizes: [4, 3], axes: [0], eps: 0, given };
    const data = x.subarray(0, 12);
    const { gradX } = normalizeAxesBackward(data, gradient.subarray(0, 12), options);
    expectClose(
      gradX,
      finiteDifferences((moved) => dotOf(normalizeAxes(moved, options).output, gradient), data),
      1e-8,
    );
    expect(gradX[4]).toBe((gradient[4] ?? 0) / 2);
  });

  it('sums to 0 in every group, alone and against the normalised elements', () => {
    const options = { sizes: [24, 5], axes: [1], eps: 0 };
    const { gradX } = normalizeAxesBackward(x, gradient, options);
    const { output } = normalizeAxes(x, options);
    for (let row = 0; row < 24; row++) {
      const part = gradX.subarray(5 * row, 5 * row + 5);
      expect(dotOf(part, [1, 1, 1, 1, 1])).toBeCloseTo(0, 12);
      expect(dotOf(part, output.subarray(5 * row, 5 * row + 5))).toBeCloseTo(0, 12);
    }
  });
});

describe('affineShape', () => {
  it('is what PyTorch gives its modules', () => {
    expect(affineShape([8, 16], [0])).toEqual([16]); // BatchNorm1d of [B, C]
    expect(affineShape([8, 16, 10], [0, 2])).toEqual([16]); // BatchNorm1d of [B, C, L]
    expect(affineShape([8, 16, 10, 12], [0, 2, 3])).toEqual([16]); // BatchNorm2d
    expect(affineShape([8, 3, 10, 12], [3])).toEqual([12]); // LayerNorm(D)
    expect(affineShape([8, 3, 10, 12], [2, 3])).toEqual([10, 12]); // LayerNorm(N, D)
    expect(affineShape([8, 3, 10, 12], [1, 2, 3])).toEqual([3, 10, 12]); // LayerNorm(H, N, D)
    expect(affineShape([8, 3, 10, 12], [2, 3], [1])).toEqual([3]); // InstanceNorm2d
    expect(affineShape([8, 2, 3, 10, 12], [2, 3, 4], [1, 2])).toEqual([2, 3]); // GroupNorm(2, 6)
    expect(affineShape([8, 3, 10, 12], [0])).toEqual([3, 10, 12]);
    expect(affineShape([8, 3, 10, 12], [0, 1, 2])).toEqual([12]);
    expect(affineShape([8, 3], [0, 1])).toEqual([]);
  });

  it('counts the statistics and parameters that the goldens state', () => {
    const cases = loadGolden('h_norm');
    expect(cases.length).toBeGreaterThan(0);
    for (const { id, params } of cases) {
      const shape = params.shape as number[];
      if (params.axes) {
        const axes = params.axes as number[];
        const groups = product(shape.filter((_, axis) => !axes.includes(axis)));
        expect(groups, id).toBe(params.n_statistics);
        expect(product(shape) / groups, id).toBe(params.elements_per_statistic);
        const convention = axes.includes(0)
          ? params.affine_params_one_gamma_beta_per_statistic
          : params.affine_params_layernorm_convention;
        expect(2 * product(affineShape(shape, axes)), id).toBe(convention);
      } else {
        const module = String(params.module);
        const [axes, channels] = module.startsWith('BatchNorm2d')
          ? [[0, 2, 3]]
          : module.startsWith('GroupNorm')
            ? [[1, 2, 3], [1]]
            : [[3]];
        expect(2 * product(affineShape(shape, axes ?? [], channels)), id).toBe(params.affine_parameters);
      }
    }
  });
});

describe('runningUpdate', () => {
  it('weighs the new value by the momentum, with the unbiased variance', () => {
    const { mean, variance } = runningUpdate(
      { mean: [1], variance: [2] },
      { mean: [3], variance: [4] },
      5,
      0.1,
    );
    expect(mean[0]).toBeCloseTo(0.9 * 1 + 0.1 * 3, 15);
    expect(variance[0]).toBeCloseTo(0.9 * 2 + 0.1 * 4 * (5 / 4), 15);
  });

  it('refuses a batch of one', () => {
    const one = { mean: [0], variance: [0] };
    expect(() => runningUpdate(one, one, 1)).toThrow(RangeError);
  });
});

describe('axisOffsets', () => {
  it('walks the last axis fastest', () => {
    expect([...axisOffsets([2, 3], [8, 1])]).toEqual([0, 1, 2, 8, 9, 10]);
    expect([...axisOffsets([], [])]).toEqual([0]);
  });
});
