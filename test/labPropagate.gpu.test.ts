/** lab.propagate at its edges, on both backends: any scale, what f32 cannot hold, and what is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Lab,
  LabInputError,
  labOn,
  type PropagateOptions,
  type PropagateResult,
  type Tensor,
} from '../src/lab';
import { RandomStream, STREAMS } from '../src/random';
import { FaultChannel } from '../src/runtime/errors';
import { ReferenceExecutor } from '../src/runtime/referenceExecutor';
import { WebGpuExecutor } from '../src/runtime/webgpuExecutor';
import { dawnDevice } from './support/dawn';

const WIDTHS = [9, 14, 6, 5];
const BATCH = 11;

function normals(rows: number, columns: number, index: number, factor = 1): Tensor {
  const stream = new RandomStream(3, STREAMS.data + 16 * index);
  return {
    data: Float32Array.from(
      { length: rows * columns },
      (_, k) => factor * stream.normal(Math.floor(k / columns), k % columns),
    ),
    shape: [rows, columns],
  };
}

/** A network of three layers whose input, weights and output gradient are scaled by a power of two each. */
function network(
  activation: PropagateOptions['activation'],
  scale: { readonly input?: number; readonly weights?: number; readonly gradient?: number } = {},
): PropagateOptions {
  const { input = 1, weights = 1, gradient = 1 } = scale;
  return {
    input: normals(BATCH, WIDTHS[0] ?? 0, 0, input),
    weights: WIDTHS.slice(1).map((out, layer) => normals(WIDTHS[layer] ?? 0, out, layer + 1, weights / 3)),
    activation,
    outputGradient: normals(BATCH, WIDTHS.at(-1) ?? 0, 9, gradient),
  };
}

/** Every variance of a result, by name. */
function variancesOf({ input, forward, backward, inputGradient }: PropagateResult): Record<string, number> {
  const named: Record<string, number> = { input: input.variance, inputGradient: inputGradient ?? Number.NaN };
  for (const [index, { pre, post }] of forward.entries()) {
    named[`pre ${index + 1}`] = pre.variance;
    named[`post ${index + 1}`] = post.variance;
  }
  for (const [index, { hidden, pre, weight }] of backward.entries()) {
    named[`hidden gradient ${index + 1}`] = hidden;
    named[`pre gradient ${index + 1}`] = pre;
    named[`weight gradient ${index + 1}`] = weight;
  }
  return named;
}

/** Sums of up to 14 products, three layers there and back: some 100 roundings of 2^-24, squared. */
const TOLERANCE = 200 * 2 ** -24;

describe.each(['webgpu', 'reference'])('%s', (backend) => {
  let lab: Lab;

  beforeAll(async () => {
    if (backend === 'reference') {
      lab = labOn(new ReferenceExecutor());
      return;
    }
    const { device, adapter } = await dawnDevice();
    const faults = new FaultChannel();
    lab = labOn(new WebGpuExecutor(device, adapter, faults), () => device.destroy(), faults);
  });

  afterAll(async () => {
    await lab.close();
  });

  it('takes homogeneous activations at any scale that f32 inputs can have', async () => {
    for (const activation of ['linear', 'relu', 'leaky_relu'] as const) {
      const plain = variancesOf(await lab.propagate(network(activation)));
      for (const [a, w, g] of [
        [2 ** 98, 1, 1],
        [2 ** -98, 1, 1],
        [1, 2 ** 66, 2 ** 98],
        [2 ** -98, 2 ** -66, 2 ** -98],
        [2 ** 98, 2 ** -98, 1],
      ] as const) {
        const scaled = variancesOf(
          await lab.propagate(network(activation, { input: a, weights: w, gradient: g })),
        );
        for (const [name, value] of Object.entries(scaled)) {
          const layer = Number(name.split(' ').at(-1));
          const back = g ** 2 * w ** (2 * (WIDTHS.length - 1 - (layer || 0)));
          const forth = a ** 2 * w ** (2 * (layer || 0));
          const factor = name.startsWith('weight')
            ? back * a ** 2 * w ** (2 * (layer - 1))
            : name.includes('radient')
              ? back
              : forth;
          // Powers of two alone: nothing is rounded differently, up to the order in which they are multiplied.
          expect(Math.abs(value / ((plain[name] ?? 0) * factor) - 1), `${activation} ${name}`).toBeLessThan(
            1e-12,
          );
        }
      }
    }
  });

  it('is linear near the origin where an activation is, down to 1e-30', async () => {
    const tiny = variancesOf(await lab.propagate(network('tanh', { input: 2 ** -98 })));
    const linear = variancesOf(await lab.propagate(network('linear', { input: 2 ** -98 })));
    for (const [name, value] of Object.entries(tiny)) {
      expect(value, name).toBeGreaterThan(0);
      expect(Math.abs(value / (linear[name] ?? 0) - 1), name).toBeLessThan(TOLERANCE);
    }
  });

  it('saturates at 1e30, where no gradient passes', async () => {
    const { forward, backward } = await lab.propagate(network('tanh', { input: 2 ** 98 }));
    expect(forward[0]?.post.secondMoment).toBeCloseTo(1, 6);
    expect(backward[0]?.pre).toBe(0);
  });

  it('gives no gradients without an output gradient', async () => {
    const { input, weights, activation } = network('relu');
    const { forward, backward, inputGradient } = await lab.propagate({ input, weights, activation });
    expect(forward).toHaveLength(3);
    expect(backward).toEqual([]);
    expect(inputGradient).toBeNull();
  });

  it('refuses what it cannot take, naming argument, layer and element', async () => {
    const good = network('relu');
    const [first, second, third] = good.weights as [Tensor, Tensor, Tensor];
    const broken = { ...second, data: second.data.map((x, index) => (index === 7 ? Number.NaN : x)) };
    const cases: [Record<string, unknown>, string, RegExp][] = [
      [{ weights: [] }, 'weights', /at least one matrix/],
      [{ weights: [first, third] }, 'weights[1].shape', /takes 14 columns/],
      [{ weights: [first, broken, third] }, 'weights[1].data', /row 1, column 1/],
      [{ activation: 'swish' }, 'activation', /one of linear, relu/],
      [{ normalization: 'bn' }, 'normalization', /none, batch, layer/],
      [{ outputGradient: good.input }, 'outputGradient.shape', /\[11, 5\]/],
      [{ input: undefined }, 'input.data', /Float32Array/],
    ];
    for (const [change, argument, words] of cases) {
      const call = lab.propagate({ ...good, ...change });
      const error = await call.then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error, argument).toBeInstanceOf(LabInputError);
      expect((error as LabInputError).argument).toBe(argument);
      expect((error as LabInputError).message).toMatch(words);
    }
  });

  if (backend !== 'webgpu') return;

  it('names the layer from which on f32 cannot hold a signal or a gradient', async () => {
    // A product of 1e22 a layer: layer 2 is beyond 3e38.
    const over = lab.propagate(network('softplus', { weights: 2 ** 73 }));
    await expect(over).rejects.toThrow(/^weights\[1\] drives the signal beyond the range of f32 in layer 2/);
    const under = lab.propagate(network('tanh', { weights: 2 ** -60 }));
    await expect(under).rejects.toThrow(/^weights\[1\] leaves the signal below the range of f32 in layer 2/);
  });
});
