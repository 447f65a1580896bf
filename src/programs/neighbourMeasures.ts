/** What neighbour lists say about a cloud: plain arithmetic, which may run in a worker. */
import { hubness, knnPurity, neighbourComponents, trustworthiness, twoNN } from '../reference/neighbours';

/** Neighbours of every row, nearest first: [rows, k]; a place without one holds NO_NEIGHBOUR at Infinity. */
export interface NeighbourTable {
  readonly rows: number;
  readonly k: number;
  readonly indices: Uint32Array;
  readonly squaredDistances: Float32Array | Float64Array;
  /** Neighbours in a picture of the rows, and the ranks these have among the rows themselves; null without a picture. */
  readonly drawn: { readonly indices: Uint32Array; readonly ranks: Uint32Array } | null;
}

export interface NeighbourMeasures {
  /** Intrinsic dimension; needs k >= 2. */
  readonly twoNN: ReturnType<typeof twoNN>;
  readonly hubness: number;
  readonly components: ReturnType<typeof neighbourComponents>;
  /** Share of neighbours with the row's own label; null without labels. */
  readonly purity: number | null;
  /** The same in the picture, and how far its neighbours can be trusted; null without a picture. */
  readonly drawnPurity: number | null;
  readonly trustworthiness: number | null;
}

/** @param labels [rows] class numbers */
export function neighbourMeasures(table: NeighbourTable, labels?: ArrayLike<number>): NeighbourMeasures {
  const { rows, k, indices, squaredDistances, drawn } = table;
  const distance = (place: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) =>
      place < k ? Math.sqrt(squaredDistances[row * k + place] ?? Number.NaN) : Infinity,
    );
  return {
    twoNN: twoNN(distance(0), distance(1)),
    hubness: hubness(indices, rows, k),
    components: neighbourComponents(indices, rows, k),
    purity: labels ? knnPurity(indices, labels, k) : null,
    drawnPurity: labels && drawn ? knnPurity(drawn.indices, labels, k) : null,
    trustworthiness: drawn ? trustworthiness(drawn.ranks, rows, k) : null,
  };
}
