/** The controls of the hypersphere page: one table for the panel, the URL and the session. */
import type { ChoiceControl, ControlValues, Localized } from '../experiment';

const FOLDERS = {
  cloud: { en: 'Cloud', zh: '点云' },
  objective: { en: 'Objective', zh: '目标函数' },
  optimiser: { en: 'Optimiser', zh: '优化器' },
  view: { en: 'View', zh: '视图' },
} as const satisfies Record<string, Localized>;

function choice<const O extends Record<string, Localized>>(
  control: Omit<ChoiceControl, 'kind' | 'options'> & { readonly options: O },
) {
  return { kind: 'choice', ...control } as const;
}

export const CONTROLS = {
  n: {
    kind: 'number',
    folder: FOLDERS.cloud,
    label: { en: 'points n', zh: '点数 n' },
    help: {
      en: 'Samples in the cloud. A loaded file sets this itself.',
      zh: '点云中的样本数。载入文件后由文件决定。',
    },
    effect: 'restart',
    initial: 2000,
    minimum: 2,
    maximum: 65_536,
    integer: true,
    scale: 'log',
  },
  d: {
    kind: 'number',
    folder: FOLDERS.cloud,
    label: { en: 'dimension d', zh: '维数 d' },
    help: {
      en: 'Coordinates per point. At 3 the picture is exact; above, it is a projection.',
      zh: '每个点的坐标数。等于 3 时画面精确；更高时画的是投影。',
    },
    effect: 'restart',
    initial: 3,
    minimum: 2,
    maximum: 1024,
    integer: true,
    scale: 'log',
  },
  state: choice({
    folder: FOLDERS.cloud,
    label: { en: 'initial state', zh: '初始状态' },
    help: {
      en: 'Where the points start: spread out, or collapsed in one of the usual ways.',
      zh: '点从哪里出发：均匀散开，或者以某种常见的方式坍缩。',
    },
    effect: 'restart',
    initial: 'cone',
    options: {
      uniform: { en: 'uniform on the sphere', zh: '球面均匀' },
      cone: { en: 'cone', zh: '锥' },
      clusters: { en: 'clusters', zh: '聚类' },
      rank: { en: 'rank k', zh: '秩 k' },
      same: { en: 'all the same', zh: '完全相同' },
      antipodal: { en: 'antipodal', zh: '对径两点' },
    },
  }),
  groups: {
    kind: 'number',
    folder: FOLDERS.cloud,
    label: { en: 'clusters, or k', zh: '聚类数或 k' },
    help: {
      en: 'Number of clusters, or the rank k of a rank-k start.',
      zh: '聚类的个数，或“秩 k”初始状态中的 k。',
    },
    effect: 'restart',
    initial: 6,
    minimum: 1,
    maximum: 64,
    integer: true,
  },
  spread: {
    kind: 'number',
    folder: FOLDERS.cloud,
    label: { en: 'initial spread', zh: '初始散布' },
    help: {
      en: 'Length of the noise around the starting directions. A cone of spread s has mean cosine 1 / (1 + s²).',
      zh: '初始方向周围噪声的长度。散布为 s 的锥，平均余弦为 1 / (1 + s²)。',
    },
    effect: 'restart',
    initial: 0.4,
    minimum: 0,
    maximum: 2,
  },
  centre: {
    kind: 'toggle',
    folder: FOLDERS.cloud,
    label: { en: 'remove the mean', zh: '去除均值' },
    help: {
      en: 'Subtracts the column means of a loaded file before its rows are made unit. Off: you see your embeddings as they are, cone included.',
      zh: '载入文件后，先减去各列均值再归一化。关闭时看到的是原样的向量，包括锥形分布。',
    },
    effect: 'restart',
    initial: false,
  },
  seed: {
    kind: 'number',
    folder: FOLDERS.cloud,
    label: { en: 'seed', zh: '随机种子' },
    help: {
      en: 'Same seed and controls, same run: bit for bit on the same adapter.',
      zh: '种子与参数相同，则运行相同：同一显卡上逐位一致。',
    },
    effect: 'restart',
    initial: 1,
    minimum: 0,
    maximum: 4_294_967_295,
    integer: true,
  },
  loss: choice({
    folder: FOLDERS.objective,
    label: { en: 'loss', zh: '损失函数' },
    help: {
      en: 'InfoNCE: one view against the other. Symmetric: both ways (CLIP). NT-Xent: all 2n rows against all others (SimCLR).',
      zh: 'InfoNCE：一个视图对另一个视图。对称：两个方向取平均（CLIP）。NT-Xent：2n 行两两相对（SimCLR）。',
    },
    effect: 'restart',
    initial: 'infonce',
    options: {
      infonce: { en: 'InfoNCE', zh: 'InfoNCE' },
      symmetric: { en: 'symmetric InfoNCE', zh: '对称 InfoNCE' },
      ntxent: { en: 'NT-Xent', zh: 'NT-Xent' },
    },
  }),
  tau: {
    kind: 'number',
    folder: FOLDERS.objective,
    label: { en: 'temperature τ', zh: '温度 τ' },
    help: {
      en: 'Similarities are divided by τ before the softmax. The very next step obeys.',
      zh: '相似度除以 τ 再做 softmax。下一步立即生效。',
    },
    effect: 'live',
    initial: 0.1,
    minimum: 0.005,
    maximum: 10,
    scale: 'log',
  },
  noise: {
    kind: 'number',
    folder: FOLDERS.objective,
    label: { en: "views' noise", zh: '视图噪声' },
    help: {
      en: 'Expected length of the Gaussian noise that makes two views of a unit point.',
      zh: '由单位向量生成两个视图时，所加高斯噪声的期望长度。',
    },
    effect: 'live',
    initial: 0.1,
    minimum: 0,
    maximum: 1.5,
  },
  dropout: {
    kind: 'number',
    folder: FOLDERS.objective,
    label: { en: "views' dropout", zh: '视图 dropout' },
    help: {
      en: 'Share of coordinates dropped, drawn anew for each view: the positive pairs of SimCSE.',
      zh: '每个视图各自随机丢弃的坐标比例：SimCSE 的正样本对。',
    },
    effect: 'live',
    initial: 0,
    minimum: 0,
    maximum: 0.9,
  },
  batch: {
    kind: 'number',
    folder: FOLDERS.objective,
    label: { en: 'batch', zh: '批大小' },
    help: {
      en: 'Samples a step compares. At n or above, every step sees the whole cloud.',
      zh: '每一步相互比较的样本数。不小于 n 时每一步都看到整个点云。',
    },
    effect: 'restart',
    initial: 512,
    minimum: 2,
    maximum: 8192,
    integer: true,
    scale: 'log',
  },
  optimizer: choice({
    folder: FOLDERS.optimiser,
    label: { en: 'optimiser', zh: '优化器' },
    help: {
      en: 'Both project onto the tangent space and return to the sphere after the step.',
      zh: '两者都先投影到切空间，走一步后再拉回球面。',
    },
    effect: 'live',
    initial: 'sgd',
    options: { sgd: { en: 'SGD, momentum', zh: 'SGD（带动量）' }, adam: { en: 'Adam', zh: 'Adam' } },
  }),
  rate: {
    kind: 'number',
    folder: FOLDERS.optimiser,
    label: { en: 'learning rate', zh: '学习率' },
    help: {
      en: 'For SGD it multiplies the gradient of the summed loss per sample, so it means the same at every n.',
      zh: '对 SGD，它乘在逐样本损失之和的梯度上，因此对任何 n 含义相同。',
    },
    effect: 'live',
    initial: 0.003,
    minimum: 0.00001,
    maximum: 1,
    scale: 'log',
  },
  momentum: {
    kind: 'number',
    folder: FOLDERS.optimiser,
    label: { en: 'momentum', zh: '动量' },
    help: { en: 'Of SGD. Adam has its own moments.', zh: '仅用于 SGD；Adam 自带矩估计。' },
    effect: 'live',
    initial: 0.8,
    minimum: 0,
    maximum: 0.99,
  },
  steps: {
    kind: 'number',
    folder: FOLDERS.optimiser,
    label: { en: 'steps per frame', zh: '每帧步数' },
    help: {
      en: 'Training steps between two pictures.',
      zh: '两帧画面之间的训练步数。',
    },
    effect: 'live',
    initial: 1,
    minimum: 1,
    maximum: 50,
    integer: true,
  },
  projection: choice({
    folder: FOLDERS.view,
    label: { en: 'projection', zh: '投影' },
    help: {
      en: 'Which three axes are drawn when d > 3. Principal axes are not centred: a cone looks like a cone.',
      zh: 'd > 3 时画哪三条轴。主轴不做中心化：锥看起来就是锥。',
    },
    effect: 'live',
    initial: 'principal',
    options: {
      principal: { en: 'principal axes', zh: '主轴' },
      random: { en: 'seeded random axes', zh: '随机轴（固定种子）' },
    },
  }),
  surface: {
    kind: 'toggle',
    folder: FOLDERS.view,
    label: { en: 'push to the surface', zh: '推到球面' },
    help: {
      en: 'Draws projected points on the surface. Pretty, but it hides how much the projection loses.',
      zh: '把投影点画到球面上。好看，但看不出投影丢失了多少。',
    },
    effect: 'live',
    initial: false,
  },
  colour: choice({
    folder: FOLDERS.view,
    label: { en: 'colour by', zh: '着色' },
    help: {
      en: 'What the colour of a point says.',
      zh: '点的颜色代表什么。',
    },
    effect: 'live',
    initial: 'density',
    options: {
      label: { en: 'label', zh: '标签' },
      alignment: { en: 'alignment error', zh: '对齐误差' },
      gradient: { en: 'gradient norm', zh: '梯度范数' },
      density: { en: 'density', zh: '密度' },
    },
  }),
  lines: {
    kind: 'toggle',
    folder: FOLDERS.view,
    label: { en: 'positive pairs', zh: '正样本连线' },
    help: {
      en: 'Lines between the two views of a sample; at most 512 pairs are drawn.',
      zh: '连接同一样本的两个视图；最多画 512 对。',
    },
    effect: 'live',
    initial: true,
  },
  size: {
    kind: 'number',
    folder: FOLDERS.view,
    label: { en: 'point size', zh: '点的大小' },
    help: {
      en: 'Diameter of a point at the centre of the ball; 0 chooses by the number of points.',
      zh: '球心处点的直径；0 表示按点数自动选择。',
    },
    effect: 'live',
    initial: 0,
    minimum: 0,
    maximum: 20,
    unit: 'px',
  },
  rotate: {
    kind: 'toggle',
    folder: FOLDERS.view,
    label: { en: 'turn slowly', zh: '缓慢旋转' },
    help: {
      en: 'Off when your system asks for reduced motion.',
      zh: '若系统设置了减少动态效果，则保持关闭。',
    },
    effect: 'live',
    initial: true,
  },
} as const satisfies import('../experiment').Controls;

export type HypersphereControls = typeof CONTROLS;
export type HypersphereValues = ControlValues<HypersphereControls>;
