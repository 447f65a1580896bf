/**
 * InfoNCE and its relatives on stacked views: z is [2n, d], unit rows, the first half view 1 and the second half view 2.
 * The positive of row i is row (i + n) mod 2n; s_ij = z_i . z_j; tau > 0 is the temperature.
 *
 * Every loss is sum_i w_i (lse_i - s_i,pos / tau), lse_i = log sum_j exp(s_ij / tau) over the candidates j of anchor i.
 * The losses differ in the candidates and in the anchors' weights alone:
 *   infonce    one-way InfoNCE (van den Oord 2018, arXiv 1807.03748): opposite half, weights 1/n and 0
 *   symmetric  CLIP form (Radford 2021, arXiv 2103.00020): opposite half, weights 1/2n
 *   ntxent     NT-Xent (Chen 2020, arXiv 2002.05709): every row but the anchor itself, weights 1/2n
 */
import { LogSumExp } from './softmax';
import { addScaled, at, dot, float64, row, rowsOf, type Vector } from './vector';

/** Candidates of an anchor: the opposite half, or every row but itself. */
export type PairSet = 'cross' | 'all';

export type ContrastiveLoss = 'infonce' | 'symmetric' | 'ntxent';

/** Candidates of a loss, and the weight of each anchor's loss in the first and in the second half. */
export function lossWeights(
  loss: ContrastiveLoss,
  n: number,
): { pairs: PairSet; first: number; second: number } {
  const pairs = loss === 'ntxent' ? 'all' : 'cross';
  return loss === 'infonce'
    ? { pairs, first: 1 / n, second: 0 }
    : { pairs, first: 1 / (2 * n), second: 1 / (2 * n) };
}

/** Stacked row of the positive of stacked row i. */
export function positiveRow(i: number, n: number): number {
  return (i + n) % (2 * n);
}

/** Candidates of anchor i: the rows in [begin, end) other than i. */
function candidateRange(i: number, rows: number, pairs: PairSet): { begin: number; end: number } {
  if (pairs === 'all') return { begin: 0, end: rows };
  return i < rows / 2 ? { begin: rows / 2, end: rows } : { begin: 0, end: rows / 2 };
}

export interface PairLogSumExp {
  /** [rows], log sum_j exp(s_ij / tau) over the candidates, nats */
  lse: Float64Array;
  /** [rows], row of the first candidate with the largest similarity */
  best: Uint32Array;
  /** [rows], that similarity */
  bestSimilarity: Float64Array;
}

/**
 * Log-partition and nearest candidate of every anchor.
 * @param rows 2n for two stacked views; any number for 'all', where it is a kernel density of each row among the others
 */
export function pairLogSumExp(
  z: Vector,
  rows: number,
  d: number,
  temperature: number,
  pairs: PairSet,
): PairLogSumExp {
  const lse = new Float64Array(rows);
  const best = new Uint32Array(rows);
  const bestSimilarity = new Float64Array(rows);
  const u = rowsOf(z, rows, d);
  u.forEach((anchor, i) => {
    const total = new LogSumExp();
    let nearest = -Infinity;
    const { begin, end } = candidateRange(i, rows, pairs);
    for (let j = begin; j < end; j++) {
      if (j === i) continue;
      const similarity = dot(anchor, row(u, j));
      total.add(similarity / temperature);
      if (similarity > nearest) {
        nearest = similarity;
        best[i] = j;
      }
    }
    lse[i] = total.value;
    bestSimilarity[i] = nearest;
  });
  return { lse, best, bestSimilarity };
}

export interface ContrastiveResult {
  /** nats */
  loss: number;
  /** Fraction of anchors whose nearest candidate is the positive; first half for infonce and symmetric, all 2n for ntxent. */
  accuracy: number;
  /** mean_i s_i,pos */
  positiveCosine: number;
  /** [2n], nats */
  lse: Float64Array;
  /** [2n], lse_i - s_i,pos / tau, nats; computed for anchors of weight 0 too */
  perAnchorLoss: Float64Array;
}

export function contrastiveLoss(
  z: Vector,
  n: number,
  d: number,
  temperature: number,
  loss: ContrastiveLoss,
): ContrastiveResult {
  const { pairs, first, second } = lossWeights(loss, n);
  const { lse, best } = pairLogSumExp(z, 2 * n, d, temperature, pairs);
  const u = rowsOf(z, 2 * n, d);
  const positive = u.map((anchor, i) => dot(anchor, row(u, positiveRow(i, n))));
  const perAnchorLoss = lse.map((value, i) => value - (positive[i] ?? Number.NaN) / temperature);
  const ranked = pairs === 'all' ? 2 * n : n;
  const correct = best.subarray(0, ranked).reduce((sum, j, i) => sum + (j === positiveRow(i, n) ? 1 : 0), 0);
  return {
    loss: perAnchorLoss.reduce((sum, value, i) => sum + (i < n ? first : second) * value, 0),
    accuracy: correct / ranked,
    positiveCosine: positive.reduce((sum, s) => sum + s, 0) / (2 * n),
    lse,
    perAnchorLoss,
  };
}

