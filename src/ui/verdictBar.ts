/** The verdict under the sphere: its name, its sentence, what helps, and the way to its evidence. */
import type { ShownVerdict } from '../experiments/experiment';
import { element, setText } from './dom';
import { liveText, onLanguage, pick, t } from './language';

export class VerdictBar {
  readonly element: HTMLElement;
  /** Spoken when it changes; the sentence with its moving numbers is not. */
  readonly #title = element('strong', { class: 'verdict-title', attributes: { role: 'status' } });
  readonly #sentence = element('span', { class: 'verdict-sentence' });
  readonly #advice = element('span', { class: 'verdict-advice' });
  readonly #evidence: HTMLButtonElement;
  #shown: ShownVerdict | null = null;

  constructor(onEvidence: () => void) {
    this.#evidence = element(
      'button',
      { class: 'button-quiet verdict-evidence', attributes: { type: 'button' }, on: { click: onEvidence } },
      liveText(() => t('verdictEvidence')),
    );
    this.element = element(
      'div',
      { class: 'verdict', hidden: true },
      this.#title,
      element('p', { class: 'verdict-text' }, this.#sentence, this.#advice),
      this.#evidence,
    );
    onLanguage(() => this.#write());
  }

  /** Whether the page gives verdicts: their place is kept from the beginning, so that the sphere does not move. */
  setPresent(present: boolean): void {
    this.element.hidden = !present;
  }

  /** Null while nothing is known. */
  show(verdict: ShownVerdict | null): void {
    this.#shown = verdict;
    this.#write();
  }

  #write(): void {
    const verdict = this.#shown;
    this.element.dataset.verdict = verdict?.kind ?? '';
    this.element.dataset.tone = verdict?.tone ?? '';
    this.#evidence.hidden = verdict === null;
    setText(this.#title, verdict ? pick(verdict.title) : '');
    setText(this.#sentence, verdict ? pick(verdict.sentence) : t('verdictPending'));
    setText(this.#advice, verdict ? pick(verdict.advice) : '');
    this.#sentence.title = verdict ? pick(verdict.sentence) : '';
    this.#advice.title = verdict ? pick(verdict.advice) : '';
  }
}
