/** What time does: warnings once each, access to the last second of the last day, and the way back (governance G6). */

import {describe, expect, it} from 'vitest';
import {startAmendment} from '../../../../../src/assurance/approval/acts/amend.ts';
import {confirmAnswers} from '../../../../../src/assurance/approval/acts/confirm.ts';
import {lapse} from '../../../../../src/assurance/approval/acts/lapse.ts';
import {suspend} from '../../../../../src/assurance/approval/acts/officer.ts';
import {renew} from '../../../../../src/assurance/approval/acts/renew.ts';
import {resumeBody, suspendBody} from '../../../../../src/assurance/approval/acts/review.ts';
import {decideAccess} from '../../../../../src/assurance/approval/grant.ts';
import {dayFromNumber, dayNumber, dayOf, type Instant} from '../../../../../src/kernel/dates.ts';
import {
  APPLICANT,
  approved,
  codesOf,
  fileOf,
  type Life,
  OFFICER,
  reasonsOf,
} from '../support/life.ts';
import {ANSWERS, bodyOf, DEATHS, PEOPLE, POLICY, SAMPLES, VISITS} from '../support/small-policy.ts';

/** The moment itself, as the command line takes the day of it. */
const reads = (life: Life, at: string, reader = 'researcher:first') => {
  if (!life.grants) throw new RangeError('there are no grants');
  const decision = decideAccess(life.grants, 'visit', ['code'], {
    today: dayOf(at as Instant),
    reader,
  });
  return decision.allowed ? [] : decision.reasons;
};
const lastSecond = (day: string) => `${day}T23:59:59.000Z`;
const midnightAfter = (day: string) =>
  `${dayFromNumber(dayNumber(day as never) + 1)}T00:00:00.000Z`;
const lapses = (life: Life, day: string) =>
  life.on(day).act('system:timer', (change) => lapse(change));
const renews = (life: Life, answers: object) =>
  life.act(APPLICANT, (change) => renew(change, fileOf({...answers}), POLICY));
/** Everything lasts longer than what is left out. */
const LONG = {
  ...ANSWERS,
  'end-date': '2030-12-31',
  'ethics-opinion': {ref: 'REC-1', validTo: '2030-12-31'},
  contract: {ref: 'DSA-1', validTo: '2030-12-31'},
  people: PEOPLE.map((one) => ({
    ...one,
    accreditation: {status: 'full', validTo: '2030-12-31'},
    training: [{course: 'confidentiality', validTo: '2030-12-31'}],
  })),
};
const onlyFirst = (fields: object) => ({
  ...LONG,
  people: [{...LONG.people[0], ...fields}, LONG.people[1]],
});

describe('access is allowed in the last second, refused in the next, and the refusal names', () => {
  it.each([
    [
      'the ethics opinion',
      {...LONG, 'ethics-opinion': {ref: 'REC-1', validTo: '2027-06-30'}},
      '2027-06-30',
      'APPROVAL_LAPSED',
      'the ethics opinion ended on 2027-06-30; the research ethics committee renews it',
    ],
    [
      'the contract',
      {...LONG, contract: {ref: 'DSA-1', validTo: '2027-10-31'}},
      '2027-10-31',
      'APPROVAL_LAPSED',
      'the data sharing contract ended on 2027-10-31; the host institution with the controller renews it',
    ],
    [
      'the training of whoever reads',
      onlyFirst({training: [{course: 'confidentiality', validTo: '2027-09-30'}]}),
      '2027-09-30',
      'TRAINING_LAPSED',
      'the training of researcher:first in confidentiality ended on 2027-09-30; the training provider renews it',
    ],
    [
      'the accreditation of whoever reads',
      onlyFirst({accreditation: {status: 'full', validTo: '2027-05-31'}}),
      '2027-05-31',
      'TRAINING_LAPSED',
      'the accreditation of researcher:first ended on 2027-05-31; the accrediting body renews it',
    ],
    [
      'the end of the project',
      {...LONG, 'end-date': '2027-02-28'},
      '2027-02-28',
      'APPROVAL_LAPSED',
      'the project ended on 2027-02-28; a renewal of the application renews it',
    ],
    [
      'the approval of a body',
      LONG,
      '2028-03-02',
      'APPROVAL_LAPSED',
      'the approval of ethics ended on 2028-03-02; ethics renews it',
    ],
  ])('%s', (_, answers, day, code, because) => {
    const life = approved(answers);
    expect(reads(life, lastSecond(day))).toEqual([]);
    expect(reads(life, midnightAfter(day))[0]).toEqual({code, because});
  });

  it('nobody else: the training of one person holds back that person alone', () => {
    const life = approved(
      onlyFirst({training: [{course: 'confidentiality', validTo: '2027-09-30'}]}),
    );
    expect(reads(life, midnightAfter('2027-09-30'), 'researcher:named')).toEqual([]);
    lapses(life, '2027-10-01');
    expect(life.application.state).toBe('approved');
  });

  it('nothing before its first day: an ethics opinion that starts later', () => {
    const life = approved({
      ...LONG,
      'ethics-opinion': {ref: 'REC-1', validFrom: '2026-07-01', validTo: '2030-12-31'},
    });
    expect(reads(life, '2026-06-30T12:00:00.000Z').map(({code}) => code)).toEqual([
      'GRANT_NOT_IN_FORCE',
    ]);
    expect(reads(life, '2026-07-01T00:00:00.000Z')).toEqual([]);
  });
});

