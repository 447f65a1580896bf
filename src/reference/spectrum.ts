/**
 * Measures of a spectrum: how many directions a cloud uses. Eigenvalues are those of Z^T Z / n (raw) or of the covariance
 * C = (1/n) sum_i (z_i - mean)(z_i - mean)^T (centred); every rank here is the same for any multiple of them.
 */
import { at, float64, type Vector } from './vector';

/** What RankMe adds to every normalised singular value (Garrido 2023, arXiv 2210.02885, eq. 2), without renormalising. */
const RANKME_EPSILON = 1e-7;

export interface SpectralMeasures {
  /** Sum of the eigenvalues: mean ||z||^2 if raw, total variance if centred. */
  trace: number;
  /** Eigenvalues above the floor. */
  numericalRank: number;
  /** exp(-sum p log p), p = sigma / sum sigma (Roy & Vetterli 2007); 1..size */
  effectiveRank: number;
  /** The same with q = p + 1e-7 for each of the `size` singular values, not renormalised: up to 64.0013 for 64 equal ones. */
  rankMe: number;
  /** exp(-sum p log p), p = lambda / sum lambda; 1..size */
  entropyRank: number;
  /** (sum lambda)^2 / sum lambda^2; 1..size, never above entropyRank */
  participationRatio: number;
  /** sum lambda / lambda_1 (NESum); 1..size, never above participationRatio */
  stableRank: number;
  alphaReq: PowerLaw | null;
}

/** lambda_j = exp(intercept) j^slope over the indices from..to, counted from 1. */
export interface PowerLaw {
  /** -alpha of alpha-ReQ, negative for a decaying spectrum */
  slope: number;
  intercept: number;
  from: number;
  to: number;
  /** Share of the weighted variance of log lambda that the line explains, 0..1. */
  r2: number;
}

/**
 * What rounding alone may leave of a zero eigenvalue of a matrix of this order and scale. The scale is the largest eigenvalue of
 * the matrix that was rounded: for a covariance formed as Z^T Z / n - mean mean^T that is the one of Z^T Z / n.
 */
export function spectralFloor(size: number, scale: number): number {
  return size * Number.EPSILON * scale;
}

/**
 * @param eigenvalues descending; all of them, or the leading `size`
 * @param size number of singular values, min(n, d): RankMe's epsilon counts each of them
 * @param floor eigenvalues up to this count as 0; without it, rounding would add its own directions to the singular values' ranks
 *   (the square root of 1e-16 is 1e-8). Collapsed rows need one from the raw matrix, see `spectralFloor`
 * @returns NaN ranks, and no power law, where every eigenvalue is 0: identical rows have no centred rank (0/0)
 */
export function spectralMeasures(
  eigenvalues: Vector,
  size: number,
  floor = spectralFloor(size, eigenvalues[0] ?? 0),
): SpectralMeasures {
  const lambda = float64(eigenvalues)
    .slice(0, size)
    .map((value) => (value > floor ? value : 0));
  const sigma = lambda.map(Math.sqrt);
  return {
    trace: total(lambda),
    numericalRank: lambda.reduce((count, value) => count + (value > 0 ? 1 : 0), 0),
    effectiveRank: renyiRank(sigma, 1),
    rankMe: rankMe(sigma),
    entropyRank: renyiRank(lambda, 1),
    participationRatio: renyiRank(lambda, 2),
    stableRank: renyiRank(lambda, Infinity),
    alphaReq: powerLaw(lambda.filter((value) => value > 0)),
  };
}

/**
 * exp of the Renyi entropy of p = weights / sum(weights): (sum p^alpha)^(1 / (1 - alpha)), with the limits exp(-sum p log p) at 1
 * and 1 / max p at infinity; 0 counts the positive weights. Falls as alpha grows, from 0 to infinity; 1 for a single weight, k for
 * k equal ones. NaN where the weights sum to 0.
 */
