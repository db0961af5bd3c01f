/** Modifiers of a permission, one rule each: what it reads of the application and what that comes to. */

import type {DataUseFacts, TermLimits} from './facts.ts';
import type {UseTerm} from './permission-rules.ts';
import {type DataUseCode, type DataUseReason, dataUseReason} from './reasons.ts';
import {type Modifier, readModifier} from './terms.ts';

interface Asked {
  readonly facts: DataUseFacts;
  readonly limits: TermLimits;
  readonly purposes: readonly UseTerm[];
}

/** One code, or several where a term forbids several things. */
type Rule = (asked: Asked) => DataUseCode | readonly DataUseCode[];

/** What a modifier reads of the application, for when it is not there. */
const READS: Readonly<Partial<Record<Modifier, string>>> = {
  TS: 'for how many months',
  MOR: 'when results will be published',
  US: 'who will use the data',
  IS: 'which institutions take part',
  PS: 'which project it is for',
  GS: 'in which regions data will be held',
  NCU: 'whether the purpose is commercial',
  NPU: 'whether the organisation works for profit',
  NPUNCU: 'whether the purpose is commercial and the organisation works for profit',
  GSO: 'whether genetic data are used',
  'HDRUK:no-linkage': 'what it will be linked to',
};

/** A yes-or-no fact: what yes, no and silence come to. */
const claim =
  (fact: keyof DataUseFacts, yes: DataUseCode, no: DataUseCode, silence: DataUseCode) =>
  ({facts}: Asked): DataUseCode => {
    const value = facts[fact];
    return value === undefined ? silence : value === true ? yes : no;
  };

/** Evidence that is there or is still to come. */
const evidence = (fact: keyof DataUseFacts, given: DataUseCode, missing: DataUseCode): Rule =>
  claim(fact, given, missing, missing);

/** Everything that the application names must be on the controller's list. */
const listed =
  (
    named: 'users' | 'institutions' | 'project' | 'regions',
    list: Exclude<keyof TermLimits, 'monthsAllowed' | 'moratoriumTo'>,
    yes: DataUseCode,
    no: DataUseCode,
  ): Rule =>
  ({facts, limits}) => {
    const value = facts[named] ?? [];
    const names = typeof value === 'string' ? [value] : value;
    const allowed = limits[list];
    if (allowed === undefined) return 'LIMIT_NOT_RECORDED';
    if (names.length === 0) return 'FACT_NOT_GIVEN';
    return names.every((name) => allowed.includes(name)) ? yes : no;
  };

const has = (purposes: readonly UseTerm[], term: string): boolean =>
  purposes.some((one) => one.term === term);

const ethics: Rule = ({facts: {ethicsRef, ethicsValidTo, today}}) => {
  if (ethicsRef === undefined || ethicsRef === '') return 'ETHICS_MISSING';
  if (ethicsValidTo === undefined) return 'ETHICS_END_MISSING';
  return ethicsValidTo < today ? 'ETHICS_LAPSED' : 'ETHICS_IN_DATE';
};

const timeLimit: Rule = ({facts: {monthsRequested}, limits: {monthsAllowed}}) => {
  if (monthsAllowed === undefined) return 'LIMIT_NOT_RECORDED';
  if (monthsRequested === undefined) return 'FACT_NOT_GIVEN';
  return monthsRequested <= monthsAllowed ? 'WITHIN_TIME' : 'BEYOND_TIME';
};

const moratorium: Rule = ({facts: {plannedPublication}, limits: {moratoriumTo}}) => {
  if (moratoriumTo === undefined) return 'LIMIT_NOT_RECORDED';
  if (plannedPublication === undefined) return 'FACT_NOT_GIVEN';
  return plannedPublication > moratoriumTo ? 'AFTER_MORATORIUM' : 'INSIDE_MORATORIUM';
};

const forProfit = ({facts: {organisationType}}: Asked): DataUseCode => {
  if (organisationType === undefined) return 'FACT_NOT_GIVEN';
  return organisationType === 'not-for-profit' ? 'NOT_FOR_PROFIT' : 'FOR_PROFIT';
};

const notCommercial = claim('commercialPurpose', 'COMMERCIAL', 'NOT_COMMERCIAL', 'FACT_NOT_GIVEN');

