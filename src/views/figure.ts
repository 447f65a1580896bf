/** What every figure of the diagnosis shares: data that may be missing, words and theme that change under it. */
import type { Theme } from './palette';

/** The words of a figure in the language of the page; `title` names it to those who cannot see it. */
export interface FigureWords {
  readonly title: string;
}

/** Draws its data into a container that it borrows; it is drawn anew at every change. */
export abstract class Figure<Data, Words extends FigureWords> implements Disposable {
  protected readonly container: HTMLElement;
  protected words: Words;
  protected theme: Theme;
  protected data: Data | null = null;

  constructor(container: HTMLElement, words: Words, theme: Theme) {
    this.container = container;
    this.words = words;
    this.theme = theme;
  }

  update(data: Data): void {
    this.data = data;
    this.draw();
  }

  clear(): void {
    this.data = null;
    this.draw();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.draw();
  }

  setWords(words: Words): void {
    this.words = words;
    this.draw();
  }

  /** Follows the container's size. */
  resize(): void {
    this.draw();
  }

  [Symbol.dispose](): void {
    this.container.replaceChildren();
  }

  protected abstract draw(): void;
}
