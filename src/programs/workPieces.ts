/** Long work as a list of pieces, each short enough that a page stays awake between them. */
import type { Executor, Recorder } from '../runtime/executor';

/** What records a piece of work. */
export type Piece = (recorder: Recorder) => void;

/** A part that cannot be divided, and what it costs in multiply-adds. */
export interface Part {
  readonly work: number;
  readonly record: Piece;
}

/** Multiply-adds of a piece: about 25 ms on a software adapter and on a small GPU; in Float64 a single part takes longer. */
const SOFTWARE_WORK = 2 ** 26;
const GPU_WORK = 2 ** 31;
const REFERENCE_WORK = 1;

export function workPerPiece({ backend, adapter }: Executor): number {
  if (backend === 'reference') return REFERENCE_WORK;
  return adapter?.software === true ? SOFTWARE_WORK : GPU_WORK;
}

/** Parts in their order, as many together as the work of a piece allows, at least one. */
export function piecesOf(parts: readonly Part[], work: number): Piece[] {
  const groups: Part[][] = [];
  let left = 0;
  for (const part of parts) {
    if (groups.length === 0 || part.work > left) {
      groups.push([]);
      left = work;
    }
    groups.at(-1)?.push(part);
    left -= part.work;
  }
  return groups.map((group) => (recorder) => {
    for (const { record } of group) record(recorder);
  });
}
