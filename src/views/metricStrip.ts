/** The metric strip: every measure as one line, from its collapse end to its optimum, raw and centred side by side. */
import { keepItems, part, setLabel, setText, setTitle } from './dom';
import { Figure, type FigureWords } from './figure';
import { compactText } from './numbers';
import { centredColour, rawColour } from './paint';
import type { Theme } from './palette';

/** A measure in the language of the page; null where it is not defined or not known yet. */
export interface MetricRow {
  readonly id: string;
  /** Rows of one group stand together, under this heading. */
  readonly group: string;
  readonly label: string;
  readonly help: string;
  readonly unit: string;
  readonly raw: number | null;
  readonly centred: number | null;
  /** Theoretical range for this n and d. */
  readonly minimum: number;
  readonly maximum: number;
  /** The ends of the bar; above 0 on a log scale. */
  readonly optimum: number;
  readonly collapse: number;
  readonly scale: 'linear' | 'log';
  readonly marks?: readonly { readonly label: string; readonly value: number }[];
  /** What is wrong and how to mend it, where the value cannot be. */
  readonly impossible?: string | null;
}

export interface MetricStripWords extends FigureWords {
  readonly raw: string;
  readonly centred: string;
  readonly collapse: string;
  readonly optimum: string;
  readonly range: (minimum: string, maximum: string) => string;
}

/**
 * Where a value lies between the collapse end (0) and the optimum (1); NaN for what has no place.
 * Values beyond an end lie at it.
 */
export function stripPosition(
  value: number | null,
  { collapse, optimum, scale }: Pick<MetricRow, 'collapse' | 'optimum' | 'scale'>,
): number {
  if (value === null || Number.isNaN(value)) return Number.NaN;
  const forth = (x: number) => (scale === 'log' ? Math.log(Math.max(x, Number.MIN_VALUE)) : x);
  const t = (forth(value) - forth(collapse)) / (forth(optimum) - forth(collapse));
  return Math.min(1, Math.max(0, t));
}

interface Line {
  readonly root: HTMLElement;
  readonly name: HTMLButtonElement;
  readonly label: HTMLElement;
  readonly unit: HTMLElement;
  readonly raw: HTMLElement;
  readonly centred: HTMLElement;
  readonly bar: HTMLElement;
  readonly rawMark: HTMLElement;
  readonly centredMark: HTMLElement;
  readonly ticks: { readonly root: HTMLElement }[];
  readonly help: HTMLElement;
  readonly warning: HTMLElement;
}

interface Group {
  readonly root: HTMLElement;
  readonly heading: HTMLElement;
  readonly table: HTMLElement;
  readonly lines: Line[];
}

function cell(className: string, ...children: (Node | string)[]): HTMLElement {
  const node = part('div', className, ...children);
  node.setAttribute('role', 'cell');
  return node;
}

function makeLine(): Line {
  const label = part('span', 'strip-label');
  const unit = part('span', 'strip-unit');
  const name = part('button', 'strip-name', label, unit);
  name.type = 'button';
  const help = part('p', 'strip-help');
  help.hidden = true;
  name.setAttribute('aria-expanded', 'false');
  name.addEventListener('click', () => {
    help.hidden = !help.hidden;
    name.setAttribute('aria-expanded', String(!help.hidden));
  });
  const rawMark = part('span', 'strip-mark strip-mark-raw');
  const centredMark = part('span', 'strip-mark strip-mark-centred');
  const bar = part('div', 'strip-bar', rawMark, centredMark);
  bar.setAttribute('role', 'img');
  const warning = part('p', 'strip-warning');
  const [raw, centred] = [cell('strip-value strip-raw'), cell('strip-value strip-centred')];
  const root = part(
    'div',
    'strip-row',
    cell('strip-head', name),
    raw,
    centred,
    cell('strip-track', bar),
    help,
    warning,
  );
  root.setAttribute('role', 'row');
  return { root, name, label, unit, raw, centred, bar, rawMark, centredMark, ticks: [], help, warning };
}