describe('warnings', () => {
  const told = (life: Life) =>
    life.application.history
      .filter(({event}) => event === 'APPLICATION_LAPSE_WARNED')
      .map(({at, because}) => `${at.slice(0, 10)} ${because}`);
  const expected = ['2027-05-31', '2027-06-23', '2027-06-29'].map(
    (day) => `${day} the ethics opinion ends on 2027-06-30`,
  );
  const about = (life: Life) => told(life).filter((line) => line.includes('ethics opinion'));

  it('come 30, 7 and 1 days ahead, once each, though every day is looked at twice', () => {
    const life = approved({...LONG, 'ethics-opinion': {ref: 'REC-1', validTo: '2027-06-30'}});
    for (let n = dayNumber('2027-05-01' as never); n <= dayNumber('2027-06-30' as never); n++)
      lapses(lapses(life, dayFromNumber(n)), dayFromNumber(n));
    expect(about(life)).toEqual(expected);
    expect(told(life)).toEqual(expected);
  });

  it('that came too late are given once, the nearest alone', () => {
    const life = approved({...LONG, 'ethics-opinion': {ref: 'REC-1', validTo: '2027-06-30'}});
    lapses(lapses(life, '2027-06-25'), '2027-06-26');
    lapses(life, '2027-06-30');
    lapses(life, '2027-06-30');
    expect(about(life).map((line) => line.slice(0, 10))).toEqual(['2027-06-25', '2027-06-30']);
  });

  it('tell once that the training of a person has ended', () => {
    const training = [{course: 'Confidentiality', validTo: '2027-06-30'}];
    const life = approved(onlyFirst({training}));
    lapses(lapses(life, '2027-07-01'), '2027-07-02');
    expect(told(life)).toEqual([
      `2027-07-01 the training of ${LONG.people[0]?.actor} in Confidentiality ended on 2027-06-30`,
    ]);
  });

  it('are none when the day has passed', () => {
    const life = approved({...LONG, 'ethics-opinion': {ref: 'REC-1', validTo: '2027-06-30'}});
    expect(told(lapses(life, '2027-07-01'))).toEqual([]);
  });

  it('are given again for a new date', () => {
    const life = approved({...LONG, 'ethics-opinion': {ref: 'REC-1', validTo: '2027-06-30'}});
    lapses(life, '2027-06-29');
    life
      .amend({'ethics-opinion': {ref: 'REC-2', validTo: '2028-01-31'}})
      .acceptAmendment(1, 'ethics');
    lapses(life, '2028-01-30');
    expect(about(life).at(-1)).toBe('2028-01-30 the ethics opinion ends on 2028-01-31');
  });
});

