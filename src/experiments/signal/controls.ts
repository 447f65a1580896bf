/** The controls of the signal page: one table for the panel, the URL and the session. */
import { INITIALIZERS, type InitializerName } from '../../reference/initialization';
import { ACTIVATION_OPTIONS } from '../activationLabels';
import type { ChoiceControl, ControlValues, Localized, NumberControl } from '../experiment';

const FOLDERS = {
  network: { en: 'Network', zh: '网络' },
  weights: { en: 'Weights', zh: '权重' },
  input: { en: 'Input', zh: '输入' },
  other: { en: 'Compare with B', zh: '与 B 比较' },
  training: { en: 'Training', zh: '训练' },
  map: { en: 'Phase diagram and seeds', zh: '相图与种子' },
  view: { en: 'View', zh: '视图' },
} as const satisfies Record<string, Localized>;

export const INITIALIZER_LABELS: Readonly<Record<InitializerName, Localized>> = {
  xavier_normal: { en: 'Xavier, normal', zh: 'Xavier（正态）' },
  xavier_uniform: { en: 'Xavier, uniform', zh: 'Xavier（均匀）' },
  he_normal: { en: 'He, normal', zh: 'He（正态）' },
  he_uniform: { en: 'He, uniform', zh: 'He（均匀）' },
  lecun_normal: { en: 'LeCun, normal', zh: 'LeCun（正态）' },
  orthogonal: { en: 'orthogonal', zh: '正交' },
  pytorch: { en: 'PyTorch default', zh: 'PyTorch 默认' },
  normal: { en: 'N(0, s²)', zh: 'N(0, s²)' },
  identity: { en: 'identity', zh: '恒等' },
  zero: { en: 'zero', zh: '全零' },
};

const NORMALIZATION_LABELS = {
  none: { en: 'none', zh: '无' },
  batch: { en: 'batch norm', zh: '批归一化' },
  layer: { en: 'layer norm', zh: '层归一化' },
} as const satisfies Record<string, Localized>;

type Choice<O> = Omit<ChoiceControl, 'kind' | 'options'> & { readonly options: O };

function choice<const O extends Record<string, Localized>>(control: Choice<O>) {
  return { kind: 'choice', ...control } as const;
}

function count(control: Omit<NumberControl, 'kind' | 'integer'>) {
  return { kind: 'number', integer: true, ...control } as const;
}

function amount(control: Omit<NumberControl, 'kind'>) {
  return { kind: 'number', ...control } as const;
}

function optionsOf<K extends string>(names: readonly K[], labels: Readonly<Record<K, Localized>>) {
  return Object.fromEntries(names.map((name) => [name, labels[name]])) as Readonly<Record<K, Localized>>;
}

const initializers = optionsOf<InitializerName>(INITIALIZERS, INITIALIZER_LABELS);

