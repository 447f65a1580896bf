/** The help dialog: keys, pointer, files, scripting. */
import { element } from './dom';
import { onLanguage, t } from './language';
import { dialogHeader } from './selfCheckPanel';

export class HelpDialog {
  readonly element: HTMLDialogElement;
  readonly #frame = element('div', { class: 'dialog-frame' });

  constructor() {
    this.element = element('dialog', { class: 'dialog help' }, this.#frame);
    this.element.addEventListener('click', (event) => {
      // The dialog's own box is covered by the frame, so a click on it is a click on the backdrop.
      if (event.target === this.element) this.element.close();
    });
    onLanguage(() => this.#render());
    this.#render();
  }

  open(): void {
    if (!this.element.open) this.element.showModal();
  }

  #render(): void {
    const keys = [
      ['Space', t('helpKeyRun')],
      ['S', t('helpKeyStep')],
      ['R', t('helpKeyReset')],
      ['1 – 7', t('helpKeyPages')],
      ['?', t('helpKeyHelp')],
      ['Esc', t('helpKeyEscape')],
    ] as const;
    const rows = keys.flatMap(([key, meaning]) => [
      element('dt', {}, element('kbd', {}, key)),
      element('dd', {}, meaning),
    ]);
    const paragraphs = [
      [t('helpPointer'), t('helpPointerText')],
      [t('helpFiles'), t('helpFilesText')],
      [t('helpConsole'), t('helpConsoleText')],
    ] as const;
    this.#frame.replaceChildren(
      dialogHeader(t('helpTitle'), () => this.element.close()),
      element('p', { class: 'dialog-lead' }, t('helpLead')),
      element('h3', {}, t('helpKeys')),
      element('dl', { class: 'keys' }, ...rows),
      ...paragraphs.flatMap(([title, text]) => [element('h3', {}, title), element('p', {}, text)]),
    );
  }
}
