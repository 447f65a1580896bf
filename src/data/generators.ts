/**
 * Seeded clouds of unit rows, the CPU side of `shaders/initialize_points.wgsl`: the same formulas from the
 * same streams and counters, computed in Float64 and rounded once.
 *
 *     x_r = normalize( base_r + spread eps_r / sqrt(d) ),   eps ~ N(0, I)
 *
 * Centres are uniform on the sphere (normalised rows of the `centres` stream); eps_r is row r of the
 * `positions` stream.
 */
import { RandomStream, STREAMS } from '../random';
import type { Dataset, Labels, Matrix } from './dataset';

/** Size and seed of a cloud: `n` rows, `d` columns, both at least 1; `seed` is an unsigned 32-bit number. */
export interface CloudSize {
  readonly n: number;
  readonly d: number;
  readonly seed: number;
}

/** Length of the disturbance of a unit row that counts as "a little". */
const DEFAULT_SPREAD = 0.5;

function requireCount(name: string, value: number, atMost = Infinity): void {
  if (!Number.isInteger(value) || value < 1 || value > atMost) {
    throw new RangeError(`${name} must be a whole number from 1 to ${atMost}, got ${value}`);
  }
}

function requireSpread(name: string, value: number): void {
  if (!Number.isFinite(value) || value < 0)
    throw new RangeError(`${name} must be finite and at least 0, got ${value}`);
}

/** Row `row` of a stream of normals, `[d]`. */
function normals(stream: RandomStream, row: number, d: number): Float64Array {
  return Float64Array.from({ length: d }, (_, column) => stream.normal(row, column));
}

function length(row: Float64Array | Float32Array): number {
  let squares = 0;
  for (const value of row) squares += value * value;
  return Math.sqrt(squares);
}

function normalized(row: Float64Array): Float64Array {
  const norm = length(row);
  return row.map((value) => value / norm);
}

/** Builds a cloud row by row; `rowOf` gives base plus noise, not yet of unit length. */
function cloud(
  name: string,
  { n, d, seed }: CloudSize,
  rowOf: (row: number, streams: Streams) => Float64Array,
): Dataset {
  requireCount('n', n);
  requireCount('d', d);
  const streams = {
    positions: new RandomStream(seed, STREAMS.positions),
    centres: new RandomStream(seed, STREAMS.centres),
  };
  const data = new Float32Array(n * d);
  for (let row = 0; row < n; row++) data.set(normalized(rowOf(row, streams)), row * d);
  return { name, data, shape: [n, d] };
}

interface Streams {
  readonly positions: RandomStream;
  readonly centres: RandomStream;
}

function around(
  size: CloudSize,
  streams: Streams,
  row: number,
  centre: number,
  { sign = 1, spread }: { readonly sign?: number; readonly spread: number },
): Float64Array {
  const base = normalized(normals(streams.centres, centre, size.d));
  const noise = normals(streams.positions, row, size.d);
  const scale = spread / Math.sqrt(size.d);
  return base.map((value, column) => sign * value + scale * (noise[column] ?? 0));
}

function cyclicLabels(name: string, n: number, classes: readonly string[]): Labels {
  return { name, values: Uint32Array.from({ length: n }, (_, row) => row % classes.length), classes };
}

/**
 * Uniform on the unit sphere of R^d.
 * @throws RangeError for a size that is not a whole number from 1
 */
export function uniformSphere(size: CloudSize): Dataset {
  return cloud('uniform', size, (row, { positions }) => normals(positions, row, size.d));
}

/**
 * A cone: one centre for all rows. For large d the mean cosine of random pairs is 1 / (1 + spread^2).
 * @throws RangeError for a bad size or spread
 */
export function cone(size: CloudSize, spread = DEFAULT_SPREAD): Dataset {
  requireSpread('spread', spread);
  return cloud('cone', size, (row, streams) => around(size, streams, row, 0, { spread }));
}

/**
 * `groups` clusters of nearly equal size; row r belongs to cluster r mod groups, which is its label.
 * @throws RangeError for a bad size, spread or number of groups
 */
export function clusters(size: CloudSize, groups: number, spread = DEFAULT_SPREAD): Dataset {
  requireCount('groups', groups);
  requireSpread('spread', spread);
  const points = cloud('clusters', size, (row, streams) =>
    around(size, streams, row, row % groups, { spread }),
  );
  const classes = Array.from({ length: groups }, (_, group) => String(group));
  return { ...points, labels: cyclicLabels('cluster', size.n, classes) };
}

/**
 * Normals in the first k coordinates, and noise of length `spread` in all (0: rank k exactly). The noise
 * uses rows n .. 2n-1 of the stream, so that it does not repeat the signal.
 * @throws RangeError for a bad size or spread, or k above d
 */
export function rankK(size: CloudSize, k: number, spread = 0): Dataset {
  requireCount('k', k, size.d);
  requireSpread('spread', spread);
  const scale = spread / Math.sqrt(size.d);
  return cloud(`rank ${k}`, size, (row, { positions }) => {
    const signal = normals(positions, row, size.d);
    const noise = normals(positions, row + size.n, size.d);
    return signal.map(
      (value, column) => (column < k ? value / Math.sqrt(k) : 0) + scale * (noise[column] ?? 0),
    );
  });
}

/**
 * Complete collapse: every row is the same centre.
 * @throws RangeError for a bad size
 */
export function identical(size: CloudSize): Dataset {
  return cloud('identical', size, (row, streams) => around(size, streams, row, 0, { spread: 0 }));
}

/**
 * Two opposite heaps: even rows at a centre, odd rows at its antipode; the labels say which.
 * @throws RangeError for a bad size or spread
 */
export function antipodal(size: CloudSize, spread = 0): Dataset {
  requireSpread('spread', spread);
  const points = cloud('antipodal', size, (row, streams) =>
    around(size, streams, row, 0, { sign: row % 2 === 0 ? 1 : -1, spread }),
  );
  return { ...points, labels: cyclicLabels('pole', size.n, ['+', '-']) };
}

/**
 * A positive view of any rows: v = x + |x| noise eps / sqrt(d), so that `noise` is the expected length of
 * the disturbance relative to the row. Rows are not normalised; a zero row stays zero.
 * @param noise at least 0
 * @returns `[n, d]`; eps of row r is row 2r + 1 of the `noise` stream, as for second views on the GPU
 * @throws RangeError for a negative or non-finite noise
 */
export function noisyView({ data, shape }: Matrix, noise: number, seed: number): Matrix {
  requireSpread('noise', noise);
  const [n, d] = shape;
  const stream = new RandomStream(seed, STREAMS.noise);
  const view = new Float32Array(n * d);
  for (let row = 0; row < n; row++) {
    const x = data.subarray(row * d, (row + 1) * d);
    const scale = (noise * length(x)) / Math.sqrt(d);
    x.forEach((value, column) => {
      view[row * d + column] = value + scale * stream.normal(2 * row + 1, column);
    });
  }
  return { data: view, shape };
}
