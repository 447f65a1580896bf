/** The charts and the histogram of a page, in its language and theme. */
import type {
  ChartSpec,
  Experiment,
  HistogramFrame,
  Localized,
  Reading,
  Session,
} from '../experiments/experiment';
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

function histogramWords(title: Localized): HistogramWords {
  return { title: pick(title), scaling: t('histogramScaling'), mean: t('histogramMean') };
}

export class Charts implements Disposable {
  readonly #charts: readonly Chart[];
  readonly #histogram: { readonly title: Localized; readonly view: Histogram } | null;
  readonly #resize: ResizeObserver;
  readonly #unsubscribe: readonly (() => void)[];
  #session: Session | null = null;
  #frame: HistogramFrame | null = null;

  /** @param onPick hears the step of a chart that was clicked */
  constructor(
    { charts: specs, histogram }: Pick<Experiment, 'charts' | 'histogram'>,
    places: ChartPlaces,
    onPick: (step: number) => void,
  ) {
    const theme: Theme = resolvedTheme();
    this.#resize = new ResizeObserver(() => {
      for (const { curves } of this.#charts) curves.resize();
      this.#histogram?.view.resize();
    });
    this.#charts = specs.flatMap((spec) => {
      const place = places.charts.get(spec.id);
      if (!place) return [];
      this.#resize.observe(place);
      const series = spec.series.map(({ label }) => ({ label: pick(label) }));
      const curves = new Curves(place, { title: pick(spec.title), unit: spec.unit, series }, theme, onPick);
      return [{ spec, curves }];
    });
    this.#histogram = null;
    if (histogram && places.histogram) {
      const { title } = histogram;
      this.#histogram = { title, view: new Histogram(places.histogram, histogramWords(title), theme) };
      this.#resize.observe(places.histogram);
    }
    this.#unsubscribe = [
      onLanguage(() => this.#relabel()),
      onTheme((changed) => {
        for (const { curves } of this.#charts) curves.setTheme(changed);
        this.#histogram?.view.setTheme(changed);
      }),
    ];
  }

  /** Starts empty for a session. */
  begin(session: Session): void {
    this.#session = session;
    this.#frame = null;
    for (const { curves } of this.#charts) curves.clear();
    this.#histogram?.view.clear();
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

  push(readings: readonly Reading[], histogram: HistogramFrame | null): void {
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
    this.#histogram?.view[Symbol.dispose]();
  }

  #showHistogram(): void {
    if (!this.#frame) return;
    const { minimum, maximum, series } = this.#frame;
    this.#histogram?.view.update({
      minimum,
      maximum,
      series: series.map(({ label, counts }) => ({ label: pick(label), counts })),
    });
  }

  #relabel(): void {
    for (const { spec, curves } of this.#charts) {
      curves.setLabels({ title: pick(spec.title), series: spec.series.map(({ label }) => pick(label)) });
    }
    this.#histogram?.view.setWords(histogramWords(this.#histogram.title));
    this.refreshLines();
    this.#showHistogram();
  }
}
