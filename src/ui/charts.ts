/** The charts and the histogram of a page, in its language and theme. */
import type { ChartSpec, HistogramFrame, Reading, Session } from '../experiments/experiment';
import { Curves } from '../views/curves';
import { Histogram, type HistogramWords } from '../views/histogram';
import type { Theme } from '../views/palette';
import { onLanguage, pick, t } from './language';
import type { ChartPlaces } from './measures';
import { onTheme, resolvedTheme } from './theme';

interface Chart {
  readonly spec: ChartSpec;
  readonly curves: Curves;
}

function histogramWords(): HistogramWords {
  return { title: t('histogram'), scaling: t('histogramScaling'), mean: t('histogramMean') };
}

export class Charts implements Disposable {
  readonly #charts: readonly Chart[];
  readonly #histogram: Histogram;
  readonly #resize: ResizeObserver;
  readonly #unsubscribe: readonly (() => void)[];
  #session: Session | null = null;
  #frame: HistogramFrame | null = null;

  /** @param onPick hears the step of a chart that was clicked */
  constructor(specs: readonly ChartSpec[], places: ChartPlaces, onPick: (step: number) => void) {
    const theme: Theme = resolvedTheme();
    this.#resize = new ResizeObserver(() => {
      for (const { curves } of this.#charts) curves.resize();
      this.#histogram.resize();
    });
    this.#charts = specs.flatMap((spec) => {
      const place = places.charts.get(spec.id);
      if (!place) return [];
      this.#resize.observe(place);
      const series = spec.series.map(({ label }) => ({ label: pick(label) }));
      const curves = new Curves(place, { title: pick(spec.title), unit: spec.unit, series }, theme, onPick);
      return [{ spec, curves }];
    });
    this.#histogram = new Histogram(places.histogram, histogramWords(), theme);
    this.#resize.observe(places.histogram);
    this.#unsubscribe = [
      onLanguage(() => this.#relabel()),
      onTheme((changed) => {
        for (const { curves } of this.#charts) curves.setTheme(changed);
        this.#histogram.setTheme(changed);
      }),
    ];
  }

  /** Starts empty for a session. */
  begin(session: Session): void {
    this.#session = session;
    this.#frame = null;
    for (const { curves } of this.#charts) curves.clear();
    this.#histogram.clear();
    this.refreshLines();
  }

  /** Lines of theory follow the controls. */
  refreshLines(): void {
    for (const { spec, curves } of this.#charts) {
      const lines = this.#session?.referenceLines(spec.id) ?? [];
      curves.setReferenceLines(lines.map(({ label, value }) => ({ label: pick(label), value })));
    }
  }

  /** Marks the step that is replayed; null while live. */
  mark(step: number | null): void {
    for (const { curves } of this.#charts) curves.setMark(step);
  }

  push(readings: readonly Reading[], histogram: HistogramFrame): void {
    for (const { spec, curves } of this.#charts) {
      const values = spec.series.map(
        ({ reading }) => readings.find(({ name }) => name === reading)?.value ?? Number.NaN,
      );
      curves.push(readings[0]?.step ?? 0, values);
    }
    this.#frame = histogram;
    this.#showHistogram();
  }

  [Symbol.dispose](): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#resize.disconnect();
    for (const { curves } of this.#charts) curves[Symbol.dispose]();
    this.#histogram[Symbol.dispose]();
  }

  #showHistogram(): void {
    if (!this.#frame) return;
    const { minimum, maximum, series } = this.#frame;
    this.#histogram.update({
      minimum,
      maximum,
      series: series.map(({ label, counts }) => ({ label: pick(label), counts })),
    });
  }

  #relabel(): void {
    for (const { spec, curves } of this.#charts) {
      curves.setLabels({ title: pick(spec.title), series: spec.series.map(({ label }) => pick(label)) });
    }
    this.#histogram.setWords(histogramWords());
    this.refreshLines();
    this.#showHistogram();
  }
}
