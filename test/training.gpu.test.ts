/** 200 steps on the GPU against 200 steps in Float64, from the same seeded start. */
import { describe, expect, it } from 'vitest';
import sumColumns from '../src/kernels/sum_columns';
import { SphereTraining, type StepSettings, type TrainingShape } from '../src/programs/training';
import type { Executor } from '../src/runtime/executor';
import { ReferenceExecutor } from '../src/runtime/referenceExecutor';
import { GpuScope } from '../src/runtime/scope';
import { useGpu } from './support/dawn';

const STEPS = 200;

async function run(executor: Executor, shape: TrainingShape, settings: StepSettings) {
  using scope = new GpuScope('test');
  await executor.prepare([...SphereTraining.kernels, sumColumns]);
  const training = new SphereTraining(executor, scope, shape);
  const readings = executor.allocate(scope, 'readings', [4]);
  executor.submit((recorder) => training.encodeInitialState(recorder, 'cone', 1, 0.4));
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    executor.submit((recorder) => {
      training.encodeStep(recorder, settings);
      const { terms } = training.contrastive;
      recorder.dispatch(
        sumColumns,
        { x: terms, readings },
        { rows: 2 * training.shape.batch, cols: 4, slot: 0, scale: 1 },
      );
    });
    if (step % 20 === 19) losses.push((await executor.read(readings))[0] ?? Number.NaN);
  }
  return { losses, points: Float64Array.from(await executor.read(training.points)) };
}

describe('200 steps', () => {
  const gpu = useGpu();

  const settings: StepSettings = {
    temperature: 0.2,
    noise: 0.1,
    dropout: 0,
    optimizer: 'sgd',
    learningRate: 0.01,
    momentum: 0.5,
  };
  const cases: readonly [string, TrainingShape, StepSettings][] = [
    ['InfoNCE, SGD', { rows: 48, columns: 8, batch: 48, loss: 'infonce', paired: false, seed: 3 }, settings],
    [
      'NT-Xent, Adam, dropout, mini-batches',
      { rows: 60, columns: 9, batch: 16, loss: 'ntxent', paired: false, seed: 4 },
      { ...settings, optimizer: 'adam', learningRate: 0.003, dropout: 0.1 },
    ],
    [
      'symmetric, paired sets',
      { rows: 32, columns: 5, batch: 32, loss: 'symmetric', paired: true, seed: 5 },
      settings,
    ],
  ];

  for (const [name, shape, chosen] of cases) {
    it(name, async () => {
      using reference = new ReferenceExecutor();
      const got = await run(gpu.executor, shape, chosen);
      const expected = await run(reference, shape, chosen);
      // Each step adds a relative error of about 1e-6 (exp and dot products over tau) and the flow towards uniformity
      // contracts, so errors add at worst linearly: 200 * 1e-6 * the length of the path, below 1.
      const tolerance = STEPS * 1e-6;
      const worst = got.points.reduce((m, x, i) => Math.max(m, Math.abs(x - (expected.points[i] ?? 0))), 0);
      expect(worst).toBeLessThan(tolerance);
      for (const [i, loss] of got.losses.entries()) {
        expect(Math.abs(loss - (expected.losses[i] ?? 0))).toBeLessThan(tolerance);
      }
      // The run did something: otherwise equality would mean little.
      expect(Math.abs((expected.losses[0] ?? 0) - (expected.losses.at(-1) ?? 0))).toBeGreaterThan(
        100 * tolerance,
      );
    });
  }
});
