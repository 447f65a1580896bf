/**
 * The ladder and the Jensen chain of a spectrum and a table of similarities that were rounded apart. Bounds are often
 * tight, above all at collapse; where one is passed by no more than rounding explains, it is met.
 */
import { dotError, ROUNDOFF } from '../kernels/support/rounding';
import {
  type JensenChain,
  type JensenStep,
  jensenChain,
  ladder,
  type RowSimilarities,
} from '../reference/bounds';
import { spectralFloor } from '../reference/spectrum';
import { paddedColumns } from '../runtime/tensor';
import { pairwiseStatistics } from './pairwiseStatistics';

export interface LadderSource {
  /** Eigenvalues of Z Z^T, descending, nothing below 0. */
  readonly lambda: Float64Array;
  /** Of the rows themselves, in f64. */
  readonly gramSum: number;
  /** Sum of `lambda`. */
  readonly gramTrace: number;
  /** At least the largest entry of Z, a power of two: the Gram matrix was made of whole numbers of 2^-24 of it. */
  readonly unit: number;
  readonly rows: number;
  readonly columns: number;
}

export interface SettledLadder {
  readonly gramSum: number;
  readonly lambdaMax: number;
  readonly maxAbsRowSum: number;
  /** As `ladder` orders them: none above lambdaMax, none below it. */
  readonly lowerBounds: number[];
  readonly upperBounds: number[];
}

/**
 * Rows enter the Gram matrix rounded to f32, then to whole numbers, each within 2^-25 of `unit`: that moves the root of
 * lambda_max by at most sqrt(n d) 2^-24 unit (Weyl). Solving it moves lambda_max by the spectral floor. Row sums are f32.
 */
export function settledLadder(
  { lambda, gramSum: exactSum, gramTrace, unit, rows, columns }: LadderSource,
  pairs: RowSimilarities,
): SettledLadder {
  const lambdaMax = lambda[0] ?? Number.NaN;
  const moved = Math.sqrt(rows * columns) * ROUNDOFF * unit;
  const solved = spectralFloor(Math.max(rows, columns), lambdaMax);
  const slack = moved * (2 * Math.sqrt(lambdaMax) + moved) + solved;
  const { similarity, sum } = pairRounding(pairs, columns);
  const rowSlack = slack + rows * (similarity + sum);
  const gramSum = atMost(exactSum, rows * lambdaMax, rows * slack);
  const maxAbsRowSum = atLeast(pairwiseStatistics(pairs).maxAbsRowSum, lambdaMax, rowSlack);
  const frobeniusSquared = lambda.reduce((total, value) => total + value * value, 0);
  const { lower, upper } = ladder({ gramSum, gramTrace, frobeniusSquared, maxAbsRowSum, rows, columns });
  return {
    gramSum,
    lambdaMax,
    maxAbsRowSum,
    lowerBounds: lower.map((bound) => atMost(bound, lambdaMax, slack)),
    upperBounds: upper.map((bound) => atLeast(bound, lambdaMax, slack)),
  };
}

/** WGSL's log is within 2^-21 near 1, where the sum of a row's exponentials may lie. */
const LOG_ERROR = 2 ** -21;

/** The chain at a temperature, its gaps not below 0 where the f32 rounding of their two ends explains it. */
export function settledJensen(pairs: RowSimilarities, columns: number, temperature: number): JensenChain {
  const chain = jensenChain(pairs, temperature);
  const rows = pairs.sum.length;
  const { similarity, sum } = pairRounding(pairs, columns);
  const exponentials = ROUNDOFF * (8 + Math.sqrt(rows) + Math.log(rows));
  const slack = LOG_ERROR + exponentials + (2 * (similarity + sum)) / temperature;
  const settled = ({ gap }: JensenStep): number => atLeast(gap, 0, slack);
  return {
    ...chain,
    gap: settled(chain),
    withoutSelf: { ...chain.withoutSelf, gap: settled(chain.withoutSelf) },
  };
}

/** How far f32 may carry one similarity, and a sum of similarities for each of its terms: the bounds of `pair_similarity`. */
function pairRounding({ self }: RowSimilarities, columns: number): { similarity: number; sum: number } {
  const largest = self.reduce((most, value) => Math.max(most, value), 0);
  return {
    similarity: largest * dotError(paddedColumns(columns) / 4),
    sum: largest * ROUNDOFF * (8 + Math.sqrt(self.length)),
  };
}

function atMost(value: number, limit: number, slack: number): number {
  return value <= limit + slack ? Math.min(value, limit) : value;
}

function atLeast(value: number, limit: number, slack: number): number {
  return value >= limit - slack ? Math.max(value, limit) : value;
}
