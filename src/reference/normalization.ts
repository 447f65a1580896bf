/**
 * Normalisation over any axes: y = (x - mean) / sqrt(variance + eps) * scale + shift, with the biased variance and eps inside
 * the root (Ioffe & Szegedy 2015, Ba et al. 2016), and without the mean for RMS (Zhang & Sennrich 2019). One rule covers all:
 * elements that share their index on the kept axes form a group, and a group shares its statistics.
 */
import { type GroupPlaces, groupPlaces, otherAxes, type Places } from './groups';
import { at, float64, type Vector } from './vector';

/** Numbers of a statistic as kernels hold it: mean, biased variance, 1 / sqrt(variance + eps), rest of the mean. */
export const STATISTIC = 4;

/**
 * The axes that scale and shift are indexed by: those that keep an index of their own once the batch is gone.
 *
 * - Where axis 0, the batch, is reduced, parameters belong to the kept axes, one pair a statistic: [C] of BatchNorm1d (0) or
 *   (0, 2), [C] of BatchNorm2d (0, 2, 3), [H, N, D] of (0) alone, [D] of (0, 1, 2).
 * - Where it is kept, statistics are the sample's own, and parameters that differed between samples could not be learned: they
 *   belong to the reduced axes, one pair an element of a group, as in LayerNorm over the last 1, 2 or 3 axes and RMSNorm.
 * - Where the module names channels, these carry the parameters whatever is reduced: axis 1 of InstanceNorm (2, 3), and of
 *   GroupNorm, whose channels are the pair (1, 2) once x is seen as [B, groups, C / groups, ..] and reduced over (2, 3, ..).
 */
export function affineAxesOf(rank: number, axes: readonly number[], channels?: readonly number[]): number[] {
  if (channels) return [...channels].sort((a, b) => a - b);
  const batchReduced = axes.includes(0);
  return Array.from({ length: rank }, (_, axis) => axis).filter(
    (axis) => axes.includes(axis) !== batchReduced,
  );
}

/** Shape of scale and of shift by the rule of `affineAxesOf`; [] is a single number. */
export function affineShape(
  shape: readonly number[],
  axes: readonly number[],
  channels?: readonly number[],
): number[] {
  return affineAxesOf(shape.length, axes, channels).map((axis) => shape[axis] ?? 1);
}

/** Mean and biased variance of every group; about 0 where `centre` is false, so that the variance is the mean square. */
export function groupMoments(
  x: Vector,
  { kept, reduced }: GroupPlaces,
  centre = true,
): { mean: Float64Array; variance: Float64Array } {
  const data = float64(x);
  const count = reduced.elements.length;
  const mean = new Float64Array(kept.elements.length);
  const variance = new Float64Array(kept.elements.length);
  for (const [group, base] of kept.elements.entries()) {
    let sum = 0;
    if (centre) for (const offset of reduced.elements) sum += at(data, base + offset);
    const middle = sum / count;
    let squares = 0;
    let rest = 0;
    for (const offset of reduced.elements) {
      const deviation = at(data, base + offset) - middle;
      rest += deviation;
      squares += deviation * deviation;
    }
    // What rounding left of the mean (Chan, Golub & LeVeque 1983, corrected two-pass).
    const correction = centre ? rest / count : 0;
    mean[group] = middle + correction;
    variance[group] = Math.max(0, squares / count - correction * correction);
  }
  return { mean, variance };
}

/** [groups, 4] from a mean and a variance of each group. The inverse root of 0 + 0 is 0: such a group becomes its shift. */
export function groupStatistics(mean: Vector, variance: Vector, eps: number): Float64Array {
  const statistics = new Float64Array(STATISTIC * mean.length);
  for (let group = 0; group < mean.length; group++) {
    const root = Math.sqrt((variance[group] ?? Number.NaN) + eps);
    statistics.set(
      [mean[group] ?? Number.NaN, variance[group] ?? Number.NaN, root === 0 ? 0 : 1 / root],
      STATISTIC * group,
    );
  }
  return statistics;
}

/** (x - mean) / sqrt(variance + eps) of one element, by its statistic. */
function standardized(x: number, statistics: Float64Array, statistic: number): number {
  const begin = STATISTIC * statistic;
  return (x - at(statistics, begin) - at(statistics, begin + 3)) * at(statistics, begin + 2);
}

