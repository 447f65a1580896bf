/** Walks and arrays for the cases of the group kernels. */
import { rowMajorStrides } from '../../reference/groups';
import { affineAxesOf } from '../../reference/normalization';
import { normals } from './cases';
import { type Chunks, type Walk, walkOver } from './groups';

export interface GroupCase {
  readonly sizes: readonly number[];
  readonly axes: readonly number[];
  /** Row-major by default. */
  readonly strides?: readonly number[];
  readonly affineAxes?: readonly number[];
  /** Chunks of the innermost run, and over the others; 1 by default. */
  readonly chunks?: readonly [number, number];
  readonly mean?: number;
  readonly deviation?: number;
}

/** The walk over groups by `axes`, and how large its tensors are. */
export function caseWalk({
  sizes,
  axes,
  strides = rowMajorStrides(sizes),
  affineAxes,
  chunks: [inner_chunks, outer_chunks] = [1, 1],
}: GroupCase): {
  readonly walk: Walk;
  readonly cut: Chunks;
  readonly elements: number;
  readonly parameters: number;
} {
  const affine = affineAxes ?? affineAxesOf(sizes.length, axes);
  return {
    walk: walkOver({ sizes, strides, axes, affineAxes: affine }),
    cut: { inner_chunks, chunks: inner_chunks * outer_chunks },
    elements: (sizes[0] ?? 1) * (strides[0] ?? 1),
    parameters: affine.reduce((product, axis) => product * (sizes[axis] ?? 1), 1),
  };
}

/** Seeded normals about `mean`; what lies between rows is filled as well, and must not be read. */
export function caseArray(
  elements: number,
  { mean = 0, deviation = 1 }: GroupCase,
  seed?: number,
): Float32Array {
  return normals(elements, 1, seed).map((value) => mean + deviation * value);
}

/** Statistics [groups, 4] of no particular array: both halves of a mean, and an inverse root that fits the variance. */
export function caseStatistics(groups: number, { mean = 0, deviation = 1 }: GroupCase): Float32Array {
  const drawn = normals(groups, 2, 7);
  return Float32Array.from({ length: 4 * groups }, (_, index) => {
    const group = Math.floor(index / 4);
    const centre = mean + 0.1 * deviation * (drawn[2 * group] ?? 0);
    const variance = deviation ** 2 * (1 + 0.1 * Math.abs(drawn[2 * group + 1] ?? 0));
    return [centre, variance, 1 / Math.sqrt(variance), centre - Math.fround(centre)][index % 4] ?? 0;
  });
}
