import { addScaled, dot, row, rowsOf, type Vector } from './vector';

/**
 * u_i = x_i / ||x_i|| for x [rows, cols] -> unit [rows, cols], norms [rows].
 * A zero row has no direction: it stays zero, with norm 0.
 */
export function normalizeRows(
  x: Vector,
  rows: number,
  cols: number,
): { unit: Float64Array; norms: Float64Array } {
  const unit = new Float64Array(rows * cols);
  const norms = new Float64Array(rows);
  rowsOf(x, rows, cols).forEach((xi, i) => {
    const norm = Math.sqrt(dot(xi, xi));
    norms[i] = norm;
    if (norm !== 0)
      unit.set(
        xi.map((value) => value / norm),
        i * cols,
      );
  });
  return { unit, norms };
}

/**
 * Gradient through the row normalisation: g_x = (g_u - (g_u . u) u) / ||x||, for x and gradUnit [rows, cols].
 * A zero row gets gradient 0, matching its constant forward value.
 */
export function normalizeRowsBackward(x: Vector, gradUnit: Vector, rows: number, cols: number): Float64Array {
  const { unit, norms } = normalizeRows(x, rows, cols);
  const gradX = projectToTangent(unit, gradUnit, rows, cols);
  rowsOf(gradX, rows, cols).forEach((g, i) => {
    const norm = norms[i] ?? Number.NaN;
    for (let k = 0; k < cols; k++) g[k] = norm === 0 ? 0 : (g[k] ?? Number.NaN) / norm;
  });
  return gradX;
}

/** Part of each row of g [rows, cols] that is tangent to the sphere at the unit row of u: g_i - (g_i . u_i) u_i. */
export function projectToTangent(u: Vector, g: Vector, rows: number, cols: number): Float64Array {
  const tangent = Float64Array.from(g).subarray(0, rows * cols);
  const points = rowsOf(u, rows, cols);
  rowsOf(tangent, rows, cols).forEach((gi, i) => {
    const ui = row(points, i);
    addScaled(gi, -dot(gi, ui), ui);
  });
  return tangent;
}
