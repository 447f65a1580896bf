import { describe, expect, it } from 'vitest';
import { OriginProbe, type OriginReading, probeOrigin } from '../../src/programs/originProbe';
import { momentsOf } from '../../src/reference/activationMoments';
import { ACTIVATIONS } from '../../src/reference/activations';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { GpuScope } from '../../src/runtime/scope';
import { useGpu } from '../support/dawn';

function of(readings: readonly OriginReading[], activation: OriginReading['activation']): OriginReading {
  const found = readings.find((reading) => reading.activation === activation);
  if (!found) throw new Error(`no reading of ${activation}`);
  return found;
}

describe('the probe at the origin', () => {
  const gpu = useGpu();

  it('measures what Gaussian integrals say, from 1e-12 to 3', async () => {
    using scope = new GpuScope('test');
    for (const scale of [1e-12, 0.01, 1, 3]) {
      const readings = await probeOrigin(gpu.executor, scope, { scale, seed: 4 });
      expect(readings.map(({ activation }) => activation)).toEqual(ACTIVATIONS);
      for (const { activation, forward, backward } of readings) {
        const { secondMoment, slopeSecondMoment } = momentsOf(activation, scale ** 2);
        // 32,768 samples: a mean of squares scatters by sqrt(2 / samples) = 0.8 %, half of them for ReLU; four deviations.
        expect(Math.abs((forward.measured * scale ** 2) / secondMoment - 1), activation).toBeLessThan(0.045);
        expect(Math.abs(backward.measured / slopeSecondMoment - 1), activation).toBeLessThan(0.045);
      }
    }
  });

  it('finds the tangent right for small signals of smooth activations, and wrong at a kink', async () => {
    using scope = new GpuScope('test');
    const scale = 1e-3;
    const readings = await probeOrigin(gpu.executor, scope, { scale, seed: 4 });
    const kinked = ['relu', 'leaky_relu', 'selu'];
    for (const { activation, forward, backward } of readings) {
      if (kinked.includes(activation)) continue;
      // The next order of phi is at most z^2 / 2, of phi' at most 2 z: of relative size 4 s, squared and averaged far less.
      // Where beta is not 0, beta / s outweighs E[z^2], of which samples have 0.8 % too much or too little.
      expect(Math.abs(forward.measured / forward.predicted - 1), activation).toBeLessThan(0.04);
      expect(Math.abs(backward.measured / backward.predicted - 1), activation).toBeLessThan(4 * scale);
    }
    const relu = of(readings, 'relu');
    expect(relu.forward.predicted).toBe(0.25);
    expect(Math.abs(relu.forward.measured - 0.5)).toBeLessThan(0.03);
    expect(Math.abs(relu.backward.measured - 0.5)).toBeLessThan(0.03);
  });

  it('shows what 4 s(x) - 2 mends: the sigmoid puts out a constant and a slope of 1/4', async () => {
    using scope = new GpuScope('test');
    const readings = await probeOrigin(gpu.executor, scope, { scale: 0.1, seed: 4 });
    expect(of(readings, 'sigmoid').forward.predicted).toBeCloseTo(1 / 16 + 25, 12);
    expect(of(readings, 'sigmoid').backward.predicted).toBeCloseTo(1 / 16, 12);
    expect(of(readings, 'scaled_sigmoid').forward.measured).toBeCloseTo(1, 1);
    expect(of(readings, 'scaled_sigmoid').backward.measured).toBeCloseTo(1, 1);
  });

  it('gives on the device what Float64 gives, look after look with the same tensors', async () => {
    using scope = new GpuScope('test');
    using reference = new ReferenceExecutor();
    const probe = new OriginProbe(gpu.executor, scope);
    const live = gpu.executor.liveTensors;
    for (const settings of [
      { scale: 1e-6, seed: 1 },
      { scale: 2, seed: 9 },
    ]) {
      gpu.executor.submit((recorder) => probe.encode(recorder, settings));
      const got = await probe.read(settings);
      const expected = await probeOrigin(reference, scope, settings);
      for (const { activation, forward, backward } of expected) {
        // Normals agree to 1.2e-5, activations and moments to 1e-6: squares to 3e-5.
        const own = of(got, activation);
        expect(own.forward.measured / forward.measured, activation).toBeCloseTo(1, 4);
        expect(own.backward.measured / backward.measured, activation).toBeCloseTo(1, 4);
      }
    }
    expect(gpu.executor.liveTensors).toBe(live);
  });
});
