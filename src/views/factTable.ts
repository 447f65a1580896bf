/** Statements as a calm table: what, and a number or a few words, with a mark for good or bad; above them a grid of numbers. */
import { keepItems, part, setText, setTitle } from './dom';
import { Figure, type FigureWords } from './figure';
import type { Theme } from './palette';

export type FactTone = 'good' | 'warning' | 'bad';

/** In the language of the page. */
export interface FactRow {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly help: string;
  readonly tone?: FactTone;
}

export interface NumberRow {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  /** One a column. */
  readonly values: readonly string[];
  readonly tone?: FactTone;
}

export interface FactTableData {
  readonly rows: readonly FactRow[];
  readonly table?: {
    readonly corner: string;
    readonly columns: readonly string[];
    readonly rows: readonly NumberRow[];
  };
}

export interface FactTableWords extends FigureWords {
  /** What the marks say to those who cannot see them. */
  readonly tones: Readonly<Record<FactTone, string>>;
}

const MARKS: Readonly<Record<FactTone, string>> = { good: '✓', warning: '!', bad: '✕' };

interface Line {
  readonly root: HTMLTableRowElement;
  readonly label: HTMLButtonElement;
  readonly value: HTMLElement;
  readonly mark: HTMLElement;
  readonly help: HTMLElement;
}

function setOpen({ label, help }: Pick<Line, 'label' | 'help'>, open: boolean): void {
  help.hidden = !open;
  label.setAttribute('aria-expanded', String(open));
}

function makeLine(): Line {
  const label = part('button', 'fact-label');
  label.type = 'button';
  const help = part('p', 'fact-help');
  setOpen({ label, help }, false);
  label.addEventListener('click', () => setOpen({ label, help }, help.hidden));
  const head = part('th', 'fact-name', label, help);
  head.scope = 'row';
  const mark = part('span', 'fact-mark');
  mark.setAttribute('role', 'img');
  const value = part('span', '');
  return { root: part('tr', 'fact', head, part('td', 'fact-value', value, mark)), label, value, mark, help };
}

interface Cell {
  readonly root: HTMLTableCellElement;
}

interface NumberLine {
  readonly root: HTMLTableRowElement;
  readonly label: HTMLElement;
  readonly help: HTMLElement;
  readonly head: HTMLElement;
  readonly cells: Cell[];
}

function makeNumberLine(): NumberLine {
  const label = part('span', '');
  const help = part('span', 'visually-hidden');
  const head = part('th', '', label, help);
  head.scope = 'row';
  return { root: part('tr', 'fact', head), label, help, head, cells: [] };
}

interface NumberGrid {
  readonly root: HTMLTableElement;
  readonly caption: HTMLElement;
  readonly corner: HTMLElement;
  readonly head: HTMLElement;
  readonly heads: Cell[];
  readonly body: HTMLElement;
  readonly lines: NumberLine[];
}

function makeGrid(): NumberGrid {
  const caption = part('caption', 'visually-hidden');
  const corner = part('th', '');
  const head = part('tr', '', corner);
  const body = part('tbody', '');
  const root = part('table', 'fact-numbers', caption, part('thead', '', head), body);
  return { root, caption, corner, head, heads: [], body, lines: [] };
}

function makeColumnHead(): Cell {
  const root = part('th', '');
  root.scope = 'col';
  return { root };
}

function setTone(row: HTMLElement, tone: FactTone | undefined): void {
  if (tone === undefined) delete row.dataset.tone;
  else row.dataset.tone = tone;
}

export class FactTable extends Figure<FactTableData, FactTableWords> {
  readonly #caption = part('caption', 'visually-hidden');
  readonly #place = part('div', '');
  readonly #grids: NumberGrid[] = [];
  readonly #body = part('tbody', '');
  readonly #lines: Line[] = [];

  constructor(container: HTMLElement, words: FactTableWords, theme: Theme) {
    super(container, words, theme);
    container.replaceChildren(
      part('div', 'facts', this.#place, part('table', '', this.#caption, this.#body)),
    );
    this.draw();
  }

  protected override draw(): void {
    setText(this.#caption, this.words.title);
    this.#drawNumbers();
    const rows = this.data?.rows ?? [];
    keepItems(this.#body, this.#lines, rows.length, makeLine);
    rows.forEach(({ id, label, value, help, tone }, k) => {
      const line = this.#lines[k];
      if (line === undefined) return;
      if (line.root.dataset.fact !== id) setOpen(line, false);
      line.root.dataset.fact = id;
      setTone(line.root, tone);
      setText(line.label, label);
      setTitle(line.label, help);
      setText(line.help, help);
      setText(line.value, value);
      line.mark.hidden = tone === undefined;
      setText(line.mark, tone === undefined ? '' : MARKS[tone]);
      line.mark.setAttribute('aria-label', tone === undefined ? '' : this.words.tones[tone]);
    });
  }

  #drawNumbers(): void {
    const table = this.data?.table;
    keepItems(this.#place, this.#grids, table ? 1 : 0, makeGrid);
    const [grid] = this.#grids;
    if (!table || !grid) return;
    setText(grid.caption, this.words.title);
    setText(grid.corner, table.corner);
    keepItems(grid.head, grid.heads, table.columns.length, makeColumnHead);
    for (const [k, { root }] of grid.heads.entries()) setText(root, table.columns[k] ?? '');
    keepItems(grid.body, grid.lines, table.rows.length, makeNumberLine);
    table.rows.forEach(({ id, label, help, values, tone }, k) => {
      const line = grid.lines[k];
      if (line === undefined) return;
      line.root.dataset.fact = id;
      setTone(line.root, tone);
      setText(line.label, label);
      setText(line.help, `, ${help}`);
      setTitle(line.head, help);
      keepItems(line.root, line.cells, values.length, () => ({ root: part('td', 'fact-value') }));
      for (const [column, { root }] of line.cells.entries()) {
        setText(root, values[column] ?? '');
        root.dataset.column = table.columns[column] ?? '';
      }
    });
  }
}
