/** Inputs of kernel cases: seeded, f32-exact, padded as the device holds them. */
import { RandomStream, STREAMS } from '../../random';
import { paddedColumns, padRows } from '../../runtime/tensor';

const CASE_SEED = 20_261_123;

/** Standard normals [rows, columns], rounded to f32. */
export function normals(rows: number, columns: number, seed = CASE_SEED): Float32Array {
  const stream = new RandomStream(seed, STREAMS.data);
  return Float32Array.from({ length: rows * columns }, (_, index) =>
    stream.normal(Math.floor(index / columns), index % columns),
  );
}

/** Unit rows [rows, columns] padded to [rows, paddedColumns]; `mean` pulls them into a cone. */
export function unitRows(
  rows: number,
  columns: number,
  options: { seed?: number; mean?: number } = {},
): Float32Array {
  const { seed = CASE_SEED, mean = 0 } = options;
  const x = normals(rows, columns, seed);
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let c = 0; c < columns; c++) squares += ((x[row * columns + c] ?? 0) + mean) ** 2;
    for (let c = 0; c < columns; c++) {
      x[row * columns + c] = ((x[row * columns + c] ?? 0) + mean) / Math.sqrt(squares);
    }
  }
  return padRows(x, rows, columns);
}

/** Two stacked views [2 pairs, padded]: unit rows and the same rows disturbed. */
export function stackedViews(pairs: number, columns: number, noise = 0.3, mean = 0): Float32Array {
  const first = normals(pairs, columns);
  const disturbance = normals(pairs, columns, CASE_SEED + 1);
  const stride = paddedColumns(columns);
  const stacked = new Float32Array(2 * pairs * stride);
  for (let view = 0; view < 2; view++) {
    for (let row = 0; row < pairs; row++) {
      const values = Array.from({ length: columns }, (_, c) => {
        const at = row * columns + c;
        return (first[at] ?? 0) + mean + view * noise * (disturbance[at] ?? 0);
      });
      const norm = Math.hypot(...values);
      for (const [c, value] of values.entries()) stacked[(view * pairs + row) * stride + c] = value / norm;
    }
  }
  return stacked;
}

/** The same unit row, `rows` times, padded. */
export function equalRows(rows: number, columns: number): Float32Array {
  const row = unitRows(1, columns);
  const all = new Float32Array(rows * row.length);
  for (let r = 0; r < rows; r++) all.set(row, r * row.length);
  return all;
}

/** Three orthonormal columns [columns, 4], the fourth zero: cosines of a discrete transform (DCT-II), exact to f32. */
export function orthonormalAxes(columns: number): Float32Array {
  const axes = new Float32Array(4 * columns);
  for (let c = 0; c < columns; c++) {
    for (let k = 0; k < 3; k++) {
      const scale = Math.sqrt((k === 0 ? 1 : 2) / columns);
      axes[4 * c + k] = scale * Math.cos((Math.PI * (c + 0.5) * k) / columns);
    }
  }
  return axes;
}
