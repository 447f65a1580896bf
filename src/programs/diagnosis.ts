/**
 * What the words and tables that kernels wrote say about a cloud of rows: plain functions of plain data, in f64, so that
 * they run in a worker. A spectrum comes from an exact Gram matrix; everything about pairs, neighbours and classes from
 * a sample of the rows.
 */
import type { JensenChain } from '../reference/bounds';
import {
  type BetweenClasses,
  betweenClasses,
  type ClassMeasures,
  classMeasures,
  classSums,
  covarianceOf,
  type RowSums,
  secondMomentOf,
} from '../reference/classes';
import { symmetricEigenvalues } from '../reference/eigen';
import { centreGram } from '../reference/gram';
import {
  isoScore,
  marchenkoPastur,
  type SpectralMeasures,
  spectralFloor,
  spectralMeasures,
  vicreg,
  wassersteinToIsotropic,
} from '../reference/spectrum';
import { dot, rowsOf } from '../reference/vector';
import { type Verdict, type VerdictMeasures, verdict } from '../reference/verdict';
import { verdictMeasures } from '../reference/verdictMeasures';
import { unpadRows } from '../runtime/tensor';
import { type GramRecord, gramSums, rowGram } from './gramSums';
import { type NeighbourMeasures, type NeighbourTable, neighbourMeasures } from './neighbourMeasures';
import { type PairwiseStatistics, pairwiseStatistics, tableSimilarities } from './pairwiseStatistics';
import { settledJensen, settledLadder } from './settledBounds';

export interface SpectrumTask {
  readonly kind: 'spectrum';
  readonly gram: GramRecord;
}

/** One of the two spectra of a cloud. */
export interface SideSpectrum {
  /** [d], descending, nothing below 0 */
  readonly eigenvalues: Float64Array;
  readonly measures: SpectralMeasures;
}

export interface SpectrumSolution {
  readonly kind: 'spectrum';
  readonly rows: number;
  readonly columns: number;
  /** Of Z^T Z / n. */
  readonly raw: SideSpectrum;
  /** Of the covariance, 1/n. */
  readonly centred: SideSpectrum;
  /** [d]: the centred spectrum that isotropic rows of this number, width and total variance are expected to have. */
  readonly isotropic: Float64Array;
  readonly isotropicMeasures: SpectralMeasures;
  readonly isoScore: number;
  /** W2 distance of a normal cloud with this mean and covariance from the isotropic one. */
  readonly wasserstein: number;
  /** VICReg's terms; the target of a column's deviation is 1/sqrt d, that of unit rows. NaN from the Gram matrix of rows. */
  readonly vicreg: { readonly variance: number; readonly covariance: number };
  readonly meanNorm: number;
}

export interface SampleTask {
  readonly kind: 'sample';
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns padded] */
  readonly z: Float32Array | Float64Array;
  readonly temperature: number;
  /** Tables of PairwiseProgram for the rows as they are, and for the rows made unit around their mean. */
  readonly pairs: ArrayLike<number>;
  readonly centredPairs: ArrayLike<number>;
  /** Log of the summed Gaussian potentials of UniformityProgram, likewise. */
  readonly potentials: { readonly raw: number; readonly centred: number };
  readonly neighbours: NeighbourTable;
  readonly labels: { readonly values: Uint32Array; readonly classes: readonly string[] } | null;
}

export interface ClassSolution {
  readonly classes: readonly (ClassMeasures & { readonly name: string; readonly index: number })[];
  readonly between: BetweenClasses;
}

export interface SampleSolution {
  readonly kind: 'sample';
  readonly rows: number;
  readonly columns: number;
  readonly temperature: number;
  /** Whether the rows are of length 1. Cosines, uniformity and the verdict mean nothing of others. */
  readonly unit: boolean;
  readonly pairs: PairwiseStatistics;
  readonly centredPairs: PairwiseStatistics;
  readonly meanDirectionNorm: number;
  readonly uniformity: { readonly raw: number; readonly centred: number };
  readonly lambdaMax: number;
  readonly bounds: { readonly lower: readonly number[]; readonly upper: readonly number[] };
  readonly jensen: JensenChain;
  readonly neighbours: NeighbourMeasures;
  /** Null without labels, and where their matrices would not fit. */
  readonly classes: ClassSolution | null;
  readonly measures: VerdictMeasures;
  readonly verdict: Verdict;
}

