/** The memory of a deep network: what every layer keeps, and what all layers share. */
import type { Executor } from '../runtime/executor';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../runtime/tensor';
import type { NetworkShape } from './networkShape';

type Matrix = DeviceTensor<'f32'>;

/** What `NetworkProgram.encodeBackward` of layer l found; buffers that the next layer overwrites. */
export interface LayerGradients {
  /** dS/dh_{l-1} [batch, fan_in padded] */
  readonly hidden: Matrix;
  /** dS/dz_l [batch, fan_out padded] */
  readonly pre: Matrix;
  /** dS/dW_l [fan_in padded, fan_out padded], summed over the batch */
  readonly weight: Matrix;
  /** dS/db_l [fan_out padded], summed over the batch */
  readonly bias: Matrix;
}

export interface NetworkTensors {
  /** W_l is entry l - 1: [fan_in padded, fan_out padded]. */
  readonly weights: readonly Matrix[];
  /** b_l is entry l - 1: [1, fan_out padded]. */
  readonly biases: readonly Matrix[];
  /** h_l is entry l: [batch, d_l padded]. */
  readonly hidden: readonly Matrix[];
  /** z_l is entry l - 1: [batch, d_l padded]. */
  readonly pre: readonly Matrix[];
  /** dS/dh_L [batch, d_L padded] */
  readonly outputGradient: Matrix;
  /** Of the widest layer; a narrower one uses their beginning. */
  readonly gradients: LayerGradients;
  /** Two matrices of the widest layer, for what a layer computes on its way. */
  readonly working: readonly [Matrix, Matrix];
}

/** Everything a network keeps, zero. */
export function allocateNetwork(
  executor: Executor,
  scope: GpuScope,
  { batch, widths }: Pick<NetworkShape, 'batch' | 'widths'>,
): NetworkTensors {
  const strides = widths.map(paddedColumns);
  const outs = strides.slice(1);
  const ins = strides.slice(0, -1);
  const widest = Math.max(...strides);
  const largest = Math.max(...outs.map((out, index) => out * (ins[index] ?? 0)));
  const matrix = (label: string, rows: number, stride: number): Matrix =>
    executor.allocate(scope, label, [rows, stride]);
  return {
    weights: outs.map((out, index) => matrix(`weights ${index + 1}`, ins[index] ?? 0, out)),
    biases: outs.map((out, index) => matrix(`biases ${index + 1}`, 1, out)),
    hidden: strides.map((stride, layer) => matrix(`hidden ${layer}`, batch, stride)),
    pre: outs.map((out, index) => matrix(`pre-activations ${index + 1}`, batch, out)),
    outputGradient: matrix('output gradient', batch, outs.at(-1) ?? 0),
    gradients: {
      hidden: matrix('hidden gradient', batch, widest),
      pre: matrix('pre-activation gradient', batch, widest),
      weight: matrix('weight gradient', 1, largest),
      bias: matrix('bias gradient', 1, widest),
    },
    working: [matrix('working matrix 1', batch, widest), matrix('working matrix 2', batch, widest)],
  };
}

/** f32 values of what `allocateNetwork` makes. */
export function tensorElements({ batch, widths }: Pick<NetworkShape, 'batch' | 'widths'>): number {
  const strides = widths.map(paddedColumns);
  const outs = strides.slice(1);
  const products = outs.map((out, index) => out * (strides[index] ?? 0));
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  const widest = Math.max(...strides);
  return (
    total(products) +
    Math.max(...products) +
    total(outs) +
    widest +
    batch * (total(strides) + total(outs) + (outs.at(-1) ?? 0) + 4 * widest)
  );
}
