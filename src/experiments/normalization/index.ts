import type { Experiment } from '../experiment';
import { CONTROLS, type NormalizationControls } from './controls';
import { NOTES_EN } from './notes.en';
import { NOTES_ZH } from './notes.zh';
import { followAxes } from './presets';
import { NormalizationSession } from './session';
import { STAGE, TABS } from './tabs';

const normalization: Experiment<NormalizationControls> = {
  id: 'normalization',
  title: { en: 'Normalization', zh: '归一化' },
  question: {
    en: 'Over which axes, and what does it couple?',
    zh: '对哪些轴归一化，又使谁与谁耦合？',
  },
  controls: CONTROLS,
  charts: [
    {
      id: 'runningMean',
      title: { en: 'Running mean: distance', zh: '滑动均值：偏离' },
      help: {
        en: 'Root mean square distance of the running means from the means of the law that the batches are drawn from.',
        zh: '各滑动均值与批次所服从分布的均值之差的均方根。',
      },
      unit: '',
      series: [{ reading: 'runningMean', label: { en: 'running mean', zh: '滑动均值' } }],
    },
    {
      id: 'runningVariance',
      title: { en: 'Running variance: relative distance', zh: '滑动方差：相对偏离' },
      help: {
        en: 'Root mean square of running variance / expected unbiased variance − 1.',
        zh: '滑动方差 / 无偏方差的期望 − 1 的均方根。',
      },
      unit: '',
      series: [{ reading: 'runningVariance', label: { en: 'running variance', zh: '滑动方差' } }],
    },
    {
      id: 'evaluationGap',
      title: { en: 'Evaluation against training', zh: '推理与训练之差' },
      help: {
        en: 'Root mean square difference of the outputs of the next batch with running statistics and with its own.',
        zh: '下一批次分别用滑动统计量与自身统计量时，输出之差的均方根。',
      },
      unit: '',
      series: [{ reading: 'evaluationGap', label: { en: 'difference', zh: '差' } }],
    },
  ],
  chartsTab: 'last',
  tabs: TABS,
  stage: { figures: [STAGE] },
  look: { rounds: ['block'], verdict: false },
  startsPaused: true,
  notes: { en: NOTES_EN, zh: NOTES_ZH },
  dataControls: null,
  referenceLimits: {},
  follow: followAxes,
  async open({ executor, controls }) {
    await executor.prepare(NormalizationSession.kernels);
    return NormalizationSession.open(executor, controls);
  },
};

export default normalization;
