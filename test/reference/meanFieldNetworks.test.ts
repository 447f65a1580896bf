/** Mean-field theory against random networks of finite width, forward and backward, for every norm, placement and kind of layer. */
import { describe, expect, it } from 'vitest';
import { RandomStream, STREAMS } from '../../src/random';
import { type ActivationName, activate, activateSlope } from '../../src/reference/activations';
import { propagateTheory, type TheorySettings } from '../../src/reference/meanField';

const WIDTH = 128;
const BATCH = 192;
const DEPTH = 3;
const NETWORKS = 6;
const INPUT_COSINE = 0.7;

/** Theory leaves out a few terms of order 1 / width and 1 / batch in each of the layers, forward and backward. */
const FINITE_SIZE = 8 / WIDTH;

/** Standard errors of a mean over so few networks that count as scatter. */
const ERRORS = 5;

type Kind = Pick<
  TheorySettings,
  'activation' | 'normalization' | 'placement' | 'skip' | 'keep' | 'biasVariance'
>;

/** Means over all elements, one a layer, of the quantities that theory predicts for every layer. */
type Measured = Record<
  'preVariance' | 'postSecondMoment' | 'cosine' | 'gradHidden' | 'gradPre' | 'gradWeight',
  number[]
>;

/** Seeded standard normals [rows, columns]; each matrix of a network takes a `use` of its own. */
function normals(seed: number, use: number, rows: number, columns: number): Float64Array {
  const stream = new RandomStream(seed, STREAMS.weights + 16 * use);
  const values = new Float64Array(rows * columns);
  for (let k = 0; k < values.length; k += 2) values.set(stream.normals(k).slice(0, values.length - k), k);
  return values;
}

/** a [rows, inner] b [inner, columns] */
function product(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const factor = a[i * inner + k] ?? 0;
      for (let j = 0; j < columns; j++) {
        result[i * columns + j] = (result[i * columns + j] ?? 0) + factor * (b[k * columns + j] ?? 0);
      }
    }
  }
  return result;
}

