/** Every reason that the data-use check can give: what it comes to, in words, and who can change it. */

/** From best to worst; the worst of all reasons decides. */
export const OUTCOMES = ['allow', 'incomplete', 'abstain', 'conflict'] as const;
export type Outcome = (typeof OUTCOMES)[number];

interface ReasonLine {
  readonly outcome: Outcome;
  /** `{term}`, `{of}` and `{in}` stand for the dataset's term, the purpose's disease and the permitted one. */
  readonly words: string;
  /** Who can give what is missing, or decide; nothing where there is nothing to ask. */
  readonly ask?: string;
}

const allow = (words: string): ReasonLine => ({outcome: 'allow', words});
const incomplete = (words: string, ask: string) => ({outcome: 'incomplete', words, ask}) as const;
const abstain = (words: string, ask: string) => ({outcome: 'abstain', words, ask}) as const;
const conflict = (words: string, ask: string) => ({outcome: 'conflict', words, ask}) as const;

const CONTROLLER =
  'the data controller decides, and two of its approvers can override with reasons';
const NARROW = 'name a narrower purpose, or ask the data controller for a wider permission';
const APPLICANT = 'the applicant says so in the application';
const JUDGE = 'the data controller’s panel reads the application';
const LISTED = 'the data controller keeps the list and can add to it';
const NO_LIST = 'the data controller must record it';

