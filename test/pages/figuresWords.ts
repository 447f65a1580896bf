/** Words for the figures of the test page in both languages. */
import type { Language } from '../../src/experiments/experiment';
import type { BoundLadderWords } from '../../src/views/boundLadder';
import type { ClassTableWords } from '../../src/views/classTable';
import type { LensWords } from '../../src/views/lensChart';
import type { MatrixWords } from '../../src/views/matrixView';
import type { MetricStripWords } from '../../src/views/metricStrip';
import type { RankDialWords } from '../../src/views/rankDial';
import type { SpectrumWords } from '../../src/views/spectrumChart';
import type { TimelineWords } from '../../src/views/timelineBar';
import type { WaterfallWords } from '../../src/views/waterfall';

export interface FigureTexts {
  readonly spectrum: SpectrumWords;
  readonly waterfall: WaterfallWords;
  readonly strip: MetricStripWords;
  readonly ladder: BoundLadderWords;
  readonly dial: RankDialWords;
  readonly lens: LensWords;
  readonly matrix: MatrixWords;
  readonly classes: ClassTableWords;
  readonly timeline: TimelineWords;
}

const thousands = new Intl.NumberFormat('en');

const EN: FigureTexts = {
  spectrum: {
    title: 'Eigenvalues of the covariance',
    axes: 'λ over index',
    raw: 'raw',
    centred: 'centred',
    isotropic: 'if isotropic',
    fit: (slope) => `decay, slope ${slope}`,
    item: (index, count) => `λ ${index} of ${count}`,
    share: (index) => (index === 1 ? 'variance in the first' : `variance in the first ${index}`),
    zeros: (raw, centred) =>
      raw === centred ? `${raw} zero up to rounding` : `zero up to rounding: ${raw} raw, ${centred} centred`,
  },
  waterfall: {
    title: 'Spectrum over time',
    axes: 'index ↓ over step; colour: λ / mean λ, 1 is an equal share',
    colour: 'λ / mean λ',
    stepItem: (step) => `step ${thousands.format(step)}`,
    indexItem: (index) => `λ ${index}`,
  },
  strip: {
    title: 'All measures',
    raw: 'raw',
    centred: 'centred',
    collapse: 'collapse',
    optimum: 'optimum',
    range: (minimum, maximum) => `Possible here: ${minimum} to ${maximum}.`,
  },
  ladder: {
    title: 'Bounds of the largest eigenvalue',
    lambdaMax: { label: 'λ max', help: 'Largest eigenvalue of the similarity matrix A = Z Zᵀ' },
    hatched: 'Hatched: where λ max cannot be.',
    violated: 'violated: this cannot be, a number is wrong',
    jensen: 'Jensen chain, in nats: what the left side is made of',
    mean: { label: 'mean', help: 'Mean similarity over tau: the first order, the cone.' },
    variance: {
      label: 'variance',
      help: 'Var(s) / (2 tau²): the second order, the spread of the similarities.',
    },
    selfPairs: { label: 'self-pairs', help: 'What comparing each point with itself adds.' },
    higherOrders: { label: 'higher orders', help: 'What mean and variance leave unexplained.' },
    left: { label: 'left side', help: 'E log E exp(s / tau)' },
    right: { label: 'right side', help: 'Sum(A) / (tau n²)' },
    gap: { label: 'gap', help: 'Left side minus right side: what the lower bound does not see.' },
  },
  dial: {
    title: 'Rényi ranks',
    axes: 'rank over order α',
    raw: 'raw',
    centred: 'centred',
    marks: ['exp entropy', 'participation ratio', 'stable rank'],
    isoScore: 'IsoScore',
  },
  lens: {
    title: 'Sweep over the temperature',
    axes: 'over tau',
    tau: 'tau',
    stopped: 'stopped early',
    ranOut: 'ran to the end',
    published: 'published',
    steps: 'steps',
    idle: ['Press the button.', 'Every run starts from one cloud.'],
  },
  matrix: {
    title: 'Similarity matrix',
    hint: 'Point at a cell, or use the arrow keys.',
    value: 'cosine',
    cell: (row, column) => `row ${row}, column ${column}`,
  },
  classes: {
    title: 'Classes, the most collapsed first',
    name: { label: 'class', help: 'The most collapsed first' },
    count: { label: 'n', help: 'Points of the class' },
    meanCosine: { label: 'cosine', help: 'Mean cosine of pairs inside the class; 1 is a single point' },
    rank: { label: 'rank', help: 'Participation ratio of the class: raw / centred' },
    more: (rows) => `and ${rows} more`,
    empty: 'These points have no labels.',
  },
  timeline: {
    title: 'Replay the run',
    live: 'live',
    backToLive: 'back to the present',
    step: (step) => `step ${thousands.format(step)}`,
  },
};