/** f32 rows made unit are off by less; the mean squared length of others is further from 1, or tells nothing at all. */
const UNIT_SLACK = 1e-3;
/** Elements of the classes' Gram matrices together: 128 MB. */
const CLASS_ELEMENTS = 2 ** 24;

export type DiagnosisTask = SpectrumTask | SampleTask;
export type DiagnosisSolution = SpectrumSolution | SampleSolution;

export function solve(task: SpectrumTask): SpectrumSolution;
export function solve(task: SampleTask): SampleSolution;
export function solve(task: DiagnosisTask): DiagnosisSolution;
export function solve(task: DiagnosisTask): DiagnosisSolution {
  return task.kind === 'spectrum' ? solveSpectrum(task) : solveSample(task);
}

/** Eigenvalues [d] of Z^T Z / n and of the covariance, through the smaller of the two Gram matrices. */
interface CloudSpectra {
  readonly rows: number;
  readonly columns: number;
  readonly raw: Float64Array;
  readonly centred: Float64Array;
  /** Sum of all entries of Z Z^T. */
  readonly gramSum: number;
  /** [d, d]; null where only Z Z^T is known. */
  readonly covariance: Float64Array | null;
}

function spectraOfColumns(sums: RowSums): CloudSpectra {
  const { count: rows, sum } = sums;
  const columns = sum.length;
  const covariance = covarianceOf(sums);
  return {
    rows,
    columns,
    raw: spectrumOf(secondMomentOf(sums), columns, columns),
    centred: spectrumOf(covariance, columns, columns),
    gramSum: sum.reduce((total, value) => total + value * value, 0),
    covariance,
  };
}

/** @param gram Z Z^T [rows, rows] */
function spectraOfRows(gram: Float64Array, rows: number, columns: number): CloudSpectra {
  const scaled = gram.map((value) => value / rows);
  return {
    rows,
    columns,
    raw: spectrumOf(scaled, rows, columns),
    centred: spectrumOf(centreGram(scaled, rows), rows, columns),
    gramSum: gram.reduce((total, value) => total + value, 0),
    covariance: null,
  };
}

/** Of rows z [rows, columns]. */
function spectraOfCloud(z: Float64Array, rows: number, columns: number): CloudSpectra {
  if (rows >= columns) {
    return spectraOfColumns(classSums(z, rows, columns, new Uint8Array(rows), 1)[0] as RowSums);
  }
  const gram = new Float64Array(rows * rows);
  const views = rowsOf(z, rows, columns);
  for (const [i, zi] of views.entries()) {
    for (const [j, zj] of views.slice(0, i + 1).entries()) {
      gram[i * rows + j] = dot(zi, zj);
      gram[j * rows + i] = gram[i * rows + j] ?? 0;
    }
  }
  return spectraOfRows(gram, rows, columns);
}

/** Filled up with zeros to `count`. Rounding may leave an eigenvalue of a positive semidefinite matrix below 0. */
function spectrumOf(matrix: Float64Array, size: number, count: number): Float64Array {
  const spectrum = new Float64Array(count);
  spectrum.set(symmetricEigenvalues(matrix, size).map((value) => Math.max(0, value)));
  return spectrum;
}

