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
  #shown: ShownVerdict | null = null;

  constructor(onEvidence: () => void) {
    const evidence = element(
      'button',
      { class: 'button-quiet verdict-evidence', attributes: { type: 'button' }, on: { click: onEvidence } },
      liveText(() => t('verdictEvidence')),
    );
    this.element = element(
      'div',
      { class: 'verdict', hidden: true },
      this.#title,
      element('p', { class: 'verdict-text' }, this.#sentence, this.#advice),
      evidence,
    );
    onLanguage(() => this.#write());
  }

  /** Null while nothing is known. */
  show(verdict: ShownVerdict | null): void {
    this.#shown = verdict;
    this.#write();
  }

  #write(): void {
    const verdict = this.#shown;
    this.element.hidden = verdict === null;
    if (!verdict) return;
    this.element.dataset.verdict = verdict.kind;
    this.element.dataset.tone = verdict.tone;
    setText(this.#title, pick(verdict.title));
    setText(this.#sentence, pick(verdict.sentence));
    setText(this.#advice, pick(verdict.advice));
    this.#advice.title = pick(verdict.advice);
  }
}
