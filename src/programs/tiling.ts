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
const WORK_PER_SUBMIT = 2 ** 32;

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

export interface Chunks {
  readonly chunk: number;
  readonly chunks: number;
}

/** Splits `candidates` so that (anchors / 4) x chunks threads occupy a GPU. */
export function candidateChunks(anchors: number, candidates: number): Chunks {
  const tiles = Math.ceil(anchors / TILE);
  const wanted = Math.ceil(WANTED_THREADS / tiles);
  const chunk = roundUp(Math.max(MINIMUM_CHUNK, Math.ceil(candidates / wanted)), TILE);
  return { chunk, chunks: Math.ceil(candidates / chunk) };
}

/** Columns of the weight buffer [rows, columns]: memory stays O(rows max(64, d)) as rows grow. */
export function weightColumns(rows: number, candidates: number, stride: number): number {
  const affordable = Math.floor(WEIGHT_ELEMENTS / rows);
  const columns = Math.min(WEIGHT_COLUMNS, Math.max(MINIMUM_CHUNK, stride, affordable));
  return roundUp(Math.min(columns, candidates), TILE);
}

/** Pieces [first, count] of `total` units of `unitWork` multiply-adds each, one submit a piece. */
export function pieces(total: number, unitWork: number): { first: number; run: number }[] {
  const run = Math.max(1, Math.min(total, Math.floor(WORK_PER_SUBMIT / Math.max(unitWork, 1))));
  return Array.from({ length: Math.ceil(total / run) }, (_, index) => ({
    first: index * run,
    run: Math.min(run, total - index * run),
  }));
}
