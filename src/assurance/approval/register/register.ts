/** The public register: every application that was decided, approved or not, from its answers and events. */

import {dayOf, type Instant, type IsoDay} from '../../../kernel/dates.ts';
import {
  type Application,
  datasetsOf,
  endDateOf,
  legalBasisOf,
  peopleOf,
  startDateOf,
  textOf,
  titleOf,
  yesOf,
} from '../application/application.ts';
import {personalDataInText} from '../application/personal-data.ts';
import type {Body} from '../policy/body.ts';
import type {ApplicationState} from '../states/application.ts';
import type {BodyState} from '../states/body.ts';
import {readabilityOf} from './readability.ts';
import type {Register, RegisterRecord} from './record.ts';

/** Something that left through the airlock. */
export interface ReleasedOutput {
  readonly id: string;
  readonly title: string;
  readonly at: Instant;
}

/** What is known of an application beside itself; each by its id. */
export interface RegisterFacts {
  readonly bodies: ReadonlyMap<string, Body>;
  readonly released: ReadonlyMap<string, readonly ReleasedOutput[]>;
  /** When its data were first provided. */
  readonly accessedAt: ReadonlyMap<string, Instant>;
  /** Index in the log of the entry that decided it last. */
  readonly decisionEntry: ReadonlyMap<string, number>;
  readonly log: Register['log'];
  readonly asOf: IsoDay;
}

/** Only who said yes agreed. */
const APPROVING: readonly BodyState[] = ['approved', 'approved_with_conditions'];
const APPROVED = ['APPLICATION_APPROVED', 'APPLICATION_APPROVED_WITH_CONDITIONS'];

/** Newest decision first. What nobody has decided yet is nobody's business yet. */
export function registerOf(applications: readonly Application[], facts: RegisterFacts): Register {
  const records = applications
    .filter((one) => decidedOn(one) !== null)
    .toSorted(
      (a, b) => (decidedOn(b) ?? '').localeCompare(decidedOn(a) ?? '') || (a.id < b.id ? -1 : 1),
    )
    .map((application) => withheld(recordOf(application, facts)));
  return {log: facts.log, as_of: facts.asOf, records};
}

function recordOf(application: Application, facts: RegisterFacts): RegisterRecord {
  const {id, project, version, state} = application;
  const text = (question: string): string | null => textOf(application, question) ?? null;
  const approvedOn = lastDay(application, APPROVED);
  const summary = text('lay-summary') ?? '';
  const legal = legalBasisOf(application);
  return {
    project_id_text: project,
    project_title: titleOf(application) ?? project,
    lay_summary: summary,
    public_benefit_statement: text('public-benefit') ?? '',
    technical_summary: text('technical-summary') ?? '',
    organisation_name: text('organisation-name') ?? '',
    organisation_id: text('organisation-id'),
    organisation_sector: text('organisation-sector') ?? '',
    sector_id: null,
    non_gateway_applicants: distinct(peopleOf(application).map((one) => one.organisation)),
    funders_and_sponsors: distinct([...listOf(application, 'funders'), text('sponsor')]),
    other_approval_committees: distinct([
      ...application.bodies
        .filter(({state}) => APPROVING.includes(state))
        .map(({body}) => facts.bodies.get(body)?.title ?? body),
      ...listOf(application, 'other-approvals'),
    ]),
    non_gateway_datasets: datasetsOf(application).map(({dataset}) => dataset),
    accredited_researcher_status: text('accredited-status'),
    sublicence_arrangements:
      application.answers.sublicence?.value === false ? 'None' : text('sublicence-explained'),
    request_category_type: text('application-kind'),
    request_frequency: text('refreshes'),
    project_start_date: startedOn(application, approvedOn),
    project_end_date: endedOn(application, approvedOn),
    latest_approval_date: approvedOn,
    access_date: day(facts.accessedAt.get(id)),
    data_sensitivity_level: text('data-sensitivity'),
    legal_basis_for_data_article6: legal?.article6 ?? null,
    legal_basis_for_data_article9: legal?.article9 ?? null,
    duty_of_confidentiality: legal?.confidentiality ?? null,
    national_data_optout: optOuts(application),
    dataset_linkage_description: yesOf(application, 'new-linkage')
      ? text('linkage-description')
      : 'No identifiers are linked anew',
    confidential_data_description: text('confidential-information'),
    access_type: yesOf(application, 'row-level-view')
      ? 'Trusted research environment, with sight of rows'
      : 'Trusted research environment, without sight of rows',
    privacy_enhancements: text('privacy-enhancements'),
    gateway_outputs_tools: [],
    gateway_outputs_papers: [],
    non_gateway_outputs: (facts.released.get(id) ?? []).map(
      ({title, at, id: release}) => `${title} (${release}, ${dayOf(at)})`,
    ),
    rejection_reason: rejectionReason(application, facts.bodies),
    status: STATUS[state],
    active_date: approvedOn,
    dolen_application: id,
    dolen_version: version,
    dolen_state: state,
    dolen_decision_entry: facts.decisionEntry.get(id) ?? null,
    dolen_reading_age: readabilityOf(summary).readingAge,
  };
}

