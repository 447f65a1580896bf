/**
 * Measures of a cloud, of each of its classes, and between the classes, all from sums over rows: { count, sum z, sum z z^T }. Such
 * sums add up exactly as they are, so classes make up the cloud and chunks of rows make up a class.
 */
import { symmetricEigen, symmetricEigenvalues } from './eigen';
import { type SpectralMeasures, spectralFloor, spectralMeasures } from './spectrum';
import { addScaled, at, dot, row, rowsOf, type Vector } from './vector';

export interface RowSums {
  /** Number of rows */
  count: number;
  /** [d], sum of the rows */
  sum: Float64Array;
  /** [d, d], sum of z z^T */
  gram: Float64Array;
}

/**
 * Sums of the rows of z [n, d] in each of the classes 0..classes-1; a class may be empty. For the whole cloud: one class, all labels 0.
 * @param labels [n]
 * @throws RangeError for a label outside the classes
 */
export function classSums(z: Vector, n: number, d: number, labels: Vector, classes: number): RowSums[] {
  const sums: RowSums[] = Array.from({ length: classes }, () => ({
    count: 0,
    sum: new Float64Array(d),
    gram: new Float64Array(d * d),
  }));
  const gramRows = sums.map(({ gram }) => rowsOf(gram, d, d));
  rowsOf(z, n, d).forEach((zi, i) => {
    const label = labels[i] ?? Number.NaN;
    const own = sums[label];
    if (own === undefined) throw new RangeError(`row ${i} has label ${label} of ${classes} classes`);
    own.count++;
    addScaled(own.sum, 1, zi);
    gramRows[label]?.forEach((target, j) => {
      addScaled(target, at(zi, j), zi);
    });
  });
  return sums;
}

/** (1/count) sum z z^T [d, d], the raw second moment. */
export function secondMomentOf({ count, gram }: RowSums): Float64Array {
  return gram.map((value) => value / count);
}

/** Covariance (1/count) sum (z - mean)(z - mean)^T = second moment - mean mean^T -> [d, d]. Its rounding error is of the raw size. */
export function covarianceOf(sums: RowSums): Float64Array {
  const d = sums.sum.length;
  const covariance = secondMomentOf(sums);
  rowsOf(covariance, d, d).forEach((target, j) => {
    addScaled(target, -at(sums.sum, j) / sums.count ** 2, sums.sum);
  });
  return covariance;
}

export interface Spectrum {
  /** [d], descending; rounding may leave some of them below 0 */
  eigenvalues: Float64Array;
  measures: SpectralMeasures;
}

/**
 * Spectra of the second moment (raw) and of the covariance (centred). What the subtraction of the mean may have left of a zero
 * eigenvalue counts as 0, so identical rows have NaN centred ranks.
 * @throws RangeError for sums that are not finite, or an empty class
 */
export function spectraOf(sums: RowSums): { raw: Spectrum; centred: Spectrum } {
  const d = sums.sum.length;
  const size = Math.min(sums.count, d);
  const raw = symmetricEigenvalues(secondMomentOf(sums), d);
  const centred = symmetricEigenvalues(covarianceOf(sums), d);
  const floor = spectralFloor(d, raw[0] ?? 0);
  return {
    raw: { eigenvalues: raw, measures: spectralMeasures(raw, size, floor) },
    centred: { eigenvalues: centred, measures: spectralMeasures(centred, size, floor) },
  };
}

export interface ClassMeasures {
  count: number;
  /** ||mean|| of the unit rows, 0..1 */
  meanDirectionNorm: number;
  /** Over the ordered pairs of different rows; NaN for fewer than two */
  meanCosine: number;
  /** (tr)^2 / ||.||_F^2 of the second moment and of the covariance, without an eigen-solve; NaN where that matrix is 0 */
  participationRatio: { raw: number; centred: number };
}

/** Measures of a class (or of a whole cloud) of unit rows in O(d^2); everything is NaN for an empty one. Ranks: `spectraOf`. */
export function classMeasures(sums: RowSums): ClassMeasures {
  const { count, sum, gram } = sums;
  const d = sum.length;
  const moment = secondMomentOf(sums);
  const floor = spectralFloor(d, trace(moment, d));
  return {
    count,
    meanDirectionNorm: Math.sqrt(dot(sum, sum)) / count,
    meanCosine: count < 2 ? Number.NaN : (dot(sum, sum) - trace(gram, d)) / (count * (count - 1)),
    participationRatio: {
      raw: participationOf(moment, d, floor),
      centred: participationOf(covarianceOf(sums), d, floor),
    },
  };
}

function participationOf(matrix: Float64Array, d: number, floor: number): number {
  const sum = trace(matrix, d);
  return sum > floor ? sum ** 2 / dot(matrix, matrix) : Number.NaN;
}

function trace(matrix: Float64Array, d: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) sum += at(matrix, j * d + j);
  return sum;
}

