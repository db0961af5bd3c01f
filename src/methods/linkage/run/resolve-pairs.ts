/** From scored pairs to links, and for every record the state that it ends in. */

import type {LinkageModel} from '../model/schema.ts';
import {cluster} from '../resolve/cluster.ts';
import {edgesAtLeast, type Forbids, type Records} from '../resolve/edges.ts';
import {linkWithinHouseholds} from '../resolve/household.ts';
import {bestWithMargin, MARGIN_STATES} from '../resolve/margin.ts';
import {linkOneToOne} from '../resolve/one-to-one.ts';
import {UnionFind} from '../resolve/union-find.ts';
import type {ScoredPairs} from './score-pairs.ts';

/** Every record of a run ends in exactly one of these. */
export const RECORD_STATES = [
  'linked',
  'not_blocked',
  'below_threshold',
  'ambiguous',
  'taken',
  'held',
] as const;
export type RecordState = (typeof RECORD_STATES)[number];

export const STATE_MEANINGS: Readonly<Record<RecordState, string>> = {
  linked: 'linked to another record',
  not_blocked: 'shares no block with any record',
  below_threshold: 'no pair reaches the threshold',
  ambiguous: 'two candidates are too close to tell apart',
  taken: 'its candidates fit other records better',
  held: 'kept for a person to decide',
};

export interface Resolved {
  /** Pairs that are links, ascending. */
  readonly links: Int32Array;
  /** Weight of each link, household evidence included. */
  readonly weight: Float64Array;
  /** What the household gave to each link, in bits. */
  readonly household: Float64Array;
  /** Index into `RECORD_STATES` for each record. */
  readonly state: Uint8Array;
  /** For each record the record that stands for its person. */
  readonly personOf: Int32Array;
  readonly counts: Readonly<Record<string, number>>;
  /** All records of a person are linked, whether a pair of them was scored or not. */
  readonly isClustered: boolean;
}

/** How many records ended in each state; they add up to all records. */
export function countStates(state: Uint8Array): Record<RecordState, number> {
  const counts = new Float64Array(RECORD_STATES.length);
  for (const code of state) counts[code] = (counts[code] as number) + 1;
  return Object.fromEntries(RECORD_STATES.map((name, code) => [name, counts[code]])) as Record<
    RecordState,
    number
  >;
}

export interface ResolveInput {
  readonly pairs: ScoredPairs;
  readonly records: Records;
  readonly resolve: LinkageModel['resolve'];
  /** Codes of the household of each record. */
  readonly household?: Int32Array;
  /** Codes of valid identity numbers, for clusters. */
  readonly identity?: Int32Array;
  readonly forbids?: Forbids;
}

export function resolvePairs(input: ResolveInput): Resolved {
  const {pairs, records, resolve} = input;
  const {theta} = resolve;
  switch (resolve.method) {
    case 'all': {
      const links = edgesAtLeast(pairs, theta);
      return finish(input, links, [], {});
    }
    case 'cluster': {
      const {forbids, identity} = input;
      const found = cluster(pairs, records, {
        theta,
        guard: resolve.guard,
        sizeLimit: resolve.clusterLimit,
        ...(identity && {identity}),
        ...(forbids && {forbids}),
      });
      const links = edgesAtLeast(pairs, theta).filter(
        (e) =>
          found.clusterOf[pairs.left[e] as number] === found.clusterOf[pairs.right[e] as number],
      );
      const {cuts, held, clusterOf} = found;
      const counts = Object.fromEntries(
        Object.entries(cuts).map(([guard, edges]) => [`cut_${guard}`, edges.length]),
      );
      return {...finish(input, links, held, counts), personOf: clusterOf, isClustered: true};
    }
    case 'margin': {
      const found = bestWithMargin(pairs, records, {theta, delta: resolve.delta});
      const links = Int32Array.from(found.edge).filter(
        (edge, left) => edge >= 0 && MARGIN_STATES[found.state[left] as number] === 'linked',
      );
      const ambiguous = [...found.state.keys()].filter(
        (left) => MARGIN_STATES[found.state[left] as number] === 'ambiguous',
      );
      const resolved = finish(input, links.sort(), [], {ambiguous: ambiguous.length});
      for (const left of ambiguous) resolved.state[left] = RECORD_STATES.indexOf('ambiguous');
      return resolved;
    }
    case 'oneToOne': {
      const duplicateFree = {
        left: resolve.duplicateFree.includes('left'),
        right: resolve.duplicateFree.includes('right'),
      };
      const found = linkOneToOne(pairs, records, {theta, duplicateFree});
      const held = [...found.held].flatMap((e) => [
        pairs.left[e] as number,
        pairs.right[e] as number,
      ]);
      return finish(input, found.kept, held, {...found.counts});
    }
  }
}

/** Bits above the threshold that a link needs when its household speaks for it. */
const HOUSEHOLD_CAUTION = 5;

/** Adds the household pass, and says for every record what became of it. */
function finish(
  {pairs, records, resolve, household}: ResolveInput,
  first: Int32Array,
  held: ArrayLike<number>,
  counts: Readonly<Record<string, number>>,
): Resolved {
  const second =
    household === undefined
      ? null
      : linkWithinHouseholds(pairs, records, first, {
          theta: resolve.theta + HOUSEHOLD_CAUTION,
          delta: resolve.delta,
          floor: pairs.floor,
          prior: pairs.prior,
          household,
        });
  const raised = new Map<number, {weight: number; bits: number}>();
  second?.edge.forEach((e, i) => {
    raised.set(e, {weight: second.weight[i] as number, bits: second.household[i] as number});
  });
  const links = Int32Array.from([...first, ...raised.keys()]).sort();
  const state = new Uint8Array(records.count);
  const people = new UnionFind(records.rank);
  for (let r = 0; r < records.count; r++) {
    state[r] = pairs.isBlocked[r]
      ? RECORD_STATES.indexOf('below_threshold')
      : RECORD_STATES.indexOf('not_blocked');
  }
  for (let e = 0; e < pairs.length; e++) {
    if ((pairs.weight[e] as number) < resolve.theta) continue;
    state[pairs.left[e] as number] = RECORD_STATES.indexOf('taken');
    state[pairs.right[e] as number] = RECORD_STATES.indexOf('taken');
  }
  for (const r of Array.from(held)) state[r] = RECORD_STATES.indexOf('held');
  for (const e of links) {
    const [left, right] = [pairs.left[e] as number, pairs.right[e] as number];
    state[left] = 0;
    state[right] = 0;
    people.unite(left, right);
  }
  return {
    links,
    weight: Float64Array.from(links, (e) => raised.get(e)?.weight ?? (pairs.weight[e] as number)),
    household: Float64Array.from(links, (e) => raised.get(e)?.bits ?? 0),
    state,
    personOf: people.roots(),
    isClustered: false,
    counts: second ? {...counts, household: second.edge.length} : counts,
  };
}
