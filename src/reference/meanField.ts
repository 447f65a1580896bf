/**
 * Mean-field theory of a random network, infinitely wide: pre-activations are normal, units independent, and what a layer does to
 * a signal depends on two numbers alone, its second moment and its overlap between two inputs (Poole 2016, arXiv 1606.05340;
 * Schoenholz 2017, arXiv 1611.01232; batch norm: Yang 2019, arXiv 1902.08129). Weights and biases are independent with mean 0,
 * and the backward pass is taken to meet weights independent of the forward one.
 */
import { momentsOf, overlapOf, slopeMomentsOf } from './activationMoments';
import type { ActivationName } from './activations';
import { eachNormalNode } from './gaussian';

export { type Moments, momentsOf } from './activationMoments';
export { edgeOfChaos, type FixedPoint, fixedPoint } from './fixedPoint';

/** Inside the root of both norms. */
const NORM_EPSILON = 1e-5;

export interface TheorySettings {
  activation: ActivationName;
  /** Of the last layer alone; `activation` without it. */
  lastActivation?: ActivationName;
  /** Layers L */
  depth: number;
  /** d_0 .. d_L */
  widths: readonly number[];
  /** Var(W_l) of layers 1..L, at index l - 1; NaN where there is no theory, see `meanFieldVariance` */
  weightVariances: readonly number[];
  biasVariance: number;
  normalization: 'none' | 'batch' | 'layer';
  /** Of the norm: s = norm(z), a = phi(s), or a = norm(phi(z)) */
  placement: 'before' | 'after';
  /** h_l = dropout(a) + skip h_(l-1) where widths agree; 0 for none */
  skip: number;
  /** Share that dropout keeps; 1 for none */
  keep: number;
  /** Rows that the loss is summed over, and batch norm averages over, where they are taken to be many */
  batch: number;
  /** E[h_0^2] over all elements; their mean is taken as 0 */
  inputSecondMoment: number;
  /** E[h h'] / E[h^2] of two different inputs, before any centring, the same for each pair */
  inputCosine: number;
  /** Variance of dS/dh_L, whose elements are taken as independent with mean 0 */
  outputGradientVariance: number;
}

/** Over all elements of a matrix, in expectation; [depth + 1], index 0 the input, NaN where it has no entry. */
export interface TheoryProfile {
  /** Var(z_l), before any norm */
  preVariance: Float64Array;
  /** E[h_l], E[h_l^2], Var(h_l), residual and dropout included */
  postMean: Float64Array;
  postSecondMoment: Float64Array;
  postVariance: Float64Array;
  /** E[h_l h_l'] / E[h_l^2] of two different inputs */
  cosine: Float64Array;
  /** Var(dS/dh_l), Var(dS/dz_l), z before any norm */
  gradHidden: Float64Array;
  gradPre: Float64Array;
  /** Var(dS/dW_l), S the sum over the batch */
  gradWeight: Float64Array;
}

/** A normal pre-activation: E[z^2], and E[z z'] over two inputs. */
interface Signal {
  secondMoment: number;
  overlap: number;
}

interface Layer extends Signal {
  /** E[a], where `secondMoment` is E[a^2] and `overlap` E[a a'] */
  mean: number;
  /** E[(dS/dz)^2] / E[(dS/da)^2] */
  slope: number;
  /** -batch E[dS/dz dS/dz'] / E[(dS/da)^2]: what the norm's own gradient takes from the sum over a batch; 0 without batch norm */
  slopeOverlap: number;
}

/**
 * Variances of a network, layer by layer, forward and backward. Var(z_l) = d_(l-1) Var(W_l) E[h_(l-1)^2] + Var(b), and backward
 * Var(dS/dh_(l-1)) = d_l Var(W_l) Var(dS/dz_l) + skip^2 Var(dS/dh_l).
 *
 * Every activation, norm, placement, residual and dropout has a theory; what has none is a layer of weights that are not random,
 * a NaN variance: it is NaN from there on, backward from there down. An average over wide networks is meant: a single one, or
 * depth / width beyond about 0.2, scatters around it. Theory leaves out terms of order 1 / width and, for batch norm, 1 / batch,
 * which add up over a deep network: batch norm after ReLU with a residual has 1.87 of the predicted gradient at a batch of 40, 1.045
 * at 160, 1.019 at 640.
 * @throws RangeError where widths or variances do not fit the depth
 */
