/** Workgroups of the kernels that give a thread 4 rows and a chunk of their candidates. */

/** Rows of a register tile, as in shaders/lib/tiles.wgsl. */
const TILE_ROWS = 4;

export function tileGrid(
  { rows, chunks }: { readonly rows: number; readonly chunks: number },
  { WORKGROUP_SIZE = 1 }: Readonly<Record<string, number>>,
): readonly [number, number, number] {
  return [Math.ceil(Math.ceil(rows / TILE_ROWS) / WORKGROUP_SIZE), chunks, 1];
}
