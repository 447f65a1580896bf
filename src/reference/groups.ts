/** Groups of elements of an array: those that share their index on the kept axes, the reduced ones running over a group. */

/** Where the indices of some axes lie: the offsets they add in the array, among the statistics and among the parameters. */
export interface Places {
  readonly elements: Uint32Array;
  readonly statistics: Uint32Array;
  readonly parameters: Uint32Array;
}

/** Element m of group g lies at `kept.elements[g] + reduced.elements[m]`; so do its statistic and its parameter. */
export interface GroupPlaces {
  readonly kept: Places;
  readonly reduced: Places;
}

/** Elements from one index of an axis to the next, the last axis being the fastest. */
export function rowMajorStrides(sizes: readonly number[]): number[] {
  return sizes.map((_, axis) => sizes.slice(axis + 1).reduce((product, size) => product * size, 1));
}

/** Offsets of all indices of some axes, the last axis being the fastest; one offset, 0, without axes. */
export function axisOffsets(sizes: readonly number[], strides: readonly number[]): Uint32Array {
  let offsets = new Uint32Array(1);
  for (const [axis, size] of sizes.entries()) {
    const stride = strides[axis] ?? 0;
    const outer = offsets;
    offsets = new Uint32Array(outer.length * size);
    for (let index = 0; index < offsets.length; index++) {
      offsets[index] = (outer[Math.floor(index / size)] ?? 0) + (index % size) * stride;
    }
  }
  return offsets;
}

/** The axes that are not among some, in ascending order. */
export function otherAxes(sizes: readonly number[], axes: readonly number[]): number[] {
  return [...sizes.keys()].filter((axis) => !axes.includes(axis));
}

/** Strides of an index over some of the axes, row-major in their order: 0 for the others. */
export function indexStrides(sizes: readonly number[], axes: readonly number[]): number[] {
  const ordered = [...axes].sort((a, b) => a - b);
  const strides = rowMajorStrides(ordered.map((axis) => sizes[axis] ?? 1));
  return sizes.map((_, axis) => strides[ordered.indexOf(axis)] ?? 0);
}

/** Statistics that run over `axes` of an array, and parameters indexed by `affineAxes`, as places. */
export function groupPlaces(
  sizes: readonly number[],
  axes: readonly number[],
  affineAxes: readonly number[],
  strides: readonly number[] = rowMajorStrides(sizes),
): GroupPlaces {
  const kept = otherAxes(sizes, axes);
  const reduced = otherAxes(sizes, kept);
  const [statistics, parameters] = [indexStrides(sizes, kept), indexStrides(sizes, affineAxes)];
  const places = (own: readonly number[]): Places => {
    const offsets = (of: readonly number[]): Uint32Array =>
      axisOffsets(
        own.map((axis) => sizes[axis] ?? 1),
        own.map((axis) => of[axis] ?? 0),
      );
    return { elements: offsets(strides), statistics: offsets(statistics), parameters: offsets(parameters) };
  };
  return { kept: places(kept), reduced: places(reduced) };
}
