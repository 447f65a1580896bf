/** The spectrum of a cloud and what is read from it, for the headless API. */
import { type Matrix, requireBoolean, requirePositive, requireRows, type Tensor } from './labInput';
import {
  centredRows,
  columnSums,
  gramOf,
  type Rows,
  rowsOfMatrix,
  type ScaledRows,
  similaritiesOf,
  unitRows,
  uploadScaled,
} from './labRows';
import { type NeighbourMeasures, type NeighbourTable, neighbourMeasures } from './programs/neighbourMeasures';
import { NeighbourProgram } from './programs/neighbours';
import { pairwiseStatistics } from './programs/pairwiseStatistics';
import { settledJensen, settledLadder } from './programs/settledBounds';
import { UniformityProgram } from './programs/uniformity';
import type { JensenChain, RowSimilarities } from './reference/bounds';
import { symmetricEigenvalues } from './reference/eigen';
import {
  isoScore,
  marchenkoPastur,
  type SpectralMeasures,
  spectralMeasures,
  vicreg,
  wassersteinToIsotropic,
} from './reference/spectrum';
import { rowsOf } from './reference/vector';
import { type Verdict, verdict } from './reference/verdict';
import { verdictMeasures } from './reference/verdictMeasures';
import { COSINE_SLACK } from './reference/verdictThresholds';
import type { Executor } from './runtime/executor';
import type { GpuScope } from './runtime/scope';

export interface SpectrumOptions {
  /** The column mean removed, after the rows were made unit where they are; false by default. */
  readonly center?: boolean;
  /** Rows made unit; true by default. */
  readonly normalize?: boolean;
  /** Of the Jensen chain alone; 0.1 by default, the scale at which contrastive losses are trained. */
  readonly temperature?: number;
}

/**
 * Z [n, d] is x after normalising and centring, A = Z Z^T. Ranks, IsoScore and power laws are those of
 * src/reference/spectrum.ts; NaN where a cloud has none: where all rows of Z are 0, as equal rows are once centred.
 */
export interface SpectrumResult extends Omit<SpectralMeasures, 'trace'> {
  /** [min(n, d)], of Z, descending */
  readonly singularValues: Float64Array;
  /** [d], of Z^T Z / n, descending */
  readonly eigenvalues: Float64Array;
  /** [d], of the covariance of Z (1/n), descending: `eigenvalues` themselves where Z is centred */
  readonly centredEigenvalues: Float64Array;
  /** (PR - 1) / (d - 1) of the centred spectrum, whether Z is centred or not; NaN for d = 1 */
  readonly isoScore: number;
  /** Over pairs i < j of the rows of Z that have a direction; NaN for fewer than two. */
  readonly meanCosine: number;
  readonly meanAbsCosine: number;
  readonly minCosine: number;
  /** || mean z / ||z|| ||, over the same rows */
  readonly meanDirectionNorm: number;
  /** Sum of all entries of A, n^2 ||mean z||^2; at most n lambdaMax */
  readonly gramSum: number;
  /** tr A, n for unit rows */
  readonly gramTrace: number;
  /** Largest eigenvalue of A, and of Z^T Z */
  readonly lambdaMax: number;
  /** max_i sum_j |A_ij|, an upper bound of lambdaMax; summed in f32 on WebGPU, as the next one is */
  readonly maxAbsRowSum: number;
  /** max_i sum_j A_ij, an upper bound of lambdaMax only where no entry of A is negative */
  readonly maxRowSum: number;
  /** Each at most lambdaMax: [gramSum / n, ||A||_F^2 / tr A, tr A / min(n, d)] */
  readonly lowerBounds: number[];
  /** Each at least lambdaMax: [tr A, ||A||_F, maxAbsRowSum] */
  readonly upperBounds: number[];
  /**
   * E_x log E_y exp(z_x . z_y / tau), self-pairs included, and its lower bound gramSum / (tau n^2), taken apart, at any scale
   * of Z. Both ends are sums in f32 on WebGPU: a gap that this may have carried below 0 is 0.
   */
  readonly jensen: JensenChain;
  /** Wasserstein-2 distance of the normal law with this mean and covariance from N(0, I/d) (Fang 2024) */
  readonly w2: number;
  /**
   * log mean over the pairs of exp(-2 ||z_i - z_j||^2) (Wang & Isola 2020), of unit rows, centred or not: null where rows
   * are neither unit nor made unit, NaN for a single one
   */
  readonly uniformity: number | null;
  /** The kind of collapse of the unit rows before centring, and the comparisons it rests on; null where there are none. */
  readonly verdict: Pick<Verdict, 'kind' | 'borderline' | 'evidence'> | null;
  /** VICReg's terms (Bardes 2022) of the covariance of Z; the target deviation is 1 / sqrt d for unit rows, 1 for others */
  readonly vicreg: { readonly variance: number; readonly covariance: number };
  /** Intrinsic dimension (Facco 2017), and how many rows it came from: those with two neighbours, none at distance 0 */
  readonly twoNN: NeighbourMeasures['twoNN'];
  /** Skewness of how often a row is among the 10 nearest of another; NaN for n <= 11, where all are equally often */
  readonly hubness: number;
  /** [d], the `eigenvalues` to expect of n independent rows with no preferred direction and the same trace */
  readonly marchenkoPastur: Float64Array;
}

