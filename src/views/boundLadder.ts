/** Bounds of the largest eigenvalue as a ladder, and the parts that the Jensen chain is made of. */
import { logAxis } from './axes';
import { keepItems, part, setLabel, setText, setTitle } from './dom';
import { Figure, type FigureWords } from './figure';
import { compactText, readingText } from './numbers';
import type { Theme } from './palette';

/** A bound in the language of the page. */
export interface Rung {
  readonly label: string;
  readonly help?: string;
  readonly value: number;
}

export interface BoundLadderData {
  /** Rows n: the ladder spans 1..n, and more where rows are not unit. */
  readonly size: number;
  readonly lambdaMax: number;
  readonly lower: readonly Rung[];
  readonly upper: readonly Rung[];
  /** Relative rounding of these figures: a bound passed by no more than that is not violated. */
  readonly tolerance: number;
  readonly jensen: JensenParts | null;
}

/** left = mean + variance + selfPairs + higherOrders, in nats; gap = left - right. */
export interface JensenParts {
  readonly left: number;
  readonly right: number;
  readonly gap: number;
  readonly parts: {
    readonly mean: number;
    readonly variance: number;
    readonly selfPairs: number;
    readonly higherOrders: number;
  };
}

interface Named {
  readonly label: string;
  readonly help?: string;
}

export interface BoundLadderWords extends FigureWords {
  readonly lambdaMax: Named;
  /** What the hatching means. */
  readonly hatched: string;
  readonly violated: string;
  readonly jensen: string;
  readonly mean: Named;
  readonly variance: Named;
  readonly selfPairs: Named;
  readonly higherOrders: Named;
  readonly left: Named;
  readonly right: Named;
  readonly gap: Named;
}

/** Whether the largest eigenvalue lies on the wrong side of a bound, by more than rounding. */
export function violates(
  side: 'lower' | 'upper',
  bound: number,
  lambdaMax: number,
  tolerance: number,
): boolean {
  const excess = side === 'lower' ? bound - lambdaMax : lambdaMax - bound;
  return excess > tolerance * Math.max(Math.abs(bound), Math.abs(lambdaMax));
}

/** One part of a sum: it takes the running total from `from` to `to`. */
export interface CascadeStep {
  readonly key: 'mean' | 'variance' | 'selfPairs' | 'higherOrders' | 'left' | 'right' | 'gap';
  readonly from: number;
  readonly to: number;
}

/** The parts one after another, then both sides from 0 and what lies between them. */
export function cascade({ parts, left, right }: JensenParts): CascadeStep[] {
  let total = 0;
  const steps: CascadeStep[] = (['mean', 'variance', 'selfPairs', 'higherOrders'] as const).map((key) => {
    const from = total;
    total += parts[key];
    return { key, from, to: total };
  });
  return [
    ...steps,
    { key: 'left', from: 0, to: left },
    { key: 'right', from: 0, to: right },
    { key: 'gap', from: right, to: left },
  ];
}

/** A labelled line with a track and a number. */
interface Lane {
  readonly root: HTMLElement;
  readonly label: HTMLElement;
  readonly track: HTMLElement;
  readonly bar: HTMLElement;
  readonly value: HTMLElement;
}

function makeLane(kind: string): Lane {
  const label = part('span', 'lane-label');
  const bar = part('span', 'lane-bar');
  const track = part('span', 'lane-track', bar);
  const value = part('span', 'lane-value');
  return { root: part('li', `lane lane-${kind}`, label, track, value), label, track, bar, value };
}

function nameLane(lane: Lane, { label, help }: Named): void {
  setText(lane.label, label);
  setTitle(lane.label, help ?? label);
}

/** Places the bar between two shares of its track. */
function span(lane: Lane, a: number, b: number): void {
  const [from, to] = [Math.min(a, b), Math.max(a, b)].map((t) => 100 * Math.min(1, Math.max(0, t)));
  const known = Number.isFinite(from) && Number.isFinite(to);
  lane.bar.hidden = !known;
  if (!known) return;
  lane.bar.style.left = `${(from ?? 0).toFixed(2)}%`;
  lane.bar.style.width = `${((to ?? 0) - (from ?? 0)).toFixed(2)}%`;
}

const SIDES = ['lower', 'upper'] as const;
const TICK_SPACING = 44;
/** Of the axis before the page has laid it out. */
const FIRST_WIDTH = 200;

