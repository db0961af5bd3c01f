/** Who may vote, what makes a quorum, and what votes amount to (governance G3). */

import {describe, expect, it} from 'vitest';
import {isSame} from '../../../../../src/assurance/approval/acts/apply.ts';
import {
  acknowledge,
  askBody,
  type Ballot,
  decideBody,
  declareConflict,
  dischargeCondition,
  rejectSuspended,
  resumeBody,
  suspendBody,
  vote,
} from '../../../../../src/assurance/approval/acts/review.ts';
import {tally} from '../../../../../src/assurance/approval/acts/tally.ts';
import type {Vote} from '../../../../../src/assurance/approval/application/application.ts';
import {approved, codesOf, type Life, NO, reasonsOf, submitted, YES} from '../support/life.ts';
import {ANSWERS, bodyOf, PEOPLE} from '../support/small-policy.ts';

const ETHICS = bodyOf('ethics');
const PANEL = bodyOf('panel');
const conditional = (text: string): Ballot => ({
  vote: 'approve_with_conditions',
  because: 'with care',
  conditions: [{text, when: 'before_access'}],
});

const withBody = (body: string): Life => submitted().acknowledge(body);
const tries = (life: Life, body: string, member: string, ballot = YES) =>
  codesOf(() => life.act(member, (change) => vote(change, bodyOf(body), ballot)));

const named = (fields: object) => ({...ANSWERS, people: [{...PEOPLE[0], ...fields}, PEOPLE[1]]});

describe('a vote is refused', () => {
  it('of somebody who is not a member', () => {
    expect(tries(withBody('ethics'), 'ethics', 'panel:chair')).toEqual(['NOT_A_MEMBER']);
  });

  it('of a member on a day of absence, and not on the day after', () => {
    const life = withBody('ethics');
    expect(tries(life.on('2026-03-31'), 'ethics', 'ethics:away')).toEqual(['MEMBER_ABSENT']);
    expect(tries(life.on('2026-04-01'), 'ethics', 'ethics:away')).toEqual([]);
  });

  it('of the applicant, of a person who is named, and of a line manager of one', () => {
    const members = ['researcher:first', 'researcher:named', 'host:office'].map((actor) => ({
      ...ETHICS.members[0],
      actor,
    }));
    const body = {...ETHICS, members: members as unknown as typeof ETHICS.members};
    const life = submitted(named({manager: 'host:office'})).acknowledge('ethics');
    for (const [actor, code] of [
      ['researcher:first', 'OWN_APPLICATION'],
      ['researcher:named', 'OWN_APPLICATION'],
      ['host:office', 'CONFLICTED'],
    ] as const)
      expect(codesOf(() => life.act(actor, (change) => vote(change, body, YES)))).toEqual([code]);
  });

  it('of a colleague: the same team anywhere, the same organisation in a panel, however it is spelt', () => {
    expect(tries(withBody('panel'), 'panel', 'panel:second')).toEqual(['CONFLICTED']);
    expect(tries(withBody('ethics'), 'ethics', 'ethics:fourth')).toEqual(['CONFLICTED']);
    // A provider decides on its own researchers.
    expect(tries(withBody('hospital'), 'hospital', 'hospital:guardian')).toEqual([]);
  });

  it('of a member whose own line manager is named', () => {
    const life = submitted(named({actor: 'researcher:boss', team: 'elsewhere'}));
    expect(tries(life.acknowledge('panel'), 'panel', 'panel:fourth')).toEqual(['CONFLICTED']);
    expect(tries(withBody('panel'), 'panel', 'panel:fourth')).toEqual([]);
  });

  it('of a member who has declared a conflict, of one who voted, and before the body has its form', () => {
    const life = withBody('ethics');
    life.act('ethics:chair', (change) => declareConflict(change, ETHICS, 'a friend of theirs'));
    expect(tries(life, 'ethics', 'ethics:chair')).toEqual(['CONFLICTED']);
    life.vote('ethics', 'ethics:second');
    expect(tries(life, 'ethics', 'ethics:second')).toEqual(['VOTED_ALREADY']);
    expect(tries(life, 'panel', 'panel:chair')).toEqual(['TRANSITION_UNDEFINED']);
  });

  it('without a reason, and with somebody’s data in its reason, which is not repeated', () => {
    const life = withBody('ethics');
    expect(tries(life, 'ethics', 'ethics:chair', {...YES, because: ' .'})).toEqual([
      'REASON_MISSING',
    ]);
    const leaky = {...YES, because: 'patient 943 476 5919 agreed'};
    const [reason] = reasonsOf(() =>
      life.act('ethics:chair', (change) => vote(change, ETHICS, leaky)),
    );
    expect(reason?.code).toBe('PERSONAL_DATA_IN_ANSWER');
    expect(reason?.because).toBe('the reason holds what looks like an NHS number');
    expect(tries(life, 'ethics', 'ethics:chair', conditional('call 029 2018 0000'))).toEqual([
      'PERSONAL_DATA_IN_ANSWER',
    ]);
  });

  it('with conditions that it does not name, and without the vote that conditions need', () => {
    const life = withBody('ethics');
    const nothing = {...conditional(''), conditions: []};
    expect(tries(life, 'ethics', 'ethics:chair', nothing)).toEqual(['REASON_MISSING']);
    const both = {...conditional('see the ward'), vote: 'approve' as const};
    expect(tries(life, 'ethics', 'ethics:chair', both)).toEqual(['REASON_MISSING']);
  });

  it('by a body that does not decide on this application', () => {
    expect(tries(submitted(), 'lab', 'lab:guardian')).toEqual(['NOT_ITS_BODY']);
  });

  it('and leaves nothing behind', () => {
    const life = withBody('ethics');
    const {application} = life;
    tries(life, 'ethics', 'panel:chair');
    expect(isSame(life.application, application)).toBe(true);
  });
});

