/** Scored pairs and the records they join: what every resolver reads, and none of them changes. */

/**
 * Scored pairs, column by column; `left < right` always, and no pair occurs twice. Records are
 * numbered from 0 over all inputs: those of the left file first.
 */
export interface Edges {
  readonly length: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Bits (log2 of the odds); a must-link is +Infinity; never NaN. */
  readonly weight: Float64Array;
}

export interface Records {
  readonly count: number;
  /** Records of the left file; `count` when one file is deduplicated. */
  readonly leftCount: number;
  /** Position of each record in a keyed-hash order of its id: breaks every tie, so that row order never matters. */
  readonly rank: Int32Array;
}

/** Pairs of records without a weight, in either order. */
export interface Pairs {
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
}

/** Why a pair can be nobody, or `undefined` when it may be somebody. */
export type Forbids = (left: number, right: number) => string | undefined;

/** Edges of at least this weight, ascending. */
export function edgesAtLeast({length, weight}: Edges, theta: number): Int32Array {
  const chosen = new Int32Array(length);
  let n = 0;
  for (let e = 0; e < length; e++) {
    if ((weight[e] as number) >= theta) chosen[n++] = e;
  }
  return chosen.subarray(0, n);
}
