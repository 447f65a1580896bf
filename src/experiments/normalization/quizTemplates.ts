/** What the quiz may ask: each template makes a question of sizes and of one random number. */
import type { ControlValue, Localized } from '../experiment';
import { both } from '../numberText';
import { CONTROLS } from './controls';
import { arrangementOf, PRESETS, type PresetName, presetControls } from './presets';
import { shapeText } from './words';

export interface QuizSizes {
  readonly B: number;
  readonly H: number;
  readonly N: number;
  readonly D: number;
}

export interface AskedQuestion {
  readonly text: Localized;
  readonly right: Localized;
  /** Three that are wrong, and told apart from the right one and from each other. */
  readonly wrong: readonly Localized[];
  readonly explanation: Localized;
  readonly show: Readonly<Record<string, ControlValue>>;
}

export interface QuizTemplate {
  readonly id: string;
  /** @param draw uniform in [0, 1) */
  ask(sizes: QuizSizes, draw: number): AskedQuestion;
}

const OPTIONS = 4;

/** Three numbers that are not the right one, the most plausible first. */
function wrongNumbers(right: number, plausible: readonly number[]): Localized[] {
  const further = [2 * right, right + 1, 3 * right, right + 2];
  const others = new Set([...plausible, ...further].filter((number) => number !== right));
  return [...others].slice(0, OPTIONS - 1).map((number) => both(String(number)));
}

/** Shapes that are not the right one. */
function wrongShapes(right: readonly number[], plausible: readonly (readonly number[])[]): Localized[] {
  const others = new Set(plausible.map(shapeText));
  others.delete(shapeText(right));
  return [...others].slice(0, OPTIONS - 1).map(both);
}

function pickOf<V>(values: readonly [V, ...V[]], draw: number): V {
  return values[Math.floor(draw * values.length)] ?? values[0];
}

function blockOf({ B, H, N, D }: QuizSizes): string {
  return `(B, H, N, D) = (${B}, ${H}, ${N}, ${D})`;
}

/** What other questions and the reader may have set, back where explanations expect it. */
const UNTOUCHED = {
  affine: false,
  outlier: false,
  offset: 0,
  eps: CONTROLS.eps.initial,
  samples: CONTROLS.samples.initial,
  heads: CONTROLS.heads.initial,
  features: CONTROLS.features.initial,
} as const;

/** The picture with these sizes and axes, seen from the training side. */
function showing(
  sizes: QuizSizes,
  preset: PresetName,
  more: Readonly<Record<string, ControlValue>> = {},
): Readonly<Record<string, ControlValue>> {
  return { ...UNTOUCHED, ...sizes, ...presetControls(preset), colour: 'group', mode: 'training', ...more };
}

function arranged(sizes: QuizSizes, preset: PresetName) {
  return arrangementOf({ ...sizes, ...NO_SWITCHES, preset, groups: 1 });
}

/** A preset says it all. */
const NO_SWITCHES = { reduceB: false, reduceH: false, reduceN: false, reduceD: false } as const;

const PLAIN = ['notes', 'batch2d', 'tokens', 'layer1', 'layer2', 'layer3'] as const satisfies readonly [
  PresetName,
  ...PresetName[],
];

function axesText(preset: PresetName): string {
  const axes = PRESETS[preset].reduced.flatMap((reduced, axis) => (reduced ? [axis] : []));
  return `(${axes.join(', ')})`;
}

