/** Where a session's points come from: a seeded cloud, or the visitor's rows. */
import type { Labels } from '../../data/dataset';
import type { LoadedData, Localized } from '../experiment';
import type { HypersphereValues } from './controls';

export interface StartingPoints {
  readonly rows: number;
  readonly columns: number;
  readonly paired: boolean;
  /** [rows or 2 rows, columns] as loaded; null for a seeded cloud. */
  readonly data: Float32Array | null;
  readonly labels: Labels | null;
  readonly remarks: readonly Localized[];
}

/** A seeded cloud. Clusters are labelled by their number. */
export function generatedStart({ n, d, state, groups }: HypersphereValues): StartingPoints {
  const labels: Labels | null =
    state === 'clusters'
      ? {
          name: 'cluster',
          values: Uint32Array.from({ length: n }, (_, row) => row % groups),
          classes: Array.from({ length: groups }, (_, k) => String(k + 1)),
        }
      : null;
  return { rows: n, columns: d, paired: false, data: null, labels, remarks: [] };
}

/**
 * Loaded rows, optionally without their column means, evenly thinned to at most `maximumRows`.
 * The rows are made unit by the session.
 */
export function loadedStart(loaded: LoadedData, centre: boolean, maximumRows: number): StartingPoints {
  const { primary, positiveView } = loaded;
  const [total, columns] = primary.shape;
  const rows = Math.min(total, maximumRows);
  const kept = Array.from({ length: rows }, (_, i) => Math.floor((i * total) / rows));
  const sets = positiveView ? [primary, positiveView] : [primary];
  const data = new Float32Array(sets.length * rows * columns);
  for (const [set, { data: source }] of sets.entries()) {
    for (const [i, row] of kept.entries()) {
      data.set(source.subarray(row * columns, (row + 1) * columns), (set * rows + i) * columns);
    }
  }
  if (centre) subtractColumnMeans(data, columns);
  const { labels } = primary;
  const thinned: Labels | null = labels
    ? {
        ...labels,
        values: Uint32Array.from(kept, (row) => labels.values[row] ?? 0),
        ...(labels.text && { text: kept.map((row) => labels.text?.[row] ?? '') }),
      }
    : null;
  const remarks: Localized[] =
    rows < total
      ? [{ en: `${rows} of ${total} rows, evenly thinned`, zh: `从 ${total} 行中均匀抽取 ${rows} 行` }]
      : [];
  return { rows, columns, paired: sets.length === 2, data, labels: thinned, remarks };
}

function subtractColumnMeans(data: Float32Array, columns: number): void {
  const rows = data.length / columns;
  const means = new Float64Array(columns);
  for (let i = 0; i < data.length; i++)
    means[i % columns] = (means[i % columns] ?? 0) + (data[i] ?? 0) / rows;
  for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) - (means[i % columns] ?? 0);
}
