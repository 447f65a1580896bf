import wgsl from '../../shaders/running_statistics.wgsl?raw';
import { groupStatistics, runningUpdate, STATISTIC } from '../reference/normalization';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';
import { ROUNDOFF } from './support/rounding';

interface RunningCase {
  readonly groups: number;
  readonly count: number;
  readonly momentum: number;
  readonly eps: number;
  readonly mean?: number;
}

/** Statistics of a batch, and those of the batches before: their mean is still 0.8 of it, their inverse root of another eps. */
function runningCase(name: string, { groups, count, momentum, eps, mean = 0 }: RunningCase) {
  const statistics = (level: number, seed: number, ownEps: number): Float32Array => {
    const drawn = normals(groups, 2, seed);
    const means = Array.from({ length: groups }, (_, group) => level + (drawn[2 * group] ?? 0));
    const variances = Array.from({ length: groups }, (_, group) => Math.abs(drawn[2 * group + 1] ?? 0));
    return Float32Array.from(groupStatistics(means, variances, ownEps));
  };
  return {
    name,
    params: { groups, count, momentum, eps },
    shapes: { batch: [groups, STATISTIC], running: [groups, STATISTIC] },
    data: { batch: statistics(mean, 7, eps), running: statistics(0.8 * mean, 8, 3 * eps) },
  };
}

/** One column of statistics. */
function column(statistics: ArrayLike<number>, k: number): Float64Array {
  return Float64Array.from(
    { length: statistics.length / STATISTIC },
    (_, group) => statistics[STATISTIC * group + k] ?? Number.NaN,
  );
}

function momentsOf(statistics: ArrayLike<number>): { mean: Float64Array; variance: Float64Array } {
  const rest = column(statistics, 3);
  return {
    mean: column(statistics, 0).map((mean, group) => mean + (rest[group] ?? Number.NaN)),
    variance: column(statistics, 1),
  };
}

interface Inputs {
  readonly batch: Float64Array;
  readonly running: Float64Array;
}

function updated({ batch, running }: Inputs, { count, momentum }: { count: number; momentum: number }) {
  return runningUpdate(momentsOf(running), momentsOf(batch), count, momentum);
}

/** Roundings of the new variance: those of the unbiased estimate and of the old one, which add up without cancelling. */
function varianceError({ batch, running }: Inputs, { count }: { count: number }): Float64Array {
  const old = column(running, 1);
  return column(batch, 1).map(
    (variance, group) => 9 * ROUNDOFF * ((variance * count) / (count - 1) + (old[group] ?? 0)),
  );
}

export default defineKernel({
  name: 'running_statistics',
  wgsl,
  params: defineParams({ groups: 'u32', count: 'u32', momentum: 'f32', eps: 'f32' }),
  bindings: {
    batch: { access: 'read', type: 'vec4f', shape: '[groups, 4]' },
    running: { access: 'read_write', type: 'vec4f', shape: '[groups, 4]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ groups }, { WORKGROUP_SIZE = 1 }) => spread(Math.ceil(groups / WORKGROUP_SIZE)),
  reference: (inputs, params) => {
    const { mean, variance } = updated(inputs, params);
    return { running: groupStatistics(mean, variance, params.eps) };
  },
  combine: ({ running = [] }) => ({ ...momentsOf(running), inverse: column(running, 2) }),
  tolerance: {
    mean: {
      bound: ({ batch, running }, { momentum }) => {
        const [old, now] = [momentsOf(running).mean, momentsOf(batch).mean];
        return old.map((mean, group) => {
          const size = Math.abs(mean) + Math.abs(now[group] ?? 0);
          return (6 * momentum + 4 * ROUNDOFF) * ROUNDOFF * size;
        });
      },
      because: {
        en: 'difference, product and sum of terms of the size of the means times the momentum; the mean itself is kept in two f32',
        zh: '差、积与和，各项约为均值乘以动量；均值本身存为两个 f32',
      },
    },
    variance: {
      bound: varianceError,
      because: {
        en: 'one division (2.5 ULP), two products and two sums of terms that do not cancel',
        zh: '一次除法（2.5 ULP）、两次乘法与两次加法，各项不相消',
      },
    },
    inverse: {
      bound: (inputs, params) => {
        const { variance } = updated(inputs, params);
        const errors = varianceError(inputs, params);
        return variance.map((value, group) => {
          const whole = value + params.eps;
          return ((errors[group] ?? 0) / (2 * whole) + 16 * ROUNDOFF) / Math.sqrt(whole);
        });
      },
      because: {
        en: 'half the relative error of the variance, then a sum, a square root and a division: 8 ULP',
        zh: '方差相对误差的一半，另加一次加法、一次开方与一次除法：8 ULP',
      },
    },
  },
  cases: () => [
    runningCase('one group of two', { groups: 1, count: 2, momentum: 0.1, eps: 1e-5 }),
    runningCase('ragged, eps of the order of the variance', {
      groups: 67,
      count: 24,
      momentum: 0.1,
      eps: 0.5,
    }),
    runningCase('mean 1e4', { groups: 33, count: 7, momentum: 0.3, eps: 1e-3, mean: 1e4 }),
    runningCase('kept, for another eps', { groups: 5, count: 3, momentum: 0, eps: 0.2 }),
    runningCase('the batch alone', { groups: 5, count: 1000, momentum: 1, eps: 0.01 }),
  ],
});
