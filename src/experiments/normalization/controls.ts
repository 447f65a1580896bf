/** The controls of the normalization page: one table for the panel, the URL and the session. */
import { ACTIVATION_OPTIONS } from '../activationLabels';
import { amount, choice, count, toggle } from '../controlKinds';
import type { ControlValues, Localized } from '../experiment';
import { PRESETS, type PresetName } from './presets';

const FOLDERS = {
  block: { en: 'Block', zh: '张量' },
  axes: { en: 'Axes', zh: '归约的轴' },
  affine: { en: 'Affine and ε', zh: '仿射与 ε' },
  input: { en: 'Input', zh: '输入' },
  mode: { en: 'Training or evaluation', zh: '训练或推理' },
  activation: { en: 'Activation', zh: '激活' },
  view: { en: 'View', zh: '视图' },
} as const satisfies Record<string, Localized>;

function size(label: Localized, help: Localized, initial: number) {
  return count({ folder: FOLDERS.block, label, help, effect: 'restart', initial, minimum: 1, maximum: 8 });
}

function reduce(axis: string, initial: boolean) {
  return toggle({
    folder: FOLDERS.axes,
    label: { en: `reduce over ${axis}`, zh: `对 ${axis} 归约` },
    help: {
      en: `Cells that differ only in ${axis} share a statistic. The ${axis} in the picture switches it too.`,
      zh: `只在 ${axis} 上不同的格子共用一个统计量。图中的 ${axis} 也可切换。`,
    },
    effect: 'restart',
    initial,
  });
}

const presets = Object.fromEntries(
  Object.entries(PRESETS).map(([name, { label }]) => [name, label]),
) as Readonly<Record<PresetName, Localized>>;

