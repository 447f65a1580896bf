import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetricEigen, symmetricEigenvalues } from '../../src/reference/eigen';
import { addScaled, at, dot, row, rowsOf } from '../../src/reference/vector';
import { cloud, constant, expectClose, orthogonal, unitCloud } from './support';

function symmetric(size: number, entry: (i: number, j: number) => number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, index) => {
    const [i, j] = [Math.floor(index / size), index % size];
    return entry(Math.max(i, j), Math.min(i, j));
  });
}

function random(seed: number, size: number, scale = 1, diagonal = 0): Float64Array {
  const entries = cloud(seed, size * size);
  return symmetric(size, (i, j) => scale * at(entries, i * size + j) + (i === j ? diagonal : 0));
}

/** Q^T diag(values) Q for a seeded orthogonal Q. */
function withSpectrum(seed: number, values: readonly number[]): Float64Array {
  const size = values.length;
  const matrix = new Float64Array(size * size);
  const axes = rowsOf(orthogonal(seed, size), size, size);
  axes.forEach((axis, k) => {
    rowsOf(matrix, size, size).forEach((target, i) => {
      addScaled(target, (values[k] ?? 0) * at(axis, i), axis);
    });
  });
  return matrix;
}

/** Backward stable steps leave a few roundings of the norm for each of the size eliminations. */
function accuracy(size: number): number {
  return 4 * size * Number.EPSILON;
}

/** Orthonormal rows and A v = lambda v, relative to the largest |eigenvalue|; eigenvalues descend. */
function expectSolved(matrix: Float64Array, size: number, count = size): void {
  const { values, vectors } = symmetricEigen(matrix, size, count);
  expect(values).toEqual(symmetricEigenvalues(matrix, size));
  expect(vectors.length).toBe(count * size);
  const norm = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const [rows, found] = [rowsOf(matrix, size, size), rowsOf(vectors, count, size)];
  let [residual, skew] = [0, 0];
  found.forEach((v, k) => {
    rows.forEach((r, i) => {
      residual = Math.max(residual, Math.abs(dot(r, v) - at(values, k) * at(v, i)));
    });
    found.forEach((other, l) => {
      skew = Math.max(skew, Math.abs(dot(v, other) - (k === l ? 1 : 0)));
    });
  });
  expect(residual).toBeLessThanOrEqual(accuracy(size) * norm);
  expect(skew).toBeLessThanOrEqual(accuracy(size));
  for (let k = 1; k < size; k++) expect(at(values, k)).toBeLessThanOrEqual(at(values, k - 1));
}

describe('symmetricEigenvalues', () => {
  it('solves 1 x 1 and 2 x 2 in closed form, and has nothing to solve in 0 x 0', () => {
    expect([...symmetricEigenvalues([-3], 1)]).toEqual([-3]);
    expectClose(symmetricEigenvalues([2, 1, 1, 2], 2), [3, 1], 1e-15);
    expect(symmetricEigenvalues([], 0).length).toBe(0);
  });

  it('sorts a diagonal, exactly', () => {
    const values = symmetricEigenvalues(
      symmetric(4, (i, j) => (i === j ? ([2, -7, 0, 5][i] ?? 0) : 0)),
      4,
    );
    expect([...values]).toEqual([5, 2, 0, -7]);
  });

  it('of the second difference is 2 - 2 cos(k pi / (size + 1))', () => {
    for (const size of [3, 20, 101]) {
      const values = symmetricEigenvalues(
        symmetric(size, (i, j) => (i === j ? 2 : i - j === 1 ? -1 : 0)),
        size,
      );
      const expected = Float64Array.from(
        { length: size },
        (_, k) => 2 - 2 * Math.cos(((size - k) * Math.PI) / (size + 1)),
      );
      expectClose(values, expected, accuracy(size));
    }
  });

  it('of v v^T is ||v||^2 and zeros', () => {
    const v = cloud(1, 40);
    const values = symmetricEigenvalues(
      symmetric(40, (i, j) => at(v, i) * at(v, j)),
      40,
    );
    expectClose([at(values, 0)], [dot(v, v)], accuracy(40));
    expect(Math.max(...values.subarray(1).map(Math.abs))).toBeLessThanOrEqual(accuracy(40) * dot(v, v));
  });

  it('keeps the trace and the Frobenius norm, and finds planted values', () => {
    const planted = [9, 4, 4, 4, 1, 1e-3, 0, 0, -2, -2];
    const matrix = withSpectrum(2, planted);
    expectClose(
      symmetricEigenvalues(matrix, 10),
      planted.toSorted((a, b) => b - a),
      9 * accuracy(10),
    );
    const large = random(6, 64);
    const values = symmetricEigenvalues(large, 64);
    const trace = large.reduce((sum, value, index) => (index % 65 === 0 ? sum + value : sum), 0);
    expectClose(
      [values.reduce((sum, value) => sum + value, 0), dot(values, values)],
      [trace, dot(large, large)],
      1e-12,
    );
  });

  it('of Z Z^T and of Z^T Z are the same, followed by zeros', () => {
    const [n, d] = [30, 12];
    const z = unitCloud(3, n, d);
    const rows = rowsOf(z, n, d);
    const wide = symmetric(n, (i, j) => dot(row(rows, i), row(rows, j)));
    const narrow = symmetric(d, (i, j) => rows.reduce((sum, r) => sum + at(r, i) * at(r, j), 0));
    const values = symmetricEigenvalues(wide, n);
    const norm = at(values, 0);
    const gap = symmetricEigenvalues(narrow, d).map((value, k) => Math.abs(value - at(values, k)));
    expect(Math.max(...gap)).toBeLessThanOrEqual(accuracy(n) * norm);
    expect(Math.max(...values.subarray(d).map(Math.abs))).toBeLessThanOrEqual(accuracy(n) * norm);
  });

  it('scales with the matrix, also where squares of entries leave the range of doubles', () => {
    const matrix = random(5, 8);
    const values = symmetricEigenvalues(matrix, 8);
    for (const power of [-1000, 1000]) {
      const scaled = symmetricEigenvalues(
        matrix.map((value) => value * 2 ** power),
        8,
      );
      expect(scaled).toEqual(values.map((value) => value * 2 ** power));
    }
  });

  it('takes no harm from entries whose squares underflow', () => {
    for (const t of [1e-99, 1e-101, 1e-155, 1e-161, 2e-162, 1e-170]) {
      const matrix = [1, 0.5, t, 0.5, 2, t, t, t, 3];
      expectClose(
        symmetricEigenvalues(matrix, 3),
        [3, 1.5 + Math.SQRT1_2, 1.5 - Math.SQRT1_2],
        3 * accuracy(3),
      );
      expectSolved(Float64Array.from(matrix), 3);
    }
  });

  it('leaves the matrix as it was', () => {
    const matrix = random(7, 9);
    const before = matrix.slice();
    symmetricEigen(matrix, 9);
    expect(matrix).toEqual(before);
  });

  it('names the entry that is not finite, and refuses a wrong size or count', () => {
    expect(() => symmetricEigenvalues([1, 2, Number.NaN, 1], 2)).toThrow('entry (1, 0) is NaN');
    expect(() => symmetricEigenvalues([1, Infinity, 2, 1], 2)).toThrow('entry (0, 1) is Infinity');
    expect(() => symmetricEigenvalues([1, 2, 3], 2)).toThrow('3 values cannot fill [2, 2]');
    for (const count of [-1, 3, 0.5])
      expect(() => symmetricEigen([1, 0, 0, 1], 2, count)).toThrow(`${count} eigenvectors of`);
  });
});