describe('a quorum', () => {
  const ballots = (...by: string[]): Vote[] =>
    by.map((one) => ({by: one, vote: 'approve', because: 'right', at: '' as never}));

  it('is not made of too few, nor without lay members, and says what is missing', () => {
    const reasons = (...by: string[]) =>
      reasonsOf(() => tally(ETHICS, ballots(...by), [])).map(({because}) => because);
    expect(reasons('ethics:chair', 'ethics:second')).toEqual([
      'ethics has 2 of the 3 members that it needs',
      'ethics has 0 of the 1 lay members that it needs',
    ]);
    expect(reasons('ethics:chair', 'ethics:second', 'ethics:away')).toEqual([
      'ethics has 0 of the 1 lay members that it needs',
    ]);
    expect(reasons('ethics:chair', 'ethics:second', 'ethics:lay')).toEqual([]);
  });

  it('needs somebody lay or independent where the body says so', () => {
    const reasons = (...by: string[]) =>
      reasonsOf(() => tally(PANEL, ballots(...by), [])).map(({because}) => because);
    expect(reasons('panel:second', 'panel:third', 'panel:fourth')).toEqual([
      'panel has 0 of the 1 lay or independent members that it needs',
    ]);
    expect(reasons('panel:fifth', 'panel:third', 'panel:fourth')).toEqual([]);
  });

  it('does not count a vote whose member declared a conflict afterwards, nor its conditions', () => {
    const life = withBody('ethics').vote('ethics', 'ethics:chair').vote('ethics', 'ethics:second');
    life.vote('ethics', 'ethics:lay', conditional('ask my firm first'));
    life.act('ethics:lay', (change) => declareConflict(change, ETHICS, 'my firm is a rival'));
    expect(codesOf(() => life.decide('ethics'))).toEqual(['BODY_NOT_QUORATE', 'BODY_NOT_QUORATE']);
    const more = [{...ETHICS.members[0], actor: 'ethics:new', lay: true}];
    const body = {...ETHICS, members: [...ETHICS.members, ...more]} as unknown as typeof ETHICS;
    life.act('ethics:new', (change) => vote(change, body, YES));
    life.act('ethics:chair', (change) => decideBody(change, body));
    expect(life.body('ethics')).toMatchObject({state: 'approved', conditions: []});
  });

  it('does not count the vote of somebody who is no member any more', () => {
    const members = ETHICS.members.filter(({actor}) => actor !== 'ethics:second');
    const body = {...ETHICS, members} as unknown as typeof ETHICS;
    const votes = ballots('ethics:chair', 'ethics:second', 'ethics:lay');
    expect(codesOf(() => tally(body, votes, []))).toEqual(['BODY_NOT_QUORATE']);
    const gone = ballots('gone:1', 'gone:2', 'gone:3', 'gone:4').map(
      (one): Vote => ({...one, vote: 'reject'}),
    );
    const {decision, counted} = tally(ETHICS, [...votes, ...gone], []);
    expect([decision, counted.length]).toEqual(['approve', 3]);
  });
});

