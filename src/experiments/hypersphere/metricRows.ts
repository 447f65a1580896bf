/** The metric strip: every measure with its theoretical range for this n and d, its optimum and its collapsed end. */
import type { SampleSolution, SpectrumSolution } from '../../programs/diagnosis';
import { UNIFORMITY_T as T, uniformityFloor, uniformLaw } from '../../reference/uniformity';
import type { Localized } from '../experiment';
import type { MetricRow } from '../figures';

/** Rounding of f32 rows and sums: a value further outside its range than this cannot be. */
const SLACK = 1e-4;

const GROUPS = {
  direction: { en: 'Direction', zh: '方向' },
  spread: { en: 'Spread', zh: '分散' },
  rank: { en: 'Rank', zh: '秩' },
  neighbours: { en: 'Neighbours', zh: '近邻' },
} as const satisfies Record<string, Localized>;

export const IMPOSSIBLE: Localized = {
  en: 'impossible: features not normalised? Turn “unit rows” on.',
  zh: '不可能的值：特征没有归一化？请打开“单位行”。',
};

type Draft = Omit<MetricRow, 'group' | 'impossible' | 'unit' | 'scale' | 'marks'> &
  Partial<Pick<MetricRow, 'unit' | 'scale' | 'marks'>>;

function rows(group: Localized, drafts: readonly Draft[]): MetricRow[] {
  return drafts.map((draft) => ({
    unit: '',
    scale: 'linear',
    marks: [],
    ...draft,
    group,
    impossible: isPossible(draft) ? null : IMPOSSIBLE,
  }));
}

function isPossible({ raw, centred, minimum, maximum }: Draft): boolean {
  const slack = SLACK * Math.max(1, Math.min(Math.abs(minimum), Math.abs(maximum)));
  return [raw, centred].every(
    (value) =>
      value === null || Number.isNaN(value) || (value >= minimum - slack && value <= maximum + slack),
  );
}

/** What pairs of rows say. */
export function pairRows(sample: SampleSolution): MetricRow[] {
  const { rows: n, columns: d, pairs, centredPairs, uniformity, meanDirectionNorm } = sample;
  const law = uniformLaw(d, T);
  const typical = Math.sqrt(2 / (Math.PI * d));
  return [
    ...rows(GROUPS.direction, [
      {
        id: 'meanCosine',
        label: { en: 'mean cosine', zh: '平均余弦' },
        help: {
          en: 'Over all pairs of different rows, (n‖z̄‖² − 1)/(n − 1). Near 1: a cone. Centring hides it: a viewer that centres in silence shows the second number.',
          zh: '所有不同行对的平均，(n‖z̄‖² − 1)/(n − 1)。接近 1 即为锥。中心化会把它藏起来：默默做中心化的工具显示的是第二个数。',
        },
        raw: pairs.meanCosine,
        centred: centredPairs.meanCosine,
        minimum: -1 / (n - 1),
        maximum: 1,
        optimum: 0,
        collapse: 1,
      },
      {
        id: 'meanAbsCosine',
        label: { en: 'mean |cosine|', zh: '平均 |余弦|' },
        help: {
          en: 'The same without signs: two opposite heaps have mean cosine 0, but not mean |cosine|. Unrelated directions have about √(2/(πd)).',
          zh: '不计符号的平均：两个相对的堆平均余弦为 0，平均 |余弦| 却不为 0。无关的方向约为 √(2/(πd))。',
        },
        raw: pairs.meanAbsCosine,
        centred: centredPairs.meanAbsCosine,
        minimum: 0,
        maximum: 1,
        optimum: 0,
        collapse: 1,
        marks: [{ label: { en: 'unrelated', zh: '无关' }, value: typical }],
      },
      {
        id: 'minCosine',
        label: { en: 'least cosine', zh: '最小余弦' },
        help: {
          en: 'The most opposed pair. Far above 0 in a cone. Below −1/(n − 1), the simplex, it tells no more.',
          zh: '最相反的一对。在锥里它远大于 0。低于单纯形的 −1/(n − 1) 后，再低也不说明什么。',
        },
        raw: pairs.minCosine,
        centred: centredPairs.minCosine,
        minimum: -1,
        maximum: 1,
        optimum: -1 / (n - 1),
        collapse: 1,
      },
      {
        id: 'meanNorm',
        label: { en: '‖mean‖', zh: '‖均值‖' },
        help: {
          en: 'Length of the mean of the unit rows: 0 balanced, 1 all the same.',
          zh: '单位行均值的长度：0 为平衡，1 为完全相同。',
        },
        raw: meanDirectionNorm,
        centred: null,
        minimum: 0,
        maximum: 1,
        optimum: 0,
        collapse: 1,
      },
    ]),
    ...rows(GROUPS.spread, [
      {
        id: 'cloudUniformity',
        label: { en: 'uniformity', zh: '均匀度' },
        unit: 'nats',
        help: {
          en: 'log mean exp(−2‖zᵢ − zⱼ‖²) over pairs i < j. Almost blind to lost dimensions: rank 64 in 128 has −3.875, full rank −3.94.',
          zh: '对 i < j 求 log mean exp(−2‖zᵢ − zⱼ‖²)。几乎看不见丢失的维度：128 维中秩 64 为 −3.875，满秩为 −3.94。',
        },
        raw: uniformity.raw,
        centred: uniformity.centred,
        minimum: uniformityFloor(n, T),
        maximum: 0,
        optimum: uniformityFloor(n, T),
        collapse: 0,
        marks: [{ label: { en: 'uniform law', zh: '均匀分布' }, value: law }],
      },
    ]),
  ];
}

