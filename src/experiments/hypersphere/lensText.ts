/** What the tau lens says. Its figures were measured with the set-ups of lensSetups.ts. */
import type { Localized } from '../experiment';

export const LENS_TEXT = {
  title: { en: 'Why are my cosines 0.7 to 1?', zh: '为什么我的余弦相似度都在 0.7 到 1 之间？' },
  help: {
    en: 'Trains the same seeded cloud once at every temperature and shows where each run ends. A dot is a run that stopped because its loss fell below the threshold; a ring is one that took all its steps.',
    zh: '用每个温度各训练一次同一个（固定种子的）点云，画出每次训练的终点。实心点：损失降到阈值以下而提前停止；空心圈：走完了全部步数。',
  },
  look: {
    en: 'A low τ stops early and leaves the cone: at τ = 0.01 the loss is below 0.02 after about 40 steps, while random pairs still have cosine 0.84. All the softmax asks is that negatives lie τ ln((n − 1) / loss) below the positive, 0.09 here; then its gradient is gone. From τ = 0.1 on the threshold is never reached, and the mean cosine goes to 0.',
    zh: '低温会提前停止，锥形因此保留下来：τ = 0.01 时约 40 步后损失已低于 0.02，而随机点对的余弦仍有 0.84。softmax 只要求负样本比正样本低 τ ln((n − 1) / 损失)，这里是 0.09；达到之后梯度就消失了。从 τ = 0.1 起阈值始终达不到，平均余弦趋于 0。',
  },
  ranks: {
    en: 'The cone hides behind a good rank: at τ = 0.01 the centred participation ratio is 29 of 32, the raw one 1.4. Judge by both, and by the mean cosine.',
    zh: '锥形会被良好的秩掩盖：τ = 0.01 时中心化后的参与比是 29（满分 32），未中心化的只有 1.4。两者都要看，还要看平均余弦。',
  },
  remedy: {
    en: 'To spread such embeddings: raise τ, or train on past the threshold. The second is slow: without any threshold, 150 steps at τ = 0.01 only bring 0.84 down to 0.82.',
    zh: '要让这样的向量散开：提高 τ，或在达到阈值后继续训练。后者很慢：完全不设阈值，τ = 0.01 训练 150 步也只从 0.84 降到 0.82。',
  },
  threshold: {
    label: { en: 'stop at loss below', zh: '损失低于此值时停止' },
    help: {
      en: 'Early stopping, in nats. At 0 every run takes all its steps. A higher threshold stops sooner, and leaves more of the cone at every τ that reaches it.',
      zh: '提前停止的阈值，单位 nat。设为 0 时每次训练都走完全部步数。阈值越高停得越早，在能达到阈值的每个 τ 下，留下的锥形也越多。',
    },
  },
  start: { en: 'Train at every τ', zh: '在每个 τ 下训练' },
  setups: {
    en: 'Each set-up has 256 points in 32 dimensions and 12 temperatures: a cone that stops early, or a cloud of rank 2. Choose it, and the threshold, in the panel under “τ lens”.',
    zh: '每种设定都是 32 维中的 256 个点和 12 个温度：提前停止的锥形，或秩为 2 的点云。在面板的“τ 透镜”中选择设定与阈值。',
  },
  setup: {
    earlyStop: {
      label: { en: 'cone, stopped early', zh: '锥形，提前停止' },
      help: {
        en: 'n = 256 free points, d = 32, from a cone of mean cosine 0.96. One-way InfoNCE over all points; two views with Gaussian noise of length 0.2 each. Plain gradient descent on the sphere, no momentum; the step is 0.1 n τ dL/dx, so that one rate fits every τ. A run ends when its loss falls below the threshold (0.02 at first), or after 150 steps.',
        zh: 'n = 256 个自由点，d = 32，从平均余弦 0.96 的锥形出发。对全部点计算单向 InfoNCE；两个视图各加长度 0.2 的高斯噪声。球面上的普通梯度下降，无动量；步长为 0.1 n τ dL/dx，因此同一步长适合所有 τ。损失低于阈值（初始为 0.02）或满 150 步时结束。',
      },
    },
    flattening: {
      label: { en: 'rank 2, 50 steps', zh: '秩 2，50 步' },
      help: {
        en: 'n = 256 free points, d = 32, of rank 2 with 1 % noise in every coordinate; views with noise of length 0.1; the same loss and step, 50 steps, no threshold. The spectrum flattens best at a middle τ: the participation ratio of 32 reaches 5 at τ = 0.05, 31 at 0.2 and 2 at 5.',
        zh: 'n = 256 个自由点，d = 32，秩为 2，每个坐标加 1% 噪声；视图噪声长度 0.1；损失与步长同上，走 50 步，不设阈值。中等 τ 把谱拉得最平：参与比（满分 32）在 τ = 0.05 时为 5，0.2 时为 31，5 时为 2。',
      },
    },
  },
  published: {
    en: 'Diamonds: the same experiment done in NumPy with another seed. The mean cosines agree within 0.01, the participation ratios within 4 %, and within 0.3 at τ = 5.',
    zh: '菱形：用 NumPy、另一个种子做的同一实验。平均余弦相差不到 0.01；参与比相差不到 4%，τ = 5 处相差不到 0.3。',
  },
} as const satisfies Record<
  string,
  Localized | Readonly<Record<string, Localized | Readonly<Record<string, Localized>>>>
>;