/** Both halves must hold; each that does not is said. */
const neither: Rule = (asked) => {
  const against = [notCommercial(asked), forProfit(asked)].filter(
    (code) => code !== 'NOT_COMMERCIAL' && code !== 'NOT_FOR_PROFIT',
  );
  return against.length === 0 ? 'NEITHER_PROFIT_NOR_COMMERCE' : [...new Set(against)];
};

const noAncestry: Rule = ({purposes}) => {
  if (has(purposes, 'POA')) return 'ANCESTRY_PROHIBITED';
  return has(purposes, 'GRU') ? 'ANCESTRY_POSSIBLE' : 'NOT_ANCESTRY';
};

const noMethods: Rule = ({purposes}) => {
  if (has(purposes, 'MDS')) {
    const isAlone = purposes.every(({term}) => term === 'MDS');
    return isAlone ? 'METHODS_PROHIBITED' : 'METHODS_UNCLEAR';
  }
  return has(purposes, 'GRU') ? 'METHODS_POSSIBLE' : 'NOT_METHODS';
};

const noLinkage: Rule = ({facts: {linkedDatasets}}) => {
  if (linkedDatasets === undefined) return 'FACT_NOT_GIVEN';
  return linkedDatasets === 0 ? 'NOTHING_LINKED' : 'LINKAGE_PROHIBITED';
};

const RULES = {
  IRB: ethics,
  PUB: evidence('publicationPlan', 'PUBLICATION_COMMITTED', 'PUBLICATION_MISSING'),
  COL: evidence('collaborationAgreed', 'COLLABORATION_AGREED', 'COLLABORATION_MISSING'),
  RTN: evidence('returnAgreed', 'RETURN_AGREED', 'RETURN_MISSING'),
  TS: timeLimit,
  MOR: moratorium,
  US: listed('users', 'usersAllowed', 'USERS_LISTED', 'USER_NOT_LISTED'),
  IS: listed(
    'institutions',
    'institutionsAllowed',
    'INSTITUTIONS_LISTED',
    'INSTITUTION_NOT_LISTED',
  ),
  PS: listed('project', 'projectsAllowed', 'PROJECT_LISTED', 'PROJECT_NOT_LISTED'),
  GS: listed('regions', 'regionsAllowed', 'REGIONS_LISTED', 'REGION_NOT_LISTED'),
  NCU: notCommercial,
  NPU: forProfit,
  NPUNCU: neither,
  NPOA: noAncestry,
  NMDS: noMethods,
  GSO: claim('geneticStudy', 'GENETIC', 'NOT_GENETIC', 'FACT_NOT_GIVEN'),
  RS: () => 'RESEARCH_TYPE',
  CC: () => 'CARE_PERMITTED',
  'HDRUK:commercial-research-use': () => 'COMMERCIAL_PERMITTED',
  'HDRUK:research-use-only': claim(
    'clinicalCareUse',
    'CARE_PROHIBITED',
    'CARE_NOT_ASKED',
    'CARE_NOT_ASKED',
  ),
  'HDRUK:no-linkage': noLinkage,
  'HDRUK:disclosure-control': () => 'DISCLOSURE_CONTROLLED',
} as const satisfies Record<Modifier, Rule>;

/** Terms that speak of the care of patients, for or against. */
const SPEAK_OF_CARE: readonly Modifier[] = ['CC', 'HDRUK:research-use-only'];

/** What each modifier comes to, in their order, and what is left to people. */
export function modifierReasons(modifiers: readonly string[], asked: Asked): DataUseReason[] {
  const reasons = modifiers.flatMap((text) => {
    const name = readModifier(text);
    if (name === null) return [dataUseReason('UNKNOWN_TERM', text)];
    const codes: readonly DataUseCode[] = [RULES[name](asked)].flat();
    return codes.map((code) => dataUseReason(code, name, {of: READS[name] ?? ''}));
  });
  const {clinicalCareUse, sensitiveTopic} = asked.facts;
  const isCareSpokenOf = modifiers.some((text) =>
    (SPEAK_OF_CARE as readonly (string | null)[]).includes(readModifier(text)),
  );
  if (clinicalCareUse === true && !isCareSpokenOf) {
    reasons.push(dataUseReason('CARE_UNSPOKEN', null));
  }
  if (sensitiveTopic !== undefined && sensitiveTopic !== '') {
    reasons.push(dataUseReason('SENSITIVE_TOPIC', null));
  }
  return reasons;
}
