import { describe, expect, test } from 'vitest';
import type { Matrix } from '../../src/data/dataset';
import {
  antipodal,
  clusters,
  cone,
  identical,
  noisyView,
  rankK,
  uniformSphere,
} from '../../src/data/generators';

const SIZE = { n: 400, d: 33, seed: 7 };

const row = ({ data, shape: [, d] }: Matrix, i: number) => data.subarray(i * d, (i + 1) * d);
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);

/** Mean cosine over all pairs of distinct rows, from the norm of the sum of unit rows. */
function meanCosine(cloud: Matrix): number {
  const [n, d] = cloud.shape;
  const sum = new Float64Array(d);
  cloud.data.forEach((value, i) => {
    sum[i % d] = (sum[i % d] ?? 0) + value;
  });
  return (sum.reduce((total, value) => total + value * value, 0) - n) / (n * (n - 1));
}

describe('every cloud', () => {
  const clouds = {
    uniform: uniformSphere,
    cone,
    clusters: (size: typeof SIZE) => clusters(size, 5),
    rank: (size: typeof SIZE) => rankK(size, 4, 0.1),
    identical,
    antipodal,
  };
  test.each(Object.entries(clouds))('%s: unit rows, the same for the same seed only', (_, make) => {
    const cloud = make(SIZE);
    expect(cloud.shape).toEqual([400, 33]);
    expect(cloud.data.length).toBe(400 * 33);
    // Rounding 33 coordinates to f32 moves the squared norm by at most 2^-23 or so.
    for (let i = 0; i < 400; i++)
      expect(Math.abs(dot(row(cloud, i), row(cloud, i)) - 1)).toBeLessThan(2 ** -22);
    expect(make(SIZE).data).toEqual(cloud.data);
    expect(make({ ...SIZE, seed: 8 }).data).not.toEqual(cloud.data);
    expect(() => make({ ...SIZE, n: 0 })).toThrow(RangeError);
    expect(() => make({ ...SIZE, d: 1.5 })).toThrow(RangeError);
  });
});

test('uniform: no mean direction', () => {
  // n |mean|^2 is about 1 with deviation sqrt(2/d): five deviations.
  expect(Math.abs(meanCosine(uniformSphere(SIZE)))).toBeLessThan((5 * Math.sqrt(2 / 33)) / 399);
});

test('cone: mean cosine 1 / (1 + spread^2)', () => {
  for (const spread of [0.1, 0.5, 1, 2]) {
    const expected = 1 / (1 + spread * spread);
    expect(Math.abs(meanCosine(cone({ n: 2000, d: 256, seed: 1 }, spread)) - expected)).toBeLessThan(0.02);
  }
});

test('clusters: labels, and rows nearest their own centre', () => {
  const cloud = clusters(SIZE, 5, 0.3);
  expect(cloud.labels?.classes).toEqual(['0', '1', '2', '3', '4']);
  expect([...(cloud.labels?.values.slice(0, 7) ?? [])]).toEqual([0, 1, 2, 3, 4, 0, 1]);
  for (let i = 5; i < 400; i++) {
    const cosines = [0, 1, 2, 3, 4].map((k) => dot(row(cloud, i), row(cloud, k)));
    expect(cosines.indexOf(Math.max(...cosines))).toBe(i % 5);
  }
});

test('rank k: exactly k coordinates without noise, all with it', () => {
  const [exact, noisy] = [rankK(SIZE, 4), rankK(SIZE, 4, 0.2)];
  expect(exact.data.every((value, i) => (value !== 0) === i % 33 < 4)).toBe(true);
  expect(noisy.data.every((value) => value !== 0)).toBe(true);
  expect(() => rankK(SIZE, 34)).toThrow(RangeError);
});

test('identical and antipodal', () => {
  const same = identical(SIZE);
  const poles = antipodal(SIZE);
  for (let i = 0; i < 400; i++) {
    expect(row(same, i)).toEqual(row(same, 0));
    expect(row(poles, i)).toEqual(row(poles, 0).map((value) => (i % 2 === 0 ? value : -value)));
  }
  expect(poles.labels).toMatchObject({ name: 'pole', classes: ['+', '-'] });
});

test('a noisy view: length relative to the row, zero rows stay, zero noise copies', () => {
  const cloud = uniformSphere(SIZE);
  const scaled = { data: cloud.data.map((value, i) => (i < 33 ? 0 : 10 * value)), shape: cloud.shape };
  const view = noisyView(scaled, 0.3, 5);
  expect(row(view, 0).every((value) => value === 0)).toBe(true);
  let squares = 0;
  view.data.forEach((value, i) => {
    squares += (value - (scaled.data[i] ?? NaN)) ** 2;
  });
  // Mean square of 399 rows of 33 normals: relative deviation sqrt(2 / 13167), five of them.
  expect(Math.abs(squares / 399 / 9 - 1)).toBeLessThan(0.065);
  expect(noisyView(scaled, 0, 5).data).toEqual(scaled.data);
  expect(() => noisyView(scaled, -1, 5)).toThrow(RangeError);
});
