/**
 * Signals in deep networks on the device: Float64 on every kind of layer, known figures of variance propagation over several
 * seeds, and what is said of values that f32 cannot hold.
 */
import { describe, expect, it } from 'vitest';
import type { MatrixMoments } from '../../src/programs/layerStatistics';
import { NetworkProgram, type NetworkShape } from '../../src/programs/network';
import { layerPlans } from '../../src/programs/networkShape';
import { type LayerReport, SignalSweep, type SweepReport } from '../../src/programs/signalSweep';
import { type Initialization, weightLaw } from '../../src/reference/initialization';
import type { Executor } from '../../src/runtime/executor';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { GpuScope } from '../../src/runtime/scope';
import { useGpu } from '../support/dawn';

const PLAIN = { placement: 'before', normalization: 'none', skip: 0, keep: 1 } as const;

type Scheme = Pick<Initialization, 'initializer'> & { readonly gain?: number };

/** One sweep of a network with freshly drawn weights, inputs N(0, 1) and output gradients N(0, 1). */
async function sweep(
  executor: Executor,
  shape: NetworkShape,
  seed: number,
  { initializer, gain = 1 }: Scheme,
  scale = 1,
): Promise<SweepReport> {
  using scope = new GpuScope('propagation');
  const network = new NetworkProgram(executor, scope, shape, seed);
  const look = new SignalSweep(executor, scope, network);
  const laws = layerPlans(shape).map(({ fanIn, fanOut }) =>
    weightLaw({ initializer, mode: 'fan_in', fanIn, fanOut, gain, deviation: 1 }),
  );
  executor.submit((recorder) => {
    network.encodeWeights(recorder, laws, 0);
    network.encodeInput(recorder, { cosine: 0, scale });
    network.encodeOutputGradient(recorder);
  });
  for (const piece of look.pieces(0)) executor.submit(piece);
  return look.read();
}

function square(depth: number, width: number): number[] {
  return Array.from({ length: depth + 1 }, () => width);
}

function layerOf({ layers }: SweepReport, layer: number): LayerReport {
  const found = layers[layer];
  if (!found) throw new Error(`no layer ${layer}`);
  return found;
}

/** Mean of log10 and its standard deviation over the seeds. */
function scatter(values: readonly number[]): { mean: number; deviation: number } {
  const logs = values.map(Math.log10);
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  const squares = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (logs.length - 1)) };
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

describe('a sweep on the device', () => {
  const gpu = useGpu();
  const reference = new ReferenceExecutor();
  const shape: NetworkShape = { ...PLAIN, batch: 33, widths: [10, 18, 18, 30, 7], activation: 'tanh' };
  const variants: Partial<NetworkShape>[] = [
    {},
    { activation: 'relu', skip: 1 },
    { activation: 'gelu', keep: 0.7 },
    { activation: 'selu', normalization: 'batch' },
    { activation: 'relu', normalization: 'batch', placement: 'after', keep: 0.8, skip: 0.5 },
    { activation: 'silu', normalization: 'layer', skip: 1 },
    { activation: 'softplus', normalization: 'layer', placement: 'after', readout: true },
    { activation: 'scaled_sigmoid', normalization: 'batch', keep: 0.5, lastActivation: 'linear' },
  ];

  for (const variant of variants) {
    it(`agrees with Float64: ${JSON.stringify(variant)}`, async () => {
      await gpu.executor.prepare([...NetworkProgram.kernels, ...SignalSweep.kernels]);
      const scheme = { initializer: 'xavier_normal', gain: 1.1 } as const;
      const got = await sweep(gpu.executor, { ...shape, ...variant }, 5, scheme);
      const expected = await sweep(reference, { ...shape, ...variant }, 5, scheme);
      expect(got.depth).toBe(4);
      const compare = (what: string, a: MatrixMoments | null, b: MatrixMoments | null): void => {
        expect(a === null, what).toBe(b === null);
        if (!a || !b) return;
        expect([a.count, a.nonFinite, a.zeroFraction], what).toEqual([b.count, b.nonFinite, b.zeroFraction]);
        expect(Math.abs(a.mean - b.mean), `${what} mean`).toBeLessThan(TOLERANCE * Math.sqrt(b.secondMoment));
        expect(Math.abs(a.variance / b.variance - 1), `${what} variance`).toBeLessThan(TOLERANCE);
      };
      for (const [layer, report] of got.layers.entries()) {
        const other = layerOf(expected, layer);
        for (const name of ['pre', 'entering', 'hidden', 'gradHidden', 'gradPre', 'gradWeight'] as const) {
          compare(`${name} of layer ${layer}`, report[name], other[name]);
        }
        expect(Math.abs(report.cosine - other.cosine)).toBeLessThan(TOLERANCE);
        expect([report.forward, report.backward, report.weight]).toEqual(['fine', 'fine', 'fine']);
      }
    });
  }
});

/**
 * A value is a sum of up to 33 products, 4 times forward and 4 times back, and a norm in between divides by a deviation:
 * about 8 (sqrt 33 + 8) roundings of 2^-24 for each of up to 7 layers that a signal passes.
 */
const TOLERANCE = 7 * 8 * (Math.sqrt(33) + 8) * 2 ** -24;
