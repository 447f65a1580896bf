/** How the O(n^2) kernels cut their work: enough threads for a GPU, bounded memory, submits that do not hang a display. */

/** Rows a thread of the pairwise kernels handles. */
export const TILE = 4;
/** Threads worth having at once; more chunks than this needs only cost partial results. */
const WANTED_THREADS = 16_384;
const MINIMUM_CHUNK = 64;
/** Widest run of weight columns held at once, and the elements above which runs shrink towards d. */
const WEIGHT_COLUMNS = 256;
const WEIGHT_ELEMENTS = 2 ** 22;
/** Multiply-adds per submit: about 1 s on a software adapter, far below any GPU's time-out. */
export const WORK_PER_SUBMIT = 2 ** 32;

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** Partial results per row that occupy a GPU: (anchors / 4) x chunks threads, none with less than a useful chunk. */
export function partialCount(anchors: number, candidates: number): number {
  const tiles = Math.ceil(anchors / TILE);
  const wanted = Math.ceil(WANTED_THREADS / tiles);
  return Math.max(1, Math.min(wanted, Math.floor(candidates / MINIMUM_CHUNK)));
}

/** A run of candidates, cut over `chunks` partial results. */
export interface Piece {
  readonly begin: number;
  readonly end: number;
  readonly chunk: number;
  readonly chunks: number;
}

/**
 * Candidates 0 .. total - 1 in pieces of bounded work, one submit a piece.
 * @param unitWork multiply-adds per candidate
 * @param grain every piece but the last is a multiple of it, and at least one: with TILE * chunks a piece has no rounding, and
 * over all pieces a chunk gets what a single one would give it
 */
export function pieces(
  total: number,
  chunks: number,
  unitWork: number,
  workPerSubmit: number = WORK_PER_SUBMIT,
  grain: number = TILE,
): Piece[] {
  const affordable = Math.floor(workPerSubmit / unitWork / grain) * grain;
  const length = Math.max(grain, Math.min(total, affordable));
  return Array.from({ length: Math.ceil(total / length) }, (_, index) => {
    const begin = index * length;
    const end = Math.min(total, begin + length);
    return { begin, end, chunk: roundUp(Math.ceil((end - begin) / chunks), TILE), chunks };
  });
}

/** Multiples of `unit` from 0 below `total`, grouped so that a submit stays within its work. */
export function groupBegins(
  total: number,
  unit: number,
  unitWork: number,
  workPerSubmit: number = WORK_PER_SUBMIT,
): number[][] {
  const all = Array.from({ length: Math.ceil(total / unit) }, (_, index) => index * unit);
  const size = Math.max(1, Math.floor(workPerSubmit / unitWork));
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

/** Columns of the weight buffer [rows, columns]: memory stays O(rows max(64, d)) as rows grow. */
export function weightColumns(rows: number, candidates: number, stride: number): number {
  const affordable = Math.floor(WEIGHT_ELEMENTS / rows);
  const columns = Math.min(WEIGHT_COLUMNS, Math.max(MINIMUM_CHUNK, stride, affordable));
  return roundUp(Math.min(columns, candidates), TILE);
}