export const CONTROLS = {
  B: size({ en: 'samples B', zh: '样本 B' }, { en: 'Samples of a batch.', zh: '一个批次的样本数。' }, 4),
  H: size(
    { en: 'heads H', zh: '头 H' },
    { en: 'Heads of attention, or channels of an image.', zh: '注意力的头，或图像的通道。' },
    3,
  ),
  N: size(
    { en: 'tokens N', zh: 'token N' },
    { en: 'Tokens of a sample, or rows of an image.', zh: '一个样本的 token，或图像的行。' },
    4,
  ),
  D: size(
    { en: 'features D', zh: '特征 D' },
    { en: 'Features of a token, or columns of an image.', zh: '一个 token 的特征，或图像的列。' },
    5,
  ),
  preset: choice({
    folder: FOLDERS.axes,
    label: { en: 'normalisation', zh: '归一化' },
    help: {
      en: 'A name for a set of axes. Switch an axis, here or in the picture, and the name follows.',
      zh: '一组轴的名称。在此处或图中切换某个轴，名称随之改变。',
    },
    effect: 'restart',
    initial: 'batch2d',
    options: { ...presets, custom: { en: 'own axes', zh: '自选的轴' } },
  }),
  groups: count({
    folder: FOLDERS.axes,
    label: { en: 'groups G', zh: '组数 G' },
    help: {
      en: 'Of group norm: heads are split into G groups of equal size, so the divisor of H nearest to it is used.',
      zh: '用于组归一化：各头等分为 G 组，因此取最接近的 H 的约数。',
    },
    effect: 'restart',
    initial: 3,
    minimum: 1,
    maximum: 8,
  }),
  reduceB: reduce('B', true),
  reduceH: reduce('H', false),
  reduceN: reduce('N', true),
  reduceD: reduce('D', true),
  eps: amount({
    folder: FOLDERS.affine,
    label: { en: 'ε', zh: 'ε' },
    help: {
      en: 'Added to the variance, inside the root. It matters where the variance is not much larger.',
      zh: '加在方差上，位于根号之内。当方差并不远大于它时才有影响。',
    },
    effect: 'live',
    initial: 1e-5,
    minimum: 1e-12,
    maximum: 1,
    scale: 'log',
  }),
  affine: toggle({
    folder: FOLDERS.affine,
    label: { en: 'affine: α y + β', zh: '仿射：α y + β' },
    help: {
      en: 'Parameters that the network learns after the normalisation (weight and bias in PyTorch).',
      zh: '归一化之后由网络学习的参数（PyTorch 中的 weight 与 bias）。',
    },
    effect: 'live',
    initial: false,
  }),
  alpha: amount({
    folder: FOLDERS.affine,
    label: { en: 'scale α', zh: '缩放 α' },
    help: { en: 'Mean of the scales.', zh: '各缩放参数的均值。' },
    effect: 'live',
    initial: 1.5,
    minimum: -4,
    maximum: 4,
  }),
  beta: amount({
    folder: FOLDERS.affine,
    label: { en: 'shift β', zh: '平移 β' },
    help: { en: 'Mean of the shifts.', zh: '各平移参数的均值。' },
    effect: 'live',
    initial: 0.5,
    minimum: -4,
    maximum: 4,
  }),
  variety: amount({
    folder: FOLDERS.affine,
    label: { en: 'variety of α, β', zh: 'α、β 的差异' },
    help: {
      en: 'Deviation of scales and shifts about their means: every parameter of its own.',
      zh: '各缩放与平移围绕均值的标准差：每个参数各不相同。',
    },
    effect: 'live',
    initial: 0.3,
    minimum: 0,
    maximum: 2,
  }),
  samples: amount({
    folder: FOLDERS.input,
    label: { en: 'samples apart', zh: '样本间距' },
    help: { en: 'How far the means of neighbouring samples are apart.', zh: '相邻样本均值的间距。' },
    effect: 'restart',
    initial: 0.5,
    minimum: 0,
    maximum: 5,
  }),
  heads: amount({
    folder: FOLDERS.input,
    label: { en: 'heads apart', zh: '头间距' },
    help: { en: 'How far the means of neighbouring heads are apart.', zh: '相邻头均值的间距。' },
    effect: 'restart',
    initial: 2,
    minimum: 0,
    maximum: 5,
  }),
  features: amount({
    folder: FOLDERS.input,
    label: { en: 'features apart', zh: '特征间距' },
    help: { en: 'How far the means of neighbouring features are apart.', zh: '相邻特征均值的间距。' },
    effect: 'restart',
    initial: 1,
    minimum: 0,
    maximum: 5,
  }),
  offset: amount({
    folder: FOLDERS.input,
    label: { en: 'mean of all', zh: '总均值' },
    help: {
      en: 'Added to every cell. At 10,000 the squares need more digits than f32 has; the kernels keep the variance all the same.',
      zh: '加到每个格子上。取 10,000 时，平方所需的位数超出 f32；核函数仍能保住方差。',
    },
    effect: 'restart',
    initial: 0,
    minimum: 0,
    maximum: 10_000,
  }),
  outlier: toggle({
    folder: FOLDERS.input,
    label: { en: 'an outlier', zh: '一个离群值' },
    help: {
      en: 'One cell of sample 1 (of sample 0 if it is alone) is 20 higher. Who notices depends on the axes.',
      zh: '样本 1（只有一个样本时为样本 0）中有一个格子高出 20。谁会受影响取决于归约的轴。',
    },
    effect: 'restart',
    initial: false,
  }),
  seed: count({
    folder: FOLDERS.input,
    label: { en: 'seed', zh: '随机种子' },
    help: {
      en: 'Of the batches and of the affine parameters.',
      zh: '决定各批次与仿射参数。',
    },
    effect: 'restart',
    initial: 1,
    minimum: 0,
    maximum: 4_294_967_295,
  }),
  mode: choice({
    folder: FOLDERS.mode,
    label: { en: 'mode', zh: '模式' },
    help: {
      en: 'In evaluation the statistics of the batch are replaced by the running ones. Run feeds batches.',
      zh: '推理时用滑动统计量代替批次的统计量。点击“运行”以送入批次。',
    },
    effect: 'live',
    initial: 'training',
    options: {
      training: { en: 'training', zh: '训练' },
      evaluation: { en: 'evaluation', zh: '推理' },
    },
  }),
  momentum: amount({
    folder: FOLDERS.mode,
    label: { en: 'momentum', zh: '动量' },
    help: {
      en: 'Weight of the new batch in the running statistics, as PyTorch has it.',
      zh: '新批次在滑动统计量中的权重（PyTorch 的定义）。',
    },
    effect: 'live',
    initial: 0.1,
    minimum: 0.001,
    maximum: 1,
    scale: 'log',
  }),
  leaveOut: count({
    folder: FOLDERS.mode,
    label: { en: 'sample taken out', zh: '取出的样本' },
    help: {
      en: 'What changes in the others when this sample leaves the batch is in “Change” and among the facts.',
      zh: '该样本离开批次后，其余样本的变化见“变化”着色与事实表。',
    },
    effect: 'live',
    initial: 1,
    minimum: 0,
    maximum: 7,
  }),
  steps: count({
    folder: FOLDERS.mode,
    label: { en: 'batches per frame', zh: '每帧批次数' },
    help: { en: 'Batches between two pictures.', zh: '两幅画面之间的批次数。' },
    effect: 'live',
    initial: 1,
    minimum: 1,
    maximum: 50,
  }),
  activation: choice({
    folder: FOLDERS.activation,
    label: { en: 'activation', zh: '激活函数' },
    help: { en: 'Of the tab “Distributions”.', zh: '用于“分布”标签页。' },
    effect: 'live',
    initial: 'sigmoid',
    options: ACTIVATION_OPTIONS,
  }),
  placement: choice({
    folder: FOLDERS.activation,
    label: { en: 'normalised', zh: '归一化位置' },
    help: {
      en: 'Before the activation, as in the paper on batch norm, or after it.',
      zh: '在激活之前（批归一化论文的做法），或在激活之后。',
    },
    effect: 'live',
    initial: 'before',
    options: {
      before: { en: 'before the activation', zh: '激活之前' },
      after: { en: 'after the activation', zh: '激活之后' },
    },
  }),
  linearTolerance: amount({
    folder: FOLDERS.activation,
    label: { en: 'nearly linear within', zh: '近似线性容差' },
    help: {
      en: 'Share of αx by which the activation may leave its tangent at 0 and still count as linear.',
      zh: '激活函数偏离 0 处切线不超过 αx 的这一比例，即视为线性。',
    },
    effect: 'live',
    initial: 0.1,
    minimum: 0.001,
    maximum: 0.5,
    scale: 'log',
  }),
  colour: choice({
    folder: FOLDERS.view,
    label: { en: 'colour', zh: '着色' },
    help: {
      en: 'Cells that share a statistic, their values, or what changes in them when a sample leaves.',
      zh: '共用统计量的格子、格子的值，或样本离开时的变化。',
    },
    effect: 'live',
    initial: 'group',
    options: {
      group: { en: 'groups', zh: '分组' },
      input: { en: 'value before', zh: '归一化前的值' },
      output: { en: 'value after', zh: '归一化后的值' },
      change: { en: 'change', zh: '变化' },
    },
  }),
  quizSeed: count({
    folder: FOLDERS.view,
    label: { en: 'seed of the quiz', zh: '测验种子' },
    help: { en: 'Another number asks other questions.', zh: '换一个数就换一组题。' },
    effect: 'live',
    initial: 1,
    minimum: 0,
    maximum: 4_294_967_295,
  }),
} as const;

export type NormalizationControls = typeof CONTROLS;
export type NormalizationValues = ControlValues<NormalizationControls>;
