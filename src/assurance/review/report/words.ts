/** What the report calls things, in words that somebody reads who never saw a line of code. */

import {plural} from '../rule.ts';

/** One of each act, and several. Acts that are not here are part of one that is, or no use of data. */
const ACTS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  FILE1_WRITTEN: ['identity file handed over', 'identity files handed over'],
  FILE2_WRITTEN: ['content file handed over', 'content files handed over'],
  FILE3_WRITTEN: ['linked file handed over', 'linked files handed over'],
  SPINE_BUILT: ['register built', 'registers built'],
  SPINE_UPDATED: ['register brought up to date', 'registers brought up to date'],
  LINKAGE_RUN: ['linkage', 'linkages'],
  LINKAGE_COMPARED: ['comparison of linkages', 'comparisons of linkages'],
  CLERICAL_REVIEW_STARTED: ['review of links by people', 'reviews of links by people'],
  TRUTH_EVALUATED: ['test against a known truth', 'tests against a known truth'],
  STORE_LOADED: ['load into the store', 'loads into the store'],
  STORE_CURATED: ['curation', 'curations'],
  IDENTIFIER_FOUND: ['identifier caught', 'identifiers caught'],
  EXTRACT_WRITTEN: ['dataset extracted for a project', 'datasets extracted for projects'],
  EXTRACT_PROVISIONED: ['provisioning', 'provisionings'],
  QUERY_ASKED: ['question asked', 'questions asked'],
  QUERY_REFUSED: ['question refused', 'questions refused'],
  COHORT_BUILT: ['group of people studied', 'groups of people studied'],
  CONSULT_ANSWERED: ['report for a clinician', 'reports for clinicians'],
  ACCESS_REFUSED: ['use of data refused', 'uses of data refused'],
  RELEASE_CREATED: ['table handed in', 'tables handed in'],
  RELEASE_BLOCKED: ['table stopped by the checks', 'tables stopped by the checks'],
  RELEASE_REJECTED: ['table rejected', 'tables rejected'],
  RELEASE_RELEASED: ['table released', 'tables released'],
  RELEASE_REVOKED: ['release recalled', 'releases recalled'],
  PROJECT_CLOSED: ['project closed', 'projects closed'],
};

export const isTold = (action: string): boolean => action in ACTS;

/** `3 questions asked, 1 table released`, in the order of the table. */
export function actsInWords(counts: ReadonlyMap<string, number>): string {
  const said = Object.entries(ACTS).flatMap(([action, [one, many]]) => {
    const count = counts.get(action);
    return count === undefined ? [] : [plural(count, one, many)];
  });
  return said.length === 0 ? 'nothing' : said.join(', ');
}

const BASES: Readonly<Record<string, string>> = {
  'uk-gdpr:6.1.a': 'consent (UK GDPR, Article 6)',
  'uk-gdpr:6.1.c': 'a legal duty (UK GDPR, Article 6)',
  'uk-gdpr:6.1.e': 'a task in the public interest (UK GDPR, Article 6)',
  'uk-gdpr:6.1.f': 'legitimate interests (UK GDPR, Article 6)',
  'uk-gdpr:9.2.a': 'explicit consent (UK GDPR, Article 9)',
  'uk-gdpr:9.2.h': 'health or social care (UK GDPR, Article 9)',
  'uk-gdpr:9.2.i': 'public health (UK GDPR, Article 9)',
  'uk-gdpr:9.2.j': 'research in the public interest (UK GDPR, Article 9)',
  'dpa:sch1': 'Data Protection Act 2018, Schedule 1',
  consent: 'consent',
  s251: 'section 251 support, without consent',
  'dea:research': 'Digital Economy Act 2017, research',
};

export const basesInWords = (codes: readonly string[]): string =>
  codes.length === 0 ? 'not stated' : codes.map((code) => BASES[code] ?? code).join('; ');

/** Row bands of the log. */
export function bandInWords(band: string | null): string {
  if (band === null) return 'not stated';
  if (band === '0') return 'none';
  if (band === '1-9') return 'fewer than 10';
  if (band === '10-99') return '10 to 99';
  if (band === '100-999') return '100 to 999';
  const power = Number(band.slice(2));
  const from = 10 ** power;
  return `${from.toLocaleString('en-GB')} to ${(from * 10 - 1).toLocaleString('en-GB')}`;
}

export const STATES = {
  new: 'not in the log yet',
  open: 'waiting for a decision',
  accepted: 'looked into and accepted',
  escalated: 'passed on for investigation',
} as const;