function solveSpectrum({ gram }: SpectrumTask): SpectrumSolution {
  const { rows, columns, raw, centred, gramSum, covariance } = gram.byRows
    ? spectraOfRows(rowGram(gram), gram.vectors, gram.columns)
    : spectraOfColumns(gramSums(gram));
  const size = Math.min(rows, columns);
  const floor = spectralFloor(columns, raw[0] ?? 0);
  const centredMeasures = spectralMeasures(centred, size, floor);
  const secondMoment = raw.reduce((total, value) => total + value, 0);
  const isotropic = isotropicSpectrum(rows, columns);
  return {
    kind: 'spectrum',
    rows,
    columns,
    raw: { eigenvalues: raw, measures: spectralMeasures(raw, size, floor) },
    centred: { eigenvalues: centred, measures: centredMeasures },
    isotropic: isotropic.map((share) => share * centredMeasures.trace),
    isotropicMeasures: spectralMeasures(isotropic, size),
    isoScore: isoScore(centredMeasures.participationRatio, columns),
    wasserstein: wassersteinToIsotropic(centred, secondMoment),
    vicreg: covariance
      ? vicreg(covariance, columns, { target: 1 / Math.sqrt(columns) })
      : { variance: Number.NaN, covariance: Number.NaN },
    meanNorm: Math.sqrt(Math.max(0, gramSum)) / rows,
  };
}

let expected: { readonly rows: number; readonly columns: number; readonly spectrum: Float64Array } = {
  rows: 0,
  columns: 0,
  spectrum: new Float64Array(0),
};

/** Of total variance 1. The quadrature behind it costs more than the eigenvalues: it is kept while the shape stays. */
function isotropicSpectrum(rows: number, columns: number): Float64Array {
  if (expected.rows !== rows || expected.columns !== columns) {
    // Centring costs one degree of freedom.
    const spectrum = marchenkoPastur(Math.max(1, rows - 1), columns, 1 / columns);
    expected = { rows, columns, spectrum };
  }
  return expected.spectrum;
}

function solveSample(task: SampleTask): SampleSolution {
  const { rows, columns, temperature, neighbours: table, labels, potentials } = task;
  const z = Float64Array.from(unpadRows(task.z, rows, columns));
  const similarities = tableSimilarities(task.pairs, rows);
  const pairs = pairwiseStatistics(similarities);
  const { raw, centred, gramSum } = spectraOfCloud(z, rows, columns);
  const measures = verdictMeasures({
    z,
    n: rows,
    d: columns,
    centredEigenvalues: centred,
    nearest: table,
    labels: labels ?? undefined,
  });
  const unit = similarities.self.every((squared) => Math.abs(squared - 1) <= UNIT_SLACK);
  const judged = unit ? measures : { ...measures, meanCosine: Number.NaN };
  const found = verdict(judged);
  const lambda = raw.map((value) => value * rows);
  const gramTrace = lambda.reduce((total, value) => total + value, 0);
  const settled = settledLadder({ lambda, gramSum, gramTrace, unit: 1, rows, columns }, similarities);
  return {
    kind: 'sample',
    rows,
    columns,
    temperature,
    unit,
    pairs,
    centredPairs: pairwiseStatistics(tableSimilarities(task.centredPairs, rows)),
    meanDirectionNorm: measures.meanDirectionNorm,
    uniformity: {
      raw: uniformityOf(potentials.raw, rows),
      centred: uniformityOf(potentials.centred, rows),
    },
    lambdaMax: settled.lambdaMax,
    bounds: { lower: settled.lowerBounds, upper: settled.upperBounds },
    jensen: settledJensen(similarities, columns, temperature),
    neighbours: neighbourMeasures(table, labels?.values),
    classes: unit ? labels && solveClasses(z, rows, columns, labels) : null,
    measures: judged,
    verdict: unit ? found : { ...found, evidence: [], runnersUp: [] },
  };
}

function uniformityOf(logSum: number, rows: number): number {
  return logSum - Math.log((rows * (rows - 1)) / 2);
}

function solveClasses(
  z: Float64Array,
  rows: number,
  columns: number,
  { values, classes }: NonNullable<SampleTask['labels']>,
): ClassSolution | null {
  if (classes.length * columns ** 2 > CLASS_ELEMENTS) return null;
  const sums = classSums(z, rows, columns, values, classes.length);
  return {
    classes: sums
      .map((own, index) => ({ ...classMeasures(own), name: classes[index] ?? String(index), index }))
      .filter(({ count }) => count > 0),
    between: betweenClasses(sums),
  };
}
