/** A scrubber over the kept history of a run, coloured by the verdict of each stretch. */
import { part, setLabel, setText, setTitle } from './dom';
import { Figure, type FigureWords } from './figure';
import type { Theme } from './palette';
import { verdictColour } from './verdictColours';

export interface TimelineSegment {
  /** First place of the history that has this verdict. */
  readonly from: number;
  readonly kind: string;
  /** In the language of the page. */
  readonly label: string;
}

export interface TimelineData {
  /** Training steps that are kept, ascending. */
  readonly steps: ArrayLike<number>;
  /** The place that is replayed; null while live. */
  readonly index: number | null;
  /** Ascending; each lasts to the next. */
  readonly segments: readonly TimelineSegment[];
}

export interface TimelineWords extends FigureWords {
  readonly live: string;
  readonly backToLive: string;
  readonly step: (step: number) => string;
}

/** Half the width of the range's thumb, in CSS pixels: the track of values starts that far inside the control. */
const THUMB_HALF = 8;

const MOVING_KEYS: ReadonlySet<string> = new Set([
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
]);

/** The segment that holds a place of the history. */
export function segmentAt(segments: readonly TimelineSegment[], index: number): TimelineSegment | undefined {
  return segments.findLast(({ from }) => from <= index);
}

/** Where the verdicts change, as shares of the track, with the ends. */
export function segmentEdges(segments: readonly TimelineSegment[], count: number): number[] {
  const share = (from: number) => (count < 2 ? 0 : Math.min(1, Math.max(0, from / (count - 1))));
  return [...segments.map(({ from }) => share(from)), 1];
}

export class TimelineBar extends Figure<TimelineData, TimelineWords> {
  readonly #live = part('button', 'timeline-live');
  readonly #liveText = part('span', '');
  readonly #range = part('input', 'timeline-range');
  readonly #band = part('div', 'timeline-band');
  readonly #verdict = part('span', 'timeline-verdict');
  readonly #label = part('output', 'timeline-label');

  /** @param onScrub hears the place of the history that was chosen, null for "live" */
  constructor(
    container: HTMLElement,
    words: TimelineWords,
    theme: Theme,
    onScrub: (index: number | null) => void,
  ) {
    super(container, words, theme);
    this.#live.type = 'button';
    this.#live.append(part('i', 'timeline-dot'), this.#liveText);
    this.#live.addEventListener('click', () => onScrub(null));
    this.#range.type = 'range';
    this.#range.min = '0';
    this.#range.step = '1';
    this.#range.addEventListener('input', () => onScrub(Number(this.#range.value)));
    // Keys that move the range go no further; all others are the page's.
    this.#range.addEventListener('keydown', (event) => {
      if (MOVING_KEYS.has(event.key)) event.stopPropagation();
    });
    this.#band.style.insetInline = `${THUMB_HALF}px`;
    const track = part('div', 'timeline-track', this.#band, this.#range);
    const line = part('div', 'timeline-line', this.#live, track, this.#verdict, this.#label);
    container.replaceChildren(part('div', 'timeline', line));
    this.draw();
  }

  protected override draw(): void {
    const { words, data } = this;
    const count = data?.steps.length ?? 0;
    const live = data === null || data.index === null;
    const index = Math.min(count - 1, Math.max(0, data?.index ?? count - 1));
    setText(this.#liveText, words.live);
    setTitle(this.#live, live ? '' : words.backToLive);
    this.#live.setAttribute('aria-pressed', String(live));
    this.#range.disabled = count < 2;
    // One place has no range; a bar of one step stands at its end.
    this.#range.max = String(Math.max(1, count - 1));
    this.#range.value = String(count < 2 ? 1 : index);
    const step = data?.steps[index];
    const segment = segmentAt(data?.segments ?? [], index);
    const text = step === undefined ? '' : words.step(step);
    setText(this.#label, text);
    setLabel(this.#range, words.title);
    this.#range.setAttribute(
      'aria-valuetext',
      [live ? words.live : '', text, segment?.label ?? ''].filter(Boolean).join(', '),
    );
    setText(this.#verdict, segment?.label ?? '');
    setTitle(this.#verdict, segment?.label ?? '');
    this.#verdict.style.setProperty('--verdict', verdictColour(segment?.kind ?? '', this.theme));
    this.#drawBand(count);
  }

  #drawBand(count: number): void {
    const segments = this.data?.segments ?? [];
    const edges = segmentEdges(segments, count);
    const stops = segments.flatMap(({ kind }, k) => {
      const colour = verdictColour(kind, this.theme);
      const [from, to] = [edges[k] ?? 0, edges[k + 1] ?? 1].map((t) => `${(100 * t).toFixed(2)}%`);
      // A hair line of the ground marks where the verdict changed.
      const start =
        k === 0
          ? `${colour} ${from}`
          : `var(--ground) ${from}, var(--ground) calc(${from} + 2px), ${colour} calc(${from} + 2px)`;
      return [start, `${colour} ${to}`];
    });
    const background = stops.length === 0 ? '' : `linear-gradient(to right, ${stops.join(', ')})`;
    if (this.#band.dataset.key === background) return;
    this.#band.dataset.key = background;
    this.#band.style.background = background;
  }
}
