/**
 * A similarity matrix as a picture. The view lays out a square canvas, the bounds of the classes, a colour bar and
 * the cell under the cursor; the pixels come from outside, drawn on `image` by WebGPU or given as bytes.
 */
import { part, setLabel, setText } from './dom';
import { Figure, type FigureWords } from './figure';
import { readingText } from './numbers';
import { FONT_TICK, ramp } from './paint';
import { classColour, LUT_SIZE, THEME_TOKENS, type Theme } from './palette';
import { Surface } from './surface';

export interface MatrixData {
  /** Rows m and columns of the matrix; 0 while there is none. */
  readonly size: number;
  /** Values at the ends of the sequential ramp. */
  readonly range: readonly [low: number, high: number];
  /** Runs of rows in the order drawn, m in all; none where the rows are not sorted by class. `index` gives the colour. */
  readonly groups: readonly { readonly label: string; readonly index: number; readonly size: number }[];
}

export interface MatrixWords extends FigureWords {
  /** What to do, while no cell is under the cursor. */
  readonly hint: string;
  readonly value: string;
  /** A cell by its places, counted from 1, and its classes where there are some. */
  readonly cell: (row: string, column: string) => string;
}

export interface MatrixCell {
  readonly row: number;
  readonly column: number;
}

/** Width of the class colours along two edges, and room for the colour bar beside or below. */
const STRIP = 8;
const BAR_ROOM = 60;
const BAR_ROOM_BELOW = 30;
const BAR = 10;

interface Layout {
  readonly side: number;
  readonly below: boolean;
}

/** The largest square with its colour bar beside it, or below it where the box is tall. */
export function matrixLayout(width: number, height: number): Layout {
  const beside = Math.min(width - STRIP - BAR_ROOM, height - STRIP);
  const below = Math.min(width - STRIP, height - STRIP - BAR_ROOM_BELOW);
  return { side: Math.max(1, Math.floor(Math.max(beside, below))), below: below > beside };
}

