import { findZeroRows } from '../../data/dataset';
import { DataError } from '../../data/errors';
import type { Experiment } from '../experiment';
import { CONTROLS, type HypersphereControls } from './controls';
import { NOTES_EN } from './notes.en';
import { NOTES_ZH } from './notes.zh';
import { HypersphereSession } from './session';
import { generatedStart, loadedStart } from './start';
import { TABS } from './tabs';

/** Rows the CPU reference keeps live. */
const REFERENCE_ROWS = 256;

const hypersphere: Experiment<HypersphereControls> = {
  id: 'hypersphere',
  title: { en: 'Hypersphere', zh: '超球面' },
  question: {
    en: 'When does the cloud collapse, how, and what does τ do?',
    zh: '点云何时坍缩、怎样坍缩，温度 τ 起什么作用？',
  },
  controls: CONTROLS,
  charts: [
    {
      id: 'loss',
      title: { en: 'Loss', zh: '损失' },
      help: {
        en: 'Contrastive loss of the batch. At the dashed line the points are indistinguishable.',
        zh: '当前批次的对比损失。到达虚线时，所有点已无法区分。',
      },
      unit: 'nats',
      series: [{ reading: 'loss', label: { en: 'loss', zh: '损失' } }],
    },
    {
      id: 'alignment',
      title: { en: 'Alignment', zh: '对齐度' },
      help: {
        en: 'Mean squared distance of the two views of a sample: lower is closer.',
        zh: '同一样本两个视图的平均平方距离：越低越接近。',
      },
      unit: '',
      series: [{ reading: 'alignment', label: { en: 'alignment', zh: '对齐度' } }],
    },
    {
      id: 'uniformity',
      title: { en: 'Uniformity', zh: '均匀度' },
      help: {
        en: 'Log mean Gaussian potential of all pairs, t = 2: lower is more spread out.',
        zh: '所有点对高斯势的对数均值，t = 2：越低越分散。',
      },
      unit: 'nats',
      series: [{ reading: 'uniformity', label: { en: 'uniformity', zh: '均匀度' } }],
    },
  ],
  histogram: {
    title: { en: 'Cosines of pairs', zh: '样本对的余弦' },
    help: {
      en: 'How alike the two views of one sample are (positive), and how alike different samples are (negative).',
      zh: '同一样本的两个视图有多像（正对），不同样本之间有多像（负对）。',
    },
  },
  tabs: TABS,
  look: { rounds: ['sample', 'spectrum'], verdict: true },
  notes: { en: NOTES_EN, zh: NOTES_ZH },
  dataControls: { fixed: ['n', 'd', 'state', 'groups', 'spread'], only: ['centre', 'unit'] },
  referenceLimits: { n: REFERENCE_ROWS, batch: REFERENCE_ROWS, d: 128 },
  async open({ executor, controls, data, palette }) {
    const maximumRows = executor.backend === 'reference' ? REFERENCE_ROWS : CONTROLS.n.maximum;
    const start = data ? loadedStart(data, controls.centre, maximumRows) : generatedStart(controls);
    if (start.data && data) {
      const zero = findZeroRows({
        data: start.data,
        shape: [start.data.length / start.columns, start.columns],
      });
      if (zero)
        throw new DataError('zero-row', { file: data.primary.name, row: zero.first + 1, count: zero.count });
    }
    await executor.prepare(HypersphereSession.kernels);
    return HypersphereSession.open(executor, controls, start, palette);
  },
};

export default hypersphere;
