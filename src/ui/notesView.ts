/** Notes as a reading column: text at once, formulas as MathML as soon as the typesetter has arrived. */
import type { Controls, ControlValue, Language } from '../experiments/experiment';
import type { NoteBlock, NoteText, NoteTrial } from '../experiments/notes';
import { element } from './dom';
import { type Inline, parseInline } from './inline';
import { currentLanguage, onLanguage, t } from './language';
import { initialValues } from './url';

export interface NotesViewOptions {
  readonly container: HTMLElement;
  readonly notes: Readonly<Record<Language, readonly NoteBlock[]>>;
  readonly controls: Controls;
  /** A trial's button was pressed; `values` holds every control of the page. */
  readonly onTrial: (values: Readonly<Record<string, ControlValue>>, trial: NoteTrial) => void;
}

export class NotesView implements Disposable {
  readonly #options: NotesViewOptions;
  readonly #article = element('article', { class: 'notes' });
  readonly #unsubscribe: () => void;

  constructor(options: NotesViewOptions) {
    this.#options = options;
    options.container.append(this.#article);
    this.#render();
    this.#unsubscribe = onLanguage(() => this.#render());
  }

  [Symbol.dispose](): void {
    this.#unsubscribe();
    this.#article.remove();
  }

  #render(): void {
    this.#article.replaceChildren(
      ...this.#options.notes[currentLanguage()].flatMap((block) => this.#block(block)),
    );
    this.#options.container.scrollTop = 0;
  }

  #block(block: NoteBlock): readonly HTMLElement[] {
    switch (block.kind) {
      case 'heading':
        return [element('h2', {}, ...inline(block.text))];
      case 'paragraph':
        return [element('p', {}, ...inline(block.text))];
      case 'formula':
        return [formula(block.tex)];
      case 'list':
        return [
          element(
            'ul',
            { class: 'note-list' },
            ...block.items.map((item) => element('li', {}, ...inline(item))),
          ),
        ];
      case 'aside':
        return [element('aside', {}, element('p', {}, ...inline(block.text)))];
      case 'trials':
        return [
          element('h2', {}, t('noteLook')),
          element('ol', { class: 'trials' }, ...block.trials.map((trial) => this.#trial(trial))),
        ];
      default:
        return [
          element('h2', {}, t('noteSources')),
          element(
            'ul',
            { class: 'sources' },
            ...block.entries.map(({ text, address }) =>
              element('li', {}, ...inline(text), ' ', link(sourceName(address), address)),
            ),
          ),
        ];
    }
  }

  #trial(trial: NoteTrial): HTMLElement {
    const { title, text, controls } = trial;
    const button = element('button', { class: 'button', attributes: { type: 'button' } }, t('tryIt'));
    button.addEventListener('click', () => {
      this.#options.onTrial({ ...initialValues(this.#options.controls), ...controls }, trial);
    });
    return element('li', {}, element('h3', {}, ...inline(title)), element('p', {}, ...inline(text)), button);
  }
}

function inline(text: NoteText): Node[] {
  return parseInline(text).map(inlineNode);
}

function inlineNode(part: Inline): Node {
  switch (part.kind) {
    case 'math':
      return math(part.text, false);
    case 'emphasis':
      return element('em', {}, part.text);
    case 'link':
      return link(part.text, part.address);
    default:
      return document.createTextNode(part.text);
  }
}

function link(text: string, address: string): HTMLAnchorElement {
  return element('a', { attributes: { href: address, target: '_blank', rel: 'noopener noreferrer' } }, text);
}

/** `https://arxiv.org/abs/2005.10242` as `arXiv:2005.10242`, other addresses by their host. */
function sourceName(address: string): string {
  const { hostname, pathname } = new URL(address);
  return hostname === 'arxiv.org' ? `arXiv:${pathname.replace('/abs/', '')}` : hostname;
}

function formula(tex: string): HTMLElement {
  return element('div', { class: 'formula', attributes: { tabindex: 0 } }, math(tex, true));
}

/** The TeX source, replaced by MathML once the typesetter is there. A fault in it leaves the source to read. */
function math(tex: string, display: boolean): HTMLElement {
  const holder = element('span', { class: display ? 'math math-display' : 'math' });
  holder.append(element('code', {}, tex));
  void typesetter().then(
    (temml) => temml.render(tex, holder, { displayMode: display, throwOnError: false }),
    () => holder.classList.add('math-source'),
  );
  return holder;
}

type Temml = typeof import('temml').default;
let loading: Promise<Temml> | null = null;

/** Loaded with the first formula: the sphere must not wait for it. */
function typesetter(): Promise<Temml> {
  loading ??= import('temml').then((module) => module.default);
  return loading;
}
