/** What the page says of a run: captions, remarks and lines of theory. */
import { HISTOGRAM_BINS } from '../../kernels/pair_histogram';
import { type ContrastiveLoss, collapseLine, simplexLoss } from '../../reference/contrastive';
import { UNIFORMITY_T, uniformityFloor, uniformLaw } from '../../reference/uniformity';
import type { HistogramFrame, Localized, ReferenceLine } from '../experiment';
import type { HypersphereValues } from './controls';
import type { StartingPoints } from './start';

/** What the picture shows and what it hides. */
export function captionOf(values: HypersphereValues, columns: number): Localized {
  if (values.silent) {
    return {
      en: 'as a viewer shows it that centres in silence: mean removed, rows made unit again; a cone cannot be seen here',
      zh: '某些工具默默中心化后的画面：已减去均值并重新归一化；在这里看不到锥',
    };
  }
  if (columns <= 3) {
    return {
      en:
        columns === 3
          ? 'd = 3: every point where it is, on the sphere S²'
          : 'd = 2: the points lie on a great circle',
      zh: columns === 3 ? 'd = 3：每个点都画在它真实的位置，即球面 S² 上' : 'd = 2：所有点都在一个大圆上',
    };
  }
  const principal = values.projection === 'principal';
  const axes = principal
    ? { en: 'three principal axes (not centred)', zh: '三条主轴（未中心化）' }
    : { en: 'three seeded random axes', zh: '三条固定种子的随机轴' };
  return values.surface
    ? {
        en: `${columns} dimensions along ${axes.en}; pushed to the surface, so depth no longer tells what is hidden`,
        zh: `${columns} 维，沿${axes.zh}；已推到球面，深度不再表示被隐藏的部分`,
      }
    : {
        en: `${columns} dimensions along ${axes.en}; the farther inside a point, the more of it the picture hides`,
        zh: `${columns} 维，沿${axes.zh}；点越靠内，画面隐藏的部分越多`,
      };
}

interface RunFacts {
  readonly start: StartingPoints;
  readonly batch: number;
  /** Rows that the closer look works on. */
  readonly looked: { readonly spectrum: number; readonly sample: number };
  /** Density was asked for, and is more than this adapter can do. */
  readonly withoutDensity: boolean;
}

export function remarksOf({ start, batch, looked, withoutDensity }: RunFacts): readonly Localized[] {
  const { rows, remarks } = start;
  const own: Localized[] = [...remarks];
  if (batch < rows) {
    own.push({
      en: `measured on a batch of ${batch} of ${rows} rows`,
      zh: `指标在 ${rows} 行中的 ${batch} 行（一个批次）上测得`,
    });
  }
  if (withoutDensity) {
    own.push({
      en: 'density needs n² d work beyond this adapter: alignment error is drawn instead',
      zh: '密度需要 n² d 的计算量，超出此设备：改画对齐误差',
    });
  }
  const { spectrum, sample } = looked;
  if (sample < rows) {
    own.push({
      en: `spectrum of ${spectrum}, pairs and neighbours of ${sample} of ${rows} rows`,
      zh: `谱取 ${rows} 行中的 ${spectrum} 行，成对与近邻指标取 ${sample} 行`,
    });
  }
  return own;
}

/** Lines of theory for a chart. */
export function referenceLinesOf(
  chart: string,
  values: HypersphereValues,
  batch: number,
  columns: number,
): readonly ReferenceLine[] {
  const loss = values.loss as ContrastiveLoss;
  if (chart === 'loss') {
    const size = loss === 'ntxent' ? '2n − 1' : 'n';
    const lines = [
      {
        label: {
          en: `collapse: log ${loss === 'ntxent' ? `(${size})` : size}`,
          zh: `坍缩：log ${loss === 'ntxent' ? `(${size})` : size}`,
        },
        value: collapseLine(loss, batch),
      },
    ];
    if (loss !== 'ntxent' && batch <= columns + 1) {
      lines.push({
        label: { en: 'perfect simplex', zh: '正单纯形' },
        value: simplexLoss(batch, values.tau),
      });
    }
    return lines;
  }
  if (chart === 'uniformity') {
    return [
      { label: { en: 'collapse', zh: '坍缩' }, value: 0 },
      { label: { en: 'uniform law', zh: '均匀分布' }, value: uniformLaw(columns, UNIFORMITY_T) },
      { label: { en: 'floor for this n', zh: '该 n 的下界' }, value: uniformityFloor(batch, UNIFORMITY_T) },
    ];
  }
  return chart === 'alignment'
    ? [
        { label: { en: 'aligned', zh: '完全对齐' }, value: 0 },
        { label: { en: 'unrelated views', zh: '视图无关' }, value: 2 },
      ]
    : [];
}

/** Cosines of positive and of negative pairs, as pair_histogram counts them. */
export function histogramOf(bins: ArrayLike<number>): HistogramFrame {
  const counts = Array.from(bins);
  return {
    minimum: -1,
    maximum: 1,
    series: [
      { label: { en: 'positive pairs', zh: '正样本对' }, counts: counts.slice(0, HISTOGRAM_BINS) },
      { label: { en: 'negative pairs', zh: '负样本对' }, counts: counts.slice(HISTOGRAM_BINS) },
    ],
  };
}
