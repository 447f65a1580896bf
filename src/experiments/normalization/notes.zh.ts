import type { NoteBlock } from '../notes';
import { presetControls } from './presets';

/** What the page teaches, in Chinese. */
export const NOTES_ZH: readonly NoteBlock[] = [
  { kind: 'heading', text: '你看到的是什么' },
  {
    kind: 'paragraph',
    text: '一个形状为 $(B, H, N, D)$ 的张量 $x$：$B$ 个样本，每个有 $H$ 个头，每个头 $N$ 个 token，每个 token $D$ 个特征。每个格子是一个数。归一化从四个轴中选出一些来*归约*：其余下标全部相同的格子成为一组，一组共用一个均值和一个方差。图中一组一色。点击 B、H、N 或 D，即可对该轴归约或取消。',
  },
  {
    kind: 'formula',
    tex: 'y = \\frac{x - \\mathbb{E}\\,x}{\\sqrt{\\operatorname{Var} x + \\varepsilon}}\\;\\alpha + \\beta',
  },
  {
    kind: 'paragraph',
    text: '这些名称大多只是轴的集合。用于图像的批归一化（BatchNorm2d）对 $B, N, D$ 归约并保留通道；层归一化对最后一个或最后几个轴归约；实例归一化对 $N, D$ 归约；组归一化先把通道分组。RMS 归一化是不减均值的层归一化。要紧的问题有两个：*有多少个统计量*，以及*一组是否跨越样本*？',
  },
  { kind: 'heading', text: '有多少个参数？' },
  {
    kind: 'paragraph',
    text: '缩放 $\\alpha$ 与平移 $\\beta$ 是学习得到的，只能属于在每个批次中含义相同的下标，而不能属于某个样本。规则由此而来。若批次被归约，每个统计量保留自己的下标，各有一对参数：BatchNorm2d 有 $H$ 对，token 的批归一化有 $D$ 对，只归约 dim 0 时有 $H \\cdot N \\cdot D$ 对。若批次未被归约，参数属于*被归约*的轴：LayerNorm(D) 有 $D$ 对，尽管它有 $B \\cdot H \\cdot N$ 个统计量。实例归一化与组归一化指定通道，每个通道一对。',
  },
  { kind: 'heading', text: '笔记中常见的含混之处' },
  {
    kind: 'list',
    items: [
      '“批归一化对 dim 0 求均值。”若对每个 $h, n, d$ 各自进行，就有 $H \\cdot N \\cdot D$ 个统计量，每个由 $B$ 个值求得：这是对展平样本的 BatchNorm1d，而不是只有 $H$ 个统计量的 BatchNorm2d。',
      '“对维 (0, 1, 2) 求均值。”那是 *token* 的批归一化，$D$ 个统计量：即对 x.reshape(-1, D) 做 BatchNorm1d。BatchNorm2d 以 dim 1 为通道，对同一个 $x$ 算的是另一回事。而把 $[B \\cdot H, N, D]$ 交给 BatchNorm1d，则以 *token* 为通道，即 (0, 1, 3)，且没有任何报错。',
      '“对 (0, 1, 2) 还是对 −1，都是求平均。”看看形状：$[D]$ 与 $[B, H, N]$。',
      '“除以标准差加 $\\varepsilon$。”$\\varepsilon$ 在根号内。对 ±0.001 这一对值，$\\varepsilon = 10^{-5}$ 时，放在根号内输出 ±0.302，放在根号外输出 ±0.990。',
      '“方差。”归一化本批次用有偏方差；计入滑动平均的是无偏估计，大 $n/(n-1)$ 倍。',
    ],
  },
  { kind: 'heading', text: '它使谁与谁耦合' },
  {
    kind: 'paragraph',
    text: '从批次中取出一个样本，重新归一化。在批归一化下，其余每个样本都会变；在层、实例、组与 RMS 归一化下，变化恰为 0，最后一位也不变。正因如此，批归一化需要第二种模式：推理时可能没有批次，于是用训练中积累的平均代替批次的统计量。此时耦合也随之消失。',
  },
  { kind: 'formula', tex: '\\text{running} \\leftarrow (1 - m)\\,\\text{running} + m\\,\\text{batch}' },
  {
    kind: 'paragraph',
    text: '动量为 $m$ 时，滑动均值会忘掉起点，此后保留单个批次方差的 $m/(2-m)$。“训练”标签页中的虚线是该方差的平方根。推理与训练之间余下的差别主要来自批次的涨落，因此组越小差别越大。',
  },
  { kind: 'heading', text: '在激活之前还是之后？' },
  {
    kind: 'paragraph',
    text: '归一化后的值聚集在 0 附近，而 sigmoid 在那里近似一条直线：若没有 $\\alpha$ 与 $\\beta$，非线性就所剩无几，这正是 Ioffe 与 Szegedy 加上它们的原因。“分布”标签页标出激活函数在给定容差内近似线性的范围，以及落在其中的格子比例。对 ReLU，同样的居中会关掉约一半的格子；小于 0 的平移 $\\beta$ 则可能对所有样本关掉全部格子。',
  },
  { kind: 'heading', text: '球面' },
  {
    kind: 'paragraph',
    text: '方差为 1 即 $\\sum y^2 = n$：归一化后的一组若看作向量，位于半径 $\\sqrt n$ 的球面与平面 $\\sum y = 0$ 的交上。对 LayerNorm(D)，每个 token 是这个 $D - 2$ 维球面上的一点；长度与均值被遗忘，只留下方向。',
  },
  {
    kind: 'aside',
    text: '*为什么先减均值？*$\\operatorname{Var} x = \\mathbb{E}x^2 - (\\mathbb{E}x)^2$ 在纸上成立。但在 32 位浮点下，若均值为 10,000，平方约为 $10^8$，相邻数之差为 8，方差 1 便丢失了。核函数先求均值，再对余下部分求平方和。事实表最后一行显示两者。',
  },
  {
    kind: 'trials',
    trials: [
      {
        title: '谁共用统计量？',
        text: '三个头，三种颜色：这是 BatchNorm2d。点击图中的 B：批次不再归约，就成了实例归一化的轴。再点击 H：成为对三个维的层归一化。',
        controls: { ...presetControls('batch2d') },
        tab: 'computed',
      },
      {
        title: '有人离开',
        text: '按样本 1（含一个离群值）离开后的变化着色。批归一化：其余样本都在变。换成层归一化：毫无变化。',
        controls: { ...presetControls('batch2d'), colour: 'change', outlier: true },
        tab: 'computed',
      },
      {
        title: '滑动统计量趋于稳定',
        text: '它们从均值 0、方差 1 出发，而数据在别处。看两条偏离曲线降到虚线；动量越小越慢，但终点更低。',
        controls: { ...presetControls('batch2d'), mode: 'evaluation', colour: 'output' },
        tab: 'training',
      },
      {
        title: '每组四个',
        text: '只对 dim 0 的批归一化：每个均值由四个值求得。无论等多久，推理与训练都相差很大，因为这么小的批次的统计量多半是偶然。',
        controls: { ...presetControls('notes') },
        tab: 'training',
      },
      {
        title: '变成直线的 sigmoid',
        text: '归一化后的值大多落在线性带内。把 α 调到 4，或移动 β，看比例下降。',
        controls: { ...presetControls('tokens'), affine: true, alpha: 1.5, beta: 0, variety: 0 },
        tab: 'distributions',
      },
      {
        title: '死亡的 ReLU',
        text: '归一化之后平移 −4，无论输入为何，没有格子大于 0：归一化后 $n = 5$ 的一组，绝对值不超过 $\\sqrt{n - 1} = 2$。',
        controls: {
          ...presetControls('layer1'),
          activation: 'relu',
          affine: true,
          alpha: 1,
          beta: -4,
          variety: 0,
        },
        tab: 'distributions',
      },
      {
        title: '一万的均值',
        text: '输出一如既往。比较事实表最后几行中的方差与捷径算法。',
        controls: { ...presetControls('layer3'), offset: 10000 },
        tab: 'computed',
      },
    ],
  },
  {
    kind: 'sources',
    entries: [
      {
        text: 'S. Ioffe, C. Szegedy: Batch normalization. ICML 2015.',
        address: 'https://arxiv.org/abs/1502.03167',
      },
      {
        text: 'J. L. Ba, J. R. Kiros, G. E. Hinton: Layer normalization. 2016.',
        address: 'https://arxiv.org/abs/1607.06450',
      },
      {
        text: 'D. Ulyanov, A. Vedaldi, V. Lempitsky: Instance normalization. 2016.',
        address: 'https://arxiv.org/abs/1607.08022',
      },
      { text: 'Y. Wu, K. He: Group normalization. ECCV 2018.', address: 'https://arxiv.org/abs/1803.08494' },
      {
        text: 'B. Zhang, R. Sennrich: Root mean square layer normalization. NeurIPS 2019.',
        address: 'https://arxiv.org/abs/1910.07467',
      },
    ],
  },
];
