/** One cursor over a picture's items, moved by pointer and by arrow keys alike. */

export interface CursorTarget {
  /** Number of items: points, rows, runs. */
  count(): number;
  /** The item under a point of the element, in CSS pixels from its top left. */
  locate(x: number, y: number): number | null;
  /** @param byKey the pointer's reader sees the picture, the keyboard's may only hear it */
  show(item: number | null, byKey: boolean): void;
  pick?(item: number): void;
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

/** Makes an element reachable and gives it the cursor. Enter, Space and a click pick. */
export function attachCursor(element: HTMLElement, target: CursorTarget): void {
  let item: number | null = null;
  const show = (next: number | null, byKey: boolean) => {
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
    // The data may have shrunk since the cursor was set.
    const from = item === null ? null : Math.min(item, target.count() - 1);
    const picks = event.key === 'Enter' || event.key === ' ';
    if (picks && from !== null && target.pick) {
      event.preventDefault();
      event.stopPropagation();
      target.pick(from);
      return;
    }
    const next = movedCursor(event.key, event.shiftKey, from, target.count());
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    show(next, true);
  });
}
