/** Twin of shaders/lib/groups.wgsl: how threads walk over an array group by group, as parameters. */
import { axisOffsets, type GroupPlaces, indexStrides, otherAxes } from '../../reference/groups';

type Four = readonly [number, number, number, number];

/** An axis: its size, and how far one index of it moves in the array, among the statistics and among the parameters. */
interface WalkAxis {
  readonly size: number;
  readonly element: number;
  readonly statistic: number;
  readonly parameter: number;
}

/** What every kernel that walks over groups begins its parameters with; sizes and strides innermost first. */
export const ELEMENT_WALK = {
  groups: 'u32',
  members: 'u32',
  chunks: 'u32',
  inner_chunks: 'u32',
  kept_sizes: 'vec4u',
  kept_elements: 'vec4u',
  reduced_sizes: 'vec4u',
  reduced_elements: 'vec4u',
  kept_runs: 'u32',
  reduced_runs: 'u32',
  group_fastest: 'u32',
} as const;

/** The same with the places of statistics and parameters. */
export const WALK = {
  ...ELEMENT_WALK,
  moves: 'u32',
  kept_statistics: 'vec4u',
  kept_parameters: 'vec4u',
  reduced_statistics: 'vec4u',
  reduced_parameters: 'vec4u',
} as const;

/** Values of ELEMENT_WALK. */
export interface ElementWalk {
  readonly groups: number;
  readonly members: number;
  readonly chunks: number;
  readonly inner_chunks: number;
  readonly kept_sizes: Four;
  readonly kept_elements: Four;
  readonly reduced_sizes: Four;
  readonly reduced_elements: Four;
  readonly kept_runs: number;
  readonly reduced_runs: number;
  readonly group_fastest: number;
}

/** A walk without its chunks, which differ by kernel. */
export interface Walk extends Omit<ElementWalk, keyof Chunks> {
  /** Whether members of a group differ in their statistic or in their parameter. */
  readonly moves: number;
  readonly kept_statistics: Four;
  readonly kept_parameters: Four;
  readonly reduced_statistics: Four;
  readonly reduced_parameters: Four;
}

/** Partial results that one thread of a merge joins. */
export const FAN_IN = 128;
/** Threads worth having at once. */
const WANTED_THREADS = { gpu: 2 ** 17, software: 2 ** 9 } as const;
/** Members that make a chunk worth its thread, and those that make it worth a partial result. */
const MINIMUM_CHUNK = { elements: 8, sums: 32 } as const;
/** Members that a thread adds up one by one: roundings that all point one way move a sum by 2^-14 of it at most. */
const LONGEST_CHUNK = 1024;

/** How a group is cut: over its innermost run, and in all. */
export interface Chunks {
  readonly chunks: number;
  readonly inner_chunks: number;
}

/** Cuts a group into at most about `wanted` chunks of at least `least` members, along the innermost run first. */
function cut({ members, reduced_sizes: [inner] }: Walk, wanted: number, least: number): Chunks {
  const most = Math.max(1, Math.min(wanted, Math.ceil(members / least)));
  const inner_chunks = Math.min(most, Math.ceil(inner / least));
  return { inner_chunks, chunks: inner_chunks * Math.min(members / inner, Math.ceil(most / inner_chunks)) };
}

/** Chunks of a group, on a hardware GPU or else a CPU: `sums` leave partial results that are merged afterwards. */
export function chunksOf(walk: Walk, software: boolean, work: 'sums' | 'elements'): Chunks {
  const threads = software ? WANTED_THREADS.software : WANTED_THREADS.gpu;
  const wanted = Math.max(Math.ceil(threads / walk.groups), Math.ceil(walk.members / LONGEST_CHUNK));
  return cut(walk, wanted, MINIMUM_CHUNK[work]);
}

/** Axes joined wherever one index can run over two of them; those of size 1 vanish. Innermost first. */
function runsOf(axes: readonly WalkAxis[]): WalkAxis[] {
  const runs: WalkAxis[] = [];
  for (const axis of [...axes].reverse()) {
    if (axis.size === 1) continue;
    const inner = runs.at(-1);
    const continues = (stride: 'element' | 'statistic' | 'parameter'): boolean =>
      axis[stride] === (inner?.size ?? 0) * (inner?.[stride] ?? 0);
    if (inner && continues('element') && continues('statistic') && continues('parameter')) {
      runs[runs.length - 1] = { ...inner, size: inner.size * axis.size };
    } else runs.push(axis);
  }
  return runs;
}

