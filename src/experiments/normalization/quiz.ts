import type { QuizFrame } from '../blockFigures';
export function quizFrame(seed: number): QuizFrame {
  return { seed, questions: [], seedControl: 'quizSeed' };
}
