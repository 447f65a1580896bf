/**
 * The stored form of what a row's similarities come to, (sum, sum of magnitudes, sum of squares, own similarity) and
 * (maximum M of the others, their minimum, their sum of exp((s - M) / tau), 0): how partials combine and how a
 * reference fills them.
 */

/** Stands for minus infinity where there is no other row: WGSL promises no infinities. */
export const LOWEST = -3.4028234663852886e38;

/** Floats of a partial result, and of a row of the table. */
export const RECORD = 8;

/** Joins partials [rows, chunks, 8] in f64 into the table [rows, 8] of `similarity_combine`. */
export function combineSimilarities(
  partials: ArrayLike<number>,
  rows: number,
  chunks: number,
  tau: number,
): Float64Array {
  const table = new Float64Array(RECORD * rows);
  for (let row = 0; row < rows; row++) {
    const part = (chunk: number, field: number): number =>
      partials[RECORD * (row * chunks + chunk) + field] ?? Number.NaN;
    const total = (field: number): number => {
      let sum = 0;
      for (let chunk = 0; chunk < chunks; chunk++) sum += part(chunk, field);
      return sum;
    };
    let maximum = LOWEST;
    let minimum = -LOWEST;
    for (let chunk = 0; chunk < chunks; chunk++) {
      maximum = Math.max(maximum, part(chunk, 4));
      minimum = Math.min(minimum, part(chunk, 5));
    }
    let weights = 0;
    for (let chunk = 0; chunk < chunks; chunk++) {
      weights += part(chunk, 6) * Math.exp((part(chunk, 4) - maximum) / tau);
    }
    const own = total(3);
    const peak = Math.max(maximum, own);
    const all = weights * Math.exp((maximum - peak) / tau) + Math.exp((own - peak) / tau);
    const others = weights === 0 ? LOWEST : maximum / tau + Math.log(weights);
    table.set([total(0), total(1), total(2), own], RECORD * row);
    table.set([minimum, maximum, peak / tau + Math.log(all), others], RECORD * row + 4);
  }
  return table;
}