export function renyiRank(weights: Vector, alpha: number): number {
  const sum = total(float64(weights));
  if (sum === 0) return Number.NaN;
  const p = float64(weights)
    .map((weight) => weight / sum)
    .filter((share) => share > 0);
  if (alpha === 1) return Math.exp(p.reduce((entropy, share) => entropy - share * Math.log(share), 0));
  const largest = p.reduce((most, share) => Math.max(most, share), 0);
  if (alpha === Infinity) return 1 / largest;
  // In logarithms, with the largest share taken out: high powers of small shares underflow, and their 1 / (1 - alpha)th
  // power overflows near 1.
  const relative = p.reduce((powers, share) => powers + (share / largest) ** alpha, 0);
  return Math.exp((alpha * Math.log(largest) + Math.log(relative)) / (1 - alpha));
}

function rankMe(sigma: Float64Array): number {
  const sum = total(sigma);
  if (sum === 0) return Number.NaN;
  return Math.exp(
    sigma.reduce((entropy, value) => {
      const q = value / sum + RANKME_EPSILON;
      return entropy - q * Math.log(q);
    }, 0),
  );
}

/** With fewer eigenvalues a slope says nothing. */
const FEWEST_FOR_POWER_LAW = 5;

/**
 * Power law of a descending positive spectrum (alpha-ReQ, Agrawal 2022): least squares of log lambda_j on log j with weights 1/j,
 * so that equal stretches of the logarithmic axis count alike (Stringer 2019).
 *
 * Of m eigenvalues the first tenth and the last half are left out. The head follows classes, clusters and the mean rather than
 * the bulk's decay; the tail is bent down by the finite sample and by the end of the dimensions. The papers fix the range for one
 * width each (11..500 of about 2,800); this one follows m. It holds three indices or more. Null for fewer than 5 eigenvalues.
 */
export function powerLaw(lambda: Float64Array): PowerLaw | null {
  const m = lambda.length;
  if (m < FEWEST_FOR_POWER_LAW) return null;
  const from = 1 + Math.ceil(m / 10);
  const to = Math.max(Math.ceil(m / 2), from + 2);
  const points = Array.from({ length: to - from + 1 }, (_, k) => {
    const j = from + k;
    return { weight: 1 / j, x: Math.log(j), y: Math.log(at(lambda, j - 1)) };
  });
  const weights = points.reduce((sum, { weight }) => sum + weight, 0);
  const meanX = points.reduce((sum, { weight, x }) => sum + weight * x, 0) / weights;
  const meanY = points.reduce((sum, { weight, y }) => sum + weight * y, 0) / weights;
  let [xx, xy, yy] = [0, 0, 0];
  for (const { weight, x, y } of points) {
    xx += weight * (x - meanX) ** 2;
    xy += weight * (x - meanX) * (y - meanY);
    yy += weight * (y - meanY) ** 2;
  }
  const slope = xy / xx;
  // A level stretch has nothing left to explain.
  return { slope, intercept: meanY - slope * meanX, from, to, r2: yy === 0 ? 1 : (slope * xy) / yy };
}

/**
 * IsoScore (Rudman 2022, arXiv 2108.07344) from the centred participation ratio, which it is a function of: (PR - 1) / (d - 1), 0..1.
 * NaN for d = 1, where nothing can be anisotropic.
 */
export function isoScore(participationRatio: number, d: number): number {
  return (participationRatio - 1) / (d - 1);
}

/**
 * Wasserstein-2 distance of N(mean, C) from N(0, I/d), the normal approximation of the uniform law on the sphere (Fang 2024,
 * "Rethinking the uniformity metric", eq. 7). Between normals W2^2 = ||m1 - m2||^2 + tr(C1 + C2 - 2 (C2^1/2 C1 C2^1/2)^1/2), here
 *   ||mean||^2 + tr C + 1 - (2 / sqrt d) tr C^1/2.
 * The mean does belong in it, but only through mean ||z||^2 = ||mean||^2 + tr C, which is 1 for unit rows:
 * sqrt(2 - (2 / sqrt d) tr C^1/2), from 0 (isotropic) to sqrt 2 (collapsed).
 * @param eigenvalues all d of the centred covariance; rounding below 0 is cut off
 * @param meanSquaredNorm mean_i ||z_i||^2
 */