function makeGroup(): Group {
  const heading = part('h3', 'strip-heading');
  const table = part('div', 'strip-table');
  table.setAttribute('role', 'table');
  return { root: part('section', 'strip-group', heading, table), heading, table, lines: [] };
}

function place(mark: HTMLElement, t: number): void {
  mark.hidden = Number.isNaN(t);
  if (!mark.hidden) mark.style.left = `${(100 * t).toFixed(2)}%`;
}

export class MetricStrip extends Figure<readonly MetricRow[], MetricStripWords> {
  readonly #root = part('div', 'strip');
  readonly #legend = part('div', 'strip-legend');
  readonly #groupBox = part('div', 'strip-groups');
  readonly #groups: Group[] = [];

  constructor(container: HTMLElement, words: MetricStripWords, theme: Theme) {
    super(container, words, theme);
    this.#root.append(this.#legend, this.#groupBox);
    container.replaceChildren(this.#root);
    this.draw();
  }

  protected override draw(): void {
    const { words, theme } = this;
    this.#root.style.setProperty('--raw', rawColour(theme));
    this.#root.style.setProperty('--centred', centredColour(theme));
    this.#drawLegend();
    const headings = [...new Set(this.data?.map(({ group }) => group))];
    keepItems(this.#groupBox, this.#groups, headings.length, makeGroup);
    headings.forEach((heading, g) => {
      const rows = this.data?.filter((row) => row.group === heading) ?? [];
      const group = this.#groups[g];
      if (group === undefined) return;
      setText(group.heading, heading);
      setLabel(group.table, `${words.title}: ${heading}`);
      keepItems(group.table, group.lines, rows.length, makeLine);
      rows.forEach((row, r) => {
        const line = group.lines[r];
        if (line) this.#drawRow(line, row);
      });
    });
  }

  #drawLegend(): void {
    const { raw, centred, collapse, optimum } = this.words;
    const key = [raw, centred, collapse, optimum].join('\n');
    if (this.#legend.dataset.key === key) return;
    this.#legend.dataset.key = key;
    this.#legend.replaceChildren(
      part('span', 'strip-key', part('i', 'strip-mark strip-mark-raw'), raw),
      part('span', 'strip-key', part('i', 'strip-mark strip-mark-centred'), centred),
      part('span', 'strip-key strip-ends', collapse, part('i', 'strip-arrow'), optimum),
    );
  }

  #drawRow(line: Line, row: MetricRow): void {
    const { words } = this;
    const [raw, centred] = [compactText(row.raw), compactText(row.centred)];
    const range = words.range(compactText(row.minimum), compactText(row.maximum));
    setText(line.label, row.label);
    setText(line.unit, row.unit);
    setTitle(line.name, `${row.help}\n${range}`);
    setText(line.help, `${row.help} ${range}`);
    setText(line.raw, raw);
    setText(line.centred, centred);
    place(line.rawMark, stripPosition(row.raw, row));
    place(line.centredMark, stripPosition(row.centred, row));
    const marks = row.marks ?? [];
    keepItems(line.bar, line.ticks, marks.length, () => ({ root: part('span', 'strip-tick') }));
    marks.forEach(({ label, value }, k) => {
      const tick = line.ticks[k]?.root;
      if (tick === undefined) return;
      place(tick, stripPosition(value, row));
      setTitle(tick, `${label} ${compactText(value)}`);
    });
    const ends = `${words.collapse} ${compactText(row.collapse)} → ${words.optimum} ${compactText(row.optimum)}`;
    const theory = marks.map(({ label, value }) => `${label} ${compactText(value)}`);
    setLabel(line.bar, [`${words.raw} ${raw}`, `${words.centred} ${centred}`, ends, ...theory].join(', '));
    setTitle(line.bar, [ends, ...theory].join('\n'));
    const impossible = row.impossible ?? '';
    line.root.classList.toggle('is-impossible', impossible !== '');
    line.warning.hidden = impossible === '';
    setText(line.warning, impossible);
  }
}