export const REASONS = {
  // Permissions.
  ANY_PURPOSE: allow('{term} allows any research purpose'),
  HEALTH_ALLOWED: allow('{term} allows health research'),
  DISEASE_ALLOWED: allow('{term} allows disease research'),
  DISEASE_WITHIN: allow('{of} is {in} or below it'),
  ANCESTRY_ALLOWED: allow('{term} allows ancestry research'),
  METHODS_WITHIN: allow('methods research within {term}'),
  METHODS_WITHIN_DISEASE: allow('methods research within the permitted disease'),
  METHODS_UNTIED: abstain(
    'methods research with no tie to the permitted disease: a person decides',
    JUDGE,
  ),
  RESEARCH_TOO_WIDE: conflict('general research is wider than {term}', NARROW),
  HEALTH_TOO_WIDE: conflict('health research is wider than {term}', NARROW),
  DISEASE_OUTSIDE: conflict('{of} is not {in} or below it', CONTROLLER),
  ANCESTRY_ONLY: conflict('{term} allows ancestry research only', CONTROLLER),
  ANCESTRY_NOT_COVERED: conflict('{term} does not cover ancestry research', CONTROLLER),
  PERMISSION_MISSING: incomplete(
    'no permission term is recorded for the dataset',
    'its data controller records one',
  ),
  PERMISSIONS_DIFFER: abstain(
    'the dataset’s records name more than one permission',
    'its data controller says which one holds',
  ),
  PERMITTED_DISEASE_MISSING: incomplete(
    'the dataset is for one disease, and does not say which',
    'its data controller names the disease',
  ),
  PURPOSE_MISSING: incomplete('the application names no purpose', 'the applicant names each one'),
  PURPOSE_DISEASE_MISSING: incomplete(
    'the purpose is research on a disease, and does not say which',
    'the applicant names the disease',
  ),

  // Modifiers that ask for evidence.
  ETHICS_IN_DATE: allow('ethics approval is present and in date'),
  ETHICS_MISSING: incomplete(
    'ethics approval is required and missing',
    'the ethics committee gives it; the applicant adds its reference',
  ),
  ETHICS_END_MISSING: incomplete(
    'ethics approval does not say until when it holds',
    'the applicant adds the day from the committee’s letter',
  ),
  ETHICS_LAPSED: incomplete('ethics approval has lapsed', 'the ethics committee renews it'),
  PUBLICATION_COMMITTED: allow('publication is committed to'),
  PUBLICATION_MISSING: incomplete('a commitment to publish is required', APPLICANT),
  COLLABORATION_AGREED: allow('the primary investigators have agreed'),
  COLLABORATION_MISSING: incomplete(
    'agreement of the primary investigators is required',
    'the investigators who collected the data give it',
  ),
  RETURN_AGREED: allow('return of derived data is agreed'),
  RETURN_MISSING: incomplete('return of derived data must be agreed', APPLICANT),

  // Modifiers with a limit or a list.
  LIMIT_NOT_RECORDED: incomplete('the dataset has {term}, and its limit is not recorded', NO_LIST),
  FACT_NOT_GIVEN: incomplete('the application does not say {of}', APPLICANT),
  WITHIN_TIME: allow('within the time limit'),
  BEYOND_TIME: conflict('longer than the time limit', 'ask for a shorter time, or the controller'),
  AFTER_MORATORIUM: allow('publication is after the moratorium'),
  INSIDE_MORATORIUM: conflict(
    'publication is planned inside the moratorium',
    'plan it for later, or ask the data controller',
  ),
  USERS_LISTED: allow('every user is on the list'),
  USER_NOT_LISTED: conflict('a user is not on the list', LISTED),
  INSTITUTIONS_LISTED: allow('the institution is on the list'),
  INSTITUTION_NOT_LISTED: conflict('an institution is not on the list', LISTED),
  PROJECT_LISTED: allow('the project is on the list'),
  PROJECT_NOT_LISTED: conflict('the project is not on the list', LISTED),
  REGIONS_LISTED: allow('inside the permitted region'),
  REGION_NOT_LISTED: conflict('outside the permitted region', LISTED),

  // Modifiers that forbid.
  NOT_COMMERCIAL: allow('the purpose is not commercial'),
  COMMERCIAL: conflict('commercial use is not permitted', CONTROLLER),
  NOT_FOR_PROFIT: allow('a not-for-profit organisation'),
  FOR_PROFIT: conflict('only not-for-profit organisations', CONTROLLER),
  NEITHER_PROFIT_NOR_COMMERCE: allow('not for profit and not commercial'),
  NOT_ANCESTRY: allow('not ancestry research'),
  ANCESTRY_PROHIBITED: conflict('ancestry research is prohibited', CONTROLLER),
  ANCESTRY_POSSIBLE: abstain('general research may include ancestry research', JUDGE),
  GENETIC: allow('a genetic study'),
  NOT_GENETIC: conflict('genetic studies only', CONTROLLER),
  NOT_METHODS: allow('not methods research'),
  METHODS_PROHIBITED: conflict('methods development is not permitted', CONTROLLER),
  METHODS_POSSIBLE: abstain('general research may include methods development', JUDGE),
  METHODS_UNCLEAR: abstain(
    'the terms differ between DUO and HDR UK wording: a person decides',
    JUDGE,
  ),
  RESEARCH_TYPE: abstain('a named research type: a person decides', JUDGE),
  CARE_PERMITTED: allow('clinical care use is permitted'),
  CARE_PROHIBITED: conflict('research only', CONTROLLER),
  CARE_NOT_ASKED: allow('research, and no clinical care'),
  CARE_UNSPOKEN: abstain('clinical care is asked for, and no term of the dataset allows it', JUDGE),
  COMMERCIAL_PERMITTED: allow('commercial research is permitted'),
  NOTHING_LINKED: allow('nothing is linked'),
  LINKAGE_PROHIBITED: conflict('linkage is not permitted', CONTROLLER),
  DISCLOSURE_CONTROLLED: allow('every release passes the airlock'),

  // What only people judge.
  UNKNOWN_TERM: abstain('an unknown term is never read as permission', JUDGE),
  SENSITIVE_TOPIC: abstain('a topic DUOS leaves to people', JUDGE),
} as const satisfies Record<string, ReasonLine>;

export type DataUseCode = keyof typeof REASONS;

export interface DataUseReason {
  readonly code: DataUseCode;
  /** The term of the dataset or the purpose that it is about; null when none is recorded. */
  readonly term: string | null;
  readonly outcome: Outcome;
  /** What is so, and after a semicolon what can be done and by whom. */
  readonly because: string;
}

export function dataUseReason(
  code: DataUseCode,
  term: string | null,
  words: {readonly of?: string; readonly in?: string} = {},
): DataUseReason {
  const line: ReasonLine = REASONS[code];
  const said = line.words
    .replace('{term}', term ?? '')
    .replace('{of}', words.of ?? '')
    .replace('{in}', words.in ?? '');
  const because = line.ask === undefined ? said : `${said}; ${line.ask}`;
  return {code, term, outcome: line.outcome, because};
}

/** The worst outcome of all reasons. No reason at all allows nothing. */
export const worstOutcome = (reasons: readonly {readonly outcome: Outcome}[]): Outcome =>
  reasons.reduce<Outcome>(
    (worst, {outcome}) => (OUTCOMES.indexOf(outcome) > OUTCOMES.indexOf(worst) ? outcome : worst),
    reasons.length === 0 ? 'incomplete' : 'allow',
  );
