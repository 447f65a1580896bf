/** Groups of a tensor by their size: kernels keep all their digits near 1, and a tensor may hold groups of 1e38 and of 1e-38. */
import { groupPlaces } from '../reference/groups';

/**
 * Powers of two that bring a group to where kernels are exact: a sum of 2^24 elements up to 2^100, and the inverse of a deviation
 * of 2^-100, are f32 numbers. Larger groups land between 2^72 and 2^100, smaller ones between 2^-49 and 1.
 */
const FACTORS = { huge: 2 ** -28, ordinary: 1, tiny: 2 ** 100 } as const;
const COMFORTABLE = { smallest: 2 ** -100, largest: 2 ** 100 } as const;

/** The groups that one factor suits. */
export interface GroupSize {
  readonly factor: number;
  /** Whether element or group i is one of theirs; null where all are. */
  readonly elements: Uint8Array | null;
  readonly groups: Uint8Array | null;
}

/** One entry where a single factor suits the whole of a row-major tensor, up to three otherwise. */
export function groupSizes(
  data: Float32Array,
  shape: readonly number[],
  axes: readonly number[],
): readonly GroupSize[] {
  if (data.every((value) => factorOf(Math.abs(value)) === FACTORS.ordinary)) return [whole(FACTORS.ordinary)];
  const { kept, reduced } = groupPlaces(shape, axes, []);
  const factors = Float64Array.from(kept.elements, (base) => {
    let largest = 0;
    for (const offset of reduced.elements) largest = Math.max(largest, Math.abs(data[base + offset] ?? 0));
    return factorOf(largest);
  });
  const found = Object.values(FACTORS).filter((factor) => factors.includes(factor));
  const [only] = found;
  if (only !== undefined && found.length === 1) return [whole(only)];
  return found.map((factor) => {
    const elements = new Uint8Array(data.length);
    for (const [group, base] of kept.elements.entries()) {
      if (factors[group] !== factor) continue;
      for (const offset of reduced.elements) elements[base + offset] = 1;
    }
    return { factor, elements, groups: Uint8Array.from(factors, (own) => (own === factor ? 1 : 0)) };
  });
}

function whole(factor: number): GroupSize {
  return { factor, elements: null, groups: null };
}

function factorOf(largest: number): number {
  if (largest > COMFORTABLE.largest) return FACTORS.huge;
  return largest > 0 && largest < COMFORTABLE.smallest ? FACTORS.tiny : FACTORS.ordinary;
}

/** Elements times a factor, those that are not chosen 0. */
export function chosenOf(data: Float32Array, chosen: Uint8Array | null, factor: number): Float32Array {
  return data.map((value, index) => (chosen === null || chosen[index] === 1 ? value * factor : 0));
}

/** Writes the chosen elements of `source`, times a factor, into `target`. */
export function putChosen(
  target: Float32Array,
  source: ArrayLike<number>,
  chosen: Uint8Array | null,
  factor: number,
): void {
  for (let index = 0; index < target.length; index++) {
    if (chosen === null || chosen[index] === 1) target[index] = (source[index] ?? Number.NaN) * factor;
  }
}
