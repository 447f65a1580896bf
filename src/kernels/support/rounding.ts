/** Bounds on f32 rounding that tolerances are derived from (Higham, Accuracy and Stability, chapter 3). */

/** Unit roundoff of f32. */
export const ROUNDOFF = 2 ** -24;

/** WGSL: exp(x) is within 3 + 2|x| ULP. */
export function expError(magnitude: number): number {
  return (3 + 2 * magnitude) * 2 * ROUNDOFF;
}

/**
 * Error of a dot product of rows of length at most 1 summed in vec4 steps: (d / 4 + 4) roundings of partial sums of
 * magnitude at most 1.
 */
export function dotError(d4: number): number {
  return (d4 + 4) * ROUNDOFF;
}
