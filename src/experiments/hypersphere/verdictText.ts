/** The verdict in words: a title, a sentence with the cloud's own numbers, and what usually causes it and helps. */
import type { Measure, Verdict, VerdictKind, VerdictMeasures } from '../../reference/verdict';
import { FEWEST_ROWS } from '../../reference/verdictThresholds';
import type { Localized, ShownVerdict } from '../experiment';

export const VERDICT_TITLES: Readonly<Record<VerdictKind, Localized>> = {
  none: { en: 'No collapse', zh: '没有坍缩' },
  complete: { en: 'Complete collapse', zh: '完全坍缩' },
  cone: { en: 'Cone', zh: '锥' },
  dimensional: { en: 'Dimensional collapse', zh: '维度坍缩' },
  cluster: { en: 'Cluster collapse', zh: '成团坍缩' },
  'per-class': { en: 'Per-class collapse', zh: '类内坍缩' },
  undetermined: { en: 'No verdict', zh: '无法判断' },
};

/** What usually causes a kind, and what helps. */
export const VERDICT_ADVICE: Readonly<Record<VerdictKind, Localized>> = {
  none: {
    en: 'Nothing to mend. Whether the directions mean anything is another question: ask the labels or the neighbours.',
    zh: '无需补救。至于这些方向有没有意义是另一个问题，要看标签或近邻。',
  },
  complete: {
    en: 'Typical of training that only pulls views together. Negatives, or a variance term as in VICReg, push points apart; a point cloud that is exactly one point has no gradient to leave it, so start again with some spread.',
    zh: '只把两个视图拉近的训练常会这样。加入负样本，或像 VICReg 那样加方差项，可以把点推开；如果所有点完全重合，就没有梯度可以离开，请带一点散布重新开始。',
  },
  cone: {
    en: 'Typical of early stopping at a low τ, and of features that are never negative. Raise τ or train on; subtracting the mean repairs a finished model.',
    zh: '常见于 τ 很小而又过早停下的训练，也见于取值从不为负的特征。可以提高 τ 或继续训练；对已训练好的模型，减去均值即可补救。',
  },
  dimensional: {
    en: 'Typical of a start in few directions, of strong augmentation, and of deep linear projectors. A moderate τ evens the directions out; whitening, or a covariance term as in VICReg, does so directly.',
    zh: '常见于初始点云只占少数方向、数据增强过强，或投影头是深层线性网络。适中的 τ 会让各方向趋于均衡；白化或 VICReg 的协方差项则直接做到这一点。',
  },
  cluster: {
    en: 'Typical of a very low τ, which only repels nearest neighbours, and of few prototypes or repeated rows. Raise τ, use larger batches, and look for duplicates in the data.',
    zh: '常见于 τ 过小（只排斥最近的邻居），也见于原型太少或数据有大量重复行。可以提高 τ、加大批量，并检查数据中的重复。',
  },
  'per-class': {
    en: 'Typical of the end of supervised training (neural collapse): good for telling these classes apart, bad for anything finer. Stop earlier, or add a loss that compares samples within a class.',
    zh: '常见于有监督训练的末期（神经坍缩）：区分这些类别很好，更细的差别则丢失了。可以早些停止，或加入在类内比较样本的损失。',
  },
  undetermined: {
    en: 'Check the data: rows of length 1, finite numbers, and at least four of them.',
    zh: '请检查数据：各行长度应为 1，数值有限，且至少有四行。',
  },
};

/** Names of what was compared, for a list of the evidence. */
export const MEASURE_NAMES: Readonly<Record<Measure, Localized>> = {
  spread: { en: '1 − mean cosine', zh: '1 − 平均余弦' },
  sharedCosine: { en: 'mean cosine (between heaps, if any)', zh: '平均余弦（有团时取团间）' },
  withinComponents: { en: 'variance inside heaps', zh: '团内方差占比' },
  labelAgreement: { en: 'agreement of heaps and labels', zh: '团与标签的一致程度' },
  classScatter: { en: 'tightest class, width against an even cloud', zh: '最紧的类：与均匀点云相比的宽度' },
  classRank: { en: 'flattest class, rank against the cloud', zh: '最扁的类：与整个点云相比的秩' },
  effectiveRankShare: {
    en: 'centred effective rank, share of an even cloud’s',
    zh: '中心化有效秩占均匀点云的比例',
  },
  emptyShare: { en: 'share of empty directions', zh: '空方向的比例' },
  stableRank: { en: 'centred stable rank', zh: '中心化稳定秩' },
  participationShare: {
    en: 'centred participation ratio, share of an even cloud’s',
    zh: '中心化参与比占均匀点云的比例',
  },
};

/** With two decimals, or four between .995 and 1; a true minus, but none before a zero. */
function cosine(value: number): string {
  const text = value.toFixed(value >= 0.995 && value < 0.99995 ? 4 : 2);
  return Number(text) === 0 ? '0.00' : text.replace('-', '−');
}

/** A rank: whole from ten on. */
function rank(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}

