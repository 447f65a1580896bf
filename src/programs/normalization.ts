/**
 * Normalisation over any axes of an array of up to 4: group_moments -> group_statistics -> group_normalize, and its gradients:
 * group_gradient_sums -> group_backward, once more by parameter for scale and shift. Batch norm of rows is axis 0 of
 * [rows, columns], layer norm axis 1. A group of 2 becomes +-1 whatever it holds, so that its gradient, eps apart, is the remainder of
 * a cancellation: in f32 rounding alone.
 */
import groupBackward from '../kernels/group_backward';
import groupGradientSums from '../kernels/group_gradient_sums';
import groupMoments from '../kernels/group_moments';
import groupMomentsMerge from '../kernels/group_moments_merge';
import groupNormalize from '../kernels/group_normalize';
import groupStatisticsKernel from '../kernels/group_statistics';
import groupSumsMerge from '../kernels/group_sums_merge';
import { chunksOf, elementWalk, FAN_IN, type Walk, walkOver } from '../kernels/support/groups';
import { otherAxes, rowMajorStrides } from '../reference/groups';
import { affineAxesOf, groupStatistics } from '../reference/normalization';
import type { Executor, Recorder } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import type { DeviceTensor, HostArray } from '../runtime/tensor';

type F32 = DeviceTensor<'f32'>;

export interface NormalizationShape {
  /** Of the 1 to 4 axes; more where neighbours of one kind join to no more than 4 runs. */
  readonly sizes: readonly number[];
  /** Elements from one index of an axis to the next; row-major by default. What lies between is neither read nor written. */
  readonly strides?: readonly number[];
  /** Axes that statistics run over; the others keep their index. */
  readonly axes: readonly number[];
  /** Whether the mean leaves; false is RMS normalisation, y = x / sqrt(mean x^2 + eps). True by default. */
  readonly centre?: boolean;
  /** Axes that scale and shift are indexed by, row-major in their order; those of `affineAxesOf` by default. */
  readonly affineAxes?: readonly number[];
}

export interface NormalizationForward {
  readonly x: F32;
  /** A tensor of its own, written where x has elements. */
  readonly y: F32;
  /** Inside the root; 0 or more. */
  readonly eps: number;
  /** [parameters]; ones without it */
  readonly scale?: F32;
  /** [parameters]; zeros without it */
  readonly shift?: F32;
  /** [groups, 4] as `statistics`, in place of those of x: evaluation mode. `statisticsOf` makes them. */
  readonly given?: F32;
}

export interface NormalizationBackward {
  readonly x: F32;
  /** dS/dy, with the strides of x */
  readonly gradient: F32;
  /** dS/dx, with the strides of x; a tensor of its own */
  readonly gradX: F32;
  /** [parameters]; ones without it */
  readonly scale?: F32;
  /** [parameters] dS/dscale, where wanted */
  readonly gradScale?: F32;
  /** [parameters] dS/dshift, where wanted */
  readonly gradShift?: F32;
  /** As in the forward pass: constants, through which no gradient flows. */
  readonly given?: F32;
}

/** Statistics [groups, 4] to be `given`: mean and biased variance of every group, with eps inside the root. */
export function statisticsOf(
  mean: ArrayLike<number>,
  variance: ArrayLike<number>,
  eps: number,
): Float32Array {
  const statistics = groupStatistics(mean, variance, eps);
  for (let begin = 0; begin < statistics.length; begin += 4) {
    const whole = statistics[begin] ?? 0;
    statistics[begin + 3] = whole - Math.fround(whole);
  }
  return Float32Array.from(statistics);
}

/** What f32 keeps of a variance that it cannot hold. */
const LARGEST_VARIANCE = 3.4e38;

/** Mean and biased variance of every group, from what `statistics` holds; Infinity for variances of 3.4e38 and more. */
export function momentsOf(statistics: HostArray<'f32'>): { mean: Float64Array; variance: Float64Array } {
  const largest = Math.fround(LARGEST_VARIANCE);
  const groups = statistics.length / 4;
  const [mean, variance] = [new Float64Array(groups), new Float64Array(groups)];
  for (let group = 0; group < groups; group++) {
    const own = statistics[4 * group + 1] ?? Number.NaN;
    mean[group] = (statistics[4 * group] ?? Number.NaN) + (statistics[4 * group + 3] ?? Number.NaN);
    variance[group] = own >= largest ? Infinity : own;
  }
  return { mean, variance };
}

