/** Where a verdict changes, and why there. */

/** Two rows are 8 degrees apart: at mean cosine .99 every picture and every measure shows one point. */
export const COMPLETE_SPREAD = 0.01;
/** ||mean|| = 1/2: half the length of an average row lies along one common direction. */
export const CONE_COSINE = 0.25;
/** Rows of any two heaps within 37 degrees share a direction, whether or not so few heaps could have met by chance. */
export const CERTAIN_COSINE = 0.8;
/** Chance goes beyond this many deviations once in 700 clouds. */
export const CHANCE_DEVIATIONS = 3;
/** Heaps keep at most this share of the variance that pieces of an evenly filled sphere have inside: most of a row is its heap. */
export const CLUSTER_WITHIN = 0.5;
/** Adjusted Rand index from which heaps and labels count as the same partition; a fifth of the pairs may disagree. */
export const LABEL_AGREEMENT = 0.8;
/** A class has shrunk when it is a tenth as wide as the same number of rows of an even cloud: a third of the distances. */
export const CLASS_SCATTER = 0.1;
/** A class is flat when its rank, as a share of the isotropic one, is a quarter of the whole cloud's. */
export const CLASS_RANK = 0.25;
/** Any two or three rows look like something: below this there is no verdict. */
export const FEWEST_ROWS = 4;
/** Fewer rows than this say nothing of their class. */
export const CLASS_ROWS = 8;
/** Half of the directions gone gives .5. Eigenvalues that fall like 1/j, as in natural data, keep .8; like j^-1.5, .6 of 128. */
export const EFFECTIVE_RANK_SHARE = 0.6;
/** A quarter of the directions hold nothing, however even the rest is: 1 of 3, 32 of 128. */
export const EMPTY_SHARE = 0.25;
/** One direction holds half of the variance: stable rank 2. */
export const LEADING_STABLE_RANK = 2;
/** ... which is normal for small d, so the participation ratio must be this far below the isotropic one as well. */
export const LEADING_PARTICIPATION_SHARE = 0.25;
/** Values within this factor of a threshold could fall on its other side with other rows: the verdict is borderline. */
export const BORDER = 1.15;
/** Rounding of f32 rows: a mean cosine further outside [-1, 1] means that rows are not of unit length. */
export const COSINE_SLACK = 1e-4;

/**
 * A variance of `freedom` degrees of freedom over its expectation, `deviations` normal deviations above or below it: Wilson and
 * Hilferty's cube root of chi^2 (PNAS 1931). At 3 deviations within 3 % above, and within 7 % below from ten degrees on.
 */
export function chanceFactor(freedom: number, deviations: number): number {
  return Math.max(0, 1 - 2 / (9 * freedom) + deviations * Math.sqrt(2 / (9 * freedom))) ** 3;
}