interface SpectrumInput {
  readonly matrix: Matrix;
  readonly center: boolean;
  readonly normalize: boolean;
  readonly temperature: number;
}

/** Of the customary sizes of neighbourhoods in the hubness literature (Radovanovic 2010), the usual one. */
const NEIGHBOURS = 10;
/** Wang and Isola's t. */
const UNIFORMITY_SCALE = 2;

/** @throws LabInputError naming the argument */
export function requireSpectrum(x: Tensor, options?: SpectrumOptions): SpectrumInput {
  const { matrices, normalize } = requireRows({ x }, options?.normalize ?? true);
  const [matrix = { data: new Float32Array(), rows: 0, columns: 0 }] = matrices;
  return {
    matrix,
    normalize,
    center: requireBoolean('center', options?.center ?? false),
    temperature: requirePositive('temperature', options?.temperature ?? 0.1),
  };
}

/**
 * Gram matrices are summed without rounding on the device and solved in f64 here; sums over pairs and neighbours are the
 * device's. Costs n d min(n, d) + n^2 (4 d + 32) multiply-adds there, and about 2 min(n, d)^3 here.
 */
export async function spectrumOf(
  executor: Executor,
  scope: GpuScope,
  { matrix, center, normalize, temperature }: SpectrumInput,
): Promise<SpectrumResult> {
  const given = normalize ? unitRows(rowsOfMatrix(matrix)) : rowsOfMatrix(matrix);
  const { centred } = centredRows(given);
  const z = center ? centred : given;
  const { rows, columns } = z;
  const scaled = uploadScaled(executor, scope, 'rows', z);
  const eigenvalues = await eigenvaluesOf(executor, scope, scaled);
  // Subtracting the mean from the Gram matrix would leave the rounding of the raw one: the rows themselves are centred.
  const centredEigenvalues = center
    ? eigenvalues
    : await eigenvaluesOf(executor, scope, uploadScaled(executor, scope, 'centred rows', centred));
  const pairs = await similaritiesOf(executor, scope, scaled, temperature);
  const directions = normalize && !center ? z : unitRows(z);
  const cosines = directions === z ? pairs : await cosinesOf(executor, scope, directions);
  const nearest = await nearestOf(executor, scope, scaled);
  const { twoNN, hubness } = neighbourMeasures(nearest);
  const unit = normalize || areUnit(given);

  const size = Math.min(rows, columns);
  const { trace: _, ...measures } = spectralMeasures(eigenvalues, size);
  const { participationRatio } = spectralMeasures(centredEigenvalues, size);
  const lambda = eigenvalues.map((value) => rows * value);
  const gramTrace = lambda.reduce((sum, value) => sum + value, 0);
  const gramSum = squaredLength(columnSums(z));
  return {
    ...measures,
    ...cosineMeasures(directions, cosines),
    ...settledLadder({ lambda, gramSum, gramTrace, unit: scaled.unit, rows, columns }, pairs),
    singularValues: lambda.slice(0, size).map(Math.sqrt),
    eigenvalues,
    centredEigenvalues,
    isoScore: isoScore(participationRatio, columns),
    gramTrace,
    maxRowSum: pairs.sum.reduce((most, sum) => Math.max(most, sum), -Infinity),
    jensen: settledJensen(pairs, columns, temperature),
    w2: wassersteinToIsotropic(centredEigenvalues, gramTrace / rows),
    vicreg: vicregOf(centred, centredEigenvalues, normalize ? 1 / Math.sqrt(columns) : 1),
    uniformity: unit ? await uniformityOf(executor, scope, scaled) : null,
    verdict: unit ? verdictOf(given, centredEigenvalues, nearest, scaled.unit) : null,
    twoNN,
    hubness,
    marchenkoPastur: marchenkoPastur(center ? rows - 1 : rows, columns, gramTrace / rows / columns),
  };
}

