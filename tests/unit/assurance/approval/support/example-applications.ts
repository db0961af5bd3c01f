/** The applications in `governance/examples`, as they stand once started; and the policy of this repository. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {AnswerValue} from '../../../../../src/assurance/approval/application/answers.ts';
import {parseApplicantFile} from '../../../../../src/assurance/approval/application/applicant-file.ts';
import type {
  Answers,
  Application,
  HistoryEvent,
} from '../../../../../src/assurance/approval/application/application.ts';
import {
  type ApprovalPolicy,
  readPolicyFolder,
} from '../../../../../src/assurance/approval/policy/policy-folder.ts';
import type {Instant} from '../../../../../src/kernel/dates.ts';
import {sha256} from '../../../../../src/kernel/digests.ts';
import {ROOT} from '../../../../support/dolen.ts';

export const GOVERNANCE = join(ROOT, 'governance');

export const at = (text: string): Instant => `${text}T09:00:00.000Z` as Instant;

export const exampleFile = (name: string): Promise<string> =>
  readFile(join(GOVERNANCE, 'examples', name, 'application.yaml'), 'utf8');

export const typed = (values: Readonly<Record<string, unknown>>, on = '2026-03-01'): Answers =>
  Object.fromEntries(
    Object.entries(values).map(([id, value]) => [
      id,
      {value: value as AnswerValue, by: 'researcher:first', at: at(on), source: 'typed'},
    ]),
  );

export const applicationOf = (
  answers: Answers,
  fields: Partial<Application> = {},
): Application => ({
  v: 1,
  id: 'APP-1',
  project: 'PRJ-1',
  version: 1,
  state: 'draft',
  holds: [],
  warned: [],
  applicant: 'researcher:first',
  answers,
  lane: null,
  bodies: [],
  overrides: [],
  amendments: [],
  clarify: [],
  history: [],
  grantsVersion: 0,
  keyVersion: 1,
  policyHash: sha256('policy'),
  ...fields,
});

/** Both examples: the second carries over every answer of the first that it does not give itself. */
export async function exampleApplications(): Promise<{
  policy: ApprovalPolicy;
  launches: Application;
  champion: Application;
}> {
  const policy = await readPolicyFolder(GOVERNANCE);
  const read = async (name: string) => parseApplicantFile(await exampleFile(name), policy.bank);
  const [first, second] = [await read('launches'), await read('champion')];
  const answers = typed(Object.fromEntries(first.answers));
  const carried: Answers = Object.fromEntries(
    Object.entries(answers).map(([id, answer]) => [
      id,
      {...answer, source: 'carried', from: 'APP-1'},
    ]),
  );
  return {
    policy,
    launches: applicationOf(answers, {project: first.project}),
    champion: applicationOf(
      {...carried, ...typed(Object.fromEntries(second.answers), '2027-08-01')},
      {id: 'APP-2', project: second.project, reuses: 'APP-1'},
    ),
  };
}

type Happened = readonly [
  day: string,
  event: string,
  about?: Partial<Pick<HistoryEvent, 'from' | 'to' | 'body' | 'amendment' | 'because'>>,
];

export const historyOf = (...happened: readonly Happened[]): HistoryEvent[] =>
  happened.map(([day, event, about = {}], i) => ({
    n: i + 1,
    at: at(day),
    by: 'officer:first',
    role: 'approvals_officer',
    event,
    ...about,
  }));