export class NormalizationProgram {
  static readonly kernels: readonly AnyKernel[] = [
    groupMoments,
    groupMomentsMerge,
    groupStatisticsKernel,
    groupNormalize,
    groupGradientSums,
    groupSumsMerge,
    groupBackward,
  ];

  /** Statistics there are. */
  readonly groups: number;
  /** Elements that share one. */
  readonly groupSize: number;
  /** Entries of scale, and of shift. */
  readonly parameters: number;
  /**
   * [groups, 4], groups row-major over the kept axes: mean, biased variance (at most 3.4e38), 1 / sqrt(variance + eps), and
   * what f32 leaves of the mean, so that a mean of 1e4 costs no digit of a variance of 1.
   */
  readonly statistics: DeviceTensor<'f32'>;
  readonly #executor: Executor;
  readonly #scope: GpuScope;
  readonly #centre: boolean;
  readonly #software: boolean;
  /** With the places of scale and shift, and without them. */
  readonly #walk: Walk;
  readonly #plain: Walk;
  readonly #byParameter: Walk;
  readonly #partials: readonly F32[];
  readonly #ones: F32;
  readonly #zeros: F32;
  #sums: GroupSums | null = null;
  #parameterSums: GroupSums | null = null;

  /** @throws RangeError for axes that are missing or named twice, or more than 4 runs of them */
  constructor(executor: Executor, scope: GpuScope, shape: NormalizationShape) {
    const { sizes, strides = rowMajorStrides(sizes), axes, centre = true } = shape;
    const affineAxes = shape.affineAxes ?? affineAxesOf(sizes.length, axes);
    const array = { sizes, strides, axes, affineAxes };
    for (const named of [axes, affineAxes]) {
      if (new Set(named).size !== named.length || named.some((axis) => sizes[axis] === undefined)) {
        throw new RangeError(`axes [${named.join(', ')}] of an array [${sizes.join(', ')}]`);
      }
    }
    this.#executor = executor;
    this.#scope = scope;
    this.#centre = centre;
    this.#software = executor.adapter?.software ?? true;
    this.#walk = walkOver(array);
    this.#plain = { ...this.#walk, ...NO_PARAMETERS, moves: 0 };
    const byParameter = walkOver(array, otherAxes(sizes, affineAxes));
    this.#byParameter = { ...byParameter, ...NO_PARAMETERS };
    this.groups = this.#walk.groups;
    this.groupSize = this.#walk.members;
    this.parameters = byParameter.groups;
    this.statistics = executor.allocate(scope, 'statistics', [this.groups, 4]);
    this.#partials = widthsOf(this.#walk, this.#software)
      .filter((width) => width > 1)
      .map((width) => executor.allocate(scope, 'partial moments', [this.groups, width, 4]));
    this.#ones = executor.allocate(scope, 'scale of one', [this.parameters]);
    this.#zeros = executor.allocate(scope, 'shift of zero', [this.parameters]);
    executor.write(this.#ones, new Float32Array(this.parameters).fill(1));
  }

  /** y of x, and the statistics of x unless some are given. Exact to f32 for |x| up to 1e35. */
  encodeForward(recorder: Recorder, { x, y, eps, scale, shift, given }: NormalizationForward): void {
    const walk = scale || shift ? this.#walk : this.#plain;
    recorder.stage('normalisation');
    if (!given) this.#encodeStatistics(recorder, x, eps);
    recorder.dispatch(
      groupNormalize,
      {
        x,
        statistics: given ?? this.statistics,
        scale: scale ?? this.#ones,
        shift: shift ?? this.#zeros,
        y,
      },
      { ...walk, ...chunksOf(walk, this.#software, 'elements') },
    );
  }

  /** Gradients, with the statistics of the latest forward pass, which was on the same x, or with those given there. */
  encodeBackward(recorder: Recorder, input: NormalizationBackward): void {
    const { x, gradient, gradX, gradScale, gradShift, given } = input;
    const walk = input.scale ? this.#walk : this.#plain;
    const scale = input.scale ?? this.#ones;
    const statistics = given ?? this.statistics;
    this.#sums ??= new GroupSums(this.#executor, this.#scope, walk);
    recorder.stage('normalisation');
    const through = given ? 0 : 1;
    if (through) this.#sums.encode(recorder, walk, { x, gradient, statistics, scale }, this.#sums);
    const { sums, products } = this.#sums;
    recorder.dispatch(
      groupBackward,
      { x, gradient, statistics, scale, sums, products, gradient_x: gradX },
      {
        ...walk,
        ...chunksOf(walk, this.#software, 'elements'),
        through_mean: this.#centre ? through : 0,
        through_variance: through,
      },
    );
    if (!gradScale && !gradShift) return;
    this.#parameterSums ??= new GroupSums(this.#executor, this.#scope, this.#byParameter);
    this.#parameterSums.encode(
      recorder,
      this.#byParameter,
      { x, gradient, statistics, scale: this.#ones },
      { sums: gradShift ?? this.#parameterSums.sums, products: gradScale ?? this.#parameterSums.products },
    );
  }

  #encodeStatistics(recorder: Recorder, x: F32, eps: number): void {
    const { groups, kept_sizes, kept_elements, kept_runs } = this.#walk;
    const centre = this.#centre ? 1 : 0;
    const levels = [...this.#partials, this.statistics];
    const [first = this.statistics, ...others] = levels;
    const widths = widthsOf(this.#walk, this.#software);
    recorder.dispatch(
      groupMoments,
      { x, partials: first },
      { ...elementWalk(this.#walk, chunksOf(this.#walk, this.#software, 'sums')), centre },
    );
    for (const [level, merged] of others.entries()) {
      recorder.dispatch(
        groupMomentsMerge,
        { partials: levels[level] ?? first, merged },
        { groups, chunks: widths[level] ?? 1, fan_in: FAN_IN },
      );
    }
    recorder.dispatch(
      groupStatisticsKernel,
      { x, statistics: this.statistics },
      { groups, kept_sizes, kept_elements, kept_runs, centre, root_eps: Math.sqrt(eps) },
    );
  }
}

/** Every element with the first parameter: scales of 1 and shifts of 0 are alike. */
const NO_PARAMETERS = { kept_parameters: [0, 0, 0, 0], reduced_parameters: [0, 0, 0, 0] } as const;

/** Partial results a group has, level by level, until one is left. */
function widthsOf(walk: Walk, software: boolean): number[] {
  const widths = [chunksOf(walk, software, 'sums').chunks];
  for (let width = widths[0] ?? 1; width > 1; widths.push(width)) width = Math.ceil(width / FAN_IN);
  return widths;
}

interface Sums {
  readonly sums: F32;
  readonly products: F32;
}

/** Sums over groups, of a gradient and of its products with the normalised elements. */
class GroupSums implements Sums {
  /** [groups] */
  readonly sums: F32;
  readonly products: F32;
  readonly #software: boolean;
  readonly #widths: readonly number[];
  readonly #partials: readonly Sums[];

  constructor(executor: Executor, scope: GpuScope, walk: Walk) {
    const { groups } = walk;
    this.#software = executor.adapter?.software ?? true;
    this.#widths = widthsOf(walk, this.#software);
    this.sums = executor.allocate(scope, 'gradient sums', [groups]);
    this.products = executor.allocate(scope, 'gradient products', [groups]);
    this.#partials = this.#widths
      .filter((width) => width > 1)
      .map((width) => ({
        sums: executor.allocate(scope, 'partial sums', [groups, width]),
        products: executor.allocate(scope, 'partial products', [groups, width]),
      }));
  }

  /** Over a walk whose sizes are those of the constructor's; into `target`, which may be this. */
  encode(
    recorder: Recorder,
    walk: Walk,
    inputs: Readonly<Record<'x' | 'gradient' | 'statistics' | 'scale', F32>>,
    target: Sums,
  ): void {
    const levels = [...this.#partials, target];
    const [first = target, ...others] = levels;
    recorder.dispatch(
      groupGradientSums,
      { ...inputs, sums: first.sums, products: first.products },
      { ...walk, ...chunksOf(walk, this.#software, 'sums') },
    );
    for (const [level, merged] of others.entries()) {
      const { sums, products } = levels[level] ?? first;
      recorder.dispatch(
        groupSumsMerge,
        { sums, products, merged_sums: merged.sums, merged_products: merged.products },
        { groups: walk.groups, chunks: this.#widths[level] ?? 1, fan_in: FAN_IN },
      );
    }
  }
}
