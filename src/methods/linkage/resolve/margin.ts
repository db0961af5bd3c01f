/** The best person for each left record, if its weight suffices and it leads over every other person. */

import type {Edges, Records} from './edges.ts';

/** States by their code in `Margins.state`. */
export const MARGIN_STATES = ['not_scored', 'below_threshold', 'ambiguous', 'linked'] as const;

const [NOT_SCORED, BELOW_THRESHOLD, AMBIGUOUS, LINKED] = [0, 1, 2, 3];

export interface MarginRules {
  /** Least weight of a link, in bits. */
  readonly theta: number;
  /** Least lead over the best other person, in bits. */
  readonly delta: number;
  /** The person of each record; read for right records only. Without it every record is a person. */
  readonly personOf?: Int32Array;
}

/** One place per left record. The best is told in every state but `not_scored`; only `linked` is a link. */
export interface Margins {
  readonly state: Uint8Array;
  /** The edge to the best person; -1 when not scored. */
  readonly edge: Int32Array;
  /** The best person, or -1. */
  readonly person: Int32Array;
  /** Bits; -Infinity when not scored. */
  readonly weight: Float64Array;
  /** Bits by which the best leads over the best other person; +Infinity when there is none. */
  readonly lead: Float64Array;
  /** Other persons less than δ behind. */
  readonly rivals: Int32Array;
}

/** Links by margin. A tie leads by 0 and is ambiguous; with δ = 0 the smaller rank decides. */
export function bestWithMargin(edges: Edges, records: Records, rules: MarginRules): Margins {
  const {theta, delta, personOf} = rules;
  const {right, weight} = edges;
  const {leftCount, rank} = records;
  const personAt = (e: number): number => {
    const record = right[e] as number;
    return personOf ? (personOf[record] as number) : record;
  };
  const {first, grouped} = groupByLeft(edges, leftCount);
  const margins = {
    state: new Uint8Array(leftCount).fill(NOT_SCORED as number),
    edge: new Int32Array(leftCount).fill(-1),
    person: new Int32Array(leftCount).fill(-1),
    weight: new Float64Array(leftCount).fill(Number.NEGATIVE_INFINITY),
    lead: new Float64Array(leftCount).fill(Number.POSITIVE_INFINITY),
    rivals: new Int32Array(leftCount),
  };
  const rivals = new Set<number>();

  for (let l = 0; l < leftCount; l++) {
    const from = first[l] as number;
    const to = first[l + 1] as number;
    if (from === to) continue;
    let best = grouped[from] as number;
    for (let i = from + 1; i < to; i++) {
      const e = grouped[i] as number;
      const ahead = (weight[e] as number) - (weight[best] as number);
      const isSmaller =
        (rank[right[e] as number] as number) < (rank[right[best] as number] as number);
      // Two must-links are NaN apart, and as equal as any other two.
      if (ahead > 0 || (!(ahead < 0) && isSmaller)) best = e;
    }
    const top = weight[best] as number;
    const person = personAt(best);
    let lead = Number.POSITIVE_INFINITY;
    rivals.clear();
    for (let i = from; i < to; i++) {
      const e = grouped[i] as number;
      const other = personAt(e);
      if (other === person) continue;
      const behind = weight[e] === top ? 0 : top - (weight[e] as number);
      if (behind < lead) lead = behind;
      if (behind < delta) rivals.add(other);
    }
    margins.edge[l] = best;
    margins.person[l] = person;
    margins.weight[l] = top;
    margins.lead[l] = lead;
    margins.rivals[l] = rivals.size;
    const state = top < theta ? BELOW_THRESHOLD : lead < delta ? AMBIGUOUS : LINKED;
    margins.state[l] = state as number;
  }
  return margins;
}

/** Edges inside one file are left out. Those of left record `l` are `grouped[first[l]]` up to `grouped[first[l + 1]]`. */
function groupByLeft({length, left, right}: Edges, leftCount: number) {
  const first = new Int32Array(leftCount + 2);
  const crosses = (e: number) =>
    (right[e] as number) >= leftCount && (left[e] as number) < leftCount;
  for (let e = 0; e < length; e++) {
    if (!crosses(e)) continue;
    const l = (left[e] as number) + 2;
    first[l] = (first[l] as number) + 1;
  }
  for (let l = 2; l < first.length; l++) first[l] = (first[l] as number) + (first[l - 1] as number);
  const grouped = new Int32Array(length);
  for (let e = 0; e < length; e++) {
    if (!crosses(e)) continue;
    const l = (left[e] as number) + 1;
    const place = first[l] as number;
    grouped[place] = e;
    first[l] = place + 1;
  }
  return {first, grouped};
}
