/** Shapes as the figures of the page write them. */

/** [3, 5]; an empty shape is a single number. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