describe('a tie', () => {
  const cast = (body: string, ...votes: (readonly [string, Ballot])[]) => {
    const life = withBody(body);
    for (const [member, ballot] of votes) life.vote(body, member, ballot);
    return life;
  };

  it('is decided by a chair who has voted', () => {
    const life = cast('registry', ['registry:guardian', NO], ['registry:deputy', YES]);
    expect(life.decide('registry').body('registry').state).toBe('rejected');
  });

  it('stands when the chair has not voted', () => {
    const life = cast('registry', ['registry:third', NO], ['registry:deputy', YES]);
    expect(codesOf(() => life.decide('registry'))).toEqual(['VOTE_TIED']);
  });

  it('stands where the chair has no casting vote', () => {
    const life = cast(
      'panel',
      ['panel:chair', YES],
      ['panel:third', YES],
      ['panel:fourth', NO],
      ['panel:fifth', NO],
    );
    const [reason] = reasonsOf(() => life.decide('panel'));
    expect(reason).toEqual({code: 'VOTE_TIED', because: '2 for, 2 against in panel'});
  });
});

describe('a decision', () => {
  it('carries the reason of every vote that counted', () => {
    const life = submitted().approve('ethics');
    const event = life.application.history.findLast(({event}) => event === 'BODY_APPROVED');
    expect(event?.because).toBe(
      'ethics:chair: approve: it is right; ethics:second: approve: it is right; ethics:lay: approve: it is right',
    );
  });

  it('is closed, asked about and begun by no one who could not vote', () => {
    const life = withBody('panel');
    for (const member of ['panel:chair', 'panel:third', 'panel:fifth']) life.vote('panel', member);
    const other = submitted();
    const outsider = (actor: string, code: string) => {
      expect(codesOf(() => life.act(actor, (change) => decideBody(change, PANEL)))).toEqual([code]);
      expect(
        codesOf(() => life.act(actor, (change) => askBody(change, PANEL, ['title'], 'why'))),
      ).toEqual([code]);
      expect(codesOf(() => other.act(actor, (change) => acknowledge(change, PANEL)))).toEqual([
        code,
      ]);
    };
    outsider('ethics:chair', 'NOT_A_MEMBER');
    outsider('panel:second', 'CONFLICTED');
    expect(life.decide('panel').body('panel').state).toBe('approved');
  });

  it('of one body to reject ends the application, and none after it brings it back', () => {
    const life = submitted();
    for (const body of ['ethics', 'panel', 'hospital', 'registry']) life.approve(body);
    life.acknowledge('host').vote('host', 'host:office', NO).decide('host');
    expect(life.application.state).toBe('rejected');
    expect(life.grants).toBeNull();
    const [reason] = reasonsOf(() => life.submit());
    expect(reason?.code).toBe('TRANSITION_UNDEFINED');
  });
});

