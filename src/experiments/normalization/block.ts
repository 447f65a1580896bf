/**
 * The block at work on the device: batches drawn, normalised and normalised again without a sample, running statistics, and
 * the same values through an activation.
 *
 *   initialize_weights -> z --group_normalize--> x = z + level;   x --NormalizationProgram--> statistics, outputs
 *   statistics of a batch --running_statistics--> running
 */
import activate from '../../kernels/activate';
import initializeWeights from '../../kernels/initialize_weights';
import runningStatistics from '../../kernels/running_statistics';
import { InitializationProgram } from '../../programs/initialization';
import { NormalizationProgram, statisticsOf } from '../../programs/normalization';
import { RandomStream, STREAMS } from '../../random';
import { ACTIVATIONS, type ActivationName } from '../../reference/activations';
import type { Executor, Recorder } from '../../runtime/executor';
import type { AnyKernel } from '../../runtime/kernel';
import type { GpuScope } from '../../runtime/scope';
import { type DeviceTensor, type HostArray, paddedColumns } from '../../runtime/tensor';
import type { NormalizationValues } from './controls';
import { type Arrangement, arrangementOf } from './presets';

type F32 = DeviceTensor<'f32'>;

/** How much higher the outlier is, and the sample it is in. */
export const OUTLIER = 20;
const OUTLIER_SAMPLE = 1;

/** Deviation of a pair of values, so small that eps decides what becomes of them. */
export const TINY = 1e-3;

/** Streams of batches: one a step. */
const STREAM_STEP = 16;

/** Mean of every cell [B H N D] under the law of the input; its deviation is 1. */
export function levelsOf(values: NormalizationValues): Float64Array {
  const { B, H, N, D, samples, heads, features, offset, outlier } = values;
  const apart = (index: number, size: number, distance: number): number =>
    distance * (index - (size - 1) / 2);
  return Float64Array.from({ length: B * H * N * D }, (_, cell) => {
    const [b, h, d] = [Math.floor(cell / (H * N * D)), Math.floor(cell / (N * D)) % H, cell % D];
    const level = offset + apart(b, B, samples) + apart(h, H, heads) + apart(d, D, features);
    const first = cell === Math.min(OUTLIER_SAMPLE, B - 1) * H * N * D;
    return outlier && first ? level + OUTLIER : level;
  });
}

/** Scale and shift of every parameter; ones and zeros without affine parameters. */
export function affineOf(
  { affine, alpha, beta, variety, seed }: NormalizationValues,
  { parameters, hasShift }: Arrangement,
): { readonly scale: Float32Array; readonly shift: Float32Array } {
  const drawn = (stream: number, mean: number): Float32Array => {
    const random = new RandomStream(seed, stream);
    return Float32Array.from({ length: parameters }, (_, k) => mean + variety * random.normal(0, k));
  };
  return {
    scale: affine ? drawn(STREAMS.weights, alpha) : new Float32Array(parameters).fill(1),
    shift: affine && hasShift ? drawn(STREAMS.biases, beta) : new Float32Array(parameters),
  };
}

/** The sample that is taken out; null where there is no other. */
export function takenOut({ B, leaveOut }: NormalizationValues): number | null {
  return B > 1 ? Math.min(leaveOut, B - 1) : null;
}

