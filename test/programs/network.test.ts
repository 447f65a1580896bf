/** The network program in Float64: every gradient against finite differences, memory against what is counted, limits. */
import { describe, expect, it } from 'vitest';
import type { MatrixMoments } from '../../src/programs/layerStatistics';
import { NetworkProgram, type NetworkShape } from '../../src/programs/network';
import { layerPlans, requireAffordable } from '../../src/programs/networkShape';
import { signalStates } from '../../src/programs/signalStates';
import { piecesOf } from '../../src/programs/workPieces';
import { LabLimitError } from '../../src/runtime/errors';
import type { Recorder } from '../../src/runtime/executor';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { GpuScope } from '../../src/runtime/scope';
import { type DeviceTensor, elementCount } from '../../src/runtime/tensor';

const PLAIN = { placement: 'before', normalization: 'none', skip: 0, keep: 1 } as const;

/** Widths that are no multiples of 4, in both directions, and two that agree, so that the residual connection acts. */
const SHAPE: NetworkShape = { ...PLAIN, batch: 6, widths: [5, 7, 7, 3], activation: 'tanh' };
const STEP = 3;
const SEED = 11;

/** S = sum h_L * G, and all of its gradients, in the tensors' own layout. */
class Oracle {
  readonly network: NetworkProgram;
  readonly executor: ReferenceExecutor;

  constructor(executor: ReferenceExecutor, scope: GpuScope, shape: NetworkShape) {
    this.executor = executor;
    this.network = new NetworkProgram(executor, scope, shape, SEED);
    executor.submit((recorder) => {
      const laws = layerPlans(shape).map(
        ({ fanIn }) => ({ law: 'normal', scale: 1.2 / Math.sqrt(fanIn) }) as const,
      );
      this.network.encodeWeights(recorder, laws, 0.3);
      this.network.encodeInput(recorder, { cosine: 0.3, scale: 0.9 });
      this.network.encodeOutputGradient(recorder);
    });
  }

  async loss(): Promise<number> {
    const { network, executor } = this;
    executor.submit((recorder) => {
      for (let layer = 1; layer <= network.depth; layer++) network.encodeForward(recorder, layer, STEP);
    });
    const output = Float64Array.from(await executor.read(network.hidden(network.depth)));
    const gradient = await executor.read(network.outputGradient);
    return output.reduce((sum, value, index) => sum + value * (gradient[index] ?? 0), 0);
  }

  /** Copies of the gradients of every layer, taken as they pass. */
  async gradients(scope: GpuScope): Promise<{ of: DeviceTensor<'f32'>; values: Float64Array }[]> {
    const { network, executor } = this;
    const copies: { of: DeviceTensor<'f32'>; copy: DeviceTensor<'f32'> }[] = [];
    const keep = (recorder: Recorder, of: DeviceTensor<'f32'> | undefined, source: DeviceTensor<'f32'>) => {
      if (!of) throw new Error('a layer without parameters');
      const copy = executor.allocate(scope, `gradient of ${of.label}`, of.shape);
      recorder.copy(source, copy, { count: elementCount(of.shape) });
      copies.push({ of, copy });
    };
    executor.submit((recorder) => {
      for (let layer = network.depth; layer >= 1; layer--) {
        network.encodeBackward(recorder, layer, STEP, ({ hidden, weight, bias }) => {
          keep(recorder, network.weights[layer - 1], weight);
          keep(recorder, network.biases[layer - 1], bias);
          if (layer === 1) keep(recorder, network.input, hidden);
        });
      }
    });
    const values = await Promise.all(copies.map(({ copy }) => executor.read(copy)));
    return copies.map(({ of }, index) => ({ of, values: Float64Array.from(values[index] ?? []) }));
  }
}

const VARIANTS: { name: string; shape: NetworkShape }[] = [];
for (const normalization of ['none', 'batch', 'layer'] as const) {
  for (const placement of normalization === 'none' ? (['before'] as const) : (['before', 'after'] as const)) {
    for (const skip of [0, 0.7]) {
      for (const keep of [1, 0.6]) {
        const shape = { ...SHAPE, normalization, placement, skip, keep };
        VARIANTS.push({ name: `${normalization} ${placement}, skip ${skip}, keep ${keep}`, shape });
      }
    }
  }
}
VARIANTS.push(
  { name: 'another last activation', shape: { ...SHAPE, activation: 'gelu', lastActivation: 'sigmoid' } },
  {
    name: 'a plain read-out',
    shape: { ...SHAPE, normalization: 'layer', skip: 1, keep: 0.5, readout: true },
  },
);