export interface BetweenClasses {
  /** Classes with rows */
  classes: number;
  /** Mean cosine over the pairs of class means; 1 in a narrow cone */
  meanCosine: number;
  /** The same with the mean of all rows removed: -1/(classes - 1) for the simplex of neural collapse */
  centredMeanCosine: number;
  /** tr Sw, mean squared distance of a row from its class mean */
  within: number;
  /** tr Sb, mean squared distance of a row's class mean from the mean of all; within + between = total variance */
  between: number;
  /** tr Sw / tr Sb */
  varianceRatio: number;
  /** tr(Sw Sb^+) / classes, NC1 of neural collapse (Papyan 2020, arXiv 2008.08186); 0 when each class is a point */
  nc1: number;
}

/**
 * How the classes lie to each other. Sw = (1/n) sum_c sum_i (z_i - m_c)(z_i - m_c)^T and Sb = sum_c (n_c / n)(m_c - m)(m_c - m)^T
 * weigh classes by their rows, so that they add up to the covariance (Papyan's classes are equally large). Empty classes are left
 * out. Fewer than two classes: NaN but for `within`. Class means that coincide: `varianceRatio` is infinite, NaN if the classes are
 * points too, and `nc1` NaN, as there is no direction between them.
 */
export function betweenClasses(all: readonly RowSums[]): BetweenClasses {
  const groups = all.filter(({ count }) => count > 0);
  const n = groups.reduce((sum, { count }) => sum + count, 0);
  const d = groups[0]?.sum.length ?? 0;
  const mean = new Float64Array(d);
  for (const { sum } of groups) addScaled(mean, 1 / n, sum);
  const within = new Float64Array(d * d);
  for (const group of groups) addScaled(within, group.count / n, covarianceOf(group));
  const means = groups.map(({ sum, count }) => sum.map((value) => value / count));
  const deviations = means.map((own) => own.map((value, j) => value - at(mean, j)));
  const weighted = deviations.map((deviation, c) => {
    const weight = Math.sqrt((groups[c]?.count ?? 0) / n);
    return deviation.map((value) => value * weight);
  });
  const squaredNorm = groups.reduce((sum, { gram }) => sum + trace(gram, d) / n, 0);
  const floor = spectralFloor(d, squaredNorm);
  const between = weighted.reduce((sum, own) => sum + dot(own, own), 0);
  const several = groups.length > 1;
  return {
    classes: groups.length,
    meanCosine: meanPairCosine(means),
    centredMeanCosine: several && between > floor ? meanPairCosine(deviations) : Number.NaN,
    within: trace(within, d),
    between: several ? between : Number.NaN,
    varianceRatio: several ? aboveFloor(trace(within, d), floor) / aboveFloor(between, floor) : Number.NaN,
    nc1: ratioTrace(within, weighted, d, floor) / groups.length,
  };
}

function aboveFloor(value: number, floor: number): number {
  return value > floor ? value : 0;
}

/** Mean cosine over the pairs of different vectors; NaN for fewer than two, or where one is 0. */
function meanPairCosine(vectors: readonly Float64Array[]): number {
  const count = vectors.length;
  if (count < 2) return Number.NaN;
  const sum = new Float64Array(row(vectors, 0).length);
  for (const vector of vectors) addScaled(sum, 1 / Math.sqrt(dot(vector, vector)), vector);
  return (dot(sum, sum) - count) / (count * (count - 1));
}

/** tr(Sw Sb^+) with Sb = B^T B of the rows of B: sum of v^T Sw v / lambda over its eigenpairs above the floor; NaN without any. */
function ratioTrace(
  within: Float64Array,
  weighted: readonly Float64Array[],
  d: number,
  floor: number,
): number {
  const directions = betweenDirections(weighted, d).filter(({ lambda }) => lambda > floor);
  if (directions.length === 0) return Number.NaN;
  const rows = rowsOf(within, d, d);
  return directions.reduce((sum, { lambda, v }) => {
    const spread = rows.reduce((total, r, j) => total + at(v, j) * dot(r, v), 0);
    return sum + spread / (lambda * dot(v, v));
  }, 0);
}

/** Eigenpairs of B^T B, directions of any length, from the smaller of B^T B [d, d] and B B^T [classes, classes]. */
function betweenDirections(
  weighted: readonly Float64Array[],
  d: number,
): { lambda: number; v: Float64Array }[] {
  const classes = weighted.length;
  const order = Math.min(classes, d);
  const matrix = new Float64Array(order * order);
  if (classes <= d) {
    rowsOf(matrix, order, order).forEach((target, a) => {
      for (let b = 0; b < classes; b++) target[b] = dot(row(weighted, a), row(weighted, b));
    });
  } else {
    for (const own of weighted)
      rowsOf(matrix, order, order).forEach((target, j) => {
        addScaled(target, at(own, j), own);
      });
  }
  const { values, vectors } = symmetricEigen(matrix, order);
  return rowsOf(vectors, order, order).map((u, k) => {
    const lambda = at(values, k);
    if (classes > d) return { lambda, v: u };
    const v = new Float64Array(d);
    weighted.forEach((own, c) => {
      addScaled(v, at(u, c), own);
    });
    return { lambda, v };
  });
}
