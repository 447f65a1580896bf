/**
 * A block of values with four axes as cells in space. Cells that share a statistic share a colour; the axes that are
 * reduced carry a bracket. It turns by dragging, its heads spread apart, and every cell can be read off.
 */
import { groupColours, type Packed, scaleEnds, scaleGradient, valueColour } from './blockColours';
import { ColourFade } from './blockFade';
import {
  type BlockLayout,
  type Cell,
  cellAt,
  cellIndex,
  HOME,
  layoutBlock,
  movedBlockCell,
  PITCH_LIMITS,
  type Pose,
  type Sizes,
  SPREAD_LIMIT,
  YAW_LIMIT,
} from './blockGeometry';
import { paintCells, paintCursor, paintRulers } from './blockPainter';
import { part, setLabel, setText, setTitle } from './dom';
import { Figure, type FigureWords } from './figure';
import { readingText } from './numbers';
import type { Theme } from './palette';
import { Surface } from './surface';

export type BlockColour = 'group' | 'input' | 'output' | 'change';

export interface BlockData {
  readonly sizes: Sizes;
  readonly names: readonly [string, string, string, string];
  /** Axes that are reduced. */
  readonly reduced: readonly [boolean, boolean, boolean, boolean];
  /** Per cell, row-major: the number of its group; `groups` of them. */
  readonly group: ArrayLike<number>;
  readonly groups: number;
  /** Which affine parameter each cell uses; null without affine parameters. */
  readonly parameter: ArrayLike<number> | null;
  readonly input: ArrayLike<number>;
  readonly output: ArrayLike<number>;
  /** How much another sample's absence changes the output; NaN for that sample's own cells. */
  readonly change: ArrayLike<number> | null;
  readonly colour: BlockColour;
  /** Ends of the colour scale of the values. */
  readonly range: readonly [number, number];
  /** Whether the mean leaves; without it deviations are root mean squares. */
  readonly centred: boolean;
  /** Parts of equal size into which the second axis is split before it is reduced. */
  readonly split: number;
  /** Of each group. */
  readonly means: ArrayLike<number>;
  readonly deviations: ArrayLike<number>;
}

export interface BlockWords extends FigureWords {
  /** What to do, while no cell is chosen. */
  readonly hint: string;
  /** Names the toggle of an axis. */
  readonly reduce: (axis: string, size: number, split: number) => string;
  /** What one colour stands for. */
  readonly share: (groups: number, cells: number, centred: boolean) => string;
  /** Names of the colour scales. */
  readonly scales: Readonly<Record<Exclude<BlockColour, 'group'>, string>>;
  readonly group: string;
  readonly groupOf: (group: number, groups: number, cells: number) => string;
  readonly mean: string;
  readonly deviation: string;
  /** In place of mean and deviation, where no mean is subtracted. */
  readonly rootMeanSquare: string;
  readonly input: string;
  readonly output: string;
  readonly change: string;
  /** In place of the change, for cells of the sample itself. */
  readonly takenOut: string;
  readonly parameter: string;
  readonly turn: string;
  readonly spread: string;
  readonly reset: string;
}

/** Group norm splits the heads. */
const SPLIT_AXIS = 1;
const RADIANS_PER_PIXEL = 0.008;
/** Pixels that the pointer may move before a press is a drag. */
const DRAG_SLACK = 4;
const DEGREES = 180 / Math.PI;
/** A slider counts its steps from its end, so the end is whole. */
const WHOLE_DEGREES = Math.floor(YAW_LIMIT * DEGREES);

function slider(minimum: number, maximum: number, step: number) {
  const input = part('input', 'block-range');
  Object.assign(input, { type: 'range', min: minimum, max: maximum, step });
  const caption = part('span', '');
  return { input, caption, root: part('label', 'block-slider', caption, input) };
}

/** Whether values are added up along an axis: split into parts of one, it adds nothing up. */
function isSummed({ reduced, sizes, split }: BlockData, axis: number): boolean {
  const alone = axis === SPLIT_AXIS && split > 1 && split === sizes[axis];
  return (reduced[axis] ?? false) && !alone;
}

export class BlockView extends Figure<BlockData, BlockWords> {
  readonly #box = part('div', 'fig-box');
  readonly #surface: Surface;
  readonly #legend = part('p', 'block-legend');
  readonly #ramp = part('span', 'block-ramp');
  readonly #legendTexts = [part('span', ''), part('span', 'block-end'), part('span', 'block-end')] as const;
  readonly #axes = Array.from({ length: 4 }, () => part('button', 'block-axis'));
  readonly #readout = part('dl', 'block-readout');
  readonly #spoken = part('p', 'visually-hidden');
  readonly #turn = slider(-WHOLE_DEGREES, WHOLE_DEGREES, 1);
  readonly #spread = slider(0, SPREAD_LIMIT, 0.1);
  readonly #reset = part('button', 'button block-reset');
  readonly #fade = new ColourFade(() => this.draw());
  #pose: Pose = HOME;
  #layout: BlockLayout | null = null;
  #cell: Cell | null = null;