/** [d], of Z^T Z / n, descending, in units of z; min(n, d) of them need not be 0. */
async function eigenvaluesOf(executor: Executor, scope: GpuScope, scaled: ScaledRows): Promise<Float64Array> {
  const { rows, columns, unit } = scaled;
  const { matrix, size } = await gramOf(executor, scope, scaled);
  const all = new Float64Array(columns);
  const solved = symmetricEigenvalues(
    matrix.map((value) => value / rows),
    size,
  );
  all.set(solved.slice(0, Math.min(rows, columns)));
  // No square is negative: what is, is rounding.
  return all.map((value) => Math.max(0, value) * unit ** 2);
}

/** Similarities of rows other than those of z; null where there are no pairs. */
async function cosinesOf(
  executor: Executor,
  scope: GpuScope,
  directions: Rows,
): Promise<RowSimilarities | null> {
  if (directions.rows < 2) return null;
  return similaritiesOf(executor, scope, uploadScaled(executor, scope, 'directions', directions), 1);
}

/** The signed mean follows from the sum of the directions, in f64; rounding may not carry a cosine past 1. */
function cosineMeasures(
  directions: Rows,
  of: RowSimilarities | null,
): Pick<SpectrumResult, 'meanCosine' | 'meanAbsCosine' | 'minCosine' | 'meanDirectionNorm'> {
  const { rows } = directions;
  const squared = squaredLength(columnSums(directions));
  const statistics = of && rows > 1 ? pairwiseStatistics(of) : null;
  const cosine = (value = Number.NaN): number => Math.max(-1, Math.min(1, value));
  return {
    meanCosine: rows > 1 ? cosine((squared - rows) / (rows * (rows - 1))) : Number.NaN,
    meanAbsCosine: Math.max(0, cosine(statistics?.meanAbsCosine)),
    minCosine: cosine(statistics?.minCosine),
    meanDirectionNorm: Math.min(1, Math.sqrt(squared) / rows),
  };
}

async function nearestOf(
  executor: Executor,
  scope: GpuScope,
  { z, rows, columns }: ScaledRows,
): Promise<NeighbourTable> {
  await executor.prepare(NeighbourProgram.kernels);
  const program = new NeighbourProgram(executor, scope, rows, columns, NEIGHBOURS);
  program.encode((record) => executor.submit(record), z);
  return program.read();
}

/** Distances do not see the mean: centred rows serve as well. */
async function uniformityOf(
  executor: Executor,
  scope: GpuScope,
  { z, unit, rows, columns }: ScaledRows,
): Promise<number> {
  if (rows < 2) return Number.NaN;
  await executor.prepare(UniformityProgram.kernels);
  const program = new UniformityProgram(executor, scope, rows, columns);
  program.encode((record) => executor.submit(record), z, UNIFORMITY_SCALE * unit ** 2);
  const [logSum = Number.NaN] = await executor.read(program.logSum);
  return UniformityProgram.value(logSum, rows);
}

function areUnit({ data, rows, columns }: Rows): boolean {
  return rowsOf(data, rows, columns).every((row) => Math.abs(squaredLength(row) - 1) <= COSINE_SLACK);
}

/** @param table neighbours of the rows divided by `unit`, centred or not */
function verdictOf(
  { data, rows, columns }: Rows,
  centredEigenvalues: Float64Array,
  table: NeighbourTable,
  unit: number,
): SpectrumResult['verdict'] {
  const squaredDistances = Float64Array.from(table.squaredDistances, (squared) => squared * unit ** 2);
  const { kind, borderline, evidence } = verdict(
    verdictMeasures({
      z: data,
      n: rows,
      d: columns,
      centredEigenvalues,
      nearest: { ...table, squaredDistances },
    }),
  );
  return { kind, borderline, evidence };
}

/** Both terms without the covariance matrix, which is large where d is: sum C_ij^2 is that of its squared eigenvalues. */
function vicregOf(centred: Rows, eigenvalues: Float64Array, target: number): SpectrumResult['vicreg'] {
  const { rows, columns } = centred;
  const squares = { ...centred, data: centred.data.map((value) => value ** 2) };
  const variances = columnSums(squares).map((sum) => sum / rows);
  const hinges = variances.map((variance) => vicreg([variance], 1, { target }).variance);
  return {
    variance: hinges.reduce((sum, hinge) => sum + hinge, 0) / columns,
    covariance: Math.max(0, squaredLength(eigenvalues) - squaredLength(variances)) / columns,
  };
}

function squaredLength(v: Float64Array): number {
  return v.reduce((sum, value) => sum + value * value, 0);
}