describe('an opinion that lapsed', () => {
  const lapsed = () =>
    lapses(
      approved({...LONG, 'ethics-opinion': {ref: 'REC-1', validTo: '2027-06-30'}}),
      '2027-07-01',
    );

  it('suspends the application, and the grants with it, in words, and not on its last day', () => {
    const last = approved({...LONG, 'ethics-opinion': {ref: 'REC-1', validTo: '2027-06-30'}});
    expect(lapses(last, '2027-06-30').application.state).toBe('approved');
    const life = lapsed();
    expect(life.application.state).toBe('suspended');
    expect(life.grants?.standing).toEqual({
      state: 'suspended',
      because: 'the ethics opinion ended on 2027-06-30',
      liftedBy: 'whoever suspended it',
    });
    const {length} = life.application.history;
    expect(lapses(life, '2027-07-02').application.history).toHaveLength(length);
  });

  it('is told of while an officer holds access back already, and when it is lifted', () => {
    const life = approved({...LONG, 'ethics-opinion': {ref: 'REC-1', validTo: '2027-06-30'}});
    life.act(OFFICER, (change) => suspend(change, 'officer', 'under investigation'));
    lapses(life, '2027-07-01').amend({'ethics-opinion': {ref: 'REC-2', validTo: '2029-06-30'}});
    life.acceptAmendment(1, 'ethics');
    const told = life.application.history.filter(({event}) => /_HELD|_LIFTED/.test(event));
    expect(told.map(({event, because}) => [event, because])).toEqual([
      ['APPLICATION_HELD', 'the ethics opinion ended on 2027-06-30'],
      ['APPLICATION_HOLD_LIFTED', 'the ethics opinion ended on 2027-06-30'],
    ]);
    expect(life.application.state).toBe('suspended');
  });

  it('is replaced by amendment while suspended, and access returns when its body accepts', () => {
    const life = lapsed();
    life.amend({'ethics-opinion': {ref: 'REC-2', validTo: '2029-06-30'}});
    expect(life.application.state).toBe('suspended');
    life.acceptAmendment(1, 'ethics');
    expect(life.application).toMatchObject({state: 'approved', holds: [], version: 2});
    expect(life.grants?.standing).toEqual({state: 'in_force'});
    expect(reads(life, '2027-07-01T12:00:00.000Z')).toEqual([]);
  });

  it('is not replaced by another that has lapsed', () => {
    const life = lapsed();
    const old = {ref: 'REC-0', validTo: '2027-06-01'};
    life.amend({'ethics-opinion': old}).acceptAmendment(1, 'ethics');
    expect(life.application.state).toBe('suspended');
    expect(life.grants?.standing.state).toBe('suspended');
  });
});

describe('an approval of a body that ran out before the project ended', () => {
  const ended = () => lapses(approved(LONG), '2028-03-03');

  it('suspends; its body decides again on the same answers, and access returns', () => {
    const life = ended();
    expect(life.application.state).toBe('suspended');
    expect(life.application.bodies.map(({state}) => state)).toEqual(Array(5).fill('expired'));
    expect(codesOf(() => renews(life, {budget: 'Other.'}))).toEqual(['TRANSITION_UNDEFINED']);
    renews(life, LONG);
    expect(life.application.state).toBe('suspended');
    for (const body of ['ethics', 'panel', 'hospital', 'registry']) life.approve(body);
    expect(life.application.state).toBe('suspended');
    expect(reads(life, '2028-03-03T12:00:00.000Z').map(({code}) => code)).toContain(
      'GRANT_SUSPENDED',
    );
    life.approve('host');
    expect(life.application.state).toBe('approved');
    expect(reads(life, '2028-03-03T12:00:00.000Z')).toEqual([]);
  });

  it('is renewed with conditions that resuming an older suspension does not step around', () => {
    const life = approved(LONG);
    const host = bodyOf('host');
    const by = (act: typeof suspendBody) =>
      life.act('host:office', (change) => act(change, host, 'a complaint'));
    by(suspendBody);
    by(resumeBody);
    renews(lapses(life, '2028-03-03'), LONG);
    for (const body of ['ethics', 'panel', 'hospital', 'registry']) life.approve(body);
    life.approve('host', {
      vote: 'approve_with_conditions',
      because: 'with care',
      conditions: [{text: 'a key is handed over', when: 'before_access'}],
    });
    expect(codesOf(() => by(resumeBody))).toEqual(['TRANSITION_UNDEFINED']);
    expect(life.grants?.standing.state).toBe('suspended');
  });

  it('is renewed only when one has run out', () => {
    const life = approved(LONG);
    life.act(OFFICER, (change) => suspend(change, 'officer', 'under investigation'));
    expect(codesOf(() => renews(life, LONG))).toEqual(['NOTHING_DIFFERS']);
    expect(codesOf(() => renews(approved(LONG), LONG))).toEqual(['TRANSITION_UNDEFINED']);
  });
});

