/** What the table of `similarity_combine` says about a cloud: plain arithmetic, which may run in a worker. */
import { LOWEST, RECORD } from '../kernels/support/similarity';
import type { RowSimilarities } from '../reference/bounds';

/**
 * Of a similarity matrix A = Z Z^T. For unit rows similarities are cosines, which f32 may carry past 1 by (d / 4 + 4) 2^-24;
 * more than that means rows that are not unit.
 */
export interface PairwiseStatistics {
  /** Over pairs of different rows; NaN for a single row. */
  readonly meanCosine: number;
  readonly meanAbsCosine: number;
  readonly minCosine: number;
  readonly maxCosine: number;
  /** Sum of all entries: n^2 ||mean||^2 */
  readonly gramSum: number;
  readonly gramTrace: number;
  /** ||A||_F^2 */
  readonly frobeniusSquared: number;
  /** max_i sum_j |A_ij| */
  readonly maxAbsRowSum: number;
}

/** The columns of the table [rows, 8] as `rowSimilarities` names them; sentinels become infinities. */
export function tableSimilarities(table: ArrayLike<number>, rows: number): RowSimilarities {
  const column = (field: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => {
      const value = table[RECORD * row + field] ?? Number.NaN;
      return Math.abs(value) >= -LOWEST ? Math.sign(value) * Infinity : value;
    });
  return {
    sum: column(0),
    absSum: column(1),
    squareSum: column(2),
    self: column(3),
    minimum: column(4),
    maximum: column(5),
    logSumExp: column(6),
    logSumExpOthers: column(7),
  };
}

/** Statistics of the whole matrix from those of its rows, summed in f64. */
export function pairwiseStatistics(of: RowSimilarities): PairwiseStatistics {
  const rows = of.sum.length;
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  const pairs = rows * (rows - 1);
  const gramSum = total(of.sum);
  const gramTrace = total(of.self);
  const extreme = (values: Float64Array, pick: (a: number, b: number) => number): number =>
    pairs === 0 ? Number.NaN : values.reduce((found, value) => pick(found, value));
  return {
    meanCosine: (gramSum - gramTrace) / pairs,
    // s_ii = ||z_i||^2 is its own magnitude.
    meanAbsCosine: (total(of.absSum) - gramTrace) / pairs,
    minCosine: extreme(of.minimum, Math.min),
    maxCosine: extreme(of.maximum, Math.max),
    gramSum,
    gramTrace,
    frobeniusSquared: total(of.squareSum),
    maxAbsRowSum: of.absSum.reduce((found, value) => Math.max(found, value), 0),
  };
}
