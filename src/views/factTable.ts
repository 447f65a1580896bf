/** Statements as a calm table of two columns: what, and a number or a few words; a mark tells good from bad. */
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

function makeLine(): Line {
  const label = part('button', 'fact-label');
  label.type = 'button';
  label.setAttribute('aria-expanded', 'false');
  const help = part('p', 'fact-help');
  help.hidden = true;
  label.addEventListener('click', () => {
    help.hidden = !help.hidden;
    label.setAttribute('aria-expanded', String(!help.hidden));
  });
  const head = part('th', 'fact-name', label, help);
  head.scope = 'row';
  const mark = part('span', 'fact-mark');
  mark.setAttribute('role', 'img');
  const value = part('span', '');
  return { root: part('tr', 'fact', head, part('td', 'fact-value', value, mark)), label, value, mark, help };
}

export class FactTable extends Figure<readonly FactRow[], FactTableWords> {
  readonly #caption = part('caption', 'visually-hidden');
  readonly #body = part('tbody', '');
  readonly #lines: Line[] = [];

  constructor(container: HTMLElement, words: FactTableWords, theme: Theme) {
    super(container, words, theme);
    container.replaceChildren(part('div', 'facts', part('table', '', this.#caption, this.#body)));
    this.draw();
  }

  protected override draw(): void {
    setText(this.#caption, this.words.title);
    const rows = this.data ?? [];
    keepItems(this.#body, this.#lines, rows.length, makeLine);
    rows.forEach(({ id, label, value, help, tone }, k) => {
      const line = this.#lines[k];
      if (line === undefined) return;
      line.root.dataset.fact = id;
      if (tone === undefined) delete line.root.dataset.tone;
      else line.root.dataset.tone = tone;
      setText(line.label, label);
      setTitle(line.label, help);
      setText(line.help, help);
      setText(line.value, value);
      line.mark.hidden = tone === undefined;
      setText(line.mark, tone === undefined ? '' : MARKS[tone]);
      line.mark.setAttribute('aria-label', tone === undefined ? '' : this.words.tones[tone]);
    });
  }
}
