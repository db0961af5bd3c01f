/** Households of two files that are one household, as the links between their members say. */

import type {Edges, Records} from './edges.ts';

/** More people than this live in an institution, or at a default address (linkage reference R54). */
export const HOUSEHOLD_LIMIT = 20;

export interface HouseholdRules {
  /** Least lead over all rivals of either record for a first-pass link to make two households one. */
  readonly delta: number;
  /** A code for each record's household, 0 for none; codes of the two files need not agree. */
  readonly household: Int32Array;
  readonly memberLimit?: number;
}

export interface Households {
  readonly isLinked: Uint8Array;
  /** Unlinked members of each record's own household. */
  readonly unlinked: Int32Array;
  /** Whether the households of a left and a right record are one. */
  readonly areOne: (left: number, right: number) => boolean;
  /** Pairs of households that are one, as codes. */
  readonly pairs: readonly (readonly [left: number, right: number])[];
  /** Residences beyond the limit, of both files. */
  readonly excluded: number;
}

/** @param links edges that the first pass made links */
export function matchHouseholds(
  edges: Edges,
  records: Records,
  links: Int32Array,
  rules: HouseholdRules,
): Households {
  const {left, right, weight} = edges;
  const isLinked = new Uint8Array(records.count);
  for (const e of links) {
    isLinked[left[e] as number] = 1;
    isLinked[right[e] as number] = 1;
  }
  const {home, unlinked, excluded} = residences(records, isLinked, rules);
  const rival = bestRivals(edges, records, links);
  const pairs = new Map<number, readonly [number, number]>();
  const keyOf = (l: number, r: number) => l * 2 ** 26 + r;
  for (const e of links) {
    const l = left[e] as number;
    const r = right[e] as number;
    const [one, other] = [home[l] as number, home[r] as number];
    const lead = (weight[e] as number) - Math.max(rival[l] as number, rival[r] as number);
    if (one === 0 || other === 0 || lead < rules.delta) continue;
    pairs.set(keyOf(one, other), [one, other]);
  }
  return {
    isLinked,
    unlinked,
    areOne: (l, r) => pairs.has(keyOf(home[l] as number, home[r] as number)),
    pairs: [...pairs.values()],
    excluded,
  };
}

/**
 * All pairs of unlinked members of households that are one. Blocking has missed many of them: score
 * them, and add those not scored yet to the edges before the second pass.
 */
export function householdCandidates(
  edges: Edges,
  records: Records,
  links: Int32Array,
  rules: HouseholdRules,
): {left: Int32Array; right: Int32Array} {
  const {count, leftCount} = records;
  const {isLinked, pairs} = matchHouseholds(edges, records, links, rules);
  const members = (from: number, to: number) => {
    const unlinked = [];
    for (let record = from; record < to; record++) if (!isLinked[record]) unlinked.push(record);
    return Map.groupBy(unlinked, (record) => rules.household[record] as number);
  };
  const [lefts, rights] = [members(0, leftCount), members(leftCount, count)];
  const found = pairs.flatMap(([l, r]) =>
    (lefts.get(l) ?? []).flatMap((left) => (rights.get(r) ?? []).map((right) => [left, right])),
  );
  return {
    left: Int32Array.from(found, ([l]) => l as number),
    right: Int32Array.from(found, ([, r]) => r as number),
  };
}

/** Per record: its household unless that is none or too large, and how many of it are unlinked. */
function residences(
  {count, leftCount}: Records,
  isLinked: Uint8Array,
  {household, memberLimit = HOUSEHOLD_LIMIT}: HouseholdRules,
) {
  const codes = household.reduce((most, code) => Math.max(most, code), 0) + 1;
  const home = new Int32Array(count);
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
      home[record] = (members[code] as number) > memberLimit ? 0 : code;
      unlinked[record] = free[code] as number;
    }
  }
  return {home, unlinked, excluded};
}

/** The weight of the best edge of each record that is no link. */
function bestRivals({length, left, right, weight}: Edges, {count}: Records, links: Int32Array) {
  const isLink = new Uint8Array(length);
  for (const e of links) isLink[e] = 1;
  const rival = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  for (let e = 0; e < length; e++) {
    if (isLink[e]) continue;
    const bits = weight[e] as number;
    const l = left[e] as number;
    const r = right[e] as number;
    if (bits > (rival[l] as number)) rival[l] = bits;
    if (bits > (rival[r] as number)) rival[r] = bits;
  }
  return rival;
}
