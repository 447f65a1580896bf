import { describe, expect, it } from 'vitest';
import {
  type IndependenceReport,
  type IndependenceSettings,
  measureIndependence,
} from '../../src/programs/independence';
import { momentsOf } from '../../src/reference/activationMoments';
import { expectedRatio } from '../../src/reference/independence';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { useGpu } from '../support/dawn';

const BASE: IndependenceSettings = {
  shape: {
    batch: 32,
    widths: [16, 16, 16],
    activation: 'tanh',
    normalization: 'none',
    placement: 'before',
    skip: 0,
    keep: 1,
  },
  initialization: { initializer: 'xavier_normal', mode: 'fan_in', gain: 1, deviation: 1 },
  biasDeviation: 0,
  task: 'spirals',
  trainer: { optimizer: 'adam', learningRate: 0.01, momentum: 0, decay: 0 },
  steps: 20,
  seed: 7,
  seeds: 3,
};

describe('independence of gradients and weights', () => {
  const gpu = useGpu();

  it('is exact where all columns of W have one length: a square orthogonal matrix', async () => {
    const initialization = { ...BASE.initialization, initializer: 'orthogonal' } as const;
    const { layers } = await measureIndependence(gpu.executor, { ...BASE, initialization });
    for (const { layer, fanIn, fanOut, initial, trained } of layers.slice(0, 2)) {
      expect(fanIn).toBe(fanOut);
      // Lengths are equal to the rounding of an orthogonal matrix of 16 in f32.
      expect(Math.abs(initial.ratio.mean - 1), `layer ${layer}`).toBeLessThan(1e-5);
      expect(Math.abs(trained.ratio.mean - 1), `layer ${layer}, trained`).toBeGreaterThan(1e-4);
    }
  });

  it('comes out the same in Float64, and has both ends of its intervals', async () => {
    using reference = new ReferenceExecutor();
    const settings = { ...BASE, steps: 3 };
    const expected = await measureIndependence(reference, settings);
    const got = await measureIndependence(gpu.executor, settings);
    expect(got.layers.map(({ fanOut }) => fanOut)).toEqual([16, 16, 2]);
    for (const [index, { layer, initial, trained }] of expected.layers.slice(0, 2).entries()) {
      for (const [when, estimates] of Object.entries({ initial, trained })) {
        const own = got.layers[index]?.[when as 'initial' | 'trained'];
        for (const name of ['ratio', 'correlation', 'columnCorrelation'] as const) {
          const { mean, low, high } = estimates[name];
          expect(low).toBeLessThan(mean);
          expect(high).toBeGreaterThan(mean);
          // Three layers forward and back, and three steps, of 1e-6 each; Adam's direction is good to 1e-4.
          expect(
            Math.abs((own?.[name].mean ?? Number.NaN) - mean),
            `layer ${layer} ${when} ${name}`,
          ).toBeLessThan(1e-3);
        }
        expect((own?.left.mean ?? Number.NaN) / estimates.left.mean).toBeCloseTo(1, 3);
        expect((own?.right.mean ?? Number.NaN) / estimates.right.mean).toBeCloseTo(1, 3);
      }
    }
  });

  it("is exact at a read-out of two classes, whose gradients are each other's negative", async () => {
    const { layers } = await measureIndependence(gpu.executor, BASE);
    const readout = layers.at(-1);
    for (const when of ['initial', 'trained'] as const) {
      expect(Math.abs((readout?.[when].ratio.mean ?? Number.NaN) - 1)).toBeLessThan(1e-5);
      expect(readout?.[when].columnCorrelation.mean).toBeNaN();
    }
  });

  it('tells of every network, stops on request, and leaves no tensors', async () => {
    const before = gpu.executor.liveTensors;
    const abort = new AbortController();
    const heard: IndependenceReport[] = [];
    const running = measureIndependence(gpu.executor, BASE, {
      signal: abort.signal,
      onProgress: (report) => {
        heard.push(report);
        if (report.seeds === 2) abort.abort();
      },
    });
    await expect(running).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(heard.map(({ seeds }) => seeds)).toEqual([1, 2]);
    expect(heard[0]?.layers[0]?.initial.ratio.low).toBeNaN();
    expect(heard[1]?.loss.trained.mean).toBeLessThan(heard[1]?.loss.initial.mean ?? 0);
    expect(gpu.executor.liveTensors).toBe(before);
  });

  it('gives the same look twice where no step lies between', async () => {
    const { layers } = await measureIndependence(gpu.executor, { ...BASE, steps: 0, seeds: 2 });
    for (const { initial, trained } of layers) expect(trained).toEqual(initial);
  });

  it('refuses settings that describe no run', async () => {
    for (const change of [{ seeds: 0 }, { steps: -1 }, { steps: 1.5 }]) {
      await expect(measureIndependence(gpu.executor, { ...BASE, ...change })).rejects.toThrow(RangeError);
    }
  });

  it('finds tanh below 1 at initialisation by what units that saturate sooner make, and ReLU at 1', async () => {
    const width = 32;
    const shape = { ...BASE.shape, batch: 64, widths: Array.from({ length: 4 }, () => width) };
    const settings = { ...BASE, shape, steps: 0, seeds: 48 };
    const meanOf = ({ layers }: IndependenceReport): { mean: number; error: number } => {
      const ratios = layers.slice(0, 3).map(({ initial }) => initial.ratio);
      // Of layers of one network, which scatter independently of each other to first order.
      const variance = ratios.reduce((sum, { low, high }) => sum + ((high - low) / 2 / 2.01) ** 2, 0) / 9;
      return { mean: ratios.reduce((sum, { mean }) => sum + mean, 0) / 3, error: Math.sqrt(variance) };
    };
    let preVariance = 1;
    let expected = 0;
    for (let layer = 0; layer < 3; layer++) {
      expected +=
        expectedRatio({ activation: 'tanh', preVariance, biasVariance: 0, fanIn: width, kurtosis: 3 }) / 3;
      preVariance = momentsOf('tanh', preVariance).secondMoment;
    }
    const tanh = meanOf(await measureIndependence(gpu.executor, settings));
    expect(tanh.mean).toBeLessThan(1 - 2 * tanh.error);
    expect(Math.abs(tanh.mean - expected)).toBeLessThan(4 * tanh.error);
    const relu = meanOf(
      await measureIndependence(gpu.executor, {
        ...settings,
        shape: { ...shape, activation: 'relu' },
        initialization: { ...BASE.initialization, initializer: 'he_normal' },
      }),
    );
    expect(Math.abs(relu.mean - 1)).toBeLessThan(4 * relu.error);
  });

  it('finds that training parts the two in the first layer and draws them together above it', async () => {
    const trainer = { ...BASE.trainer, learningRate: 0.03 };
    const settings = {
      ...BASE,
      shape: { ...BASE.shape, widths: [16, 16, 16, 16] },
      trainer,
      steps: 60,
      seeds: 12,
    };
    const { layers, loss } = await measureIndependence(gpu.executor, settings);
    expect(loss.trained.high).toBeLessThan(loss.initial.low);
    const [first, , third] = layers;
    expect(first?.trained.ratio.high).toBeLessThan(1);
    expect(third?.trained.ratio.low).toBeGreaterThan(1);
    expect(third?.trained.correlation.low).toBeGreaterThan(0);
    expect(third?.trained.columnCorrelation.low).toBeGreaterThan(0);
  });
});