  /** @param onToggle hears the axis whose reduction is to be switched */
  constructor(container: HTMLElement, words: BlockWords, theme: Theme, onToggle: (axis: number) => void) {
    super(container, words, theme);
    this.#surface = new Surface(this.#box);
    this.#box.append(...this.#axes);
    this.#axes.forEach((button, axis) => {
      button.type = 'button';
      button.addEventListener('click', () => onToggle(axis));
    });
    this.#spoken.setAttribute('aria-live', 'polite');
    const [name, low, high] = this.#legendTexts;
    this.#legend.append(name, part('span', 'block-scale', low, this.#ramp, high));
    this.#reset.type = 'button';
    const tools = part('div', 'block-tools', this.#turn.root, this.#spread.root, this.#reset);
    container.replaceChildren(
      part('div', 'fig block', this.#legend, this.#box, this.#readout, tools, this.#spoken),
    );
    this.#listen(this.#surface.canvas);
    this.draw();
  }

  override update(data: BlockData): void {
    this.data = data;
    if (this.#cell?.some((place, axis) => place >= (data.sizes[axis] ?? 0))) this.#cell = null;
    this.#fade.start(this.#colours(data));
    this.draw();
  }

  override clear(): void {
    this.#cell = null;
    this.#fade.jump([]);
    super.clear();
  }

  override setTheme(theme: Theme): void {
    this.theme = theme;
    this.#fade.jump(this.data === null ? [] : this.#colours(this.data));
    this.draw();
  }

  override [Symbol.dispose](): void {
    this.#fade[Symbol.dispose]();
    super[Symbol.dispose]();
  }

  #colours(data: BlockData): Packed[] {
    const { theme } = this;
    const count = data.group.length;
    if (data.colour === 'group') {
      const table = groupColours(data.groups, theme);
      return Array.from({ length: count }, (_, k) => table[data.group[k] ?? 0] ?? 0);
    }
    const values = data[data.colour];
    return Array.from({ length: count }, (_, k) => valueColour(values?.[k] ?? Number.NaN, data.range, theme));
  }

  #listen(canvas: HTMLCanvasElement): void {
    canvas.tabIndex = 0;
    let pressed: { readonly x: number; readonly y: number; readonly pose: Pose } | null = null;
    let dragged = false;
    const follow = (event: PointerEvent) => {
      const box = canvas.getBoundingClientRect();
      const at = [event.clientX - box.left, event.clientY - box.top] as const;
      this.#choose(this.#layout && this.data ? cellAt(this.#layout, at) : null, false);
    };
    canvas.addEventListener('pointerdown', (event) => {
      pressed = { x: event.clientX, y: event.clientY, pose: this.#pose };
      dragged = false;
      canvas.setPointerCapture(event.pointerId);
      follow(event);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (pressed === null) return follow(event);
      const [dx, dy] = [event.clientX - pressed.x, event.clientY - pressed.y];
      dragged ||= Math.hypot(dx, dy) > DRAG_SLACK;
      if (!dragged) return;
      this.#cell = null;
      const { yaw, pitch, spread } = pressed.pose;
      this.#see({ yaw: yaw + dx * RADIANS_PER_PIXEL, pitch: pitch + dy * RADIANS_PER_PIXEL, spread });
    });
    const release = () => {
      pressed = null;
    };
    canvas.addEventListener('pointerup', release);
    canvas.addEventListener('pointercancel', release);
    // A finger that was lifted leaves too, but what it chose is still read.
    canvas.addEventListener('pointerleave', ({ pointerType }) => {
      if (pointerType !== 'touch') this.#choose(null, false);
    });
    canvas.addEventListener('blur', () => this.#choose(null, false));
    canvas.addEventListener('dblclick', () => this.#see(HOME));
    canvas.addEventListener('keydown', (event) => {
      if (this.data === null || event.ctrlKey || event.metaKey || event.altKey) return;
      const next = movedBlockCell(event.key, event.shiftKey, this.#cell, this.data.sizes);
      if (next === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.#choose(next, true);
    });
    this.#reset.addEventListener('click', () => this.#see(HOME));
    this.#turn.input.addEventListener('input', () =>
      this.#see({ ...this.#pose, yaw: this.#turn.input.valueAsNumber / DEGREES }),
    );
    this.#spread.input.addEventListener('input', () =>
      this.#see({ ...this.#pose, spread: this.#spread.input.valueAsNumber }),
    );
  }

  #see({ yaw, pitch, spread }: Pose): void {
    this.#pose = {
      yaw: Math.min(YAW_LIMIT, Math.max(-YAW_LIMIT, yaw)),
      pitch: Math.min(PITCH_LIMITS[1], Math.max(PITCH_LIMITS[0], pitch)),
      spread,
    };
    this.draw();
  }

  #choose(cell: Cell | null, byKey: boolean): void {
    if (cell?.join() === this.#cell?.join()) return;
    this.#cell = cell;
    this.draw();
    setText(this.#spoken, byKey ? this.#facts().flat().join(' ') : '');
  }

  protected override draw(): void {
    const { data, theme } = this;
    const { context, width, height } = this.#surface.begin();
    this.#layout = data && layoutBlock(data.sizes, this.#pose, width, height);
    this.#writeWords();
    this.#placeAxes();
    if (data === null || this.#layout === null) return;
    const chosen = this.#cell === null ? null : data.group[cellIndex(data.sizes, this.#cell)];
    const lit = chosen === null ? null : (index: number) => data.group[index] === chosen;
    paintCells(context, this.#layout, this.#fade.shown, lit, theme);
    paintRulers(context, this.#layout, data.names, data.reduced, theme);
    if (this.#cell !== null) paintCursor(context, this.#layout, this.#cell, theme);
  }

  /** The toggles stand at the ends of the rulers and turn with them. */
  #placeAxes(): void {
    const { data, words } = this;
    const layout = this.#layout;
    this.#axes.forEach((button, axis) => {
      const ruler = layout?.rulers[axis];
      button.hidden = data === null || ruler === undefined;
      if (data === null || layout === null || ruler === undefined) return;
      const [name, size] = [data.names[axis] ?? '', data.sizes[axis] ?? 0];
      const reduced = data.reduced[axis] ?? false;
      const split = axis === SPLIT_AXIS ? data.split : 1;
      setText(button, `${isSummed(data, axis) ? 'Σ ' : ''}${name} ${size}${split > 1 ? `/${split}` : ''}`);
      button.setAttribute('aria-pressed', String(reduced));
      setLabel(button, words.reduce(name, size, split));
      setTitle(button, words.reduce(name, size, split));
      const [x, y] = ruler.caption.map(Math.round);
      const hang = axis === 3 ? '-50%, 0' : layout.mirrored ? '0, -50%' : '-100%, -50%';
      button.style.transform = `translate(${x}px, ${y}px) translate(${hang})`;
    });
  }

  #writeWords(): void {
    const { data, words, theme } = this;
    const [name, low, high] = this.#legendTexts;
    const values = data !== null && data.colour !== 'group';
    for (const node of [low, high, this.#ramp]) node.hidden = !values;
    const legend =
      data === null
        ? '\u00a0'
        : data.colour === 'group'
          ? words.share(data.groups, data.group.length / Math.max(1, data.groups), data.centred)
          : words.scales[data.colour];
    setText(name, legend);
    if (values) {
      const ends = scaleEnds(data.range);
      setText(low, readingText(ends[0], 3));
      setText(high, readingText(ends[1], 3));
      this.#ramp.style.background = scaleGradient(data.range, theme);
    }
    const facts = this.#facts();
    const entries = facts.map(([label, value]) =>
      part('div', '', part('dt', '', label), part('dd', '', value)),
    );
    this.#readout.replaceChildren(
      ...(entries.length > 0 ? entries : [part('p', '', data === null ? '\u00a0' : words.hint)]),
    );
    setText(this.#turn.caption, words.turn);
    setText(this.#spread.caption, words.spread);
    setText(this.#reset, words.reset);
    this.#turn.input.value = String(Math.round(this.#pose.yaw * DEGREES));
    this.#spread.input.value = String(this.#pose.spread);
    const shape = (data?.names ?? []).map((axis, k) => `${axis} ${data?.sizes[k]}`).join(', ');
    const reduced = (data?.names ?? [])
      .filter((_, k) => data && isSummed(data, k))
      .map((axis) => `Σ ${axis}`);
    this.#surface.describe(
      [words.title, shape, reduced.join(', '), legend.trim()].filter(Boolean).join('. '),
    );
  }

  /** What is known of the chosen cell, as pairs of name and value. */
  #facts(): (readonly [label: string, value: string])[] {
    const { data, words } = this;
    const cell = this.#cell;
    if (data === null || cell === null) return [];
    const at = cellIndex(data.sizes, cell);
    const group = data.group[at] ?? 0;
    const cells = Array.from(data.group).filter((other) => other === group).length;
    const change = data.change?.[at];
    const parameter = data.parameter?.[at];
    const value = (list: ArrayLike<number>, k: number) => readingText(list[k] ?? null, 3);
    return [
      [data.names.join(', ').toLowerCase(), cell.join(', ')],
      [words.group, words.groupOf(group + 1, data.groups, cells)],
      ...(data.centred
        ? [
            [words.mean, value(data.means, group)] as const,
            [words.deviation, value(data.deviations, group)] as const,
          ]
        : [[words.rootMeanSquare, value(data.deviations, group)] as const]),
      [words.input, value(data.input, at)],
      [words.output, value(data.output, at)],
      ...(change === undefined
        ? []
        : [[words.change, Number.isNaN(change) ? words.takenOut : readingText(change, 3)] as const]),
      ...(parameter === undefined ? [] : [[words.parameter, `[${parameter}]`] as const]),
    ];
  }
}
