/** Questions drawn by a seed: templates in random order, shapes at random, options shuffled. */
import { RandomStream, STREAMS } from '../../random';
import type { QuizFrame } from '../blockFigures';
import { TEMPLATES } from './quizTemplates';

/** Of the templates there are. */
export const QUESTIONS = 10;

/** Sizes that a question may have: different ones, so that different shapes have different counts. */
const EXTENTS = [2, 3, 4, 5, 6, 7] as const;

/** Where templates, and what they draw, lie in the stream. */
const ORDER = 0;
const FIRST_TEMPLATE = 1;

/** The questions of a seed, the same on every machine. */
export function quizFrame(seed: number): QuizFrame {
  const random = new RandomStream(seed, STREAMS.shuffle);
  const order = shuffled([...TEMPLATES.keys()], random, ORDER).slice(0, QUESTIONS);
  return {
    seed,
    seedControl: 'quizSeed',
    questions: order.flatMap((place) => {
      const template = TEMPLATES[place];
      if (!template) return [];
      const row = FIRST_TEMPLATE + 2 * place;
      const [B = 2, H = 3, N = 4, D = 5] = shuffled(EXTENTS, random, row);
      const question = template.ask({ B, H, N, D }, random.uniform(row, EXTENTS.length));
      const { right, wrong, ...told } = question;
      const options = shuffled([right, ...wrong], random, row + 1);
      return [{ id: template.id, ...told, options, correct: options.indexOf(right) }];
    }),
  };
}

/** Fisher and Yates, with one draw a place. */
function shuffled<V>(values: readonly V[], random: RandomStream, row: number): V[] {
  const list = [...values];
  for (let last = list.length - 1; last > 0; last--) {
    const other = random.integer(last + 1, row, last);
    const [a, b] = [list[last], list[other]];
    if (a === undefined || b === undefined) continue;
    list[last] = b;
    list[other] = a;
  }
  return list;
}
