/** What the page says of a run: captions, remarks, lines of theory, readings of a sweep, and controls that rest. */
import type { Localized, Reading, ReferenceLine } from '../experiment';
import type { SignalValues } from './controls';
import type { Swept } from './figures';
import type { SignalStart } from './session';
import type { NetworkSetup } from './setup';

export function captionOf(
  { picture }: SignalValues,
  layer: number,
  setups: readonly NetworkSetup[],
): Localized {
  const [first] = setups;
  if (picture === 'layers' || !first) {
    return {
      en: 'marks: measured on this network · lines: mean-field theory at initialisation, for infinite width',
      zh: '记号：在这个网络上测得 · 线：无限宽极限下初始化时的平均场理论',
    };
  }
  const { batch, widths } = first.shape;
  const columns = widths[layer] ?? 0;
  const depth = widths.length - 1;
  return {
    en: `layer ${layer} of ${depth}: the ${batch} rows as directions in ${columns} dimensions, along three principal axes (not centred)`,
    zh: `第 ${layer} 层（共 ${depth} 层）：${batch} 行在 ${columns} 维中的方向，沿三条主轴（未中心化）`,
  };
}

export function remarksOf(values: SignalValues, { input, data }: SignalStart): readonly Localized[] {
  const remarks: Localized[] = [];
  const [rows] = data?.primary.shape ?? [input.rows];
  if (rows > input.rows) {
    remarks.push({
      en: `input: the first ${input.rows} of ${rows} rows`,
      zh: `输入：${rows} 行中的前 ${input.rows} 行`,
    });
  }
  if (values.initializer === 'identity' || (values.compare && values.initializerB === 'identity')) {
    remarks.push({
      en: 'identity weights copy instead of mixing: mean-field theory is silent',
      zh: '恒等权重只复制而不混合：平均场理论不适用',
    });
  }
  return remarks;
}

export function referenceLinesOf(chart: string, { task }: SignalValues): readonly ReferenceLine[] {
  if (task === 'regression') return [];
  if (chart === 'loss') return [{ label: { en: 'guessing: log 2', zh: '瞎猜：log 2' }, value: Math.LN2 }];
  if (chart === 'accuracy') return [{ label: { en: 'guessing', zh: '瞎猜' }, value: 0.5 }];
  return [];
}

/** Of the whole way: how much of the signal and of the gradient is left, and how alike inputs have become. */
export function sweepReadings(step: number, { setup, sweep }: Swept): Reading[] {
  const [input, output] = [sweep.layers[0], sweep.layers.at(-1)];
  if (!input || !output) return [];
  const suffix = setup.id === 'a' ? '' : 'B';
  const reading = (name: string, value: number): Reading => ({
    step,
    name: name + suffix,
    value,
    unit: '',
  });
  return [
    reading('forward', output.hidden.secondMoment / input.hidden.secondMoment),
    reading('backward', input.gradHidden.variance / output.gradHidden.variance),
    reading('cosine', output.cosine),
    reading('zeros', output.activated?.zeroFraction ?? Number.NaN),
  ];
}

/** Controls that have no effect under the others, with the reason. */
export function idleControls(values: SignalValues): Readonly<Record<string, Localized>> {
  const idle: Record<string, Localized> = {};
  const initializers = [values.initializer, ...(values.compare ? [values.initializerB] : [])];
  const normalizations = [values.normalization, ...(values.compare ? [values.normalizationB] : [])];
  if (!initializers.includes('normal')) idle.deviation = { en: 'only for N(0, s²)', zh: '仅用于 N(0, s²)' };
  if (!initializers.some((name) => name.startsWith('he_') || name === 'lecun_normal'))
    idle.mode = { en: 'only for He and LeCun', zh: '仅用于 He 与 LeCun' };
  if (normalizations.every((name) => name === 'none'))
    idle.placement = { en: 'nothing is normalised', zh: '没有归一化' };
  if (values.initializer === 'zero') idle.gain = { en: 'zero stays zero', zh: '零乘任何数仍为零' };
  if (!values.compare) {
    for (const name of ['activationB', 'initializerB', 'gainB', 'normalizationB'])
      idle[name] = { en: 'B is not shown', zh: '未显示 B' };
  }
  return idle;
}