/** Everything that was computed of one batch, as the device has it. */
export interface BlockReading {
  readonly input: HostArray<'f32'>;
  /** Normalised with the statistics of the batch, without and with affine parameters. */
  readonly plain: HostArray<'f32'>;
  readonly affine: HostArray<'f32'>;
  /** With affine parameters and running statistics; null where evaluation is no other. */
  readonly evaluated: HostArray<'f32'> | null;
  /** In the mode in force, of the batch without a sample; null where there is no other. */
  readonly rest: HostArray<'f32'> | null;
  /** [groups, 4] of the batch, and of all batches before it. */
  readonly statistics: HostArray<'f32'>;
  readonly running: HostArray<'f32'>;
  /** phi(plain) and phi(affine); where the activation comes first, phi(input) and phi(input) normalised without and with. */
  readonly activated: readonly HostArray<'f32'>[];
  /** Means over (0, 1, 2) and over (3), with the outputs that go with them. */
  readonly tokens: { readonly statistics: HostArray<'f32'>; readonly output: HostArray<'f32'> };
  readonly last: { readonly statistics: HostArray<'f32'>; readonly output: HostArray<'f32'> };
  /** -TINY and TINY, normalised with eps inside the root and outside. */
  readonly inside: HostArray<'f32'>;
  readonly outside: HostArray<'f32'>;
}

export class NormalizationBlock {
  static readonly kernels: readonly AnyKernel[] = [
    ...NormalizationProgram.kernels,
    initializeWeights,
    activate,
    runningStatistics,
  ];

  readonly arrangement: Arrangement;
  /** [groups, 4] mean, variance, inverse root and rest of the mean, of the batches so far; 0 and 1 at first. */
  readonly running: F32;
  readonly #executor: Executor;
  readonly #values: NormalizationValues;
  readonly #initialization: InitializationProgram;
  readonly #generator: NormalizationProgram;
  readonly #main: NormalizationProgram;
  readonly #rest: NormalizationProgram | null;
  readonly #second: NormalizationProgram;
  readonly #tokens: NormalizationProgram;
  readonly #last: NormalizationProgram;
  readonly #pair: NormalizationProgram;
  readonly #t: Readonly<
    Record<
      | 'z'
      | 'x'
      | 'restX'
      | 'plain'
      | 'affine'
      | 'evaluated'
      | 'rest'
      | 'tokens'
      | 'last'
      | 'level'
      | 'ones'
      | 'first'
      | 'second'
      | 'third',
      F32
    >
  >;
  readonly #scale: F32;
  readonly #shift: F32;
  readonly #standard: F32;
  readonly #tiny: Readonly<Record<'x' | 'outsideStatistics' | 'inside' | 'outside', F32>>;