/** An array whose statistics run over `axes`, and whose parameters are indexed by `affineAxes`, both row-major. */
export interface WalkedArray {
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
  readonly axes: readonly number[];
  readonly affineAxes: readonly number[];
}

/**
 * The walk over an array in groups whose members run over `reduced`: over `axes` by statistic, over all but the affine axes
 * by parameter.
 * @throws RangeError for more than 4 kept or 4 reduced runs
 */
export function walkOver({ sizes, strides, axes, affineAxes }: WalkedArray, reduced = axes): Walk {
  const statistics = indexStrides(sizes, otherAxes(sizes, axes));
  const parameters = indexStrides(sizes, affineAxes);
  const axisOf = (axis: number): WalkAxis => ({
    size: sizes[axis] ?? 1,
    element: strides[axis] ?? 0,
    statistic: statistics[axis] ?? 0,
    parameter: parameters[axis] ?? 0,
  });
  const kept = otherAxes(sizes, reduced);
  const outer = runsOf(kept.map(axisOf));
  const inner = runsOf(otherAxes(sizes, kept).map(axisOf));
  if (Math.max(outer.length, inner.length) > 4) throw new RangeError('groups have at most 4 axes');
  const count = (runs: readonly WalkAxis[]): number => runs.reduce((product, { size }) => product * size, 1);
  const four = (runs: readonly WalkAxis[], key: keyof WalkAxis): Four => {
    const empty = key === 'size' ? 1 : 0;
    const value = (k: number): number => runs[k]?.[key] ?? empty;
    return [value(0), value(1), value(2), value(3)];
  };
  const nearest = (runs: readonly WalkAxis[]): number => Math.min(...runs.map(({ element }) => element));
  return {
    groups: count(outer),
    members: count(inner),
    group_fastest: nearest(outer) < nearest(inner) ? 1 : 0,
    kept_sizes: four(outer, 'size'),
    kept_elements: four(outer, 'element'),
    kept_statistics: four(outer, 'statistic'),
    kept_parameters: four(outer, 'parameter'),
    reduced_sizes: four(inner, 'size'),
    // A loop from an element to its end by this stride must enter, and without a run the only index is 0.
    reduced_elements: inner.length > 0 ? four(inner, 'element') : [1, 0, 0, 0],
    reduced_statistics: four(inner, 'statistic'),
    reduced_parameters: four(inner, 'parameter'),
    kept_runs: Math.max(1, outer.length),
    reduced_runs: Math.max(1, inner.length),
    moves: inner.some(({ statistic, parameter }) => statistic + parameter > 0) ? 1 : 0,
  };
}

/** The part of a walk that concerns elements alone. */
export function elementWalk(walk: Walk, chunks: Chunks): ElementWalk {
  const { groups, members, group_fastest, kept_runs, reduced_runs } = walk;
  const { kept_sizes, kept_elements, reduced_sizes, reduced_elements } = walk;
  return {
    ...chunks,
    groups,
    members,
    kept_sizes,
    kept_elements,
    reduced_sizes,
    reduced_elements,
    kept_runs,
    reduced_runs,
    group_fastest,
  };
}

/** Offsets of all indices over the runs of a walk. */
export function runOffsets(runs: number, sizes: Four, strides: Four = [0, 0, 0, 0]): Uint32Array {
  return axisOffsets(sizes.slice(0, runs).reverse(), strides.slice(0, runs).reverse());
}

/** The places that a walk visits, for the Float64 twins. */
export function placesOf(walk: Omit<ElementWalk, keyof Chunks> & Partial<Walk>): GroupPlaces {
  const { kept_runs, kept_sizes, reduced_runs, reduced_sizes } = walk;
  const kept = (strides?: Four): Uint32Array => runOffsets(kept_runs, kept_sizes, strides);
  const reduced = (strides?: Four): Uint32Array => runOffsets(reduced_runs, reduced_sizes, strides);
  return {
    kept: {
      elements: kept(walk.kept_elements),
      statistics: kept(walk.kept_statistics),
      parameters: kept(walk.kept_parameters),
    },
    reduced: {
      elements: reduced(walk.reduced_elements),
      statistics: reduced(walk.reduced_statistics),
      parameters: reduced(walk.reduced_parameters),
    },
  };
}
