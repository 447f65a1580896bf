/**
 * What kind of collapse a cloud of unit rows shows, from measures that each see a part of it. No single one can tell: mean
 * cosine is blind to rank, rank is blind to a cone once it is centred away, and uniformity (Wang & Isola 2020) hardly moves
 * when half of the directions die, so it takes no part here.
 *
 * The kinds, in order of precedence; the first that holds names the cloud, the others that hold are its runners-up:
 * `complete` all rows are one point; `cone` all rows share a direction; `per-class` classes have shrunk, each by itself;
 * `cluster` the cloud has fallen into separate heaps; `dimensional` directions are empty; `none`. A cone comes before heaps
 * because it holds between them too: their cosine is then taken between heaps. `undetermined` is no kind of collapse but the
 * answer for numbers that no cloud of unit rows has.
 */
import {
  BORDER,
  CERTAIN_COSINE,
  CHANCE_DEVIATIONS,
  CLASS_RANK,
  CLASS_ROWS,
  CLASS_SCATTER,
  CLUSTER_WITHIN,
  COMPLETE_SPREAD,
  CONE_COSINE,
  COSINE_SLACK,
  chanceFactor,
  EFFECTIVE_RANK_SHARE,
  EMPTY_SHARE,
  FEWEST_ROWS,
  LABEL_AGREEMENT,
  LEADING_PARTICIPATION_SHARE,
  LEADING_STABLE_RANK,
} from './verdictThresholds';

export const VERDICT_KINDS = [
  'none',
  'complete',
  'cone',
  'dimensional',
  'cluster',
  'per-class',
  'undetermined',
] as const;
export type VerdictKind = (typeof VERDICT_KINDS)[number];

/** Ranks of one spectrum, `spectralMeasures` of `spectrum.ts`. NaN where nothing varies. */
export interface RankFamily {
  readonly effectiveRank: number;
  readonly participationRatio: number;
  readonly stableRank: number;
}

/** Connected components of a nearest-neighbour graph. */
export interface Split {
  /** Neighbours per row that made the graph. */
  readonly neighbours: number;
  /** Rows of each component, descending. */
  readonly sizes: readonly number[];
  /** Share of the centred variance that lies between the components, 0 to 1. */
  readonly betweenShare: number;
  /** The least share inside that pieces of these sizes leave of a cloud that fills its sphere evenly, allowing for chance. */
  readonly evenWithin: number;
  /** Mean cosine of two rows from different components; NaN for a single component. */
  readonly betweenCosine: number;
  /** Adjusted Rand index of components and labels: 1 the same partition, 0 unrelated; null without labels. */
  readonly labelAgreement: number | null;
}

export interface ClassMeasures {
  readonly name: string;
  readonly count: number;
  /** Mean cosine of two rows of the class. */
  readonly meanCosine: number;
  /** 1 - ||mean of the class||^2. */
  readonly scatter: number;
  /** The least scatter of so many rows in a cloud that is as wide as this one and fills its sphere evenly, allowing for chance. */
  readonly evenScatter: number;
  /** Participation ratio of the class's own centred covariance, and what isotropic rows of its number would have. */
  readonly participationRatio: number;
  readonly isotropicParticipationRatio: number;
}

/** What the page knows of a cloud [n, d] of unit rows; `verdictMeasures` computes it. */
export interface VerdictMeasures {
  readonly n: number;
  readonly d: number;
  readonly meanCosine: number;
  readonly meanDirectionNorm: number;
  /** Share of the rows on the mean's side, z . mean > 0. */
  readonly alignedShare: number;
  /** Ranks of the centred covariance, and those expected of an isotropic cloud of this n and d (Marchenko and Pastur). */
  readonly centred: RankFamily;
  readonly isotropic: RankFamily;
  /** Directions that hold variance, of the min(n - 1, d) that could. */
  readonly liveDirections: number;
  /** Share of the rows that have an exact copy. */
  readonly duplicateShare: number;
  /** Coarse graphs before fine ones. */
  readonly splits: readonly Split[];
  /** Null without labels, or with a single class. */
  readonly classes: readonly ClassMeasures[] | null;
}

export type Measure =
  | 'spread'
  | 'sharedCosine'
  | 'withinComponents'
  | 'labelAgreement'
  | 'classScatter'
  | 'classRank'
  | 'effectiveRankShare'
  | 'emptyShare'
  | 'stableRank'
  | 'participationShare';

/** One comparison that a verdict rests on. */
export interface Evidence {
  readonly kind: VerdictKind;
  readonly measure: Measure;
  readonly value: number;
  readonly threshold: number;
  readonly sense: 'at least' | 'at most';
  readonly holds: boolean;
}

