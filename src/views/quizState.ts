/** How far somebody is in a quiz. */
export interface QuizState {
  readonly seed: number;
  /** The question asked; the number of questions once all are done. */
  readonly at: number;
  /** Option that is marked but not yet checked. */
  readonly chosen: number | null;
  /** Checked options, by question. */
  readonly answers: readonly (number | null)[];
}

export function freshQuiz(seed: number, questions: number): QuizState {
  return { seed, at: 0, chosen: null, answers: Array.from({ length: questions }, () => null) };
}

/** The checked option of the question asked; null while it is open. */
export function verdictOf({ at, answers }: QuizState): number | null {
  return answers[at] ?? null;
}

export function choose(state: QuizState, option: number): QuizState {
  return verdictOf(state) === null ? { ...state, chosen: option } : state;
}

/** Checks the marked option; nothing happens without one. */
export function answered(state: QuizState): QuizState {
  const { at, chosen, answers } = state;
  if (chosen === null || verdictOf(state) !== null) return state;
  return { ...state, answers: answers.with(at, chosen) };
}

/** On to the next question, or to the end; nothing happens while the question is open. */
export function next(state: QuizState): QuizState {
  return verdictOf(state) === null ? state : { ...state, at: state.at + 1, chosen: null };
}

export function rightAnswers({ answers }: QuizState, correct: readonly number[]): number {
  return answers.filter((answer, k) => answer !== null && answer === correct[k]).length;
}
