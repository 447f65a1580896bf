/** Neighbour lists as the device holds them: sorted by (distance, index), empty slots last. */
import { NO_NEIGHBOUR } from '../../reference/neighbours';
import { ROUNDOFF } from './rounding';

/** Squared distance of a slot without a row, whose index is NO_NEIGHBOUR. */
export const FARTHEST = 3.4028234663852886e38;

/**
 * Relative error of a squared distance summed from differences in vec4 steps: a difference and its square take 3
 * roundings, the sum of d / 4 positive terms (d / 4 + 3).
 */
export function distanceError(d4: number): number {
  return (d4 + 6) * ROUNDOFF;
}

export interface NeighbourLists {
  readonly distances: Float64Array;
  readonly indices: Uint32Array;
}

/** Joins lists [rows, chunks, k] into the k nearest [rows, k] of them all, the lower index first on equal distances. */
export function mergeNearest(
  distances: ArrayLike<number>,
  indices: ArrayLike<number>,
  rows: number,
  chunks: number,
  k: number,
): NeighbourLists {
  const merged = { distances: new Float64Array(rows * k), indices: new Uint32Array(rows * k) };
  for (let row = 0; row < rows; row++) {
    const entries = Array.from({ length: chunks * k }, (_, slot) => ({
      distance: distances[row * chunks * k + slot] ?? Number.NaN,
      index: indices[row * chunks * k + slot] ?? NO_NEIGHBOUR,
    }));
    entries.sort((a, b) => a.distance - b.distance || a.index - b.index);
    for (const [slot, { distance, index }] of entries.slice(0, k).entries()) {
      merged.distances[row * k + slot] = distance;
      merged.indices[row * k + slot] = index;
    }
  }
  return merged;
}
