/** The spectrum of a cloud and what is read from it, for the headless API. */
import {
  type Matrix,
  requireBoolean,
  requireFinite,
  requirePositive,
  requireRows,
  type Tensor,
} from './labInput';
import {
  centredRows,
  columnSums,
  type Gram,
  gramOf,
  type Rows,
  rowsOfMatrix,
  type ScaledRows,
  unitRows,
  uploadScaled,
} from './labRows';
import { type NeighbourMeasures, neighbourMeasures } from './programs/neighbourMeasures';
import { NeighbourProgram } from './programs/neighbours';
import { PairwiseProgram } from './programs/pairwise';
import { pairwiseStatistics, tableSimilarities } from './programs/pairwiseStatistics';
import { type JensenChain, jensenChain, ladder, type RowSimilarities } from './reference/bounds';
import { covarianceOf } from './reference/classes';
import { symmetricEigenvalues } from './reference/eigen';
import { centreGram } from './reference/gram';
import {
  isoScore,
  marchenkoPastur,
  type SpectralMeasures,
  spectralFloor,
  spectralMeasures,
  vicreg,
  wassersteinToIsotropic,
} from './reference/spectrum';
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
  /** Sum of all entries of A, n^2 ||mean z||^2 */
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
  /** E_x log E_y exp(z_x . z_y / tau), self-pairs included, and its lower bound gramSum / (tau n^2), taken apart */
  readonly jensen: JensenChain;
  /** Wasserstein-2 distance of the normal law with this mean and covariance from N(0, I/d) (Fang 2024) */
  readonly w2: number;
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
 * The Gram matrix is summed without rounding on the device and solved in f64 here; sums over pairs and neighbours are the
 * device's. Costs n d min(n, d) / 2 + n^2 (3 d + 32) multiply-adds there, and about min(n, d)^3 here.
 */
export async function spectrumOf(
  executor: Executor,
  scope: GpuScope,
  { matrix, center, normalize, temperature }: SpectrumInput,
): Promise<SpectrumResult> {
  const given = normalize ? unitRows(rowsOfMatrix(matrix)) : rowsOfMatrix(matrix);
  const z = center ? centredRows(given).centred : given;
  const { rows, columns } = z;
  const scaled = uploadScaled(executor, scope, 'rows', z);
  const gram = await gramOf(executor, scope, scaled);
  const pairs = await similaritiesOf(executor, scope, scaled, temperature);
  const directions = normalize && !center ? z : unitRows(z);
  const cosines = directions === z ? pairs : await cosinesOf(executor, scope, directions);
  const { twoNN, hubness } = await neighboursOf(executor, scope, scaled);

  const spectra = spectraOf(gram, z, scaled.unit, center);
  const { eigenvalues, centredEigenvalues } = spectra;
  const lambda = eigenvalues.map((value) => rows * value);
  const { maxAbsRowSum } = pairwiseStatistics(pairs);
  const gramSum = squaredLength(columnSums(z));
  const gramTrace = lambda.reduce((sum, value) => sum + value, 0);
  const frobeniusSquared = squaredLength(lambda);
  const bounds = ladder({ gramSum, gramTrace, frobeniusSquared, maxAbsRowSum, rows, columns });
  const jensen = jensenChain(pairs, temperature);
  requireFinite('x', jensen.left, 'the Jensen chain');
  const { trace: _, ...measures } = spectra.measures;
  return {
    ...measures,
    ...cosineMeasures(directions, cosines),
    singularValues: lambda.slice(0, Math.min(rows, columns)).map(Math.sqrt),
    eigenvalues,
    centredEigenvalues,
    isoScore: isoScore(spectra.centredMeasures.participationRatio, columns),
    gramSum,
    gramTrace,
    lambdaMax: lambda[0] ?? Number.NaN,
    maxAbsRowSum,
    maxRowSum: pairs.sum.reduce((most, sum) => Math.max(most, sum), -Infinity),
    lowerBounds: bounds.lower,
    upperBounds: bounds.upper,
    jensen,
    w2: wassersteinToIsotropic(centredEigenvalues, gramTrace / rows),
    vicreg: vicregOf(z, centredEigenvalues, normalize ? 1 / Math.sqrt(columns) : 1),
    twoNN,
    hubness,
    marchenkoPastur: marchenkoPastur(center ? rows - 1 : rows, columns, gramTrace / rows / columns),
  };
}

