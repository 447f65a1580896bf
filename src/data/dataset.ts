/** What the rest of the lab sees of a file or of a generator: plain typed arrays. */

/** A row-major matrix; rows are samples. */
export interface Matrix {
  readonly data: Float32Array;
  /** `[n, d]`; `data.length` is `n * d`. */
  readonly shape: readonly [number, number];
}

/** One class per row. */
export interface Labels {
  /** Column or file that the labels came from. */
  readonly name: string;
  /** Class index per row, `[n]`; every value is below `classes.length`. */
  readonly values: Uint32Array;
  readonly classes: readonly string[];
  /**
   * Original text per row, `[n]`, when there are too many distinct values to be classes.
   * Then there is a single class, named as the labels are.
   */
  readonly text?: readonly string[];
}

/** Embeddings with a name and, where the source had them, labels. */
export interface Dataset extends Matrix {
  readonly name: string;
  readonly labels?: Labels;
}

/** Rows that have no direction: all their entries are zero. */
export interface ZeroRows {
  /** 0-based index of the first. */
  readonly first: number;
  readonly count: number;
}

/**
 * Looks for rows that cannot be put on a sphere because every entry is zero.
 * @returns null when there is none
 */
export function findZeroRows({ data, shape: [rows, columns] }: Matrix): ZeroRows | null {
  let first = -1;
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let column = 0;
    while (column < columns && data[start + column] === 0) column++;
    if (column < columns) continue;
    if (first < 0) first = row;
    count++;
  }
  return first < 0 ? null : { first, count };
}

/** `[n, d]` are equal. */
export function sameShape(a: Matrix, b: Matrix): boolean {
  return a.shape[0] === b.shape[0] && a.shape[1] === b.shape[1];
}