/** A share in percent, never rounded to none or to all of it. */
function percent(share: number): string {
  const value = 100 * share;
  if (value <= 0 || value >= 100) return `${Math.min(100, Math.max(0, value))} %`;
  if (value < 1) return '< 1 %';
  return value > 99 ? '> 99 %' : `${value.toFixed(0)} %`;
}

/** Degrees between two rows of this cosine. */
function degrees(value: number): string {
  return ((Math.acos(Math.min(1, Math.max(-1, value))) * 180) / Math.PI).toFixed(1);
}

type Writer = (verdict: Verdict, measures: VerdictMeasures) => Localized;

const WRITERS: Readonly<Record<VerdictKind, Writer>> = {
  none: (_, { meanCosine, centred, isotropic }) => ({
    en: `The points spread out: mean cosine ${cosine(meanCosine)}, and an effective rank of ${rank(centred.effectiveRank)} where an even cloud of this size has ${rank(isotropic.effectiveRank)}.`,
    zh: `各点散布开来：平均余弦 ${cosine(meanCosine)}，有效秩 ${rank(centred.effectiveRank)}，同样大小的均匀点云为 ${rank(isotropic.effectiveRank)}。`,
  }),
  complete: (_, { meanCosine }) => ({
    en: `All points are practically one: mean cosine ${cosine(meanCosine)}, two points are about ${degrees(meanCosine)}° apart.`,
    zh: `所有点几乎是同一个点：平均余弦 ${cosine(meanCosine)}，两点相距约 ${degrees(meanCosine)}°。`,
  }),
  cone: coneSentence,
  dimensional: dimensionalSentence,
  cluster: (verdict, measures) => {
    const heaps = heapsText(verdict);
    const agreement = verdict.split?.labelAgreement;
    if (agreement == null || measures.classes === null) return heaps;
    return {
      en: `${heaps.en} They do not follow the labels (agreement ${cosine(agreement)} of 1).`,
      zh: `${heaps.zh}它们与标签不符（一致程度 ${cosine(agreement)}，满分 1）。`,
    };
  },
  'per-class': perClassSentence,
  undetermined: (_, { n, meanCosine }) => {
    if (n < FEWEST_ROWS) {
      return {
        en: `There are too few points to judge: ${n}, and at least ${FEWEST_ROWS} are needed.`,
        zh: `点太少，无法判断：现有 ${n} 个，至少需要 ${FEWEST_ROWS} 个。`,
      };
    }
    if (Number.isFinite(meanCosine) && Math.abs(meanCosine) > 1) {
      return {
        en: `A mean cosine of ${cosine(meanCosine)} is impossible: these rows are not of unit length.`,
        zh: `平均余弦不可能是 ${cosine(meanCosine)}：这些行没有归一化到单位长度。`,
      };
    }
    return {
      en: 'Some measures of this cloud are not finite numbers.',
      zh: '这个点云有些度量不是有限的数。',
    };
  },
};

function coneSentence(verdict: Verdict, measures: VerdictMeasures): Localized {
  const { centred, isotropic, meanCosine, d } = measures;
  const flat = verdict.runnersUp.includes('dimensional');
  const left = rank(centred.effectiveRank);
  const heaps = verdict.split?.sizes.length;
  const who = sharers(measures.alignedShare);
  return {
    en: `${who.en} share one direction, mean cosine ${cosine(meanCosine)}. ${
      flat
        ? `With the mean taken away the effective rank is only ${left} of ${d}: directions are missing as well`
        : `With the mean taken away the effective rank is still ${left} of ${d}`
    }${flat ? '.' : ` (an even cloud: ${rank(isotropic.effectiveRank)}).`}${
      heaps === undefined ? '' : ` Around that direction the points stand in ${heaps} heaps.`
    }`,
    zh: `${who.zh}共有一个方向，平均余弦 ${cosine(meanCosine)}。减去均值后，有效秩${
      flat
        ? `只有 ${left}（共 ${d} 维）：还丢失了一些方向。`
        : `仍有 ${left}（共 ${d} 维；均匀点云为 ${rank(isotropic.effectiveRank)}）。`
    }${heaps === undefined ? '' : `在这个方向周围，点聚成 ${heaps} 团。`}`,
  };
}

/** Which points lie on the mean's side. */
function sharers(share: number): Localized {
  if (share === 1) return { en: 'All points', zh: '所有点' };
  if (share >= 0.95) return { en: 'Nearly all points', zh: '几乎所有点' };
  return { en: `${percent(share)} of the points`, zh: `${percent(share)} 的点` };
}

