/** The second pass: people still unlinked in two households that are known to be one, by their links. */

import {type Edges, edgesAtLeast, type Records} from './edges.ts';
import {linkOneToOne} from './one-to-one.ts';

/** More people than this live in an institution, or at a default address (linkage reference R54). */
export const HOUSEHOLD_LIMIT = 20;

export interface HouseholdRules {
  /** Least weight of a link, in bits, household evidence included. */
  readonly theta: number;
  /** Least lead over all rivals of either record for a first-pass link to make two households one. */
  readonly delta: number;
  /** Least weight, before household evidence, of an edge to look at. */
  readonly floor: number;
  /** The prior that is part of every weight, in bits. */
  readonly prior: number;
  /** A code for each record's household, 0 for none; codes of the two files need not agree. */
  readonly household: Int32Array;
  /**
   * The part of each edge's weight that its residence gave (postcode, house number), in bits. Any two
   * members agree in it, so that within households it says nothing, and is not counted.
   */
  readonly residenceBits?: Float64Array;
  readonly memberLimit?: number;
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
  rules: HouseholdRules,
): HouseholdLinks {
  const {theta, floor, prior, household, residenceBits} = rules;
  const {left, right, weight} = edges;
  const isLinked = new Uint8Array(records.count);
  for (const e of links) {
    isLinked[left[e] as number] = 1;
    isLinked[right[e] as number] = 1;
  }
  const {isExcluded, unlinked, excluded} = residences(records, isLinked, rules);
  const homeOf = (record: number): number =>
    isExcluded[record] ? 0 : (household[record] as number);
  const pairs = householdPairs(edges, records, links, rules.delta, homeOf);

  const found: number[] = [];
  const raised: number[] = [];
  for (const e of edgesAtLeast(edges, floor)) {
    const l = left[e] as number;
    const r = right[e] as number;
    const bits = weight[e] as number;
    if (isLinked[l] || isLinked[r] || bits === Number.POSITIVE_INFINITY) continue;
    if (!pairs.has(homeOf(l), homeOf(r))) continue;
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
      householdPairs: pairs.size,
      excludedResidences: excluded,
      tied: kept.length - made.length,
    },
  };
}

/** Per record: whether its residence is too large, and how many of its residence are unlinked. */
function residences(
  {count, leftCount}: Records,
  isLinked: Uint8Array,
  {household, memberLimit = HOUSEHOLD_LIMIT}: HouseholdRules,
) {
  const codes = household.reduce((most, code) => Math.max(most, code), 0) + 1;
  const isExcluded = new Uint8Array(count);
  const unlinked = new Int32Array(count);
  let excluded = 0;
  for (const [from, to] of [
    [0, leftCount],
    [leftCount, count],
  ] as const) {
    const members = new Int32Array(codes);
    const free = new Int32Array(codes);
    for (let record = from; record < to; record++) {
      const code = household[record] as number;
      members[code] = (members[code] as number) + 1;
      if (!isLinked[record]) free[code] = (free[code] as number) + 1;
    }
    for (let code = 1; code < codes; code++)
      if ((members[code] as number) > memberLimit) excluded++;
    for (let record = from; record < to; record++) {
      const code = household[record] as number;
      isExcluded[record] = (members[code] as number) > memberLimit ? 1 : 0;
      unlinked[record] = free[code] as number;
    }
  }
  return {isExcluded, unlinked, excluded};
}

/** Pairs of a left and a right household between which a link leads over every other edge of its records. */
function householdPairs(
  {length, left, right, weight}: Edges,
  {count}: Records,
  links: Int32Array,
  delta: number,
  homeOf: (record: number) => number,
) {
  const isLink = new Uint8Array(length);
  for (const e of links) isLink[e] = 1;
  const rival = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  for (let e = 0; e < length; e++) {
    if (isLink[e]) continue;
    for (const record of [left[e] as number, right[e] as number]) {
      rival[record] = Math.max(rival[record] as number, weight[e] as number);
    }
  }
  const keys = new Set<number>();
  const keyOf = (l: number, r: number) => l * 2 ** 26 + r;
  for (const e of links) {
    const l = left[e] as number;
    const r = right[e] as number;
    const best = Math.max(rival[l] as number, rival[r] as number);
    if (homeOf(l) === 0 || homeOf(r) === 0 || (weight[e] as number) - best < delta) continue;
    keys.add(keyOf(homeOf(l), homeOf(r)));
  }
  return {size: keys.size, has: (l: number, r: number) => keys.has(keyOf(l, r))};
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
