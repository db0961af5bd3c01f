/** The public register: its fields, what is listed, and that nobody's contact data get into it (G8). */

import {beforeAll, describe, expect, it} from 'vitest';
import type {
  Application,
  BodyReview,
} from '../../../../../src/assurance/approval/application/application.ts';
import type {ApprovalPolicy} from '../../../../../src/assurance/approval/policy/policy-folder.ts';
import {
  RECORD_FIELDS,
  type RegisterRecord,
  RegisterSchema,
} from '../../../../../src/assurance/approval/register/record.ts';
import {
  type RegisterFacts,
  registerOf,
} from '../../../../../src/assurance/approval/register/register.ts';
import {
  registerCsv,
  registerJson,
} from '../../../../../src/assurance/approval/register/register-files.ts';
import {registerHtml} from '../../../../../src/assurance/approval/register/register-html.ts';
import type {IsoDay} from '../../../../../src/kernel/dates.ts';
import {
  applicationOf,
  at,
  exampleApplications,
  historyOf,
  typed,
} from '../support/example-applications.ts';

let policy: ApprovalPolicy;
let approved: Application;
let rejected: Application;
let facts: RegisterFacts;

const review = (body: string, fields: Partial<BodyReview> = {}): BodyReview => ({
  body,
  version: 1,
  state: 'approved',
  requiredBecause: [],
  votes: [],
  conflicts: [],
  conditions: [],
  clarify: [],
  ...fields,
});

beforeAll(async () => {
  const {policy: read, launches} = await exampleApplications();
  policy = read;
  approved = {
    ...launches,
    state: 'approved',
    bodies: [review('consumer-panel'), review('host-institution')],
    history: historyOf(
      ['2026-03-02', 'APPLICATION_SUBMITTED', {to: 'submitted'}],
      ['2026-05-04', 'APPLICATION_APPROVED', {from: 'under_review', to: 'approved'}],
    ),
  };
  rejected = {
    ...launches,
    id: 'APP-3',
    project: 'PRJ-3',
    state: 'rejected',
    bodies: [
      review('consumer-panel', {
        state: 'rejected',
        votes: [
          {
            by: 'public:first',
            vote: 'reject',
            because: 'the benefit is not shown',
            at: at('2026-06-01'),
          },
          {by: 'public:second', vote: 'approve', because: 'it is', at: at('2026-06-01')},
        ],
      }),
    ],
    history: historyOf(['2026-06-01', 'APPLICATION_REJECTED', {to: 'rejected'}]),
  };
  facts = {
    bodies: policy.bodies,
    released: new Map([['APP-1', [{id: 'REL-1', title: 'Days at home', at: at('2027-01-02')}]]]),
    accessedAt: new Map([['APP-1', at('2026-05-06')]]),
    decisionEntry: new Map([['APP-1', 41]]),
    log: {origin: 'example.org/log', size: 42, root: 'a'.repeat(64)},
    asOf: '2027-02-01' as IsoDay,
  };
});

const recordOf = (application: Application): RegisterRecord | undefined =>
  registerOf([application], facts).records[0];

describe('the register', () => {
  it('has the fields of the Gateway, and says where in which log it stands', () => {
    const register = registerOf([approved, rejected], facts);
    expect(RegisterSchema.parse(register)).toEqual(register);
    expect(RECORD_FIELDS).toEqual(expect.arrayContaining([...GATEWAY_FIELDS]));
    expect(RECORD_FIELDS.filter((name) => !GATEWAY_FIELDS.includes(name))).toEqual([
      'dolen_application',
      'dolen_version',
      'dolen_state',
      'dolen_decision_entry',
      'dolen_reading_age',
    ]);
    expect(register.log).toEqual({origin: 'example.org/log', size: 42, root: 'a'.repeat(64)});
    expect(register.records[1]?.dolen_decision_entry).toBe(41);
  });

  it('takes dates from events, not from what was planned', () => {
    expect(recordOf(approved)).toMatchObject({
      status: 'ACTIVE',
      // Planned for April, approved in May.
      project_start_date: '2026-05-04',
      project_end_date: '2029-03-31',
      latest_approval_date: '2026-05-04',
      active_date: '2026-05-04',
      access_date: '2026-05-06',
    });
    const closed: Application = {
      ...approved,
      state: 'closed',
      history: [
        ...approved.history,
        ...historyOf(['2028-02-01', 'APPLICATION_CLOSED', {to: 'closed'}]),
      ],
    };
    expect(recordOf(closed)).toMatchObject({status: 'ARCHIVED', project_end_date: '2028-02-01'});
  });

  it('lists who decided, who pays and from where people come, and what has been released', () => {
    expect(recordOf(approved)).toMatchObject({
      non_gateway_applicants: ['University of Aberheart', "Pen-y-Bryn Children's Hospital"],
      funders_and_sponsors: ['A research charity', 'University of Aberheart'],
      non_gateway_outputs: ['Days at home (REL-1, 2027-01-02)'],
      legal_basis_for_data_article6: 'uk-gdpr:6.1.e',
      duty_of_confidentiality: 's251',
      national_data_optout: 'Applied',
    });
    expect(recordOf(approved)?.other_approval_committees).toContain('Consumer panel');
  });

  it('lists what was turned down, with the reason, and no dates that never were', () => {
    expect(recordOf(rejected)).toMatchObject({
      status: 'ARCHIVED',
      rejection_reason: 'Consumer panel: the benefit is not shown',
      project_start_date: null,
      project_end_date: null,
      latest_approval_date: null,
    });
  });

  it('says nothing of what nobody has decided yet', () => {
    for (const state of ['draft', 'submitted', 'under_review', 'withdrawn'] as const)
      expect(registerOf([{...approved, state, history: []}], facts).records).toEqual([]);
  });

  it('gives the same bytes for the same log, in whatever order applications are read', () => {
    const [one, other] = [
      registerOf([approved, rejected], facts),
      registerOf([rejected, approved], facts),
    ];
    for (const print of [registerJson, registerCsv, registerHtml])
      expect(print(other)).toBe(print(one));
    expect(one.records.map(({dolen_application}) => dolen_application)).toEqual(['APP-3', 'APP-1']);
  });

  it('marks a suspended project, and keeps an exemption from opt-outs in sight', () => {
    const answers = {
      ...approved.answers,
      ...typed({'opt-out-exemption': true, 'opt-out-exemption-because': 'notifiable by law'}),
    };
    expect(recordOf({...approved, state: 'suspended', answers})).toMatchObject({
      status: 'ACTIVE',
      dolen_state: 'suspended',
      national_data_optout: 'Not applied: notifiable by law',
    });
  });
});

