/** The figures of the hypersphere page beside its charts. */
import type { FigureTab } from '../figures';
import { LENS_TEXT } from './lensText';

export const TABS: readonly FigureTab[] = [
  {
    id: 'measures',
    label: { en: 'Diagnosis', zh: '诊断' },
    figures: [
      {
        id: 'metrics',
        kind: 'metrics',
        title: { en: 'Every measure, from collapsed to spread out', zh: '全部指标：从坍缩到散开' },
        help: {
          en: 'Filled: the rows as they are. Hollow: after subtracting the mean. Each bar runs from the collapsed end to the optimum for this n and d; ticks are theory.',
          zh: '实心：原样的行。空心：减去均值之后。每条从坍缩端到该 n 与 d 的最优端；刻度是理论值。',
        },
        unit: '',
        span: 8,
      },
      {
        id: 'evidence',
        kind: 'evidence',
        title: { en: 'What the verdict rests on', zh: '判断的依据' },
        help: {
          en: 'Every comparison with its threshold. Full dots hold; the first kind with all of its comparisons holding names the cloud, in the order complete, cone, per-class, cluster, dimensional.',
          zh: '每一项比较及其阈值，实心点表示成立。按“完全、锥、类内、成团、维度”的次序，第一个全部成立的即为判断。',
        },
        unit: '',
        span: 4,
      },
    ],
  },
  {
    id: 'spectrum',
    label: { en: 'Spectrum', zh: '谱' },
    figures: [
      {
        id: 'spectrum',
        kind: 'spectrum',
        title: { en: 'Eigenvalues', zh: '特征值' },
        help: {
          en: 'Of ZᵀZ/n (raw) and of the covariance (centred), both axes logarithmic. A cone lifts the first raw value alone; lost dimensions drop off a cliff.',
          zh: 'ZᵀZ/n（原始）与协方差（中心化）的特征值，双对数坐标。锥只抬高第一个原始值；丢失的维度则像跌下悬崖。',
        },
        unit: '',
        span: 4,
      },
      {
        id: 'waterfall',
        kind: 'waterfall',
        title: { en: 'Its history, centred', zh: '谱的历史（中心化）' },
        help: {
          en: 'One column a moment, one row an index; bright: more than an equal share. Click to go back to that moment.',
          zh: '每列是一个时刻，每行是一个序号；亮表示超过均分。点击可回到那一刻。',
        },
        unit: '',
        span: 4,
      },
      {
        id: 'ranks',
        kind: 'ranks',
        title: { en: 'One dial of ranks', zh: '同一族的秩' },
        help: {
          en: 'The Rényi rank of the eigenvalues against its order α: entropy rank at 1, participation ratio at 2, stable rank at ∞. IsoScore is the participation ratio read on the right axis.',
          zh: '特征值的 Rényi 秩随阶 α 的变化：1 处为熵秩，2 处为参与比，∞ 处为稳定秩。IsoScore 就是在右轴上读出的参与比。',
        },
        unit: '',
        span: 4,
      },
    ],
  },
  {
    id: 'bounds',
    label: { en: 'Bounds', zh: '界' },
    figures: [
      {
        id: 'ladder',
        kind: 'ladder',
        title: {
          en: 'Bounds of the largest eigenvalue, and what Jensen leaves out',
          zh: '最大特征值的界，以及 Jensen 漏掉的部分',
        },
        help: {
          en: 'A = Z Zᵀ is the matrix of similarities. Lower bounds on the left, upper bounds on the right, the eigenvalue between them whatever the cloud.',
          zh: 'A = Z Zᵀ 是相似度矩阵。左侧是下界，右侧是上界，不论点云怎样，特征值总在两者之间。',
        },
        unit: '',
        span: 12,
      },
    ],
  },
  {
    id: 'lens',
    label: { en: 'τ lens', zh: 'τ 透镜' },
    figures: [
      {
        id: 'lens',
        kind: 'lens',
        title: LENS_TEXT.title,
        help: {
          en: `${LENS_TEXT.help.en} ${LENS_TEXT.published.en}`,
          zh: `${LENS_TEXT.help.zh}${LENS_TEXT.published.zh}`,
        },
        unit: '',
        span: 12,
        job: {
          label: LENS_TEXT.start,
          help: {
            en: `${LENS_TEXT.setups.en} ${LENS_TEXT.threshold.help.en}`,
            zh: `${LENS_TEXT.setups.zh}${LENS_TEXT.threshold.help.zh}`,
          },
        },
      },
    ],
  },
  {
    id: 'matrix',
    label: { en: 'Similarities', zh: '相似度' },
    figures: [
      {
        id: 'matrix',
        kind: 'matrix',
        title: { en: 'Cosines of all pairs', zh: '所有行对的余弦' },
        help: {
          en: 'Up to 1,024 rows, straight from the kernel. Blocks on the diagonal are clusters; a bright ground is a cone. “Matrix order” in the panel sorts it.',
          zh: '最多 1,024 行，直接来自着色器。对角线上的方块是聚类；整片发亮是锥。用面板中的“矩阵排序”排序。',
        },
        unit: '',
        span: 7,
      },
      {
        id: 'classes',
        kind: 'classes',
        title: { en: 'Class by class', zh: '逐类' },
        help: {
          en: 'Where the rows have labels: how tight each class is, and how many directions it uses.',
          zh: '有标签时：每一类有多紧，用到多少个方向。',
        },
        unit: '',
        span: 5,
      },
    ],
  },
];
