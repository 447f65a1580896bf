/**
 * A scalar per point to colours: value_range finds the scale, colour_points looks the colours up. Density, the one
 * scalar that is dear, is a kernel estimate over all pairs: pair_logsumexp of every point among the others.
 */
import colourPoints from '../kernels/colour_points';
import logsumexpCombine from '../kernels/logsumexp_combine';
import pairLogsumexp from '../kernels/pair_logsumexp';
import valueRange from '../kernels/value_range';
import type { Executor, Recorder } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../runtime/tensor';
import { partialCount, pieces } from './tiling';

/** Temperature of the density: a von Mises-Fisher kernel. */
const DENSITY_TAU = 0.1;
/** One density pass is n^2 (d + EXP_COST): an exp costs about as much as 16 multiply-adds. */
const EXP_COST = 16;
/** The dearest density pass worth waiting for, and what one round of measures may spend on it, by adapter. */
const DENSITY_WORK = {
  software: { largest: 2 ** 30, perRound: 2 ** 24 },
  gpu: { largest: 2 ** 34, perRound: 2 ** 30 },
} as const;

/** Values drawn: a component of records [count, stride]. */
export interface ColourField {
  readonly values: DeviceTensor<'f32'>;
  readonly stride: number;
  readonly component: number;
  /** Whole numbers that index the categorical table. */
  readonly categorical: boolean;
}

export interface ColourTables {
  /** [256, 4] each, linear RGBA */
  readonly sequential: Float32Array;
  readonly categorical: Float32Array;
}

export class ColouringProgram {
  static readonly kernels: readonly AnyKernel[] = [colourPoints, valueRange, pairLogsumexp, logsumexpCombine];

  /** [count]: log density of every point; null where a pass would be too dear for this adapter. */
  readonly density: DeviceTensor<'f32'> | null;
  /** [2]: the scale of the latest colours. */
  readonly range: DeviceTensor<'f32'>;
  readonly #executor: Executor;
  readonly #count: number;
  readonly #d4: number;
  readonly #tables: { readonly sequential: DeviceTensor<'f32'>; readonly categorical: DeviceTensor<'f32'> };
  readonly #partials: DeviceTensor<'f32'> | null;
  readonly #best: DeviceTensor<'f32'> | null;
  readonly #chunks: number;
  readonly #roundsPerPass: number;
  #round = 0;

  /** For `count` points of `columns` coordinates. */
  constructor(executor: Executor, scope: GpuScope, count: number, columns: number, tables: ColourTables) {
    this.#executor = executor;
    this.#count = count;
    this.#d4 = paddedColumns(columns) / 4;
    this.range = executor.allocate(scope, 'colour range', [2]);
    this.#tables = {
      sequential: executor.allocate(scope, 'sequential colours', [tables.sequential.length / 4, 4]),
      categorical: executor.allocate(scope, 'categorical colours', [tables.categorical.length / 4, 4]),
    };
    const { largest, perRound } = DENSITY_WORK[executor.adapter?.software === false ? 'gpu' : 'software'];
    const work = count * count * (columns + EXP_COST);
    const dense = work <= largest;
    this.#roundsPerPass = Math.ceil(work / perRound);
    this.#chunks = partialCount(count, count);
    this.density = dense ? executor.allocate(scope, 'density', [count]) : null;
    this.#best = dense ? executor.allocate(scope, 'density peaks', [count, 2]) : null;
    this.#partials = dense ? executor.allocate(scope, 'density partials', [count, this.#chunks, 4]) : null;
    this.setTables(tables);
  }

  setTables({ sequential, categorical }: ColourTables): void {
    this.#executor.write(this.#tables.sequential, sequential);
    this.#executor.write(this.#tables.categorical, categorical);
  }

  /** The next round of measures brings the density up to date. */
  expectDensity(): void {
    this.#round = 0;
  }

  /** One round of measures: as many rounds apart as their cost asks for, the density of `points` anew. */
  encodeDensity(recorder: Recorder, points: DeviceTensor<'f32'>): void {
    if (!this.density || !this.#partials || !this.#best) return;
    if (this.#round++ % this.#roundsPerPass !== 0) return;
    recorder.stage('density');
    for (const piece of pieces(this.#count, this.#chunks, 1)) {
      recorder.dispatch(
        pairLogsumexp,
        { z: points, partials: this.#partials },
        {
          group_rows: this.#count,
          groups: 1,
          anchor_groups: 1,
          d4: this.#d4,
          ...piece,
          inv_tau: 1 / DENSITY_TAU,
        },
      );
    }
    recorder.dispatch(
      logsumexpCombine,
      { partials: this.#partials, lse: this.density, best: this.#best },
      { rows: this.#count, chunks: this.#chunks },
    );
  }

  /** Colours [count, 4] of a field, on the scale of its own extremes. */
  encode(recorder: Recorder, field: ColourField, colours: DeviceTensor<'f32'>): void {
    const { values, stride, component, categorical } = field;
    const count = this.#count;
    const table = categorical ? this.#tables.categorical : this.#tables.sequential;
    recorder.stage('colours');
    recorder.dispatch(valueRange, { values, range: this.range }, { count, stride, component });
    recorder.dispatch(
      colourPoints,
      { values, range: this.range, table, colours },
      { count, stride, component, size: table.shape[0] ?? 1, categorical: categorical ? 1 : 0 },
    );
  }
}
