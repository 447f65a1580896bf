/** The two set-ups of the tau lens, and the figures they have to give. */
import type { SweepSettings } from '../../programs/temperatureSweep';

export interface LensSetup {
  readonly settings: SweepSettings;
  /** Figures known before, at the temperatures they belong to. */
  readonly known: readonly { readonly tau: number; readonly value: number }[];
}

const SHARED = { rows: 256, columns: 32, seed: 1, rate: 0.1 } as const;

/**
 * A cone of mean cosine 1 / (1 + 0.2^2) = .96, two views with noise of length 0.2 each (so that positive pairs have cosine .96
 * too), stopped where the loss falls below 0.02. `known`: mean cosine at the end.
 */
export const EARLY_STOP: LensSetup = {
  settings: {
    ...SHARED,
    taus: [0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.08, 0.1, 0.15, 0.3, 1, 5],
    state: 'cone',
    groups: 1,
    spread: 0.2,
    noise: 0.2,
    threshold: 0.02,
    maximumSteps: 150,
  },
  known: [
    { tau: 0.005, value: 0.895 },
    { tau: 0.01, value: 0.848 },
    { tau: 0.02, value: 0.745 },
    { tau: 0.05, value: 0.413 },
    { tau: 0.07, value: 0.198 },
  ],
};

/**
 * A cloud of rank 2 with 1 % noise per coordinate (length 0.01 sqrt(32)), two views with noise of length 0.1 each, 50 steps,
 * no threshold. `known`: participation ratio, centred, at the end. These fit noise on unit rows of rank 2; rows of
 * initialize_points that are drawn short carry more of it, which shows at tau = 5, where little else happens.
 */
export const FLATTENING: LensSetup = {
  settings: {
    ...SHARED,
    taus: [0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 2, 5],
    state: 'rank',
    groups: 2,
    spread: 0.01 * Math.sqrt(32),
    noise: 0.1,
    threshold: 0,
    maximumSteps: 50,
  },
  known: [
    { tau: 0.05, value: 5.1 },
    { tau: 0.1, value: 18.6 },
    { tau: 0.2, value: 31.2 },
    { tau: 0.5, value: 28.4 },
    { tau: 1, value: 14.7 },
    { tau: 5, value: 2.1 },
  ],
};