export interface Verdict {
  readonly kind: VerdictKind;
  /** 0 at the threshold, 1 at the end of the scale; 0 where nothing has collapsed. */
  readonly severity: number;
  /** A deciding value lies so close to its threshold that other rows of the same source could change the name. */
  readonly borderline: boolean;
  /** Every comparison made, those of the named kind first. */
  readonly evidence: readonly Evidence[];
  /** Other kinds that hold as well, or nearly do. */
  readonly runnersUp: readonly VerdictKind[];
  /** Components that count as heaps; null where the cloud has not fallen apart. */
  readonly split: Split | null;
  /** Classes that have shrunk or gone flat by themselves. */
  readonly collapsedClasses: readonly ClassMeasures[];
}

/** A kind with its comparisons. `margin` >= 0 where it holds: the log of the factor by which the weakest of them does. */
interface Case {
  readonly kind: VerdictKind;
  readonly evidence: readonly Evidence[];
  readonly margin: number;
  readonly severity: number;
}

function atMost(kind: VerdictKind, measure: Measure, value: number, threshold: number): Evidence {
  return { kind, measure, value, threshold, sense: 'at most', holds: value <= threshold };
}

function atLeast(kind: VerdictKind, measure: Measure, value: number, threshold: number): Evidence {
  return { kind, measure, value, threshold, sense: 'at least', holds: value >= threshold };
}

/** Log of the factor between value and threshold, positive where the comparison holds; -Infinity for NaN. */
function marginOf({ value, threshold, sense }: Evidence): number {
  const factor = sense === 'at least' ? Math.max(value, 0) / threshold : threshold / Math.max(value, 0);
  return Number.isNaN(factor) ? Number.NEGATIVE_INFINITY : Math.log(factor);
}

/** How far a value has gone from its threshold to the end of its scale, which is 1 or 0. */
function severityOf({ value, threshold, sense }: Evidence): number {
  const gone = sense === 'at least' ? (value - threshold) / (1 - threshold) : (threshold - value) / threshold;
  return Math.min(1, Math.max(0, gone));
}

/** A kind that holds where all of its comparisons do; the first says how severe it is. */
function all(kind: VerdictKind, evidence: readonly Evidence[]): Case {
  const [first] = evidence;
  const margin = first ? Math.min(...evidence.map(marginOf)) : Number.NEGATIVE_INFINITY;
  return { kind, evidence, margin, severity: first && margin >= 0 ? severityOf(first) : 0 };
}

/** A kind that holds where one of several cases does. */
function any(kind: VerdictKind, cases: readonly Case[]): Case {
  return {
    kind,
    evidence: cases.flatMap(({ evidence }) => evidence),
    margin: Math.max(Number.NEGATIVE_INFINITY, ...cases.map(({ margin }) => margin)),
    severity: Math.max(0, ...cases.map(({ severity }) => severity)),
  };
}

function heapsOf({ sizes, betweenShare, evenWithin }: Split): Case {
  if (sizes.length < 2) return all('cluster', []);
  const within = atMost('cluster', 'withinComponents', 1 - betweenShare, CLUSTER_WITHIN * evenWithin);
  return all('cluster', [within]);
}

/**
 * Do rows share a direction? Where the cloud has fallen into heaps, rows of different heaps are asked: two unrelated heaps
 * have mean cosine 1/2, all of it from pairs inside. Of K unrelated directions in R^d, K ||mean||^2 is nearly chi^2_d / d, so
 * their mean cosine is 0 with the spread of (chi^2_d / d - 1) / sqrt(K (K - 1)); K is the number of rows or of heaps, these
 * counted as 1 / sum of their squared shares.
 */
function coneOf({ n, d, meanCosine }: VerdictMeasures, split: Split | null): Case {
  const count = split ? 1 / split.sizes.reduce((sum, size) => sum + (size / n) ** 2, 0) : n;
  const chance = (chanceFactor(d, CHANCE_DEVIATIONS) - 1) / Math.sqrt(count * (count - 1));
  const shared = split ? split.betweenCosine : meanCosine;
  const threshold = Math.max(CONE_COSINE, Math.min(chance, CERTAIN_COSINE));
  return all('cone', [atLeast('cone', 'sharedCosine', shared, threshold)]);
}

