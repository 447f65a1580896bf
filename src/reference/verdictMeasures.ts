/** The measures that a verdict reads, from rows, spectrum and nearest neighbours that others have computed. */
import { meanCosine, meanDirectionNorm } from './anisotropy';

import { neighbourComponents } from './neighbours';
import { adjustedRandIndex, betweenGroups, capMeans, groupSums } from './partition';
import { marchenkoPastur, spectralFloor, spectralMeasures } from './spectrum';
import { addScaled, at, dot, meanRow, rowsOf, type Vector } from './vector';
import type { ClassMeasures, RankFamily, Split, VerdictMeasures } from './verdict';
import { CHANCE_DEVIATIONS, chanceFactor } from './verdictThresholds';

/** Neighbours per row of the graphs whose components may be heaps: 10 bridge chance gaps, 4 show heaps of five rows. */
export const SPLIT_NEIGHBOURS = [10, 4] as const;

/** A direction is empty below this share of the mean one; f32 rounding of unit rows leaves 1e-14 in it. */
const EMPTY_VARIANCE = 1e-6;
/** Squared distance of rows that are copies but for the rounding to f32: 2^-24 in each of up to 4,096 columns. */
const COPY_DISTANCE = 1e-11;

/** A class's rank is taken of at most so many of its rows, evenly chosen; it is compared with that of as many isotropic rows. */
const RANK_ROWS = 256;

export interface VerdictSource {
  /** Unit rows, [n, d], not padded. */
  readonly z: Vector;
  readonly n: number;
  readonly d: number;
  /** Eigenvalues of the centred covariance (1/n), descending; all d, or the leading min(n, d). */
  readonly centredEigenvalues: Float64Array;
  /** `nearestRows`: [n, k], nearest first, k at least min(10, n - 1). */
  readonly nearest: {
    readonly k: number;
    readonly indices: Uint32Array;
    readonly squaredDistances: Vector;
  };
  readonly labels?: { readonly values: Vector; readonly classes: readonly string[] } | undefined;
}

/**
 * Measures of a cloud of unit rows for `verdict`. O(nd), and for labelled clouds O(n d m), m at most 256 and d. NaN where a measure
 * needs a pair of rows, or variance. Graphs of more neighbours than `nearest` holds are left out.
 */
export function verdictMeasures(source: VerdictSource): VerdictMeasures {
  const { z, n, d, centredEigenvalues, nearest } = source;
  const norm = meanDirectionNorm(z, n, d);
  const mean = meanRow(z, n, d);
  const variance = 1 - norm ** 2;
  const capacity = Math.max(1, Math.min(n - 1, d));
  const live = Math.max((EMPTY_VARIANCE * variance) / capacity, spectralFloor(d, 1));
  const copies = Array.from({ length: n }, (_, i) => nearest.squaredDistances[i * nearest.k] ?? Infinity);
  const centred = ranksOf(centredEigenvalues, Math.min(n, d));
  // Of the sphere that the cloud would fill: two for a circle, K for K heaps; around the mean where that outweighs the rest.
  const raw = rawParticipationRatio(rowsOf(z, n, d), mean, centred.participationRatio);
  const dimension = Math.max(2, raw, centred.participationRatio || 0);
  return {
    n,
    d,
    meanCosine: meanCosine(z, n, d),
    meanDirectionNorm: norm,
    alignedShare: rowsOf(z, n, d).filter((row) => dot(row, mean) > 0).length / n,
    centred,
    // Centring costs one degree of freedom.
    isotropic: ranksOf(marchenkoPastur(Math.max(1, n - 1), d, 1 / d), capacity),
    liveDirections: centredEigenvalues.filter((value) => value > live).length,
    duplicateShare: copies.filter((squared) => squared <= COPY_DISTANCE).length / n,
    splits: SPLIT_NEIGHBOURS.filter((k) => k < n && k <= nearest.k).map((k) => splitOf(source, k, dimension)),
    classes: classesOf(source, variance, dimension),
  };
}

function ranksOf(eigenvalues: Float64Array, size: number): RankFamily {
  // Of the covariance of unit rows: rounding is relative to ||z||^2 = 1, however little varies.
  const { effectiveRank, participationRatio, stableRank } = spectralMeasures(
    eigenvalues,
    size,
    spectralFloor(size, 1),
  );
  return { effectiveRank, participationRatio, stableRank };
}

