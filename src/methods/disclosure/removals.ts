/** Who was removed, group by group, so that bias shows and nobody does: small groups are withheld together. */

import {isSmall} from './cells.ts';

/** What one group had, and how much of it was removed. */
export interface Removal {
  readonly group: string;
  readonly peopleIn: number;
  readonly peopleRemoved: number;
  readonly rowsIn: number;
  readonly rowsRemoved: number;
}

/** `null` is withheld. What remains is the difference, and is withheld with it. */
export type PublishedRemoval = {
  readonly [K in keyof Removal]: K extends 'group' ? string : number | null;
};

export interface PublishedRemovals {
  readonly total: PublishedRemoval;
  readonly groups: readonly PublishedRemoval[];
}

/** Counts of people that a line says or lets a reader work out. */
const said = ({peopleIn, peopleRemoved}: Removal): readonly number[] => [
  peopleIn,
  peopleRemoved,
  peopleIn - peopleRemoved,
];

const isUnsafe = (removal: Removal, minCell: number): boolean =>
  said(removal).some((count) => isSmall(count, minCell));

/**
 * Publishes a table of removals with its total. A group is withheld whole when one of its counts of
 * people is small. What is withheld can be had together by subtraction from the total, so more groups
 * go with it, the smallest first, until there are at least two and nothing of their sum is small.
 */
export function publishRemovals(groups: readonly Removal[], minCell: number): PublishedRemovals {
  const total = sum('all', groups);
  if (isUnsafe(total, minCell)) {
    // Part of the total must go, and any group that is left could be part of what is looked for.
    return {
      total: {...withheld(total), ...(isSmall(total.peopleIn, minCell) ? {} : inOf(total))},
      groups: groups.map(withheld),
    };
  }
  const hidden = new Set(groups.filter((one) => isUnsafe(one, minCell)));
  const bySize = [...groups].sort(
    (a, b) => a.peopleRemoved - b.peopleRemoved || a.peopleIn - b.peopleIn,
  );
  // A group from which nobody was removed hides nothing, so those that hide something go first.
  const next = () =>
    bySize.find((one) => !hidden.has(one) && one.peopleRemoved > 0) ??
    bySize.find((one) => !hidden.has(one));
  while (hidden.size > 0 && !isCovered([...hidden], minCell)) {
    const one = next();
    if (!one) break;
    hidden.add(one);
  }
  return {total, groups: groups.map((one) => (hidden.has(one) ? withheld(one) : one))};
}

/** Whether withheld groups protect each other: their sum is safe, and each of its counts is shared. */
function isCovered(hidden: readonly Removal[], minCell: number): boolean {
  if (isUnsafe(sum('hidden', hidden), minCell)) return false;
  return [0, 1, 2].every((i) => {
    const counts = hidden.map((one) => said(one)[i] ?? 0);
    // Two who share a count: neither can be had by taking away one that a reader knows to be empty.
    return counts.every((n) => n === 0) || counts.filter((n) => n > 0).length >= 2;
  });
}

const sum = (group: string, removals: readonly Removal[]): Removal => {
  const of = (key: Exclude<keyof Removal, 'group'>) =>
    removals.reduce((total, removal) => total + removal[key], 0);
  return {
    group,
    peopleIn: of('peopleIn'),
    peopleRemoved: of('peopleRemoved'),
    rowsIn: of('rowsIn'),
    rowsRemoved: of('rowsRemoved'),
  };
};

const inOf = ({peopleIn, rowsIn}: Removal) => ({peopleIn, rowsIn});

const withheld = ({group}: Removal): PublishedRemoval => ({
  group,
  peopleIn: null,
  peopleRemoved: null,
  rowsIn: null,
  rowsRemoved: null,
});
