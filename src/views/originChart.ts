/** Activations near the origin, a tile each: the curve and its tangent, and two factors, predicted and measured. */
import { type Axis, logAxis, type Span } from './axes';
import { factorText, powerText } from './decades';
import { keepItems, part, setLabel, setText } from './dom';
import { Figure, type FigureWords } from './figure';
import { drawArrow, drawFactor, drawPlane, type OriginCurve } from './originPainting';
import { type Area, centredColour, FONT_SMALL, rawColour, strokeLine } from './paint';
import { THEME_TOKENS, type Theme } from './palette';
import { Surface } from './surface';

/** A factor by which a layer multiplies a second moment. */
export interface Factor {
  /** What the tangent at 0 predicts. */
  readonly predicted: number;
  readonly measured: number;
}

export interface OriginTile extends OriginCurve {
  readonly id: string;
  readonly label: string;
  readonly forward: Factor;
  readonly backward: Factor;
}

export interface OriginChartData {
  /** Root mean square of the arguments that were measured. */
  readonly scale: number;
  readonly tiles: readonly OriginTile[];
  /** The id of the one in use. */
  readonly chosen: string;
}

export interface OriginChartWords extends FigureWords {
  readonly curve: string;
  readonly tangent: string;
  readonly identity: string;
  readonly predicted: string;
  readonly measured: string;
  readonly forward: string;
  readonly backward: string;
  /** Said of the band: where the arguments lie. */
  readonly scale: (rootMeanSquare: string) => string;
}

/** The axis of the factors spans these decades at most; what lies beyond is an arrow at its end. */
const MOST_DECADES = 3;
const ROW = 15;
const FACTORS_HEIGHT = 2 * ROW + 6;

/** Range of the axis that all tiles share: every factor and 1, within {@link MOST_DECADES} of 1 on either side. */
export function factorRange(tiles: readonly Pick<OriginTile, 'forward' | 'backward'>[]): Span {
  const values = tiles
    .flatMap(({ forward, backward }) => [forward, backward])
    .flatMap(({ predicted, measured }) => [predicted, measured])
    .filter((value) => value > 0 && Number.isFinite(value))
    .map(Math.log10);
  const low = Math.max(-MOST_DECADES, Math.min(-0.5, ...values));
  const high = Math.min(MOST_DECADES, Math.max(0.5, ...values));
  const margin = 0.06 * (high - low);
  return [10 ** (low - margin), 10 ** (high + margin)];
}

interface Tile {
  readonly root: HTMLButtonElement;
  readonly name: HTMLElement;
  readonly line: HTMLElement;
  readonly surface: Surface;
}

export class OriginChart extends Figure<OriginChartData, OriginChartWords> {
  readonly #key = part('ul', 'fig-legend');
  readonly #grid = part('div', 'origin-grid');
  readonly #readout = part('p', 'fig-readout');
  readonly #tiles: Tile[] = [];
  readonly #onPick: (id: string) => void;
  #under: string | null = null;

