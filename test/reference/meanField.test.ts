/** Mean-field theory against closed forms, PyTorch's Monte Carlo, and its own limits. */
import { describe, expect, it } from 'vitest';
import type { ActivationName } from '../../src/reference/activations';
import { edgeOfChaos, fixedPoint } from '../../src/reference/fixedPoint';
import { propagateTheory, type TheoryProfile, type TheorySettings } from '../../src/reference/meanField';
import { loadGolden } from '../golden';

const WIDTH = 512;

/** A square network of `depth` layers with n Var(W) = `mixing`. */
function theory(
  depth: number,
  mixing: number,
  changes: Partial<TheorySettings> = {},
  width = WIDTH,
): TheoryProfile {
  return propagateTheory({
    activation: 'linear',
    depth,
    widths: Array.from({ length: depth + 1 }, () => width),
    weightVariances: Array.from({ length: depth }, () => mixing / width),
    biasVariance: 0,
    normalization: 'none',
    placement: 'before',
    skip: 0,
    keep: 1,
    batch: 512,
    inputSecondMoment: 1,
    inputCosine: 0,
    outputGradientVariance: 1,
    ...changes,
  });
}

function last(values: Float64Array): number {
  return values.at(-1) ?? Number.NaN;
}

describe('theory of single layers', () => {
  it('ReLU with He: E[h^2] kept both ways, Var(h) = .341 Var(z), the gradient halved and doubled', () => {
    const { preVariance, postSecondMoment, postVariance, gradHidden, gradPre } = theory(5, 2, {
      activation: 'relu',
    });
    for (let l = 1; l <= 5; l++) {
      expect(postSecondMoment[l]).toBeCloseTo(1, 9);
      expect(preVariance[l]).toBeCloseTo(2, 9);
      expect((postVariance[l] ?? 0) / (preVariance[l] ?? 0)).toBeCloseTo((1 - 1 / Math.PI) / 2, 9);
      expect(gradHidden[l - 1]).toBeCloseTo(1, 9);
      expect(gradPre[l]).toBeCloseTo(0.5, 9);
    }
  });

  it('ReLU turns cosines by the arc-cosine kernel', () => {
    const c = 0.3;
    const { cosine } = theory(1, 2, { activation: 'relu', inputCosine: c });
    const theta = Math.acos(c);
    expect(cosine[1]).toBeCloseTo((Math.sin(theta) + (Math.PI - theta) * c) / Math.PI, 8);
  });

  it('batch norm before ReLU: gradients grow by pi / (pi - 1) a layer (Yang et al. 2019)', () => {
    const { gradHidden } = theory(40, 2, { activation: 'relu', normalization: 'batch' });
    const rate = ((gradHidden[5] ?? 0) / (gradHidden[30] ?? 1)) ** (1 / 25);
    expect(rate).toBeCloseTo(Math.PI / (Math.PI - 1), 4);
  });

  it('a residual connection adds: E[h^2] grows by E[phi^2] a layer where phi is odd', () => {
    const { postSecondMoment, gradHidden } = theory(6, 0.5, { skip: 1 });
    for (let l = 1; l <= 6; l++) expect(postSecondMoment[l]).toBeCloseTo(1.5 ** l, 9);
    expect(gradHidden[0]).toBeCloseTo(1.5 ** 6, 9);
  });

  it('dropout is a gain of 1 / keep in the second moment, forward and backward', () => {
    const { postSecondMoment, gradHidden } = theory(4, 1, { keep: 0.8 });
    expect(last(postSecondMoment)).toBeCloseTo(0.8 ** -4, 9);
    expect(gradHidden[0]).toBeCloseTo(0.8 ** -4, 9);
  });

  it('tapering widths: fan_in counts forward, fan_out backward', () => {
    const { preVariance, gradHidden } = propagateTheory({
      activation: 'linear',
      depth: 1,
      widths: [100, 25],
      weightVariances: [0.01],
      biasVariance: 0.5,
      normalization: 'none',
      placement: 'before',
      skip: 1,
      keep: 1,
      batch: 8,
      inputSecondMoment: 3,
      inputCosine: 0,
      outputGradientVariance: 2,
    });
    expect(preVariance[1]).toBeCloseTo(3.5, 12);
    expect(gradHidden[0]).toBeCloseTo(25 * 0.01 * 2, 12);
  });

  it('is silent from a layer without random weights on, and says so by NaN', () => {
    const { postSecondMoment, gradHidden } = theory(3, 1, {
      weightVariances: [1 / WIDTH, Number.NaN, 1 / WIDTH],
    });
    expect(postSecondMoment[1]).toBeCloseTo(1, 12);
    expect(postSecondMoment[2]).toBeNaN();
    // The slopes above it are those of a signal nobody knows.
    expect(gradHidden[3]).toBe(1);
    expect(gradHidden[2]).toBeNaN();
  });
});

