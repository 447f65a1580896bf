/** Cards for the charts with their latest readings; the charts themselves are views that draw into the cards. */
import type { ChartSpec, Localized, Reading } from '../experiments/experiment';
import { type Child, element, setText } from './dom';
import { formatNumber } from './format';
import { bothLanguages, liveAttributes, onLanguage, pick, t } from './language';

/** Where the views of one page draw. */
export interface ChartPlaces {
  /** One box a chart, by the chart's id. */
  readonly charts: ReadonlyMap<string, HTMLElement>;
  readonly histogram: HTMLElement;
}

export class Measures {
  /** The cards. */
  readonly element = liveAttributes(element('section', { class: 'measures' }), {
    'aria-label': () => t('charts'),
  });
  /** The same figures in one strip, for screens where the cards are far from the sphere. */
  readonly strip = element('dl', { class: 'readings' });
  /** Every node that shows a reading, by the reading's name. */
  readonly #figures = new Map<string, HTMLElement[]>();
  #relabel: (() => void)[] = [];

  constructor() {
    onLanguage(() => {
      for (const write of this.#relabel) write();
    });
  }

  /** Replaces the cards by those of another page. */
  show(charts: readonly ChartSpec[]): ChartPlaces {
    this.#figures.clear();
    this.#relabel = [];
    this.strip.replaceChildren(
      ...charts.flatMap((chart) =>
        chart.series.map((series) =>
          element('div', {}, this.#label('dt', series.label), this.#figure('dd', series.reading)),
        ),
      ),
    );
    const places = new Map<string, HTMLElement>();
    const cards = charts.map((chart) => {
      const place = element('div', { class: 'plot', attributes: { 'data-chart': chart.id } });
      places.set(chart.id, place);
      const figures = chart.series.map((series) => this.#figure('span', series.reading));
      return this.#card(chart.title, chart.help, place, [
        ...figures,
        chart.unit ? element('span', { class: 'unit' }, chart.unit) : null,
      ]);
    });
    const histogram = element('div', { class: 'plot', attributes: { 'data-chart': 'histogram' } });
    this.element.replaceChildren(
      ...cards,
      this.#card(bothLanguages('histogram'), bothLanguages('histogramHelp'), histogram, []),
    );
    return { charts: places, histogram };
  }

  /** Shows the latest value of each reading; the tooltip says which step it belongs to. */
  setReadings(readings: readonly Reading[]): void {
    for (const { name, value, unit, step } of readings) {
      for (const figure of this.#figures.get(name) ?? []) {
        setText(figure, formatNumber(value));
        figure.title = `${value} ${unit} · ${t('statusStep', { step })}`;
      }
    }
  }

  clearReadings(): void {
    for (const figures of this.#figures.values()) {
      for (const figure of figures) setText(figure, '–');
    }
  }

  #card(title: Localized, help: Localized, place: HTMLElement, figures: readonly Child[]): HTMLElement {
    const heading = this.#label('h2', title);
    this.#live(() => {
      heading.title = pick(help);
    });
    return element(
      'figure',
      { class: 'card' },
      element('figcaption', {}, heading, element('span', { class: 'figures' }, ...figures)),
      place,
    );
  }

  #label<K extends 'dt' | 'h2'>(tag: K, text: Localized): HTMLElementTagNameMap[K] {
    const node = element(tag);
    this.#live(() => setText(node, pick(text)));
    return node;
  }

  #figure(tag: 'dd' | 'span', reading: string): HTMLElement {
    const node = element(tag, { class: 'figure', attributes: { 'data-reading': reading } }, '–');
    this.#figures.set(reading, [...(this.#figures.get(reading) ?? []), node]);
    return node;
  }

  #live(write: () => void): void {
    this.#relabel.push(write);
    write();
  }
}