export function wassersteinToIsotropic(eigenvalues: Vector, meanSquaredNorm = 1): number {
  const deviations = float64(eigenvalues).reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  return Math.sqrt(Math.max(0, meanSquaredNorm + 1 - (2 / Math.sqrt(eigenvalues.length)) * deviations));
}

/** Halvings of [0, pi] that reach the last bit. */
const HALVINGS = 60;

/**
 * Share of the Marchenko-Pastur law above x = variance (1 + gamma + 2 sqrt(gamma) cos phi), 0 <= phi <= pi, gamma = d/n: with
 * that substitution the density sqrt((b - x)(x - a)) / (2 pi gamma variance x) integrates in closed form to
 *   ((1 + gamma) phi - 2 sqrt(gamma) sin phi - 2 |1 - gamma| atan(|1 - sqrt gamma| / (1 + sqrt gamma) tan(phi / 2))) / (2 pi gamma),
 * which is min(1, 1/gamma) at phi = pi.
 */
function shareAbove(phi: number, gamma: number): number {
  const root = Math.sqrt(gamma);
  const angle = Math.atan2(Math.abs(1 - root) * Math.sin(phi / 2), (1 + root) * Math.cos(phi / 2));
  return (
    ((1 + gamma) * phi - 2 * root * Math.sin(phi) - 2 * Math.abs(1 - gamma) * angle) / (2 * Math.PI * gamma)
  );
}

/**
 * Eigenvalues to expect, descending [d], of the covariance (1/n) sum_i x_i x_i^T of n independent rows with d independent
 * coordinates of the given variance: the quantiles (j - 1/2)/d of the Marchenko-Pastur law, by bisection. Even an isotropic cloud
 * shows this spread, not a level line. For d > n the last d - n are 0. Rows uniform on the unit sphere: variance 1/d. Centred rows
 * have one degree of freedom less: n - 1.
 */
export function marchenkoPastur(n: number, d: number, variance: number): Float64Array {
  const gamma = d / n;
  return Float64Array.from({ length: d }, (_, j) => {
    if (j >= n) return 0;
    const share = (j + 0.5) / d;
    let [low, high] = [0, Math.PI];
    for (let halving = 0; halving < HALVINGS; halving++) {
      const middle = (low + high) / 2;
      if (shareAbove(middle, gamma) < share) low = middle;
      else high = middle;
    }
    return variance * (1 + gamma + 2 * Math.sqrt(gamma) * Math.cos(low));
  });
}

/** VICReg's epsilon under the root. */
const VARIANCE_EPSILON = 1e-4;

/**
 * Variance and covariance terms of VICReg (Bardes 2022, arXiv 2105.04906, eq. 1 and 3) of a covariance [d, d]:
 *   variance   (1/d) sum_j max(0, target - sqrt(C_jj + 1e-4))
 *   covariance (1/d) sum_(i != j) C_ij^2
 * The paper's target of 1 fits free rows; unit rows spread evenly have deviation 1/sqrt d at most on average, so 1/sqrt d is
 * theirs. Both terms depend on the axes: they are no measures of the cloud's shape alone.
 */
export function vicreg(
  covariance: Vector,
  d: number,
  { target = 1 }: { target?: number } = {},
): { variance: number; covariance: number } {
  const c = float64(covariance);
  let [hinge, offDiagonal] = [0, 0];
  for (let i = 0; i < d; i++) {
    hinge += Math.max(0, target - Math.sqrt(at(c, i * d + i) + VARIANCE_EPSILON));
    for (let j = 0; j < d; j++) if (j !== i) offDiagonal += at(c, i * d + j) ** 2;
  }
  return { variance: hinge / d, covariance: offDiagonal / d };
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
