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
    const empty = { ...network('relu'), outputGradient: null } as unknown as PropagateOptions;
    expect((await lab.propagate(empty)).inputGradient).toBeNull();
  });

  it('carries deep networks of ReLUs whose signal leaves f32, and agrees with a product of single layers', async () => {
    const [depth, width, batch] = [200, 32, 4];
    for (const [activation, deviation] of [
      ['relu', 0.71],
      ['relu', Math.SQRT1_2],
      ['leaky_relu', 2],
    ] as const) {
      const weights = Array.from({ length: depth }, (_, layer) =>
        normals(width, width, layer + 1, deviation / Math.sqrt(width)),
      );
      const input = normals(batch, width, 0);
      const { forward } = await lab.propagate({ input, weights, activation });
      // Float64 rows, brought back to a largest entry of about 1 at every layer.
      const slope = activation === 'relu' ? 0 : 0.01;
      let [hidden, logarithm] = [Float64Array.from(input.data), 0];
      for (const [layer, { data }] of weights.entries()) {
        const next = new Float64Array(batch * width);
        for (const [index, x] of hidden.entries()) {
          const [row, unit] = [Math.floor(index / width), index % width];
          for (let k = 0; k < width; k++)
            next[row * width + k] = (next[row * width + k] ?? 0) + x * (data[unit * width + k] ?? 0);
        }
        hidden = next.map((z) => (z > 0 ? z : slope * z));
        const square = hidden.reduce((sum, x) => sum + x * x, 0) / hidden.length;
        logarithm += Math.log(square);
        hidden = hidden.map((x) => x / Math.sqrt(square));
        const told = Math.log(forward[layer]?.post.secondMoment ?? Number.NaN);
        // Each layer so far adds the rounding of a sum of 32 products, as TOLERANCE counts it for one of 14.
        expect(Math.abs(told - logarithm), `layer ${layer + 1}`).toBeLessThan((layer + 1) * TOLERANCE);
      }
    }
  });

  it('refuses a variance beyond Float64 or below it, and names the layer', async () => {
    const diagonal = (x: number): Tensor => ({ data: new Float32Array([x, 0, 0, x]), shape: [2, 2] });
    const row = { data: new Float32Array([1, -1]), shape: [1, 2] };
    const of = (x: number, depth: number): PropagateOptions => ({
      input: row,
      weights: Array.from({ length: depth }, () => diagonal(x)),
      activation: 'linear',
    });
    expect((await lab.propagate(of(2 ** 126, 4))).forward[3]?.post.variance).toBe(2 ** 1008);
    for (const [x, words] of [
      [2 ** 126, /^weights\[4\] drives the variance of the signal beyond the range of Float64 in layer 5/],
      [2 ** -126, /^weights\[4\] leaves the variance of the signal below the range of Float64 in layer 5/],
    ] as const) {
      for (const depth of [5, 12, 400]) {
        const error = await lab.propagate(of(x, depth)).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(LabInputError);
        expect((error as LabInputError).message).toMatch(words);
      }
    }
    // Forward each layer is undone by the next; from 1 at layer 10, the gradient is at 2^(126 k) at layer 10 - k.
    const weights = Array.from({ length: 10 }, (_, layer) => diagonal(layer < 5 ? 2 ** -126 : 2 ** 126));
    const input = { data: new Float32Array([2 ** 120, 0]), shape: [1, 2] };
    const gradient = lab.propagate({ input, weights, activation: 'linear', outputGradient: row });
    await expect(gradient).rejects.toThrow(
      /^weights\[5\] drives the variance of the gradient beyond the range of Float64 in layer 5/,
    );
  });

  it("counts the input's zeros in the caller's data", async () => {
    const input = { data: new Float32Array([2 ** 100, 2 ** -100, 0, -(2 ** 100)]), shape: [2, 2] };
    const weights = [{ data: new Float32Array([1, 0, 0, 1]), shape: [2, 2] }];
    expect((await lab.propagate({ input, weights, activation: 'linear' })).input.zeroFraction).toBe(0.25);
  });

  it('refuses what it cannot take, naming argument, layer and element', async () => {
    const good = network('relu');
    const [first, second, third] = good.weights as [Tensor, Tensor, Tensor];
    const broken = { ...second, data: second.data.map((x, index) => (index === 7 ? Number.NaN : x)) };
    const cases: [Record<string, unknown>, string, RegExp][] = [
      [{ weights: [] }, 'weights', /at least one matrix/],
      [{ weights: Object.assign([], { length: 2 }) }, 'weights[0].data', /undefined/],
      [{ weights: [first, third] }, 'weights[1].shape', /takes 14 columns/],
      [{ weights: [first, broken, third] }, 'weights[1].data', /row 1, column 1/],
      [{ activation: 'swish' }, 'activation', /one of linear, relu/],
      [{ normalization: 'bn' }, 'normalization', /none, batch, layer/],
      [{ outputGradient: good.input }, 'outputGradient.shape', /\[11, 5\]/],
      [{ outputGradient: 0 }, 'outputGradient.data', /Float32Array/],
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
    // To 0 within one layer: 1e-30, and then 1e-60.
    const gone = lab.propagate(network('tanh', { weights: 2 ** -98 }));
    await expect(gone).rejects.toThrow(/^weights\[1\] leaves the signal below the range of f32 in layer 2/);
    const huge = lab.propagate(network('tanh', { input: 2 ** 126, weights: 4 }));
    await expect(huge).rejects.toThrow(/^input drives the signal beyond the range of f32 in layer 1/);
  });

  it('takes exact zeros for what they are', async () => {
    const zeros = { data: new Float32Array(4), shape: [2, 2] };
    const input = { data: new Float32Array([1, 0, 2, 0]), shape: [2, 2] };
    const apart = { data: new Float32Array([0, 0, 1, 1]), shape: [2, 2] };
    for (const weights of [[zeros], [apart], [zeros, apart]]) {
      const result = await lab.propagate({ input, weights, activation: 'tanh', outputGradient: input });
      expect(result.forward.map(({ post }) => post.zeroFraction)).toEqual(weights.map(() => 1));
    }
  });
});
