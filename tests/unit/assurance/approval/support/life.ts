/** An application and its grants through acts of people, each as the command line carries it out. */

import {
  decideAmendment,
  startAmendment,
  voteOnAmendment,
} from '../../../../../src/assurance/approval/acts/amend.ts';
import {startApplication, submit} from '../../../../../src/assurance/approval/acts/apply.ts';
import {lapse} from '../../../../../src/assurance/approval/acts/lapse.ts';
import {
  acknowledge,
  type Ballot,
  decideBody,
  vote,
} from '../../../../../src/assurance/approval/acts/review.ts';
import {scope} from '../../../../../src/assurance/approval/acts/scope.ts';
import {settle} from '../../../../../src/assurance/approval/acts/settle.ts';
import type {AnswerValue} from '../../../../../src/assurance/approval/application/answers.ts';
import type {ApplicantFile} from '../../../../../src/assurance/approval/application/applicant-file.ts';
import type {Application} from '../../../../../src/assurance/approval/application/application.ts';
import {Change} from '../../../../../src/assurance/approval/application/change.ts';
import type {ProjectGrants} from '../../../../../src/assurance/approval/grant.ts';
import {syncGrants} from '../../../../../src/assurance/approval/grants/sync.ts';
import type {Policy} from '../../../../../src/assurance/approval/policy/policy.ts';
import type {Instant} from '../../../../../src/kernel/dates.ts';
import {sha256} from '../../../../../src/kernel/digests.ts';
import {Refusal} from '../../../../../src/kernel/errors.ts';
import {ANSWERS, bodyOf, POLICY} from './small-policy.ts';

export const APPLICANT = 'researcher:first';
export const OFFICER = 'officer:first';

export const fileOf = (answers: Readonly<Record<string, unknown>>): ApplicantFile => ({
  project: 'PRJ-1',
  answers: new Map(Object.entries(answers) as [string, AnswerValue][]),
});

export const YES: Ballot = {vote: 'approve', because: 'it is right', conditions: []};
export const NO: Ballot = {vote: 'reject', because: 'it is not right', conditions: []};

/** Members whose votes make a quorum in each body. */
export const QUORUM: Readonly<Record<string, readonly string[]>> = {
  ethics: ['ethics:chair', 'ethics:second', 'ethics:lay'],
  panel: ['panel:chair', 'panel:third', 'panel:fifth'],
  hospital: ['hospital:guardian'],
  registry: ['registry:guardian'],
  host: ['host:office'],
  lab: ['lab:guardian'],
};

export class Life {
  application: Application;
  grants: ProjectGrants | null = null;
  policy: Policy = POLICY;
  at: Instant = '2026-03-02T09:00:00.000Z' as Instant;
  /** Other applications of the same home. */
  others: readonly Application[] = [];

  constructor(answers: Readonly<Record<string, unknown>> = ANSWERS, id = 'APP-1') {
    const acting = {actor: APPLICANT, at: this.at};
    const start = {id, reused: null, policyHash: sha256('policy')};
    this.application = startApplication(fileOf(answers), start, this.policy, acting).application;
  }

  /** A refused act leaves everything as it was. */
  act(actor: string, work: (change: Change) => void): this {
    const change = new Change(this.application, {actor, at: this.at});
    lapse(change);
    work(change);
    settle(change);
    const grants = syncGrants(change, this.grants, this.policy.datasets);
    // What no event tells of would not be saved.
    if (change.isUntold) throw new RangeError('a change without an event');
    this.application = change.application;
    this.grants = grants ?? this.grants;
    return this;
  }

  on(day: string): this {
    this.at = `${day}T09:00:00.000Z` as Instant;
    return this;
  }

  scope(): this {
    const rest = {earlier: this.others, policyHash: sha256('policy')};
    return this.act(OFFICER, (change) => scope(change, this.policy, rest));
  }

  submit(): this {
    return this.act(APPLICANT, (change) => submit(change, this.policy));
  }

  acknowledge(body: string): this {
    return this.act(QUORUM[body]?.[0] ?? '', (change) => acknowledge(change, bodyOf(body)));
  }

  vote(body: string, member: string, ballot: Ballot = YES): this {
    return this.act(member, (change) => vote(change, bodyOf(body), ballot));
  }

  decide(body: string): this {
    return this.act(QUORUM[body]?.[0] ?? '', (change) => decideBody(change, bodyOf(body)));
  }

  /** The whole way of one body, by its usual quorum. */
  approve(body: string, last: Ballot = YES): this {
    if (this.body(body).state === 'submitted') this.acknowledge(body);
    const members = QUORUM[body] ?? [];
    for (const [i, member] of members.entries())
      this.vote(body, member, i === members.length - 1 ? last : YES);
    return this.decide(body);
  }

  approveAll(): this {
    for (const {body, state} of this.application.bodies)
      if (state !== 'approved') this.approve(body);
    return this;
  }

  amend(answers: Readonly<Record<string, unknown>>): this {
    return this.act(
      APPLICANT,
      (change) => void startAmendment(change, fileOf(answers), this.policy),
    );
  }

  acceptAmendment(id: number, body: string, ballot: Ballot = YES): this {
    for (const member of QUORUM[body] ?? [])
      this.act(member, (change) => voteOnAmendment(change, id, bodyOf(body), ballot));
    return this.act(QUORUM[body]?.[0] ?? '', (change) =>
      decideAmendment(change, id, bodyOf(body), this.policy),
    );
  }

  body(id: string) {
    const review = this.application.bodies.find(({body}) => body === id);
    if (!review) throw new RangeError('not a body of this application');
    return review;
  }

  /** Every event since the application was started. */
  get events(): readonly string[] {
    return this.application.history.map(({event}) => event);
  }
}

export const submitted = (answers = ANSWERS): Life => new Life(answers).scope().submit();
export const approved = (answers = ANSWERS): Life => submitted(answers).approveAll();

/** The codes of a refusal, in its order; empty when the act was allowed. */
export function codesOf(work: () => unknown): readonly string[] {
  return reasonsOf(work).map(({code}) => code);
}

export function reasonsOf(work: () => unknown): Refusal['reasons'] {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.reasons;
    throw error;
  }
  return [];
}
