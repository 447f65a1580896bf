/** One question at a time: choose, check, read why, see it in the picture, go on; the score at the end. */
import { part, setLabel, setText } from './dom';
import { Figure, type FigureWords } from './figure';
import type { Theme } from './palette';
import { answered, choose, freshQuiz, next, type QuizState, rightAnswers, verdictOf } from './quizState';

/** In the language of the page. */
export interface QuizQuestion {
  readonly id: string;
  readonly text: string;
  readonly options: readonly string[];
  /** Number of the right option. */
  readonly correct: number;
  readonly explanation: string;
}

export interface QuizData {
  /** Other questions come with another seed; the same seed keeps what was answered. */
  readonly seed: number;
  readonly questions: readonly QuizQuestion[];
}

export interface QuizWords extends FigureWords {
  readonly progress: (question: number, questions: number) => string;
  readonly score: (right: number, answered: number) => string;
  readonly check: string;
  readonly next: string;
  readonly finish: string;
  readonly right: string;
  readonly wrong: string;
  /** The label of the right option in words. */
  readonly answer: string;
  readonly show: string;
  readonly result: (right: number, questions: number) => string;
  readonly again: string;
  readonly others: string;
  /** How to answer by keyboard. */
  readonly keys: string;
}

export interface QuizActions {
  /** Makes the picture show the answer of a question. */
  readonly show: (question: number) => void;
  readonly askOthers: () => void;
}

function button(className: string, onClick: () => void): HTMLButtonElement {
  const node = part('button', className);
  node.type = 'button';
  node.addEventListener('click', onClick);
  return node;
}

export class QuizView extends Figure<QuizData, QuizWords> {
  /** A form: its radios exclude only each other, and Enter presses its first button. */
  readonly #root = part('form', 'quiz');
  readonly #progress = part('p', 'quiz-progress');
  readonly #score = part('p', 'quiz-score');
  readonly #dots = part('ol', 'quiz-dots');
  readonly #legend = part('legend', 'quiz-question');
  readonly #options = part('div', 'quiz-options');
  readonly #fields = part('fieldset', 'quiz-fields', this.#legend, this.#options);
  readonly #verdict = part('p', 'quiz-verdict');
  readonly #explanation = part('p', 'quiz-explanation');
  readonly #outcome = part('div', 'quiz-outcome', this.#verdict, this.#explanation);
  readonly #keys = part('p', 'quiz-keys');
  readonly #main = part('button', 'button-primary');
  readonly #show: HTMLButtonElement;
  readonly #others: HTMLButtonElement;
  #state: QuizState = freshQuiz(0, 0);
  /** What the options were built for, so that a choice keeps its radio and its focus. */
  #built = '';

  constructor(container: HTMLElement, words: QuizWords, theme: Theme, actions: QuizActions) {
    super(container, words, theme);
    this.#main.type = 'submit';
    this.#show = button('button', () => actions.show(this.#state.at));
    this.#others = button('button', () => actions.askOthers());
    this.#outcome.setAttribute('aria-live', 'polite');
    this.#dots.setAttribute('aria-hidden', 'true');
    this.#root.tabIndex = -1;
    this.#root.append(
      part('header', 'quiz-head', this.#progress, this.#dots, this.#score),
      this.#fields,
      this.#outcome,
      part('div', 'quiz-buttons', this.#main, this.#show, this.#others),
      this.#keys,
    );
    this.#root.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#advance();
    });
    this.#root.addEventListener('keydown', (event) => this.#onKey(event));
    container.replaceChildren(this.#root);
    this.draw();
  }

  override update(data: QuizData): void {
    const { seed, answers } = this.#state;
    if (this.data === null || data.seed !== seed || data.questions.length !== answers.length) {
      this.#state = freshQuiz(data.seed, data.questions.length);
    }
    super.update(data);
  }

