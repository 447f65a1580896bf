/** Tabs over panels, by the pattern screen readers know: arrow keys move along the tabs, one panel shows. */
import type { Localized } from '../experiments/experiment';
import { element, setText } from './dom';
import { onLanguage, pick } from './language';

export interface Tab {
  readonly id: string;
  readonly label: Localized;
  readonly panel: HTMLElement;
}

export class TabList {
  readonly element = element('div', { class: 'figure-tabs', attributes: { role: 'tablist' } });
  readonly #onSelect: (id: string) => void;
  #tabs: readonly (Tab & { readonly button: HTMLButtonElement })[] = [];
  #selected = '';

  constructor(onSelect: (id: string) => void) {
    this.#onSelect = onSelect;
    onLanguage(() => this.#label());
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
  }

  get selected(): string {
    return this.#selected;
  }

  /** The tab that shows where nobody chose another. */
  get first(): string {
    return this.#tabs[0]?.id ?? '';
  }

  /** Replaces the tabs; the first is selected. A single one needs no list. */
  show(tabs: readonly Tab[]): void {
    this.#tabs = tabs.map((tab) => {
      const button = element('button', {
        class: 'figure-tab',
        id: `tab-${tab.id}`,
        attributes: { type: 'button', role: 'tab', 'aria-controls': `panel-${tab.id}`, 'data-tab': tab.id },
        on: { click: () => this.select(tab.id) },
      });
      tab.panel.id = `panel-${tab.id}`;
      tab.panel.setAttribute('role', 'tabpanel');
      tab.panel.setAttribute('aria-labelledby', button.id);
      return { ...tab, button };
    });
    this.element.hidden = tabs.length < 2;
    this.element.replaceChildren(...this.#tabs.map(({ button }) => button));
    this.#label();
    this.select(tabs[0]?.id ?? '');
  }

  /** Shows a panel; an unknown id changes nothing. */
  select(id: string): void {
    if (!this.#tabs.some((tab) => tab.id === id)) return;
    this.#selected = id;
    for (const { id: own, button, panel } of this.#tabs) {
      const chosen = own === id;
      button.setAttribute('aria-selected', String(chosen));
      button.tabIndex = chosen ? 0 : -1;
      panel.hidden = !chosen;
    }
    this.#onSelect(id);
  }

  #label(): void {
    for (const { button, label } of this.#tabs) setText(button, pick(label));
  }

  #onKey(event: KeyboardEvent): void {
    const at = this.#tabs.findIndex(({ id }) => id === this.#selected);
    const count = this.#tabs.length;
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1 + count, Home: 0, End: count - 1 }[event.key];
    const tab = next === undefined ? undefined : this.#tabs[next % count];
    if (!tab) return;
    event.preventDefault();
    event.stopPropagation();
    this.select(tab.id);
    tab.button.focus();
  }
}
