/**
 * Small seeded tasks for a network to learn. Points in the plane are lifted to the network's width by a random matrix, with a
 * little noise in every coordinate, and every column is standardised; made in Float64 and rounded once.
 */
import { RandomStream, STREAMS } from '../random';

export const TASKS = ['spirals', 'moons', 'xor', 'regression'] as const;

export type TaskName = (typeof TASKS)[number];

/** Rows to learn from; labels for a task of classes, targets for one of values, never both. */
export interface Task {
  readonly name: TaskName;
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns], every column of mean 0 and variance 1 */
  readonly inputs: Float32Array;
  /** What a network that learns it puts out: a logit a class, or one value. */
  readonly outputs: number;
  /** [rows], below `outputs` */
  readonly labels: Uint32Array | null;
  /** [rows, outputs] */
  readonly targets: Float32Array | null;
}

export interface TaskSize {
  /** From 4, so that every column varies. */
  readonly rows: number;
  /** Coordinates of a row, 1 or more. */
  readonly columns: number;
  /** unsigned 32-bit */
  readonly seed: number;
}

/** A point of the plane, and its class or value. */
interface Sample {
  readonly point: readonly [number, number];
  readonly answer: number;
}

const CLASSES = 2;
/** Turns of a spiral arm: with one and a half, a line through the middle crosses the arms five times. */
const TURNS = 1.5;
/** Deviation of the noise in the plane and, after the lift, in every coordinate of unit variance. */
const PLANE_NOISE = 0.03;
const COLUMN_NOISE = 0.05;
/** Substreams of `tasks`: streams are spaced by 16. */
const SUBSTREAM = 16;

/** How row `row` is drawn from two uniforms in [0, 1) and two normals; even rows are of class 0. */
const SAMPLES: Readonly<
  Record<
    TaskName,
    (row: number, uniforms: readonly [number, number], normals: readonly [number, number]) => Sample
  >
> = {
  spirals: (row, [u], [a, b]) => {
    // Uniform along the radius squared would leave the middle empty; the root spreads points evenly along the arm.
    const radius = Math.sqrt(0.02 + 0.98 * u);
    const angle = 2 * Math.PI * TURNS * radius + Math.PI * (row % CLASSES);
    return {
      point: [radius * Math.cos(angle) + PLANE_NOISE * a, radius * Math.sin(angle) + PLANE_NOISE * b],
      answer: row % CLASSES,
    };
  },
  moons: (row, [u], [a, b]) => {
    const answer = row % CLASSES;
    const sign = answer === 0 ? 1 : -1;
    const angle = Math.PI * u;
    return {
      point: [
        sign * Math.cos(angle) + answer + PLANE_NOISE * a,
        sign * Math.sin(angle) + answer / 2 + PLANE_NOISE * b,
      ],
      answer,
    };
  },
  xor: (row, [u, v]) => {
    // A margin around the axes, which the noise would cross.
    const [x, y] = [0.1 + u, (row % CLASSES === 0 ? 1 : -1) * (0.1 + v)];
    const mirrored = row % (2 * CLASSES) < CLASSES ? 1 : -1;
    return { point: [mirrored * x, mirrored * y], answer: row % CLASSES };
  },
  regression: (_row, _uniforms, [a, b]) => {
    const projection = (a + b) / Math.SQRT2;
    return { point: [a, b], answer: Math.sin(Math.PI * projection) };
  },
};

/** @throws RangeError for a size that makes no task */
export function makeTask(name: TaskName, { rows, columns, seed }: TaskSize): Task {
  if (!Number.isInteger(rows) || rows < 4)
    throw new RangeError(`a task needs a whole number of rows from 4, got ${rows}`);
  if (!Number.isInteger(columns) || columns < 1)
    throw new RangeError(`a task needs a whole number of columns from 1, got ${columns}`);
  const stream = (index: number): RandomStream => new RandomStream(seed, STREAMS.tasks + SUBSTREAM * index);
  const [places, disturbances, lift, noise] = [stream(0), stream(1), stream(2), stream(3)];
  const samples = Array.from({ length: rows }, (_, row) =>
    SAMPLES[name](row, [places.uniform(row, 0), places.uniform(row, 1)], disturbances.normals(row)),
  );
  const inputs = new Float32Array(rows * columns);
  for (let column = 0; column < columns; column++) {
    const [a, b] = [lift.normal(0, column), lift.normal(1, column)];
    const clean = standardized(Float64Array.from(samples, ({ point: [x, y] }) => a * x + b * y));
    const noisy = standardized(clean.map((value, row) => value + COLUMN_NOISE * noise.normal(row, column)));
    for (const [row, value] of noisy.entries()) inputs[row * columns + column] = value;
  }
  const answers = samples.map(({ answer }) => answer);
  const size = { name, rows, columns, inputs };
  return name === 'regression'
    ? { ...size, outputs: 1, labels: null, targets: Float32Array.from(answers) }
    : { ...size, outputs: CLASSES, labels: Uint32Array.from(answers), targets: null };
}

/** Mean 0, variance 1. */
function standardized(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (value - mean) / deviation);
}