const ZH: FigureTexts = {
  spectrum: {
    title: '协方差的特征值',
    axes: '横轴：序号',
    raw: '未中心化',
    centred: '中心化',
    isotropic: '各向同性时',
    fit: (slope) => `衰减斜率 ${slope}`,
    item: (index, count) => `第 ${index} 个 λ（共 ${count} 个）`,
    share: (index) => `前 ${index} 个占方差`,
    zeros: (raw, centred) =>
      raw === centred
        ? `${raw} 个在舍入误差内为零`
        : `在舍入误差内为零：未中心化 ${raw} 个，中心化 ${centred} 个`,
  },
  waterfall: {
    title: '谱随时间的变化',
    axes: '横轴：步；纵轴：序号；颜色：λ / 平均 λ，1 为均等',
    colour: 'λ / 平均 λ',
    stepItem: (step) => `第 ${thousands.format(step)} 步`,
    indexItem: (index) => `第 ${index} 个 λ`,
  },
  strip: {
    title: '全部指标',
    raw: '未中心化',
    centred: '中心化',
    collapse: '坍缩',
    optimum: '最优',
    range: (minimum, maximum) => `此处可能的范围：${minimum} 到 ${maximum}。`,
  },
  ladder: {
    title: '最大特征值的上下界',
    lambdaMax: { label: 'λ max', help: '相似度矩阵 A = Z Zᵀ 的最大特征值' },
    hatched: '阴影：λ max 不可能取的值。',
    violated: '不成立：这不可能，有数字出错',
    jensen: 'Jensen 链（单位 nat）：左边由什么组成',
    mean: { label: '均值', help: '平均相似度除以 tau：一阶，即锥形。' },
    variance: { label: '方差', help: 'Var(s) / (2 tau²)：二阶，即相似度的散布。' },
    selfPairs: { label: '自身对', help: '每个点与自己比较所增加的部分。' },
    higherOrders: { label: '更高阶', help: '均值和方差没有解释的部分。' },
    left: { label: '左边', help: 'E log E exp(s / tau)' },
    right: { label: '右边', help: 'Sum(A) / (tau n²)' },
    gap: { label: '差距', help: '左边减右边：下界看不到的部分。' },
  },
  dial: {
    title: 'Rényi 秩',
    axes: '横轴：阶 α',
    raw: '未中心化',
    centred: '中心化',
    marks: ['熵的指数', '参与率', '稳定秩'],
    isoScore: 'IsoScore',
  },
  lens: {
    title: '温度扫描',
    axes: '横轴：tau',
    tau: 'tau',
    stopped: '提前停止',
    ranOut: '运行到底',
    published: '已发表的数值',
    steps: '步数',
    idle: ['请按按钮。', '每次训练都从同一个点云开始。'],
  },
  matrix: {
    title: '相似度矩阵',
    hint: '指向一个格子，或使用方向键。',
    value: '余弦',
    cell: (row, column) => `第 ${row} 行，第 ${column} 列`,
  },
  classes: {
    title: '各类别，坍缩最重的在前',
    name: { label: '类别', help: '坍缩最重的在前' },
    count: { label: 'n', help: '该类的点数' },
    meanCosine: { label: '余弦', help: '类内点对的平均余弦；1 表示缩成一个点' },
    rank: { label: '秩', help: '该类的参与率：未中心化 / 中心化' },
    more: (rows) => `还有 ${rows} 类`,
    empty: '这些点没有标签。',
  },
  timeline: {
    title: '回放',
    live: '实时',
    backToLive: '回到当前',
    step: (step) => `第 ${thousands.format(step)} 步`,
  },
};

export const FIGURE_WORDS: Readonly<Record<Language, FigureTexts>> = { en: EN, zh: ZH };
