// `npm run new:experiment NAME`: a small page that runs, measures and teaches, to be changed into the one you need.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scaffold } from './scaffold.mjs';
import { ROOT } from './stages.mjs';

/** @returns {string[]} the page ids, in their order */
function experimentIds() {
  const source = readFileSync(join(ROOT, 'src/experiments/experiment.ts'), 'utf8');
  const list = /EXPERIMENT_IDS = \[([^\]]*)\]/.exec(source)?.[1];
  if (list === undefined) throw new Error('src/experiments/experiment.ts declares no EXPERIMENT_IDS');
  return [...list.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '');
}

/** @param {string} id */
const index = (id) => `/**
 * How far from zero is the mean of n uniform directions? Every step draws n new points on S^2 and measures
 * || (1/n) sum_i z_i ||, whose mean square is exactly 1/n: the floor below which no finite batch looks uniform.
 */
import initializePoints, { INITIAL_STATES } from '../../kernels/initialize_points';
import projectPoints from '../../kernels/project_points';
import sumColumns from '../../kernels/sum_columns';
import { STREAMS } from '../../random';
import type { Executor, Recorder } from '../../runtime/executor';
import { GpuScope } from '../../runtime/scope';
import { paddedColumns } from '../../runtime/tensor';
import type {
  ColourLegend,
  Controls,
  ControlValue,
  Experiment,
  OpenOptions,
  Palette,
  Session,
  Snapshot,
} from '../experiment';
import { NOTES_EN } from './notes.en';
import { NOTES_ZH } from './notes.zh';

const DIMENSION = 3;
const COLUMNS = paddedColumns(DIMENSION);

const FOLDER = { en: 'Data', zh: '数据' };

const CONTROLS = {
  n: {
    kind: 'number',
    initial: 512,
    minimum: 2,
    maximum: 16_384,
    integer: true,
    scale: 'log',
    unit: 'points',
    folder: FOLDER,
    effect: 'restart',
    label: { en: 'Points n', zh: '点数 n' },
    help: { en: 'Number of directions drawn at every step.', zh: '每一步抽取的方向个数。' },
  },
  seed: {
    kind: 'number',
    initial: 1,
    minimum: 0,
    maximum: 4_294_967_295,
    integer: true,
    folder: FOLDER,
    effect: 'restart',
    label: { en: 'Seed', zh: '随机种子' },
    help: { en: 'The same seed gives the same draws.', zh: '相同的种子给出相同的抽样。' },
  },
} as const satisfies Controls;

class MeanDirectionSession implements Session {
  readonly #scope = new GpuScope('${id}');
  readonly #executor: Executor;
  readonly #n: number;
  readonly #seed: number;
  readonly #points;
  readonly #axes;
  readonly #mean;
  readonly cloud;
  readonly remarks = [];
  readonly caption = { en: 'The sphere itself: nothing is hidden.', zh: '就是球面本身：没有隐藏任何东西。' };
  readonly legend: ColourLegend = {
    kind: 'classes',
    title: { en: 'Points', zh: '点' },
    classes: ['z'],
  };
  #step = 0;

  constructor({ executor, controls: { n, seed }, palette }: OpenOptions<typeof CONTROLS>) {
    this.#executor = executor;
    this.#n = n;
    this.#seed = seed;
    this.#points = executor.allocate(this.#scope, 'points', [n, COLUMNS]);
    this.#axes = executor.allocate(this.#scope, 'axes', [COLUMNS, 4]);
    this.#mean = executor.allocate(this.#scope, 'mean', [COLUMNS]);
    this.cloud = {
      count: n,
      positions: executor.allocate(this.#scope, 'positions', [n, 4]),
      colours: executor.allocate(this.#scope, 'colours', [n, 4]),
      pairEnds: executor.allocate(this.#scope, 'pair ends', [2, 4]),
      pairs: 0,
    };
    // Three dimensions need no projection: the axes are the coordinates'.
    executor.write(this.#axes, Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0));
    this.setPalette(palette);
    executor.submit((recorder) => this.#draw(recorder));
  }

  get step(): number {
    return this.#step;
  }

  encodeStep(recorder: Recorder): void {
    this.#step += 1;
    this.#draw(recorder);
  }

  encodeFrame(recorder: Recorder): void {
    recorder.stage('project');
    const tensors = { x: this.#points, axes: this.#axes, positions: this.cloud.positions };
    recorder.dispatch(projectPoints, tensors, { rows: this.#n, d4: COLUMNS / 4, to_surface: 0 });
  }

  encodeMeasures(recorder: Recorder): void {
    recorder.stage('mean');
    const tensors = { x: this.#points, readings: this.#mean };
    recorder.dispatch(sumColumns, tensors, { rows: this.#n, cols: COLUMNS, slot: 0, scale: 1 / this.#n });
  }

  measures() {
    const step = this.#step;
    const pending = this.#executor.readSoon(this.#mean);
    return (
      pending?.then((mean) => ({
        readings: [{ step, name: 'mean_length', value: Math.hypot(...mean), unit: '' }],
        histogram: { minimum: -1, maximum: 1, series: [] },
      })) ?? null
    );
  }

  referenceLines(chart: string) {
    if (chart !== 'mean') return [];
    const label = { en: '1 / √n, root mean square', zh: '1 / √n，均方根' };
    return [{ label, value: 1 / Math.sqrt(this.#n) }];
  }

  /** Every control of this page needs a restart. */
  set(_control: string, _value: ControlValue): boolean {
    return false;
  }

  /** One class, the table's first colour. */
  setPalette({ categorical }: Palette): void {
    const colours = Float32Array.from({ length: 4 * this.#n }, (_, i) => categorical[i % 4] ?? 0);
    this.#executor.write(this.cloud.colours, colours);
  }

  pick() {
    return Promise.resolve(null);
  }

  /** A step depends on the seed and its number alone. */
  async snapshot(): Promise<Snapshot> {
    return { step: this.#step, contents: null };
  }

  restore({ step }: Snapshot): void {
    this.#step = step;
    this.#executor.submit((recorder) => this.#draw(recorder));
  }

  [Symbol.dispose](): void {
    this.#scope[Symbol.dispose]();
  }

  /** A fresh cloud for this step: the step is added to the seed, so the same seed gives the same run. */
  #draw(recorder: Recorder): void {
    recorder.stage('draw');
    const seed = (this.#seed + this.#step) >>> 0;
    recorder.dispatch(
      initializePoints,
      { points: this.#points },
      {
        key: [seed, STREAMS.positions],
        centre_key: [seed, STREAMS.centres],
        rows: this.#n,
        d: DIMENSION,
        kind: INITIAL_STATES.uniform,
        groups: 1,
        spread: 0,
      },
    );
  }
}

const experiment: Experiment<typeof CONTROLS> = {
  id: '${id}',
  title: { en: 'Mean direction', zh: '平均方向' },
  question: {
    en: 'How far from zero is the mean of n uniform directions?',
    zh: 'n 个均匀方向的平均值离零有多远？',
  },
  controls: CONTROLS,
  charts: [
    {
      id: 'mean',
      title: { en: 'Length of the mean direction', zh: '平均方向的长度' },
      help: {
        en: 'Zero only for infinitely many points: a finite batch always has a mean.',
        zh: '只有点数无穷时才为零：有限的一批点总有非零的平均值。',
      },
      unit: '',
      series: [{ reading: 'mean_length', label: { en: 'mean direction', zh: '平均方向' } }],
    },
  ],
  notes: { en: NOTES_EN, zh: NOTES_ZH },
  dataControls: { fixed: [], only: [] },
  referenceLimits: { n: 256 },
  async open(options: OpenOptions<typeof CONTROLS>): Promise<Session> {
    await options.executor.prepare([initializePoints, projectPoints, sumColumns]);
    return new MeanDirectionSession(options);
  },
};

export default experiment;
`;