  /** @param onPick hears the id of a tile that was clicked */
  constructor(container: HTMLElement, words: OriginChartWords, theme: Theme, onPick: (id: string) => void) {
    super(container, words, theme);
    this.#onPick = onPick;
    this.#grid.setAttribute('role', 'group');
    // Every tile says the same in its label.
    this.#readout.setAttribute('aria-hidden', 'true');
    container.replaceChildren(part('div', 'fig origin', this.#key, this.#grid, this.#readout));
    this.draw();
  }

  protected override draw(): void {
    const { data, words } = this;
    const tiles = data?.tiles ?? [];
    this.#drawKey();
    setLabel(this.#grid, words.title);
    keepItems(this.#grid, this.#tiles, tiles.length, () => this.#makeTile());
    const range = factorRange(tiles);
    tiles.forEach((tile, k) => {
      const made = this.#tiles[k];
      if (made && data) this.#drawTile(made, tile, data, range);
    });
    this.#write();
  }

  #makeTile(): Tile {
    const name = part('span', 'origin-name');
    const line = part('span', 'origin-line');
    const box = part('span', 'origin-box');
    const root = part('button', 'origin-tile', part('span', 'origin-head', name, line), box);
    root.type = 'button';
    const surface = new Surface(box);
    surface.canvas.classList.add('origin-canvas');
    surface.canvas.setAttribute('aria-hidden', 'true');
    const made = { root, name, line, surface };
    const own = () => this.data?.tiles[this.#tiles.indexOf(made)]?.id ?? null;
    const enter = () => this.#point(own());
    const leave = () => this.#point(null);
    root.addEventListener('pointerenter', enter);
    root.addEventListener('focus', enter);
    root.addEventListener('pointerleave', leave);
    root.addEventListener('blur', leave);
    root.addEventListener('click', () => {
      const id = own();
      if (id !== null) this.#onPick(id);
    });
    return made;
  }

  #point(id: string | null): void {
    this.#under = id;
    this.#write();
  }

  #drawKey(): void {
    const { theme, words } = this;
    const tokens = THEME_TOKENS[theme];
    const items = [
      ['line', rawColour(theme), words.curve],
      ['dash', centredColour(theme), words.tangent],
      ['thin', tokens.axis, words.identity],
      ['ring', tokens.text, words.predicted],
      ['dot', tokens.text, words.measured],
    ] as const;
    const key = items.flat().join('\n');
    if (this.#key.dataset.key === key) return;
    this.#key.dataset.key = key;
    this.#key.replaceChildren(
      ...items.map(([mark, colour, label]) => {
        const swatch = part('span', `fig-mark fig-mark-${mark}`);
        swatch.style.color = colour;
        return part('li', '', swatch, label);
      }),
    );
  }

  #drawTile(made: Tile, tile: OriginTile, { scale, chosen }: OriginChartData, range: Span): void {
    const { theme } = this;
    setText(made.name, tile.label);
    setText(made.line, lineText(tile));
    setLabel(made.root, this.#sentence(tile));
    made.root.setAttribute('aria-pressed', String(tile.id === chosen));
    const { context, width, height } = made.surface.begin();
    const plane: Area = { left: 4, right: width - 4, top: 2, bottom: height - FACTORS_HEIGHT };
    drawPlane(context, tile, scale, plane, theme);
    context.font = FONT_SMALL;
    const { forward, backward } = this.words;
    const names = Math.max(...[forward, backward].map((word) => context.measureText(word).width));
    const factors: Area = { left: names + 14, right: width - 8, top: plane.bottom + 5, bottom: height };
    const x = logAxis(range, [factors.left, factors.right], 40);
    this.#drawFactors(context, tile, factors, x);
  }

  #drawFactors(context: CanvasRenderingContext2D, tile: OriginTile, area: Area, x: Axis): void {
    const tokens = THEME_TOKENS[this.theme];
    const one = Math.round(x.at(1)) + 0.5;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    context.lineWidth = 1;
    context.strokeStyle = tokens.axis;
    strokeLine(context, [
      [one, area.top],
      [one, area.bottom - 2],
    ]);
    const rows = [
      [this.words.forward, tile.forward],
      [this.words.backward, tile.backward],
    ] as const;
    rows.forEach(([name, factor], k) => {
      const y = area.top + (k + 0.5) * ROW;
      context.fillStyle = tokens.muted;
      context.fillText(name, 6, y + 0.5);
      context.strokeStyle = tokens.grid;
      context.lineWidth = 1;
      strokeLine(context, [
        [area.left, y],
        [area.right, y],
      ]);
      const [predicted, measured] = [factor.predicted, factor.measured].map((value) =>
        Math.min(area.right, Math.max(area.left, x.at(value))),
      );
      if (predicted === undefined || measured === undefined) return;
      context.strokeStyle = tokens.text;
      context.lineWidth = 2;
      context.globalAlpha = 0.5;
      strokeLine(context, [
        [predicted, y],
        [measured, y],
      ]);
      context.globalAlpha = 1;
      const ends = [
        [factor.measured, measured, false],
        [factor.predicted, predicted, true],
      ] as const;
      for (const [value, at, hollow] of ends) {
        const inside = x.at(value) === at;
        if (inside) drawFactor(context, [at, y], hollow, this.theme);
        else drawArrow(context, [at, y], at <= area.left ? -1 : 1, hollow, this.theme);
      }
    });
  }

  #write(): void {
    const { data } = this;
    const tile = data?.tiles.find(({ id }) => id === (this.#under ?? data.chosen)) ?? data?.tiles[0];
    const note = data ? this.words.scale(powerText(data.scale)) : '';
    setText(this.#readout, tile && data ? `${this.#sentence(tile)} · ${note}` : '\u00a0');
  }

  #sentence(tile: OriginTile): string {
    const { words } = this;
    const factor = (name: string, { predicted, measured }: Factor) =>
      `${name} ${words.predicted} ${factorText(predicted)}, ${words.measured} ${factorText(measured)}`;
    return [
      `${tile.label}: ${lineText(tile)}`,
      factor(words.forward, tile.forward),
      factor(words.backward, tile.backward),
    ].join('; ');
  }
}

function lineText({ alpha, beta }: OriginTile): string {
  return `α ${shortNumber(alpha)}  β ${shortNumber(beta)}`;
}

function shortNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))).replace('-', '\u2212') : '–';
}
