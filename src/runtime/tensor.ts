/** What a tensor's 4-byte elements are. `vec4f` tensors are f32 with a last axis that is a multiple of 4. */
export type Element = 'f32' | 'u32';

export type Shape = readonly number[];

/** Number of elements of a shape. */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/**
 * A handle on device memory, row-major. The executor that allocated it holds the memory; the scope that
 * asked for it decides its life; kernels and views only borrow it.
 */
export interface DeviceTensor<E extends Element = Element> {
  readonly id: number;
  readonly label: string;
  readonly shape: Shape;
  readonly element: E;
}

/** What a read-back returns: f32 from a GPU, f64 from the reference, exact integers from both. */
export type HostArray<E extends Element = Element> = E extends 'u32'
  ? Uint32Array
  : Float32Array | Float64Array;

/** Row length on the device: rows of points are padded with zeros to whole vec4s, so that kernels load vec4s. */
export function paddedColumns(columns: number): number {
  return Math.ceil(columns / 4) * 4;
}

/** [rows, columns] -> [rows, paddedColumns] with zeros. */
export function padRows(data: ArrayLike<number>, rows: number, columns: number): Float32Array {
  const stride = paddedColumns(columns);
  const padded = new Float32Array(rows * stride);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      padded[row * stride + column] = data[row * columns + column] ?? 0;
    }
  }
  return padded;
}

/** [rows, paddedColumns] -> [rows, columns], in the precision of the input. */
export function unpadRows<A extends Float32Array | Float64Array>(data: A, rows: number, columns: number): A {
  const stride = paddedColumns(columns);
  if (stride === columns) return data.slice(0, rows * columns) as A;
  const out = (data instanceof Float64Array
    ? new Float64Array(rows * columns)
    : new Float32Array(rows * columns)) as unknown as A;
  for (let row = 0; row < rows; row++) {
    out.set(data.subarray(row * stride, row * stride + columns), row * columns);
  }
  return out;
}
