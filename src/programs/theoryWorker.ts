/** Computes mean-field theory beside the page. */
import { propagateTheory } from '../reference/meanField';
import { answerTasks } from './workerSolver';

answerTasks(propagateTheory);
