import type { Experiment } from '../experiment';
import { CONTROLS, type SignalControls } from './controls';
import { SignalJobs } from './jobs';
import { NOTES_EN } from './notes.en';
import { NOTES_ZH } from './notes.zh';
import { SignalSession } from './session';
import type { SignalInput } from './setup';
import { STAGE, TABS } from './tabs';

const jobs = new SignalJobs();

const signal: Experiment<SignalControls> = {
  id: 'signal',
  title: { en: 'Signal', zh: '信号' },
  question: {
    en: 'Does a signal survive depth, forwards and backwards?',
    zh: '信号能否穿过深层网络，无论前向还是反向？',
  },
  controls: CONTROLS,
  charts: [
    {
      id: 'loss',
      title: { en: 'Loss of the task', zh: '任务损失' },
      help: {
        en: 'Of the next batch. A network through which nothing passes stays at the dashed line.',
        zh: '下一批次的损失。若信号无法通过网络，损失停在虚线处。',
      },
      unit: '',
      series: [
        { reading: 'taskLoss', label: { en: 'loss', zh: '损失' } },
        { reading: 'taskLossB', label: { en: 'B: loss', zh: 'B：损失' } },
      ],
    },
    {
      id: 'accuracy',
      title: { en: 'Accuracy', zh: '准确率' },
      help: {
        en: 'Share of the next batch that is classified right.',
        zh: '下一批次中分类正确的比例。',
      },
      unit: '',
      series: [
        { reading: 'accuracy', label: { en: 'accuracy', zh: '准确率' } },
        { reading: 'accuracyB', label: { en: 'B: accuracy', zh: 'B：准确率' } },
      ],
    },
  ],
  chartsTab: 'last',
  tabs: TABS,
  stage: { figures: [STAGE], control: 'picture' },
  look: { rounds: ['sweep'], verdict: false },
  startsPaused: true,
  notes: { en: NOTES_EN, zh: NOTES_ZH },
  dataControls: { fixed: ['scale', 'cosine'], only: [] },
  referenceLimits: { depth: 30, width: 48, batch: 48, cells: 24, mapWidth: 24, mapDepth: 12 },
  async open({ executor, controls, data, palette }) {
    const input = inputOf(controls, data?.primary ?? null);
    await executor.prepare(SignalSession.kernels);
    return SignalSession.open(executor, controls, { input, data, jobs }, palette);
  },
};

function inputOf(
  { batch, width }: { readonly batch: number; readonly width: number },
  data: { readonly data: Float32Array; readonly shape: readonly [number, number] } | null,
): SignalInput {
  if (!data) return { rows: batch, columns: width, data: null };
  const [n, columns] = data.shape;
  const rows = Math.min(batch, n);
  return { rows, columns, data: data.data.subarray(0, rows * columns) };
}

export default signal;
