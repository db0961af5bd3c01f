/** The second pass: people still unlinked in two households that are known to be one, by their links. */

import {type Edges, edgesAtLeast, type Records} from './edges.ts';
import {type HouseholdRules, matchHouseholds} from './households.ts';
import {linkOneToOne} from './one-to-one.ts';

export interface HouseholdPassRules extends HouseholdRules {
  /** Least weight of a link, in bits, household evidence included. */
  readonly theta: number;
  /** Least weight, before household evidence, of an edge to look at. */
  readonly floor: number;
  /** The prior that is part of every weight, in bits. */
  readonly prior: number;
  /**
   * The part of each edge's weight that its residence gave (postcode, house number), in bits. Any two
   * members agree in it, so that within households it says nothing, and is not counted.
   */
  readonly residenceBits?: Float64Array;
}

/** One place per added link, in ascending order of edges. */
export interface HouseholdLinks {
  readonly edge: Int32Array;
  /** The weight with the household's contribution; what the fields gave stays as it was scored. */
  readonly weight: Float64Array;
  /** The household's contribution, in bits. */
  readonly household: Float64Array;
  readonly counts: {
    readonly householdPairs: number;
    /** Residences beyond the limit, of both files. */
    readonly excludedResidences: number;
    /** Links that had a rival of the same weight, and were not made. */
    readonly tied: number;
  };
}

/**
 * Links left records to right records within pairs of households:
 * 1. two households are one where a first-pass link between them leads by δ;
 * 2. edges between their unlinked members get a new prior: among so many people one is the other.
 *    For m and n unlinked members that is min(m, n) ÷ (m · n), and never above one half;
 * 3. the best one-to-one of those that reach θ is added. The fields that are not the residence's
 *    must speak for each link: a household alone makes none.
 * @param links edges that the first pass made links
 */
export function linkWithinHouseholds(
  edges: Edges,
  records: Records,
  links: Int32Array,
  rules: HouseholdPassRules,
): HouseholdLinks {
  const {theta, floor, prior, residenceBits} = rules;
  const {left, right, weight} = edges;
  const {isLinked, unlinked, areOne, pairs, excluded} = matchHouseholds(
    edges,
    records,
    links,
    rules,
  );

  const found: number[] = [];
  const raised: number[] = [];
  for (const e of edgesAtLeast(edges, floor)) {
    const l = left[e] as number;
    const r = right[e] as number;
    const bits = weight[e] as number;
    if (isLinked[l] || isLinked[r] || bits === Number.POSITIVE_INFINITY) continue;
    if (!areOne(l, r)) continue;
    const residence = residenceBits?.[e] ?? 0;
    if (bits - prior - residence <= 0) continue;
    const odds = 1 / (Math.max(2, unlinked[l] as number, unlinked[r] as number) - 1);
    const contribution = Math.max(0, Math.log2(odds) - prior) - residence;
    if (bits + contribution < theta) continue;
    found.push(e);
    raised.push(contribution);
  }
  const rescored: Edges = {
    length: found.length,
    left: Int32Array.from(found, (e) => left[e] as number),
    right: Int32Array.from(found, (e) => right[e] as number),
    weight: Float64Array.from(found, (e, i) => (weight[e] as number) + (raised[i] as number)),
  };
  const {kept} = linkOneToOne(rescored, records, {theta});
  const made = withoutTies(rescored, records, kept);
  return {
    edge: made.map((i) => found[i] as number),
    weight: Float64Array.from(made, (i) => rescored.weight[i] as number),
    household: Float64Array.from(made, (i) => raised[i] as number),
    counts: {
      householdPairs: pairs.length,
      excludedResidences: excluded,
      tied: kept.length - made.length,
    },
  };
}

/** Leaves out links for which a rival is as strong and its other record no better linked. */
function withoutTies({length, left, right, weight}: Edges, {count}: Records, kept: Int32Array) {
  const linkOf = new Int32Array(count).fill(-1);
  for (const i of kept) {
    linkOf[left[i] as number] = i;
    linkOf[right[i] as number] = i;
  }
  const bitsOf = (link: number) => (link < 0 ? Number.NEGATIVE_INFINITY : (weight[link] as number));
  const isTied = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const [l, r] = [linkOf[left[i] as number] as number, linkOf[right[i] as number] as number];
    if (l === i) continue;
    if (l >= 0 && weight[l] === weight[i] && bitsOf(r) <= (weight[i] as number)) isTied[l] = 1;
    if (r >= 0 && weight[r] === weight[i] && bitsOf(l) <= (weight[i] as number)) isTied[r] = 1;
  }
  return kept.filter((i) => !isTied[i]);
}