export class BoundLadder extends Figure<BoundLadderData, BoundLadderWords> {
  readonly #rungs = {
    lower: { list: part('ul', 'lanes'), lanes: [] as Lane[] },
    upper: { list: part('ul', 'lanes'), lanes: [] as Lane[] },
  };
  readonly #lambda = makeLane('lambda');
  readonly #ladder: HTMLElement;
  readonly #axis = part('div', 'lane-axis');
  readonly #hatched = part('p', 'fig-note');
  readonly #jensenHeading = part('h3', 'lane-heading');
  readonly #cascade = part('ul', 'lanes');
  readonly #steps = new Map<CascadeStep['key'], Lane>();

  constructor(container: HTMLElement, words: BoundLadderWords, theme: Theme) {
    super(container, words, theme);
    this.#ladder = part(
      'div',
      'lanes-ladder',
      this.#rungs.lower.list,
      part('ul', 'lanes', this.#lambda.root),
      this.#rungs.upper.list,
    );
    this.#ladder.setAttribute('role', 'group');
    this.#axis.setAttribute('aria-hidden', 'true');
    const bounds = part('div', 'ladder-side', this.#ladder, this.#axis, this.#hatched);
    const jensen = part('div', 'ladder-side', this.#jensenHeading, this.#cascade);
    container.replaceChildren(part('div', 'ladder', part('div', 'ladder-sides', bounds, jensen)));
    this.draw();
  }

  protected override draw(): void {
    const { words, data } = this;
    nameLane(this.#lambda, words.lambdaMax);
    setText(this.#hatched, words.hatched);
    setText(this.#lambda.value, readingText(data?.lambdaMax ?? null));
    const size = data?.size ?? 1;
    const lambda = data?.lambdaMax ?? Number.NaN;
    const far = Math.max(
      2,
      size,
      ...[lambda, ...(data?.upper.map(({ value }) => value) ?? [])].filter(Number.isFinite),
    );
    const near = Math.min(1, ...[lambda].filter((value) => value > 0));
    const width = this.#axis.clientWidth || FIRST_WIDTH;
    const axis = logAxis([near, far], [0, width], TICK_SPACING);
    const share = (value: number) => Math.min(1, axis.at(Math.max(value, near)) / width);
    this.#ladder.style.setProperty('--lambda', `${(100 * share(lambda)).toFixed(2)}%`);
    this.#ladder.classList.toggle('is-empty', !Number.isFinite(lambda));
    span(this.#lambda, share(lambda), share(lambda));
    for (const side of SIDES) {
      const { list, lanes } = this.#rungs[side];
      const rungs = data?.[side] ?? [];
      keepItems(list, lanes, rungs.length, () => makeLane(side));
      rungs.forEach(({ label, help, value }, k) => {
        const lane = lanes[k];
        if (lane === undefined) return;
        const broken = data !== null && violates(side, value, lambda, data.tolerance);
        const named = `${side === 'lower' ? '≥' : '≤'} ${label}`;
        nameLane(lane, { label: named, help: broken ? words.violated : (help ?? label) });
        // Shaded is where the bound says that the eigenvalue cannot be.
        span(lane, side === 'lower' ? 0 : share(value), side === 'lower' ? share(value) : 1);
        lane.root.classList.toggle('is-violated', broken);
        setText(lane.value, readingText(value));
        setLabel(lane.root, `${named} ${readingText(value)}${broken ? `, ${words.violated}` : ''}`);
      });
    }
    this.#axis.replaceChildren(
      ...axis.ticks.map(({ value, text }) => {
        const tick = part('span', '', text);
        tick.style.left = `${(100 * share(value)).toFixed(2)}%`;
        return tick;
      }),
    );
    setLabel(this.#ladder, `${words.title}: ${words.lambdaMax.label} ${readingText(lambda)}`);
    this.#drawJensen(data?.jensen ?? null);
  }

  #drawJensen(jensen: JensenParts | null): void {
    const { words } = this;
    this.#jensenHeading.hidden = jensen === null;
    this.#cascade.hidden = jensen === null;
    if (jensen === null) return;
    setText(this.#jensenHeading, words.jensen);
    setLabel(this.#cascade, words.jensen);
    const steps = cascade(jensen);
    const ends = steps.flatMap(({ from, to }) => [from, to]).filter(Number.isFinite);
    const [low, high] = [Math.min(0, ...ends), Math.max(1e-9, ...ends)];
    const share = (value: number) => (value - low) / (high - low);
    for (const { key, from, to } of steps) {
      const lane = this.#step(key);
      nameLane(lane, words[key]);
      span(lane, share(from), share(to));
      lane.track.style.setProperty('--zero', `${(100 * share(0)).toFixed(2)}%`);
      lane.root.classList.toggle('is-negative', to < from);
      const amount = key === 'left' || key === 'right' ? to : to - from;
      const sign = key === 'left' || key === 'right' || key === 'gap' || !(amount > 0) ? '' : '+';
      setText(lane.value, `${sign}${compactText(amount)}`);
    }
  }

  #step(key: CascadeStep['key']): Lane {
    const known = this.#steps.get(key);
    if (known) return known;
    const lane = makeLane(key);
    this.#steps.set(key, lane);
    this.#cascade.append(lane.root);
    return lane;
  }
}
