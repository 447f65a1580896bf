import { expect } from 'vitest';
import type { Dataset } from '../../src/data/dataset';
import { antipodal, clusters, cone, identical, rankK, uniformSphere } from '../../src/data/generators';
import { normalizeRows } from '../../src/reference/normalize';
import { orthonormalize, project } from '../../src/reference/projection';
import type { Vector } from '../../src/reference/vector';

/** `count` times the same value. */
export function constant(count: number, value: number): Float64Array {
  return new Float64Array(count).fill(value);
}

/** Seeded values in about (-2, 2), bell-shaped (sum of four uniforms of a 32-bit mix), for repeatable tests. */
export function cloud(seed: number, count: number): Float64Array {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
  return Float64Array.from({ length: count }, () => uniform() + uniform() + uniform() + uniform() - 2);
}

/** Seeded unit rows [rows, cols]. */
export function unitCloud(seed: number, rows: number, cols: number): Float64Array {
  return normalizeRows(cloud(seed, rows * cols), rows, cols).unit;
}

/** Two stacked views [2n, d] of unit rows, the second a noisy copy of the first. */
export function stackedViews(seed: number, n: number, d: number, noise: number): Float64Array {
  const first = cloud(seed, n * d);
  const disturbance = cloud(seed + 1000, n * d);
  const second = first.map((value, k) => value + noise * (disturbance[k] ?? Number.NaN));
  return normalizeRows(stack(first, second), 2 * n, d).unit;
}

/** The rows of a above the rows of b. */
export function stack(a: Vector, b: Vector): Float64Array {
  return Float64Array.from([...Array.from(a), ...Array.from(b)]);
}

/** n unit rows in R^n with all cosines -1/(n - 1): the basis vectors minus their mean. */
export function simplex(n: number): Float64Array {
  const centred = Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0) - 1 / n);
  return normalizeRows(centred, n, n).unit;
}

/** Seeded orthogonal matrix [size, size]. */
export function orthogonal(seed: number, size: number): Float64Array {
  return orthonormalize(cloud(seed, size * size), size, size);
}

/** x [rows, cols] turned by a seeded orthogonal matrix. */
export function rotate(seed: number, x: Vector, rows: number, cols: number): Float64Array {
  return project(x, orthogonal(seed, cols), rows, cols, cols);
}

/** Rows of x in the order given: row i of the result is row order[i] of x. */
export function permuteRows(x: Vector, order: readonly number[], cols: number): Float64Array {
  return Float64Array.from(order.flatMap((from) => Array.from(x).slice(from * cols, (from + 1) * cols)));
}

/** Seeded permutation of 0..count-1. */
export function permutation(seed: number, count: number): number[] {
  const keys = cloud(seed, count);
  return Array.from({ length: count }, (_, k) => k).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
}

/** Central differences of f at x. With step 1e-5 the truncation error is about 1e-10 of f''', the rounding error 1e-11 of f. */
export function finiteDifferences(f: (x: Float64Array) => number, x: Vector, step = 1e-5): Float64Array {
  return Float64Array.from({ length: x.length }, (_, k) => {
    const shifted = (by: number): Float64Array =>
      Float64Array.from(x).fill((x[k] ?? Number.NaN) + by, k, k + 1);
    return (f(shifted(step)) - f(shifted(-step))) / (2 * step);
  });
}

/** Every element within `tolerance` * (1 + |expected|); a failure names the worst element. */
export function expectClose(got: Vector, expected: Vector, tolerance: number): void {
  expect(got.length).toBe(expected.length);
  let worst = 0;
  let message = '';
  for (let k = 0; k < expected.length; k++) {
    const a = got[k] ?? Number.NaN;
    const b = expected[k] ?? Number.NaN;
    if (Object.is(a, b)) continue;
    const excess = Math.abs(a - b) / (tolerance * (1 + Math.abs(b)));
    if (!(excess <= worst)) {
      worst = Number.isNaN(excess) ? Infinity : excess;
      message = `element ${k}: got ${a}, expected ${b}`;
    }
  }
  expect(worst, message).toBeLessThanOrEqual(1);
}

export interface InitialState {
  name: string;
  /** [n, d], the generator's f32 rows made unit again in Float64 */
  z: Float64Array;
  n: number;
  d: number;
  labels: Uint32Array | undefined;
}

/** Every kind of cloud that a page can start from, with more rows than columns and fewer. */
export function initialStates(): InitialState[] {
  return [
    { n: 60, d: 12, seed: 1 },
    { n: 16, d: 40, seed: 2 },
  ].flatMap((size) => {
    const sets: Record<string, Dataset> = {
      uniform: uniformSphere(size),
      cone: cone(size),
      clusters: clusters(size, 4),
      'rank 3': rankK(size, 3),
      'rank 3 and noise': rankK(size, 3, 0.1),
      identical: identical(size),
      antipodal: antipodal(size),
      'antipodal, spread': antipodal(size, 0.3),
    };
    return Object.entries(sets).map(([name, { data, labels }]) => ({
      name: `${name} ${size.n} x ${size.d}`,
      z: normalizeRows(data, size.n, size.d).unit,
      n: size.n,
      d: size.d,
      labels: labels?.values,
    }));
  });
}
