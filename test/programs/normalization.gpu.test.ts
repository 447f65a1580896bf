/** Normalisation over every set of axes, forward and backward, against Float64 on both executors. */
import { describe, expect, it } from 'vitest';
import { normals } from '../../src/kernels/support/cases';
import { ROUNDOFF } from '../../src/kernels/support/rounding';
import { momentsOf, NormalizationProgram, statisticsOf } from '../../src/programs/normalization';
import { type GroupPlaces, groupPlaces } from '../../src/reference/groups';
import { affineAxesOf, normalizeAxes, normalizeAxesBackward } from '../../src/reference/normalization';
import type { Executor } from '../../src/runtime/executor';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { GpuScope } from '../../src/runtime/scope';
import { type DeviceTensor, elementCount, paddedColumns, padRows, unpadRows } from '../../src/runtime/tensor';
import { useGpu } from '../support/dawn';

interface Setting {
  readonly sizes: readonly number[];
  readonly axes: readonly number[];
  readonly eps: number;
  readonly centre?: boolean;
  readonly affineAxes?: readonly number[];
  readonly scale?: Float32Array;
  readonly shift?: Float32Array;
  readonly given?: { readonly mean: readonly number[]; readonly variance: readonly number[] };
}

interface Outcome {
  readonly y: Float64Array;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly gradX: Float64Array;
  readonly gradScale: Float64Array;
  readonly gradShift: Float64Array;
}

/** The program on an array whose last axis is padded to whole vec4s; what lies between must stay zero. */
async function run(
  executor: Executor,
  x: Float32Array,
  gradient: Float32Array,
  setting: Setting,
): Promise<Outcome> {
  const { sizes, axes, eps, given } = setting;
  using scope = new GpuScope('normalisation');
  const columns = sizes.at(-1) ?? 1;
  const rows = x.length / columns;
  const strides = sizes.map((_, axis) =>
    axis === sizes.length - 1 ? 1 : paddedColumns(columns) * elementCount(sizes.slice(axis + 1, -1)),
  );
  await executor.prepare(NormalizationProgram.kernels);
  const program = new NormalizationProgram(executor, scope, {
    sizes,
    strides,
    axes,
    ...(setting.centre !== undefined && { centre: setting.centre }),
    ...(setting.affineAxes && { affineAxes: setting.affineAxes }),
  });
  const padded = (label: string, data?: Float32Array): DeviceTensor<'f32'> => {
    const tensor = executor.allocate(scope, label, [rows, paddedColumns(columns)]);
    if (data) executor.write(tensor, padRows(data, rows, columns));
    return tensor;
  };
  const vector = (label: string, data?: Float32Array): DeviceTensor<'f32'> => {
    const tensor = executor.allocate(scope, label, [data?.length ?? program.parameters]);
    if (data) executor.write(tensor, data);
    return tensor;
  };
  const tensors = { x: padded('x', x), y: padded('y'), g: padded('gradient', gradient), gradX: padded('dx') };
  const [gradScale, gradShift] = [vector('dscale'), vector('dshift')];
  const scale = setting.scale && { scale: vector('scale', setting.scale) };
  const shift = setting.shift && { shift: vector('shift', setting.shift) };
  const known = given && { given: vector('given', statisticsOf(given.mean, given.variance, eps)) };
  executor.submit((recorder) => {
    program.encodeForward(recorder, { x: tensors.x, y: tensors.y, eps, ...scale, ...shift, ...known });
    program.encodeBackward(recorder, {
      x: tensors.x,
      gradient: tensors.g,
      gradX: tensors.gradX,
      gradScale,
      gradShift,
      ...scale,
      ...known,
    });
  });
  const whole = async (tensor: DeviceTensor<'f32'>): Promise<Float64Array> => {
    const data = Float64Array.from(await executor.read(tensor));
    const between = data.filter((_, index) => index % paddedColumns(columns) >= columns);
    expect(
      between.every((value) => value === 0),
      `${tensor.label} between rows`,
    ).toBe(true);
    return unpadRows(data, rows, columns);
  };
  return {
    y: await whole(tensors.y),
    ...momentsOf(await executor.read(program.statistics)),
    gradX: await whole(tensors.gradX),
    gradScale: Float64Array.from(await executor.read(gradScale)),
    gradShift: Float64Array.from(await executor.read(gradShift)),
  };
}

function largestOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** The largest of some values in every group, at every element of it. */
function largestInGroup(values: Float64Array, { kept, reduced }: GroupPlaces): Float64Array {
  const largest = new Float64Array(values.length);
  for (const base of kept.elements) {
    const most = reduced.elements.reduce((peak, at) => Math.max(peak, Math.abs(values[base + at] ?? 0)), 0);
    for (const at of reduced.elements) largest[base + at] = most;
  }
  return largest;
}

function expectWithin(
  what: string,
  got: Float64Array,
  expected: Float64Array,
  allowed: (k: number) => number,
) {
  expect(got.length, what).toBe(expected.length);
  let [worst, message] = [0, what];
  for (const [index, value] of expected.entries()) {
    const error = Math.abs((got[index] ?? Number.NaN) - value);
    const ratio = error === 0 ? 0 : error / allowed(index);
    if (ratio <= worst) continue;
    worst = Number.isNaN(ratio) ? Infinity : ratio;
    message = `${what}[${index}] is ${got[index]}, not ${value}`;
  }
  expect(worst, message).toBeLessThanOrEqual(1);
}

/**
 * Holds an outcome against Float64. Sums over m members lose 8 + sqrt(m) roundings relative to their magnitudes: those of
 * distances from the pivot are at most twice the largest deviation, xh in units of the root, and the variance carries twice
 * that into xh; gradients add the two means of g' and g' xh, and their own sums over m.
 */
function expectFloat64(outcome: Outcome, x: Float32Array, gradient: Float32Array, setting: Setting): void {
  const { sizes, axes, scale } = setting;
  const affineAxes = setting.affineAxes ?? affineAxesOf(sizes.length, axes);
  const places = groupPlaces(sizes, axes, affineAxes);
  const plain = normalizeAxes(x, {
    sizes,
    axes,
    eps: setting.eps,
    ...(setting.centre !== undefined && { centre: setting.centre }),
    ...(setting.given && { given: setting.given }),
  });
  const expected = normalizeAxes(x, setting);
  const gradients = normalizeAxesBackward(x, gradient, setting);
  const peak = largestInGroup(plain.output, places);
  const roundings = ROUNDOFF * 4 * (8 + Math.sqrt(places.reduced.elements.length));
  const factor = Math.max(1, largestOf(scale ?? []));
  const largestShift = largestOf(setting.shift ?? []);
  const relative = (k: number): number => roundings * (peak[k] ?? 0) * (1 + Math.abs(plain.output[k] ?? 0));
  expectWithin('y', outcome.y, expected.output, (k) => factor * relative(k) + 2 * ROUNDOFF * largestShift);

  // dx in units of 1 / root, and the root of every element from what the normalisation did to differences.
  const g = largestInGroup(Float64Array.from(gradient), places);
  const inverse = new Float64Array(x.length);
  for (const [group, base] of places.kept.elements.entries()) {
    const variance = (setting.given?.variance ?? expected.variance)[group] ?? 0;
    for (const at of places.reduced.elements) inverse[base + at] = 1 / Math.sqrt(variance + setting.eps);
  }
  expectWithin('dx', outcome.gradX, gradients.gradX, (k) => {
    const most = peak[k] ?? 0;
    return roundings * factor * (g[k] ?? 0) * (inverse[k] ?? 0) * (1 + most + most ** 2) * (1 + most);
  });
  const members = x.length / gradients.gradScale.length;
  const sumRoundings = ROUNDOFF * (8 + Math.sqrt(members)) * members * largestOf(gradient);
  const largest = largestOf(peak);
  expectWithin('dshift', outcome.gradShift, gradients.gradShift, () => sumRoundings);
  expectWithin('dscale', outcome.gradScale, gradients.gradScale, () => {
    return sumRoundings * largest + members * largestOf(gradient) * roundings * largest * (1 + largest);
  });
}

