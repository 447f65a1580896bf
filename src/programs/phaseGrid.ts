/**
 * Networks of a grid of dials, h_l = phi(sigma_w h_{l-1} W_l + sigma_b b_l), run together. They share W_l, with entries of
 * variance 1 / width, and b_l, N(0, 1), so the rows of all of them are one stack, which goes through a layer in one product.
 *
 *   start --linear_forward--> y --phase_activate--> z, h --linear_forward--> ...             layers 1 .. depth
 *   start --phase_activate_backward--> dz --linear_backward_input--> y --phase_activate_backward--> ...   down to depth / 2
 *   z of the last layer --phase_cosines--> mean cosine of two inputs
 */
import linearBackwardInput from '../kernels/linear_backward_input';
import linearForward from '../kernels/linear_forward';
import phaseActivate from '../kernels/phase_activate';
import phaseActivateBackward from '../kernels/phase_activate_backward';
import phaseCosines, { UNDEFINED_COSINE } from '../kernels/phase_cosines';
import { RandomStream, STREAMS } from '../random';
import { ACTIVATIONS } from '../reference/activations';
import { equiangularRows } from '../reference/equiangular';
import type { Executor, Recorder } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import type { DeviceTensor } from '../runtime/tensor';
import { InitializationProgram } from './initialization';
import { type PhaseSettings, requireGrid } from './phaseSettings';
import { STREAM_STEP } from './training';
import { piecesOf } from './workPieces';

/** Multiply-adds per submit: about 40 ms on a software adapter and on a small GPU; in Float64 one network may take longer. */
const SOFTWARE_WORK = 2 ** 25;
const GPU_WORK = 2 ** 31;
const REFERENCE_WORK = 2 ** 22;

/** What an activation with its measures, or a random number, costs for each value, in multiply-adds. */
const WORK_PER_VALUE = 48;

/** Floats of a record: exponent, and two means of squares over 2^(2 exponent). */
const RECORD = 4;
const SQUARES_IN = 1;

/** Where both ways begin; slot l is that of layer l forward. */
const START_SLOT = 0;

const LOG10_2 = Math.log10(2);

/** What one network came to. */
export interface CellMeasures {
  readonly forwardRate: number;
  readonly gradientRate: number;
  readonly cosine: number;
}

/** The tensors of one draw of weights, and of the cells that go through them together. */
export class PhaseGrid {
  static readonly kernels: readonly AnyKernel[] = [
    ...InitializationProgram.kernels,
    linearForward,
    linearBackwardInput,
    phaseActivate,
    phaseActivateBackward,
    phaseCosines,
  ];

  /** Of the grid, and of a submit. */
  readonly cells: number;
  readonly together: number;
  readonly #executor: Executor;
  readonly #settings: PhaseSettings;
  /** The layer from which on rates are taken; gradients come down to it. */
  readonly #middle: number;
  readonly #workPerSubmit: number;
  readonly #initialization: InitializationProgram;
  readonly #weights: readonly DeviceTensor<'f32'>[];
  readonly #biases: readonly DeviceTensor<'f32'>[];
  readonly #noBias: DeviceTensor<'f32'>;
  readonly #dials: DeviceTensor<'f32'>;
  readonly #input: DeviceTensor<'f32'>;
  readonly #outputGradient: DeviceTensor<'f32'>;
  readonly #y: DeviceTensor<'f32'>;
  readonly #values: DeviceTensor<'f32'>;
  /** Pre-activations: one tensor a layer from the middle on, and one for all layers below. */
  readonly #pre: readonly DeviceTensor<'f32'>[];
  /** [slots, cells, 4]: the start of both ways, the layers forward, the layers backward, the cosines. */
  readonly #records: DeviceTensor<'f32'>;

