/** Which entries are a use of data, and which a refusal: the words that several rules share. */

import type {Entry} from '../audit/entry.ts';

/** Each is one use; an answer is part of the question that it follows. */
const USES: ReadonlySet<string> = new Set([
  'FILE1_WRITTEN',
  'FILE1_RECEIVED',
  'FILE2_WRITTEN',
  'FILE2_RECEIVED',
  'FILE3_WRITTEN',
  'FILE3_RECEIVED',
  'SPINE_BUILT',
  'SPINE_UPDATED',
  'LINKAGE_COMPARED',
  'CLERICAL_REVIEW_STARTED',
  'TRUTH_EVALUATED',
  'STORE_CURATED',
  'EXTRACT_WRITTEN',
  'EXTRACT_PROVISIONED',
  'QUERY_ASKED',
  'COHORT_BUILT',
  'CONSULT_ANSWERED',
  'INTRUDER_TEST_RUN',
]);

export const isUse = ({action}: Entry): boolean => USES.has(action);

export function isRefusal({action, decision}: Entry): boolean {
  if (action === 'ACCESS_REFUSED' || action === 'ACTOR_REFUSED' || action === 'QUERY_REFUSED') {
    return true;
  }
  // A checker who rejects a table refuses somebody else, and is not refused.
  return action === 'JOB_FAILED' && decision === 'refuse';
}

export const idsOf = ({objects}: Pick<Entry, 'objects'>, type: string): string[] =>
  objects.filter((one) => one.type === type).map(({id}) => id);

export const idOf = ({objects}: Pick<Entry, 'objects'>, type: string): string | undefined =>
  objects.find((one) => one.type === type)?.id;
