/**
 * What signals, gradients and angles do with depth, over a grid of weight gains and bias deviations: every cell is a network
 * of its own, and all share their weights and biases up to the two dials, so that the dials alone tell cells apart.
 */
import type { Executor } from '../runtime/executor';
import { GpuScope } from '../runtime/scope';
import { type CellMeasures, PhaseGrid } from './phaseGrid';
import type { PhaseSettings } from './phaseSettings';

export type { PhaseSettings } from './phaseSettings';

/** What is known so far; each array is [biases, gains], NaN where nothing was computed yet. */
export interface PhaseResult {
  /** d log10 E[z^2] / d layer over the last half of the layers: decades a layer, averaged over draws. */
  readonly forwardRate: Float64Array;
  /** The same of E[(dS/dh)^2] towards the input: log10 chi in mean-field theory. -Infinity where no gradient is left. */
  readonly gradientRate: Float64Array;
  /** Mean cosine of the pre-activations of two inputs in the last layer. */
  readonly cosine: Float64Array;
  /** From 0 to 1. */
  readonly done: number;
}

export interface PhaseOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (result: PhaseResult) => void;
}

/**
 * Runs the networks of the whole grid, draw by draw, and reports as the picture fills in. The tensors live for the call
 * alone; each submit is bounded and awaited, so that a page goes on beside it.
 * @throws RangeError for settings that describe no grid, AbortError when cancelled
 */
export async function phaseDiagram(
  executor: Executor,
  settings: PhaseSettings,
  { signal, onProgress }: PhaseOptions = {},
): Promise<PhaseResult> {
  await executor.prepare(PhaseGrid.kernels);
  signal?.throwIfAborted();
  using scope = new GpuScope('phase diagram');
  const grid = new PhaseGrid(executor, scope, settings);
  const averages = new Averages(grid.cells);
  const total = grid.cells * settings.seeds;
  for (let draw = 0; draw < settings.seeds; draw++) {
    await grid.draw(draw);
    signal?.throwIfAborted();
    for (let first = 0; first < grid.cells; first += grid.together) {
      averages.add(first, await grid.measure(first));
      signal?.throwIfAborted();
      const done = (draw * grid.cells + Math.min(first + grid.together, grid.cells)) / total;
      onProgress?.(averages.result(done));
    }
  }
  return averages.result(1);
}

/** Running means over draws, cell by cell. */
class Averages {
  readonly #sums: Record<keyof CellMeasures, Float64Array>;
  readonly #draws: Uint32Array;

  constructor(cells: number) {
    this.#sums = {
      forwardRate: new Float64Array(cells),
      gradientRate: new Float64Array(cells),
      cosine: new Float64Array(cells),
    };
    this.#draws = new Uint32Array(cells);
  }

  add(first: number, measures: readonly CellMeasures[]): void {
    for (const [index, measure] of measures.entries()) {
      const cell = first + index;
      this.#draws[cell] = (this.#draws[cell] ?? 0) + 1;
      for (const [name, sums] of this.#entries()) sums[cell] = (sums[cell] ?? 0) + measure[name];
    }
  }

  /** 0 / 0 where nothing was measured: NaN. */
  result(done: number): PhaseResult {
    const mean = (sums: Float64Array): Float64Array =>
      sums.map((sum, cell) => sum / (this.#draws[cell] ?? 0));
    const { forwardRate, gradientRate, cosine } = this.#sums;
    return { forwardRate: mean(forwardRate), gradientRate: mean(gradientRate), cosine: mean(cosine), done };
  }

  #entries(): [keyof CellMeasures, Float64Array][] {
    return Object.entries(this.#sums) as [keyof CellMeasures, Float64Array][];
  }
}
