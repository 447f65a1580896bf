/** A network that learns, one that cannot, and a step of both optimisers against Float64. */
import { describe, expect, it } from 'vitest';
import { makeTask, type TaskName } from '../../src/data/tasks';
import { NetworkProgram, type NetworkShape } from '../../src/programs/network';
import {
  BLOCKS,
  NetworkTrainer,
  shapeForTask,
  type TrainerSettings,
} from '../../src/programs/networkTrainer';
import { type InitializerName, weightLaw } from '../../src/reference/initialization';
import { LabLimitError } from '../../src/runtime/errors';
import type { Executor } from '../../src/runtime/executor';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { GpuScope } from '../../src/runtime/scope';
import { useGpu } from '../support/dawn';

const PLAIN = { placement: 'before', normalization: 'none', skip: 0, keep: 1 } as const;
const ADAM: TrainerSettings = { optimizer: 'adam', learningRate: 1e-3, momentum: 0, decay: 0 };
const SGD: TrainerSettings = { optimizer: 'sgd', learningRate: 0.05, momentum: 0.9, decay: 1e-3 };
const SEED = 2;

async function open(
  executor: Executor,
  scope: GpuScope,
  shape: NetworkShape,
  name: TaskName,
  initializer: InitializerName,
): Promise<{ network: NetworkProgram; trainer: NetworkTrainer }> {
  await executor.prepare([...NetworkProgram.kernels, ...NetworkTrainer.kernels]);
  const task = makeTask(name, { rows: BLOCKS * shape.batch, columns: shape.widths[0] ?? 0, seed: SEED });
  const network = new NetworkProgram(executor, scope, shapeForTask(shape, task), SEED);
  const trainer = new NetworkTrainer(executor, scope, network, task);
  const laws = network.plans.map(({ fanIn, fanOut }) =>
    weightLaw({ initializer, mode: 'fan_in', fanIn, fanOut, gain: 1, deviation: 1 }),
  );
  executor.submit((recorder) => network.encodeWeights(recorder, laws, 0));
  return { network, trainer };
}

async function reading(
  executor: Executor,
  trainer: NetworkTrainer,
): Promise<{ loss: number; accuracy: number }> {
  executor.submit((recorder) => trainer.encodeLoss(recorder));
  const [loss = Number.NaN, accuracy = Number.NaN] = await executor.read(trainer.readings);
  return { loss, accuracy };
}

/** Takes steps, and reads what the next one will see. */
async function train(
  executor: Executor,
  trainer: NetworkTrainer,
  steps: number,
  settings: TrainerSettings,
): Promise<{ loss: number; accuracy: number }> {
  for (let done = 0; done < steps; done += 10) {
    executor.submit((recorder) => {
      for (let step = done; step < Math.min(steps, done + 10); step++) trainer.encodeStep(recorder, settings);
    });
    await executor.settled();
  }
  return reading(executor, trainer);
}

function deep(
  depth: number,
  width: number,
  batch: number,
  activation: NetworkShape['activation'],
): NetworkShape {
  return { ...PLAIN, batch, widths: Array.from({ length: depth + 1 }, () => width), activation };
}

