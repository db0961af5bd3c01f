/** Purpose against permission: the truth table of governance reference §4.6, and how it is read. */

import {type DataUseFacts, isWithin} from './facts.ts';
import {type DataUseCode, type DataUseReason, dataUseReason} from './reasons.ts';
import {type Permission, readPermission} from './terms.ts';

/** A purpose of the application, or the permission of a dataset. */
export interface UseTerm {
  readonly term: string;
  /** For DS: which disease. */
  readonly disease?: string;
}

/** `GRU` any research, `HMB` health, `DS` a disease, `POA` ancestry, `MDS` methods. */
export const PURPOSES = ['GRU', 'HMB', 'DS', 'POA', 'MDS'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Permissions that ask nothing of the purpose. */
const ANY_PURPOSE: readonly Permission[] = ['NRES', 'GRU'];

/** For each permission that asks something: what it says to each purpose. */
const RULES = {
  HMB: {
    GRU: 'RESEARCH_TOO_WIDE',
    HMB: 'HEALTH_ALLOWED',
    DS: 'DISEASE_ALLOWED',
    POA: 'ANCESTRY_NOT_COVERED',
    MDS: 'METHODS_WITHIN',
  },
  DS: {
    GRU: 'RESEARCH_TOO_WIDE',
    HMB: 'HEALTH_TOO_WIDE',
    DS: 'by disease',
    POA: 'ANCESTRY_NOT_COVERED',
    MDS: 'by tie to the disease',
  },
  POA: {
    GRU: 'RESEARCH_TOO_WIDE',
    HMB: 'HEALTH_TOO_WIDE',
    DS: 'ANCESTRY_ONLY',
    POA: 'ANCESTRY_ALLOWED',
    MDS: 'METHODS_WITHIN',
  },
} as const satisfies Record<
  string,
  Record<Purpose, DataUseCode | 'by disease' | 'by tie to the disease'>
>;

export const isPurpose = (term: string): term is Purpose =>
  (PURPOSES as readonly string[]).includes(term);

/** What a dataset's permission says to every purpose, in the order of the purposes. */
export function permissionReasons(
  permission: UseTerm | null,
  purposes: readonly UseTerm[],
  facts: DataUseFacts,
): DataUseReason[] {
  if (purposes.length === 0) return [dataUseReason('PURPOSE_MISSING', null)];
  // Unknown words and diseases left out are said first: a permission that asks nothing hides neither.
  const unread = purposes.flatMap(unreadable);
  if (permission === null) return [...unread, dataUseReason('PERMISSION_MISSING', null)];
  const name = readPermission(permission.term);
  if (name === null) return [...unread, dataUseReason('UNKNOWN_TERM', permission.term)];
  if (ANY_PURPOSE.includes(name)) return [...unread, dataUseReason('ANY_PURPOSE', name)];
  if (name === 'DS' && permission.disease === undefined) {
    return [...unread, dataUseReason('PERMITTED_DISEASE_MISSING', name)];
  }
  const dataset = {name: name as keyof typeof RULES, disease: permission.disease ?? ''};
  const readable = purposes.filter((one) => unreadable(one).length === 0);
  return [...unread, ...readable.map((one) => judge(dataset, one, purposes, facts))];
}

function unreadable({term, disease}: UseTerm): DataUseReason[] {
  if (!isPurpose(term)) return [dataUseReason('UNKNOWN_TERM', term)];
  if (term === 'DS' && disease === undefined)
    return [dataUseReason('PURPOSE_DISEASE_MISSING', term)];
  return [];
}

function judge(
  dataset: {readonly name: keyof typeof RULES; readonly disease: string},
  purpose: UseTerm,
  purposes: readonly UseTerm[],
  {diseasesAbove}: DataUseFacts,
): DataUseReason {
  const {name, disease: permitted} = dataset;
  const term = name === 'DS' ? `DS:${permitted}` : name;
  const within = ({disease}: UseTerm) =>
    disease !== undefined && isWithin(disease, permitted, diseasesAbove);
  const rule = RULES[name][purpose.term as Purpose];
  if (rule === 'by disease') {
    const code = within(purpose) ? 'DISEASE_WITHIN' : 'DISEASE_OUTSIDE';
    return dataUseReason(code, term, {of: purpose.disease ?? '', in: permitted});
  }
  if (rule === 'by tie to the disease') {
    const isTied = purposes.some((one) => one.term === 'DS' && within(one));
    return dataUseReason(isTied ? 'METHODS_WITHIN_DISEASE' : 'METHODS_UNTIED', term);
  }
  return dataUseReason(rule, term);
}
