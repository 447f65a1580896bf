/** Lines of theory on a chart: which of them belong in the picture, and where their labels go. */

export interface ReferenceLineMark {
  readonly label: string;
  readonly value: number;
}

/** The data keeps at least this share of the height when reference lines are taken into the range. */
const DATA_SHARE = 0.4;
const PADDING = 0.08;

/**
 * Range of the y axis: the data with a margin, widened to the nearest reference lines as long as the data keeps
 * {@link DATA_SHARE} of the height.
 * @param low @param high extremes of the data
 */
export function rangeWith(low: number, high: number, lines: readonly ReferenceLineMark[]): [number, number] {
  // A constant series has no span of its own: a thousandth of its size reads as flat.
  const span = Math.max(high - low, 1e-3 * Math.abs(high + low), 1e-6);
  let [from, to] = [(low + high - span) / 2, (low + high + span) / 2];
  const outside = (value: number) => Math.max(low - value, value - high);
  const byDistance = lines
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => outside(a.value) - outside(b.value));
  for (const { value } of byDistance) {
    const [wideFrom, wideTo] = [Math.min(from, value), Math.max(to, value)];
    if (wideTo - wideFrom > span / DATA_SHARE) continue;
    [from, to] = [wideFrom, wideTo];
  }
  const margin = PADDING * (to - from);
  return [from - margin, to + margin];
}

/**
 * Moves labels apart: positions in [top, bottom] at least `gap` apart, in the order given and as near as possible
 * to where they were wanted.
 * @param wanted positions, ascending
 */
export function spreadLabels(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const placed: number[] = [];
  let floor = top;
  for (const y of wanted) {
    const at = Math.max(y, floor);
    placed.push(at);
    floor = at + gap;
  }
  let ceiling = bottom;
  for (let k = placed.length - 1; k >= 0; k--) {
    const at = Math.min(placed[k] ?? 0, ceiling);
    placed[k] = at;
    ceiling = at - gap;
  }
  return placed;
}
