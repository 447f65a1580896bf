/**
 * Gram matrices without rounding: entries become whole numbers, and whole numbers are summed exactly.
 *
 * The singular values of a cloud are roots of the eigenvalues of its Gram matrix, so a relative error e of the matrix
 * shows as sqrt(e) in the small ones: 3e-4 in f32. An exact matrix of slightly rounded entries has no such error: by
 * Weyl's inequality every singular value moves by at most the norm of what was rounded away.
 */

/** Magnitude of the largest whole number: every one up to it is an f32. */
export const FIXED_RANGE = 2 ** 24;
const WORD = 2 ** 32;
/** Products of at most 2^48, of which 32 have an exact sum in f64. */
const EXACT_RUN = 32;

/** Which entries of a cloud become vectors. */
export interface FixedPointShape {
  readonly vectors: number;
  /** Entries of a vector that are not padding. */
  readonly length: number;
  /** Length of a stored vector, a multiple of 8; zero from `length` on. */
  readonly padded: number;
  /** Length of a row of the cloud. */
  readonly stride: number;
  /** True columns of the cloud; vector `columns` is all ones where vectors are columns. */
  readonly columns: number;
  readonly byRows: boolean;
}

/** The nearest whole number, halves to even, as WGSL's round. */
function roundToEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/**
 * Rows, or columns and a column of ones, of z [rows, stride] as whole numbers of 1 / scale, clamped to FIXED_RANGE.
 * @param order the rows that take part, in their order
 * @returns [vectors, padded]
 */
export function fixedPoint(
  z: ArrayLike<number>,
  order: ArrayLike<number>,
  shape: FixedPointShape,
  scale: number,
): Float64Array {
  const { vectors, length, padded, stride, columns, byRows } = shape;
  const fixed = new Float64Array(vectors * padded);
  for (let v = 0; v < vectors; v++) {
    for (let k = 0; k < length; k++) {
      const [row, column] = byRows ? [order[v] ?? 0, k] : [order[k] ?? 0, v];
      const value = column === columns ? 1 : roundToEven(scale * (z[row * stride + column] ?? 0));
      fixed[v * padded + k] = Math.min(FIXED_RANGE, Math.max(-FIXED_RANGE, value));
    }
  }
  return fixed;
}

/** Exact sums, [size, size] each, symmetric: 2^32 high + low, with 0 <= low < 2^32. */
export interface ExactGram {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** Dot products of all pairs of vectors [vectors, length] of whole numbers of magnitude at most FIXED_RANGE. */
export function exactGram(fixed: Float64Array, vectors: number, length: number): ExactGram {
  const high = new Float64Array(vectors * vectors);
  const low = new Float64Array(vectors * vectors);
  for (let v = 0; v < vectors; v++) {
    const a = fixed.subarray(v * length, (v + 1) * length);
    for (let w = v; w < vectors; w++) {
      const b = fixed.subarray(w * length, (w + 1) * length);
      let [tall, short] = [0, 0];
      for (let begin = 0; begin < length; begin += EXACT_RUN) {
        const end = Math.min(length, begin + EXACT_RUN);
        let sum = 0;
        for (let k = begin; k < end; k++) sum += (a[k] ?? 0) * (b[k] ?? 0);
        const multiples = Math.floor(sum / WORD);
        tall += multiples;
        short += sum - multiples * WORD;
      }
      const carry = Math.floor(short / WORD);
      high[v * vectors + w] = high[w * vectors + v] = tall + carry;
      low[v * vectors + w] = low[w * vectors + v] = short - carry * WORD;
    }
  }
  return { high, low };
}

/** Z Z^T [n, n] of rows -> that of the rows without their mean: every entry less the means of its row and column, plus that of all. */
export function centreGram(gram: Float64Array, n: number): Float64Array {
  const means = Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += gram[i * n + j] ?? 0;
    return sum / n;
  });
  const mean = means.reduce((sum, value) => sum + value, 0) / n;
  return gram.map(
    (value, index) => value - (means[Math.floor(index / n)] ?? 0) - (means[index % n] ?? 0) + mean,
  );
}
