/** Groups of rows: where their means lie, how they compare with other groups, and what chance would give. */
import { addScaled, at, dot, rowsOf, type Vector } from './vector';

/** Rows of each group and the sum of their vectors. */
export interface GroupSums {
  readonly counts: Float64Array;
  /** One [d] for each group. */
  readonly sums: readonly Float64Array[];
}

/**
 * Sums of the rows of z [n, d] by group, in O(nd).
 * @param groups group of each row, [n], each below `count`
 * @throws RangeError for a group outside 0 .. count - 1
 */
export function groupSums(z: Vector, n: number, d: number, groups: Vector, count: number): GroupSums {
  const counts = new Float64Array(count);
  const sums = Array.from({ length: count }, () => new Float64Array(d));
  rowsOf(z, n, d).forEach((row, i) => {
    const group = groups[i] ?? -1;
    const sum = sums[group];
    if (sum === undefined) throw new RangeError(`row ${i} is in group ${group} of ${count}`);
    counts[group] = at(counts, group) + 1;
    addScaled(sum, 1, row);
  });
  return { counts, sums };
}

/**
 * Unit rows in groups: the share of the centred variance 1 - ||mean||^2 that lies between the groups' means, 0 to 1 (NaN
 * where nothing varies), and the mean cosine of two rows of different groups (NaN for a single group).
 */
export function betweenGroups({ counts, sums }: GroupSums): { share: number; cosine: number } {
  const total = new Float64Array(sums[0]?.length ?? 0);
  let n = 0;
  let samePairs = 0;
  let sameCosines = 0;
  let squares = 0;
  sums.forEach((sum, group) => {
    const count = at(counts, group);
    if (count === 0) return;
    const length = dot(sum, sum);
    n += count;
    samePairs += count * count;
    sameCosines += length;
    squares += length / count;
    addScaled(total, 1, sum);
  });
  const length = dot(total, total);
  return {
    share: (squares / n - length / n ** 2) / (1 - length / n ** 2),
    cosine: (length - sameCosines) / (n * n - samePairs),
  };
}

/** Steps of the polar angle: cap means are within 1 % for m <= 1,024 and shares from 1e-4, where the angle is many steps. */
const CAP_STEPS = 2048;

/**
 * ||mean|| of the points of a cap that holds the share w of the unit sphere of R^m, as a function of w in (0, 1]. A cap has
 * the longest mean of all parts of its size, so no partition of an evenly filled sphere has more variance between its parts
 * than sum_k w_k ||mean_k||^2 with these.
 *
 * With the polar angle t, the share is int_0^a sin^(m-2) t dt over the same to pi, and the mean
 * sin^(m-1) a / ((m - 1) int_0^a sin^(m-2) t dt).
 * @param m dimension, at least 2, not necessarily whole
 */
export function capMeans(m: number): (share: number) => number {
  const step = Math.PI / CAP_STEPS;
  const area = new Float64Array(CAP_STEPS + 1);
  for (let k = 0; k < CAP_STEPS; k++) {
    area[k + 1] = at(area, k) + Math.sin((k + 0.5) * step) ** (m - 2) * step;
  }
  const whole = at(area, CAP_STEPS);
  return (share) => {
    const wanted = Math.min(1, share) * whole;
    let low = 0;
    for (let high = CAP_STEPS; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (at(area, middle) < wanted) low = middle;
      else high = middle;
    }
    const within = (wanted - at(area, low)) / (at(area, low + 1) - at(area, low));
    const angle = (low + within) * step;
    return Math.min(1, Math.max(0, Math.sin(angle) ** (m - 1) / ((m - 1) * wanted)));
  };
}

/**
 * Adjusted Rand index of two partitions of the same rows (Hubert & Arabie 1985): the share of pairs on which they agree,
 * scaled so that chance is 0 and the same partition 1. NaN where both are a single group, or both all single rows.
 */
export function adjustedRandIndex(a: Vector, b: Vector): number {
  const pairs = (counts: ReadonlyMap<unknown, number>): number => {
    let sum = 0;
    for (const count of counts.values()) sum += (count * (count - 1)) / 2;
    return sum;
  };
  const tally = <K>(keyOf: (row: number) => K): Map<K, number> => {
    const counts = new Map<K, number>();
    for (let row = 0; row < a.length; row++) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
    return counts;
  };
  const together = pairs(tally((row) => `${a[row]} ${b[row]}`));
  const [inA, inB] = [pairs(tally((row) => a[row])), pairs(tally((row) => b[row]))];
  const chance = (inA * inB) / ((a.length * (a.length - 1)) / 2);
  return (together - chance) / ((inA + inB) / 2 - chance);
}