/** E[f(z)], z ~ N(0, q), by the trapezium rule: its error falls as exp(-2 pi d / h), d = pi / (2 sqrt q) the distance of tanh's pole. */
function trapezium(f: (z: number) => number, q: number): number {
  const h = 1 / 16;
  let sum = 0;
  for (let t = -9; t <= 9; t += h) sum += f(t * Math.sqrt(q)) * Math.exp((-t * t) / 2);
  return (h * sum) / Math.sqrt(2 * Math.PI);
}

/** E[h_l^2] of l = 0 .. depth, and what the gradient's variance grows by from the last layer to the input, of tanh with n Var(W). */
function tanhByHand(depth: number, mixing: number): { seconds: number[]; growth: number } {
  const seconds = [1];
  let growth = 1;
  for (let l = 1; l <= depth; l++) {
    const q = mixing * (seconds.at(-1) ?? Number.NaN);
    seconds.push(trapezium((z) => Math.tanh(z) ** 2, q));
    growth *= mixing * trapezium((z) => Math.cosh(z) ** -4, q);
  }
  return { seconds, growth };
}

describe('deep networks, in the limit of great width', () => {
  it('tanh with 1/n fades both ways; with gain 5/3 it keeps the forward way alone', () => {
    for (const mixing of [1, 25 / 9]) {
      const { seconds, growth } = tanhByHand(30, mixing);
      const { postVariance, gradHidden } = theory(30, mixing, { activation: 'tanh' });
      for (const [l, second] of seconds.entries()) {
        expect((postVariance[l] ?? Number.NaN) / second).toBeCloseTo(1, 9);
      }
      expect((gradHidden[0] ?? Number.NaN) / growth).toBeCloseTo(1, 9);
    }
    const fading = theory(30, 1, { activation: 'tanh' });
    expect(last(fading.postVariance)).toBeLessThan(0.02);
    expect(fading.gradHidden[0]).toBeLessThan(0.03);
    const kept = theory(30, 25 / 9, { activation: 'tanh' });
    expect(last(kept.postVariance)).toBeGreaterThan(0.4);
    expect(kept.gradHidden[0]).toBeGreaterThan(100);
  });

  it('ReLU with 1/n loses half a layer', () => {
    expect(last(theory(30, 1, { activation: 'relu' }).postSecondMoment) * 2 ** 30).toBeCloseTo(1, 12);
  });
});