/** weight * exp(logit - lse); an anchor of weight 0 has no part, and perhaps no lse: 0 times infinity must not appear. */
function share(weight: number, logit: number, lse: number): number {
  return weight === 0 ? 0 : weight * Math.exp(logit - lse);
}

/**
 * Weight of candidate j in the gradient of anchor i: with p_ij = exp(s_ij / tau - lse_i),
 *   W_ij = w_i p_ij + w_j p_ji - [j = pos(i)] (w_i + w_j).
 * Being a candidate is symmetric, so both lse hold s_ij and neither exponent is positive.
 */
function pairWeight(
  u: readonly Float64Array[],
  lse: Float64Array,
  temperature: number,
  first: number,
  second: number,
): (i: number, j: number) => number {
  const n = u.length / 2;
  const weight = (i: number): number => (i < n ? first : second);
  return (i, j) => {
    const logit = dot(row(u, i), row(u, j)) / temperature;
    const repulsion = share(weight(i), logit, at(lse, i)) + share(weight(j), logit, at(lse, j));
    return j === positiveRow(i, n) ? repulsion - (weight(i) + weight(j)) : repulsion;
  };
}

/**
 * Columns [columnBegin, columnBegin + columnCount) of W -> [2n, columnCount], so that the gradient is
 * (1/tau) sum_k W[i, k] z_candidate(k). Candidate number c is row c of the opposite half for 'cross' (c < n), the stacked
 * row c for 'all' (c < 2n), where an anchor's weight for itself is 0.
 *
 * @param lse [2n], as given by `pairLogSumExp` for the same pairs
 * @throws RangeError when the columns reach beyond the candidates
 */
export function pairWeights(
  z: Vector,
  lse: Vector,
  n: number,
  d: number,
  temperature: number,
  pairs: PairSet,
  first: number,
  second: number,
  columnBegin: number,
  columnCount: number,
): Float64Array {
  const weightOf = pairWeight(rowsOf(z, 2 * n, d), float64(lse), temperature, first, second);
  const weights = new Float64Array(2 * n * columnCount);
  for (let i = 0; i < 2 * n; i++) {
    const { begin, end } = candidateRange(i, 2 * n, pairs);
    if (begin + columnBegin + columnCount > end)
      throw new RangeError(`columns ${columnBegin}..${columnBegin + columnCount} of ${end - begin}`);
    for (let k = 0; k < columnCount; k++) {
      const j = begin + columnBegin + k;
      if (j !== i) weights[i * columnCount + k] = weightOf(i, j);
    }
  }
  return weights;
}

/** Gradient of the loss with respect to the unit rows as free leaves (no tangent projection) -> [2n, d]. */
export function contrastiveGradient(
  z: Vector,
  n: number,
  d: number,
  temperature: number,
  loss: ContrastiveLoss,
): Float64Array {
  const { pairs, first, second } = lossWeights(loss, n);
  const { lse } = pairLogSumExp(z, 2 * n, d, temperature, pairs);
  const u = rowsOf(z, 2 * n, d);
  const weightOf = pairWeight(u, lse, temperature, first, second);
  const gradient = new Float64Array(2 * n * d);
  rowsOf(gradient, 2 * n, d).forEach((g, i) => {
    const { begin, end } = candidateRange(i, 2 * n, pairs);
    for (let j = begin; j < end; j++) {
      if (j !== i) addScaled(g, weightOf(i, j) / temperature, row(u, j));
    }
  });
  return gradient;
}

/** dL/dtau = (1/tau^2) sum_i w_i sum_j p_ij (s_i,pos - s_ij). */
export function contrastiveTemperatureGradient(
  z: Vector,
  n: number,
  d: number,
  temperature: number,
  loss: ContrastiveLoss,
): number {
  const { pairs, first, second } = lossWeights(loss, n);
  const { lse } = pairLogSumExp(z, 2 * n, d, temperature, pairs);
  const u = rowsOf(z, 2 * n, d);
  return u.reduce((sum, anchor, i) => {
    const positive = dot(anchor, row(u, positiveRow(i, n)));
    const { begin, end } = candidateRange(i, 2 * n, pairs);
    let excess = 0;
    for (let j = begin; j < end; j++) {
      if (j === i) continue;
      const similarity = dot(anchor, row(u, j));
      excess += Math.exp(similarity / temperature - at(lse, i)) * (positive - similarity);
    }
    return sum + ((i < n ? first : second) * excess) / temperature ** 2;
  }, 0);
}

/** Loss when all rows are the same: the log of the number of candidates. */
export function collapseLine(loss: ContrastiveLoss, n: number): number {
  return Math.log(loss === 'ntxent' ? 2 * n - 1 : n);
}

/**
 * One-way and symmetric loss of a perfect simplex with equal views (n <= d + 1): all negatives at cosine -1/(n - 1), so
 * log(1 + (n - 1) exp(-n / ((n - 1) tau))).
 */
export function simplexLoss(n: number, temperature: number): number {
  return Math.log1p((n - 1) * Math.exp(-n / ((n - 1) * temperature)));
}