describe('gradients of the network', () => {
  for (const { name, shape } of VARIANTS) {
    it(`are its finite differences: ${name}`, async () => {
      using executor = new ReferenceExecutor();
      using scope = new GpuScope('network');
      const oracle = new Oracle(executor, scope, shape);
      await oracle.loss();
      const gradients = await oracle.gradients(scope);
      expect(gradients).toHaveLength(2 * oracle.network.depth + 1);
      for (const { of, values } of gradients) {
        const before = Float64Array.from(await executor.read(of));
        // Padding is zero and stays so: its gradient is zero.
        const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        for (let index = 0; index < values.length; index += 3) {
          if (before[index] === 0) {
            expect(values[index], `${of.label}[${index}], padding`).toBe(0);
            continue;
          }
          // Central differences: h^2 / 6 of a third derivative, which normalisation makes up to 1e4 times the gradient, and
          // 1e-16 S / h of rounding.
          const h = 1e-5;
          const at = async (shift: number): Promise<number> => {
            const moved = before.slice();
            moved[index] = (before[index] ?? 0) + shift;
            executor.write(of, moved);
            return oracle.loss();
          };
          const difference = ((await at(h)) - (await at(-h))) / (2 * h);
          const error = Math.abs((values[index] ?? Number.NaN) - difference);
          expect(error, `${of.label}[${index}]: ${values[index]} and ${difference}`).toBeLessThan(
            1e-6 * (largest + 1),
          );
        }
        executor.write(of, before);
      }
    });
  }

  it('would show a residual connection that is forgotten on the way back', async () => {
    using executor = new ReferenceExecutor();
    using scope = new GpuScope('network');
    const withSkip = new Oracle(executor, scope, { ...SHAPE, skip: 0.7 });
    const without = new Oracle(executor, scope, SHAPE);
    const last = async (oracle: Oracle) => {
      await oracle.loss();
      return (await oracle.gradients(scope)).at(-1)?.values ?? new Float64Array();
    };
    const [a, b] = [await last(withSkip), await last(without)];
    expect(a.some((value, index) => Math.abs(value - (b[index] ?? 0)) > 1e-2)).toBe(true);
  });
});

describe('the shape of a network', () => {
  it('says what each layer does', () => {
    const plans = layerPlans({
      ...SHAPE,
      normalization: 'batch',
      skip: 1,
      keep: 0.5,
      lastActivation: 'sigmoid',
    });
    expect(plans.map(({ skip }) => skip)).toEqual([0, 1, 0]);
    expect(plans.map(({ activation }) => activation)).toEqual(['tanh', 'tanh', 'sigmoid']);
    expect(plans.every(({ keep, normalization }) => keep === 0.5 && normalization === 'batch')).toBe(true);
    const readout = layerPlans({ ...SHAPE, normalization: 'batch', keep: 0.5, readout: true }).at(-1);
    expect(readout).toMatchObject({ activation: 'linear', normalization: 'none', skip: 0, keep: 1 });
  });

  it('is refused where it describes no network', () => {
    for (const [bad, words] of [
      [{ batch: 0 }, /rows/],
      [{ widths: [4] }, /two widths/],
      [{ widths: [4, 2.5] }, /2\.5/],
      [{ keep: 0 }, /keep/],
      [{ skip: Number.NaN }, /skip/],
    ] as const) {
      expect(() => layerPlans({ ...SHAPE, ...bad })).toThrow(words);
    }
  });

  it('knows how much memory it takes, and refuses too much in words before anything is allocated', () => {
    using executor = new ReferenceExecutor();
    using scope = new GpuScope('network');
    let counted = 0;
    const allocate = executor.allocate.bind(executor);
    executor.allocate = (owner, label, shape, element) => {
      counted += elementCount(shape);
      return allocate(owner, label, shape, element);
    };
    const network = new NetworkProgram(executor, scope, SHAPE, SEED);
    expect(network.depth).toBe(3);
    expect(counted).toBe(NetworkProgram.elements(SHAPE));
    const huge = { ...SHAPE, batch: 1024, widths: Array.from({ length: 201 }, () => 1024) };
    const live = executor.liveTensors;
    expect(() => new NetworkProgram(executor, scope, huge, SEED)).toThrow(LabLimitError);
    expect(() => requireAffordable(executor, huge)).toThrow(/200 layers, up to 1024 wide, on 1024 rows/);
    expect(executor.liveTensors).toBe(live);
  });
});

describe('the state of a signal', () => {
  const step = (maximum: number, more: Partial<MatrixMoments> = {}) => ({
    moments: { maximum, nonFinite: 0, subnormal: 0, ...more } as MatrixMoments,
  });

  it('stays lost once it overflowed, whatever follows', () => {
    const path = [step(1), step(1e38, { nonFinite: 2 }), step(0), step(1)];
    expect(signalStates(path, 'webgpu')).toEqual(['fine', 'overflow', 'overflow', 'overflow']);
    expect(signalStates([step(1)], 'webgpu', 'overflow')).toEqual(['overflow']);
  });

  it('tells a signal too faint for f32 from one that is exactly zero', () => {
    const path = [step(1), step(1e-35), step(0)];
    expect(signalStates(path, 'webgpu')).toEqual(['fine', 'underflow', 'underflow']);
    expect(signalStates([step(1e-35), step(0), step(1)], 'reference')).toEqual(['fine', 'zero', 'fine']);
    expect(signalStates([step(0, { subnormal: 3 })], 'webgpu')).toEqual(['underflow']);
  });

  it('tells a product that vanished within one layer from one with zeros, or of entries that never meet', () => {
    const made = (one: number, other: number) => ({ ...step(0), factors: [one, other] as const });
    expect(signalStates([step(1e-30), made(1e-30, 1e-30)], 'webgpu')).toEqual(['fine', 'underflow']);
    expect(signalStates([step(1e-200), made(1e-200, 1e-200)], 'reference')).toEqual(['fine', 'underflow']);
    for (const [one, other] of [
      [1e-30, 0],
      [0, 1e-30],
      [1, 1],
    ] as const)
      expect(signalStates([step(one), made(one, other)], 'webgpu').at(-1)).toBe('zero');
  });
});

describe('pieces of work', () => {
  it('keep their order, are full, and never empty', () => {
    const seen: number[] = [];
    const parts = [3, 3, 5, 20, 1, 1].map((work, index) => ({ work, record: () => seen.push(index) }));
    const pieces = piecesOf(parts, 8);
    const recorder = {} as Recorder;
    const ends = pieces.map((piece) => {
      piece(recorder);
      return seen.length;
    });
    expect(ends).toEqual([2, 3, 4, 6]);
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
