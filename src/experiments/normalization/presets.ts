/** Which axes of (B, H, N, D) are reduced: named choices, and what a choice makes of a block of cells. */
import type { NormalizationShape } from '../../programs/normalization';
import { groupPlaces } from '../../reference/groups';
import { affineAxesOf } from '../../reference/normalization';
import type { ControlValue, Localized } from '../experiment';

export type Four<T> = readonly [T, T, T, T];

export const AXIS_NAMES = ['B', 'H', 'N', 'D'] as const satisfies Four<string>;
/** Controls of the sizes, and those that say which axes are reduced. */
export const REDUCE_CONTROLS = ['reduceB', 'reduceH', 'reduceN', 'reduceD'] as const satisfies Four<string>;

interface Preset {
  readonly label: Localized;
  readonly reduced: Four<boolean>;
  /** Whether the mean leaves. */
  readonly centre: boolean;
  /** Axes that the module names for its parameters, where these do not follow from the reduced ones. */
  readonly channels?: readonly number[];
}

const T = true;
const F = false;

/** In the order in which a set of axes is named after them. */
export const PRESETS = {
  notes: {
    label: { en: 'dim 0 (notes)', zh: 'dim 0（笔记）' },
    reduced: [T, F, F, F],
    centre: true,
  },
  batch2d: {
    label: { en: 'BatchNorm2d (0,2,3)', zh: 'BatchNorm2d (0,2,3)' },
    reduced: [T, F, T, T],
    centre: true,
  },
  tokens: {
    label: { en: 'tokens (0,1,2)', zh: 'token (0,1,2)' },
    reduced: [T, T, T, F],
    centre: true,
  },
  batch1d: {
    label: {
      en: 'BatchNorm1d (0,1,3)',
      zh: 'BatchNorm1d (0,1,3)',
    },
    reduced: [T, T, F, T],
    centre: true,
  },
  layer1: {
    label: { en: 'layer norm (3)', zh: '层归一化 (3)' },
    reduced: [F, F, F, T],
    centre: true,
  },
  layer2: {
    label: { en: 'layer norm (2,3)', zh: '层归一化 (2,3)' },
    reduced: [F, F, T, T],
    centre: true,
  },
  layer3: {
    label: { en: 'layer norm (1,2,3)', zh: '层归一化 (1,2,3)' },
    reduced: [F, T, T, T],
    centre: true,
  },
  instance: {
    label: { en: 'instance norm (2,3)', zh: '实例归一化 (2,3)' },
    reduced: [F, F, T, T],
    centre: true,
    channels: [1],
  },
  group: {
    label: { en: 'group norm', zh: '组归一化' },
    reduced: [F, T, T, T],
    centre: true,
    channels: [1],
  },
  rms: {
    label: { en: 'RMS norm (3)', zh: 'RMS 归一化 (3)' },
    reduced: [F, F, F, T],
    centre: false,
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;

/** The controls that say over which axes. */
export interface AxisChoice {
  readonly preset: string;
  readonly groups: number;
  readonly reduceB: boolean;
  readonly reduceH: boolean;
  readonly reduceN: boolean;
  readonly reduceD: boolean;
}

export type NormalizationChoice = AxisChoice & Readonly<Record<(typeof AXIS_NAMES)[number], number>>;

function isPreset(name: string): name is PresetName {
  return name in PRESETS;
}

/** The preset in force; null where the axes were chosen one by one. */
export function presetOf({ preset }: Pick<AxisChoice, 'preset'>): Preset | null {
  return isPreset(preset) ? PRESETS[preset] : null;
}

/** A preset says which axes are reduced; without one the four switches do. */
export function reducedOf(choice: Omit<AxisChoice, 'groups'>): Four<boolean> {
  const { reduceB, reduceH, reduceN, reduceD } = choice;
  return presetOf(choice)?.reduced ?? [reduceB, reduceH, reduceN, reduceD];
}

/** The switches as a set of axes has them. */
function switchesOf(reduced: Four<boolean>): Record<(typeof REDUCE_CONTROLS)[number], boolean> {
  const [reduceB, reduceH, reduceN, reduceD] = reduced;
  return { reduceB, reduceH, reduceN, reduceD };
}

/** The controls that a preset sets. */
export function presetControls(preset: PresetName): Readonly<Record<string, ControlValue>> {
  return { preset, ...switchesOf(PRESETS[preset].reduced) };
}

/**
 * What goes along when one of the axis controls changes: a preset throws the four switches; a switch leaves the preset with
 * its axes but that one, for the preset that these axes make, if there is one.
 */
export function followAxes(
  control: string,
  value: ControlValue,
  choice: Omit<AxisChoice, 'groups'>,
): Readonly<Record<string, ControlValue>> {
  if (control === 'preset' && typeof value === 'string' && isPreset(value)) return presetControls(value);
  const axis = (REDUCE_CONTROLS as readonly string[]).indexOf(control);
  if (axis < 0) return {};
  const before = reducedOf(choice);
  if (presetOf(choice) && before[axis] === value) return {};
  const [b, h, n, d] = before.map((reduced, at) => (at === axis ? value === true : reduced));
  const reduced: Four<boolean> = [b === true, h === true, n === true, d === true];
  const named = Object.entries<Preset>(PRESETS).find(
    ([, preset]) => preset.centre && !preset.channels && preset.reduced.join() === reduced.join(),
  );
  return { preset: named?.[0] ?? 'custom', ...switchesOf(reduced) };
}

/** The divisor of `heads` nearest to `wanted`, the smaller of two. */
export function groupsOf(heads: number, wanted: number): number {
  const divisors = Array.from({ length: heads }, (_, k) => k + 1).filter((k) => heads % k === 0);
  return divisors.reduce((best, k) => (Math.abs(k - wanted) < Math.abs(best - wanted) ? k : best), 1);
}

/** A choice of axes on a block of cells. */
export interface Arrangement {
  readonly sizes: Four<number>;
  readonly reduced: Four<boolean>;
  /** What the program is made with; group norm sees the heads as [groups, heads a group]. */
  readonly shape: Required<Omit<NormalizationShape, 'strides'>>;
  readonly cells: number;
  readonly groups: number;
  readonly groupSize: number;
  /** Shape of scale, and of shift where there is one. */
  readonly affineShape: readonly number[];
  readonly parameters: number;
  /** Names of the axes of `affineShape`. */
  readonly affineNames: readonly string[];
  /** RMS norm has a scale alone. */
  readonly hasShift: boolean;
  /** Statistics run over samples. */
  readonly couples: boolean;
  /** Evaluation uses running statistics: they run over samples, and have an unbiased variance. */
  readonly tracked: boolean;
}

/** @param samples in place of B, for a batch that a sample has left */
export function arrangementOf(choice: NormalizationChoice, samples: number = choice.B): Arrangement {
  const { H, N, D } = choice;
  const sizes: Four<number> = [samples, H, N, D];
  const reduced = reducedOf(choice);
  const preset = presetOf(choice);
  const axes = [0, 1, 2, 3].filter((axis) => reduced[axis]);
  const affineAxes = affineAxesOf(4, axes, preset?.channels);
  const groups = choice.preset === 'group' ? groupsOf(H, choice.groups) : 1;
  const centre = preset?.centre ?? true;
  const shape =
    choice.preset === 'group'
      ? { sizes: [samples, groups, H / groups, N, D], axes: [2, 3, 4], affineAxes: [1, 2], centre }
      : { sizes, axes, affineAxes, centre };
  const product = (extents: readonly number[]): number =>
    extents.reduce((whole, extent) => whole * extent, 1);
  const cells = product(sizes);
  const groupSize = product(shape.axes.map((axis) => shape.sizes[axis] ?? 1));
  const affineShape = affineAxes.map((axis) => sizes[axis] ?? 1);
  return {
    sizes,
    reduced,
    shape,
    cells,
    groups: cells / groupSize,
    groupSize,
    affineShape,
    parameters: product(affineShape),
    affineNames: affineAxes.map((axis) => AXIS_NAMES[axis] ?? ''),
    hasShift: centre,
    couples: reduced[0],
    tracked: reduced[0] && groupSize > 1,
  };
}

/** Per cell, row-major: its group, and its affine parameter. */
export function membershipOf({ shape, cells }: Arrangement): {
  readonly group: Uint32Array;
  readonly parameter: Uint32Array;
} {
  const { kept, reduced } = groupPlaces(shape.sizes, shape.axes, shape.affineAxes);
  const [group, parameter] = [new Uint32Array(cells), new Uint32Array(cells)];
  for (const [own, base] of kept.elements.entries()) {
    for (const [member, offset] of reduced.elements.entries()) {
      group[base + offset] = own;
      parameter[base + offset] = (kept.parameters[own] ?? 0) + (reduced.parameters[member] ?? 0);
    }
  }
  return { group, parameter };
}