export const TEMPLATES: readonly QuizTemplate[] = [
  {
    id: 'statistics',
    ask(sizes, draw) {
      const { B, H, N, D } = sizes;
      const preset = pickOf(PLAIN, draw);
      const { groups, groupSize } = arranged(sizes, preset);
      return {
        text: {
          en: `x has the shape ${blockOf(sizes)}. How many means are there when the dims ${axesText(preset)} are reduced?`,
          zh: `x 的形状为 ${blockOf(sizes)}。对维 ${axesText(preset)} 归约后，共有多少个均值？`,
        },
        right: both(String(groups)),
        wrong: wrongNumbers(groups, [groupSize, B * H * N, H * N * D, D, H]),
        explanation: {
          en: `One for every index on the dims that stay: ${B * H * N * D} / ${groupSize} = ${groups}. Count the colours.`,
          zh: `保留的维上每个下标一个：${B * H * N * D} / ${groupSize} = ${groups}。数一数颜色。`,
        },
        show: showing(sizes, preset),
      };
    },
  },
  {
    id: 'elements',
    ask(sizes, draw) {
      const { B, H, N, D } = sizes;
      const preset = pickOf(PLAIN, draw);
      const { groups, groupSize } = arranged(sizes, preset);
      return {
        text: {
          en: `x has the shape ${blockOf(sizes)}, and the dims ${axesText(preset)} are reduced. Over how many values is each mean taken?`,
          zh: `x 的形状为 ${blockOf(sizes)}，对维 ${axesText(preset)} 归约。每个均值由多少个值求得？`,
        },
        right: both(String(groupSize)),
        wrong: wrongNumbers(groupSize, [groups, B * H * N, N * D, B, D]),
        explanation: {
          en: `The product of the reduced sizes, ${groupSize}: that many cells have one colour.`,
          zh: `被归约各维大小之积 ${groupSize}：同色的格子就有这么多。`,
        },
        show: showing(sizes, preset),
      };
    },
  },
  {
    id: 'layerParameters',
    ask(sizes, draw) {
      const { B, H, N, D } = sizes;
      const preset = pickOf(['layer1', 'layer2', 'layer3'] as const, draw);
      const { parameters, groups, affineShape } = arranged(sizes, preset);
      const shape = affineShape.length === 1 ? String(D) : shapeText(affineShape);
      return {
        text: {
          en: `How many affine parameters, weights and biases together, does LayerNorm(${shape}) have on x of shape ${blockOf(sizes)}?`,
          zh: `x 的形状为 ${blockOf(sizes)}，LayerNorm(${shape}) 的仿射参数（weight 与 bias 合计）有多少个？`,
        },
        right: both(String(2 * parameters)),
        wrong: wrongNumbers(2 * parameters, [2 * groups, parameters, 2 * B, 2 * H, 2 * B * H * N]),
        explanation: {
          en: `Statistics belong to samples and tokens, which parameters cannot. The parameters belong to the reduced dims, ${shapeText(affineShape)}: 2 × ${parameters}.`,
          zh: `统计量属于样本与 token，参数则不能。参数属于被归约的维 ${shapeText(affineShape)}：2 × ${parameters}。`,
        },
        show: showing(sizes, preset, { affine: true }),
      };
    },
  },
  {
    id: 'batchParameters',
    ask(sizes, draw) {
      const { B, H, N, D } = sizes;
      const preset = pickOf(['notes', 'batch2d', 'tokens'] as const, draw);
      const { parameters, affineNames, groupSize } = arranged(sizes, preset);
      const axes = affineNames.join(', ');
      return {
        text: {
          en: `Batch norm of x, ${blockOf(sizes)}, over the dims ${axesText(preset)}. How many affine parameters, scales and shifts together?`,
          zh: `对 x，${blockOf(sizes)}，在维 ${axesText(preset)} 上做批归一化。仿射参数（缩放与平移合计）有多少个？`,
        },
        right: both(String(2 * parameters)),
        wrong: wrongNumbers(2 * parameters, [2 * groupSize, parameters, 2 * B * H * N, 2 * D, 2 * H, 2 * N]),
        explanation: {
          en: `The batch is reduced, so parameters belong to the dims that stay (${axes}): a pair for every statistic, 2 × ${parameters}.`,
          zh: `批次被归约，参数属于保留的维（${axes}）：每个统计量一对，2 × ${parameters}。`,
        },
        show: showing(sizes, preset, { affine: true }),
      };
    },
  },
  {
    id: 'couples',
    ask(sizes, draw) {
      const preset = pickOf(['notes', 'batch2d', 'tokens', 'batch1d'] as const, draw);
      return {
        text: {
          en: 'x has the shape (B, H, N, D). Reducing over which dims lets the output of one sample depend on the others of its batch?',
          zh: 'x 的形状为 (B, H, N, D)。对哪些维归约会使一个样本的输出依赖同批次的其他样本？',
        },
        right: both(axesText(preset)),
        wrong: [both('(3)'), both('(2, 3)'), both('(1, 2, 3)')],
        explanation: {
          en: 'It alone reduces dim 0. Take a sample out: the others change. With the three others they change by exactly 0.',
          zh: '只有它对维 0 归约。取出一个样本，其余样本会变；另外三种则变化恰为 0。',
        },
        show: showing(sizes, preset, { colour: 'change' }),
      };
    },
  },
  {
    id: 'leaves',
    ask(sizes, draw) {
      const preset = pickOf(['layer1', 'layer2', 'layer3', 'instance', 'rms'] as const, draw);
      const { en, zh } = PRESETS[preset].label;
      return {
        text: {
          en: `One of ${sizes.B} samples leaves the batch. By how much does the output of the others change under ${en}?`,
          zh: `${sizes.B} 个样本中有一个离开批次。在${zh}下，其余样本的输出变化多少？`,
        },
        right: { en: 'by 0 exactly', zh: '恰为 0' },
        wrong: [
          { en: `by a share of 1/${sizes.B}`, zh: `约 1/${sizes.B}` },
          { en: 'by rounding errors', zh: '舍入误差的大小' },
          { en: 'that depends on the sample', zh: '取决于该样本' },
        ],
        explanation: {
          en: 'No statistic runs over samples, so nothing of the others is computed differently, not even the rounding.',
          zh: '没有统计量跨样本，其余样本的计算毫无改变，连舍入都一样。',
        },
        show: showing(sizes, preset, { colour: 'change' }),
      };
    },
  },
  {
    id: 'axes',
    ask(sizes, draw) {
      const preset = pickOf(['batch2d', 'tokens', 'instance'] as const, draw);
      const name = {
        batch2d: { en: `BatchNorm2d(${sizes.H})(x)`, zh: `BatchNorm2d(${sizes.H})(x)` },
        tokens: {
          en: `BatchNorm1d(${sizes.D})(x.reshape(-1, ${sizes.D}))`,
          zh: `BatchNorm1d(${sizes.D})(x.reshape(-1, ${sizes.D}))`,
        },
        instance: { en: `InstanceNorm2d(${sizes.H})(x)`, zh: `InstanceNorm2d(${sizes.H})(x)` },
      }[preset];
      const right = axesText(preset);
      const others = ['(0, 2, 3)', '(0, 1, 2)', '(2, 3)', '(0)', '(3)'].filter((axes) => axes !== right);
      return {
        text: {
          en: `x has the shape ${blockOf(sizes)}. Over which dims does ${name.en} average?`,
          zh: `x 的形状为 ${blockOf(sizes)}。${name.zh} 在哪些维上求平均？`,
        },
        right: both(right),
        wrong: others.slice(0, OPTIONS - 1).map(both),
        explanation: {
          en: `PyTorch takes dim 1 of what it is given as channels. Here that leaves the means ${shapeText(arranged(sizes, preset).shape.sizes.filter((_, axis) => !PRESETS[preset].reduced[axis]))}.`,
          zh: `PyTorch 以输入的维 1 为通道。因此均值的形状为 ${shapeText(arranged(sizes, preset).shape.sizes.filter((_, axis) => !PRESETS[preset].reduced[axis]))}。`,
        },
        show: showing(sizes, preset),
      };
    },
  },
  {
    id: 'meanShape',
    ask(sizes, draw) {
      const { B, H, N, D } = sizes;
      const tokens = draw < 0.5;
      const right = tokens ? [D] : [B, H, N];
      return {
        text: {
          en: `x has the shape ${blockOf(sizes)}. What is the shape of x.mean(dim=${tokens ? '(0, 1, 2)' : '-1'})?`,
          zh: `x 的形状为 ${blockOf(sizes)}。x.mean(dim=${tokens ? '(0, 1, 2)' : '-1'}) 的形状是什么？`,
        },
        right: both(shapeText(right)),
        wrong: wrongShapes(right, [[D], [B, H, N], [H], [H, N, D]]),
        explanation: {
          en: 'The dims named are those that vanish. (0, 1, 2) leaves the features, −1 leaves everything but them.',
          zh: '写出的维是消失的维。(0, 1, 2) 留下特征，−1 留下特征以外的一切。',
        },
        show: showing(sizes, tokens ? 'tokens' : 'layer1'),
      };
    },
  },
  {
    id: 'evaluation',
    ask: (sizes) => ({
      text: {
        en: 'A trained network with batch norm is given a single sample in evaluation. With which statistics is it normalised?',
        zh: '带批归一化的网络训练完毕，推理时只给它一个样本。用哪些统计量归一化？',
      },
      right: { en: 'running averages from training', zh: '训练时积累的滑动平均' },
      wrong: [
        { en: 'those of the sample', zh: '该样本自身的' },
        { en: 'those of the last batch of training', zh: '训练中最后一个批次的' },
        { en: 'mean 0 and variance 1', zh: '均值 0、方差 1' },
      ],
      explanation: {
        en: 'They are constants in evaluation, so samples no longer depend on each other: a sample that leaves changes nothing.',
        zh: '推理时它们是常数，样本之间不再相互依赖：去掉一个样本，其余不变。',
      },
      show: showing(sizes, 'batch2d', { mode: 'evaluation', colour: 'change' }),
    }),
  },
  {
    id: 'running',
    ask(sizes) {
      const { groupSize: n } = arranged(sizes, 'batch2d');
      return {
        text: {
          en: `BatchNorm2d averages over n = ${n} values. By what does it divide the sum of squared deviations to normalise the batch, and by what for the running variance?`,
          zh: `BatchNorm2d 对 n = ${n} 个值求平均。离差平方和在归一化本批次时除以多少？计入滑动方差时除以多少？`,
        },
        right: { en: `${n} and ${n - 1}`, zh: `${n} 与 ${n - 1}` },
        wrong: [
          { en: `${n} and ${n}`, zh: `${n} 与 ${n}` },
          { en: `${n - 1} and ${n}`, zh: `${n - 1} 与 ${n}` },
          { en: `${n - 1} and ${n - 1}`, zh: `${n - 1} 与 ${n - 1}` },
        ],
        explanation: {
          en: 'Biased to normalise, unbiased to remember: evaluation therefore divides by slightly more than training did.',
          zh: '归一化用有偏方差，记忆用无偏估计：所以推理时除以的数比训练时略大。',
        },
        show: showing(sizes, 'batch2d'),
      };
    },
  },
  {
    id: 'groupOne',
    ask: (sizes) => ({
      text: {
        en: `GroupNorm(1, ${sizes.H}) on x of shape ${blockOf(sizes)} has the same statistics as …`,
        zh: `x 的形状为 ${blockOf(sizes)}，GroupNorm(1, ${sizes.H}) 的统计量等同于……`,
      },
      right: PRESETS.layer3.label,
      wrong: [PRESETS.layer1.label, PRESETS.instance.label, PRESETS.batch2d.label],
      explanation: {
        en: `One group holds all heads of a sample: ${sizes.B} statistics, one a sample. The parameters differ: group norm has a pair a head.`,
        zh: `一组包含一个样本的全部头：${sizes.B} 个统计量，每个样本一个。参数不同：组归一化每个头一对。`,
      },
      show: showing(sizes, 'group', { groups: 1 }),
    }),
  },
  {
    id: 'groupAll',
    ask: (sizes) => ({
      text: {
        en: `GroupNorm(${sizes.H}, ${sizes.H}) on x of shape ${blockOf(sizes)} is the same as …`,
        zh: `x 的形状为 ${blockOf(sizes)}，GroupNorm(${sizes.H}, ${sizes.H}) 等同于……`,
      },
      right: PRESETS.instance.label,
      wrong: [PRESETS.layer3.label, PRESETS.batch2d.label, PRESETS.tokens.label],
      explanation: {
        en: `A group for every head: ${sizes.B} × ${sizes.H} statistics, each over one head of one sample.`,
        zh: `每个头一组：${sizes.B} × ${sizes.H} 个统计量，每个对应一个样本的一个头。`,
      },
      show: showing(sizes, 'group', { groups: sizes.H }),
    }),
  },
  {
    id: 'bias',
    ask: (sizes) => ({
      text: {
        en: 'A linear layer with a bias is followed by batch norm over the batch (dim 0). What does the bias change?',
        zh: '带偏置的线性层之后接对批次（dim 0）的批归一化。偏置改变了什么？',
      },
      right: { en: 'nothing: it leaves with the mean', zh: '什么也没变：它随均值一起被减去' },
      wrong: [
        { en: 'the mean of the output', zh: '输出的均值' },
        { en: 'the variance of the output', zh: '输出的方差' },
        { en: 'only the output in training', zh: '只改变训练时的输出' },
      ],
      explanation: {
        en: 'The same number is added to every member of a group, and the mean takes it out. The shift β does its work; write bias=False. Here the mean of all is 100, and the output is centred all the same.',
        zh: '组内每个成员都加上同一个数，减均值时又被减去。它的作用由平移 β 承担；可写 bias=False。此处总均值为 100，输出照样居中。',
      },
      show: showing(sizes, 'notes', { offset: 100, colour: 'output' }),
    }),
  },
  {
    id: 'sphere',
    ask(sizes) {
      const { D } = sizes;
      return {
        text: {
          en: `A token of ${D} features passes LayerNorm(${D}) without affine parameters. How long is its vector then, ε being negligible?`,
          zh: `一个有 ${D} 个特征的 token 经过不带仿射参数的 LayerNorm(${D})。ε 可忽略时，其向量的长度是多少？`,
        },
        right: both(`√${D}`),
        wrong: [both('1'), both(String(D)), both(`1/√${D}`)],
        explanation: {
          en: `Variance 1 means that the squares add up to ${D}. It lies on a sphere of radius √${D}, in the plane Σ y = 0.`,
          zh: `方差为 1 即平方和为 ${D}。它位于半径 √${D} 的球面上，且在平面 Σ y = 0 内。`,
        },
        show: showing(sizes, 'layer1'),
      };
    },
  },
  {
    id: 'batchOne',
    ask: (sizes) => ({
      text: {
        en: 'Batch norm over dim 0 alone, training, a batch of one sample. What does the formula give?',
        zh: '只对 dim 0 的批归一化，训练时批次只有一个样本。公式给出什么？',
      },
      right: { en: 'the shift β, whatever x is', zh: '无论 x 为何，都是平移 β' },
      wrong: [
        { en: 'x itself', zh: 'x 本身' },
        { en: 'the sign of x', zh: 'x 的符号' },
        { en: 'a division by zero', zh: '除以零' },
      ],
      explanation: {
        en: 'x − mean is 0, and ε keeps the root above 0. PyTorch refuses: such a group has no unbiased variance.',
        zh: 'x − 均值 = 0，而 ε 使根号大于 0。PyTorch 会拒绝：这样的组没有无偏方差。',
      },
      show: showing({ ...sizes, B: 1 }, 'notes', { colour: 'output', affine: true }),
    }),
  },
  {
    id: 'eps',
    ask: (sizes) => ({
      text: {
        en: 'A group has variance v = 10⁻⁶, and ε = 10⁻⁵. About how large is the standard deviation of its output?',
        zh: '某组方差 v = 10⁻⁶，ε = 10⁻⁵。其输出的标准差约为多少？',
      },
      right: both('0.30'),
      wrong: [both('0.99'), both('0.09'), both('1.00')],
      explanation: {
        en: '√(v / (v + ε)) = √(1/11) = 0.30, for ε stands inside the root. Outside it would be 0.99. The table of facts has both.',
        zh: '√(v / (v + ε)) = √(1/11) = 0.30，因为 ε 在根号内。若在根号外则为 0.99。事实表中两者都有。',
      },
      show: showing(sizes, 'layer1'),
    }),
  },
  {
    id: 'rms',
    ask: (sizes) => ({
      text: {
        en: `What does RMSNorm(${sizes.D}) leave out of LayerNorm(${sizes.D})?`,
        zh: `与 LayerNorm(${sizes.D}) 相比，RMSNorm(${sizes.D}) 省去了什么？`,
      },
      right: { en: 'subtracting the mean, and the shift', zh: '减均值，以及平移参数' },
      wrong: [
        { en: 'the scale', zh: '缩放参数' },
        { en: 'the root', zh: '开方' },
        { en: 'ε', zh: 'ε' },
      ],
      explanation: {
        en: `It divides by the root mean square alone and has ${sizes.D} parameters instead of ${2 * sizes.D}. Sums of groups are no longer 0.`,
        zh: `它只除以均方根，参数为 ${sizes.D} 个而不是 ${2 * sizes.D} 个。组内之和不再为 0。`,
      },
      show: showing(sizes, 'rms'),
    }),
  },
];