interface Spectra {
  readonly eigenvalues: Float64Array;
  readonly centredEigenvalues: Float64Array;
  readonly measures: SpectralMeasures;
  readonly centredMeasures: SpectralMeasures;
}

/** Raw and centred, in units of z; both have min(n, d) eigenvalues that need not be 0. */
function spectraOf(gram: Gram, { rows, columns }: Rows, unit: number, center: boolean): Spectra {
  const size = Math.min(rows, columns);
  const solve = (matrix: Float64Array): Float64Array => {
    const all = new Float64Array(columns);
    all.set(symmetricEigenvalues(matrix, gram.size).slice(0, size));
    // No square is negative: what is, is rounding.
    return all.map((value) => Math.max(0, value) * unit ** 2);
  };
  const eigenvalues = solve(gram.matrix.map((value) => value / rows));
  const measures = spectralMeasures(eigenvalues, size);
  if (center) return { eigenvalues, centredEigenvalues: eigenvalues, measures, centredMeasures: measures };
  const covariance = gram.byRows
    ? centreGram(gram.matrix, rows).map((value) => value / rows)
    : covarianceOf(gram.sums);
  const centredEigenvalues = solve(covariance);
  const floor = spectralFloor(columns, eigenvalues[0] ?? 0);
  return {
    eigenvalues,
    centredEigenvalues,
    measures,
    centredMeasures: spectralMeasures(centredEigenvalues, size, floor),
  };
}

/** What the similarities of every row come to, at a temperature, in units of z. */
async function similaritiesOf(
  executor: Executor,
  scope: GpuScope,
  { z, unit, rows, columns }: ScaledRows,
  temperature: number,
): Promise<RowSimilarities> {
  await executor.prepare(PairwiseProgram.kernels);
  const program = new PairwiseProgram(executor, scope, rows, columns);
  const square = unit ** 2;
  program.encode((record) => executor.submit(record), z, temperature / square);
  const table = tableSimilarities(await program.read(), rows);
  const times = (values: Float64Array, factor: number): Float64Array => values.map((value) => value * factor);
  return {
    ...table,
    sum: times(table.sum, square),
    absSum: times(table.absSum, square),
    squareSum: times(table.squareSum, square ** 2),
    self: times(table.self, square),
    minimum: times(table.minimum, square),
    maximum: times(table.maximum, square),
  };
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
  return {
    meanCosine: (squared - rows) / (rows * (rows - 1)),
    meanAbsCosine: Math.min(1, statistics?.meanAbsCosine ?? Number.NaN),
    minCosine: Math.max(-1, statistics?.minCosine ?? Number.NaN),
    meanDirectionNorm: Math.sqrt(squared) / rows,
  };
}

async function neighboursOf(
  executor: Executor,
  scope: GpuScope,
  { z, rows, columns }: ScaledRows,
): Promise<NeighbourMeasures> {
  await executor.prepare(NeighbourProgram.kernels);
  const program = new NeighbourProgram(executor, scope, rows, columns, NEIGHBOURS);
  program.encode((record) => executor.submit(record), z);
  return neighbourMeasures(await program.read());
}

/** Both terms without the covariance matrix, which is large where d is: sum C_ij^2 is that of its squared eigenvalues. */
function vicregOf(z: Rows, eigenvalues: Float64Array, target: number): SpectrumResult['vicreg'] {
  const { columns } = z;
  const { centred } = centredRows(z);
  const variances = columnSums({ ...centred, data: centred.data.map((value) => value ** 2) }).map(
    (sum) => sum / z.rows,
  );
  const hinges = variances.map((variance) => vicreg([variance], 1, { target }).variance);
  return {
    variance: hinges.reduce((sum, hinge) => sum + hinge, 0) / columns,
    covariance: Math.max(0, squaredLength(eigenvalues) - squaredLength(variances)) / columns,
  };
}

function squaredLength(v: Float64Array): number {
  return v.reduce((sum, value) => sum + value * value, 0);
}