  /** @throws RangeError for settings that describe no grid */
  constructor(executor: Executor, scope: GpuScope, settings: PhaseSettings) {
    requireGrid(settings);
    const { width, depth, inputs, gains, biases } = settings;
    this.#executor = executor;
    this.#settings = settings;
    this.#middle = Math.floor(depth / 2);
    this.cells = gains.length * biases.length;
    const layerWork = inputs * width * (width + WORK_PER_VALUE);
    const cellWork = (depth + (depth - this.#middle)) * layerWork;
    this.#workPerSubmit = settings.workPerSubmit ?? affordableWork(executor);
    this.together = Math.max(1, Math.min(this.cells, Math.floor(this.#workPerSubmit / cellWork)));
    const rows = this.together * inputs;
    const layers = Array.from({ length: depth }, (_, index) => index + 1);
    const matrix = (label: string, height: number): DeviceTensor<'f32'> =>
      executor.allocate(scope, label, [height, width]);
    this.#initialization = new InitializationProgram(executor, scope);
    this.#weights = layers.map((layer) => matrix(`weights ${layer}`, width));
    this.#biases = layers.map((layer) => matrix(`biases ${layer}`, 1));
    this.#noBias = matrix('no bias', 1);
    this.#dials = executor.allocate(scope, 'dials', [this.cells, RECORD]);
    this.#input = matrix('inputs', inputs);
    this.#outputGradient = matrix('output gradient', inputs);
    this.#y = matrix('products', rows);
    this.#values = matrix('values', rows);
    this.#pre = layers
      .filter((layer) => layer >= this.#middle)
      .map((layer) => matrix(`pre-activations ${layer}`, rows));
    this.#records = executor.allocate(scope, 'records', [this.#cosineSlot + 1, this.together, RECORD]);
    executor.write(this.#dials, dialTable(settings));
  }

  /** Draws weights, biases, inputs and output gradients anew. */
  async draw(draw: number): Promise<void> {
    const { width, inputs, inputCosine, seed } = this.#settings;
    // Draws of neighbouring seeds have nothing in common.
    const [own] = new RandomStream(seed, STREAMS.weights).bits(draw);
    const normals = (stream: number, rows: number): Float64Array => {
      const source = new RandomStream(own, stream);
      return Float64Array.from({ length: rows * width }, (_, index) =>
        source.normal(Math.floor(index / width), index % width),
      );
    };
    const x = equiangularRows(normals(STREAMS.inputs, inputs + 1), inputs, width, inputCosine);
    this.#executor.write(this.#input, Float32Array.from(x));
    this.#executor.write(this.#outputGradient, Float32Array.from(normals(STREAMS.gradients, inputs)));
    const parts = this.#weights.map((_, index) => ({
      work: WORK_PER_VALUE * width ** 2,
      record: (recorder: Recorder) => this.#encodeParameters(recorder, index + 1, own),
    }));
    for (const piece of piecesOf(parts, this.#workPerSubmit)) {
      this.#executor.submit(piece);
      await this.#executor.settled();
    }
  }

  /** Runs the cells from `first` on, `together` of them or what is left. */
  async measure(first: number): Promise<readonly CellMeasures[]> {
    const cells = Math.min(this.together, this.cells - first);
    // Inputs and output gradients: exponent 0, mean squares 1. With fewer cells than before, slots lie elsewhere.
    this.#executor.write(this.#records, startRecords(cells));
    this.#executor.submit((recorder) => {
      recorder.stage('phase diagram');
      this.#encodeForward(recorder, first, cells);
      this.#encodeBackward(recorder, first, cells);
    });
    const records = await this.#executor.read(this.#records);
    return Array.from({ length: cells }, (_, cell) => this.#measures(records, cells, cell));
  }

  #encodeParameters(recorder: Recorder, layer: number, seed: number): void {
    const { width } = this.#settings;
    const turn = STREAM_STEP * layer;
    const draw = { law: 'normal', fanOut: width, seed } as const;
    this.#initialization.encodeWeights(recorder, at(this.#weights, layer - 1), {
      ...draw,
      fanIn: width,
      scale: 1 / Math.sqrt(width),
      stream: STREAMS.weights + turn,
    });
    this.#initialization.encodeWeights(recorder, at(this.#biases, layer - 1), {
      ...draw,
      fanIn: 1,
      scale: 1,
      stream: STREAMS.biases + turn,
    });
  }

  #encodeForward(recorder: Recorder, first: number, cells: number): void {
    const { inputs, width, depth, activation } = this.#settings;
    const kind = ACTIVATIONS.indexOf(activation);
    const c4 = width / 4;
    for (let layer = 1; layer <= depth; layer++) {
      // All cells have the same input.
      const sources = layer === 1 ? 1 : cells;
      recorder.dispatch(
        linearForward,
        {
          x: layer === 1 ? this.#input : this.#values,
          weights: at(this.#weights, layer - 1),
          bias: this.#noBias,
          y: this.#y,
        },
        { rows: sources * inputs, in4: c4, out4: c4 },
      );
      recorder.dispatch(
        phaseActivate,
        {
          dials: this.#dials,
          y: this.#y,
          bias: at(this.#biases, layer - 1),
          records: this.#records,
          pre: this.#preOf(layer),
          post: this.#values,
        },
        { cells, first, inputs, c4, sources, layer, kind },
      );
    }
    recorder.dispatch(
      phaseCosines,
      { x: this.#preOf(depth), records: this.#records },
      { cells, inputs, c4, slot: this.#cosineSlot },
    );
  }

  /** dS/dh of the last layer is that of a linear layer above with the cell's gain: it scales all gradients alike. */
  #encodeBackward(recorder: Recorder, first: number, cells: number): void {
    const { inputs, width, depth, activation } = this.#settings;
    const kind = ACTIVATIONS.indexOf(activation);
    const c4 = width / 4;
    for (let layer = depth; layer >= this.#middle; layer--) {
      const last = layer === depth;
      if (!last) {
        recorder.dispatch(
          linearBackwardInput,
          { dy: this.#values, weights: at(this.#weights, layer), dx: this.#y },
          { rows: cells * inputs, in4: c4, out4: c4, keep: 0 },
        );
      }
      recorder.dispatch(
        phaseActivateBackward,
        {
          dials: this.#dials,
          y: last ? this.#outputGradient : this.#y,
          pre: this.#preOf(layer),
          records: this.#records,
          pre_gradient: this.#values,
        },
        {
          cells,
          first,
          inputs,
          c4,
          sources: last ? 1 : cells,
          layer,
          kind,
          before: last ? START_SLOT : this.#gradientSlot(layer + 1),
          slot: this.#gradientSlot(layer),
        },
      );
    }
  }

  #preOf(layer: number): DeviceTensor<'f32'> {
    return at(this.#pre, Math.max(layer - this.#middle, 0));
  }

  #gradientSlot(layer: number): number {
    return 2 * this.#settings.depth + 1 - layer;
  }

  get #cosineSlot(): number {
    return this.#gradientSlot(this.#middle) + 1;
  }

  #measures(records: Float32Array | Float64Array, cells: number, cell: number): CellMeasures {
    const { depth } = this.#settings;
    const field = (slot: number, index: number): number =>
      records[RECORD * (slot * cells + cell) + index] ?? Number.NaN;
    const decades = (slot: number): number =>
      2 * LOG10_2 * field(slot, 0) + Math.log10(field(slot, SQUARES_IN));
    const rate = (from: number, to: number): number => (decades(to) - decades(from)) / (depth - this.#middle);
    const cosine = field(this.#cosineSlot, 0);
    return {
      forwardRate: rate(this.#middle, depth),
      gradientRate: rate(this.#gradientSlot(depth), this.#gradientSlot(this.#middle)),
      cosine: cosine === UNDEFINED_COSINE ? Number.NaN : cosine,
    };
  }
}

function affordableWork({ backend, adapter }: Executor): number {
  if (backend === 'reference') return REFERENCE_WORK;
  return adapter?.software ? SOFTWARE_WORK : GPU_WORK;
}

function startRecords(cells: number): Float32Array {
  return Float32Array.from({ length: RECORD * cells }, (_, index) => [0, 1, 1, 0][index % RECORD] ?? 0);
}

/** Gain and bias deviation of every cell, biases along the rows. */
function dialTable({ gains, biases }: PhaseSettings): Float32Array {
  const table = new Float32Array(RECORD * gains.length * biases.length);
  for (const [row, bias] of biases.entries()) {
    for (const [column, gain] of gains.entries())
      table.set([gain, bias], RECORD * (row * gains.length + column));
  }
  return table;
}

/** @throws RangeError beyond the ends */
function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`there is no entry ${index} among ${list.length}`);
  return found;
}
