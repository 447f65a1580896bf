/** Solves diagnosis tasks beside the page. */
import { solve } from './diagnosis';
import { answerTasks } from './workerSolver';

answerTasks(solve);
