/** Random orthogonal matrices: orthonormal, the QR factor of what they came from, and uniform over the group. */
import { describe, expect, it } from 'vitest';
import { RandomStream, STREAMS } from '../../src/random';
import { columnSign, orthogonalMatrix, reflectionVectors, reflectRows } from '../../src/reference/orthogonal';

function normals(rows: number, columns: number, seed: number): Float64Array {
  const stream = new RandomStream(seed, STREAMS.data);
  return Float64Array.from({ length: rows * columns }, (_, at) =>
    stream.normal(Math.floor(at / columns), at % columns),
  );
}

function drawn(rows: number, columns: number, seed: number): Float64Array {
  return orthogonalMatrix(normals(columns, Math.max(rows, columns), seed), rows, columns);
}

/** Largest entry of Q^T Q - I, or of Q Q^T - I where there are fewer rows. */
function defect(q: Float64Array, rows: number, columns: number): number {
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const entry = (i: number, k: number): number =>
    (rows < columns ? q[i * columns + k] : q[k * columns + i]) ?? Number.NaN;
  let largest = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      let product = i === j ? -1 : 0;
      for (let k = 0; k < length; k++) product += entry(i, k) * entry(j, k);
      largest = Math.max(largest, Math.abs(product));
    }
  }
  return largest;
}

describe('orthogonal matrices', () => {
  it.each([
    [1, 1],
    [2, 2],
    [17, 17],
    [9, 4],
    [4, 9],
    [1, 6],
  ])('%i x %i have orthonormal columns or rows', (rows, columns) => {
    const q = drawn(rows, columns, 5);
    expect(q).toHaveLength(rows * columns);
    expect(defect(q, rows, columns)).toBeLessThan(2 ** -53 * 20 * Math.max(rows, columns));
  });

  it('hold the part of a larger one that was asked for', () => {
    const [n, columns] = [9, 4];
    const whole = drawn(n, n, 5);
    const part = drawn(n, columns, 5);
    for (let row = 0; row < n; row++) {
      for (let c = 0; c < columns; c++) expect(part[row * columns + c]).toBe(whole[row * n + c]);
    }
  });

  it('turn their first column to the first vector of normals', () => {
    const n = 6;
    const x = normals(n, n, 8);
    const q = orthogonalMatrix(x, n, n);
    const length = Math.hypot(...x.subarray(0, n));
    for (let row = 0; row < n; row++) expect(q[row * n]).toBeCloseTo((x[row] ?? 0) / length, 13);
  });

  it('come from vectors of squared length 2, zero before their own column, which hold the sign', () => {
    const n = 5;
    const x = normals(n, n, 9);
    const v = reflectionVectors(x, n, n);
    for (let j = 0; j < n; j++) {
      const own = v.subarray(j * n, (j + 1) * n);
      expect(own.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(2, 13);
      expect(own.subarray(0, j).every((value) => value === 0)).toBe(true);
      expect(columnSign(v, j, n)).toBe(-Math.sign(x[j * n + j] ?? 0));
    }
    const once = normals(1, n, 10);
    const twice = once.slice();
    reflectRows(twice, v, 1, n, 2, 3);
    expect(Math.max(...twice.map((value, k) => Math.abs(value - (once[k] ?? 0))))).toBeGreaterThan(0.1);
    reflectRows(twice, v, 1, n, 2, 3);
    for (const [k, value] of twice.entries()) expect(value).toBeCloseTo(once[k] ?? 0, 13);
  });
});

describe('a last normal of 0', () => {
  it('counts as a small positive one', () => {
    expect(reflectionVectors([0], 1, 1)[0]).toBe(Math.SQRT2);
    expect(orthogonalMatrix([0, 1, 5, 0], 2, 2)).toEqual(orthogonalMatrix([0, 1, 5, 1e-9], 2, 2));
  });
});

describe('their distribution', () => {
  const SAMPLES = 4000;
  /** Standard deviations that a right generator exceeds once in 10^6 draws. */
  const DEVIATIONS = 4.9;
  const n = 3;
  const matrices = Array.from({ length: SAMPLES }, (_, seed) => drawn(n, n, seed));
  const mean = (value: (q: Float64Array) => number): number =>
    matrices.reduce((sum, q) => sum + value(q) / SAMPLES, 0);

  it('has the moments of the uniform one: trace 0 with variance 1, entries with E[q^2] = 1/n, E[q^4] = 3/(n (n + 2))', () => {
    // The trace is what the signs of Mezzadri make right: E[tr] = 0, E[tr^2] = 1 (Diaconis & Shahshahani 1994).
    const trace = (q: Float64Array): number => (q[0] ?? 0) + (q[4] ?? 0) + (q[8] ?? 0);
    expect(Math.abs(mean(trace))).toBeLessThan(DEVIATIONS / Math.sqrt(SAMPLES));
    // |tr| <= 3 and E[tr^4] = 3, so tr^2 has a variance of 2.
    expect(Math.abs(mean((q) => trace(q) ** 2) - 1)).toBeLessThan(DEVIATIONS * Math.sqrt(2 / SAMPLES));
    for (let at = 0; at < n * n; at++) {
      const power = (q: Float64Array, exponent: number): number => (q[at] ?? 0) ** exponent;
      // Of q: variance 1/3. Of q^2: 1/5 - 1/9. Of q^4: 1/9 - 1/25.
      expect(Math.abs(mean((q) => power(q, 1)))).toBeLessThan(DEVIATIONS * Math.sqrt(1 / 3 / SAMPLES));
      expect(Math.abs(mean((q) => power(q, 2)) - 1 / 3)).toBeLessThan(
        DEVIATIONS * Math.sqrt(4 / 45 / SAMPLES),
      );
      expect(Math.abs(mean((q) => power(q, 4)) - 1 / 5)).toBeLessThan(
        DEVIATIONS * Math.sqrt(16 / 225 / SAMPLES),
      );
    }
  });

  it('has as many rotations as reflections', () => {
    const determinant = (q: Float64Array): number => {
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = q;
      return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
    };
    expect(Math.abs(mean(determinant))).toBeLessThan(DEVIATIONS / Math.sqrt(SAMPLES));
    expect(mean((q) => determinant(q) ** 2)).toBeCloseTo(1, 12);
  });

  it('would not be uniform without the signs', () => {
    const unsigned = Array.from({ length: SAMPLES }, (_, seed) => {
      const vectors = reflectionVectors(normals(n, n, seed), n, n);
      const q = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
      reflectRows(q, vectors, n, n, 0, n);
      return q;
    });
    const first = unsigned.reduce((sum, q) => sum + (q[0] ?? 0) / SAMPLES, 0);
    expect(Math.abs(first)).toBeGreaterThan(0.3);
  });
});