function transposed(a: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from(
    { length: a.length },
    (_, k) => a[(k % rows) * columns + Math.floor(k / rows)] ?? 0,
  );
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

/** Mean over pairs of rows of h h' over the mean of h^2. */
function meanCosine(h: Float64Array): number {
  const total = new Float64Array(WIDTH);
  h.forEach((value, k) => {
    total[k % WIDTH] = (total[k % WIDTH] ?? 0) + value;
  });
  const squares = meanSquare(h) * h.length;
  const pairs = total.reduce((sum, value) => sum + value * value, 0) - squares;
  return pairs / (squares * (BATCH - 1));
}

/** Normalises x [BATCH, WIDTH] over its columns (batch) or rows (layer), and hands back the way of a gradient through it. */
function normalise(
  x: Float64Array,
  axis: 'batch' | 'layer',
): { y: Float64Array; backward: (gradient: Float64Array) => Float64Array } {
  const [groups, size] = axis === 'batch' ? [WIDTH, BATCH] : [BATCH, WIDTH];
  const place = (group: number, k: number): number =>
    axis === 'batch' ? k * WIDTH + group : group * WIDTH + k;
  const mean = (values: Float64Array, group: number, weights?: Float64Array): number => {
    let sum = 0;
    for (let k = 0; k < size; k++) {
      const at = place(group, k);
      sum += (values[at] ?? 0) * (weights?.[at] ?? 1);
    }
    return sum / size;
  };
  const y = new Float64Array(x.length);
  const scales = Array.from({ length: groups }, (_, group) => {
    const centre = mean(x, group);
    const scale = 1 / Math.sqrt(mean(x, group, x) - centre ** 2 + 1e-5);
    for (let k = 0; k < size; k++) y[place(group, k)] = ((x[place(group, k)] ?? 0) - centre) * scale;
    return scale;
  });
  const backward = (gradient: Float64Array): Float64Array => {
    const result = new Float64Array(x.length);
    scales.forEach((scale, group) => {
      const level = mean(gradient, group);
      const along = mean(gradient, group, y);
      for (let k = 0; k < size; k++) {
        const at = place(group, k);
        result[at] = scale * ((gradient[at] ?? 0) - level - (y[at] ?? 0) * along);
      }
    });
    return result;
  };
  return { y, backward };
}

/** One network of n Var(W) = mixing, forward and backward from a standard normal dS/dh_L. */
function simulate(kind: Kind, mixing: number, seed: number): Measured {
  const { activation, normalization, placement, skip, keep, biasVariance } = kind;
  const phi = (x: Float64Array): Float64Array => x.map((value) => activate(activation, value));
  const measured: Measured = {
    preVariance: [],
    postSecondMoment: [],
    cosine: [],
    gradHidden: [],
    gradPre: [],
    gradWeight: [],
  };
  const shared = normals(seed, 0, 1, WIDTH);
  let h = normals(seed, 1, BATCH, WIDTH).map(
    (own, k) =>
      Math.sqrt(1 - INPUT_COSINE) * own + Math.sqrt(INPUT_COSINE) * (shared[k % WIDTH] ?? Number.NaN),
  );
  const back: ((gradient: Float64Array) => Float64Array)[] = [];
  for (let l = 1; l <= DEPTH; l++) {
    const below = h;
    const weights = normals(seed, 10 * l, WIDTH, WIDTH).map((value) => value * Math.sqrt(mixing / WIDTH));
    const bias = normals(seed, 10 * l + 1, 1, WIDTH);
    const coins = new RandomStream(seed, STREAMS.dropout + 160 * l);
    const mask = Float64Array.from({ length: below.length }, (_, k) =>
      coins.uniform(k) < keep ? 1 / keep : 0,
    );
    const z = product(below, weights, BATCH, WIDTH, WIDTH).map(
      (value, k) => value + Math.sqrt(biasVariance) * (bias[k % WIDTH] ?? Number.NaN),
    );
    const before = normalization !== 'none' && placement === 'before' ? normalise(z, normalization) : null;
    const s = before?.y ?? z;
    const value = phi(s);
    const after = normalization !== 'none' && placement === 'after' ? normalise(value, normalization) : null;
    h = (after?.y ?? value).map((a, k) => a * (mask[k] ?? Number.NaN) + skip * (below[k] ?? Number.NaN));
    measured.preVariance.push(meanSquare(z));
    measured.postSecondMoment.push(meanSquare(h));
    measured.cosine.push(meanCosine(h));
    back.push((gradient) => {
      const masked = gradient.map((g, k) => g * (mask[k] ?? Number.NaN));
      const atPhi = after?.backward(masked) ?? masked;
      const atS = atPhi.map((g, k) => g * activateSlope(activation, s[k] ?? Number.NaN));
      const atZ = before?.backward(atS) ?? atS;
      measured.gradPre.unshift(meanSquare(atZ));
      measured.gradWeight.unshift(
        meanSquare(product(transposed(below, BATCH, WIDTH), atZ, WIDTH, BATCH, WIDTH)),
      );
      const through = product(atZ, transposed(weights, WIDTH, WIDTH), BATCH, WIDTH, WIDTH);
      return through.map((g, k) => g + skip * (gradient[k] ?? Number.NaN));
    });
  }
  let gradient = normals(seed, 2, BATCH, WIDTH);
  for (const step of back.toReversed()) {
    gradient = step(gradient);
    measured.gradHidden.unshift(meanSquare(gradient));
  }
  return measured;
}

const PLAIN: Kind = {
  activation: 'relu',
  normalization: 'none',
  placement: 'before',
  skip: 0,
  keep: 1,
  biasVariance: 0.1,
};

const KINDS: readonly (Partial<Kind> & { activation: ActivationName })[] = [
  { activation: 'gelu' },
  { activation: 'relu', skip: 1, keep: 0.8 },
  { activation: 'tanh', normalization: 'layer' },
  { activation: 'relu', normalization: 'layer', placement: 'after' },
  { activation: 'relu', normalization: 'batch' },
  { activation: 'silu', normalization: 'batch', skip: 1, keep: 0.8 },
  { activation: 'relu', normalization: 'batch', placement: 'after' },
  { activation: 'softplus', normalization: 'batch', placement: 'after', skip: 1 },
];

describe('theory of random networks', () => {
  it.each(KINDS)('%o', (changes) => {
    const kind = { ...PLAIN, ...changes };
    const theory = propagateTheory({
      ...kind,
      depth: DEPTH,
      widths: Array.from({ length: DEPTH + 1 }, () => WIDTH),
      weightVariances: Array.from({ length: DEPTH }, () => 2 / WIDTH),
      batch: BATCH,
      inputSecondMoment: 1,
      inputCosine: INPUT_COSINE,
      outputGradientVariance: 1,
    });
    const networks = Array.from({ length: NETWORKS }, (_, seed) => simulate(kind, 2, seed + 1));
    for (const name of Object.keys(networks[0] ?? {}) as (keyof Measured)[]) {
      for (let k = 0; k < DEPTH; k++) {
        // dS/dh of the layer below, from the input's on.
        const wanted = theory[name][name === 'gradHidden' ? k : k + 1] ?? Number.NaN;
        const found = networks.map((network) => network[name][k] ?? Number.NaN);
        const mean = found.reduce((sum, value) => sum + value, 0) / NETWORKS;
        const spread = Math.sqrt(found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (NETWORKS - 1));
        const allowed =
          (ERRORS * spread) / Math.sqrt(NETWORKS) + FINITE_SIZE * (name === 'cosine' ? 1 : wanted);
        expect(Math.abs(mean - wanted), `${name} of layer ${k + 1}: ${mean} for ${wanted}`).toBeLessThan(
          allowed,
        );
      }
    }
  });
});
