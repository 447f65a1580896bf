/**
 * The rows of one layer as directions on the sphere: angles between inputs, and what depth does to them.
 *
 *   h_l --normalize_rows--> unit rows --ProjectionProgram--> positions;  a coordinate of the input --ColouringProgram--> colours
 */
import normalizeRows from '../../kernels/normalize_rows';
import { type ColourField, ColouringProgram } from '../../programs/colouring';
import { PickingProgram } from '../../programs/picking';
import { ProjectionProgram } from '../../programs/projection';
import type { Executor, Recorder } from '../../runtime/executor';
import type { AnyKernel } from '../../runtime/kernel';
import type { GpuScope } from '../../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../../runtime/tensor';
import type { Cloud, Palette, PointDetails, PointerQuery } from '../experiment';

/** Power iterations towards the principal axes of a layer that is drawn for the first time, and of the same at a later frame. */
const FIRST_ITERATIONS = 24;
const LATER_ITERATIONS = 1;
const NEIGHBOURS = 5;

/** What depends on a layer's width. */
interface Lens {
  readonly unit: DeviceTensor<'f32'>;
  readonly projection: ProjectionProgram;
  readonly picking: PickingProgram;
}

export interface LayerMatrix {
  readonly layer: number;
  readonly columns: number;
  readonly x: DeviceTensor<'f32'>;
}

export class LayerCloud {
  static readonly kernels: readonly AnyKernel[] = [
    normalizeRows,
    ...ProjectionProgram.kernels,
    ...PickingProgram.kernels,
    ...ColouringProgram.kernels,
  ];

  readonly cloud: Cloud;
  readonly #executor: Executor;
  readonly #scope: GpuScope;
  readonly #seed: number;
  readonly #norms: DeviceTensor<'f32'>;
  readonly #colouring: ColouringProgram;
  readonly #field: ColourField;
  readonly #lenses = new Map<number, Lens>();
  #drawn: LayerMatrix | null = null;
  #fresh = true;

  /** @param field what colours the rows, the same in every layer */
  constructor(
    executor: Executor,
    scope: GpuScope,
    rows: number,
    seed: number,
    field: ColourField,
    palette: Palette,
  ) {
    this.#executor = executor;
    this.#scope = scope;
    this.#seed = seed;
    this.#field = field;
    this.#norms = executor.allocate(scope, 'lengths of the rows', [rows]);
    this.#colouring = new ColouringProgram(executor, scope, rows, 4, palette);
    this.cloud = {
      count: rows,
      positions: executor.allocate(scope, 'positions', [rows, 4]),
      colours: executor.allocate(scope, 'colours', [rows, 4]),
      pairEnds: executor.allocate(scope, 'no pair ends', [2, 4]),
      pairs: 0,
    };
  }

  /** What is drawn has become another: its axes are looked for anew. */
  renew(): void {
    this.#fresh = true;
  }

  setPalette(palette: Palette): void {
    this.#colouring.setTables(palette);
  }

  /** Positions and colours of a layer's rows. A row of zeros has no direction: it stands at the centre. */
  encode(recorder: Recorder, matrix: LayerMatrix): void {
    const { count, positions, colours } = this.cloud;
    const { unit, projection } = this.#lens(matrix.columns);
    recorder.stage('projection');
    recorder.dispatch(
      normalizeRows,
      { x: matrix.x, unit, norms: this.#norms },
      { rows: count, d4: paddedColumns(matrix.columns) / 4 },
    );
    const again = !this.#fresh && this.#drawn?.layer === matrix.layer;
    this.#fresh = false;
    if (!again) projection.resetAxes();
    this.#drawn = matrix;
    projection.encodePrincipal(recorder, unit, again ? LATER_ITERATIONS : FIRST_ITERATIONS);
    projection.encode(recorder, unit, positions, count, false);
    this.#colouring.encode(recorder, this.#field, colours);
  }

  /** Ends of the colour scale, as drawn last. */
  get range(): DeviceTensor<'f32'> {
    return this.#colouring.range;
  }

  async pick(query: PointerQuery, labelOf: (row: number) => string | null): Promise<PointDetails | null> {
    if (!this.#drawn) return null;
    const { unit, picking } = this.#lens(this.#drawn.columns);
    const { positions } = this.cloud;
    const index = await picking.pick(positions, query);
    if (index === null) return null;
    const [neighbours, places] = await Promise.all([
      picking.neighbours(unit, index, NEIGHBOURS),
      this.#executor.read(positions),
    ]);
    const described = (i: number) => ({
      index: i,
      label: labelOf(i),
      position: [places[4 * i] ?? 0, places[4 * i + 1] ?? 0, places[4 * i + 2] ?? 0] as const,
    });
    return {
      ...described(index),
      neighbours: neighbours.map(({ index: i, cosine }) => ({ ...described(i), cosine })),
    };
  }

  #lens(columns: number): Lens {
    const known = this.#lenses.get(columns);
    if (known) return known;
    const { count } = this.cloud;
    const lens = {
      unit: this.#executor.allocate(this.#scope, 'directions', [count, paddedColumns(columns)]),
      projection: new ProjectionProgram(this.#executor, this.#scope, count, columns, this.#seed),
      picking: new PickingProgram(this.#executor, this.#scope, count, columns),
    };
    this.#lenses.set(columns, lens);
    return lens;
  }
}
