/** Magnitudes of gradients by step, kept even over the run and bounded in number. */
import type { GradientHeatFrame } from '../layerFigures';

const MOST_COLUMNS = 160;

export class GradientHistory {
  readonly #depth: number;
  #columns: { readonly step: number; readonly magnitudes: Float64Array }[] = [];
  /** Steps at least between two columns; doubles whenever every second one goes. */
  #spacing = 1;

  constructor(depth: number) {
    this.#depth = depth;
  }

  /** @param magnitudes log10 [depth] */
  push(step: number, magnitudes: Float64Array): void {
    const last = this.#columns.at(-1)?.step ?? Number.NEGATIVE_INFINITY;
    if (step < last + this.#spacing) return;
    this.#columns.push({ step, magnitudes });
    if (this.#columns.length <= MOST_COLUMNS) return;
    this.#columns = this.#columns.filter((_, index) => index % 2 === 0);
    this.#spacing *= 2;
  }

  /** Forgets what came after a step. */
  cut(step: number): void {
    this.#columns = this.#columns.filter((column) => column.step <= step);
  }

  frame(label: GradientHeatFrame['label']): GradientHeatFrame {
    const values = new Float64Array(this.#columns.length * this.#depth);
    for (const [index, { magnitudes }] of this.#columns.entries())
      values.set(magnitudes, index * this.#depth);
    return { steps: this.#columns.map(({ step }) => step), depth: this.#depth, values, label };
  }
}