describe('fixed points and the edge of chaos', () => {
  it('is gain 1 for tanh without bias, and sqrt 2 for ReLU', () => {
    const [first] = edgeOfChaos('tanh', { maximumBias: 2, points: 9 });
    expect(first?.[0]).toBeCloseTo(1, 6);
    for (const [gain] of edgeOfChaos('relu', { maximumBias: 2, points: 5 }))
      expect(gain).toBeCloseTo(Math.SQRT2, 12);
  });

  it.each<ActivationName>(['tanh', 'scaled_sigmoid', 'sigmoid', 'gelu', 'gelu_tanh', 'silu', 'selu'])(
    '%s: chi is 1 all along the line, and crosses it',
    (name) => {
      const edge = edgeOfChaos(name, { maximumBias: 1.5, points: 5 }).filter(([, bias]) => bias > 0);
      expect(edge.length).toBeGreaterThanOrEqual(2);
      for (const [gain, bias] of edge) {
        expect(fixedPoint(name, gain, bias)?.chi).toBeCloseTo(1, 5);
        expect(fixedPoint(name, 0.999 * gain, bias)?.chi).toBeLessThan(1);
        // Not much beyond, a signal of GELU or SiLU already grows without bound.
        expect(fixedPoint(name, 1.001 * gain, bias)?.chi).toBeGreaterThan(1);
      }
    },
  );

  it('leaves out biases at which a growing gain finds no chi of 1: all of softplus, small ones of GELU and SiLU', () => {
    expect(edgeOfChaos('softplus', { maximumBias: 2, points: 9 })).toEqual([]);
    for (const [name, none, some] of [
      ['gelu', 0.4, 0.44],
      ['silu', 0.73, 0.77],
    ] as const) {
      expect(edgeOfChaos(name, { maximumBias: none, points: 12 })).toEqual([]);
      expect(edgeOfChaos(name, { maximumBias: some, points: 12 })).toHaveLength(1);
    }
  });

  it('in chaos two inputs keep a correlation below 1, in order they meet', () => {
    expect(fixedPoint('tanh', 2, 0.3)?.correlation).toBeLessThan(0.9);
    expect(fixedPoint('tanh', 0.9, 0.3)?.correlation).toBe(1);
    const { cosine } = theory(400, 4, { activation: 'tanh', biasVariance: 0.09, inputCosine: 0.5 });
    const point = fixedPoint('tanh', 2, 0.3);
    const { preVariance } = theory(400, 4, { activation: 'tanh', biasVariance: 0.09, inputCosine: 0.5 });
    expect(last(preVariance)).toBeCloseTo(point?.q ?? Number.NaN, 5);
    // Of h, where the fixed point is of z.
    const overlap = (4 * last(cosine) * ((last(preVariance) - 0.09) / 4) + 0.09) / last(preVariance);
    expect(overlap).toBeCloseTo(point?.correlation ?? Number.NaN, 4);
  });
});

interface Scattered {
  readonly meanfield: readonly number[];
  readonly mc: { readonly mean: readonly number[]; readonly sd: readonly number[] };
}
interface Statistics {
  readonly log10_pre_var: Scattered;
  readonly log10_post_var: Scattered;
  readonly grad_by_depth: Readonly<
    Record<
      string,
      { readonly layers: readonly number[] } & Readonly<
        Record<'log10_grad_x' | 'log10_grad_z' | 'log10_grad_W', Scattered>
      >
    >
  >;
}

describe('goldens: mean field and Monte Carlo of PyTorch', () => {
  const cases = loadGolden('g_varprop').filter(({ id }) => id.startsWith('mc_'));
  if (cases.length === 0) it.skip('need the folder with g_varprop', () => undefined);

  it.each(cases.map((golden) => [golden.id, golden] as const))('%s', (_, { params, statistics }) => {
    const { activation, width, n_var_w, layers_reported, networks } = params as {
      activation: ActivationName;
      width: number;
      n_var_w: number;
      layers_reported: number[];
      networks: number;
    };
    const found = statistics as unknown as Statistics;
    const compare = (got: (k: number) => number, { meanfield, mc }: Scattered, scatter: boolean): void => {
      for (const [k, wanted] of meanfield.entries()) {
        // Five decimals are stated.
        expect(got(k)).toBeCloseTo(wanted, 4);
        if (!scatter) continue;
        const allowed = (6 * (mc.sd[k] ?? 0)) / Math.sqrt(networks) + 0.02;
        expect(Math.abs(got(k) - (mc.mean[k] ?? Number.NaN))).toBeLessThan(allowed);
      }
    };
    const deep = theory(100, n_var_w, { activation }, width);
    const at = (values: Float64Array) => (k: number) =>
      Math.log10(values[layers_reported[k] ?? 0] ?? Number.NaN);
    // At depth 10 and width 64 a single network still follows the average; at 100 it has left it.
    compare(at(deep.preVariance), found.log10_pre_var, false);
    compare(at(deep.postVariance), found.log10_post_var, false);
    for (const [depth, gradients] of Object.entries(found.grad_by_depth)) {
      const profile = theory(Number(depth), n_var_w, { activation }, width);
      const of = (values: Float64Array) => (k: number) =>
        Math.log10(values[gradients.layers[k] ?? 0] ?? Number.NaN);
      const shallow = depth === '10';
      compare(() => Math.log10(profile.gradHidden[0] ?? Number.NaN), gradients.log10_grad_x, shallow);
      compare(of(profile.gradPre), gradients.log10_grad_z, shallow);
      compare(of(profile.gradWeight), gradients.log10_grad_W, shallow);
    }
  });
});
