/** The pages that exist. The folder is the registry: src/experiments/<id>/index.ts is a page, nobody keeps a list. */
import { EXPERIMENT_IDS, type Experiment } from './experiment';

const MODULES = import.meta.glob<Experiment>('./*/index.ts', { import: 'default', eager: true });

/** In the order of EXPERIMENT_IDS. */
export const EXPERIMENTS: readonly Experiment[] = Object.values(MODULES).sort(
  (a, b) => EXPERIMENT_IDS.indexOf(a.id) - EXPERIMENT_IDS.indexOf(b.id),
);