describe('an application whose end date has passed', () => {
  const SHORT = {...LONG, 'end-date': '2027-02-28'};
  const ended = () => lapses(approved(SHORT), '2027-03-01');

  it('expires, and its grants end, on the day after', () => {
    expect(lapses(approved(SHORT), '2027-02-28').application.state).toBe('approved');
    const life = ended();
    expect(life.application.state).toBe('expired');
    expect(life.grants?.standing).toEqual({
      state: 'ended',
      because: 'the application has expired',
      liftedBy: 'a renewal',
    });
    expect(codesOf(() => life.amend({budget: 'More.'}))).toEqual(['TRANSITION_UNDEFINED']);
  });

  it('is renewed: bodies that the change touches decide again, the others stand', () => {
    const life = ended();
    const panel = life.body('panel');
    renews(life, {'end-date': '2027-12-31'});
    expect(life.application).toMatchObject({state: 'under_review', version: 2});
    expect(life.application.bodies.map(({body, state}) => [body, state])).toEqual([
      ['ethics', 'submitted'],
      ['panel', 'approved'],
      ['hospital', 'submitted'],
      ['registry', 'submitted'],
      ['host', 'submitted'],
    ]);
    expect(life.body('panel')).toEqual(panel);
    expect(life.grants?.standing.state).toBe('ended');
    life.approveAll();
    expect(life.application.state).toBe('approved');
    expect(reads(life, '2027-03-01T12:00:00.000Z')).toEqual([]);
  });

  it('is not renewed into the past, with answers missing, or with data about a person', () => {
    expect(codesOf(() => renews(ended(), {'end-date': '2027-02-01'}))).toEqual(['ANSWERS_MISSING']);
    const renewed = {'end-date': '2027-12-31'};
    expect(codesOf(() => renews(ended(), {...renewed, budget: 'ask jane@example.org'}))).toEqual([
      'PERSONAL_DATA_IN_ANSWER',
    ]);
    expect(codesOf(() => renews(ended(), {...renewed, 'commercial-purpose': true}))).toEqual([
      'DATA_USE_CONFLICT',
    ]);
  });

  it('is not renewed on answers that have grown too old, until they are confirmed', () => {
    const life = lapses(approved(LONG), '2031-01-01');
    const last = '2032-12-31';
    const reference = {ref: 'NEW-1', validTo: last};
    const renewed = {'end-date': last, 'ethics-opinion': reference, contract: reference};
    expect(reasonsOf(() => renews(life, renewed)).map(({because}) => because)).toEqual([
      'methods is too old to be used again; confirm it or answer anew',
    ]);
    life.act(APPLICANT, (change) => confirmAnswers(change, ['methods']));
    expect(renews(life, renewed).application.state).toBe('under_review');
  });

  it('is renewed with a new dataset only past the body that answers for it', () => {
    const life = ended();
    renews(life, {'end-date': '2027-12-31', datasets: [VISITS, DEATHS, SAMPLES]});
    expect(life.body('lab').state).toBe('submitted');
    for (const body of ['ethics', 'hospital', 'registry', 'host']) life.approve(body);
    expect(life.application.state).toBe('under_review');
    expect(life.approve('lab').application.state).toBe('approved');
    expect(life.grants?.grants.map(({dataset}) => dataset)).toEqual(['visit', 'death', 'sample']);
  });

  it('keeps what an officer held back: a renewal does not lift it', () => {
    const life = approved(SHORT);
    life.act(OFFICER, (change) => suspend(change, 'officer', 'under investigation'));
    lapses(life, '2027-03-01');
    renews(life, {'end-date': '2027-12-31'}).approveAll();
    expect(life.application.state).toBe('suspended');
    expect(life.grants?.standing).toMatchObject({
      state: 'suspended',
      because: 'under investigation',
    });
  });

  it('is not renewed over an open amendment, which it would undo', () => {
    const life = approved(SHORT);
    life.act(APPLICANT, (change) => void startAmendment(change, fileOf({budget: 'x'}), POLICY));
    lapses(life, '2027-03-01');
    expect(codesOf(() => renews(life, {'end-date': '2027-12-31'}))).toEqual(['AMENDMENT_OPEN']);
    expect(codesOf(() => life.acceptAmendment(1, 'host'))).toEqual(['TRANSITION_UNDEFINED']);
  });

  it('whose renewal is rejected has no grants in force', () => {
    const life = ended();
    renews(life, {'end-date': '2027-12-31'});
    const reject = {vote: 'reject', because: 'no more of this', conditions: []} as const;
    life.acknowledge('host').vote('host', 'host:office', reject).decide('host');
    expect(life.application.state).toBe('rejected');
    expect(reasonsOf(() => renews(life, LONG))[0]?.code).toBe('TRANSITION_UNDEFINED');
    expect(life.grants?.standing.state).toBe('ended');
  });
});
