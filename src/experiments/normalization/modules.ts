/** The PyTorch module that computes what a choice of axes does, with the numbers of this block. */
import type { Localized } from '../experiment';
import { both } from '../numberText';
import { type Arrangement, groupsOf, type NormalizationChoice } from './presets';

/** Null where no module does it. */
export function moduleOf(choice: NormalizationChoice): Localized | null {
  const { H, N, D, preset, groups } = choice;
  switch (preset) {
    case 'notes':
      return both(`BatchNorm1d(${H * N * D})(x.flatten(1))`);
    case 'batch2d':
      return both(`BatchNorm2d(${H})(x)`);
    case 'tokens':
      return both(`BatchNorm1d(${D})(x.reshape(-1, ${D}))`);
    case 'batch1d':
      return both(`BatchNorm1d(${N})(x.flatten(0, 1))`);
    case 'layer1':
      return both(`LayerNorm(${D})(x)`);
    case 'layer2':
      return both(`LayerNorm([${N}, ${D}])(x)`);
    case 'layer3':
      return both(`LayerNorm([${H}, ${N}, ${D}])(x)`);
    case 'instance':
      return both(`InstanceNorm2d(${H}, affine=True)(x)`);
    case 'group':
      return both(`GroupNorm(${groupsOf(H, groups)}, ${H})(x)`);
    case 'rms':
      return both(`RMSNorm(${D})(x)`);
    default:
      return null;
  }
}

/** Why the parameters have the shape they have. */
export function ruleOf({ couples, affineNames, hasShift }: Arrangement, named: boolean): Localized {
  const axes = affineNames.join(', ');
  if (named) {
    return {
      en: 'This module names its channels, H, and gives each one pair, whatever is reduced.',
      zh: '该模块指定 H 为通道：无论对哪些轴归约，每个通道一对参数。',
    };
  }
  if (axes === '') {
    return {
      en: 'No axis is left to index them by: one pair for everything.',
      zh: '没有可用作下标的轴：全体共用一对参数。',
    };
  }
  if (couples) {
    return {
      en: `The batch is reduced, so every statistic keeps its index (${axes}): a pair for each.`,
      zh: `批次被归约，每个统计量保留下标（${axes}）：每个统计量一对。`,
    };
  }
  return {
    en: `Samples keep their statistics, and parameters cannot belong to a sample: they belong to the reduced axes (${axes})${hasShift ? '' : ', a scale without a shift'}.`,
    zh: `统计量属于各个样本，而参数不能属于某个样本：它们属于被归约的轴（${axes}）${hasShift ? '' : '，只有缩放、没有平移'}。`,
  };
}
