/** A cursor over the cells of a grid, moved by pointer and by arrow keys alike. Row 0 is on top. */

export interface GridCell {
  readonly row: number;
  readonly column: number;
}

export interface GridCursorTarget {
  size(): readonly [rows: number, columns: number];
  /** Where the first key puts the cursor. */
  start(): GridCell;
  /** The cell under a point of the element, in CSS pixels from its top left. */
  locate(x: number, y: number): GridCell | null;
  /** @param byKey the pointer's reader sees the picture, the keyboard's may only hear it */
  show(cell: GridCell | null, byKey: boolean): void;
  pick?(cell: GridCell): void;
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

/** Makes an element reachable and gives it the cursor. Enter, Space and a click pick. */
export function attachGridCursor(element: HTMLElement, target: GridCursorTarget): void {
  let cell: GridCell | null = null;
  const show = (next: GridCell | null, byKey: boolean) => {
    cell = next;
    target.show(next, byKey);
  };
  const under = (event: MouseEvent) => {
    const box = element.getBoundingClientRect();
    return target.locate(event.clientX - box.left, event.clientY - box.top);
  };
  element.tabIndex = 0;
  element.addEventListener('pointermove', (event) => show(under(event), false));
  element.addEventListener('pointerdown', (event) => show(under(event), false));
  element.addEventListener('pointerleave', () => show(null, false));
  element.addEventListener('blur', () => show(null, false));
  element.addEventListener('click', (event) => {
    const clicked = under(event);
    if (clicked !== null) target.pick?.(clicked);
  });
  // Keys that are used here go no further: the page's own shortcuts listen further up.
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [rows, columns] = target.size();
    const inside = cell !== null && cell.row < rows && cell.column < columns;
    const from = inside ? cell : null;
    const picks = (event.key === 'Enter' || event.key === ' ') && from !== null && target.pick !== undefined;
    const next = movedInGrid(event.key, event.shiftKey, from, [rows, columns], target.start());
    if (!picks && next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (picks) target.pick?.(from);
    else show(next ?? null, true);
  });
}
