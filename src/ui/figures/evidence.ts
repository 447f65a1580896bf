import { EvidenceList } from '../../views/evidenceList';
import { defineFigure } from '../figureView';
import { pick, pickAll } from '../language';

const TEXTS = {
  holds: { en: 'holds', zh: '成立' },
  fails: { en: 'does not hold', zh: '不成立' },
} as const;

export default defineFigure({
  kind: 'evidence',
  words: (title) => ({ title, ...pickAll(TEXTS) }),
  open: (place, texts, theme) => new EvidenceList(place, texts, theme),
  data: ({ advice, rows }) => ({
    advice: pick(advice),
    rows: rows.map((row) => ({ ...row, verdict: pick(row.verdict), measure: pick(row.measure) })),
  }),
});