describe('the trainer', () => {
  const gpu = useGpu();

  it('teaches ten layers of ReLU units that start from He two spirals in 200 steps', async () => {
    using scope = new GpuScope('trainer');
    const { trainer } = await open(gpu.executor, scope, deep(10, 64, 64, 'relu'), 'spirals', 'he_normal');
    const before = await reading(gpu.executor, trainer);
    expect(before.accuracy).toBeLessThan(0.75);
    const after = await train(gpu.executor, trainer, 200, ADAM);
    expect(trainer.step).toBe(200);
    expect(after.accuracy).toBeGreaterThan(0.95);
    expect(after.loss).toBeLessThan(0.2);
  });

  it("teaches twenty layers of sigmoids nothing in 100 steps from PyTorch's default", async () => {
    using scope = new GpuScope('trainer');
    const { trainer } = await open(gpu.executor, scope, deep(20, 32, 64, 'sigmoid'), 'spirals', 'pytorch');
    const after = await train(gpu.executor, trainer, 100, ADAM);
    // Equal probabilities cost log 2; labels of a block are as many of one class as of the other.
    expect(Math.abs(after.loss - Math.LN2)).toBeLessThan(0.02);
    expect(Math.abs(after.accuracy - 0.5)).toBeLessThan(0.1);
  });

  it('learns a sine', async () => {
    using scope = new GpuScope('trainer');
    const { trainer } = await open(
      gpu.executor,
      scope,
      deep(3, 32, 128, 'tanh'),
      'regression',
      'xavier_normal',
    );
    const before = await reading(gpu.executor, trainer);
    const after = await train(gpu.executor, trainer, 300, { ...ADAM, learningRate: 3e-3 });
    // sin^2 is 1/2 on the mean, so knowing nothing costs 1/4.
    expect(before.loss).toBeGreaterThan(0.2);
    expect(after.loss).toBeLessThan(0.05);
  });

  for (const [name, settings] of [
    ['SGD', SGD],
    ['Adam', ADAM],
  ] as const) {
    it(`takes the steps of Float64: ${name}`, async () => {
      const reference = new ReferenceExecutor();
      const shape: NetworkShape = { ...deep(3, 10, 12, 'tanh'), normalization: 'layer', skip: 1, keep: 0.9 };
      const results: Float64Array[] = [];
      for (const executor of [gpu.executor, reference]) {
        using scope = new GpuScope('trainer');
        const { network, trainer } = await open(executor, scope, shape, 'moons', 'he_normal');
        const { loss } = await train(executor, trainer, 5, settings);
        const parameters = await Promise.all(
          [...network.weights, ...network.biases].map((tensor) => executor.read(tensor)),
        );
        results.push(Float64Array.from([loss, ...parameters.flatMap((values) => [...values])]));
      }
      const [got = new Float64Array(), expected = new Float64Array()] = results;
      // Five steps of at most 1e-2 a weight, each off by the relative error of a gradient, about 1e-5; Adam divides small
      // gradients by their own size, so that theirs may be off by more.
      const error = expected.reduce((most, value, at) => Math.max(most, Math.abs(value - (got[at] ?? 0))), 0);
      expect(error).toBeLessThan(name === 'SGD' ? 5e-6 : 5e-5);
      expect(got).toHaveLength(expected.length);
    });
  }

  it('goes on from a snapshot as if it had not been interrupted, and leaves padding alone', async () => {
    const shape = deep(2, 6, 8, 'gelu');
    const { executor } = gpu;
    using scope = new GpuScope('trainer');
    const { network, trainer } = await open(executor, scope, shape, 'xor', 'xavier_normal');
    await train(executor, trainer, 7, ADAM);
    const state = await trainer.snapshot();
    await train(executor, trainer, 5, ADAM);
    const expected = await trainer.snapshot();
    trainer.restore(state);
    expect(trainer.step).toBe(7);
    await train(executor, trainer, 5, ADAM);
    expect(await trainer.snapshot()).toEqual(expected);
    const [weights = new Float32Array()] = await Promise.all(
      network.weights.map((tensor) => executor.read(tensor)),
    );
    const padding = [...weights].filter((_, index) => index % 8 >= 6 || index >= 6 * 8);
    expect(padding).toHaveLength(28);
    expect(padding.every((value) => value === 0)).toBe(true);
    expect(() => trainer.restore({ ...state, tensors: state.tensors.slice(1) })).toThrow(RangeError);
  });

  it('refuses a task of another size, and moments that do not fit', async () => {
    using reference = new ReferenceExecutor();
    using scope = new GpuScope('trainer');
    const task = makeTask('xor', { rows: 32, columns: 6, seed: 1 });
    const network = new NetworkProgram(reference, scope, shapeForTask(deep(2, 6, 9, 'relu'), task), 1);
    expect(() => new NetworkTrainer(reference, scope, network, task)).toThrow(/does not fit 9 rows/);
    const wide = makeTask('xor', { rows: 4, columns: 2048, seed: 1 });
    const large = new NetworkProgram(reference, scope, shapeForTask(deep(7, 2048, 1, 'relu'), wide), 1);
    expect(() => new NetworkTrainer(reference, scope, large, wide)).toThrow(LabLimitError);
  });
});
