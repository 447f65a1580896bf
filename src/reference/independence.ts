/**
 * Backward through y = x W, a gradient g [batch, fan_out] meets the weights W [fan_in, fan_out] as g_in,i = sum_j g_j W_ij.
 * The rule Var(g_in) = fan_out Var(W) Var(g) takes g_j^2 and W_ij^2 for uncorrelated. Over all triples (sample, i, j):
 *   E[(g_j W_ij)^2]  against  E[g_j^2] E[W_ij^2]
 * Sums over columns give both sides exactly, because only j is shared. So the two differ by what columns have in common:
 *   ratio = 1 + correlation of columns * cv(mean_b g_bj^2) * cv(mean_i W_ij^2),   cv the deviation over the mean
 */
import { momentsOf } from './activationMoments';
import type { ActivationName } from './activations';
import { exponentOf } from './exponents';
import type { Vector } from './vector';

/** Sums over a column: squares is sum_r u^2, fourths sum_r u^4, u = x / 2^exponent. */
export interface ColumnPowers {
  readonly exponent: number;
  readonly squares: number;
  readonly fourths: number;
}

/** The columns of x [rows, columns]; a column of zeros, or of values below 2^-126, has exponent -126. */
export function columnPowers(x: Vector, rows: number, columns: number): ColumnPowers[] {
  return Array.from({ length: columns }, (_, column) => {
    const values = Array.from({ length: rows }, (_unused, row) => x[row * columns + column] ?? Number.NaN);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const exponent = Math.min(Math.max(exponentOf(largest), -126), 126);
    const sum = (power: number): number =>
      values.reduce((total, value) => total + (value / 2 ** exponent) ** power, 0);
    return { exponent, squares: sum(2), fourths: sum(4) };
  });
}

export interface LayerPowers {
  readonly batch: number;
  readonly fanIn: number;
  /** Of the gradient g [batch, fan_out] and of W [fan_in, fan_out]: one entry a column. */
  readonly gradient: readonly ColumnPowers[];
  readonly weights: readonly ColumnPowers[];
}

export interface Independence {
  /** E[(g_j W_ij)^2] */
  readonly left: number;
  /** E[g_j^2] E[W_ij^2] */
  readonly right: number;
  /** left / right */
  readonly ratio: number;
  /** Pearson correlation of g_bj^2 and W_ij^2 over all triples. */
  readonly correlation: number;
  /** Pearson correlation over the columns of mean_b g_bj^2 and mean_i W_ij^2; NaN where one of them is the same in all. */
  readonly columnCorrelation: number;
}

/**
 * Columns count as equal below this coefficient of variation: sums of squares in f32 are good to 1e-6. So are the two columns of
 * dS/dz at a read-out of two classes, which are each other's negative, and the columns of an orthogonal matrix.
 */
const EQUAL_COLUMNS = 1e-5;

/** Both sides and what tells them apart; NaN where gradients or weights are all zero. */
export function independenceOf({ batch, fanIn, gradient, weights }: LayerPowers): Independence {
  const g = columnMeans(gradient, batch);
  const w = columnMeans(weights, fanIn);
  const left = mean(g.squares.map((square, j) => square * (w.squares[j] ?? Number.NaN)));
  const [gradientSquare, weightSquare] = [mean(g.squares), mean(w.squares)];
  const right = gradientSquare * weightSquare;
  const covariance = left - right;
  const spread = (fourths: readonly number[], square: number): number =>
    Math.sqrt(mean(fourths) - square * square);
  return {
    left,
    right,
    ratio: left / right,
    correlation: covariance / (spread(g.fourths, gradientSquare) * spread(w.fourths, weightSquare)),
    columnCorrelation: covariance / (columnSpread(g.squares) * columnSpread(w.squares)),
  };
}

/** Means over the rows of each column, of squares and of fourth powers. */
function columnMeans(powers: readonly ColumnPowers[], rows: number) {
  return {
    squares: powers.map(({ exponent, squares }) => (squares * 4 ** exponent) / rows),
    fourths: powers.map(({ exponent, fourths }) => (fourths * 16 ** exponent) / rows),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Deviation over the columns; NaN where they are equal. */
function columnSpread(values: readonly number[]): number {
  const centre = mean(values);
  const deviation = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
  return deviation > EQUAL_COLUMNS * centre ? deviation : Number.NaN;
}

export interface InitialLayer {
  readonly activation: ActivationName;
  /** Variance of the pre-activations z, and what biases add to it. */
  readonly preVariance: number;
  readonly biasVariance: number;
  readonly fanIn: number;
  /** E[W^4] / E[W^2]^2: 3 for normal weights, 9/5 for uniform ones */
  readonly kurtosis: number;
}

/** Step of the difference quotient below, as a factor. */
const STEP = 1.01;

/**
 * The ratio to expect at initialisation, to first order in 1 / fan_in. A unit whose weights happen to be larger than others',
 * mean_i W_ij^2 = v (1 + e) with Var e = (kurtosis - 1) / fan_in, has pre-activations of variance q (1 + e), and so slopes
 * whose square is larger by e d ln E[phi'^2] / d ln q: below 1 for tanh, whose units saturate, exactly 1 for ReLU.
 */
export function expectedRatio({
  activation,
  preVariance,
  biasVariance,
  fanIn,
  kurtosis,
}: InitialLayer): number {
  const logSlope = (q: number): number => Math.log(momentsOf(activation, q).slopeSecondMoment);
  const response = (logSlope(preVariance * STEP) - logSlope(preVariance / STEP)) / (2 * Math.log(STEP));
  const ofWeights = 1 - biasVariance / preVariance;
  return 1 + ((kurtosis - 1) / fanIn) * ofWeights * response;
}
