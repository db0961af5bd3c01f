/** Small logs for tests of the access review: who did what when, and which flags that makes. */

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Act, madeEntry} from '../../../../fixtures/audit/entries.ts';
import type {Entry} from '../../../../src/assurance/audit/entry.ts';
import type {Flag} from '../../../../src/assurance/review/flag.ts';
import {AccessReview} from '../../../../src/assurance/review/review.ts';
import {
  type AccessRules,
  parseAccessRules,
  type RuleId,
} from '../../../../src/assurance/review/rules-file.ts';
import {ROOT} from '../../../support/dolen.ts';

export const RULES_TEXT = readFileSync(join(ROOT, 'governance', 'access-rules.yaml'), 'utf8');
export const RULES: AccessRules = parseAccessRules(RULES_TEXT);

/** An act at a moment in UTC; a researcher’s, of its own request, unless it says otherwise. */
export type TestAct = Omit<Act, 'at' | 'actor' | 'role' | 'requestId'> &
  Partial<Pick<Act, 'actor' | 'role' | 'requestId'>> & {readonly at: string};

export const entriesOf = (acts: readonly TestAct[]): Entry[] =>
  acts.map(
    (act, i) =>
      madeEntry(i, {
        actor: 'researcher:a',
        role: 'researcher',
        requestId: `request-${i}`,
        ...act,
        at: Date.parse(act.at),
      }) satisfies Entry,
  );

/** The flags of one rule, as it is in `governance/access-rules.yaml`. */
export function flagsOf(id: RuleId, entries: readonly Entry[]): Flag[] {
  const rules = RULES.rules.map((line) => ({...line, on: line.id === id}));
  const review = new AccessReview({...RULES, rules});
  for (const entry of entries) review.see(entry);
  return review.flags();
}

export const flags = (id: RuleId, acts: readonly TestAct[]): Flag[] => flagsOf(id, entriesOf(acts));

/** A moment so many minutes after another. */
export const later = (at: string, minutes: number): string =>
  new Date(Date.parse(at) + minutes * 60_000).toISOString();

export const asked = (at: string, more: Partial<TestAct> = {}): TestAct => ({
  at,
  action: 'QUERY_ASKED',
  zone: 'project',
  project: 'PRJ-1',
  objects: [{type: 'dataset', id: 'gp_event'}],
  ...more,
});
