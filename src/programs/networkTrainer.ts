/**
 * A network that learns a small task: the page's proof of what a signal's fate means.
 *
 *   a block of the task's rows --forward--> outputs --cross_entropy_rows | squared_error_rows--> loss terms, dS/dh_L
 *     --backward, weights_sgd | weights_adam--> weights, layer by layer on the way back
 */

import type { Task } from '../data/tasks';
import crossEntropyRows from '../kernels/cross_entropy_rows';
import squaredErrorRows from '../kernels/squared_error_rows';
import sumColumns from '../kernels/sum_columns';
import weightsAdam from '../kernels/weights_adam';
import weightsSgd from '../kernels/weights_sgd';
import { biasCorrections } from '../reference/optimizer';
import type { Executor, Recorder } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, elementCount, paddedColumns, padRows } from '../runtime/tensor';
import { batchOfStep } from './batches';
import type { LayerGradients, NetworkProgram } from './network';
import { type NetworkShape, requireAffordable } from './networkShape';

export interface TrainerSettings {
  readonly optimizer: 'sgd' | 'adam';
  readonly learningRate: number;
  /** Of SGD, in [0, 1). */
  readonly momentum: number;
  /** Weight decay per step and unit of learning rate; biases have none. */
  readonly decay: number;
}

/** What the next step depends on, besides the settings. */
export interface TrainerState {
  readonly step: number;
  readonly adamSteps: number;
  readonly optimizer: TrainerSettings['optimizer'] | null;
  readonly tensors: readonly Float32Array[];
}

/** Blocks of rows that an epoch walks through, each a mini-batch of the network's own size. */
export const BLOCKS = 4;

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** A parameter tensor and what the optimiser keeps of it. */
interface Learner {
  readonly values: DeviceTensor<'f32'>;
  readonly moments: readonly [DeviceTensor<'f32'>, DeviceTensor<'f32'>];
}

/** The shape with a linear read-out of the task's outputs on top, which is neither normalised nor dropped. */
export function shapeForTask(shape: NetworkShape, { outputs }: Pick<Task, 'outputs'>): NetworkShape {
  return { ...shape, widths: [...shape.widths, outputs], readout: true };
}

export class NetworkTrainer {
  static readonly kernels: readonly AnyKernel[] = [
    crossEntropyRows,
    squaredErrorRows,
    sumColumns,
    weightsSgd,
    weightsAdam,
  ];

  /** [4]: loss (nats, or half the mean square error) and accuracy, both of the latest encoding; 0 accuracy for values */
  readonly readings: DeviceTensor<'f32'>;
  readonly #executor: Executor;
  readonly #network: NetworkProgram;
  readonly #task: Task;
  readonly #inputs: DeviceTensor<'f32'>;
  /** All rows, and those of the step. */
  readonly #labels: readonly [DeviceTensor<'u32'>, DeviceTensor<'u32'>];
  readonly #targets: readonly [DeviceTensor<'f32'>, DeviceTensor<'f32'>];
  readonly #terms: DeviceTensor<'f32'>;
  /** Weights and biases of layer l are entries 2 l - 2 and 2 l - 1. */
  readonly #learners: readonly Learner[];
  #step = 0;
  #adamSteps = 0;
  #optimizer: TrainerSettings['optimizer'] | null = null;

