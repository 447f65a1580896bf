/** The stored form of exact Gram matrices: tiles of 4 x 4 pairs of words, (high, low), in chunks that are to be added. */
import type { ExactGram } from '../../reference/gram';

const TILE = 4;
const TILE_WORDS = 2 * TILE * TILE;
const WORD = 2 ** 32;

/** Words of one chunk: the tiles on and above the diagonal. */
export function gramWords(vectors: number): number {
  const tiles = Math.ceil(vectors / TILE);
  return ((tiles * (tiles + 1)) / 2) * TILE_WORDS;
}

/** Where the words of a pair v <= w begin within a chunk. */
function wordIndex(v: number, w: number, vectors: number): number {
  const tiles = Math.ceil(vectors / TILE);
  const [a, b] = [Math.floor(v / TILE), Math.floor(w / TILE)];
  const tile = a * tiles - (a * (a - 1)) / 2 + b - a;
  return TILE_WORDS * tile + 2 * (TILE * (v % TILE) + (w % TILE));
}

/** A word as a signed number; one that was never written stays NaN. */
function signed(word: number): number {
  return word < WORD / 2 ? word : word - WORD;
}

/** Adds the chunks of words [chunks, gramWords(vectors)] up, exactly. */
export function joinWords(words: ArrayLike<number>, vectors: number, chunks: number): ExactGram {
  const high = new Float64Array(vectors * vectors);
  const low = new Float64Array(vectors * vectors);
  const size = gramWords(vectors);
  for (let v = 0; v < vectors; v++) {
    for (let w = v; w < vectors; w++) {
      const at = wordIndex(v, w, vectors);
      let [tall, short] = [0, 0];
      for (let chunk = 0; chunk < chunks; chunk++) {
        tall += signed(words[chunk * size + at] ?? Number.NaN);
        short += words[chunk * size + at + 1] ?? Number.NaN;
      }
      const carry = Math.floor(short / WORD);
      high[v * vectors + w] = high[w * vectors + v] = tall + carry;
      low[v * vectors + w] = low[w * vectors + v] = short - carry * WORD;
    }
  }
  return { high, low };
}

/** Words that stand for exact sums: a high part beyond 31 bits is shared out over the chunks, which are given `chunks`. */
export function splitWords({ high, low }: ExactGram, vectors: number, chunks: number): Float64Array {
  const size = gramWords(vectors);
  const words = new Float64Array(chunks * size);
  for (let v = 0; v < vectors; v++) {
    for (let w = v; w < vectors; w++) {
      const at = wordIndex(v, w, vectors);
      const tall = high[v * vectors + w] ?? 0;
      const share = Math.trunc(tall / chunks);
      for (let chunk = 0; chunk < chunks; chunk++) words[chunk * size + at] = share >>> 0;
      words[at] = (share + tall - share * chunks) >>> 0;
      words[at + 1] = low[v * vectors + w] ?? 0;
    }
  }
  return words;
}