const SIZES = [3, 5, 4, 7];
const SUBSETS = Array.from({ length: 15 }, (_, mask) =>
  SIZES.map((_size, axis) => axis).filter((axis) => ((mask + 1) >> axis) & 1),
);
const X = normals(elementCount(SIZES), 1).map((value) => 2 * value + 1);
const GRADIENT = normals(elementCount(SIZES), 1, 9);

function affine(count: number): { scale: Float32Array; shift: Float32Array } {
  return { scale: normals(count, 1, 2).map((value) => 1 + 0.3 * value), shift: normals(count, 1, 3) };
}

function parametersOf(axes: readonly number[]): number {
  return elementCount(affineAxesOf(4, axes).map((axis) => SIZES[axis] ?? 1));
}

describe('normalisation', () => {
  const gpu = useGpu();

  for (const axes of SUBSETS) {
    it(`over axes ${axes.join(', ')} is that of Float64, on both executors`, async () => {
      using reference = new ReferenceExecutor();
      const setting = { sizes: SIZES, axes, eps: 1e-5, ...affine(parametersOf(axes)) };
      for (const executor of [gpu.executor, reference]) {
        expectFloat64(await run(executor, X, GRADIENT, setting), X, GRADIENT, setting);
      }
      const rms = { sizes: SIZES, axes, eps: 1e-3, centre: false };
      expectFloat64(await run(gpu.executor, X, GRADIENT, rms), X, GRADIENT, rms);
    });
  }

  it('takes channels that are reduced, as group norm does', async () => {
    const setting = { sizes: SIZES, axes: [1, 2, 3], affineAxes: [1], eps: 1e-5, ...affine(5) };
    expectFloat64(await run(gpu.executor, X, GRADIENT, setting), X, GRADIENT, setting);
  });

  it('evaluates with statistics that are given', async () => {
    using reference = new ReferenceExecutor();
    const given = { mean: [0.5, 1, 1.5, 2, 1e4], variance: [1, 2, 3, 4, 5] };
    const setting = { sizes: SIZES, axes: [0, 2, 3], eps: 0.1, given, ...affine(5) };
    for (const executor of [gpu.executor, reference]) {
      expectFloat64(await run(executor, X, GRADIENT, setting), X, GRADIENT, setting);
    }
  });

  for (const axes of [[0], [1]]) {
    it(`keeps the digits of a variance of 1 beside a mean of 1e4, over axis ${axes.join()}`, async () => {
      const [rows, columns] = [257, 130];
      const x = normals(rows, columns).map((value) => 1e4 + value);
      const gradient = normals(rows, columns, 4);
      const setting = { sizes: [rows, columns], axes, eps: 1e-5 };
      expectFloat64(await run(gpu.executor, x, gradient, setting), x, gradient, setting);
    });
  }

  for (const size of [1e-30, 1e30]) {
    it(`holds entries of ${size}`, async () => {
      const x = X.map((value) => size * value);
      const setting = { sizes: SIZES, axes: [3], eps: 0 };
      const { y, gradX } = await run(gpu.executor, x, GRADIENT, setting);
      const peak = 7;
      const allowed = ROUNDOFF * 4 * (8 + Math.sqrt(7)) * peak;
      expectWithin('y', y, normalizeAxes(x, setting).output, () => allowed);
      const expected = normalizeAxesBackward(x, GRADIENT, setting).gradX;
      const largest = largestOf(expected);
      expectWithin('dx', gradX, expected, () => allowed * peak * largest);
    });
  }

  it('leaves gradients that sum to 0 in a group, alone and against the normalised elements', async () => {
    const setting = { sizes: SIZES, axes: [0, 2], eps: 0 };
    const { gradX, y } = await run(gpu.executor, X, GRADIENT, setting);
    const { kept, reduced } = groupPlaces(SIZES, [0, 2], []);
    for (const base of kept.elements) {
      let [sum, product, magnitude] = [0, 0, 0];
      for (const at of reduced.elements) {
        const [d, xh] = [gradX[base + at] ?? Number.NaN, y[base + at] ?? Number.NaN];
        sum += d;
        product += d * xh;
        magnitude += Math.abs(d) * (1 + Math.abs(xh));
      }
      // Three terms of each element cancel over the group; each is at most a few times |dx| and rounded a dozen times.
      expect(Math.abs(sum)).toBeLessThanOrEqual(64 * ROUNDOFF * magnitude);
      expect(Math.abs(product)).toBeLessThanOrEqual(64 * ROUNDOFF * magnitude);
    }
  });

  it('couples samples over the batch, and not over the features', async () => {
    const x = normals(6, 5);
    const fewer = x.subarray(0, 25);
    const first = async (data: Float32Array, axes: number[]): Promise<number[]> => {
      const setting = { sizes: [data.length / 5, 5], axes, eps: 1e-5 };
      return [...(await run(gpu.executor, data, data, setting)).y.subarray(0, 5)];
    };
    expect(await first(fewer, [1])).toEqual(await first(x, [1]));
    expect(await first(fewer, [0])).not.toEqual(await first(x, [0]));
  });

  it('gives groups of one their shift, and their gradient nothing', async () => {
    const setting = { sizes: [9, 1], axes: [1], affineAxes: [0], eps: 0, ...affine(9) };
    const { y, gradX } = await run(gpu.executor, X.subarray(0, 9), GRADIENT.subarray(0, 9), setting);
    expect([...y]).toEqual([...setting.shift]);
    expect(gradX.every((value) => value === 0)).toBe(true);
  });

  it('numbers more threads than one dimension of a dispatch holds', async () => {
    using scope = new GpuScope('groups of one');
    const { executor } = gpu;
    const count = 2 ** 20 + 3;
    await executor.prepare(NormalizationProgram.kernels);
    const program = new NormalizationProgram(executor, scope, { sizes: [count, 1], axes: [1] });
    const [x, y, shift] = [
      executor.allocate(scope, 'x', [count]),
      executor.allocate(scope, 'y', [count]),
      executor.allocate(scope, 'shift', [1]),
    ];
    executor.write(shift, new Float32Array([3]));
    executor.submit((recorder) => program.encodeForward(recorder, { x, y, eps: 1e-5, shift }));
    expect((await executor.read(y)).every((value) => value === 3)).toBe(true);
  });

  it('merges partial sums in several levels', async () => {
    const count = 2 ** 17 + 1;
    const [x, gradient] = [normals(count, 1), normals(count, 1, 4)];
    const setting = { sizes: [count], axes: [0], eps: 1e-5 };
    expectFloat64(await run(gpu.executor, x, gradient, setting), x, gradient, setting);
  });

  it('reduces 2^24 elements at once, with a mean of 1e4', async () => {
    using scope = new GpuScope('2^24');
    const { executor } = gpu;
    const count = 2 ** 24;
    await executor.prepare(NormalizationProgram.kernels);
    // Values 1e4 + k / 64, k of -32 .. 31, each as often: the moments are those of 64 numbers.
    const x = executor.allocate(scope, 'x', [count]);
    executor.write(
      x,
      Float32Array.from({ length: count }, (_, index) => 1e4 + (((index * 37) % 64) - 32) / 64),
    );
    const y = executor.allocate(scope, 'y', [count]);
    const program = new NormalizationProgram(executor, scope, { sizes: [count], axes: [0] });
    executor.submit((recorder) => program.encodeForward(recorder, { x, y, eps: 0 }));
    const { mean, variance } = momentsOf(await executor.read(program.statistics));
    const exact = (64 ** 2 - 1) / 12 / 64 ** 2;
    const roundings = ROUNDOFF * (8 + Math.sqrt(count));
    expect(Math.abs((mean[0] ?? 0) - (1e4 - 0.5 / 64))).toBeLessThanOrEqual(roundings * 0.5);
    expect(Math.abs((variance[0] ?? 0) - exact)).toBeLessThanOrEqual(roundings * exact);
  });

  it('refuses axes that are missing or named twice', () => {
    using scope = new GpuScope('refused');
    for (const axes of [[4], [-1], [1, 1]]) {
      expect(() => new NormalizationProgram(gpu.executor, scope, { sizes: SIZES, axes })).toThrow(RangeError);
    }
  });
});