describe('contact data', () => {
  const CANARIES = ['canary.person@example.org', '07700 900123', 'SA2 8PP'];

  it('is in no form of the register, whoever wrote it', () => {
    const answers = {
      ...approved.answers,
      ...typed({
        'technical-summary': `Ask ${CANARIES[0]}.`,
        funders: [`A charity, ${CANARIES[1]}`],
        'privacy-enhancements': `None at ${CANARIES[2]}`,
      }),
    };
    const turnedDown: Application = {
      ...rejected,
      bodies: [],
      history: historyOf([
        '2026-06-01',
        'APPLICATION_REJECTED',
        {to: 'rejected', because: `call ${CANARIES[1]}`},
      ]),
    };
    const released = new Map([
      ['APP-1', [{id: 'REL-1', title: `For ${CANARIES[0]}`, at: at('2027-01-02')}]],
    ]);
    const register = registerOf([{...approved, answers}, turnedDown], {...facts, released});
    const printed = [registerJson, registerCsv, registerHtml].map((print) => print(register));
    for (const text of printed) {
      expect(CANARIES.filter((canary) => text.includes(canary))).toEqual([]);
      expect(text).toContain('Withheld: it may hold data about a person');
    }
  });

  it('has no field in it, and no staff id is published', () => {
    expect(RECORD_FIELDS.filter((name) => /mail|phone|address|contact|person/.test(name))).toEqual(
      [],
    );
    const printed = registerJson(registerOf([approved, rejected], facts));
    expect(printed).not.toMatch(/(researcher|public|panel|officer):[a-z]/);
  });
});

describe('the printed register', () => {
  it('as CSV has one row per record, quoted, and no cell that a spreadsheet would run', () => {
    const title = '=HYPERLINK("http://example.org")';
    const register = registerOf(
      [{...approved, answers: {...approved.answers, ...typed({title})}}],
      facts,
    );
    const csv = registerCsv(register);
    expect(csv).toContain(`"'=HYPERLINK(""http://example.org"")"`);
    expect(csv.split('\n')[0]?.split(',')).toEqual([
      ...RECORD_FIELDS,
      'dolen_log_origin',
      'dolen_log_size',
      'dolen_log_root',
    ]);
  });

  it('as a page escapes what people wrote, and fetches nothing', () => {
    const answers = {
      ...approved.answers,
      ...typed({title: '<script>alert(1)</script>', 'lay-summary': '<img src=x>'}),
    };
    const page = registerHtml(registerOf([{...approved, answers}], facts));
    expect(page).not.toMatch(/<script|<img|<link|src="|href="(?!#)|url\(|@import/);
    expect(page).toContain('&lt;script&gt;');
  });

  it('as a page says so when nothing has been decided', () => {
    expect(registerHtml(registerOf([applicationOf({})], facts))).toContain(
      'Nothing has been decided',
    );
  });
});

/** Governance reference §4.5. */
const GATEWAY_FIELDS: readonly string[] = [
  ...['project_title', 'project_id_text', 'lay_summary', 'public_benefit_statement'],
  ...['technical_summary', 'organisation_name', 'organisation_id', 'organisation_sector'],
  ...['sector_id', 'non_gateway_applicants', 'funders_and_sponsors', 'other_approval_committees'],
  ...['non_gateway_datasets', 'accredited_researcher_status', 'sublicence_arrangements'],
  ...['request_category_type', 'request_frequency', 'project_start_date', 'project_end_date'],
  ...['latest_approval_date', 'access_date', 'data_sensitivity_level'],
  ...['legal_basis_for_data_article6', 'legal_basis_for_data_article9', 'duty_of_confidentiality'],
  ...['national_data_optout', 'dataset_linkage_description', 'confidential_data_description'],
  ...['access_type', 'privacy_enhancements', 'gateway_outputs_tools', 'gateway_outputs_papers'],
  ...['non_gateway_outputs', 'rejection_reason', 'status', 'active_date'],
];
