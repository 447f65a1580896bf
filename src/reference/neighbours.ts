/**
 * Nearest neighbours by Euclidean distance, and what they tell. Lists are [n, k], row i nearest first; a place without a neighbour,
 * as there are n - 1 at most, holds NO_NEIGHBOUR at distance Infinity, and every function here passes it over.
 */
import { at, row, rowsOf, squaredDistance, type Vector } from './vector';

/** In place of an index. */
export const NO_NEIGHBOUR = 0xffffffff;

/** Rows of z [n, stride] cut to their first `columns`. */
function points(z: Vector, n: number, stride: number, columns: number): Float64Array[] {
  return rowsOf(z, n, stride).map((view) => view.subarray(0, columns));
}

/** The k nearest other rows of each row of z [n, stride], first `columns` entries, in O(n^2 columns). Ties: lower index first. */
export function nearestRows(
  z: Vector,
  n: number,
  stride: number,
  columns: number,
  k: number,
): { indices: Uint32Array; squaredDistances: Float64Array } {
  const indices = new Uint32Array(n * k).fill(NO_NEIGHBOUR);
  const squaredDistances = new Float64Array(n * k).fill(Infinity);
  const x = points(z, n, stride, columns);
  x.forEach((xi, i) => {
    const index = indices.subarray(i * k, (i + 1) * k);
    const distance = squaredDistances.subarray(i * k, (i + 1) * k);
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const candidate = squaredDistance(xi, row(x, j));
      let place = k;
      while (place > 0 && candidate < at(distance, place - 1)) place--;
      if (place === k) continue;
      index.copyWithin(place + 1, place, k - 1);
      distance.copyWithin(place + 1, place, k - 1);
      index[place] = j;
      distance[place] = candidate;
    }
  });
  return { indices, squaredDistances };
}

/**
 * TwoNN intrinsic dimension (Facco 2017, Scientific Reports 7:12140), maximum likelihood: m / sum log(r2 / r1) over the m rows with
 * r1 > 0 and a finite r2. Rows with r1 = 0 have a duplicate, which says nothing of the dimension; `skipped` counts what was left out.
 * NaN without rows left, Infinity where r1 = r2 throughout (equidistant rows).
 * @param first distance (not squared) of each row to its nearest neighbour
 * @param second to its second nearest
 */
export function twoNN(first: Vector, second: Vector): { dimension: number; used: number; skipped: number } {
  let [used, sum] = [0, 0];
  for (let i = 0; i < first.length; i++) {
    const [r1, r2] = [first[i] ?? Number.NaN, second[i] ?? Number.NaN];
    if (!(r1 > 0) || !Number.isFinite(r2)) continue;
    used++;
    sum += Math.log(r2 / r1);
  }
  return { dimension: used === 0 ? Number.NaN : used / sum, used, skipped: first.length - used };
}

/** How often each row is among the k nearest of another -> [n]. */
export function occurrences(indices: Uint32Array, n: number, k: number): Float64Array {
  const counts = new Float64Array(n);
  for (const j of indices.subarray(0, n * k)) if (j < n) counts[j] = at(counts, j) + 1;
  return counts;
}

/**
 * Hubness: skewness of the k-occurrence counts, E (N - E N)^3 / (Var N)^(3/2) (Radovanovic 2010). About 0 in low dimensions; large
 * where few rows are everybody's neighbours. NaN where all counts are the same.
 */
export function hubness(indices: Uint32Array, n: number, k: number): number {
  const counts = occurrences(indices, n, k);
  const mean = average(counts);
  const variance = average(counts.map((count) => (count - mean) ** 2));
  return average(counts.map((count) => (count - mean) ** 3)) / variance ** 1.5;
}

/**
 * Connected components of the symmetrised neighbour graph: i and j are joined when either is among the k nearest of the other.
 * @returns the component of each row [n], numbered by falling size (then by first row), and the sizes
 */
export function neighbourComponents(
  indices: Uint32Array,
  n: number,
  k: number,
): { labels: Uint32Array; sizes: Uint32Array } {
  const parents = Uint32Array.from({ length: n }, (_, i) => i);
  const parentOf = (i: number): number => parents[i] ?? i;
  const rootOf = (i: number): number => {
    let root = i;
    while (parentOf(root) !== root) {
      // Halving the path keeps trees flat.
      parents[root] = parentOf(parentOf(root));
      root = parentOf(root);
    }
    return root;
  };
  indices.subarray(0, n * k).forEach((j, place) => {
    if (j >= n) return;
    const [a, b] = [rootOf(Math.floor(place / k)), rootOf(j)];
    // The lower row stays root, so roots are first rows.
    parents[Math.max(a, b)] = Math.min(a, b);
  });
  const members = new Map<number, number>();
  for (let i = 0; i < n; i++) members.set(rootOf(i), (members.get(rootOf(i)) ?? 0) + 1);
  // Roots were met in the order of their rows, and sorting is stable.
  const ordered = [...members].sort(([, a], [, b]) => b - a);
  const numberOf = new Map(ordered.map(([root], component) => [root, component]));
  return {
    labels: Uint32Array.from({ length: n }, (_, i) => numberOf.get(rootOf(i)) ?? 0),
    sizes: Uint32Array.from(ordered, ([, size]) => size),
  };
}

/** Mean share of a row's neighbours that carry its label, 0..1; NaN without neighbours. `labels` [n]. */
export function knnPurity(indices: Uint32Array, labels: Vector, k: number): number {
  const n = labels.length;
  let [same, neighbours] = [0, 0];
  indices.subarray(0, n * k).forEach((j, place) => {
    if (j >= n) return;
    neighbours++;
    if (labels[j] === labels[Math.floor(place / k)]) same++;
  });
  return neighbours === 0 ? Number.NaN : same / neighbours;
}

/**
 * Rank of each given neighbour by distance in z [n, stride], first `columns` entries: 1 + the number of other rows that are strictly
 * closer -> [n, k], 0 in place of no neighbour. Given the neighbours found in a drawn projection, these are the ranks they have.
 */
export function neighbourRanks(
  z: Vector,
  n: number,
  stride: number,
  columns: number,
  indices: Uint32Array,
  k: number,
): Uint32Array {
  const x = points(z, n, stride, columns);
  const ranks = new Uint32Array(n * k);
  x.forEach((xi, i) => {
    const distances = Float64Array.from(x, (xj) => squaredDistance(xi, xj));
    distances[i] = Infinity;
    indices.subarray(i * k, (i + 1) * k).forEach((j, place) => {
      if (j >= n) return;
      const own = at(distances, j);
      ranks[i * k + place] = distances.reduce((rank, other) => rank + (other < own ? 1 : 0), 1);
    });
  });
  return ranks;
}

/**
 * Trustworthiness of a projection (Venna & Kaski 2001): 1 - 2 / (n k (2n - 3k - 1)) sum_i sum_j max(0, r_ij - k), where j runs over
 * the k nearest of i in the picture and r_ij is its rank among the rows of the data. 1: every neighbour seen is one; 0: all come
 * from the far end; about 1/2 for a random picture. In [0, 1] for k < n/2, where that worst case exists; NaN beyond.
 * @param ranks [n, k], as given by `neighbourRanks` for the picture's neighbours
 */
export function trustworthiness(ranks: Vector, n: number, k: number): number {
  if (k < 1 || k >= n / 2) return Number.NaN;
  let penalty = 0;
  for (let place = 0; place < n * k; place++) penalty += Math.max(0, (ranks[place] ?? Number.NaN) - k);
  return 1 - (2 * penalty) / (n * k * (2 * n - 3 * k - 1));
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