  /**
   * @param network of a shape from `shapeForTask`, its weights drawn by whoever owns it; its input and output gradient
   * belong to the trainer from now on
   * @param task of BLOCKS times the network's rows
   * @throws RangeError for a task of another size, LabLimitError where the optimiser's moments do not fit
   */
  constructor(executor: Executor, scope: GpuScope, network: NetworkProgram, task: Task) {
    const { batch, widths } = network.shape;
    if (task.rows !== BLOCKS * batch || task.columns !== widths[0] || task.outputs !== widths.at(-1)) {
      throw new RangeError(
        `a task [${task.rows}, ${task.columns}] of ${task.outputs} outputs does not fit ${batch} rows and widths ${widths.join(', ')}`,
      );
    }
    const parameters = network.plans.flatMap((_, index) => [network.weights[index], network.biases[index]]);
    const values = parameters.filter((tensor) => tensor !== undefined);
    requireAffordable(
      executor,
      network.shape,
      values.reduce((sum, { shape }) => sum + 2 * elementCount(shape), 0),
    );
    this.#executor = executor;
    this.#network = network;
    this.#task = task;
    const { rows, columns, outputs, inputs, labels, targets } = task;
    const width = paddedColumns(outputs);
    this.readings = executor.allocate(scope, 'loss and accuracy', [4]);
    this.#inputs = executor.allocate(scope, 'task inputs', [rows, paddedColumns(columns)]);
    this.#labels = [
      executor.allocate(scope, 'task labels', [rows], 'u32'),
      executor.allocate(scope, 'labels of the step', [batch], 'u32'),
    ];
    this.#targets = [
      executor.allocate(scope, 'task targets', [rows, width]),
      executor.allocate(scope, 'targets of the step', [batch, width]),
    ];
    this.#terms = executor.allocate(scope, 'loss terms', [batch, 4]);
    this.#learners = values.map((tensor) => ({
      values: tensor,
      moments: [
        executor.allocate(scope, `first moment of ${tensor.label}`, tensor.shape),
        executor.allocate(scope, `second moment of ${tensor.label}`, tensor.shape),
      ],
    }));
    executor.write(this.#inputs, padRows(inputs, rows, columns));
    if (labels) executor.write(this.#labels[0], labels);
    if (targets) executor.write(this.#targets[0], padRows(targets, rows, outputs));
  }

  get step(): number {
    return this.#step;
  }

  /** Loss and accuracy of the rows that the next step will see, with its dropout masks, into `readings`. */
  encodeLoss(recorder: Recorder): void {
    const { batch } = this.#network.shape;
    this.#encodeForward(recorder);
    recorder.dispatch(
      sumColumns,
      { x: this.#terms, readings: this.readings },
      { rows: batch, cols: 4, slot: 0, scale: 1 / batch },
    );
  }

  /** Forward, loss, and back through every layer, changing nothing that is learned. @param after as `encodeBackward`'s */
  encodeGradients(recorder: Recorder, after: (layer: number, gradients: LayerGradients) => void): void {
    const network = this.#network;
    this.#encodeForward(recorder);
    for (let layer = network.depth; layer >= 1; layer--) {
      network.encodeBackward(recorder, layer, this.#step, (gradients) => after(layer, gradients));
    }
  }

  /** One step on the next block of rows. @param after records what reads a layer's gradients before it is updated */
  encodeStep(
    recorder: Recorder,
    settings: TrainerSettings,
    after: (layer: number, gradients: LayerGradients) => void = () => undefined,
  ): void {
    this.#prepareOptimizer(recorder, settings);
    this.encodeGradients(recorder, (layer, gradients) => {
      after(layer, gradients);
      recorder.stage('update');
      this.#encodeUpdate(recorder, 2 * layer - 2, gradients.weight, settings);
      this.#encodeUpdate(recorder, 2 * layer - 1, gradients.bias, { ...settings, decay: 0 });
    });
    this.#step++;
  }

  async snapshot(): Promise<TrainerState> {
    const counters = { step: this.#step, adamSteps: this.#adamSteps, optimizer: this.#optimizer };
    const tensors = await Promise.all(this.#state().map((tensor) => this.#executor.read(tensor)));
    return { ...counters, tensors: tensors.map((values) => Float32Array.from(values)) };
  }

  /** @throws RangeError when the snapshot is of another shape */
  restore({ step, adamSteps, optimizer, tensors }: TrainerState): void {
    const state = this.#state();
    if (tensors.length !== state.length)
      throw new RangeError(`a snapshot of ${tensors.length} tensors does not fit ${state.length}`);
    for (const [index, tensor] of state.entries()) {
      const values = tensors[index];
      if (values?.length !== elementCount(tensor.shape))
        throw new RangeError(`the snapshot does not fit ${tensor.label}`);
      this.#executor.write(tensor, values);
    }
    this.#step = step;
    this.#adamSteps = adamSteps;
    this.#optimizer = optimizer;
  }

  #state(): readonly DeviceTensor<'f32'>[] {
    return this.#learners.flatMap(({ values, moments }) => [values, ...moments]);
  }

  /** Moments of one optimiser mean nothing to the other. */
  #prepareOptimizer(recorder: Recorder, { optimizer }: TrainerSettings): void {
    if (this.#optimizer !== optimizer) {
      for (const tensor of this.#learners.flatMap(({ moments }) => moments)) recorder.clear(tensor);
      this.#optimizer = optimizer;
      this.#adamSteps = 0;
    }
    if (optimizer === 'adam') this.#adamSteps++;
  }

  #encodeForward(recorder: Recorder): void {
    const network = this.#network;
    this.#encodeBatch(recorder);
    for (let layer = 1; layer <= network.depth; layer++) network.encodeForward(recorder, layer, this.#step);
    recorder.stage('loss');
    const { batch } = network.shape;
    const { outputs, labels } = this.#task;
    const [output, gradient, terms] = [network.hidden(network.depth), network.outputGradient, this.#terms];
    const sizes = { rows: batch, c4: paddedColumns(outputs) / 4, scale: 1 / batch };
    if (labels) {
      recorder.dispatch(
        crossEntropyRows,
        { logits: output, labels: this.#labels[1], gradient, terms },
        { ...sizes, classes: outputs },
      );
    } else {
      recorder.dispatch(
        squaredErrorRows,
        { output, wanted: this.#targets[1], gradient, terms },
        { ...sizes, columns: outputs },
      );
    }
  }

  /** The rows of the step: rows are independent draws, so an epoch permutes whole blocks of them. */
  #encodeBatch(recorder: Recorder): void {
    const { batch, widths } = this.#network.shape;
    const { offset: block } = batchOfStep(BLOCKS, 1, this.#network.seed, this.#step);
    const copy = (source: DeviceTensor, target: DeviceTensor, stride: number): void =>
      recorder.copy(source, target, { sourceOffset: block * batch * stride, count: batch * stride });
    copy(this.#inputs, this.#network.input, paddedColumns(widths[0] ?? 0));
    if (this.#task.labels) copy(...this.#labels, 1);
    else copy(...this.#targets, paddedColumns(this.#task.outputs));
  }

  #encodeUpdate(
    recorder: Recorder,
    index: number,
    gradient: DeviceTensor<'f32'>,
    { optimizer, learningRate, momentum, decay }: TrainerSettings,
  ): void {
    const learner = this.#learners[index];
    if (!learner) throw new RangeError(`there is no parameter ${index}`);
    const { values: weights, moments } = learner;
    const [first, second] = moments;
    const common = { count4: elementCount(weights.shape) / 4, learning_rate: learningRate, decay };
    if (optimizer === 'sgd') {
      recorder.dispatch(weightsSgd, { gradient, weights, velocity: first }, { ...common, momentum });
      return;
    }
    const { firstCorrection, secondCorrection } = biasCorrections(BETA1, BETA2, this.#adamSteps);
    recorder.dispatch(
      weightsAdam,
      { gradient, weights, first, second },
      {
        ...common,
        beta1: BETA1,
        beta2: BETA2,
        epsilon: EPSILON,
        correction1: firstCorrection,
        correction2: secondCorrection,
      },
    );
  }
}
