/** In which order the rows of the similarity matrix stand. */

export const MATRIX_ORDERS = ['class', 'angle', 'none'] as const;
export type MatrixOrder = (typeof MATRIX_ORDERS)[number];

export interface OrderedRows {
  readonly rows: Uint32Array;
  /** Runs of one class along the order. */
  readonly groups: readonly { readonly label: string; readonly index: number; readonly size: number }[];
}

/**
 * @param positions [.., 4] as drawn: `angle` sorts by the longitude along the first two axes of the picture
 * @param labels of the rows; `class` without them falls back to `angle`
 */
export function orderedRows(
  order: MatrixOrder,
  size: number,
  positions: ArrayLike<number>,
  labels: { readonly values: ArrayLike<number>; readonly classes: readonly string[] } | null,
): OrderedRows {
  const rows = Uint32Array.from({ length: size }, (_, row) => row);
  if (order === 'none') return { rows, groups: [] };
  const longitudes = Float64Array.from(rows, (row) =>
    Math.atan2(positions[4 * row + 1] ?? 0, positions[4 * row] ?? 0),
  );
  const longitude = (row: number): number => longitudes[row] ?? 0;
  const classOf = (row: number): number => (order === 'class' ? (labels?.values[row] ?? 0) : 0);
  rows.sort((a, b) => classOf(a) - classOf(b) || longitude(a) - longitude(b) || a - b);
  if (order !== 'class' || !labels) return { rows, groups: [] };
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(classOf(row), (counts.get(classOf(row)) ?? 0) + 1);
  const groups = [...counts].map(([index, count]) => ({
    label: labels.classes[index] ?? String(index),
    index,
    size: count,
  }));
  return { rows, groups };
}