/** What neighbours say. */
export function neighbourRows({ neighbours, columns }: SampleSolution): MetricRow[] {
  const { twoNN, hubness, purity, trustworthiness } = neighbours;
  const drafts: Draft[] = [
    {
      id: 'twoNN',
      label: { en: 'intrinsic dim.', zh: '本征维数' },
      help: {
        en: 'TwoNN (Facco et al. 2017): from the ratio of the distances to the second and the first neighbour. It bends low when d is high and rows are few.',
        zh: 'TwoNN（Facco 等 2017）：由到第二近邻与第一近邻的距离之比得出。维数高而行数少时偏低。',
      },
      raw: twoNN.dimension,
      centred: null,
      minimum: 0,
      maximum: Number.POSITIVE_INFINITY,
      optimum: columns,
      collapse: 0,
    },
    {
      id: 'hubness',
      label: { en: 'hubness', zh: '枢纽度' },
      help: {
        en: 'Skewness of how often a row is among the ten nearest of others (Radovanović et al. 2010). Large: a few rows are everybody’s neighbours.',
        zh: '一行出现在他行十近邻中的次数的偏度（Radovanović 等 2010）。大：少数几行成了所有行的近邻。',
      },
      raw: hubness,
      centred: null,
      minimum: Number.NEGATIVE_INFINITY,
      maximum: Number.POSITIVE_INFINITY,
      optimum: 0,
      collapse: 5,
    },
    {
      id: 'trustworthiness',
      label: { en: 'picture: trust', zh: '画面可信度' },
      help: {
        en: 'Trustworthiness of the three axes drawn (Venna & Kaski 2001): 1 when neighbours on the screen are neighbours in d dimensions.',
        zh: '所画三条轴的可信度（Venna 与 Kaski 2001）：屏幕上的近邻就是 d 维中的近邻时为 1。',
      },
      raw: trustworthiness,
      centred: null,
      minimum: 0,
      maximum: 1,
      optimum: 1,
      collapse: 0.5,
    },
  ];
  if (purity !== null) {
    drafts.push({
      id: 'purity',
      label: { en: 'kNN purity', zh: 'kNN 纯度' },
      help: {
        en: 'Share of a row’s ten nearest that have its label.',
        zh: '一行的十近邻中与它同标签的比例。',
      },
      raw: purity,
      centred: null,
      minimum: 0,
      maximum: 1,
      optimum: 1,
      collapse: 0,
    });
  }
  return rows(GROUPS.neighbours, drafts);
}

