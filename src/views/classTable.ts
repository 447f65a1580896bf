/** The classes of a labelled cloud as a table, the most collapsed first. */
import { keepItems, part, setText, setTitle } from './dom';
import { Figure, type FigureWords } from './figure';
import { compactText } from './numbers';
import { classColour, type Theme } from './palette';

export interface ClassRow {
  readonly label: string;
  /** Index of the class, for its colour. */
  readonly index: number;
  readonly count: number;
  /** Of pairs inside the class; NaN for a class of one. */
  readonly meanCosine: number;
  readonly rawRank: number;
  readonly centredRank: number;
}

interface Column {
  readonly label: string;
  readonly help: string;
}

export interface ClassTableWords extends FigureWords {
  readonly name: Column;
  readonly count: Column;
  readonly meanCosine: Column;
  readonly rank: Column;
  readonly more: (rows: number) => string;
  /** While there are no classes. */
  readonly empty?: string;
}

export const SHOWN_CLASSES = 50;

/** The most collapsed first: the largest mean cosine inside, then the smallest rank; classes without either last. */
export function byCollapse(rows: readonly ClassRow[]): ClassRow[] {
  const cosine = ({ meanCosine }: ClassRow) =>
    Number.isNaN(meanCosine) ? Number.NEGATIVE_INFINITY : meanCosine;
  const rank = ({ centredRank }: ClassRow) =>
    Number.isNaN(centredRank) ? Number.POSITIVE_INFINITY : centredRank;
  return [...rows].sort((a, b) => cosine(b) - cosine(a) || rank(a) - rank(b) || a.index - b.index);
}

interface Line {
  readonly root: HTMLTableRowElement;
  readonly swatch: HTMLElement;
  readonly name: HTMLElement;
  readonly count: HTMLElement;
  readonly bar: HTMLElement;
  readonly cosine: HTMLElement;
  readonly rank: HTMLElement;
}

function makeLine(): Line {
  const swatch = part('span', 'class-swatch');
  const name = part('span', 'class-label');
  const head = part('th', 'class-name', swatch, name);
  head.scope = 'row';
  const count = part('td', '');
  const bar = part('span', 'class-fill');
  const cosine = part('span', '');
  const rank = part('td', '');
  const meter = part('td', '', part('span', 'class-meter', part('span', 'class-track', bar), cosine));
  const root = part('tr', '', head, count, meter, rank);
  return { root, swatch, name, count, bar, cosine, rank };
}

export class ClassTable extends Figure<readonly ClassRow[], ClassTableWords> {
  readonly #caption = part('caption', 'visually-hidden');
  readonly #heads = Array.from({ length: 4 }, () => part('th', ''));
  readonly #body = part('tbody', '');
  readonly #note = part('p', 'fig-note');
  readonly #lines: Line[] = [];

  constructor(container: HTMLElement, words: ClassTableWords, theme: Theme) {
    super(container, words, theme);
    for (const head of this.#heads) head.scope = 'col';
    const head = part('thead', '', part('tr', '', ...this.#heads));
    const table = part('table', 'class-table', this.#caption, head, this.#body);
    container.replaceChildren(part('div', 'class-box', table, this.#note));
    this.draw();
  }

  protected override draw(): void {
    const { words, theme } = this;
    setText(this.#caption, words.title);
    [words.name, words.count, words.meanCosine, words.rank].forEach(({ label, help }, k) => {
      const head = this.#heads[k];
      if (head === undefined) return;
      setText(head, label);
      setTitle(head, help);
    });
    const rows = byCollapse(this.data ?? []);
    const shown = rows.slice(0, SHOWN_CLASSES);
    keepItems(this.#body, this.#lines, shown.length, makeLine);
    shown.forEach((row, k) => {
      const line = this.#lines[k];
      if (line === undefined) return;
      line.swatch.style.background = classColour(row.index, theme);
      line.bar.style.background = classColour(row.index, theme);
      line.bar.style.width = `${(100 * Math.min(1, Math.max(0, row.meanCosine || 0))).toFixed(1)}%`;
      setText(line.name, row.label);
      setTitle(line.name, row.label);
      setText(line.count, String(row.count));
      setText(line.cosine, compactText(row.meanCosine));
      setText(line.rank, `${compactText(row.rawRank)} / ${compactText(row.centredRank)}`);
    });
    const beyond = rows.length - shown.length;
    const note = beyond > 0 ? words.more(beyond) : rows.length === 0 ? (words.empty ?? '') : '';
    this.#note.hidden = note === '';
    setText(this.#note, note);
  }
}