describe('symmetricEigen', () => {
  it('solves 2 x 2 in closed form', () => {
    const { values, vectors } = symmetricEigen([2, 1, 1, 2], 2);
    expectClose(values, [3, 1], 1e-15);
    expectClose(vectors.subarray(0, 2).map(Math.abs), [Math.SQRT1_2, Math.SQRT1_2], 1e-15);
    expect(at(vectors, 0) * at(vectors, 1)).toBeGreaterThan(0);
    expect(at(vectors, 2) * at(vectors, 3)).toBeLessThan(0);
  });

  const hard: Record<string, (size: number) => Float64Array> = {
    random: (size) => random(size, size),
    zero: (size) => constant(size * size, 0),
    identity: (size) => symmetric(size, (i, j) => (i === j ? 1 : 0)),
    ones: (size) => constant(size * size, 1),
    'rank 3': (size) => withSpectrum(size, [3, 2, 1, ...constant(size, 0)].slice(0, size)),
    'repeated eigenvalues': (size) =>
      withSpectrum(
        size,
        Array.from({ length: size }, (_, k) => k % 3),
      ),
    'a cluster of width 1e-12': (size) => random(size, size, 1e-12, 1),
    "Wilkinson's pairs": (size) =>
      symmetric(size, (i, j) => (i === j ? Math.abs(i - (size - 1) / 2) : i - j === 1 ? 1 : 0)),
    'a path, without a diagonal': (size) => symmetric(size, (i, j) => (i - j === 1 ? 1 : 0)),
    'glued blocks': (size) =>
      symmetric(size, (i, j) =>
        i === j ? Math.abs((i % 21) - 10) : i - j === 1 ? (i % 21 === 0 ? 1e-9 : 1) : 0,
      ),
    'decay over 60 decades': (size) => symmetric(size, (i, j) => 10 ** ((-30 * (i + j)) / size)),
    'the Hilbert matrix': (size) => symmetric(size, (i, j) => 1 / (i + j + 1)),
  };

  it.each(Object.entries(hard))('finds an orthonormal basis for %s', (_, make) => {
    for (const size of [1, 2, 3, 12, 65]) expectSolved(make(size), size);
  });

  it('finds the first few of a larger matrix, the same values as for all', () => {
    const size = 150;
    const matrix = random(8, size);
    for (const count of [0, 1, 7]) expectSolved(matrix, size, count);
  });

  it('finds planted directions', () => {
    const axes = orthogonal(4, 6);
    const { vectors } = symmetricEigen(withSpectrum(4, [6, 5, 4, 3, 2, 1]), 6);
    rowsOf(axes, 6, 6).forEach((axis, k) => {
      // Up to sign, and to the gap of 1 in a norm of 6.
      expectClose([Math.abs(dot(axis, row(rowsOf(vectors, 6, 6), k)))], [1], 6 * accuracy(6));
    });
  });

  it('of any spectrum with repetitions is orthonormal with small residuals', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.array(fc.constantFrom(0, 1e-20, 1e-9, 0.5, 1, 1 + 1e-13, 2, -1), { minLength: 1, maxLength: 24 }),
        (seed, values) => {
          expectSolved(withSpectrum(seed, values), values.length);
        },
      ),
      { seed: 5, numRuns: 100 },
    );
  });

  it('of tridiagonal matrices that all but fall apart is as good', () => {
    const entry = fc.constantFrom(0, 1, -1, 2, 0.5, 1e-5, 1e-8, 1e-12, 1e-15);
    fc.assert(
      fc.property(fc.array(fc.tuple(entry, entry), { minLength: 2, maxLength: 15 }), (entries) => {
        const size = entries.length;
        const matrix = symmetric(
          size,
          (i, j) => (i === j ? entries[i]?.[0] : i - j === 1 ? entries[i]?.[1] : 0) ?? 0,
        );
        expectSolved(matrix, size);
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
