/** What an activation makes of a normal pre-activation: in closed form where it is straight on either side of 0, else by quadrature. */
import { ACTIVATIONS, type ActivationName, activate, activateSlope, tangentAtOrigin } from './activations';
import { eachNormalNode, gaussianPair, type NormalLaw } from './gaussian';

export interface Moments {
  /** E[phi(z)] */
  mean: number;
  /** E[phi(z)^2] */
  secondMoment: number;
  /** E[phi'(z)^2] */
  slopeSecondMoment: number;
}

export interface SlopeMoments extends Moments {
  /** E[phi'(z)] */
  slopeMean: number;
  /** E[phi(z) phi'(z)] */
  productMean: number;
}

/** Entries kept for each activation: a deep network visits one variance a layer, and a page a few networks. */
const CACHE_LIMIT = 4096;

/** By variance, and overlaps by correlation and variance: the layers of a network that has come to rest ask for the same again. */
const momentCache = new Map(ACTIVATIONS.map((name) => [name, new Map<number, Moments>()]));
const overlapCache = new Map(ACTIVATIONS.map((name) => [name, new Map<string, number>()]));

/** Moments of phi(z), z ~ N(0, q); at q = 0 those of the point 0. NaN for q NaN or negative. */
export function momentsOf(name: ActivationName, q: number): Moments {
  return remembered(momentCache.get(name), q, () => {
    const lines = straightLines(name);
    return lines !== null && q > 0 ? straightMoments(lines, q) : slopeMomentsOf(name, { variance: q });
  });
}

/** Moments under any normal law, in one pass over its nodes. */
export function slopeMomentsOf(name: ActivationName, law: NormalLaw): SlopeMoments {
  const sums = { mean: 0, secondMoment: 0, slopeSecondMoment: 0, slopeMean: 0, productMean: 0 };
  eachNormalNode(law, (z, weight) => {
    const value = activate(name, z);
    const slope = activateSlope(name, z);
    sums.mean += weight * value;
    sums.secondMoment += weight * value * value;
    sums.slopeMean += weight * slope;
    sums.slopeSecondMoment += weight * slope * slope;
    sums.productMean += weight * value * slope;
  });
  return sums;
}

/**
 * E[phi(z) phi(z')] for z and z' ~ N(0, q) with E[z z'] = q correlation: the map that angles between inputs follow (Poole 2016,
 * arXiv 1606.05340, eq. 5). For ReLU and its like it is the arc-cosine kernel of order 1 (Cho & Saul 2009).
 */
export function overlapOf(name: ActivationName, q: number, correlation: number): number {
  if (q === 0) return activate(name, 0) ** 2;
  const c = Math.min(1, Math.max(-1, correlation));
  const lines = straightLines(name);
  if (lines !== null) return straightOverlap(lines, q, c);
  const phi = (z: number): number => activate(name, z);
  return remembered(overlapCache.get(name), `${c} ${q}`, () => gaussianPair(phi, phi, q, q, c));
}

/** The two slopes of an activation that is straight on either side of 0, and so homogeneous; null for any other. */
export function straightLines(name: ActivationName): { left: number; right: number } | null {
  return name === 'linear' || name === 'relu' || name === 'leaky_relu' ? tangentAtOrigin(name) : null;
}

function remembered<K, V>(cache: Map<K, V> | undefined, key: K, compute: () => V): V {
  const found = cache?.get(key);
  if (found !== undefined) return found;
  const value = compute();
  if (cache?.size === CACHE_LIMIT) cache.clear();
  cache?.set(key, value);
  return value;
}

function straightMoments({ left, right }: { left: number; right: number }, q: number): Moments {
  const squares = (left ** 2 + right ** 2) / 2;
  return {
    mean: (right - left) * Math.sqrt(q / (2 * Math.PI)),
    secondMoment: squares * q,
    slopeSecondMoment: squares,
  };
}

/** phi(z) = mean slope z + half the jump |z|, and z is uncorrelated with |z'|. */
function straightOverlap({ left, right }: { left: number; right: number }, q: number, c: number): number {
  const absolute = (2 / Math.PI) * (Math.sqrt(1 - c * c) + c * Math.asin(c));
  return q * (((left + right) / 2) ** 2 * c + ((right - left) / 2) ** 2 * absolute);
}
