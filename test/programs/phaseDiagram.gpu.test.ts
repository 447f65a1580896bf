import { describe, expect, it } from 'vitest';
import { type PhaseResult, type PhaseSettings, phaseDiagram } from '../../src/programs/phaseDiagram';
import { momentsOf } from '../../src/reference/activationMoments';
import { type ActivationName, activate, activateSlope } from '../../src/reference/activations';
import { fixedPoint } from '../../src/reference/fixedPoint';
import { gaussianMean } from '../../src/reference/gaussian';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { useGpu } from '../support/dawn';

const BASE: PhaseSettings = {
  activation: 'tanh',
  width: 128,
  depth: 20,
  gains: Float64Array.of(0.5, 1, 1.5, 2.5),
  biases: Float64Array.of(0.3, 1),
  inputs: 6,
  inputCosine: 0.5,
  seed: 5,
  seeds: 2,
};

/** Mean-field theory of one cell, layer by layer, over the layers that rates are taken from. */
function theory(settings: PhaseSettings, gain: number, bias: number) {
  const { activation, depth, width, seeds } = settings;
  const middle = Math.floor(depth / 2);
  const layers = depth - middle;
  let q = gain ** 2 + bias ** 2;
  const rates = { forward: 0, gradient: 0 };
  const scatter = { forward: 0, gradient: 0 };
  for (let layer = 2; layer <= depth; layer++) {
    const before = q;
    q = gain ** 2 * momentsOf(activation, q).secondMoment + bias ** 2;
    if (layer <= middle) continue;
    rates.forward += Math.log10(q / before) / layers;
    rates.gradient += Math.log10(gain ** 2 * momentsOf(activation, q).slopeSecondMoment) / layers;
    scatter.forward += relativeVariance(activation, before, width);
    scatter.gradient += gradientVariance(activation, q, width);
  }
  // Relative variances of a layer's means make as much of a variance of logarithms, and minus half of it as a shift.
  const tolerance = (variance: number): number =>
    (4 * Math.sqrt(variance / seeds) + variance / 2) / layers / Math.LN10;
  return {
    ...rates,
    tolerance: { forward: tolerance(scatter.forward), gradient: tolerance(scatter.gradient) },
  };
}

/** Of the mean of phi(z)^2 over `width` units. */
function relativeVariance(name: ActivationName, q: number, width: number): number {
  const fourth = gaussianMean((z) => activate(name, z) ** 4, q);
  return (fourth / momentsOf(name, q).secondMoment ** 2 - 1) / width;
}

/** Of the mean of (phi'(z) d)^2 over `width` units, d normal: E[d^4] = 3 E[d^2]^2. */
function gradientVariance(name: ActivationName, q: number, width: number): number {
  const fourth = gaussianMean((z) => activateSlope(name, z) ** 4, q);
  return ((3 * fourth) / momentsOf(name, q).slopeSecondMoment ** 2 - 1) / width;
}

/** Every cell with its dials. */
function cells({ gains, biases }: PhaseSettings, result: PhaseResult) {
  return [...biases].flatMap((bias, row) =>
    [...gains].map((gain, column) => {
      const at = row * gains.length + column;
      const value = (values: Float64Array): number => values[at] ?? Number.NaN;
      return {
        gain,
        bias,
        forward: value(result.forwardRate),
        gradient: value(result.gradientRate),
        cosine: value(result.cosine),
      };
    }),
  );
}

describe('a phase diagram', () => {
  const gpu = useGpu();

  for (const activation of ['tanh', 'relu', 'gelu', 'sigmoid'] as const) {
    it(`of ${activation} is what mean-field theory has, within the scatter of networks this wide`, async () => {
      const settings = { ...BASE, activation };
      const result = await phaseDiagram(gpu.executor, settings);
      for (const { gain, bias, forward, gradient } of cells(settings, result)) {
        const expected = theory(settings, gain, bias);
        const words = `gain ${gain}, bias ${bias}`;
        expect(Math.abs(forward - expected.forward), `forward, ${words}`).toBeLessThan(
          expected.tolerance.forward,
        );
        expect(Math.abs(gradient - expected.gradient), `gradient, ${words}`).toBeLessThan(
          expected.tolerance.gradient,
        );
        // Tight enough to tell growth from decay.
        expect(expected.tolerance.gradient).toBeLessThan(0.13);
      }
    });
  }

  it('comes to rest where the fixed point is: gradients by chi, angles at its correlation', async () => {
    const settings = { ...BASE, width: 256, depth: 24, gains: Float64Array.of(0.8, 2.5), seeds: 1 };
    const result = await phaseDiagram(gpu.executor, settings);
    for (const { gain, bias, gradient, cosine } of cells(settings, result)) {
      const point = fixedPoint('tanh', gain, bias);
      const chi = Math.log10(point?.chi ?? Number.NaN);
      const expected = theory(settings, gain, bias);
      expect(Math.abs(expected.gradient - chi), 'the layers are deep enough').toBeLessThan(0.01);
      expect(Math.abs(gradient - chi)).toBeLessThan(expected.tolerance.gradient + 0.01);
      // Cosines of width-256 vectors scatter by 1/16 a layer at most, and the map forgets half of that a layer or more.
      expect(Math.abs(cosine - (point?.correlation ?? Number.NaN))).toBeLessThan((4 / 16) * Math.sqrt(4 / 3));
      if (gain < 1) expect(cosine).toBeGreaterThan(0.999);
    }
  });
});

