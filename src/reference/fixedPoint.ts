/**
 * Where the signal of an infinitely deep network comes to rest, and the edge of chaos between networks that forget how their inputs
 * differ and networks that tear them apart (Poole 2016, arXiv 1606.05340; Schoenholz 2017, arXiv 1611.01232).
 */
import { momentsOf, overlapOf, straightLines } from './activationMoments';
import { type ActivationName, tangentAtOrigin } from './activations';

export interface FixedPoint {
  /** Variance of the pre-activations, q = sigma_w^2 E[phi(z)^2] + sigma_b^2 */
  q: number;
  /** sigma_w^2 E[phi'(z)^2]: the growth of a gradient's variance a layer, and of a small difference between inputs */
  chi: number;
  /** Correlation between two different inputs: 1 for chi <= 1, below 1 in chaos; NaN at q = 0, where nothing is left to correlate */
  correlation: number;
}

/** Below the first a variance counts as 0, above the second as growing without bound. */
const VANISHED = 1e-30;
const DIVERGED = 1e12;

/** A map that gains less than this relative to q is taken to stand still: quadrature is not more exact. */
const STANDSTILL = 1e-11;

/** Halvings that exhaust a Float64. */
const HALVINGS = 60;

/**
 * The stable fixed point of the signal that a network of Var(W) = sigma_w^2 / fan_in and Var(b) = sigma_b^2 reaches from q = 1;
 * null where the signal grows without bound, or stands still wherever it starts (ReLU at sigma_w = sqrt 2 without bias).
 * E[phi(z)^2] grows with q, so the way there is monotone, and a bracket that follows it can be halved.
 */
export function fixedPoint(activation: ActivationName, sigmaW: number, sigmaB: number): FixedPoint | null {
  const point = restingPoint(activation, sigmaW, sigmaB);
  if (point === null) return null;
  return { ...point, correlation: restingCorrelation(activation, sigmaW, sigmaB, point) };
}

function restingPoint(
  activation: ActivationName,
  sigmaW: number,
  sigmaB: number,
): Omit<FixedPoint, 'correlation'> | null {
  const next = (q: number): number => sigmaW ** 2 * momentsOf(activation, q).secondMoment + sigmaB ** 2;
  const q = restingVariance(activation, sigmaW, sigmaB, next);
  if (q === null) return null;
  const { left, right } = tangentAtOrigin(activation);
  // At q = 0 the limit of a vanishing signal, which a kink's own slope is not.
  const slopes = q === 0 ? (left ** 2 + right ** 2) / 2 : momentsOf(activation, q).slopeSecondMoment;
  return { q, chi: sigmaW ** 2 * slopes };
}

function restingVariance(
  activation: ActivationName,
  sigmaW: number,
  sigmaB: number,
  next: (q: number) => number,
): number | null {
  const lines = straightLines(activation);
  if (lines !== null) {
    const growth = (sigmaW ** 2 * (lines.left ** 2 + lines.right ** 2)) / 2;
    return growth < 1 ? sigmaB ** 2 / (1 - growth) : null;
  }
  const grows = (q: number): boolean => next(q) > q * (1 + STANDSTILL);
  const up = grows(1);
  let q = 1;
  while (grows(q) === up) {
    q *= up ? 2 : 0.5;
    if (q > DIVERGED) return null;
    if (q < VANISHED) return 0;
  }
  return up ? bisect(grows, q / 2, q) : bisect(grows, q, 2 * q);
}

/** C(c) = (sigma_w^2 E[phi phi'] + sigma_b^2) / q is a power series in c without negative terms, so it meets c once below 1 at most. */
function restingCorrelation(
  activation: ActivationName,
  sigmaW: number,
  sigmaB: number,
  { q, chi }: Omit<FixedPoint, 'correlation'>,
): number {
  if (q === 0) return Number.NaN;
  if (chi <= 1) return 1;
  const grows = (c: number): boolean => (sigmaW ** 2 * overlapOf(activation, q, c) + sigmaB ** 2) / q > c;
  return grows(0) ? bisect(grows, 0, 1) : 0;
}

/** Variances at which the edge is looked for, and the factor between them. */
const EDGE_SEARCH = { from: 1e-6, to: 1e6, factor: 1.25 };

/**
 * How near chi comes to 1 at a stable fixed point of the edge. Where it turns unstable q is known to the root of STANDSTILL, 3e-6;
 * beside an unstable one a signal comes to rest at another q, whose chi is percents off.
 */
const EDGE_WIDTH = 1e-3;

/**
 * Points [sigma_w, sigma_b] of the edge of chaos chi = 1, for biases evenly spaced from 0 to maximumBias; biases without one are
 * left out: all for softplus, and for GELU below .42 and SiLU below .75, where a growing gain takes the signal from order to growth
 * without bound, or to a far larger q, before chi reaches 1. Sigmoid's edge lies at gains of 10 and more. tanh starts at [1, 0].
 * For activations straight on either side of 0 it is the line sigma_w = sqrt(2 / (left^2 + right^2)), ReLU's sqrt 2, on which only
 * [.., 0] keeps a bounded signal.
 *
 * The curve is followed along q: sigma_w^2 = 1 / E[phi'^2], sigma_b^2 = q - sigma_w^2 E[phi^2]; where that q is not the one a signal
 * comes to rest at, it is no point of the edge.
 */
export function edgeOfChaos(
  activation: ActivationName,
  { maximumBias, points }: { maximumBias: number; points: number },
): [gain: number, bias: number][] {
  const biases = Array.from({ length: points }, (_, k) => (maximumBias * k) / Math.max(1, points - 1));
  const lines = straightLines(activation);
  if (lines !== null) {
    const gain = Math.sqrt(2 / (lines.left ** 2 + lines.right ** 2));
    return biases.map((bias) => [gain, bias]);
  }
  return biases.flatMap((bias) => {
    const q = edgeVariance(activation, bias);
    if (q === null) return [];
    const gain = 1 / Math.sqrt(momentsOf(activation, q).slopeSecondMoment);
    const point = restingPoint(activation, gain, bias);
    return point !== null && Math.abs(point.chi - 1) < EDGE_WIDTH ? [[gain, bias]] : [];
  });
}

/** The least q at which the edge's bias reaches the one given. */
function edgeVariance(activation: ActivationName, bias: number): number | null {
  const { beta, left, right } = tangentAtOrigin(activation);
  const below = (q: number): boolean => {
    const { secondMoment, slopeSecondMoment } = momentsOf(activation, q);
    return q - secondMoment / slopeSecondMoment < bias ** 2;
  };
  // Through the origin and smooth there, it starts at q = 0 itself.
  if (bias === 0 && beta === 0 && left === right) return 0;
  for (let q = EDGE_SEARCH.from; q < EDGE_SEARCH.to; q *= EDGE_SEARCH.factor) {
    const high = q * EDGE_SEARCH.factor;
    if (below(q) && !below(high)) return bisect(below, q, high);
  }
  return null;
}

/** The border between `low`, where `holds` is true, and `high`, where it is not. */
function bisect(holds: (x: number) => boolean, low: number, high: number): number {
  let [from, to] = [low, high];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (from + to) / 2;
    if (holds(middle)) from = middle;
    else to = middle;
  }
  return from;
}
