/** The timeline under the sphere: the moments kept, coloured by verdict, and the one that is replayed. */
import { TimelineBar, type TimelineSegment, type TimelineWords } from '../views/timelineBar';
import { element } from './dom';
import { onLanguage, pick, t } from './language';
import { onTheme, resolvedTheme } from './theme';
import type { Moment } from './timeline';

export interface ShownTimeline {
  readonly moments: readonly Moment[];
  /** Index of the moment that is replayed; null while live. */
  readonly replayed: number | null;
}

function words(): TimelineWords {
  return {
    title: t('timeline'),
    live: t('timelineLive'),
    backToLive: t('timelineBack'),
    step: (step) => t('statusStep', { step }),
  };
}

export class TimelineStrip {
  readonly element = element('div', { class: 'timeline-place' });
  readonly #bar: TimelineBar;
  #shown: ShownTimeline = { moments: [], replayed: null };

  constructor(onReplay: (moment: number | null) => void) {
    this.#bar = new TimelineBar(this.element, words(), resolvedTheme(), onReplay);
    onLanguage(() => {
      this.#bar.setWords(words());
      this.show(this.#shown);
    });
    onTheme((theme) => this.#bar.setTheme(theme));
  }

  show(shown: ShownTimeline): void {
    this.#shown = shown;
    const { moments, replayed } = shown;
    const segments: TimelineSegment[] = [];
    for (const [from, { report }] of moments.entries()) {
      const { verdict } = report;
      if (!verdict || segments.at(-1)?.kind === verdict.kind) continue;
      segments.push({ from, kind: verdict.kind, label: pick(verdict.title) });
    }
    this.#bar.update({ steps: moments.map(({ report }) => report.step), index: replayed, segments });
  }
}
