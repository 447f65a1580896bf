/** Cards that the charts draw into, and the latest readings in one strip. */
import type { ChartSpec, Localized, Reading } from '../experiments/experiment';
import { element, setText } from './dom';
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
  /** The latest readings, for screens where the charts are far from the sphere. */
  readonly strip = element('dl', { class: 'readings' });
  /** Every node that shows a reading, by the reading's name. */
  readonly #figures = new Map<string, HTMLElement[]>();
  #relabel: (() => void)[] = [];
  #readings: readonly Reading[] = [];

  constructor() {
    onLanguage(() => {
      for (const write of this.#relabel) write();
      this.setReadings(this.#readings);
    });
  }

  /** Replaces the cards by those of another page. */
  show(charts: readonly ChartSpec[]): ChartPlaces {
    this.#figures.clear();
    this.#relabel = [];
    this.strip.replaceChildren(
      ...charts.flatMap((chart) =>
        chart.series.map((series) =>
          element('div', {}, this.#label('dt', series.label), this.#figure(series.reading)),
        ),
      ),
    );
    const places = new Map<string, HTMLElement>();
    const cards = charts.map((chart) => {
      const place = element('div', { class: 'plot', attributes: { 'data-chart': chart.id } });
      places.set(chart.id, place);
      return this.#card(chart.title, chart.help, chart.unit, place);
    });
    const histogram = element('div', { class: 'plot', attributes: { 'data-chart': 'histogram' } });
    this.element.replaceChildren(
      ...cards,
      this.#card(bothLanguages('histogram'), bothLanguages('histogramHelp'), '', histogram),
    );
    return { charts: places, histogram };
  }

  /** Shows the latest value of each reading; the tooltip says which step it belongs to. */
  setReadings(readings: readonly Reading[]): void {
    this.#readings = readings;
    for (const { name, value, unit, step } of readings) {
      for (const figure of this.#figures.get(name) ?? []) {
        setText(figure, formatNumber(value));
        figure.title = `${unit ? `${value} ${unit}` : value} · ${t('statusStep', { step })}`;
      }
    }
  }

  clearReadings(): void {
    this.#readings = [];
    for (const figure of [...this.#figures.values()].flat()) {
      setText(figure, '–');
      figure.removeAttribute('title');
    }
  }

  #card(title: Localized, help: Localized, unit: string, place: HTMLElement): HTMLElement {
    const heading = this.#label('h2', title);
    this.#live(() => {
      heading.title = pick(help);
    });
    return element(
      'figure',
      { class: 'card' },
      element('figcaption', {}, heading, unit ? element('span', { class: 'unit' }, unit) : null),
      place,
    );
  }

  #label<K extends 'dt' | 'h2'>(tag: K, text: Localized): HTMLElementTagNameMap[K] {
    const node = element(tag);
    this.#live(() => setText(node, pick(text)));
    return node;
  }

  #figure(reading: string): HTMLElement {
    const node = element('dd', { class: 'figure', attributes: { 'data-reading': reading } }, '–');
    this.#figures.set(reading, [...(this.#figures.get(reading) ?? []), node]);
    return node;
  }

  #live(write: () => void): void {
    this.#relabel.push(write);
    write();
  }
}
