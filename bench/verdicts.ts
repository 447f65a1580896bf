/** The verdict on the labelled clouds, as a confusion matrix. */
import type { Dataset } from '../src/data/dataset';
import { symmetricEigenvalues } from '../src/reference/eigen';
import { nearestRows } from '../src/reference/neighbours';
import { type Verdict, type VerdictKind, type VerdictMeasures, verdict } from '../src/reference/verdict';
import { SPLIT_NEIGHBOURS, verdictMeasures } from '../src/reference/verdictMeasures';
import { LABELLED_CLOUDS, type LabelledCloud } from './verdictClouds';

/** Measures of a cloud, all from the Float64 reference: O(n^2 d) for the neighbours, O(n m^2 + m^3), m = min(n, d), for the spectrum. */
export function measuresOf({ data, shape: [n, d], labels }: Dataset): VerdictMeasures {
  const z = Float64Array.from(data);
  const k = Math.max(...SPLIT_NEIGHBOURS);
  return verdictMeasures({
    z,
    n,
    d,
    centredEigenvalues: centredEigenvalues(z, n, d),
    nearest: { k, ...nearestRows(z, n, d, d, k) },
    labels,
  });
}

/** Of the covariance, or of the Gram matrix of centred rows where that is the smaller: they share what is not zero. */
function centredEigenvalues(z: Float64Array, n: number, d: number): Float64Array {
  const mean = new Float64Array(d);
  z.forEach((value, index) => {
    mean[index % d] = (mean[index % d] ?? 0) + value / n;
  });
  const size = Math.min(n, d);
  const length = Math.max(n, d);
  const vectors = Array.from({ length: size }, (_, v) =>
    Float64Array.from({ length }, (_entry, k) => {
      const [row, column] = d <= n ? [k, v] : [v, k];
      return (z[row * d + column] ?? 0) - (mean[column] ?? 0);
    }),
  );
  const gram = new Float64Array(size * size);
  vectors.forEach((a, i) => {
    vectors.slice(0, i + 1).forEach((b, j) => {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += (a[k] ?? 0) * (b[k] ?? 0);
      gram[i * size + j] = gram[j * size + i] = sum / n;
    });
  });
  return symmetricEigenvalues(gram, size);
}

export interface Judged extends LabelledCloud {
  readonly measures: VerdictMeasures;
  readonly verdict: Verdict;
  readonly right: boolean;
}

/** The first cloud's seed; the others follow. */
export const FIRST_SEED = 1;

/** Builds and judges every cloud, the i-th with the seed `firstSeed` + i. */
export function judgeClouds(firstSeed = FIRST_SEED): Judged[] {
  return LABELLED_CLOUDS.map((cloud, index) => {
    const measures = measuresOf(cloud.build(firstSeed + index));
    const found = verdict(measures);
    return { ...cloud, measures, verdict: found, right: cloud.truth.some((kind) => kind === found.kind) };
  });
}

const KINDS = ['none', 'complete', 'cone', 'dimensional', 'cluster', 'per-class'] as const;

/** Rows by what clouds are, borderline ones after the others; columns by what they are called. */
export interface ConfusionMatrix {
  readonly columns: readonly VerdictKind[];
  readonly rows: readonly { readonly truth: string; readonly counts: readonly number[] }[];
  /** Clouds that got a name which is not theirs. */
  readonly wrong: readonly Judged[];
}

export function confusionMatrix(judged: readonly Judged[]): ConfusionMatrix {
  const truths = [...new Set([...KINDS, ...judged.map(({ truth }) => truth.join(' | '))])];
  const columns: VerdictKind[] = [...KINDS, 'undetermined'];
  return {
    columns,
    rows: truths.map((truth) => ({
      truth,
      counts: columns.map(
        (column) =>
          judged.filter((cloud) => cloud.truth.join(' | ') === truth && cloud.verdict.kind === column).length,
      ),
    })),
    wrong: judged.filter(({ right }) => !right),
  };
}

/** @returns lines of a table, and one for each wrong name */
export function confusionTable({ columns, rows, wrong }: ConfusionMatrix): string[] {
  const width = Math.max(...rows.map(({ truth }) => truth.length));
  const line = (head: string, cells: readonly (string | number)[]): string =>
    [
      head.padEnd(width),
      ...cells.map((cell, i) => String(cell || '·').padStart((columns[i] ?? '').length)),
    ].join('  ');
  return [
    line('made as \\ called', columns),
    ...rows.map(({ truth, counts }) => line(truth, counts)),
    ...wrong.map(
      ({ name, truth, verdict: { kind } }) => `  wrong: ${name}, ${truth.join(' or ')}, called ${kind}`,
    ),
  ];
}

/** What `npm run bench` prints: the labelled clouds, built and judged afresh. */
export function verdictLines(): string[] {
  const matrix = confusionMatrix(judgeClouds());
  return [`verdicts on ${LABELLED_CLOUDS.length} labelled clouds`, ...confusionTable(matrix)];
}