/** The cell that an arrow key leads to; undefined for any other key. */
export function movedCell(key: string, cell: MatrixCell | null, size: number): MatrixCell | null | undefined {
  const moves: Record<string, readonly [number, number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  if (key === 'Escape') return null;
  const move = moves[key];
  if (move === undefined || size === 0) return undefined;
  if (cell === null) return { row: 0, column: 0 };
  const clamp = (k: number) => Math.min(size - 1, Math.max(0, k));
  return { row: clamp(cell.row + move[0]), column: clamp(cell.column + move[1]) };
}

function freshImage(): HTMLCanvasElement {
  const image = part('canvas', 'matrix-image');
  image.setAttribute('aria-hidden', 'true');
  return image;
}

export class MatrixView extends Figure<MatrixData, MatrixWords> {
  #image = freshImage();
  readonly #box = part('div', 'fig-box');
  readonly #overlay: Surface;
  readonly #readout = part('p', 'fig-readout');
  readonly #spoken = part('p', 'visually-hidden');
  readonly #onHover: (cell: MatrixCell | null) => void;
  #cell: MatrixCell | null = null;
  #value: number | null = null;
  /** Whether the cursor was moved by keys: then its value is spoken. */
  #byKey = false;

  /** @param onHover hears the cell under the cursor, null when it leaves; answer with `showValue` */
  constructor(
    container: HTMLElement,
    words: MatrixWords,
    theme: Theme,
    onHover: (cell: MatrixCell | null) => void,
  ) {
    super(container, words, theme);
    this.#onHover = onHover;
    this.#box.append(this.#image);
    this.#overlay = new Surface(this.#box);
    this.#spoken.setAttribute('aria-live', 'polite');
    container.replaceChildren(part('div', 'fig', this.#box, this.#readout, this.#spoken));
    this.#listen(this.#overlay.canvas);
    this.draw();
  }

  /** [m, m] pixels, shown without smoothing. Its context belongs to whoever draws on it; `setPixels` takes 2D. */
  get image(): HTMLCanvasElement {
    return this.#image;
  }

  /** Ends with a fresh `image`: a canvas keeps the kind of its first context, and the next to draw may need another. */
  override clear(): void {
    const image = freshImage();
    this.#image.replaceWith(image);
    this.#image = image;
    super.clear();
  }

  override update(data: MatrixData): void {
    if (this.image.width !== data.size && data.size > 0) {
      this.image.width = data.size;
      this.image.height = data.size;
    }
    const { row, column } = this.#cell ?? { row: 0, column: 0 };
    if (Math.max(row, column) >= data.size) this.#hover(null, false);
    super.update(data);
  }

  /**
   * Shows pixels as they came from a texture.
   * @param pixels [m, pitch] RGBA bytes, sRGB; @param pitch pixels from one row to the next, m or more
   * @throws when `image` already has a context of another kind
   */
  setPixels(pixels: Uint8ClampedArray<ArrayBuffer>, pitch: number): void {
    const context = this.image.getContext('2d');
    if (context === null) throw new Error('the matrix canvas is drawn by another context');
    const rows = Math.floor(pixels.length / (4 * pitch));
    if (rows > 0)
      context.putImageData(new ImageData(pixels.subarray(0, 4 * pitch * rows), pitch, rows), 0, 0);
  }

  /** The value of a cell, for the read-out; ignored when the cursor has moved on. */
  showValue({ row, column }: MatrixCell, value: number): void {
    if (this.#cell?.row !== row || this.#cell.column !== column) return;
    this.#value = value;
    this.#writeReadout();
    if (this.#byKey) this.#spoken.textContent = this.#readout.textContent;
  }

  #listen(canvas: HTMLCanvasElement): void {
    canvas.tabIndex = 0;
    const follow = (event: PointerEvent) => {
      const box = canvas.getBoundingClientRect();
      this.#hover(this.#cellAt(event.clientX - box.left, event.clientY - box.top), false);
    };
    canvas.addEventListener('pointermove', follow);
    canvas.addEventListener('pointerdown', follow);
    canvas.addEventListener('pointerleave', () => this.#hover(null, false));
    canvas.addEventListener('blur', () => this.#hover(null, false));
    canvas.addEventListener('keydown', (event) => {
      const next = movedCell(event.key, this.#cell, this.data?.size ?? 0);
      if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.#hover(next, true);
    });
  }

  #layout(): Layout {
    return matrixLayout(this.#box.clientWidth, this.#box.clientHeight);
  }

  #cellAt(x: number, y: number): MatrixCell | null {
    const { side } = this.#layout();
    const size = this.data?.size ?? 0;
    const [row, column] = [y, x].map((pixel) => Math.floor(((pixel - STRIP) / side) * size));
    if (row === undefined || column === undefined || size === 0) return null;
    return Math.min(row, column) < 0 || Math.max(row, column) >= size ? null : { row, column };
  }

  #hover(cell: MatrixCell | null, byKey: boolean): void {
    if (cell?.row === this.#cell?.row && cell?.column === this.#cell?.column) return;
    this.#cell = cell;
    this.#value = null;
    this.#byKey = byKey;
    this.#spoken.textContent = '';
    this.#onHover(cell);
    this.draw();
  }

  protected override draw(): void {
    const { context } = this.#overlay.begin();
    const { side, below } = this.#layout();
    const size = this.data?.size ?? 0;
    Object.assign(this.image.style, {
      left: `${STRIP}px`,
      top: `${STRIP}px`,
      width: `${side}px`,
      height: `${side}px`,
      visibility: size > 0 ? 'visible' : 'hidden',
    });
    if (size > 0) {
      this.#drawClasses(context, side);
      this.#drawBar(context, side, below);
      this.#drawCell(context, side / size);
    }
    this.#writeReadout();
    const { range, groups } = this.data ?? { range: [Number.NaN, Number.NaN], groups: [] };
    const ends = range.map((value) => readingText(value ?? null, 3)).join(' … ');
    const names = groups.map((group) => `${group.label} ${group.size}`).join(', ');
    this.#overlay.describe(
      [this.words.title, `${size} × ${size}`, `${this.words.value} ${ends}`, names]
        .filter(Boolean)
        .join('. '),
    );
  }

  #drawClasses(context: CanvasRenderingContext2D, side: number): void {
    const { data, theme } = this;
    if (data === null) return;
    const scale = side / data.size;
    let start = 0;
    for (const group of data.groups) {
      const [from, long] = [STRIP + start * scale, group.size * scale];
      context.fillStyle = classColour(group.index, theme);
      context.fillRect(from, 0, long, STRIP - 2);
      context.fillRect(0, from, STRIP - 2, long);
      if (start > 0) {
        context.fillStyle = THEME_TOKENS[theme].background;
        context.globalAlpha = 0.55;
        context.fillRect(Math.round(from) - 0.5, 0, 1, STRIP + side);
        context.fillRect(0, Math.round(from) - 0.5, STRIP + side, 1);
        context.globalAlpha = 1;
      }
      start += group.size;
    }
  }

  #drawBar(context: CanvasRenderingContext2D, side: number, below: boolean): void {
    const tokens = THEME_TOKENS[this.theme];
    const colours = ramp(this.theme);
    const [low, high] = this.data?.range ?? [0, 1];
    const long = below ? side : Math.min(side, 220);
    const start = STRIP + side + 8;
    for (let k = 0; k < long; k++) {
      context.fillStyle = colours[Math.floor((k / long) * LUT_SIZE)] ?? '';
      if (below) context.fillRect(STRIP + k, start, 1.5, BAR);
      else context.fillRect(start, STRIP + long - k - 1, BAR, 1.5);
    }
    context.font = FONT_TICK;
    context.fillStyle = tokens.muted;
    context.textBaseline = below ? 'top' : 'middle';
    [low, (low + high) / 2, high].forEach((value, k) => {
      const text = readingText(value, 2);
      if (below) {
        context.textAlign = k === 0 ? 'left' : k === 1 ? 'center' : 'right';
        context.fillText(text, STRIP + (k * long) / 2, start + BAR + 3);
      } else {
        context.textAlign = 'left';
        const y = STRIP + long - (k * long) / 2;
        context.fillText(text, start + BAR + 4, Math.min(STRIP + long - 5, Math.max(STRIP + 5, y)));
      }
    });
  }

  #drawCell(context: CanvasRenderingContext2D, scale: number): void {
    if (this.#cell === null) return;
    const { background, highlight } = THEME_TOKENS[this.theme];
    const [x, y] = [STRIP + this.#cell.column * scale, STRIP + this.#cell.row * scale];
    const edge = Math.max(scale, 5);
    const [left, top] = [x + (scale - edge) / 2, y + (scale - edge) / 2];
    context.strokeStyle = background;
    context.lineWidth = 4;
    context.strokeRect(left, top, edge, edge);
    context.strokeStyle = highlight;
    context.lineWidth = 2;
    context.strokeRect(left, top, edge, edge);
  }

  #writeReadout(): void {
    const { words } = this;
    const cell = this.#cell;
    setLabel(this.#readout, words.title);
    if (cell === null) {
      setText(this.#readout, (this.data?.size ?? 0) > 0 ? words.hint : '\u00a0');
      return;
    }
    const place = (k: number) => [String(k + 1), this.#classOf(k)].filter(Boolean).join(' ');
    const value = this.#value === null ? '…' : readingText(this.#value);
    setText(this.#readout, `${words.cell(place(cell.row), place(cell.column))}: ${words.value} ${value}`);
  }

  #classOf(k: number): string {
    let end = 0;
    for (const { label, size } of this.data?.groups ?? []) {
      end += size;
      if (k < end) return `(${label})`;
    }
    return '';
  }
}
