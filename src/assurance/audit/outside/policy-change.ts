/** What a new policy of witnesses takes away from the one before it, or adds. */

import type {Policy} from './policy-file.ts';

export interface AskedOf {
  readonly witnesses: number;
  /** The fewest witnesses that are enough; 0 when none is asked for. */
  readonly needed: number;
}

export interface PolicyChange {
  readonly before: AskedOf;
  readonly after: AskedOf;
  /** Witnesses that are asked no more, by their names in the policy before. */
  readonly dropped: readonly string[];
  /** Whether it has fewer witnesses than before, or fewer of them are enough. */
  readonly isWeaker: boolean;
}

/** A witness is its key: under another name it is the same one, under another key it is not. */
export function changeOf(before: Policy, after: Policy): PolicyChange {
  const kept = new Set(after.witnesses.map(({vkey}) => vkey));
  const [was, is] = [askedOf(before), askedOf(after)];
  return {
    before: was,
    after: is,
    dropped: before.witnesses.filter(({vkey}) => !kept.has(vkey)).map(({name}) => name),
    isWeaker: is.witnesses < was.witnesses || is.needed < was.needed,
  };
}

function askedOf({witnesses, groups, quorum}: Policy): AskedOf {
  const fewest = new Map(witnesses.map(({name}) => [name, 1]));
  // Members stand above their group, so one pass in order is enough.
  for (const {name, needed, members} of groups) {
    const costs = members.map((member) => fewest.get(member) ?? 0).sort((a, b) => a - b);
    fewest.set(
      name,
      costs.slice(0, needed).reduce((sum, cost) => sum + cost, 0),
    );
  }
  return {
    witnesses: witnesses.length,
    needed: quorum === null ? 0 : (fewest.get(quorum) ?? 0),
  };
}