  /** @throws LabLimitError before anything is allocated */
  constructor(executor: Executor, scope: GpuScope, values: NormalizationValues) {
    this.#executor = executor;
    this.#values = values;
    const arrangement = arrangementOf(values);
    this.arrangement = arrangement;
    const { cells, shape } = arrangement;
    const vector = (label: string): F32 => executor.allocate(scope, label, [paddedColumns(cells)]);
    this.#t = {
      z: vector('normals'),
      x: vector('block'),
      restX: vector('block without a sample'),
      plain: vector('normalised'),
      affine: vector('normalised, scaled and shifted'),
      evaluated: vector('normalised with running statistics'),
      rest: vector('normalised without a sample'),
      tokens: vector('normalised over 0, 1, 2'),
      last: vector('normalised over 3'),
      level: vector('levels'),
      ones: vector('deviations'),
      first: vector('activated'),
      second: vector('activated, affine'),
      third: vector('activated and normalised'),
    };
    const program = (own: Arrangement['shape']) => new NormalizationProgram(executor, scope, own);
    const flat = { sizes: [cells], axes: [0], affineAxes: [0], centre: true };
    this.#initialization = new InitializationProgram(executor, scope);
    this.#generator = program(flat);
    this.#main = program(shape);
    this.#rest = takenOut(values) === null ? null : program(arrangementOf(values, values.B - 1).shape);
    this.#second = program(shape);
    const { sizes } = arrangement;
    this.#tokens = program({ sizes, axes: [0, 1, 2], affineAxes: [3], centre: true });
    this.#last = program({ sizes, axes: [3], affineAxes: [3], centre: true });
    this.#pair = program({ sizes: [2], axes: [0], affineAxes: [], centre: true });
    this.running = executor.allocate(scope, 'running statistics', [arrangement.groups, 4]);
    this.#scale = executor.allocate(scope, 'scale', [arrangement.parameters]);
    this.#shift = executor.allocate(scope, 'shift', [arrangement.parameters]);
    this.#standard = executor.allocate(scope, 'mean 0, variance 1', [1, 4]);
    this.#tiny = {
      x: executor.allocate(scope, 'pair of tiny values', [2]),
      outsideStatistics: executor.allocate(scope, 'eps outside the root', [1, 4]),
      inside: executor.allocate(scope, 'pair, eps inside', [2]),
      outside: executor.allocate(scope, 'pair, eps outside', [2]),
    };
    executor.write(this.#t.level, Float32Array.from(levelsOf(values)));
    executor.write(this.#t.ones, new Float32Array(cells).fill(1));
    executor.write(this.#standard, Float32Array.of(0, 1, 1, 0));
    executor.write(this.#tiny.x, Float32Array.of(-TINY, TINY));
    this.forget();
    this.adopt(values);
  }

  /** Controls that act without a new block. */
  adopt(values: NormalizationValues): void {
    const { scale, shift } = affineOf(values, this.arrangement);
    this.#executor.write(this.#scale, scale);
    this.#executor.write(this.#shift, shift);
    // The inverse root is what the kernel multiplies by: here 1 / (deviation + eps).
    this.#executor.write(
      this.#tiny.outsideStatistics,
      Float32Array.of(0, TINY ** 2, 1 / (TINY + values.eps), 0),
    );
  }

  /** Running statistics as they are before any batch: mean 0, variance 1. */
  forget(): void {
    const { groups } = this.arrangement;
    const [mean, variance] = [new Float64Array(groups), new Float64Array(groups).fill(1)];
    this.#executor.write(this.running, statisticsOf(mean, variance, this.#values.eps));
  }

  /** Draws batch number `step`. */
  encodeBatch(recorder: Recorder, step: number): void {
    const { z, x, ones, level } = this.#t;
    const { seed } = this.#values;
    this.#initialization.encodeWeights(recorder, z, {
      fanIn: 1,
      fanOut: this.arrangement.cells,
      law: 'normal',
      scale: 1,
      seed,
      stream: STREAMS.inputs + STREAM_STEP * step,
    });
    this.#generator.encodeForward(recorder, {
      x: z,
      y: x,
      eps: 0,
      scale: ones,
      shift: level,
      given: this.#standard,
    });
  }

  /** Lets the batch into the running statistics; momentum 0 only renews them for another eps. */
  encodeRunning(recorder: Recorder, momentum: number, eps: number): void {
    const { groups, groupSize, tracked } = this.arrangement;
    if (!tracked) return;
    const { x, plain } = this.#t;
    this.#main.encodeForward(recorder, { x, y: plain, eps });
    recorder.dispatch(
      runningStatistics,
      { batch: this.#main.statistics, running: this.running },
      { groups, count: groupSize, momentum, eps },
    );
  }

  /** Normalises the batch with its own statistics and with the running ones. */
  encodeOutputs(recorder: Recorder, { eps }: NormalizationValues): void {
    const { x, plain, affine, evaluated } = this.#t;
    this.encodeRunning(recorder, 0, eps);
    this.#main.encodeForward(recorder, { x, y: plain, eps });
    this.#main.encodeForward(recorder, { x, y: affine, eps, scale: this.#scale, shift: this.#shift });
    if (!this.arrangement.tracked) return;
    const given = { given: this.running, scale: this.#scale, shift: this.#shift };
    this.#main.encodeForward(recorder, { x, y: evaluated, eps, ...given });
  }

  /** Everything that figures show of the batch. */
  encodeLook(recorder: Recorder, values: NormalizationValues): void {
    const { eps } = values;
    const { x, tokens, last } = this.#t;
    this.encodeOutputs(recorder, values);
    this.#encodeRest(recorder, values);
    this.#encodeActivated(recorder, values);
    this.#tokens.encodeForward(recorder, { x, y: tokens, eps });
    this.#last.encodeForward(recorder, { x, y: last, eps });
    const pair = this.#tiny;
    this.#pair.encodeForward(recorder, { x: pair.x, y: pair.inside, eps });
    this.#pair.encodeForward(recorder, {
      x: pair.x,
      y: pair.outside,
      eps,
      given: pair.outsideStatistics,
    });
  }

  /** Outputs with the statistics of the batch and with the running ones, and these; the reads are made at once. */
  async readOutputs(): Promise<Pick<BlockReading, 'affine' | 'evaluated' | 'running'>> {
    const { affine, evaluated } = this.#t;
    const [own, other, running] = await Promise.all([
      this.#readCells(affine),
      this.#readCells(evaluated),
      this.#executor.read(this.running),
    ]);
    return { affine: own, evaluated: this.arrangement.tracked ? other : null, running };
  }

  /** What `encodeLook` computed; the reads are made at once, before later batches. */
  async read(): Promise<BlockReading> {
    const read = (tensor: F32) => this.#executor.read(tensor);
    const cells = (tensor: F32) => this.#readCells(tensor);
    const t = this.#t;
    const [outputs, input, plain, rest, statistics, activated, tokens, last, inside, outside] =
      await Promise.all([
        this.readOutputs(),
        cells(t.x),
        cells(t.plain),
        cells(t.rest),
        read(this.#main.statistics),
        Promise.all([t.first, t.second, t.third].map(cells)),
        Promise.all([read(this.#tokens.statistics), cells(t.tokens)]),
        Promise.all([read(this.#last.statistics), cells(t.last)]),
        read(this.#tiny.inside),
        read(this.#tiny.outside),
      ]);
    return {
      ...outputs,
      input,
      plain,
      rest: this.#rest ? rest : null,
      statistics,
      activated,
      tokens: { statistics: tokens[0], output: tokens[1] },
      last: { statistics: last[0], output: last[1] },
      inside,
      outside,
    };
  }

  async #readCells(tensor: F32): Promise<HostArray<'f32'>> {
    return (await this.#executor.read(tensor)).subarray(0, this.arrangement.cells);
  }

  #encodeRest(recorder: Recorder, values: NormalizationValues): void {
    const sample = takenOut(values);
    if (sample === null || !this.#rest) return;
    const { x, restX, rest } = this.#t;
    const size = this.arrangement.cells / values.B;
    const [before, after] = [sample * size, (values.B - 1 - sample) * size];
    if (before > 0) recorder.copy(x, restX, { count: before });
    if (after > 0) {
      recorder.copy(x, restX, { sourceOffset: before + size, targetOffset: before, count: after });
    }
    const evaluation = values.mode === 'evaluation' && this.arrangement.tracked;
    this.#rest.encodeForward(recorder, {
      x: restX,
      y: rest,
      eps: values.eps,
      scale: this.#scale,
      shift: this.#shift,
      ...(evaluation && { given: this.running }),
    });
  }

  #encodeActivated(recorder: Recorder, { activation, placement, eps }: NormalizationValues): void {
    const { x, plain, affine, first, second, third } = this.#t;
    const { cells } = this.arrangement;
    const extent = {
      rows: 1,
      columns: cells,
      c4: paddedColumns(cells) / 4,
      kind: ACTIVATIONS.indexOf(activation as ActivationName),
    };
    if (placement === 'before') {
      recorder.dispatch(activate, { pre: plain, post: first }, extent);
      recorder.dispatch(activate, { pre: affine, post: second }, extent);
      return;
    }
    recorder.dispatch(activate, { pre: x, post: first }, extent);
    this.#second.encodeForward(recorder, { x: first, y: second, eps });
    const parameters = { scale: this.#scale, shift: this.#shift };
    this.#second.encodeForward(recorder, { x: first, y: third, eps, ...parameters });
  }
}
