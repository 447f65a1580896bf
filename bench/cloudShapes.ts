/** Clouds of known shape beside those of src/data/generators.ts: what the labelled set is made of. */
import type { Dataset } from '../src/data/dataset';
import { type CloudSize, clusters, cone, uniformSphere } from '../src/data/generators';
import { RandomStream, STREAMS } from '../src/random';

type RowOf = (row: number, normal: (column: number) => number) => (column: number) => number;

/** Unit rows of any shape: `rowOf` gives a row's entries, from standard normals of its own. */
export function shaped(size: CloudSize, rowOf: RowOf): Dataset {
  const stream = new RandomStream(size.seed, STREAMS.data);
  const data = new Float32Array(size.n * size.d);
  for (let row = 0; row < size.n; row++) {
    const entry = rowOf(row, (column) => stream.normal(row, column));
    const values = Float64Array.from({ length: size.d }, (_, column) => entry(column));
    data.set(
      values.map((value) => value / Math.hypot(...values)),
      row * size.d,
    );
  }
  return { name: 'shaped', data, shape: [size.n, size.d] };
}

/** Normals with variance j^-alpha along axis j, and the mean `shift` along the last. */
export function powerLaw(size: CloudSize, alpha: number, shift = 0): Dataset {
  return shaped(
    size,
    (_, normal) => (column) =>
      normal(column) * (column + 1) ** (-alpha / 2) + (column === size.d - 1 ? shift : 0),
  );
}

/** Axis axes[r] plus noise of length spreads[r] in row r, both lists repeated. */
export function aroundAxes(size: CloudSize, axes: readonly number[], spreads: readonly number[]): Dataset {
  return shaped(size, (row, normal) => (column) => {
    const spread = spreads[row % spreads.length] ?? 0;
    return (axes[row % axes.length] === column ? 1 : 0) + (spread * normal(column)) / Math.sqrt(size.d);
  });
}

/** Other rows in the places that `change` names; it answers null for rows that stay. */
function withRows(cloud: Dataset, change: (row: number) => ArrayLike<number> | null): Dataset {
  const [n, d] = cloud.shape;
  const data = cloud.data.slice();
  for (let row = 0; row < n; row++) data.set(change(row) ?? [], row * d);
  return { ...cloud, data };
}

function rowOf({ data, shape: [, d] }: Dataset, row: number): Float32Array {
  return data.subarray(row * d, (row + 1) * d);
}

function withLabels(cloud: Dataset, count: number, classOf: (row: number) => number): Dataset {
  const values = Uint32Array.from({ length: cloud.shape[0] }, (_, row) => classOf(row));
  const classes = Array.from({ length: count }, (_, index) => String(index));
  return { ...cloud, labels: { name: 'class', values, classes } };
}

export function withoutLabels({ name, data, shape }: Dataset): Dataset {
  return { name, data, shape };
}

/** Labels 0 .. 9 in turn. */
export const inTurn = (cloud: Dataset): Dataset => withLabels(cloud, 10, (row) => row % 10);

/** Labels that have nothing to do with a row's position in turn. */
export function atRandom(cloud: Dataset, seed: number, count = 10): Dataset {
  const stream = new RandomStream(seed, STREAMS.shuffle);
  return withLabels(cloud, count, (row) => stream.integer(count, row));
}

export const heaps = (size: CloudSize, groups: number, spread: number): Dataset =>
  withoutLabels(clusters(size, groups, spread));

/** Uniform rows with labels in turn, in which the classes below `count` are replaced by heaps of their own. */
export function fallenClasses(size: CloudSize, count: number, spread: number): Dataset {
  const points = clusters({ ...size, seed: size.seed + 1 }, 10, spread);
  return inTurn(withRows(uniformSphere(size), (row) => (row % 10 < count ? rowOf(points, row) : null)));
}

