/** The value axis of a live chart: ends that stand apart, and ticks that fit beside it. */
import { compactText, tickTexts } from './numbers';

/** Characters that the y axis has room for. */
const TICK_CHARACTERS = 6;
/** Range around a curve that is 0 throughout: its zero tells nothing of its unit. */
const ZERO_RANGE = [-0.5, 0.5] as const;

/** Ends of the readings, apart even where all are 0. */
export function heldOpen(low: number, high: number): readonly [number, number] {
  return low === 0 && high === 0 ? ZERO_RANGE : [low, high];
}

/** Ticks of the y axis; as powers of ten where the digits that tell them apart do not fit. */
export function axisTexts(ticks: readonly number[], increment: number): string[] {
  const texts = tickTexts(ticks, increment);
  return texts.every(({ length }) => length <= TICK_CHARACTERS) ? texts : ticks.map(compactText);
}
