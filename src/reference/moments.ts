/**
 * Moments of matrices that may hold anything: values from 1e-30 to 1e30, means far larger than deviations, overflow.
 * Partial results merge exactly (Chan, Golub, LeVeque 1983: "Algorithms for computing the sample variance").
 */
import type { Vector } from './vector';

/** What the entries of a matrix come to. Values that are not finite are counted and left out of everything else. */
export interface MatrixMoments {
  /** Finite entries. Without any, means and fractions are NaN. */
  readonly count: number;
  readonly mean: number;
  /** Over all finite entries, biased (1/count). */
  readonly variance: number;
  /** Mean of squares. */
  readonly secondMoment: number;
  /** Largest |x|. */
  readonly maximum: number;
  /** Share of exact zeros. */
  readonly zeroFraction: number;
  /** Share of entries at or beyond the saturation thresholds. */
  readonly saturatedFraction: number;
  /** Infinities and NaNs: what overflowed f32. */
  readonly nonFinite: number;
  /** Entries other than zero below 2^-126, where f32 loses digits and a device may round to zero. */
  readonly subnormal: number;
}

/** Thresholds of saturation: x <= low or x >= high. */
export interface Saturation {
  readonly low: number;
  readonly high: number;
}

/** The largest f32: stands for infinity, which WGSL does not promise. */
export const LARGEST = 3.4028234663852886e38;
const SMALLEST_NORMAL = 2 ** -126;

/**
 * Floats of a partial result: count, max |x|, scale, pivot; sum d, sum d^2, 0, 0 with d = scale x - pivot; zeros,
 * saturated, non-finite, subnormal. The scale is a power of two, so that no square overflows or vanishes.
 */
export const MOMENT_FIELDS = 12;

/** The power of two within 2^-126 .. 2^126 that brings `maximum` closest to [1, 2). */
function powerScale(maximum: number): number {
  if (maximum === 0) return 2 ** 126;
  return 2 ** -Math.min(Math.max(Math.floor(Math.log2(maximum)), -126), 126);
}

/** Moments of x [rows, columns] with rows `stride` apart, in two passes. */
export function matrixMoments(
  x: Vector,
  rows: number,
  columns: number,
  stride: number,
  { low, high }: Saturation = { low: -Infinity, high: Infinity },
): MatrixMoments {
  const values: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) values.push(x[row * stride + c] ?? Number.NaN);
  }
  const finite = values.filter(Number.isFinite);
  const count = finite.length;
  const share = (holds: (value: number) => boolean): number => finite.filter(holds).length / count;
  const mean = finite.reduce((sum, value) => sum + value / count, 0);
  const variance = finite.reduce((sum, value) => sum + (value - mean) ** 2 / count, 0);
  return {
    count,
    mean: count > 0 ? mean : Number.NaN,
    variance: count > 0 ? variance : Number.NaN,
    secondMoment: count > 0 ? variance + mean * mean : Number.NaN,
    maximum: finite.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0),
    zeroFraction: share((value) => value === 0),
    saturatedFraction: share((value) => value <= low || value >= high),
    nonFinite: values.length - count,
    subnormal: finite.filter((value) => value !== 0 && Math.abs(value) < SMALLEST_NORMAL).length,
  };
}

/** The partial result [12] that stands for given moments. */
export function packMoments(moments: MatrixMoments): Float64Array {
  const { count, maximum, zeroFraction, saturatedFraction, nonFinite, subnormal } = moments;
  const scale = powerScale(maximum);
  const [pivot, squares, zeros, saturated] =
    count > 0
      ? [
          moments.mean * scale,
          count * (moments.variance * scale) * scale,
          count * zeroFraction,
          count * saturatedFraction,
        ]
      : [0, 0, 0, 0];
  return Float64Array.of(
    count,
    maximum,
    scale,
    pivot,
    0,
    squares,
    0,
    0,
    Math.round(zeros),
    Math.round(saturated),
    nonFinite,
    subnormal,
  );
}

/** Joins the partial results [slots, chunks, 12] of one slot. */
export function mergeMoments(partials: ArrayLike<number>, chunks: number, slot = 0): MatrixMoments {
  let [count, mean, squares, maximum] = [0, 0, 0, 0];
  const tally = [0, 0, 0, 0];
  for (let chunk = 0; chunk < chunks; chunk++) {
    const base = (slot * chunks + chunk) * MOMENT_FIELDS;
    const field = (index: number): number => partials[base + index] ?? Number.NaN;
    for (let kind = 0; kind < tally.length; kind++) tally[kind] = (tally[kind] ?? 0) + field(8 + kind);
    const own = field(0);
    if (own === 0) continue;
    maximum = Math.max(maximum, field(1));
    const scale = field(2);
    const offset = field(4) / own;
    const difference = (field(3) + offset) / scale - mean;
    const total = count + own;
    squares += (field(5) - own * offset * offset) / scale / scale + difference ** 2 * count * (own / total);
    mean += difference * (own / total);
    count = total;
  }
  const [zeros = 0, saturated = 0, nonFinite = 0, subnormal = 0] = tally;
  // An empty sum has no mean: 0 / 0 is NaN.
  const variance = Math.max(squares, 0) / count;
  return {
    count,
    mean: count === 0 ? Number.NaN : mean,
    variance,
    secondMoment: variance + mean * mean,
    maximum,
    zeroFraction: zeros / count,
    saturatedFraction: saturated / count,
    nonFinite,
    subnormal,
  };
}
