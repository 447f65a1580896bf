/** The figures of the signal page: one on the stage, the others behind tabs. */
import type { FigureSpec, FigureTab } from '../figures';

export const STAGE: FigureSpec = {
  id: 'layers',
  kind: 'layers',
  title: { en: 'Signal and gradient along the layers', zh: '信号与梯度沿各层的变化' },
  help: {
    en: 'Second moment and variance of the activations, forward; variance of the gradient, backward. Marks are measured, lines are theory, the strip below is their ratio. Click a layer to look at it.',
    zh: '前向：激活值的二阶矩与方差；反向：梯度的方差。记号为实测，线为理论，下方条带为两者之比。点击某一层可细看。',
  },
  unit: '',
  span: 12,
};

export const TABS: readonly FigureTab[] = [
  {
    id: 'angles',
    label: { en: 'Angles', zh: '夹角' },
    figures: [
      {
        id: 'angles',
        kind: 'layers',
        title: { en: 'Cosine of two inputs', zh: '两个输入的余弦' },
        help: {
          en: 'Mean over all pairs of rows. At 1 the network has forgotten which input it was given: collapse by depth. The line is the correlation map of mean-field theory.',
          zh: '对所有行对取平均。到 1 时网络已忘记输入是哪一个：随深度坍缩。线为平均场理论的相关映射。',
        },
        unit: '',
        span: 4,
      },
      {
        id: 'units',
        kind: 'layers',
        title: { en: 'Zeros and saturation', zh: '零值与饱和' },
        help: {
          en: 'Share of activations that are exactly 0 (dead under ReLU), and of units whose slope is below 5 % of its maximum.',
          zh: '恰为 0 的激活值比例（ReLU 下即死亡），以及斜率低于其最大值 5% 的单元比例。',
        },
        unit: '',
        span: 3,
      },
      {
        id: 'numbers',
        kind: 'facts',
        title: { en: 'The chosen layer in numbers', zh: '所选层的数字' },
        help: {
          en: 'Network A. Mean, variance, second moment and largest magnitude of every matrix of the layer, over all rows and units. Click a chart to choose another layer.',
          zh: '网络 A。该层每个矩阵在所有行与单元上的均值、方差、二阶矩与最大绝对值。点击图表选择另一层。',
        },
        unit: '',
        span: 5,
      },
    ],
  },
  {
    id: 'shapes',
    label: { en: 'Distributions', zh: '分布' },
    figures: [
      {
        id: 'forwardShapes',
        kind: 'ridges',
        title: { en: 'Activations, layer by layer', zh: '各层的激活值' },
        help: {
          en: 'Each layer over its own root mean square, so that shapes compare; the scale is in the chart above.',
          zh: '每层除以自身的均方根，便于比较形状；尺度见上方图表。',
        },
        unit: '',
        span: 6,
      },
      {
        id: 'backwardShapes',
        kind: 'ridges',
        title: { en: 'Gradients, layer by layer', zh: '各层的梯度' },
        help: {
          en: 'The gradient with respect to the activations of each layer. Normal at the output; products of many factors grow heavy tails towards the input.',
          zh: '对各层激活值的梯度。在输出端为正态；越靠近输入，许多因子相乘使尾部越重。',
        },
        unit: '',
        span: 6,
      },
    ],
  },
  {
    id: 'gradients',
    label: { en: 'Gradients', zh: '梯度' },
    figures: [
      {
        id: 'gradients',
        kind: 'gradients',
        title: { en: '|∂L/∂W| by layer and training step', zh: '|∂L/∂W|：按层与训练步' },
        help: {
          en: 'Of the task’s own loss, network A, measured at every step of the training. Press Run.',
          zh: '网络 A 在任务损失下的梯度，训练的每一步都测量。请点击“运行”。',
        },
        unit: '',
        span: 7,
      },
      {
        id: 'weightGradients',
        kind: 'layers',
        title: { en: 'Variance of ∂S/∂W', zh: '∂S/∂W 的方差' },
        help: {
          en: 'For the probe’s loss S = Σ hG with G ~ N(0, 1), summed over the rows: what each layer would be told to change.',
          zh: '对探测损失 S = Σ hG，G ~ N(0, 1)，在各行上求和：每一层被要求改变多少。',
        },
        unit: '',
        span: 5,
      },
    ],
  },
  {
    id: 'origin',
    label: { en: 'Origin', zh: '原点' },
    figures: [
      {
        id: 'origin',
        kind: 'origin',
        title: { en: 'Every activation and its tangent αx + β', zh: '每个激活函数及其切线 αx + β' },
        help: {
          en: 'For a small signal the tangent tells all: forward factor α² + β²/s², backward factor α². Dots are measured on the device.',
          zh: '对小信号，切线说明一切：前向因子 α² + β²/s²，反向因子 α²。圆点为设备上实测。',
        },
        unit: '',
        span: 12,
      },
    ],
  },
  {
    id: 'phase',
    label: { en: 'Phase diagram', zh: '相图' },
    figures: [
      {
        id: 'phase',
        kind: 'phase',
        title: { en: 'Order and chaos: gain against bias', zh: '有序与混沌：增益与偏置' },
        help: {
          en: 'Every cell is a plain network of its own, with the page’s activation and input cosine: no normalisation, residual, dropout or narrowing. The line is the edge of chaos of mean-field theory. Click a cell to set gain and bias.',
          zh: '每一格都是一个独立的朴素网络，采用本页的激活函数与输入余弦，没有归一化、残差、dropout，各层也不变窄。线为平均场理论的混沌边缘。点击一格可设定增益与偏置。',
        },
        unit: '',
        span: 12,
        job: {
          label: { en: 'Compute', zh: '计算' },
          help: {
            en: 'Runs all networks of the grid on the device with the activation of the page.',
            zh: '用本页的激活函数，在设备上运行网格中的所有网络。',
          },
        },
      },
    ],
  },
  {
    id: 'independence',
    label: { en: 'Independence', zh: '独立性' },
    figures: [
      {
        id: 'sides',
        kind: 'layers',
        title: { en: 'E[(gW)²], line: E[g²] E[W²]', zh: 'E[(gW)²]，线：E[g²] E[W²]' },
        help: {
          en: 'Both sides of the notes’ question for every layer, g = ∂L/∂z of the task’s loss: marks the left side, line the right.',
          zh: '笔记中问题的两边，逐层给出，g 为任务损失的 ∂L/∂z：记号为左边，线为右边。',
        },
        unit: '',
        span: 4,
      },
      {
        id: 'independence',
        kind: 'layers',
        title: { en: 'E[(g W)²] / (E[g²] E[W²])', zh: 'E[(g W)²] / (E[g²] E[W²])' },
        help: {
          en: 'Per layer, mean and 95 % interval over seeds: at initialisation (full) and after k steps (hollow). 1 means that squares are uncorrelated.',
          zh: '各层在多个种子上的均值与 95% 区间：初始化时（实心）与训练 k 步后（空心）。等于 1 表示平方不相关。',
        },
        unit: '',
        span: 4,
        job: {
          label: { en: 'Measure over seeds', zh: '在多个种子上测量' },
          help: {
            en: 'Draws and trains several networks with the settings of network A; takes a while.',
            zh: '按网络 A 的设置抽取并训练多个网络；需要一些时间。',
          },
        },
      },
      {
        id: 'squares',
        kind: 'layers',
        title: { en: 'Correlation of g² and W²', zh: 'g² 与 W² 的相关系数' },
        help: {
          en: 'Over all rows, inputs and outputs of a layer, from the same run as the ratio.',
          zh: '在一层的所有行、输入与输出上计算，与比值来自同一次测量。',
        },
        unit: '',
        span: 4,
      },
    ],
  },
];
