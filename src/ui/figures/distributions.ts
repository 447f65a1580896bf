import { DistributionStrip } from '../../views/distributionStrip';
import { defineFigure } from '../figureView';
import { pick, pickAll } from '../language';

const TEXTS = {
  mean: { en: 'mean', zh: '均值' },
  deviation: { en: 'standard deviation', zh: '标准差' },
} as const;

export default defineFigure({
  kind: 'distributions',
  words: (title) => ({ title, ...pickAll(TEXTS) }),
  open: (place, texts, theme) => new DistributionStrip(place, texts, theme),
  data: ({ panels }) =>
    panels.map(({ title, note, series, band, curve, ...panel }) => ({
      ...panel,
      title: pick(title),
      note: pick(note),
      series: series.map(({ label, counts }) => ({ label: pick(label), counts })),
      band: band && { ...band, label: pick(band.label) },
      curve: curve && { ...curve, label: pick(curve.label) },
    })),
});
