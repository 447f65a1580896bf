/** One cursor over a picture's items, moved by pointer and by arrow keys alike. */

/** What a cursor moves over, whatever its items are. */
export interface PointedTarget<Item> {
  /** The item under a point of the element, in CSS pixels from its top left. */
  locate(x: number, y: number): Item | null;
  /** @param byKey the pointer's reader sees the picture, the keyboard's may only hear it */
  show(item: Item | null, byKey: boolean): void;
  pick?(item: Item): void;
}

export interface CursorTarget extends PointedTarget<number> {
  /** Number of items: points, rows, runs. */
  count(): number;
}

/**
 * Where a key takes the cursor: arrows to the neighbours (ten with shift), Home and End to the ends, Escape away.
 * @returns undefined for any other key
 */
export function movedCursor(
  key: string,
  shift: boolean,
  item: number | null,
  count: number,
): number | null | undefined {
  if (count === 0) return undefined;
  const step = shift ? 10 : 1;
  const clamp = (k: number) => Math.min(count - 1, Math.max(0, k));
  if (key === 'ArrowLeft' || key === 'ArrowDown') return item === null ? count - 1 : clamp(item - step);
  if (key === 'ArrowRight' || key === 'ArrowUp') return item === null ? 0 : clamp(item + step);
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key === 'Escape') return null;
  return undefined;
}

export interface CursorKeys<Item> {
  /** The item while the data still has it: they may have shrunk since the cursor was set. */
  kept(item: Item): Item | null;
  /** Where a key takes the cursor. @returns undefined for a key of no use */
  moved(key: string, shift: boolean, from: Item | null): Item | null | undefined;
}

/** Makes an element reachable and gives it a cursor. Enter, Space and a click pick. */
export function attachPointed<Item>(
  element: HTMLElement,
  target: PointedTarget<Item>,
  keys: CursorKeys<Item>,
): void {
  let item: Item | null = null;
  const show = (next: Item | null, byKey: boolean) => {
    item = next;
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
    const from = item === null ? null : keys.kept(item);
    const picks = (event.key === 'Enter' || event.key === ' ') && from !== null && target.pick !== undefined;
    const next = picks ? undefined : keys.moved(event.key, event.shiftKey, from);
    if (!picks && next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (picks) target.pick?.(from);
    else show(next ?? null, true);
  });
}

/** The cursor of a row of items. */
export function attachCursor(element: HTMLElement, target: CursorTarget): void {
  attachPointed(element, target, {
    kept: (item) => Math.min(item, target.count() - 1),
    moved: (key, shift, from) => movedCursor(key, shift, from, target.count()),
  });
}
