/** A cursor over the cells of a grid, moved by pointer and by arrow keys alike. Row 0 is on top. */
import { attachPointed, type PointedTarget } from './cursor';

export interface GridCell {
  readonly row: number;
  readonly column: number;
}

export interface GridCursorTarget extends PointedTarget<GridCell> {
  size(): readonly [rows: number, columns: number];
  /** Where the first key puts the cursor. */
  start(): GridCell;
}

const MOVES: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/**
 * Where a key takes the cursor: arrows to the neighbours (ten with shift), Home to the first cell, End to the last,
 * Escape away. In a single column all four arrows move along it.
 * @param cell null before the first arrow, which leads to `start`
 * @returns undefined for any other key
 */
export function movedInGrid(
  key: string,
  shift: boolean,
  cell: GridCell | null,
  [rows, columns]: readonly [rows: number, columns: number],
  start: GridCell,
): GridCell | null | undefined {
  if (rows * columns === 0) return undefined;
  if (key === 'Escape') return null;
  if (key === 'Home') return { row: 0, column: 0 };
  if (key === 'End') return { row: rows - 1, column: columns - 1 };
  const move = MOVES[key];
  if (move === undefined) return undefined;
  if (cell === null) return start;
  const [down, right] = columns === 1 ? [move[0] + move[1], 0] : move;
  const step = shift ? 10 : 1;
  const clamp = (k: number, count: number) => Math.min(count - 1, Math.max(0, k));
  return {
    row: clamp(cell.row + step * down, rows),
    column: clamp(cell.column + step * right, columns),
  };
}

/** The cursor of a grid. */
export function attachGridCursor(element: HTMLElement, target: GridCursorTarget): void {
  attachPointed(element, target, {
    kept: (cell) => {
      const [rows, columns] = target.size();
      return cell.row < rows && cell.column < columns ? cell : null;
    },
    moved: (key, shift, from) => movedInGrid(key, shift, from, target.size(), target.start()),
  });
}