  #change(state: QuizState): void {
    this.#state = state;
    this.draw();
  }

  /** Checks the choice, goes on, or starts again: what the main button says. */
  #advance(): void {
    const { data } = this;
    if (data === null) return;
    if (this.#state.at >= data.questions.length) {
      this.#change(freshQuiz(data.seed, data.questions.length));
    } else {
      this.#change(verdictOf(this.#state) === null ? answered(this.#state) : next(this.#state));
    }
    // A new question is read out by its first option; disabled radios lose the focus to what goes on.
    const open = this.#options.querySelector('input:enabled');
    const target = open instanceof HTMLInputElement && !this.#fields.hidden ? open : this.#main;
    target.focus();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const question = this.data?.questions[this.#state.at];
    if (!/^[1-9]$/.test(event.key)) return;
    // Digits would open pages.
    event.preventDefault();
    event.stopPropagation();
    const option = Number(event.key) - 1;
    if (!question || option >= question.options.length || verdictOf(this.#state) !== null) return;
    this.#change(choose(this.#state, option));
    this.#options.querySelectorAll('input')[option]?.focus();
  }

  protected override draw(): void {
    const { data, words } = this;
    this.#root.hidden = data === null;
    setLabel(this.#root, words.title);
    if (data === null) return;
    const { at, answers } = this.#state;
    const question = data.questions[at];
    const done = answers.filter((answer) => answer !== null).length;
    const right = rightAnswers(
      this.#state,
      data.questions.map(({ correct }) => correct),
    );
    setText(this.#progress, question ? words.progress(at + 1, data.questions.length) : '');
    setText(this.#score, question && done > 0 ? words.score(right, done) : '');
    this.#drawDots(data);
    this.#fields.hidden = question === undefined;
    this.#show.hidden = question === undefined || verdictOf(this.#state) === null;
    setText(this.#show, words.show);
    setText(this.#others, words.others);
    setText(this.#keys, question === undefined ? '' : words.keys);
    if (question === undefined) {
      this.#root.dataset.outcome = 'end';
      setText(this.#verdict, words.result(right, data.questions.length));
      setText(this.#explanation, '');
      setText(this.#main, words.again);
      this.#main.disabled = false;
      return;
    }
    this.#drawQuestion(question, at === data.questions.length - 1);
  }

  #drawQuestion(question: QuizQuestion, last: boolean): void {
    const { words } = this;
    const { chosen } = this.#state;
    const verdict = verdictOf(this.#state);
    setText(this.#legend, question.text);
    const key = JSON.stringify([this.#state.seed, question.id, question.options]);
    if (key !== this.#built) {
      this.#built = key;
      this.#options.replaceChildren(...question.options.map((text, k) => this.#option(text, k)));
    }
    this.#options.querySelectorAll('input').forEach((radio, k) => {
      radio.checked = k === chosen;
      radio.disabled = verdict !== null;
      const label = radio.parentElement;
      const isAnswer = verdict !== null && k === question.correct;
      label?.classList.toggle('is-right', isAnswer);
      label?.classList.toggle('is-wrong', verdict !== null && k === verdict && k !== question.correct);
    });
    const outcome = verdict === null ? 'open' : verdict === question.correct ? 'right' : 'wrong';
    this.#root.dataset.outcome = outcome;
    const answer = `${words.answer} ${question.options[question.correct] ?? ''}`;
    setText(
      this.#verdict,
      outcome === 'open' ? '' : outcome === 'right' ? words.right : `${words.wrong} ${answer}`,
    );
    setText(this.#explanation, outcome === 'open' ? '' : question.explanation);
    setText(this.#main, outcome === 'open' ? words.check : last ? words.finish : words.next);
    this.#main.disabled = outcome === 'open' && chosen === null;
  }

  #option(text: string, k: number): HTMLLabelElement {
    const radio = part('input', '');
    radio.type = 'radio';
    radio.name = 'answer';
    radio.addEventListener('change', () => this.#change(choose(this.#state, k)));
    const number = part('span', 'quiz-number', String(k + 1));
    number.setAttribute('aria-hidden', 'true');
    return part('label', 'quiz-option', radio, number, part('span', '', text));
  }

  #drawDots({ questions }: QuizData): void {
    const { at, answers } = this.#state;
    this.#dots.replaceChildren(
      ...questions.map(({ correct }, k) => {
        const dot = part('li', 'quiz-dot');
        const answer = answers[k] ?? null;
        dot.dataset.answer = answer === null ? 'none' : answer === correct ? 'right' : 'wrong';
        dot.classList.toggle('is-current', k === at);
        return dot;
      }),
    );
  }
}
