/** The self-check as a dialog: one row a kernel, its largest error beside its tolerance, and a report to copy. */
import type { Localized } from '../experiments/experiment';
import { copyText } from './banner';
import { element, icon, setText } from './dom';
import { formatNumber } from './format';
import { onLanguage, pick, t } from './language';

/** The worst case of one kernel on this adapter. */
export interface SelfCheckRow {
  readonly kernel: string;
  readonly cases: number;
  /** The output that the worst error was found in. */
  readonly output: string;
  readonly worstError: number;
  readonly tolerance: number;
  /** `worstError / tolerance` at the worst element; at most 1 where the kernel passes. */
  readonly ratio: number;
  /** What the tolerance is derived from. */
  readonly because: Localized;
  readonly passed: boolean;
  /** For a failure: the element and both values. */
  readonly detail?: string;
}

export interface SelfCheckSummary {
  readonly adapter: string;
  readonly milliseconds: number;
}

export class SelfCheckPanel {
  readonly element: HTMLDialogElement;
  readonly #status = element('p', { class: 'check-status', attributes: { role: 'status' } });
  readonly #progress = element('progress', { attributes: { max: 1, value: 0 } });
  readonly #list = element('div', { class: 'check-rows' });
  readonly #frame = element('div', { class: 'dialog-frame' });
  #rows: SelfCheckRow[] = [];
  #total = 0;
  #summary: SelfCheckSummary | null = null;

  constructor() {
    this.element = element('dialog', { class: 'dialog check' }, this.#frame);
    onLanguage(() => this.#render());
    this.#render();
  }

  open(): void {
    if (!this.element.open) this.element.showModal();
  }

  /** Clears the table; `total` kernels will follow. */
  start(total: number): void {
    this.#rows = [];
    this.#total = total;
    this.#summary = null;
    this.#list.replaceChildren();
    this.#updateStatus();
  }

  addRow(row: SelfCheckRow): void {
    this.#rows.push(row);
    this.#list.append(rowElement(row));
    this.#updateStatus();
  }

  finish(summary: SelfCheckSummary): void {
    this.#summary = summary;
    this.#updateStatus();
  }

  /** The report as lines of text: one a kernel, then the adapter. */
  report(): string {
    const lines = this.#rows.map(
      ({ passed, kernel, output, cases, worstError, tolerance, ratio, because, detail }) =>
        `${passed ? 'pass' : 'FAIL'}  ${kernel.padEnd(28)} ${output}: error ${worstError.toExponential(2)}, ` +
        `tolerance ${tolerance.toExponential(2)}, ratio ${ratio.toFixed(3)}, ${cases} cases (${pick(because)})` +
        (detail === undefined ? '' : `\n      ${detail}`),
    );
    return [...lines, this.#headline()].join('\n');
  }

  #headline(): string {
    const failed = this.#rows.filter((row) => !row.passed).length;
    const total = this.#rows.length;
    if (!this.#summary) return t('checkRunning', { done: total, total: this.#total });
    const verdict = failed > 0 ? t('checkFailed', { failed, total }) : t('checkPassed', { total });
    const seconds = (this.#summary.milliseconds / 1000).toFixed(1);
    return `${verdict} ${t('checkTook', { seconds, adapter: this.#summary.adapter })}`;
  }

  #updateStatus(): void {
    setText(this.#status, this.#headline());
    const failed = this.#rows.some((row) => !row.passed);
    this.#status.dataset.state = failed ? 'failed' : this.#summary ? 'passed' : 'running';
    this.#progress.value = this.#total > 0 ? this.#rows.length / this.#total : 0;
    this.#progress.hidden = this.#summary !== null;
  }

  #render(): void {
    this.#list.replaceChildren(...this.#rows.map(rowElement));
    this.#frame.replaceChildren(
      dialogHeader(t('checkTitle'), () => this.element.close()),
      element('p', { class: 'dialog-lead' }, t('checkLead')),
      this.#status,
      this.#progress,
      this.#list,
      element(
        'div',
        { class: 'dialog-actions' },
        reportButton(t('checkCopyText'), () => this.report()),
        reportButton(t('checkCopyJson'), () =>
          JSON.stringify({ ...this.#summary, kernels: this.#rows }, null, 2),
        ),
      ),
    );
    this.#updateStatus();
  }
}

/** Title and close button that every dialog starts with. */
export function dialogHeader(title: string, close: () => void): HTMLElement {
  const label = { type: 'button', 'aria-label': t('close'), title: t('close') };
  return element(
    'header',
    { class: 'dialog-header' },
    element('h2', {}, title),
    element('button', { class: 'button-quiet', attributes: label, on: { click: close } }, icon('close')),
  );
}

function reportButton(label: string, report: () => string): HTMLButtonElement {
  const button = element('button', { class: 'button', attributes: { type: 'button' } }, label);
  button.addEventListener('click', () => {
    void copyText(report()).then((copied) => setText(button, copied ? t('copied') : t('copyFailed')));
  });
  return button;
}

function rowElement(row: SelfCheckRow): HTMLElement {
  const bar = element('span', { class: 'check-bar', attributes: { 'aria-hidden': 'true' } });
  const fill = element('span', { class: 'check-fill' });
  fill.style.inlineSize = `${100 * Math.min(Math.max(row.ratio, 0), 1)}%`;
  bar.append(fill);
  const figures = [
    `${row.cases} ${t('checkCases')}`,
    `${row.output}: ${t('checkError')} ${formatNumber(row.worstError, 3)}`,
    `${t('checkTolerance')} ${formatNumber(row.tolerance, 3)}`,
  ];
  return element(
    'section',
    { class: row.passed ? 'check-row' : 'check-row check-row-failed' },
    element('code', { class: 'check-kernel' }, row.kernel),
    element('span', { class: 'check-verdict' }, row.passed ? t('checkPass') : t('checkFail')),
    bar,
    element(
      'span',
      { class: 'check-ratio', attributes: { title: t('checkRatio') } },
      Number.isFinite(row.ratio) ? row.ratio.toFixed(2) : '–',
    ),
    element('p', { class: 'check-figures' }, figures.join(' · ')),
    element('p', { class: 'check-because' }, pick(row.because)),
    row.detail === undefined ? null : element('p', { class: 'check-detail' }, row.detail),
  );
}
