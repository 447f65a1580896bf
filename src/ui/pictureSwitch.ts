/** Chooses among the pictures of a page, over the stage: the same choice as in the panel, where the eye is. */
import type { Controls, ControlValue, Localized } from '../experiments/experiment';
import { element, setText } from './dom';
import { onLanguage, pick } from './language';

export class PictureSwitch {
  readonly element = element('div', {
    class: 'segmented picture-switch',
    hidden: true,
    attributes: { role: 'group' },
  });
  readonly #onPick: (control: string, value: ControlValue) => void;
  #control: string | null = null;
  #title: Localized | null = null;
  #buttons: readonly {
    readonly value: string;
    readonly label: Localized;
    readonly button: HTMLButtonElement;
  }[] = [];

  constructor(onPick: (control: string, value: ControlValue) => void) {
    this.#onPick = onPick;
    onLanguage(() => this.#label());
  }

  /** The options of this choice control; nothing where the page has one picture. */
  show(name: string | undefined, controls: Controls): void {
    const control = name === undefined ? undefined : controls[name];
    this.element.hidden = control?.kind !== 'choice';
    if (name === undefined || control?.kind !== 'choice') return;
    this.#control = name;
    this.#title = control.label;
    this.#buttons = Object.entries(control.options).map(([value, label]) => ({
      value,
      label,
      button: element('button', {
        attributes: { type: 'button', 'data-picture': value },
        on: { click: () => this.#onPick(name, value) },
      }),
    }));
    this.element.replaceChildren(...this.#buttons.map(({ button }) => button));
    this.#label();
  }

  mark(values: Readonly<Record<string, ControlValue>>): void {
    if (this.#control === null) return;
    for (const { value, button } of this.#buttons) {
      button.setAttribute('aria-pressed', String(values[this.#control] === value));
    }
  }

  #label(): void {
    if (this.#title) this.element.setAttribute('aria-label', pick(this.#title));
    for (const { label, button } of this.#buttons) setText(button, pick(label));
  }
}
