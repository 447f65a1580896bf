/** What the page says of a run: caption, remarks, lines of theory, readings, and controls that rest. */
import { momentsOf } from '../../programs/normalization';
import type { Localized, Reading, ReferenceLine } from '../experiment';
import { type BlockReading, takenOut } from './block';
import type { NormalizationValues } from './controls';
import { evaluationGap } from './facts';
import { type Arrangement, groupsOf } from './presets';
import { keptVariance, rootMeanSquare, type TrueStatistics } from './statistics';

export function captionOf(
  { mode, affine }: NormalizationValues,
  { tracked, hasShift }: Arrangement,
): Localized {
  const evaluation = mode === 'evaluation' && tracked;
  if (!hasShift) {
    const scale = affine ? ' · α' : '';
    return {
      en: `output: x / √(mean square + ε)${scale}, with the mean square of each group`,
      zh: `输出：x / √(均方 + ε)${scale}，使用各组自身的均方`,
    };
  }
  return {
    en: `output: (x − mean) / √(variance + ε)${affine ? ' · α + β' : ''}, with ${evaluation ? 'running statistics' : 'the statistics of each group'}`,
    zh: `输出：(x − 均值) / √(方差 + ε)${affine ? ' · α + β' : ''}，使用${evaluation ? '滑动统计量' : '各组自身的统计量'}`,
  };
}

export function remarksOf(values: NormalizationValues, arrangement: Arrangement): readonly Localized[] {
  const { preset, groups, H, B, leaveOut } = values;
  const remarks: Localized[] = [];
  if (preset === 'group' && groupsOf(H, groups) !== groups) {
    const used = groupsOf(H, groups);
    remarks.push({
      en: `G must divide H = ${H}: ${used} ${used === 1 ? 'group' : 'groups'}`,
      zh: `G 须整除 H = ${H}：取 ${used} 组`,
    });
  }
  if (arrangement.groupSize === 1) {
    remarks.push(
      arrangement.hasShift
        ? {
            en: 'groups of one cell: every output is its shift',
            zh: '每组只有一个格子：输出恒等于平移参数',
          }
        : {
            en: 'groups of one cell: of every input only the sign is left, so the output is ±α',
            zh: '每组只有一个格子：输入只剩符号，输出为 ±α',
          },
    );
  }
  if (B > 1 && takenOut(values) !== leaveOut) {
    remarks.push({
      en: `there is no sample ${leaveOut}: sample ${B - 1}, the last, is taken out`,
      zh: `没有样本 ${leaveOut}：取出最后一个，即样本 ${B - 1}`,
    });
  }
  return remarks;
}

/** Controls that have no effect under the others, with the reason. */
export function idleControls(
  values: NormalizationValues,
  { couples, tracked, hasShift }: Arrangement,
): Readonly<Record<string, Localized>> {
  const idle: Record<string, Localized> = {};
  if (values.preset !== 'group') idle.groups = { en: 'only for group norm', zh: '仅用于组归一化' };
  if (!values.affine) {
    for (const name of ['alpha', 'beta', 'variety']) idle[name] = { en: 'affine is off', zh: '未启用仿射' };
  } else if (!hasShift) idle.beta = { en: 'RMS norm has no shift', zh: 'RMS 归一化没有平移' };
  if (!tracked) {
    const reason: Localized = couples
      ? { en: 'a group of one has no unbiased variance', zh: '单个格子的组没有无偏方差' }
      : { en: 'the same in training and evaluation', zh: '训练与推理相同' };
    idle.mode = reason;
    idle.momentum = reason;
  }
  if (values.B === 1) idle.leaveOut = { en: 'there is no other sample', zh: '没有其他样本' };
  return idle;
}

/** What running statistics keep of the scatter of single batches, once they have forgotten where they began. */
export function referenceLinesOf(
  chart: string,
  { momentum }: NormalizationValues,
  { tracked, groupSize }: Arrangement,
  { scatter }: TrueStatistics,
): readonly ReferenceLine[] {
  if (!tracked) return [];
  const label: Localized = { en: 'settled, in theory', zh: '稳定后的理论值' };
  const kept = keptVariance(momentum);
  if (chart === 'runningMean') return [{ label, value: Math.sqrt(kept / groupSize) }];
  if (chart !== 'runningVariance') return [];
  const mean = scatter.reduce((sum, value) => sum + value, 0) / scatter.length;
  return [{ label, value: Math.sqrt(kept * mean) }];
}

/** Distances of the running statistics from what they tend to, and of evaluation from training. */
export function readingsOf(
  step: number,
  { tracked }: Arrangement,
  truth: TrueStatistics,
  reading: Pick<BlockReading, 'affine' | 'evaluated' | 'running'>,
): readonly Reading[] {
  const { mean, variance } = momentsOf(Float32Array.from(reading.running));
  const unknown = tracked ? 0 : Number.NaN;
  const entry = (name: string, value: number): Reading => ({ step, name, value: value + unknown, unit: '' });
  return [
    entry(
      'runningMean',
      rootMeanSquare(mean.map((value, group) => value - (truth.mean[group] ?? Number.NaN))),
    ),
    entry(
      'runningVariance',
      rootMeanSquare(variance.map((value, group) => value / (truth.variance[group] ?? Number.NaN) - 1)),
    ),
    entry('evaluationGap', evaluationGap(reading)),
  ];
}
