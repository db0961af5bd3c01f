/** What a run's method, its constraints and its limits are called in the report. */

import type {LinkageModel} from '../../model/schema.ts';
import type {Linkage} from '../../report/schema.ts';
import type {Resolved} from '../resolve-pairs.ts';

export function methodWords({method, duplicateFree, household}: LinkageModel['resolve']): string {
  const first = {
    margin: 'the best person, where that one leads',
    oneToOne:
      duplicateFree.length === 2
        ? 'one-to-one assignment'
        : `one-to-one assignment of the records of the ${duplicateFree.join(' and ') || 'files'}`,
    cluster: 'groups of connected records, weak bridges cut',
    all: 'every pair above the threshold',
  }[method];
  return household ? `${first}, with a second pass within households` : first;
}

/** Counts of the resolver that say what kept pairs or records apart. */
const CONSTRAINTS: Readonly<Record<string, string>> = {
  ambiguous: 'no lead over another person (records)',
  cut_bridges: 'a weak bridge between two groups',
  cut_byIdentity: 'two identity numbers in one group',
  cut_byConstraint: 'conflicting sex and date of birth, or a pair never to be linked',
  cut_bySize: 'a group too large to be one person',
};

/** @param beaten pairs above the threshold that are no links */
export function constraintsOf(
  {counts}: Resolved,
  {method}: LinkageModel['resolve'],
  beaten: number,
): Linkage['constraints'] {
  const known = Object.entries(counts).flatMap(([name, count]) => {
    const constraint = CONSTRAINTS[name];
    return constraint && count > 0 ? [{constraint, count}] : [];
  });
  if (method !== 'oneToOne' || beaten === 0) return known;
  const oneToOne = 'one-to-one: a record of the pair fits another better';
  return [{constraint: oneToOne, count: beaten}, ...known];
}

export interface Limits {
  readonly hasTruth: boolean;
  readonly isBlockingKnown: boolean;
  readonly isTrained: boolean;
  readonly household: boolean;
}

export function limitationsOf({hasTruth, isBlockingKnown, isTrained, household}: Limits): string[] {
  return [
    hasTruth
      ? 'Precision and recall were counted among records whose identity is known; for other records, they may differ.'
      : 'Nobody knows the truth of these pairs: precision and recall are what the model claims of itself.',
    isBlockingKnown
      ? 'Matches that share no key under any rule were never compared; how many is an estimate from the rules’ overlap, and too low where the same people fail all rules.'
      : 'Matches that share no key under any rule were never compared, and nobody knows how many there are.',
    'Comparisons are taken as independent of one another; where they are not, weights are too far from zero on both sides.',
    ...(isTrained ? [] : ['The model was not trained on these files.']),
    ...(household
      ? ['Links of the second pass rest on the household as well as on the person.']
      : []),
    'Subgroups with few records are withheld, and so is what they could be worked out from.',
  ];
}