const NOTES_EN = `import type { NoteBlock } from '../notes';

/** What the page teaches, in English. */
export const NOTES_EN: readonly NoteBlock[] = [
  { kind: 'heading', text: 'What you are looking at' },
  {
    kind: 'paragraph',
    text: 'Every step draws $n$ new directions, uniform on the sphere. Their mean is not zero: its squared length is $1/n$ on average, because the cross terms of independent directions vanish.',
  },
  { kind: 'formula', tex: '\\\\mathbb{E}\\\\,\\\\Bigl\\\\|\\\\frac{1}{n}\\\\sum_i z_i\\\\Bigr\\\\|^2 = \\\\frac{1}{n}' },
];
`;

const NOTES_ZH = `import type { NoteBlock } from '../notes';

/** What the page teaches, in Chinese. */
export const NOTES_ZH: readonly NoteBlock[] = [
  { kind: 'heading', text: '你看到的是什么' },
  {
    kind: 'paragraph',
    text: '每一步都在球面上均匀抽取 $n$ 个新方向。它们的平均值并不是零：独立方向的交叉项平均为零，所以长度的平方平均为 $1/n$。',
  },
  { kind: 'formula', tex: '\\\\mathbb{E}\\\\,\\\\Bigl\\\\|\\\\frac{1}{n}\\\\sum_i z_i\\\\Bigr\\\\|^2 = \\\\frac{1}{n}' },
];
`;

const ids = experimentIds();
process.exitCode = scaffold(ROOT, {
  name: process.argv[2],
  pattern: new RegExp(`^(${ids.join('|')})$`),
  rule: `The pages are ${ids.join(', ')}: name one of them, or first add the new one to EXPERIMENT_IDS in src/experiments/experiment.ts.`,
  files: (id) => ({
    [`src/experiments/${id}/index.ts`]: index(id),
    [`src/experiments/${id}/notes.en.ts`]: NOTES_EN,
    [`src/experiments/${id}/notes.zh.ts`]: NOTES_ZH,
  }),
});