export const CONTROLS = {
  activation: choice({
    folder: FOLDERS.network,
    label: { en: 'activation', zh: '激活函数' },
    help: {
      en: 'Applied to every element of every layer, the last one too.',
      zh: '作用于每一层（包括最后一层）的每个元素。',
    },
    effect: 'restart',
    initial: 'tanh',
    options: ACTIVATION_OPTIONS,
  }),
  depth: count({
    folder: FOLDERS.network,
    label: { en: 'depth L', zh: '深度 L' },
    help: { en: 'Layers between input and output.', zh: '输入与输出之间的层数。' },
    effect: 'restart',
    initial: 30,
    minimum: 1,
    maximum: 200,
  }),
  width: count({
    folder: FOLDERS.network,
    label: { en: 'width', zh: '宽度' },
    help: {
      en: 'Units of the input and of the first layer. Narrow networks scatter more about the theory.',
      zh: '输入与第一层的单元数。网络越窄，偏离理论的涨落越大。',
    },
    effect: 'restart',
    initial: 128,
    minimum: 2,
    maximum: 1024,
    scale: 'log',
  }),
  taper: amount({
    folder: FOLDERS.network,
    label: { en: 'last width / first', zh: '末层宽度 / 首层' },
    help: {
      en: 'Below 1 the layers narrow evenly: fan_in and fan_out then differ, and no single scale keeps both directions.',
      zh: '小于 1 时各层均匀变窄：fan_in 与 fan_out 不再相等，没有一个尺度能同时保持两个方向。',
    },
    effect: 'restart',
    initial: 1,
    minimum: 0.1,
    maximum: 1,
  }),
  normalization: choice({
    folder: FOLDERS.network,
    label: { en: 'normalisation', zh: '归一化' },
    help: {
      en: 'Without affine parameters: over the batch for every unit, or over the units for every row.',
      zh: '不带仿射参数：对每个单元在批次上归一化，或对每一行在单元上归一化。',
    },
    effect: 'restart',
    initial: 'none',
    options: NORMALIZATION_LABELS,
  }),
  placement: choice({
    folder: FOLDERS.network,
    label: { en: 'normalised', zh: '归一化位置' },
    help: {
      en: 'Before the activation its input has variance 1 in every layer; after it, its output has.',
      zh: '放在激活之前，则每层激活的输入方差为 1；放在之后，则输出方差为 1。',
    },
    effect: 'restart',
    initial: 'before',
    options: {
      before: { en: 'before the activation', zh: '激活之前' },
      after: { en: 'after the activation', zh: '激活之后' },
    },
  }),
  skip: amount({
    folder: FOLDERS.network,
    label: { en: 'residual weight', zh: '残差权重' },
    help: {
      en: 'h + φ(W h): what is added of the layer below, where the widths agree. 0 is a plain network.',
      zh: 'h + φ(W h)：在宽度相同处加上的下层输出的权重。0 为普通网络。',
    },
    effect: 'restart',
    initial: 0,
    minimum: 0,
    maximum: 1,
  }),
  dropout: amount({
    folder: FOLDERS.network,
    label: { en: 'dropout', zh: 'dropout' },
    help: {
      en: 'Share of units set to 0 after each layer; the others grow by 1 / (1 − share).',
      zh: '每层之后置 0 的单元比例；其余单元放大 1 / (1 − 比例)。',
    },
    effect: 'restart',
    initial: 0,
    minimum: 0,
    maximum: 0.9,
  }),
  initializer: choice({
    folder: FOLDERS.weights,
    label: { en: 'initialiser', zh: '初始化' },
    help: {
      en: 'Law of the weights. Variances: Xavier 2/(fan_in + fan_out), He 2/fan, LeCun 1/fan_in, PyTorch 1/(3 fan_in).',
      zh: '权重的分布。方差：Xavier 2/(fan_in + fan_out)，He 2/fan，LeCun 1/fan_in，PyTorch 1/(3 fan_in)。',
    },
    effect: 'restart',
    initial: 'xavier_normal',
    options: initializers,
  }),
  gain: amount({
    folder: FOLDERS.weights,
    label: { en: 'gain', zh: '增益' },
    help: {
      en: 'Multiplies every weight: 1 is the initialiser as published. He carries its own √2; 5/3 is the usual one for tanh.',
      zh: '乘到每个权重上：1 为原论文的初始化。He 自带 √2；tanh 常用 5/3。',
    },
    effect: 'restart',
    initial: 1.667,
    minimum: 0.1,
    maximum: 4,
    scale: 'log',
  }),
  deviation: amount({
    folder: FOLDERS.weights,
    label: { en: 'deviation s', zh: '标准差 s' },
    help: {
      en: 'Of N(0, s²): the standard deviation, not the variance. "N(0, 0.01)" is read both ways in the literature.',
      zh: 'N(0, s²) 的标准差而不是方差。文献中的“N(0, 0.01)”两种读法都有。',
    },
    effect: 'restart',
    initial: 0.1,
    minimum: 0.001,
    maximum: 2,
    scale: 'log',
  }),
  mode: choice({
    folder: FOLDERS.weights,
    label: { en: 'fan of He', zh: 'He 的 fan' },
    help: {
      en: 'fan_in keeps the forward second moment, fan_out the backward one. With equal widths they are the same.',
      zh: 'fan_in 保持前向二阶矩，fan_out 保持反向。宽度相等时两者相同。',
    },
    effect: 'restart',
    initial: 'fan_in',
    options: {
      fan_in: { en: 'fan_in', zh: 'fan_in' },
      fan_out: { en: 'fan_out', zh: 'fan_out' },
      average: { en: 'average', zh: '平均' },
    },
  }),
  bias: amount({
    folder: FOLDERS.weights,
    label: { en: 'bias deviation', zh: '偏置标准差' },
    help: {
      en: 'Biases are drawn from N(0, this²). They are the same for all inputs, so they pull inputs together.',
      zh: '偏置取自 N(0, 该值²)。偏置对所有输入相同，因此会把输入拉近。',
    },
    effect: 'restart',
    initial: 0,
    minimum: 0,
    maximum: 3,
  }),
  seed: count({
    folder: FOLDERS.weights,
    label: { en: 'seed', zh: '随机种子' },
    help: {
      en: 'Of weights, inputs and gradients. It stays while you change anything else.',
      zh: '决定权重、输入与梯度。改变其他控件时它保持不变。',
    },
    effect: 'restart',
    initial: 1,
    minimum: 0,
    maximum: 4_294_967_295,
  }),
  batch: count({
    folder: FOLDERS.input,
    label: { en: 'rows', zh: '行数' },
    help: {
      en: 'Inputs sent through together. A loaded file gives its first rows.',
      zh: '一起送入网络的输入个数。载入文件时取前若干行。',
    },
    effect: 'restart',
    initial: 128,
    minimum: 2,
    maximum: 1024,
    scale: 'log',
  }),
  scale: amount({
    folder: FOLDERS.input,
    label: { en: 'input deviation', zh: '输入标准差' },
    help: { en: 'Deviation of the elements of the input.', zh: '输入元素的标准差。' },
    effect: 'restart',
    initial: 1,
    minimum: 1e-3,
    maximum: 1e3,
    scale: 'log',
  }),
  cosine: amount({
    folder: FOLDERS.input,
    label: { en: 'input cosine', zh: '输入余弦' },
    help: {
      en: 'Expected cosine of two inputs: where the correlation map starts from.',
      zh: '两个输入之间的期望余弦：相关映射的起点。',
    },
    effect: 'restart',
    initial: 0.5,
    minimum: 0,
    maximum: 0.99,
  }),
  compare: {
    kind: 'toggle',
    folder: FOLDERS.other,
    label: { en: 'show B', zh: '显示 B' },
    help: {
      en: 'A second network beside the first, with the same seed, shape and inputs; hollow marks.',
      zh: '在第一个网络旁显示第二个：种子、形状与输入相同，用空心记号。',
    },
    effect: 'restart',
    initial: false,
  },
  activationB: choice({
    folder: FOLDERS.other,
    label: { en: 'B: activation', zh: 'B：激活函数' },
    help: { en: 'Activation of network B.', zh: '网络 B 的激活函数。' },
    effect: 'restart',
    initial: 'tanh',
    options: ACTIVATION_OPTIONS,
  }),
  initializerB: choice({
    folder: FOLDERS.other,
    label: { en: 'B: initialiser', zh: 'B：初始化' },
    help: { en: 'Initialiser of network B.', zh: '网络 B 的初始化。' },
    effect: 'restart',
    initial: 'xavier_normal',
    options: initializers,
  }),
  gainB: amount({
    folder: FOLDERS.other,
    label: { en: 'B: gain', zh: 'B：增益' },
    help: { en: 'Gain of network B.', zh: '网络 B 的增益。' },
    effect: 'restart',
    initial: 1,
    minimum: 0.1,
    maximum: 4,
    scale: 'log',
  }),
  normalizationB: choice({
    folder: FOLDERS.other,
    label: { en: 'B: normalisation', zh: 'B：归一化' },
    help: { en: 'Normalisation of network B.', zh: '网络 B 的归一化。' },
    effect: 'restart',
    initial: 'none',
    options: NORMALIZATION_LABELS,
  }),
  task: choice({
    folder: FOLDERS.training,
    label: { en: 'task', zh: '任务' },
    help: {
      en: 'What Run trains on: points of the plane sent into the input space by a fixed random map.',
      zh: '点击“运行”后训练的任务：平面上的点经固定的随机映射送入输入空间。',
    },
    effect: 'restart',
    initial: 'spirals',
    options: {
      spirals: { en: 'two spirals', zh: '双螺旋' },
      moons: { en: 'two moons', zh: '双月' },
      xor: { en: 'exclusive or', zh: '异或' },
      regression: { en: 'regression of a sine', zh: '正弦回归' },
    },
  }),
  optimizer: choice({
    folder: FOLDERS.training,
    label: { en: 'optimiser', zh: '优化器' },
    help: {
      en: 'Adam divides each gradient by its own size, so it hides how small gradients have become; SGD does not.',
      zh: 'Adam 把每个梯度除以它自身的大小，因此会掩盖梯度已经多小；SGD 不会。',
    },
    effect: 'live',
    initial: 'sgd',
    options: { sgd: { en: 'SGD, momentum .9', zh: 'SGD，动量 0.9' }, adam: { en: 'Adam', zh: 'Adam' } },
  }),
  rate: amount({
    folder: FOLDERS.training,
    label: { en: 'learning rate', zh: '学习率' },
    help: { en: 'Step along the gradient of the mean loss.', zh: '沿平均损失梯度的步长。' },
    effect: 'live',
    initial: 0.01,
    minimum: 1e-5,
    maximum: 1,
    scale: 'log',
  }),
  steps: count({
    folder: FOLDERS.training,
    label: { en: 'steps per frame', zh: '每帧步数' },
    help: { en: 'Training steps between two pictures.', zh: '两幅画面之间的训练步数。' },
    effect: 'live',
    initial: 1,
    minimum: 1,
    maximum: 50,
  }),
  cells: count({
    folder: FOLDERS.map,
    label: { en: 'grid', zh: '网格' },
    help: {
      en: 'Cells of the phase diagram along each side: gains across, bias deviations up.',
      zh: '相图每边的格数：横向为增益，纵向为偏置标准差。',
    },
    effect: 'live',
    initial: 24,
    minimum: 24,
    maximum: 64,
  }),
  mapWidth: count({
    folder: FOLDERS.map,
    label: { en: 'width of a cell', zh: '每格网络宽度' },
    help: { en: 'Units a layer of the networks of the diagram.', zh: '相图中每个网络每层的单元数。' },
    effect: 'live',
    initial: 96,
    minimum: 16,
    maximum: 512,
    scale: 'log',
  }),
  mapDepth: count({
    folder: FOLDERS.map,
    label: { en: 'depth of a cell', zh: '每格网络深度' },
    help: { en: 'Layers of the networks of the diagram.', zh: '相图中每个网络的层数。' },
    effect: 'live',
    initial: 24,
    minimum: 4,
    maximum: 100,
  }),
  seeds: count({
    folder: FOLDERS.map,
    label: { en: 'seeds', zh: '种子数' },
    help: {
      en: 'Networks drawn for an interval of confidence in the independence question.',
      zh: '独立性问题中为得到置信区间而抽取的网络个数。',
    },
    effect: 'live',
    initial: 8,
    minimum: 3,
    maximum: 32,
  }),
  trainedSteps: count({
    folder: FOLDERS.map,
    label: { en: 'steps k', zh: '训练步数 k' },
    help: {
      en: 'Training steps before independence is measured the second time.',
      zh: '第二次测量独立性之前的训练步数。',
    },
    effect: 'live',
    initial: 100,
    minimum: 1,
    maximum: 2000,
    scale: 'log',
  }),
  probe: amount({
    folder: FOLDERS.map,
    label: { en: 'signal near 0', zh: '原点附近的信号' },
    help: {
      en: 'Deviation of what is sent through every activation on the tab "Near the origin".',
      zh: '在“原点附近”标签页中送入每个激活函数的信号的标准差。',
    },
    effect: 'live',
    initial: 0.05,
    minimum: 1e-4,
    maximum: 10,
    scale: 'log',
  }),
  picture: choice({
    folder: FOLDERS.view,
    label: { en: 'picture', zh: '画面' },
    help: {
      en: 'The quantities of all layers, or the activations of one layer as directions on the sphere.',
      zh: '所有层的统计量，或者某一层的激活值在球面上的方向。',
    },
    effect: 'live',
    initial: 'layers',
    options: {
      layers: { en: 'along the layers', zh: '沿各层' },
      sphere: { en: 'one layer on the sphere', zh: '单层球面' },
    },
  }),
  layer: count({
    folder: FOLDERS.view,
    label: { en: 'layer', zh: '层' },
    help: {
      en: 'The layer whose activations are drawn on the sphere; 0 is the input. Clicks on a chart choose it too.',
      zh: '在球面上画出哪一层的激活值；0 为输入。点击图表也可选择。',
    },
    effect: 'live',
    initial: 0,
    minimum: 0,
    maximum: 200,
  }),
  rotate: {
    kind: 'toggle',
    folder: FOLDERS.view,
    label: { en: 'turn slowly', zh: '缓慢旋转' },
    help: { en: 'One turn a minute while nobody drags.', zh: '无人拖动时每分钟转一圈。' },
    effect: 'live',
    initial: false,
  },
  size: amount({
    folder: FOLDERS.view,
    label: { en: 'point size', zh: '点的大小' },
    help: { en: 'In pixels; 0 chooses by the number of points.', zh: '单位为像素；0 表示按点数自动选择。' },
    effect: 'live',
    initial: 0,
    minimum: 0,
    maximum: 16,
    unit: 'px',
  }),
} as const;

export type SignalControls = typeof CONTROLS;
export type SignalValues = ControlValues<SignalControls>;