/** What the spectrum says. */
export function spectrumRows(spectrum: SpectrumSolution): MetricRow[] {
  const { rows: n, columns: d, raw, centred, isotropicMeasures: isotropic } = spectrum;
  const size = Math.min(n, d);
  const expected = (value: number): MetricRow['marks'] => [
    { label: { en: 'isotropic', zh: '各向同性' }, value },
  ];
  const rank = (id: 'rankMe' | 'effectiveRank' | 'entropyRank' | 'participationRatio' | 'stableRank') => ({
    id,
    raw: raw.measures[id],
    centred: centred.measures[id],
    minimum: 1,
    // RankMe's epsilon, which is not renormalised, lifts it past the number of values.
    maximum: id === 'rankMe' ? 1.001 * size : size,
    optimum: size,
    collapse: 1,
    scale: 'log' as const,
    marks: expected(isotropic[id]),
  });
  return [
    ...rows(GROUPS.rank, [
      {
        ...rank('rankMe'),
        label: { en: 'RankMe', zh: 'RankMe' },
        help: {
          en: 'exp of the entropy of the singular values (Garrido et al. 2023), who use the raw rows: a strong mean costs it little.',
          zh: '奇异值熵的指数（Garrido 等 2023），原文用未中心化的行：很强的均值对它影响不大。',
        },
      },
      {
        ...rank('effectiveRank'),
        label: { en: 'effective rank', zh: '有效秩' },
        help: {
          en: 'The same without RankMe’s small constant (Roy & Vetterli 2007).',
          zh: '同上，但没有 RankMe 的小常数（Roy 与 Vetterli 2007）。',
        },
      },
      {
        ...rank('entropyRank'),
        label: { en: 'entropy rank', zh: '熵秩' },
        help: {
          en: 'exp of the entropy of the eigenvalues: the Rényi rank of order 1.',
          zh: '特征值熵的指数：1 阶 Rényi 秩。',
        },
      },
      {
        ...rank('participationRatio'),
        label: { en: 'participation', zh: '参与比' },
        help: {
          en: '(Σλ)²/Σλ²: the Rényi rank of order 2.',
          zh: '(Σλ)²/Σλ²：2 阶 Rényi 秩。',
        },
      },
      {
        ...rank('stableRank'),
        label: { en: 'stable rank', zh: '稳定秩' },
        help: {
          en: 'Σλ/λ₁: the Rényi rank of order ∞; only the largest eigenvalue counts.',
          zh: 'Σλ/λ₁：∞ 阶 Rényi 秩，只看最大特征值。',
        },
      },
      {
        id: 'isoScore',
        label: { en: 'IsoScore', zh: 'IsoScore' },
        help: {
          en: 'Rudman et al. 2022. Exactly (PR − 1)/(d − 1) of the centred participation ratio, so no second opinion.',
          zh: 'Rudman 等 2022。恰好等于中心化参与比的 (PR − 1)/(d − 1)，因此不是独立的指标。',
        },
        raw: null,
        centred: spectrum.isoScore,
        minimum: 0,
        maximum: 1,
        optimum: 1,
        collapse: 0,
      },
      {
        id: 'alphaReq',
        label: { en: 'α-ReQ', zh: 'α-ReQ' },
        help: {
          en: 'Decay of the spectrum, λⱼ ~ j^−α (Agrawal et al. 2022): 0 flat, about 1 natural, large: few directions matter.',
          zh: '谱的衰减 λⱼ ~ j^−α（Agrawal 等 2022）：0 为平坦，约 1 为自然，大则只有少数方向起作用。',
        },
        raw: negated(raw.measures.alphaReq?.slope),
        centred: negated(centred.measures.alphaReq?.slope),
        minimum: 0,
        maximum: Number.POSITIVE_INFINITY,
        optimum: 0,
        collapse: 4,
        marks: [{ label: { en: 'α = 1', zh: 'α = 1' }, value: 1 }],
      },
    ]),
    ...rows(GROUPS.spread, [
      {
        id: 'wasserstein',
        label: { en: 'W₂', zh: 'W₂' },
        help: {
          en: 'Wasserstein distance from the isotropic law (Fang et al. 2024), √(2 − (2/√d) tr C^½) for unit rows. It sees mean and rank alike.',
          zh: '到各向同性分布的 Wasserstein 距离（Fang 等 2024），单位行时为 √(2 − (2/√d) tr C^½)。均值与秩它都看得到。',
        },
        raw: spectrum.wasserstein,
        centred: null,
        minimum: 0,
        maximum: Math.SQRT2,
        optimum: 0,
        collapse: Math.SQRT2,
      },
      {
        id: 'vicregVariance',
        label: { en: 'VICReg var.', zh: 'VICReg 方差项' },
        help: {
          en: 'Mean over columns of max(0, 1/√d − √(var + 10⁻⁴)) (Bardes et al. 2022, whose target is 1: unit rows cannot have it). Not computed for far fewer rows than columns.',
          zh: '各列 max(0, 1/√d − √(var + 10⁻⁴)) 的平均（Bardes 等 2022；原文目标为 1，单位行达不到）。行数远少于列数时不计算。',
        },
        raw: null,
        centred: spectrum.vicreg.variance,
        minimum: 0,
        maximum: 1 / Math.sqrt(d),
        optimum: 0,
        collapse: 1 / Math.sqrt(d),
      },
      {
        id: 'vicregCovariance',
        label: { en: 'VICReg cov.', zh: 'VICReg 协方差项' },
        help: {
          en: 'Σ of the squared covariances of different columns, over d. It depends on the axes: a rotation changes it.',
          zh: '不同列协方差平方之和除以 d。它依赖坐标轴：旋转会改变它。',
        },
        raw: null,
        centred: spectrum.vicreg.covariance,
        minimum: 0,
        maximum: 1 / d,
        optimum: 0,
        collapse: 1 / d,
      },
    ]),
  ];
}

function negated(slope: number | undefined): number {
  return slope === undefined ? Number.NaN : -slope;
}