/** Calls `visit` for every element of a group, with the indices of its statistic and of its parameter. */
function eachMember(
  { kept, reduced }: GroupPlaces,
  group: number,
  visit: (element: number, statistic: number, parameter: number) => void,
): void {
  const [element, statistic, parameter] = [
    kept.elements[group] ?? 0,
    kept.statistics[group] ?? 0,
    kept.parameters[group] ?? 0,
  ];
  for (let member = 0; member < reduced.elements.length; member++) {
    visit(
      element + (reduced.elements[member] ?? 0),
      statistic + (reduced.statistics[member] ?? 0),
      parameter + (reduced.parameters[member] ?? 0),
    );
  }
}

/** y = (x - mean) / sqrt(variance + eps) * scale + shift; elements of no group keep what `target` holds. */
export function normalizeGroups(
  x: Vector,
  places: GroupPlaces,
  statistics: Vector,
  affine: { readonly scale: Vector; readonly shift: Vector },
  target: Vector = new Float64Array(x.length),
): Float64Array {
  const [data, known] = [float64(x), float64(statistics)];
  const [scale, shift] = [float64(affine.scale), float64(affine.shift)];
  const y = Float64Array.from(target);
  for (let group = 0; group < places.kept.elements.length; group++) {
    eachMember(places, group, (element, statistic, parameter) => {
      y[element] =
        standardized(at(data, element), known, statistic) * at(scale, parameter) + at(shift, parameter);
    });
  }
  return y;
}

/**
 * Over every group, sums of g' = gradient * scale, and of g' times the normalised element. With places grouped by parameter
 * and a scale of ones these are the gradients of shift and scale.
 */
export function groupGradientSums(
  x: Vector,
  gradient: Vector,
  places: GroupPlaces,
  statistics: Vector,
  scale: Vector,
): { sums: Float64Array; products: Float64Array } {
  const [data, g, known, factors] = [float64(x), float64(gradient), float64(statistics), float64(scale)];
  const groups = places.kept.elements.length;
  const [sums, products] = [new Float64Array(groups), new Float64Array(groups)];
  for (let group = 0; group < groups; group++) {
    let [sum, product] = [0, 0];
    eachMember(places, group, (element, statistic, parameter) => {
      const scaled = at(g, element) * at(factors, parameter);
      sum += scaled;
      product += scaled * standardized(at(data, element), known, statistic);
    });
    sums[group] = sum;
    products[group] = product;
  }
  return { sums, products };
}

/** How much of a normalisation's gradient flows through the statistics of x. */
export interface Through {
  /** Through the mean; false for RMS. */
  readonly mean: boolean;
  /** Through the variance; both are false where statistics were given. */
  readonly variance: boolean;
}

/**
 * dx = (g' - mean g' - xh mean(g' xh)) / sqrt(variance + eps), with the sums of `groupGradientSums`; elements of no group keep
 * what `target` holds.
 */
export function groupBackward(
  x: Vector,
  gradient: Vector,
  places: GroupPlaces,
  statistics: Vector,
  scale: Vector,
  { sums, products }: { readonly sums: Vector; readonly products: Vector },
  through: Through,
  target: Vector = new Float64Array(x.length),
): Float64Array {
  const [data, g, known, factors] = [float64(x), float64(gradient), float64(statistics), float64(scale)];
  const count = places.reduced.elements.length;
  const gradX = Float64Array.from(target);
  for (let group = 0; group < places.kept.elements.length; group++) {
    const sum = through.mean ? (sums[group] ?? Number.NaN) / count : 0;
    const product = through.variance ? (products[group] ?? Number.NaN) / count : 0;
    eachMember(places, group, (element, statistic, parameter) => {
      const normalized = standardized(at(data, element), known, statistic);
      const inverse = at(known, STATISTIC * statistic + 2);
      gradX[element] = (at(g, element) * at(factors, parameter) - sum - normalized * product) * inverse;
    });
  }
  return gradX;
}

export interface NormalizationOptions {
  readonly sizes: readonly number[];
  readonly axes: readonly number[];
  readonly eps: number;
  /** False for RMS; true by default. */
  readonly centre?: boolean;
  /** Those of `affineAxesOf` by default. */
  readonly affineAxes?: readonly number[];
  /** One a parameter; ones and zeros by default. */
  readonly scale?: Vector;
  readonly shift?: Vector;
  /** Mean and variance of each group in place of those of x: evaluation mode. */
  readonly given?: { readonly mean: Vector; readonly variance: Vector };
}

