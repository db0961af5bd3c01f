/** A policy that is small enough to be known by heart: six bodies, three datasets, sixteen questions. */

import {parseDatasets} from '../../../../../src/assurance/approval/data-use/datasets-file.ts';
import {type Body, parseBody} from '../../../../../src/assurance/approval/policy/body.ts';
import {parseLanes} from '../../../../../src/assurance/approval/policy/lanes.ts';
import {parsePeople} from '../../../../../src/assurance/approval/policy/people.ts';
import type {Policy} from '../../../../../src/assurance/approval/policy/policy.ts';
import {parseQuestionBank} from '../../../../../src/assurance/approval/policy/questions.ts';

const QUESTIONS: readonly (readonly [id: string, type: string, required: boolean])[] = [
  ['title', 'text', true],
  ['people', 'people', true],
  ['purposes', 'purposes', true],
  ['datasets', 'datasets', true],
  ['legal-basis', 'legal-basis', true],
  ['start-date', 'date', true],
  ['end-date', 'date', true],
  ['commercial-purpose', 'yes-no', true],
  ['row-level-view', 'yes-no', true],
  ['opt-out-exemption', 'yes-no', true],
  ['new-linkage', 'yes-no', true],
  ['ethics-opinion', 'reference', false],
  ['contract', 'reference', false],
  ['methods', 'long-text', false],
  ['security', 'long-text', false],
  ['budget', 'long-text', false],
];

const ids = QUESTIONS.map(([id]) => id);
const FORMS = {
  ethics: ['title', 'people', 'purposes', 'end-date', 'ethics-opinion', 'methods'],
  panel: ['title', 'purposes', 'commercial-purpose', 'methods'],
  hospital: ['people', 'datasets', 'end-date', 'contract', 'security', 'legal-basis'],
  registry: ['people', 'datasets', 'end-date', 'contract', 'security', 'legal-basis'],
  host: ['title', 'end-date', 'start-date', 'budget'],
  lab: ['title', 'security'],
} as const;

const MEMBERS: {readonly [body in keyof typeof FORMS]: readonly object[]} = {
  ethics: [
    {actor: 'ethics:chair', chair: true},
    {actor: 'ethics:second'},
    {actor: 'ethics:lay', lay: true},
    {actor: 'ethics:fourth', organisation: 'Université of  Aberdolen'},
    {actor: 'ethics:away', absent: [{from: '2026-03-01', to: '2026-03-31'}]},
  ],
  panel: [
    {actor: 'panel:chair', chair: true, independent: true},
    {actor: 'panel:second', team: 'Hearts'},
    {actor: 'panel:third'},
    {actor: 'panel:fourth', manager: 'researcher:boss'},
    {actor: 'panel:fifth', independent: true},
  ],
  hospital: [
    {actor: 'hospital:guardian', chair: true, organisation: 'Universite of Aberdolen'},
    {actor: 'hospital:deputy'},
  ],
  registry: [
    {actor: 'registry:guardian', chair: true},
    {actor: 'registry:deputy'},
    {actor: 'registry:third'},
  ],
  host: [{actor: 'host:office', chair: true}, {actor: 'both:office'}],
  lab: [{actor: 'lab:guardian', chair: true}],
};

const QUORA = {
  ethics: {members: 3, lay: 1},
  panel: {members: 3, layOrIndependent: 1},
  hospital: {members: 1},
  registry: {members: 1},
  host: {members: 1},
  lab: {members: 1},
} as const;

const DATASETS = {hospital: 'visit', registry: 'death', lab: 'sample'} as const;
const KINDS = {ethics: 'ethics', panel: 'public-panel', host: 'host-institution'} as const;

const isKey = <T extends object>(table: T, key: PropertyKey): key is keyof T => key in table;

function bodyText(body: keyof typeof FORMS): string {
  const dataset = isKey(DATASETS, body) ? DATASETS[body] : undefined;
  return JSON.stringify({
    body,
    version: 1,
    title: body,
    kind: isKey(KINDS, body) ? KINDS[body] : 'data-provider',
    decides: 'whether it is right',
    requiredWhen: [
      dataset === undefined
        ? {always: true, because: 'it sees everything'}
        : {datasets: [dataset], because: `it answers for ${dataset}`},
    ],
    members: MEMBERS[body],
    quorum: QUORA[body],
    chairCasts: body !== 'panel',
    clockDays: 20,
    rollingClockDays: 4,
    validMonths: 24,
    questions: FORMS[body],
    paperForms: 1,
  });
}

