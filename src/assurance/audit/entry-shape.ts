/** What an audit entry must look like, field by field (governance reference §4.8). */

import {list, members, named, oneOf, orNull, text, wholeNumber} from './shapes.ts';

// Ids, codes and names, never sentences: free text goes into a commitment. Characters of category C
// are refused, and with them halves of surrogate pairs: what passes is well-formed Unicode.
const Name = text(/^[^\p{C}\p{Z}]([^\p{C}]{0,254}[^\p{C}\p{Z}])?$/u, 'a name in one line');
const Code = text(/^[A-Z][A-Z0-9_]{0,63}$/, 'a code in capitals');
const Hash = text(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits');

/** Open lists of codes: a verifier also reads logs with codes that are newer than itself. */
export const ENTRY_SHAPE = members({
  action: Code,
  actor: Name,
  assurance: Name,
  codeHash: Hash,
  commits: named(/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/, Hash),
  decision: oneOf([null, 'allow', 'refuse'], 'allow, refuse or null'),
  inputHashes: list(Hash),
  legalBasis: list(Name),
  objects: list(members({id: Name, type: Name})),
  outputHashes: list(Hash),
  policyHash: Hash,
  prevReview: orNull(wholeNumber),
  project: orNull(Name),
  purpose: orNull(Name),
  reasonCodes: list(Code),
  requestId: Name,
  role: Name,
  rowBand: orNull(text(/^(0|1-9|10-99|100-999|1e[1-9]\d?)$/, 'a row band')),
  seq: wholeNumber,
  supersedes: orNull(wholeNumber),
  ts: text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'an instant in UTC'),
  v: oneOf([1], 'the version 1'),
  zone: orNull(Name),
});

export interface Entry {
  readonly v: 1;
  /** Its place in the log, counted from 0. */
  readonly seq: number;
  readonly ts: string;
  readonly actor: string;
  readonly role: string;
  readonly assurance: string;
  readonly zone: string | null;
  readonly project: string | null;
  readonly purpose: string | null;
  readonly legalBasis: readonly string[];
  readonly action: string;
  readonly objects: readonly {readonly type: string; readonly id: string}[];
  readonly decision: 'allow' | 'refuse' | null;
  readonly reasonCodes: readonly string[];
  readonly policyHash: string;
  readonly codeHash: string;
  readonly inputHashes: readonly string[];
  readonly outputHashes: readonly string[];
  readonly rowBand: string | null;
  readonly requestId: string;
  readonly supersedes: number | null;
  readonly prevReview: number | null;
  readonly commits: {readonly [name: string]: string};
}
