/** The part of the closer look that works on a sample of the rows: pairs, neighbours, classes and the verdict. */
import type { Labels } from '../../data/dataset';
import gatherRows from '../../kernels/gather_rows';
import { CentringProgram } from '../../programs/centring';
import type { Submit } from '../../programs/contrastive';
import type { SampleTask } from '../../programs/diagnosis';
import { NeighbourProgram } from '../../programs/neighbours';
import { PairwiseProgram } from '../../programs/pairwise';
import { UniformityProgram } from '../../programs/uniformity';
import { UNIFORMITY_T } from '../../reference/uniformity';
import type { Executor } from '../../runtime/executor';
import type { AnyKernel } from '../../runtime/kernel';
import type { GpuScope } from '../../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../../runtime/tensor';

/** Neighbours a row is asked for: enough for graphs that chance does not tear. */
const NEIGHBOURS = 10;

export interface DiagnosisShape {
  /** Rows of the cloud that are looked at: the first `rows` of the points. */
  readonly rows: number;
  readonly columns: number;
  readonly points: DeviceTensor<'f32'>;
  /** [rows, 4] as drawn. */
  readonly positions: DeviceTensor<'f32'>;
  readonly labels: Labels | null;
  /** Bound of the entries of the points: 1 for unit rows. */
  readonly largest: number;
  readonly palette: Float32Array;
}

/** Evenly thinned rows of the cloud and what is measured on them. Owns its tensors through the session's scope. */
export class DiagnosisSample {
  static readonly kernels: readonly AnyKernel[] = [
    gatherRows,
    ...PairwiseProgram.kernels,
    ...NeighbourProgram.kernels,
    ...UniformityProgram.kernels,
    ...CentringProgram.kernels,
  ];

  readonly rows: number;
  readonly #executor: Executor;
  readonly #shape: DiagnosisShape;
  readonly #order: DeviceTensor<'u32'>;
  readonly #z: DeviceTensor<'f32'>;
  readonly #positions: DeviceTensor<'f32'>;
  readonly #centring: CentringProgram;
  readonly #pairs: { readonly raw: PairwiseProgram; readonly centred: PairwiseProgram };
  readonly #uniformity: { readonly raw: UniformityProgram; readonly centred: UniformityProgram };
  readonly #neighbours: NeighbourProgram;
  readonly #labels: ReturnType<typeof labelsOf>;

  constructor(
    executor: Executor,
    scope: GpuScope,
    shape: DiagnosisShape,
    rows: number,
    workPerSubmit: number,
  ) {
    const { columns, labels } = shape;
    this.#executor = executor;
    this.#shape = shape;
    this.rows = rows;
    const kept = evenRows(shape.rows, rows);
    this.#order = executor.allocate(scope, 'sampled rows', [rows], 'u32');
    executor.write(this.#order, kept);
    this.#z = executor.allocate(scope, 'sample', [rows, paddedColumns(columns)]);
    this.#positions = executor.allocate(scope, 'sampled positions', [rows, 4]);
    this.#centring = new CentringProgram(executor, scope, rows, columns);
    const pairs = () => new PairwiseProgram(executor, scope, rows, columns, workPerSubmit);
    const uniformity = () => new UniformityProgram(executor, scope, rows, columns, workPerSubmit);
    this.#pairs = { raw: pairs(), centred: pairs() };
    this.#uniformity = { raw: uniformity(), centred: uniformity() };
    this.#neighbours = new NeighbourProgram(executor, scope, rows, columns, NEIGHBOURS, workPerSubmit);
    this.#labels = labelsOf(labels, kept);
  }

  encode(submit: Submit, temperature: number): void {
    const { columns, points, positions } = this.#shape;
    const rows = this.rows;
    submit((recorder) => {
      recorder.stage('sample');
      recorder.dispatch(
        gatherRows,
        { x: points, order: this.#order, gathered: this.#z },
        { rows, d4: paddedColumns(columns) / 4 },
      );
      recorder.dispatch(
        gatherRows,
        { x: positions, order: this.#order, gathered: this.#positions },
        { rows, d4: 1 },
      );
      this.#centring.encode(recorder, this.#z, true);
    });
    this.#pairs.raw.encode(submit, this.#z, temperature);
    this.#pairs.centred.encode(submit, this.#centring.centred, temperature);
    this.#uniformity.raw.encode(submit, this.#z, UNIFORMITY_T);
    this.#uniformity.centred.encode(submit, this.#centring.centred, UNIFORMITY_T);
    this.#neighbours.encode(submit, this.#z);
    this.#neighbours.encodeDrawn(submit, this.#positions, this.#z);
  }

  /** What the latest encoding found, as a task for the solver. */
  async read(temperature: number): Promise<SampleTask> {
    const { columns } = this.#shape;
    const executor = this.#executor;
    const [z, pairs, centredPairs, raw, centred, neighbours] = await Promise.all([
      executor.read(this.#z),
      this.#pairs.raw.read(),
      this.#pairs.centred.read(),
      executor.read(this.#uniformity.raw.logSum),
      executor.read(this.#uniformity.centred.logSum),
      this.#neighbours.read(),
    ]);
    return {
      kind: 'sample',
      rows: this.rows,
      columns,
      z,
      temperature,
      pairs,
      centredPairs,
      potentials: { raw: raw[0] ?? Number.NaN, centred: centred[0] ?? Number.NaN },
      neighbours,
      labels: this.#labels,
    };
  }
}

/** Labels of the rows kept. */
export function labelsOf(
  labels: Labels | null,
  kept: Uint32Array,
): Pick<Labels, 'values' | 'classes'> | null {
  return labels && { values: kept.map((row) => labels.values[row] ?? 0), classes: labels.classes };
}

/** `count` of `total` rows, evenly. */
export function evenRows(total: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => Math.floor((i * total) / count));
}
