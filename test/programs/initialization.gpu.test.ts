/** Starting weights and inputs follow the laws they are named after, on the device, and depend on seed and stream. */
import { describe, expect, it } from 'vitest';
import { ROUNDOFF } from '../../src/kernels/support/rounding';
import { InitializationProgram, type InputDraw, type WeightDraw } from '../../src/programs/initialization';
import { RandomStream, STREAMS } from '../../src/random';
import { erf } from '../../src/reference/erf';
import { normalizeRows } from '../../src/reference/normalize';
import { orthogonalMatrix } from '../../src/reference/orthogonal';
import type { Executor } from '../../src/runtime/executor';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { GpuScope } from '../../src/runtime/scope';
import { paddedColumns } from '../../src/runtime/tensor';
import { useGpu } from '../support/dawn';

/** Standard deviations that a right generator exceeds once in 10^6 draws. */
const DEVIATIONS = 4.9;
const SEED = 20_261_124;

/** Entries [fanIn, fanOut] of a drawn matrix; padding must be zero. */
async function weights(executor: Executor, draw: Partial<WeightDraw>): Promise<Float64Array> {
  const full = {
    fanIn: 256,
    fanOut: 255,
    scale: 1,
    seed: SEED,
    stream: STREAMS.weights,
    law: 'normal',
    ...draw,
  } as const;
  using scope = new GpuScope('weights');
  await executor.prepare(InitializationProgram.kernels);
  const [rows, stride] = [paddedColumns(full.fanIn), paddedColumns(full.fanOut)];
  const tensor = executor.allocate(scope, 'weights', [rows, stride]);
  executor.write(tensor, new Float32Array(rows * stride).fill(7));
  const program = new InitializationProgram(
    executor,
    scope,
    full.law === 'orthogonal' ? Math.max(rows, stride) : 0,
  );
  executor.submit((recorder) => program.encodeWeights(recorder, tensor, full));
  return unpadded(await executor.read(tensor), full.fanIn, full.fanOut);
}

/** Takes the padding off. @throws unless it is zero */
function unpadded(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const stride = paddedColumns(columns);
  const inside = new Float64Array(rows * columns);
  for (let at = 0; at < values.length; at++) {
    const [row, column] = [Math.floor(at / stride), at % stride];
    if (row < rows && column < columns) inside[row * columns + column] = values[at] ?? Number.NaN;
    else expect(Math.abs(values[at] ?? Number.NaN)).toBe(0);
  }
  return inside;
}

function moment(values: Float64Array, power: number): number {
  return values.reduce((sum, value) => sum + value ** power, 0) / values.length;
}

/** Kolmogorov's distance from a distribution function. */
function distanceFrom(cdf: (x: number) => number, values: Float64Array): number {
  return values.toSorted().reduce((largest, value, index) => {
    const expected = cdf(value);
    return Math.max(largest, expected - index / values.length, (index + 1) / values.length - expected);
  }, 0);
}

/** Distance that a right generator exceeds once in 10^6 draws: 2 exp(-2 n D^2) = 1e-6. */
function kolmogorov(count: number): number {
  return Math.sqrt(Math.log(2e6) / 2 / count);
}

const normalCdf = (x: number): number => (1 + erf(x / Math.SQRT2)) / 2;
const uniformCdf = (x: number): number => Math.min(Math.max((x + 1) / 2, 0), 1);

/** Largest entry of W^T W - scale^2 I. */
function defect(w: Float64Array, rows: number, columns: number, scale: number): number {
  let largest = 0;
  for (let i = 0; i < columns; i++) {
    for (let j = i; j < columns; j++) {
      let product = 0;
      for (let r = 0; r < rows; r++) product += (w[r * columns + i] ?? 0) * (w[r * columns + j] ?? 0);
      largest = Math.max(largest, Math.abs(product - (i === j ? scale * scale : 0)));
    }
  }
  return largest;
}