/** Components of the graph of the first `neighbours` neighbours of every row. */
function splitOf({ z, n, d, nearest, labels }: VerdictSource, neighbours: number, dimension: number): Split {
  const first = Uint32Array.from(
    { length: n * neighbours },
    (_, i) => nearest.indices[Math.floor(i / neighbours) * nearest.k + (i % neighbours)] ?? 0,
  );
  const components = neighbourComponents(first, n, neighbours);
  const count = components.sizes.length;
  const { share, cosine } = betweenGroups(groupSums(z, n, d, components.labels, count));
  const capMean = capMeans(dimension);
  const sizes = Array.from(components.sizes).sort((a, b) => b - a);
  const caps = sizes.reduce((sum, size) => sum + (size / n) * capMean(size / n) ** 2, 0);
  return {
    neighbours,
    sizes,
    betweenShare: count < 2 ? 0 : share,
    evenWithin: (1 - caps) * leastOf(n - count, n - 1, dimension),
    betweenCosine: cosine,
    labelAgreement:
      labels && labels.classes.length > 1 ? adjustedRandIndex(components.labels, labels.values) : null,
  };
}

/**
 * What chance leaves of a variance of rows in an even cloud: their means take `all - free` degrees of freedom away, and a
 * variance of few is often small. On the sphere of R^m a row has m - 1 of them.
 */
function leastOf(free: number, all: number, m: number): number {
  return free <= 0 ? 0 : (free / all) * chanceFactor(free * (m - 1), -CHANCE_DEVIATIONS);
}

function classesOf(
  { z, n, d, labels }: VerdictSource,
  variance: number,
  dimension: number,
): ClassMeasures[] | null {
  if (!labels || labels.classes.length < 2) return null;
  const rows: Float64Array[][] = labels.classes.map(() => []);
  rowsOf(z, n, d).forEach((row, i) => {
    rows[labels.values[i] ?? -1]?.push(row);
  });
  const capMean = capMeans(dimension);
  return labels.classes.map((name, index) => {
    const members = rows[index] ?? [];
    const count = members.length;
    const mean = new Float64Array(d);
    for (const row of members) addScaled(mean, 1 / count, row);
    const squared = dot(mean, mean);
    const step = Math.max(1, count / RANK_ROWS);
    const sample = Array.from(
      { length: Math.min(count, RANK_ROWS) },
      (_, i) => members[Math.floor(i * step)] ?? mean,
    );
    return {
      name,
      count,
      meanCosine: count < 2 ? Number.NaN : (count * squared - 1) / (count - 1),
      scatter: Math.max(0, 1 - squared),
      evenScatter: variance * (1 - capMean(count / n) ** 2) * leastOf(count - 1, count, dimension),
      participationRatio: participationRatio(sample, d),
      // tr^2 / ||C||_F^2 of isotropic unit rows, both in expectation, with one degree of freedom for the mean.
      isotropicParticipationRatio: ((sample.length - 1) * d) / (sample.length + d - 2),
    };
  });
}

/**
 * Participation ratio of the second moment M = C + m m^T of unit rows, which has trace 1:
 * 1 / ||M||_F^2, ||M||_F^2 = ||C||_F^2 + 2 m^T C m + ||m||^4, ||C||_F^2 = tr(C)^2 / PR(C).
 */
function rawParticipationRatio(rows: readonly Float64Array[], mean: Float64Array, centred: number): number {
  const squaredNorm = dot(mean, mean);
  // m^T C m is the variance of the rows' projections on m.
  const along = rows.reduce((sum, row) => sum + (dot(row, mean) - squaredNorm) ** 2, 0) / rows.length;
  const around = Number.isNaN(centred) ? 0 : (1 - squaredNorm) ** 2 / centred;
  return 1 / (around + 2 * along + squaredNorm ** 2);
}

/** tr(C)^2 / ||C||_F^2 of the covariance of rows, through the smaller of its two Gram matrices. NaN without variance. */
function participationRatio(rows: readonly Float64Array[], d: number): number {
  const mean = new Float64Array(d);
  for (const row of rows) addScaled(mean, 1 / rows.length, row);
  const centred = rows.map((row) => row.map((value, k) => value - at(mean, k)));
  const vectors =
    rows.length < d
      ? centred
      : Array.from({ length: d }, (_, column) => Float64Array.from(centred, (row) => at(row, column)));
  let [trace, squares] = [0, 0];
  vectors.forEach((a, i) => {
    trace += dot(a, a);
    squares += dot(a, a) ** 2;
    for (const b of vectors.slice(i + 1)) squares += 2 * dot(a, b) ** 2;
  });
  // Below is the rounding of f64 in the means of equal rows.
  return trace > rows.length * spectralFloor(d, 1) ? trace ** 2 / squares : Number.NaN;
}