/** A class that has shrunk to a point, or that has lost directions which the cloud as a whole still has. */
function classCase(measures: VerdictMeasures, entry: ClassMeasures): Case {
  if (entry.count < CLASS_ROWS) return all('per-class', []);
  const cloudShare = measures.centred.participationRatio / measures.isotropic.participationRatio;
  const classShare = entry.participationRatio / entry.isotropicParticipationRatio;
  return any('per-class', [
    all('per-class', [atMost('per-class', 'classScatter', entry.scatter / entry.evenScatter, CLASS_SCATTER)]),
    all('per-class', [atMost('per-class', 'classRank', classShare / cloudShare, CLASS_RANK)]),
  ]);
}

function dimensionalOf({ n, d, centred, isotropic, liveDirections }: VerdictMeasures): Case {
  const kind = 'dimensional';
  const effective = centred.effectiveRank / isotropic.effectiveRank;
  const participation = centred.participationRatio / isotropic.participationRatio;
  return any(kind, [
    all(kind, [atMost(kind, 'effectiveRankShare', effective, EFFECTIVE_RANK_SHARE)]),
    all(kind, [atLeast(kind, 'emptyShare', 1 - liveDirections / Math.min(n - 1, d), EMPTY_SHARE)]),
    all(kind, [
      atMost(kind, 'participationShare', participation, LEADING_PARTICIPATION_SHARE),
      atMost(kind, 'stableRank', centred.stableRank, LEADING_STABLE_RANK),
    ]),
  ]);
}

/** The class whose comparisons speak loudest stands for all in the evidence. */
function loudest(cases: readonly Case[]): Case[] {
  return cases.toSorted((a, b) => b.margin - a.margin).slice(0, 1);
}

/**
 * Names the collapse of a cloud. Pure and O(classes + components).
 * @returns `undetermined` for fewer than four rows, for a mean cosine that unit rows cannot have, and where a NaN leaves
 * nothing that holds
 */
export function verdict(measures: VerdictMeasures): Verdict {
  const complete = all('complete', [
    atMost('complete', 'spread', Math.max(0, 1 - measures.meanCosine), COMPLETE_SPREAD),
  ]);
  const heaps = measures.splits.map((split) => ({ split, found: heapsOf(split) }));
  const { split = null, found: cluster = all('cluster', []) } =
    heaps.find(({ found }) => found.margin >= 0) ?? {};
  const nearly = any('cluster', loudest(heaps.map(({ found }) => found)));
  const agreement = atLeast(
    'per-class',
    'labelAgreement',
    split?.labelAgreement ?? Number.NaN,
    LABEL_AGREEMENT,
  );
  const classes = (measures.classes ?? []).map((entry) => ({ entry, found: classCase(measures, entry) }));
  const perClass = any('per-class', [
    ...(split?.labelAgreement == null ? [] : [all('per-class', [...cluster.evidence, agreement])]),
    ...loudest(classes.map(({ found }) => found)),
  ]);
  const cases = [
    complete,
    coneOf(measures, split),
    perClass,
    split ? cluster : nearly,
    dimensionalOf(measures),
  ];
  return conclude(measures, cases, {
    split,
    collapsedClasses: classes.filter(({ found }) => found.margin >= 0).map(({ entry }) => entry),
  });
}

function conclude(
  measures: VerdictMeasures,
  cases: readonly Case[],
  parts: Pick<Verdict, 'split' | 'collapsedClasses'>,
): Verdict {
  const border = Math.log(BORDER);
  const known = isCloud(measures);
  const index = known ? cases.findIndex(({ margin }) => margin >= 0) : -1;
  const chosen = cases[index];
  const others = cases.filter((candidate) => candidate !== chosen);
  // A name depends on its own comparisons and on those that come before it.
  const deciding = cases.slice(0, chosen ? index + 1 : cases.length);
  const evidence = [chosen, ...others].flatMap((entry) => entry?.evidence ?? []);
  return {
    kind:
      chosen?.kind ?? (known && Number.isFinite(measures.centred.effectiveRank) ? 'none' : 'undetermined'),
    severity: chosen?.severity ?? 0,
    borderline: known && deciding.some(({ margin }) => Math.abs(margin) < border),
    // Two kinds may share a comparison.
    evidence: [...new Set(evidence)],
    runnersUp: known ? others.filter(({ margin }) => margin > -border).map(({ kind }) => kind) : [],
    ...parts,
  };
}

/** False for numbers that no cloud of unit rows has, and for too few rows to speak of a cloud. */
function isCloud({ n, meanCosine }: VerdictMeasures): boolean {
  return n >= FEWEST_ROWS && Math.abs(meanCosine) <= 1 + COSINE_SLACK;
}