/** What a row-major array is normalised with. */
interface Setting {
  readonly places: GroupPlaces;
  readonly statistics: Float64Array;
  readonly scale: Float64Array;
  readonly shift: Float64Array;
  readonly affineAxes: readonly number[];
}

function settingOf(x: Vector, options: NormalizationOptions): Setting {
  const { sizes, axes, eps, centre = true, given } = options;
  const affineAxes = options.affineAxes ?? affineAxesOf(sizes.length, axes);
  const parameters = affineAxes.reduce((product, axis) => product * (sizes[axis] ?? 1), 1);
  const places = groupPlaces(sizes, axes, affineAxes);
  const { mean, variance } = given ?? groupMoments(x, places, centre);
  return {
    places,
    affineAxes,
    statistics: groupStatistics(mean, variance, eps),
    scale: float64(options.scale ?? new Float64Array(parameters).fill(1)),
    shift: float64(options.shift ?? new Float64Array(parameters)),
  };
}

/** Normalises a row-major array over `axes`. @returns the array, and mean and biased variance of every group, row-major */
export function normalizeAxes(
  x: Vector,
  options: NormalizationOptions,
): { output: Float64Array; mean: Float64Array; variance: Float64Array } {
  const setting = settingOf(x, options);
  const part = (k: number): Float64Array => setting.statistics.filter((_, index) => index % STATISTIC === k);
  return {
    output: normalizeGroups(x, setting.places, setting.statistics, setting),
    mean: part(0),
    variance: part(1),
  };
}

/** Gradients of sum(gradient * normalizeAxes(x).output) with respect to x, scale and shift. */
export function normalizeAxesBackward(
  x: Vector,
  gradient: Vector,
  options: NormalizationOptions,
): { gradX: Float64Array; gradScale: Float64Array; gradShift: Float64Array } {
  const { sizes, centre = true, given } = options;
  const { places, statistics, scale, affineAxes } = settingOf(x, options);
  const sums = groupGradientSums(x, gradient, places, statistics, scale);
  const through = { mean: centre && !given, variance: !given };
  const affine = parameterPlaces(sizes, options.axes, affineAxes);
  const ones = new Float64Array(scale.length).fill(1);
  const { sums: gradShift, products: gradScale } = groupGradientSums(x, gradient, affine, statistics, ones);
  return {
    gradX: groupBackward(x, gradient, places, statistics, scale, sums, through),
    gradScale,
    gradShift,
  };
}

/** The same elements grouped by parameter, each still with the statistic of its group. */
function parameterPlaces(
  sizes: readonly number[],
  axes: readonly number[],
  affineAxes: readonly number[],
): GroupPlaces {
  const [others, kept] = [otherAxes(sizes, affineAxes), otherAxes(sizes, axes)];
  // By parameter the "statistic" of groupPlaces is the parameter, and its "parameter" the statistic.
  const { kept: own, reduced } = groupPlaces(sizes, others, kept);
  const swapped = ({ elements, statistics, parameters }: Places): Places => ({
    elements,
    statistics: parameters,
    parameters: statistics,
  });
  return { kept: swapped(own), reduced: swapped(reduced) };
}

export interface RunningStatistics {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/**
 * Running statistics after one more batch of `count` elements a group: the new value weighs `momentum`, and the variance is
 * the unbiased estimate, count / (count - 1) of the biased one, as in PyTorch.
 * @throws RangeError for count < 2, which has no unbiased variance
 */
export function runningUpdate(
  running: { readonly mean: Vector; readonly variance: Vector },
  batch: { readonly mean: Vector; readonly variance: Vector },
  count: number,
  momentum = 0.1,
): RunningStatistics {
  if (count < 2) throw new RangeError(`${count} element has no unbiased variance`);
  const mixed = (old: Vector, fresh: Vector, factor: number): Float64Array =>
    Float64Array.from(
      { length: old.length },
      (_, k) => (1 - momentum) * (old[k] ?? Number.NaN) + momentum * factor * (fresh[k] ?? Number.NaN),
    );
  return {
    mean: mixed(running.mean, batch.mean, 1),
    variance: mixed(running.variance, batch.variance, count / (count - 1)),
  };
}
