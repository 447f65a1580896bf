/** Where f32 can no longer hold a signal on its way through a network. Told from counts and maxima, never from NaN. */
import type { Executor } from '../runtime/executor';
import type { MatrixMoments } from './layerStatistics';

/**
 * `overflow`: some value beyond f32, here or earlier on the way; numbers from there on mean nothing.
 * `underflow`: even the largest value is so small that f32 keeps less than half of its digits, or none.
 * `zero`: exactly zero, because weights are, or because every unit is dead.
 */
export type SignalState = 'fine' | 'overflow' | 'underflow' | 'zero';

/** One of the matrices that a signal passes through. */
export interface SignalStep {
  readonly moments: MatrixMoments;
  /** Of a matrix product: the largest |entry| of either factor. It tells a zero that rounding made from an exact one. */
  readonly factors?: readonly [number, number];
}

/** Products below 2^-126 lose digits in f32; a sum of them whose largest term is 2^24 above keeps its own. */
const FAINTEST_F32 = 2 ** -102;
/** The same of f64, in which the reference computes. */
const FAINTEST_F64 = 2 ** -969;

/**
 * The state after each of the matrices that a signal passes through, in their order.
 * @param begin the state before the first of them
 */
export function signalStates(
  path: readonly SignalStep[],
  backend: Executor['backend'],
  begin: SignalState = 'fine',
): SignalState[] {
  const faintest = backend === 'reference' ? FAINTEST_F64 : FAINTEST_F32;
  const states: SignalState[] = [];
  let state = begin;
  for (const { moments, factors = [0, 0] } of path) {
    const { nonFinite, maximum, subnormal } = moments;
    const [one, other] = factors;
    const vanished = one > 0 && other > 0 && one * other < faintest;
    if (state === 'overflow' || nonFinite > 0) state = 'overflow';
    else if (maximum >= faintest) state = 'fine';
    // A device may take subnormal numbers for 0 when it looks for the largest.
    else if (maximum > 0 || subnormal > 0 || vanished || state === 'underflow') state = 'underflow';
    else state = 'zero';
    states.push(state);
  }
  return states;
}