/** A suspended project is still one; a draft is never published. */
const STATUS = {
  draft: 'DRAFT',
  scoped: 'DRAFT',
  submitted: 'DRAFT',
  clarify: 'DRAFT',
  under_review: 'ARCHIVED',
  approved: 'ACTIVE',
  approved_with_conditions: 'ACTIVE',
  rejected: 'ARCHIVED',
  suspended: 'ACTIVE',
  expired: 'ARCHIVED',
  withdrawn: 'ARCHIVED',
  closed: 'ARCHIVED',
} as const satisfies Record<ApplicationState, RegisterRecord['status']>;

/** Texts are published as they were given, but for what looks like data about a person. */
const withheld = (record: RegisterRecord): RegisterRecord =>
  Object.fromEntries(
    Object.entries(record).map(([field, value]) => [
      field,
      Array.isArray(value) ? value.map(safe) : typeof value === 'string' ? safe(value) : value,
    ]),
  ) as RegisterRecord;

const safe = (text: string): string =>
  personalDataInText(text).length === 0 ? text : 'Withheld: it may hold data about a person';

const decidedOn = (application: Application): IsoDay | null =>
  lastDay(application, [...APPROVED, 'APPLICATION_REJECTED']);

const lastDay = ({history}: Application, events: readonly string[]): IsoDay | null =>
  day(history.findLast(({event}) => events.includes(event))?.at);

const day = (at: Instant | undefined): IsoDay | null => (at === undefined ? null : dayOf(at));

/** Not before it was approved, whatever was planned. */
function startedOn(application: Application, approvedOn: IsoDay | null): IsoDay | null {
  if (approvedOn === null) return null;
  const first = day(application.history.find(({event}) => APPROVED.includes(event))?.at);
  const planned = startDateOf(application);
  return planned !== undefined && first !== null && planned > first ? planned : first;
}

/** When it was closed or ran out; until then, when it is to end. */
function endedOn(application: Application, approvedOn: IsoDay | null): IsoDay | null {
  if (approvedOn === null) return null;
  const isOver = ['closed', 'expired'].includes(application.state);
  const ended = lastDay(application, ['APPLICATION_CLOSED', 'APPLICATION_EXPIRED']);
  return (isOver ? ended : null) ?? endDateOf(application) ?? null;
}

const optOuts = (application: Application): string =>
  yesOf(application, 'opt-out-exemption')
    ? `Not applied: ${textOf(application, 'opt-out-exemption-because') ?? 'no reason given'}`
    : 'Applied';

function rejectionReason(
  {state, history, bodies}: Application,
  known: ReadonlyMap<string, Body>,
): string | null {
  if (state !== 'rejected') return null;
  const title = (body: string): string => known.get(body)?.title ?? body;
  const votes = bodies
    .filter((one) => one.state === 'rejected')
    .flatMap(({body, votes: cast}) =>
      cast.filter(({vote}) => vote === 'reject').map((vote) => `${title(body)}: ${vote.because}`),
    );
  const said = history.findLast(({event}) => event === 'APPLICATION_REJECTED')?.because;
  return (votes.length > 0 ? votes.join('; ') : said) ?? 'No reason is recorded';
}

const listOf = ({answers}: Application, question: string): readonly string[] => {
  const value: unknown = answers[question]?.value;
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
};

const distinct = (texts: readonly (string | null)[]): string[] =>
  [...new Set(texts.filter((text) => text !== null && text !== ''))] as string[];
