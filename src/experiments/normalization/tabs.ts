/** The figures of the normalization page: the block on the stage, the others behind tabs. */
import type { FigureSpec, FigureTab } from '../figures';

export const STAGE: FigureSpec = {
  id: 'block',
  kind: 'block',
  title: { en: 'A block of (B, H, N, D) cells', zh: '(B, H, N, D) 的格子' },
  help: {
    en: 'One slab a sample, one layer a head. Cells of one colour share their statistics. Press B, H, N or D to reduce over it.',
    zh: '每个样本一块，每个头一层。同色的格子共用统计量。点击 B、H、N 或 D 即对其归约。',
  },
  unit: '',
  span: 12,
};

export const TABS: readonly FigureTab[] = [
  {
    id: 'computed',
    label: { en: 'What is computed', zh: '计算了什么' },
    figures: [
      {
        id: 'axes',
        kind: 'facts',
        title: { en: 'What the axes decide', zh: '由轴决定的' },
        help: {
          en: 'Counts and shapes follow from the sizes and from the axes that are reduced.',
          zh: '个数与形状由各轴大小和归约的轴决定。',
        },
        unit: '',
        span: 6,
      },
      {
        id: 'measured',
        kind: 'facts',
        title: { en: 'What this batch shows', zh: '这个批次显示的' },
        help: {
          en: 'Measured on the outputs of the kernels, for the batch in the picture. The shortcut to the variance is computed by the page.',
          zh: '在核函数对图中批次的输出上测得。方差的捷径算法由页面计算。',
        },
        unit: '',
        span: 6,
      },
    ],
  },
  {
    id: 'distributions',
    label: { en: 'Distributions', zh: '分布' },
    figures: [
      {
        id: 'distributions',
        kind: 'distributions',
        title: { en: 'From input to activation', zh: '从输入到激活' },
        help: {
          en: 'All cells of the block, in the order they are computed. The band is where the activation is nearly linear. Always with the statistics of the batch.',
          zh: '块中全部格子，按计算顺序排列。色带为激活函数近似线性之处。始终使用批次的统计量。',
        },
        unit: '',
        span: 12,
      },
    ],
  },
  {
    id: 'quiz',
    label: { en: 'Quiz', zh: '测验' },
    figures: [
      {
        id: 'quiz',
        kind: 'quiz',
        title: { en: 'Ten questions', zh: '十道题' },
        help: {
          en: 'Shapes are drawn at random. “Show it in the picture” sets the controls, so that you see why.',
          zh: '形状随机抽取。“在图中显示”会设置控件，让你看到原因。',
        },
        unit: '',
        span: 12,
      },
    ],
  },
];