export function propagateTheory(settings: TheorySettings): TheoryProfile {
  const { depth, widths, weightVariances, batch, biasVariance, keep } = settings;
  if (widths.length !== depth + 1 || weightVariances.length !== depth) {
    throw new RangeError(
      `${widths.length} widths and ${weightVariances.length} variances for depth ${depth}`,
    );
  }
  const width = (l: number): number => widths[l] ?? Number.NaN;
  const weightVariance = (l: number): number => weightVariances[l - 1] ?? Number.NaN;
  const skipOf = (l: number): number => (width(l) === width(l - 1) ? settings.skip : 0);
  const empty = (): Float64Array => new Float64Array(depth + 1).fill(Number.NaN);
  const profile: TheoryProfile = {
    preVariance: empty(),
    postMean: empty(),
    postSecondMoment: empty(),
    postVariance: empty(),
    cosine: empty(),
    gradHidden: empty(),
    gradPre: empty(),
    gradWeight: empty(),
  };
  const { inputSecondMoment, inputCosine } = settings;
  const input = { mean: 0, secondMoment: inputSecondMoment, overlap: inputCosine * inputSecondMoment };
  const hidden = [input];
  const layers: Layer[] = [];
  let below = input;
  profile.postMean[0] = 0;
  profile.postSecondMoment[0] = inputSecondMoment;
  profile.postVariance[0] = inputSecondMoment;
  profile.cosine[0] = inputCosine;
  for (let l = 1; l <= depth; l++) {
    const mixing = width(l - 1) * weightVariance(l);
    const pre = {
      secondMoment: mixing * below.secondMoment + biasVariance,
      overlap: mixing * below.overlap + biasVariance,
    };
    const layer = layerOf(settings, l === depth ? settings.lastActivation : undefined, pre);
    const skip = skipOf(l);
    // A unit's weights do not know what the same unit held before, so E[a h] = E[a] E[h], of one input or of two.
    const cross = 2 * skip * layer.mean * below.mean;
    const h = {
      mean: layer.mean + skip * below.mean,
      secondMoment: layer.secondMoment / keep + cross + skip ** 2 * below.secondMoment,
      overlap: layer.overlap + cross + skip ** 2 * below.overlap,
    };
    profile.preVariance[l] = pre.secondMoment;
    profile.postMean[l] = h.mean;
    profile.postSecondMoment[l] = h.secondMoment;
    profile.postVariance[l] = h.secondMoment - h.mean ** 2;
    profile.cosine[l] = h.overlap / h.secondMoment;
    layers.push(layer);
    hidden.push(h);
    below = h;
  }
  let gradient = settings.outputGradientVariance;
  profile.gradHidden[depth] = gradient;
  for (let l = depth; l > 0; l--) {
    const layer = layers[l - 1];
    const from = hidden[l - 1];
    if (layer === undefined || from === undefined) break;
    const masked = gradient / keep;
    profile.gradPre[l] = masked * layer.slope;
    profile.gradWeight[l] =
      batch * masked * (layer.slope * from.secondMoment - layer.slopeOverlap * from.overlap);
    gradient = width(l) * weightVariance(l) * masked * layer.slope + skipOf(l) ** 2 * gradient;
    profile.gradHidden[l - 1] = gradient;
  }
  return profile;
}

/** From z to a, before dropout and residual. */
function layerOf(
  { activation, normalization, placement }: TheorySettings,
  lastActivation: ActivationName | undefined,
  pre: Signal,
): Layer {
  const name = lastActivation ?? activation;
  if (normalization === 'none') return activated(name, pre, 1);
  if (placement === 'before') {
    // A unit's values over a batch share what their overlap tells, which the norm over the batch takes away; over the units of a
    // layer, whose mean is 0, there is nothing to take away.
    const variance = pre.secondMoment - (normalization === 'batch' ? pre.overlap : 0);
    const scale = 1 / (variance + NORM_EPSILON);
    const overlap = normalization === 'batch' ? 0 : pre.overlap * scale;
    const layer = activated(name, { secondMoment: variance * scale, overlap }, scale);
    return normalization === 'batch' ? { ...layer, slopeOverlap: layer.slope } : layer;
  }
  if (normalization === 'batch') return batchNormed(name, pre);
  const layer = activated(name, pre, 1);
  const variance = layer.secondMoment - layer.mean ** 2;
  const scale = 1 / (variance + NORM_EPSILON);
  return {
    mean: 0,
    secondMoment: variance * scale,
    overlap: (layer.overlap - layer.mean ** 2) * scale,
    slope: layer.slope * scale,
    slopeOverlap: 0,
  };
}

/** phi(s) of a normal s that is z times the root of `scale`, but for a shift. */
function activated(name: ActivationName, { secondMoment: q, overlap }: Signal, scale: number): Layer {
  const { mean, secondMoment, slopeSecondMoment } = momentsOf(name, q);
  return {
    mean,
    secondMoment,
    overlap: overlapOf(name, q, overlap / q),
    slope: slopeSecondMoment * scale,
    slopeOverlap: 0,
  };
}

/**
 * Batch norm of phi(z): over the batch a unit's z is N(u, q - overlap) around its own u ~ N(0, overlap), so each unit has a mean
 * and a variance of its own, and what a layer does is the average over u. The norm's gradient (1 - 1 1^T / B - s s^T / B) g
 * leaves two inputs correlated by -(1 + s s') / B, which only a sum over the batch notices.
 */
function batchNormed(name: ActivationName, { secondMoment: q, overlap }: Signal): Layer {
  const sums = { mean: 0, secondMoment: 0, overlap: 0, slope: 0, slopeOverlap: 0 };
  const own = q - overlap;
  // Rounding may leave either a little below 0.
  const law = { variance: Math.max(0, overlap), scale: Math.sqrt(Math.max(0, own)) };
  eachNormalNode(law, (u, weight) => {
    const moments = slopeMomentsOf(name, { variance: Math.max(0, own), mean: u });
    const variance = Math.max(0, moments.secondMoment - moments.mean ** 2);
    const scale = 1 / (variance + NORM_EPSILON);
    const covariance = moments.productMean - moments.mean * moments.slopeMean;
    const along = (2 - variance * scale) * covariance ** 2 * scale;
    sums.secondMoment += weight * variance * scale;
    sums.slope += weight * moments.slopeSecondMoment * scale;
    sums.slopeOverlap += weight * (moments.slopeMean ** 2 + along) * scale;
  });
  return sums;
}
