/** Cards that charts and figures draw into, behind tabs, and the latest readings in one strip. */
import type { Experiment, Localized, Reading } from '../experiments/experiment';
import type { FigureSpec, FigureTab } from '../experiments/figures';
import { element, setText } from './dom';
import { formatNumber } from './format';
import { bothLanguages, liveAttributes, onLanguage, pick, t } from './language';
import { TabList } from './tabList';

/** Where the views of one page draw. */
export interface ChartPlaces {
  /** One box a chart, by the chart's id. */
  readonly charts: ReadonlyMap<string, HTMLElement>;
  readonly histogram: HTMLElement;
  /** The box of every figure and the place of its buttons, by the figure's id. */
  readonly figures: ReadonlyMap<string, { readonly plot: HTMLElement; readonly tools: HTMLElement }>;
}

/** The tab of the charts, which every page has. */
export const TRAINING_TAB = 'training';

export class Measures {
  /** The tabs and their cards. */
  readonly element = liveAttributes(element('section', { class: 'measures' }), {
    'aria-label': () => t('charts'),
  });
  readonly tabs: TabList;
  /** The latest readings, for screens where the charts are far from the sphere. */
  readonly strip = element('dl', { class: 'readings' });
  /** Every node that shows a reading, by the reading's name. */
  readonly #figures = new Map<string, HTMLElement[]>();
  #relabel: (() => void)[] = [];
  #readings: readonly Reading[] = [];

  constructor(onTab: (id: string) => void) {
    this.tabs = new TabList(onTab);
    onLanguage(() => {
      for (const write of this.#relabel) write();
      this.setReadings(this.#readings);
    });
  }

  /** Replaces the cards by those of another page. */
  show({ charts, tabs = [] }: Pick<Experiment, 'charts' | 'tabs'>): ChartPlaces {
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
      return this.#card(chart, place);
    });
    const histogram = element('div', { class: 'plot', attributes: { 'data-chart': 'histogram' } });
    const pairs = { title: bothLanguages('histogram'), help: bothLanguages('histogramHelp'), unit: '' };
    const training = element('div', { class: 'cards' }, ...cards, this.#card(pairs, histogram));
    const figures = new Map<string, { plot: HTMLElement; tools: HTMLElement }>();
    const panels = tabs.map((tab) => ({ ...tab, panel: this.#figurePanel(tab, figures) }));
    this.element.replaceChildren(this.tabs.element, training, ...panels.map(({ panel }) => panel));
    this.tabs.show([{ id: TRAINING_TAB, label: bothLanguages('trainingTab'), panel: training }, ...panels]);
    return { charts: places, histogram, figures };
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

  #figurePanel(
    { figures }: FigureTab,
    places: Map<string, { plot: HTMLElement; tools: HTMLElement }>,
  ): HTMLElement {
    const cards = figures.map((figure) => {
      const plot = element('div', { class: 'plot', attributes: { 'data-figure': figure.id } });
      const tools = element('span', { class: 'card-tools' });
      places.set(figure.id, { plot, tools });
      const card = this.#card(figure, plot, tools);
      card.style.setProperty('--span', String(figure.span));
      return card;
    });
    return element('div', { class: 'cards cards-figures' }, ...cards);
  }

  #card(
    { title, help, unit }: Pick<FigureSpec, 'title' | 'help' | 'unit'>,
    place: HTMLElement,
    tools?: HTMLElement,
  ): HTMLElement {
    const heading = this.#label('h2', title);
    this.#live(() => {
      heading.title = pick(help);
    });
    const aside = tools ?? (unit ? element('span', { class: 'unit' }, unit) : null);
    return element('figure', { class: 'card' }, element('figcaption', {}, heading, aside), place);
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