describe('a condition', () => {
  const last = (text: string, when: 'before_access' | 'during_access'): Ballot => ({
    ...conditional(text),
    conditions: [{text, when}],
  });

  it('that must be met before access holds the grants back until its body discharges it', () => {
    const life = submitted();
    for (const body of ['panel', 'hospital', 'registry', 'host']) life.approve(body);
    life.approve('ethics', last('a key is handed over', 'before_access'));
    expect(life.application.state).toBe('approved_with_conditions');
    expect(life.grants?.standing).toEqual({
      state: 'suspended',
      because: 'condition 1 of ethics must be discharged before data are read',
      liftedBy: 'the body that set it',
    });
    const discharge = (actor: string, id = 1) =>
      codesOf(() =>
        life.act(actor, (change) => dischargeCondition(change, ETHICS, id, 'it was handed over')),
      );
    expect(discharge('panel:chair')).toEqual(['NOT_A_MEMBER']);
    expect(discharge('ethics:fourth')).toEqual(['CONFLICTED']);
    expect(discharge('ethics:chair', 2)).toEqual(['CONDITION_UNKNOWN']);
    expect(life.grants?.standing.state).toBe('suspended');
    expect(discharge('ethics:chair')).toEqual([]);
    expect(life.application.state).toBe('approved');
    expect(life.grants?.standing).toEqual({state: 'in_force'});
    expect(discharge('ethics:chair')).toEqual(['CONDITION_UNKNOWN']);
  });

  it('to be met during access lets data be read meanwhile', () => {
    const life = submitted();
    for (const body of ['panel', 'hospital', 'registry', 'host']) life.approve(body);
    life.approve('ethics', last('a report every year', 'during_access'));
    expect(life.application.state).toBe('approved_with_conditions');
    expect(life.grants?.standing).toEqual({state: 'in_force'});
  });

  it('is not stepped around by resuming what was never suspended', () => {
    const life = submitted();
    for (const body of ['panel', 'hospital', 'registry', 'host']) life.approve(body);
    life.approve('ethics', last('a key is handed over', 'before_access'));
    expect(
      codesOf(() => life.act('ethics:chair', (change) => resumeBody(change, ETHICS, 'it is well'))),
    ).toEqual(['TRANSITION_UNDEFINED']);
    expect(life.grants?.standing.state).toBe('suspended');
  });

  it('discharged while its body had suspended leaves no empty condition behind', () => {
    const life = submitted();
    for (const body of ['panel', 'hospital', 'registry', 'host']) life.approve(body);
    life.approve('ethics', last('a report every year', 'during_access'));
    life.act('ethics:chair', (change) => suspendBody(change, ETHICS, 'a complaint'));
    expect(life.application.state).toBe('suspended');
    life.act('ethics:chair', (change) => dischargeCondition(change, ETHICS, 1, 'it came'));
    life.act('ethics:chair', (change) => resumeBody(change, ETHICS, 'it was unfounded'));
    expect(life.body('ethics').state).toBe('approved');
    expect(life.application.state).toBe('approved');
  });
});

describe('an approval', () => {
  it('is suspended when a member whose vote counted declares a conflict afterwards', () => {
    const life = approved();
    life.act('ethics:second', (change) => declareConflict(change, ETHICS, 'my sister is in it'));
    const review = life.application.bodies.find(({body}) => body === 'ethics');
    expect(review?.state).toBe('suspended');
    expect(life.application.state).toBe('suspended');
    expect(life.grants?.standing.state).toBe('suspended');
  });

  it('is closed by the chair while a vote is still awaited', () => {
    const life = submitted();
    const panel = bodyOf('panel');
    life.act('panel:chair', (change) => acknowledge(change, panel));
    for (const member of ['panel:chair', 'panel:third', 'panel:fifth'])
      life.act(member, (change) => vote(change, panel, YES));
    const close = (actor: string) =>
      codesOf(() => life.act(actor, (change) => decideBody(change, panel)));
    expect(close('panel:third')).toEqual(['ROLE_NOT_HELD']);
    expect(close('panel:chair')).toEqual([]);
  });

  it('is suspended, resumed and withdrawn by members without a conflict only', () => {
    const life = approved();
    const by = (actor: string, act: typeof suspendBody) =>
      codesOf(() => life.act(actor, (change) => act(change, ETHICS, 'a complaint')));
    expect(by('ethics:fourth', suspendBody)).toEqual(['CONFLICTED']);
    expect(by('officer:first', suspendBody)).toEqual(['NOT_A_MEMBER']);
    expect(by('ethics:chair', suspendBody)).toEqual([]);
    expect(life.grants?.standing).toEqual({
      state: 'suspended',
      because: 'ethics does not approve now',
      liftedBy: 'whoever suspended it',
    });
    expect(by('researcher:first', resumeBody)).toEqual(['NOT_A_MEMBER', 'OWN_APPLICATION']);
    // For good is a step for the chair alone.
    expect(by('ethics:second', rejectSuspended)).toEqual(['ROLE_NOT_HELD']);
    expect(by('ethics:chair', rejectSuspended)).toEqual([]);
    expect(life.application.state).toBe('suspended');
    expect(by('ethics:chair', resumeBody)).toEqual(['TRANSITION_UNDEFINED']);
    expect(life.grants?.standing.state).toBe('suspended');
  });
});