describe('weights', () => {
  const gpu = useGpu();

  it.each([
    ['normal', normalCdf, 1, 3],
    ['uniform', uniformCdf, 1 / 3, 1 / 5],
  ] as const)('of the %s law have its moments and its distribution', async (law, cdf, second, fourth) => {
    const scale = 0.05;
    const values = (await weights(gpu.executor, { law, scale })).map((value) => value / scale);
    const root = Math.sqrt(values.length);
    expect(Math.abs(moment(values, 1))).toBeLessThan((DEVIATIONS * Math.sqrt(second)) / root);
    expect(Math.abs(moment(values, 2) - second)).toBeLessThan(
      (DEVIATIONS * Math.sqrt(fourth - second ** 2)) / root,
    );
    expect(distanceFrom(cdf, values)).toBeLessThan(kolmogorov(values.length));
    // The test would see a scale that is 3 % off.
    expect(
      distanceFrom(
        cdf,
        values.map((value) => 1.03 * value),
      ),
    ).toBeGreaterThan(kolmogorov(values.length));
  });

  it('of the identity and of the zero law are just that, times the scale', async () => {
    const identity = await weights(gpu.executor, { law: 'identity', fanIn: 5, fanOut: 7, scale: 1.5 });
    expect([...identity]).toEqual(Array.from({ length: 35 }, (_, at) => (at % 8 === 0 ? 1.5 : 0)));
    const zero = await weights(gpu.executor, { law: 'zero', fanIn: 6, fanOut: 3 });
    expect(zero.every((value) => value === 0)).toBe(true);
  });

  it('depend on seed, stream, row and column alone', async () => {
    const base = await weights(gpu.executor, { fanIn: 8, fanOut: 9 });
    expect(await weights(gpu.executor, { fanIn: 8, fanOut: 9 })).toEqual(base);
    for (const other of [{ seed: SEED + 1 }, { stream: STREAMS.weights + 16 }]) {
      const values = await weights(gpu.executor, { fanIn: 8, fanOut: 9, ...other });
      expect(values.every((value, at) => value !== base[at])).toBe(true);
    }
    const wider = await weights(gpu.executor, { fanIn: 9, fanOut: 13 });
    expect(wider[13]).toBe(base[9]);
  });

  // Two pieces of reflections in the largest.
  it.each([
    [64, 64],
    [129, 33],
    [384, 300],
  ])('of the orthogonal law have orthonormal columns: %i x %i', async (fanIn, fanOut) => {
    const scale = Math.SQRT2;
    const w = await weights(gpu.executor, { law: 'orthogonal', fanIn, fanOut, scale });
    // Each of fanOut reflections disturbs lengths by a few roundings (Higham, section 19.3: c m n eps, c small).
    expect(defect(w, fanIn, fanOut, scale)).toBeLessThan(8 * scale ** 2 * fanOut * ROUNDOFF);
    const root = Math.sqrt(fanIn * fanOut);
    // An entry has variance 1 / n, and entries hardly know of each other.
    expect(Math.abs(moment(w, 1))).toBeLessThan(
      (DEVIATIONS * scale) / Math.sqrt(Math.max(fanIn, fanOut)) / root,
    );
  });

  it('of the orthogonal law have orthonormal rows where there are fewer of them', async () => {
    const w = await weights(gpu.executor, { law: 'orthogonal', fanIn: 10, fanOut: 30 });
    const turned = Float64Array.from(
      { length: 300 },
      (_, at) => w[(at % 10) * 30 + Math.floor(at / 10)] ?? 0,
    );
    expect(defect(turned, 30, 10, 1)).toBeLessThan(8 * 30 * ROUNDOFF);
  });

  it('of the orthogonal law are those of Float64', async () => {
    using reference = new ReferenceExecutor();
    const n = 24;
    const stream = new RandomStream(SEED, STREAMS.weights);
    const normals = Float64Array.from({ length: n * n }, (_, at) =>
      stream.normal(Math.floor(at / n), at % n),
    );
    const expected = orthogonalMatrix(normals, n, n);
    const draw = { law: 'orthogonal', fanIn: n, fanOut: n } as const;
    const exact = await weights(reference, draw);
    const got = await weights(gpu.executor, draw);
    for (const [at, value] of expected.entries()) {
      expect(exact[at]).toBeCloseTo(value, 12);
      // Vectors within 2e-5 an entry (orthogonal_vectors), sqrt(n) of it in length, 2 sqrt(2) of that a reflection.
      expect(Math.abs((got[at] ?? Number.NaN) - value)).toBeLessThan(
        n * 2 * Math.SQRT2 * Math.sqrt(n) * 2e-5,
      );
    }
  });

  it('refuse an orthogonal matrix without room for it', () => {
    using reference = new ReferenceExecutor();
    using scope = new GpuScope('small');
    const program = new InitializationProgram(reference, scope, 4);
    const tensor = reference.allocate(scope, 'weights', [8, 8]);
    const draw = { law: 'orthogonal', fanIn: 5, fanOut: 5, scale: 1, seed: 1, stream: 1 } as const;
    expect(() => reference.submit((recorder) => program.encodeWeights(recorder, tensor, draw))).toThrow(
      'needs room',
    );
  });
});

describe('inputs', () => {
  const gpu = useGpu();
  const [rows, columns] = [128, 510];

  async function inputs(draw: Partial<InputDraw>): Promise<Float64Array> {
    const full = { rows, columns, correlation: 0, scale: 1, seed: SEED, stream: STREAMS.inputs, ...draw };
    using scope = new GpuScope('inputs');
    const { executor } = gpu;
    await executor.prepare(InitializationProgram.kernels);
    const x = executor.allocate(scope, 'x', [full.rows, paddedColumns(full.columns)]);
    const program = new InitializationProgram(executor, scope);
    executor.submit((recorder) => program.encodeInputs(recorder, x, full));
    return unpadded(await executor.read(x), full.rows, full.columns);
  }

  it.each([0, 0.3, 0.9, 1])('have a mean cosine of %f', async (correlation) => {
    const { unit } = normalizeRows(await inputs({ correlation, scale: 3 }), rows, columns);
    const sum = new Float64Array(columns);
    for (const [at, value] of unit.entries()) sum[at % columns] = (sum[at % columns] ?? 0) + value;
    const cosine = (sum.reduce((total, value) => total + value * value, 0) - rows) / (rows * (rows - 1));
    // Of ||u||^2, of u . xi averaged over the rows, and of xi_i . xi_j averaged over the pairs.
    const share = correlation * (1 - correlation);
    const deviation =
      share * Math.sqrt(2 / columns) +
      2 * Math.sqrt(share / (columns * rows)) +
      (1 - correlation) * Math.sqrt(2 / (columns * rows * rows));
    // The lengths of rows make the mean of ratios differ from the ratio of means by about 1 / d.
    expect(Math.abs(cosine - correlation)).toBeLessThan(DEVIATIONS * deviation + share / columns + 1e-6);
  });

  it('are normal with the deviation asked for', async () => {
    const values = (await inputs({ scale: 1e-3 })).map((value) => 1e3 * value);
    expect(distanceFrom(normalCdf, values)).toBeLessThan(kolmogorov(values.length));
  });

  it('of a row do not depend on how many rows there are', async () => {
    const few = await inputs({ rows: 3, correlation: 0.5 });
    expect((await inputs({ correlation: 0.5 })).subarray(0, 3 * columns)).toEqual(few);
  });
});