describe('signals beyond f32', () => {
  const gpu = useGpu();

  it('keep their rates: scaling every weight by a power of two shifts them exactly', async () => {
    const gains = Float64Array.of(0.0625, 0.5, 4, 32);
    for (const activation of ['relu', 'linear', 'leaky_relu'] as const) {
      const settings = {
        ...BASE,
        activation,
        width: 16,
        depth: 100,
        gains,
        biases: Float64Array.of(0),
        seeds: 1,
      };
      const result = await phaseDiagram(gpu.executor, settings);
      const [first, ...others] = cells(settings, result);
      if (!first) throw new Error('no cell');
      for (const { gain, forward, gradient, cosine } of others) {
        // Gains of 32 over 100 layers: squares of 10^300.
        const shift = 2 * Math.log10(gain / 0.0625);
        expect(forward - first.forward).toBeCloseTo(shift, 6);
        expect(gradient - first.gradient).toBeCloseTo(shift, 6);
        expect(cosine).toBeCloseTo(first.cosine, 6);
      }
    }
  });
});

describe('a run', () => {
  const gpu = useGpu();
  const tiny: PhaseSettings = { ...BASE, width: 8, depth: 6, inputs: 3, seeds: 2 };

  it('comes out the same in Float64', async () => {
    using reference = new ReferenceExecutor();
    for (const activation of ['tanh', 'relu', 'silu', 'selu'] as const) {
      const settings = { ...tiny, activation };
      const expected = await phaseDiagram(reference, settings);
      const got = await phaseDiagram(gpu.executor, settings);
      for (const name of ['forwardRate', 'gradientRate', 'cosine'] as const) {
        for (const [index, value] of expected[name].entries()) {
          // Six layers of 8 terms: 100 roundings, which chaos of gain 2.5 amplifies to 1e-4 at most.
          expect(Math.abs((got[name][index] ?? Number.NaN) - value), `${activation} ${name}`).toBeLessThan(
            1e-4,
          );
        }
      }
    }
  });

  it('gives the same bits however it is cut, and fills in from the first row of the first draw', async () => {
    const before = gpu.executor.liveTensors;
    const whole = await phaseDiagram(gpu.executor, tiny);
    const heard: PhaseResult[] = [];
    const cut = await phaseDiagram(
      gpu.executor,
      { ...tiny, workPerSubmit: 1 },
      { onProgress: (result) => heard.push(result) },
    );
    expect(cut).toEqual(whole);
    // A network is 9 products of 3 rows and some 56 multiply-adds a value: three at a time, so that the last two are left over.
    const gains = Float64Array.of(0.5, 1, 4.5, 2.5);
    const wide = await phaseDiagram(gpu.executor, { ...tiny, gains });
    const uneven = await phaseDiagram(gpu.executor, { ...tiny, gains, workPerSubmit: 3.5 * 9 * 3 * 8 * 56 });
    expect(uneven).toEqual(wide);
    expect(heard).toHaveLength(2 * 8);
    expect(heard.map(({ done }) => done)).toEqual(heard.map((_, index) => (index + 1) / 16));
    expect(heard[2]?.cosine.findIndex(Number.isNaN)).toBe(3);
    expect(heard[7]?.cosine.every(Number.isFinite)).toBe(true);
    expect(heard.at(-1)).toEqual(whole);
    expect(gpu.executor.liveTensors).toBe(before);
  });

  it('ends on request, and leaves no tensors', async () => {
    const before = gpu.executor.liveTensors;
    const abort = new AbortController();
    let reports = 0;
    const running = phaseDiagram(
      gpu.executor,
      { ...tiny, workPerSubmit: 1 },
      {
        signal: abort.signal,
        onProgress: () => {
          if (++reports === 3) abort.abort();
        },
      },
    );
    await expect(running).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(reports).toBe(3);
    expect(gpu.executor.liveTensors).toBe(before);
  });

  it('refuses settings that describe none', async () => {
    const bad: Partial<PhaseSettings>[] = [
      { gains: Float64Array.of() },
      { gains: Float64Array.of(1, 0) },
      { gains: Float64Array.of(Number.NaN) },
      { biases: Float64Array.of(-1) },
      { width: 10 },
      { width: 4, inputs: 4 },
      { inputs: 1 },
      { inputs: 65, width: 128 },
      { depth: 3 },
      { seeds: 0 },
      { inputCosine: 1.1 },
    ];
    for (const change of bad) {
      await expect(
        phaseDiagram(gpu.executor, { ...tiny, ...change }),
        JSON.stringify(change),
      ).rejects.toThrow(RangeError);
    }
  });
});
