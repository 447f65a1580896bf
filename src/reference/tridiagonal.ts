import { at } from './vector';

/**
 * T = Q^T A Q, tridiagonal, with Q = H_(size-1) ... H_1 a product of reflections H_i = I - v_i v_i^T / h_i of the first i
 * coordinates.
 */
export interface Tridiagonal {
  /** [size] */
  diagonal: Float64Array;
  /** [size], entry i couples i - 1 and i; entry 0 is 0 */
  coupling: Float64Array;
  /** [size, size], row i begins with the i entries of v_i; the rest is scrap */
  reflectors: Float64Array;
  /** [size], h_i = ||v_i||^2 / 2, 0 where H_i is the identity */
  halfSquares: Float64Array;
}

/**
 * Squared norm below which a row counts as eliminated: 1e-100 of a largest entry of about 1 is no change in f64, whereas squares
 * near 1e-308 lose their digits, and a reflection by them would not be orthogonal.
 */
const NEGLIGIBLE_SQUARE = 1e-200;

/**
 * Householder reduction of the symmetric `matrix` [size, size], whose lower triangle is read and overwritten
 * (Golub & Van Loan, Matrix Computations, algorithm 8.3.1). Its largest entry has to be about 1. Rows are eliminated from the
 * last to the first, so that each v_i and all inner loops lie along rows of the lower triangle. About 4/3 size^3 operations.
 */
export function tridiagonalize(matrix: Float64Array, size: number): Tridiagonal {
  const diagonal = new Float64Array(size);
  const coupling = new Float64Array(size);
  const halfSquares = new Float64Array(size);
  const w = new Float64Array(size);
  for (let i = size - 1; i > 0; i--) {
    diagonal[i] = at(matrix, i * size + i);
    const v = matrix.subarray(i * size, i * size + i);
    const { target, halfSquare } = reflect(v);
    coupling[i] = target;
    halfSquares[i] = halfSquare;
    if (halfSquare === 0) continue;
    // (I - v v^T / h) A (I - v v^T / h) = A - v w^T - w v^T with w = p - (v . p / 2h) v and p = A v / h.
    lowerTriangleTimes(matrix, size, v, w);
    let product = 0;
    for (let k = 0; k < i; k++) product += at(v, k) * at(w, k);
    const correction = product / (2 * halfSquare);
    for (let k = 0; k < i; k++) w[k] = (at(w, k) - correction * at(v, k)) / halfSquare;
    subtractRankTwo(matrix, size, v, w);
  }
  if (size > 0) diagonal[0] = at(matrix, 0);
  return { diagonal, coupling, reflectors: matrix, halfSquares };
}

/** Turns x into the v of the reflection that takes x to (0, ..., 0, target); halfSquare = ||v||^2 / 2. */
function reflect(x: Float64Array): { target: number; halfSquare: number } {
  const last = x.length - 1;
  const pivot = at(x, last);
  let rest = 0;
  for (let k = 0; k < last; k++) rest += at(x, k) ** 2;
  if (rest < NEGLIGIBLE_SQUARE) return { target: pivot, halfSquare: 0 };
  const norm = Math.sqrt(rest + pivot * pivot);
  // The sign that adds in pivot - target: the other would cancel.
  const target = pivot > 0 ? -norm : norm;
  x[last] = pivot - target;
  return { target, halfSquare: norm * (norm + Math.abs(pivot)) };
}

/** product = A v for the leading part of the symmetric matrix, of the order of v, from its lower triangle alone. */
function lowerTriangleTimes(
  matrix: Float64Array,
  size: number,
  v: Float64Array,
  product: Float64Array,
): void {
  for (let j = 0; j < v.length; j++) {
    const vj = at(v, j);
    const start = j * size;
    let sum = at(matrix, start + j) * vj;
    for (let k = 0; k < j; k++) {
      const entry = at(matrix, start + k);
      sum += entry * at(v, k);
      product[k] = at(product, k) + entry * vj;
    }
    product[j] = sum;
  }
}

/** Lower triangle of A - v w^T - w v^T, in place. */
function subtractRankTwo(matrix: Float64Array, size: number, v: Float64Array, w: Float64Array): void {
  for (let j = 0; j < v.length; j++) {
    const vj = at(v, j);
    const wj = at(w, j);
    const start = j * size;
    for (let k = 0; k <= j; k++) matrix[start + k] = at(matrix, start + k) - vj * at(w, k) - wj * at(v, k);
  }
}

/** A plane rotation G of the coordinates i and i + 1: G_ii = G_(i+1)(i+1) = cosine, G_i(i+1) = sine = -G_(i+1)i. */
export type RecordRotation = (i: number, cosine: number, sine: number) => void;

/** Implicit QL converges cubically: two or three turns an eigenvalue; EISPACK gives up at the same number. */
const MAXIMUM_TURNS = 30;

/**
 * Eigenvalues of a tridiagonal matrix, unordered, by implicit QL with Wilkinson's shift (Golub & Van Loan, section 8.3.3;
 * EISPACK imtql1). A coupling below `negligible` counts as zero, which moves eigenvalues by no more than that.
 * @param record is told every rotation G_1, G_2, ... in turn: column k of their product is the eigenvector of value k
 * @throws Error when an eigenvalue does not converge
 */
export function tridiagonalEigenvalues(
  { diagonal, coupling }: Pick<Tridiagonal, 'diagonal' | 'coupling'>,
  negligible: number,
  record: RecordRotation = () => undefined,
): Float64Array {
  const size = diagonal.length;
  const d = diagonal.slice();
  // e[i] couples i and i + 1.
  const e = new Float64Array(size);
  e.set(coupling.subarray(1));
  for (let first = 0; first < size; first++) {
    for (let turn = 0; ; turn++) {
      let last = first;
      while (last < size - 1 && Math.abs(at(e, last)) > negligible) last++;
      if (last === first) break;
      if (turn === MAXIMUM_TURNS) throw new Error(`QL did not converge in ${turn} turns`);
      turnOnce(d, e, first, last, record);
    }
  }
  return d;
}

/** One implicit QL turn of the unreduced block first..last, which drives e[first] to zero. */
function turnOnce(
  d: Float64Array,
  e: Float64Array,
  first: number,
  last: number,
  record: RecordRotation,
): void {
  const gap = (at(d, first + 1) - at(d, first)) / (2 * at(e, first));
  const root = Math.hypot(gap, 1);
  const shift = at(d, first) - at(e, first) / (gap + (gap < 0 ? -root : root));
  let g = at(d, last) - shift;
  let sine = 1;
  let cosine = 1;
  let p = 0;
  for (let i = last - 1; i >= first; i--) {
    const f = sine * at(e, i);
    const b = cosine * at(e, i);
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      // An exact split inside the block: what is left below it is found in the next turn.
      d[i + 1] = at(d, i + 1) - p;
      e[last] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = at(d, i + 1) - p;
    const t = (at(d, i) - g) * sine + 2 * cosine * b;
    p = sine * t;
    d[i + 1] = g + p;
    g = cosine * t - b;
    record(i, cosine, sine);
  }
  d[first] = at(d, first) - p;
  e[first] = g;
  e[last] = 0;
}