/** The spread of a cone that has a given mean cosine, 1 / (1 + spread^2), for large d. */
export const spreadFor = (meanCosine: number): number => Math.sqrt(1 / meanCosine - 1);

/**
 * The spread at which `groups` equal heaps around unrelated centres keep the share `inside` of the variance, for large d: a centre's
 * 1 - 1 / groups lies between them, spread^2 inside.
 */
export const spreadInside = (inside: number, groups: number): number =>
  Math.sqrt((inside / (1 - inside)) * (1 - 1 / groups));

/** The first rows again, in the last places. */
export function copied(cloud: Dataset, count: number): Dataset {
  const [n] = cloud.shape;
  return withRows(cloud, (row) => (row >= n - count ? rowOf(cloud, n - 1 - row) : null));
}

/** Classes by the angle in the first two coordinates. */
export function sectors(cloud: Dataset, count: number): Dataset {
  return withLabels(cloud, count, (row) => {
    const [x = 0, y = 0] = rowOf(cloud, row);
    return Math.min(count - 1, Math.floor((Math.atan2(y, x) / (2 * Math.PI) + 0.5) * count));
  });
}

/** Tight heaps around centres that lie in a cone of their own. */
export function coneOfHeaps(size: CloudSize, groups: number, opening: number, spread: number): Dataset {
  const centres = cone({ ...size, n: groups }, opening);
  const noise = uniformSphere({ ...size, seed: size.seed + 1 });
  return shaped(size, (row) => (column) => {
    const centre = rowOf(centres, row % groups)[column] ?? 0;
    return centre + spread * (rowOf(noise, row)[column] ?? 0);
  });
}

export const fives = (cloud: Dataset): Dataset => withLabels(cloud, 5, (row) => row % 5);

/** Noise in the first k axes around the last. */
export function coneOfRank(size: CloudSize, k: number, spread: number): Dataset {
  return shaped(size, (_, normal) => (column) => {
    if (column === size.d - 1) return 1;
    return column < k ? (spread * normal(column)) / Math.sqrt(k) : 0;
  });
}

/** Two heaps that lean from the first axis to either side by `tilt`: cosine (1 - tilt^2) / (1 + tilt^2). */
export function leaningHeaps(size: CloudSize, tilt: number, spread: number): Dataset {
  return shaped(size, (row, normal) => (column) => {
    const centre = column === 0 ? 1 : column === 1 ? tilt * (-1) ** row : 0;
    return centre + (spread * normal(column)) / Math.sqrt(size.d);
  });
}

/** The opposite of row 0 in the last place. */
export function withOutlier(cloud: Dataset): Dataset {
  const last = cloud.shape[0] - 1;
  return withRows(cloud, (row) => (row === last ? rowOf(cloud, 0).map((value) => -value) : null));
}

/** A circle on which the rows crowd at two opposite ends: the directions of a plane's normals, one axis stretched. */
export function ellipse(size: CloudSize, stretch: number): Dataset {
  return shaped(
    size,
    (_, normal) => (column) => (column > 1 ? 0 : normal(column) * (column === 0 ? stretch : 1)),
  );
}

/** One axis that outweighs all others together, without a gap in it. */
export function loudAxis(size: CloudSize, loudness: number): Dataset {
  return shaped(
    size,
    (_, normal) => (column) => normal(column) * (column === 0 ? loudness : 1 / Math.sqrt(size.d)),
  );
}

/** Uniform rows, but class 0 keeps its first two coordinates only. */
export function flatClass(size: CloudSize): Dataset {
  return inTurn(
    shaped(size, (row, normal) => (column) => (row % 10 === 0 && column > 1 ? 0 : normal(column))),
  );
}

/** Ten labels on nine heaps: classes 8 and 9 have met. */
export function pairedClasses(size: CloudSize): Dataset {
  const points = clusters(size, 10, 0.2);
  return withRows(points, (row) => (row % 10 === 9 ? rowOf(points, row - 1) : null));
}
