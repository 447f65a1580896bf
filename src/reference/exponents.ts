/** Binary exponents, for values that are kept as u 2^exponent. */

/** floor(log2 x) for x > 0; -Infinity for 0. Exact: Math.log2 may round up to a whole number. */
export function exponentOf(x: number): number {
  if (x === 0) return -Infinity;
  const exponent = Math.floor(Math.log2(x));
  return 2 ** exponent > x ? exponent - 1 : exponent;
}

/** The exponent of the root of a mean square: floor(exponentOf(square) / 2). */
export function rootExponent(square: number): number {
  return Math.floor(exponentOf(square) / 2);
}