/** The strongest reason of three: empty directions, one loud direction, or a spectrum that falls too steeply. */
function dimensionalSentence({ evidence }: Verdict, measures: VerdictMeasures): Localized {
  const { n, d, centred, isotropic, liveDirections } = measures;
  const possible = Math.min(n - 1, d);
  const empty = possible - liveDirections;
  const holds = (measure: Measure): boolean =>
    evidence.some((entry) => entry.measure === measure && entry.holds);
  const ranks = {
    en: `The effective rank is ${rank(centred.effectiveRank)}, where an even cloud of this size has ${rank(isotropic.effectiveRank)}`,
    zh: `有效秩为 ${rank(centred.effectiveRank)}，同样大小的均匀点云有 ${rank(isotropic.effectiveRank)}`,
  };
  if (holds('emptyShare')) {
    return {
      en: `The points leave ${empty} of ${possible} possible directions empty. ${ranks.en}.`,
      zh: `在 ${possible} 个可能的方向中，有 ${empty} 个是空的。${ranks.zh}。`,
    };
  }
  if (holds('stableRank') && holds('participationShare')) {
    const share = percent(1 / centred.stableRank);
    return {
      en: `One direction alone holds ${share} of the variance. ${ranks.en}.`,
      zh: `单单一个方向就占了 ${share} 的方差。${ranks.zh}。`,
    };
  }
  return {
    en: `A few directions hold nearly all of the variance. ${ranks.en}.`,
    zh: `少数几个方向占了几乎全部方差。${ranks.zh}。`,
  };
}

function heapsText({ split }: Verdict): Localized {
  const heaps = split?.sizes.length ?? 0;
  const between = split?.betweenShare ?? Number.NaN;
  return {
    en: `The cloud has fallen into ${heaps} heaps: ${percent(between)} of the variance lies between them.`,
    zh: `点云散成了 ${heaps} 团：${percent(between)} 的方差在团与团之间。`,
  };
}

/** Class names a sentence lists before it counts. */
const LISTED = 3;

function perClassSentence(verdict: Verdict, measures: VerdictMeasures): Localized {
  const { collapsedClasses } = verdict;
  const heaps = heapsText(verdict);
  const agreement = verdict.split?.labelAgreement;
  const matched = {
    en: `${heaps.en} They are the classes (agreement ${agreement?.toFixed(2)} of 1); inside a class points hardly differ.`,
    zh: `${heaps.zh}团与类别相符（一致程度 ${agreement?.toFixed(2)}，满分 1），类内的点几乎没有差别。`,
  };
  if (verdict.evidence.some(({ measure, holds }) => measure === 'labelAgreement' && holds)) return matched;
  const worst = collapsedClasses.toSorted((a, b) => b.meanCosine - a.meanCosine)[0];
  if (!worst) return matched;
  const total = measures.classes?.length ?? collapsedClasses.length;
  const names = collapsedClasses.slice(0, LISTED).map(({ name }) => name);
  const more = collapsedClasses.length - names.length;
  return {
    en: `${collapsedClasses.length} of ${total} classes ${collapsedClasses.length === 1 ? 'has' : 'have'} collapsed: ${names.map((name) => `“${name}”`).join(', ')}${more > 0 ? ` and ${more} more` : ''}. Inside “${worst.name}” the mean cosine is ${cosine(worst.meanCosine)}${rankText(worst.participationRatio).en}.`,
    zh: `${total} 个类中有 ${collapsedClasses.length} 个已经坍缩：${names.map((name) => `“${name}”`).join('、')}${more > 0 ? `和另外 ${more} 个` : ''}。“${worst.name}”类内的平均余弦为 ${cosine(worst.meanCosine)}${rankText(worst.participationRatio).zh}。`,
  };
}

/** Identical rows have no rank. */
function rankText(participationRatio: number): Localized {
  if (!Number.isFinite(participationRatio)) return { en: '', zh: '' };
  return {
    en: `, its participation ratio ${rank(participationRatio)}`,
    zh: `，参与比为 ${rank(participationRatio)}`,
  };
}

/** What holds beside any name: copies among the rows, and how near a threshold is. */
function remarks({ kind, borderline }: Verdict, { duplicateShare }: VerdictMeasures): Localized {
  const copies = duplicateShare > 0 && kind !== 'complete' && kind !== 'undetermined';
  const share = percent(duplicateShare);
  return {
    en: `${copies ? ` Of the points, ${share} have an exact copy.` : ''}${borderline ? ' A close call: one of the values is near its threshold.' : ''}`,
    zh: `${copies ? `有完全相同副本的点占 ${share}。` : ''}${borderline ? '这是临界情形：有的数值很接近阈值。' : ''}`,
  };
}

/** The finding with its numbers, without the title. */
export function verdictSentence(verdict: Verdict, measures: VerdictMeasures): Localized {
  const sentence = WRITERS[verdict.kind](verdict, measures);
  const rest = remarks(verdict, measures);
  return { en: sentence.en + rest.en, zh: sentence.zh + rest.zh };
}

/** Everything that is shown of a verdict. */
export function shownVerdict(verdict: Verdict, measures: VerdictMeasures): ShownVerdict {
  return {
    kind: verdict.kind,
    tone: toneOf(verdict),
    title: VERDICT_TITLES[verdict.kind],
    sentence: verdictSentence(verdict, measures),
    advice: VERDICT_ADVICE[verdict.kind],
  };
}

/** A close call warns, whatever its name. */
function toneOf({ kind, borderline }: Verdict): ShownVerdict['tone'] {
  if (kind === 'undetermined' || borderline) return 'warning';
  return kind === 'none' ? 'good' : 'bad';
}