const bodies: ReadonlyMap<string, Body> = new Map(
  (Object.keys(FORMS) as (keyof typeof FORMS)[]).map((id) => [id, parseBody(bodyText(id))]),
);

const RULES = [
  ['known', 'datasets-approved-for-this-purpose-class', true],
  ['allowed', 'data-use-outcome', 'allow'],
  ['not-commercial', 'commercial-purpose', false],
  ['no-rows', 'row-level-view', false],
  ['no-exemption', 'opt-out-exemption', false],
  ['nothing-linked', 'new-linkage-to-identifiers', false],
  ['no-week', 'week-of-birth', false],
  ['in-date', 'everyone-accredited-and-in-date', true],
].map(([id, fact, is]) => ({id, fact, is, because: `because of ${id}`}));

const declared = (dataset: string, controller: string, terms: object) => ({
  dataset,
  title: dataset,
  controller,
  terms,
  optOuts: [],
  sensitivity: 'standard',
  linkageAllowed: true,
  minCell: dataset === 'death' ? 20 : 10,
});

export const POLICY: Policy = {
  bank: parseQuestionBank(
    JSON.stringify({
      questions: QUESTIONS.map(([id, type, required]) => ({
        id,
        section: 'safe-projects',
        text: `${id}?`,
        type,
        required,
        ...(id === 'methods' ? {goodForDays: 1500} : {}),
      })),
    }),
  ),
  bodies,
  lanes: parseLanes(
    JSON.stringify({
      lanes: [
        {id: 'rolling', title: 'Rolling review', rolling: true, rules: RULES},
        {id: 'meeting', title: 'The next meeting', rolling: false, rules: []},
      ],
    }),
  ),
  datasets: parseDatasets(
    JSON.stringify({
      datasets: [
        declared('visit', 'hospital', {permission: {term: 'HMB'}}),
        declared('death', 'registry', {permission: {term: 'HMB'}, modifiers: ['NCU']}),
        declared('sample', 'lab', {permission: {term: 'HMB'}, modifiers: ['IRB']}),
      ],
    }),
  ),
  people: parsePeople(
    JSON.stringify({
      people: [
        {actor: 'officer:first', roles: ['approvals_officer']},
        {actor: 'researcher:named', roles: ['approvals_officer']},
      ],
    }),
  ),
};

export const QUESTION_IDS: readonly string[] = ids;

export function bodyOf(id: string): Body {
  const body = POLICY.bodies.get(id);
  if (!body) throw new RangeError('no such body');
  return body;
}

const person = (actor: string, fields: object = {}) => ({
  actor,
  organisation: 'Universite of Aberdolen',
  team: 'hearts',
  accreditation: {status: 'full', validTo: '2028-12-31'},
  training: [{course: 'confidentiality', validTo: '2027-09-30'}],
  accessesData: true,
  ...fields,
});

export const PEOPLE = [
  person('researcher:first'),
  person('researcher:named', {training: [{course: 'confidentiality', validTo: '2028-01-31'}]}),
] as const;

export const VISITS = {dataset: 'visit', columns: ['visit_date', 'code'], rowFilter: []};
export const DEATHS = {dataset: 'death', columns: ['death_date'], rowFilter: []};
export const SAMPLES = {dataset: 'sample', columns: ['taken'], rowFilter: []};

/** Everything that the five bodies of visits and deaths ask. */
export const ANSWERS: Readonly<Record<string, unknown>> = {
  title: 'Hearts after a visit',
  people: PEOPLE,
  purposes: [{term: 'HMB'}],
  datasets: [VISITS, DEATHS],
  'legal-basis': {article6: 'uk-gdpr:6.1.e', article9: 'uk-gdpr:9.2.j', confidentiality: 'consent'},
  'start-date': '2026-04-01',
  'end-date': '2027-12-31',
  'commercial-purpose': false,
  'row-level-view': false,
  'opt-out-exemption': false,
  'new-linkage': false,
  'ethics-opinion': {ref: 'REC-1', validTo: '2027-06-30'},
  contract: {ref: 'DSA-1', validTo: '2027-10-31'},
  methods: 'We count, and compare.',
  security: 'In the environment only.',
  budget: 'Paid by the university.',
};
