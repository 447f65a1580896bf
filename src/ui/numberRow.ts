/**
 * The widgets of one number in the panel: a native range (keyboard, touch and screen readers for free) beside a
 * field that takes the exact value. On a log scale the range runs over the decimal logarithm.
 */
import type { NumberControl } from '../experiments/experiment';
import { element } from './dom';
import { formatValue, roundSignificant } from './format';

/** Ticks of a range that is not over whole numbers. */
const RANGE_STEPS = 240;
/** Digits kept of what the range gives, so that the number shown is the number used. */
const RANGE_DIGITS = 3;

export interface NumberRow {
  readonly nodes: readonly HTMLElement[];
  readonly inputs: readonly HTMLInputElement[];
  show(value: number): void;
}

export interface NumberRowOptions {
  readonly control: NumberControl;
  readonly value: number;
  /** Called while dragging for live controls, on release for those that restart. */
  readonly onChange: (value: number) => void;
}

export function createNumberRow({ control, value, onChange }: NumberRowOptions): NumberRow {
  const scale = rangeScale(control);
  let shown = value;

  const range = element('input', {
    attributes: { type: 'range', min: scale.low, max: scale.high, step: scale.step },
  });
  const field = element('input', {
    class: 'number-field',
    attributes: { type: 'text', inputmode: 'decimal', autocomplete: 'off', spellcheck: 'false' },
  });
  const unit = control.unit ? element('span', { class: 'number-unit' }, control.unit) : null;

  const show = (next: number) => {
    shown = next;
    const position = scale.toRange(next);
    range.value = String(position);
    range.style.setProperty('--fill', `${(100 * (position - scale.low)) / (scale.high - scale.low)}%`);
    range.setAttribute('aria-valuetext', [formatValue(next), control.unit].filter(Boolean).join(' '));
    field.value = formatValue(next);
    field.removeAttribute('aria-invalid');
  };
  const commit = (next: number) => {
    const changed = next !== reported;
    show(next);
    if (!changed) return;
    reported = next;
    onChange(next);
  };
  let reported = value;

  const fromRange = () =>
    admit(control, roundSignificant(scale.fromRange(Number(range.value)), RANGE_DIGITS));
  range.addEventListener('input', () => {
    if (control.effect === 'live') commit(fromRange());
    else show(fromRange());
  });
  range.addEventListener('change', () => commit(shown));

  const fromField = () => {
    const typed = Number(field.value.replace(',', '.').replace('\u2212', '-'));
    if (field.value.trim() === '' || !Number.isFinite(typed)) field.setAttribute('aria-invalid', 'true');
    else commit(admit(control, typed));
  };
  field.addEventListener('change', fromField);
  field.addEventListener('blur', () => show(shown));
  field.addEventListener('focus', () => field.select());
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') fromField();
    else if (event.key === 'Escape') show(shown);
    else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      const ticks = (event.shiftKey ? 10 : 1) * (event.key === 'ArrowUp' ? 1 : -1);
      const moved = scale.fromRange(scale.toRange(shown) + ticks * scale.step);
      commit(admit(control, control.integer ? shown + ticks : roundSignificant(moved, RANGE_DIGITS)));
    }
  });

  show(value);
  return {
    nodes: unit ? [range, field, unit] : [range, field],
    inputs: [range, field],
    show: (next) => {
      reported = next;
      // A value that is being typed is the visitor's; it is read or put back when they leave the field.
      if (document.activeElement !== field) show(next);
      else shown = next;
    },
  };
}

interface RangeScale {
  readonly low: number;
  readonly high: number;
  readonly step: number;
  toRange(value: number): number;
  fromRange(position: number): number;
}

/** @throws RangeError for a log scale that reaches 0 */
function rangeScale(control: NumberControl): RangeScale {
  const { minimum, maximum } = control;
  if (control.scale !== 'log') {
    const step = control.integer ? 1 : (maximum - minimum) / RANGE_STEPS;
    return {
      low: minimum,
      high: maximum,
      step,
      toRange: (value) => value,
      fromRange: (position) => position,
    };
  }
  if (minimum <= 0) throw new RangeError(`a log scale needs a minimum above 0, not ${minimum}`);
  const low = Math.log10(minimum);
  const high = Math.log10(maximum);
  return { low, high, step: (high - low) / RANGE_STEPS, toRange: Math.log10, fromRange: (x) => 10 ** x };
}

/** The nearest value that the control allows. */
function admit(control: NumberControl, value: number): number {
  const whole = control.integer ? Math.round(value) : value;
  return Math.min(Math.max(whole, control.minimum), control.maximum);
}
