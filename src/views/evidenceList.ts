/** What a verdict rests on: every comparison with its threshold, those that hold first. */
import { keepItems, part, setText } from './dom';
import { Figure, type FigureWords } from './figure';
import { compactText } from './numbers';
import type { Theme } from './palette';
import { verdictColour } from './verdictColours';

/** One comparison. */
export interface EvidenceRow {
  /** Kind of verdict it speaks for, and its name in the language of the page. */
  readonly kind: string;
  readonly verdict: string;
  readonly measure: string;
  readonly value: number;
  readonly threshold: number;
  readonly sense: 'at least' | 'at most';
  readonly holds: boolean;
}

export interface EvidenceData {
  readonly advice: string;
  readonly rows: readonly EvidenceRow[];
}

export interface EvidenceWords extends FigureWords {
  readonly holds: string;
  readonly fails: string;
}

interface Line {
  readonly root: HTMLElement;
  readonly sign: HTMLElement;
  readonly measure: HTMLElement;
  readonly comparison: HTMLElement;
  readonly verdict: HTMLElement;
}

function makeLine(): Line {
  const [sign, measure, comparison, verdict] = [
    part('span', 'evidence-sign'),
    part('span', 'evidence-measure'),
    part('span', 'evidence-comparison'),
    part('span', 'evidence-verdict'),
  ];
  return {
    root: part('li', 'evidence-row', sign, measure, comparison, verdict),
    sign,
    measure,
    comparison,
    verdict,
  };
}

export class EvidenceList extends Figure<EvidenceData, EvidenceWords> {
  readonly #advice = part('p', 'evidence-advice');
  readonly #list = part('ul', 'evidence');
  readonly #lines: Line[] = [];

  constructor(container: HTMLElement, words: EvidenceWords, theme: Theme) {
    super(container, words, theme);
    container.replaceChildren(this.#advice, this.#list);
    this.draw();
  }

  protected override draw(): void {
    setText(this.#advice, this.data?.advice ?? '');
    const rows = (this.data?.rows ?? []).toSorted((a, b) => Number(b.holds) - Number(a.holds));
    keepItems(this.#list, this.#lines, rows.length, makeLine);
    this.#list.setAttribute('aria-label', this.words.title);
    rows.forEach((row, k) => {
      const line = this.#lines[k];
      if (!line) return;
      const { kind, verdict, measure, value, threshold, sense, holds } = row;
      line.root.classList.toggle('is-holding', holds);
      line.root.style.setProperty('--kind', verdictColour(kind, this.theme));
      setText(line.sign, holds ? '●' : '○');
      line.sign.title = holds ? this.words.holds : this.words.fails;
      setText(line.measure, measure);
      const relation = sense === 'at least' ? (holds ? '≥' : '<') : holds ? '≤' : '>';
      setText(line.comparison, `${compactText(value)} ${relation} ${compactText(threshold)}`);
      setText(line.verdict, verdict);
    });
  }
}
