/**
 * Flat Float64 arithmetic shared by the reference. Matrices are row-major and unpadded.
 */

/** Any flat list of numbers: a plain array, Float32Array or Float64Array. */
export type Vector = ArrayLike<number>;

/** The values in Float64; the very same array where it already is one, so never write to the result. */
export function float64(values: Vector): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values);
}

/** Element `index`. @throws RangeError outside the array: a wrong shape must not turn into a quiet NaN. */
export function at(values: Float64Array, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`element ${index} of ${values.length}`);
  return value;
}

/**
 * Views of the rows of `matrix` [rows, cols]. They alias a Float64Array argument, so they also serve for writing into a result.
 * @throws RangeError when the matrix holds fewer than rows * cols values.
 */
export function rowsOf(matrix: Vector, rows: number, cols: number): Float64Array[] {
  const data = float64(matrix);
  if (data.length < rows * cols) throw new RangeError(`${data.length} values cannot fill [${rows}, ${cols}]`);
  return Array.from({ length: rows }, (_, r) => data.subarray(r * cols, (r + 1) * cols));
}

/** Row `index` of the views made by `rowsOf`. @throws RangeError outside. */
export function row(views: readonly Float64Array[], index: number): Float64Array {
  const view = views[index];
  if (view === undefined) throw new RangeError(`row ${index} of ${views.length}`);
  return view;
}

/** a . b */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += at(a, k) * at(b, k);
  return sum;
}

/** ||a - b||^2 from the differences: |a|^2 + |b|^2 - 2ab would cancel for close points. */
export function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) {
    const difference = at(a, k) - at(b, k);
    sum += difference * difference;
  }
  return sum;
}

/** target += scale * source, in place. */
export function addScaled(target: Float64Array, scale: number, source: Float64Array): void {
  for (let k = 0; k < target.length; k++) target[k] = at(target, k) + scale * at(source, k);
}

/** Mean of the rows of `matrix` [rows, cols] -> [cols]; NaN without rows. */
export function meanRow(matrix: Vector, rows: number, cols: number): Float64Array {
  const mean = new Float64Array(cols);
  for (const view of rowsOf(matrix, rows, cols)) addScaled(mean, 1, view);
  return mean.map((sum) => sum / rows);
}
