/** An amendment goes to the bodies whose questions it touches, and to no other (governance G5). */

import {describe, expect, it} from 'vitest';
import {
  decideAmendment,
  startAmendment,
  voteOnAmendment,
  withdrawAmendment,
} from '../../../../../src/assurance/approval/acts/amend.ts';
import {suspend} from '../../../../../src/assurance/approval/acts/officer.ts';
import {renew} from '../../../../../src/assurance/approval/acts/renew.ts';
import {declareConflict} from '../../../../../src/assurance/approval/acts/review.ts';
import {
  APPLICANT,
  approved,
  codesOf,
  fileOf,
  type Life,
  NO,
  OFFICER,
  reasonsOf,
  submitted,
} from '../support/life.ts';
import {ANSWERS, bodyOf, DEATHS, PEOPLE, POLICY, SAMPLES, VISITS} from '../support/small-policy.ts';

const SECURITY = {security: 'A second room is used too.'};
const bodiesOf = (life: Life) => life.application.amendments[0]?.bodies.map(({body}) => body);

describe('an amendment of one answer that two of five bodies ask for', () => {
  it('goes to those two, and the other three keep their state, votes and dates', () => {
    const life = approved().on('2026-06-01');
    const kept = ['ethics', 'panel', 'host'].map((id) => life.body(id));
    const {grants} = life;
    life.amend(SECURITY);
    expect(bodiesOf(life)).toEqual(['hospital', 'registry']);
    life.acceptAmendment(1, 'hospital').acceptAmendment(1, 'registry');
    expect(['ethics', 'panel', 'host'].map((id) => life.body(id))).toEqual(kept);
    expect(life.application).toMatchObject({state: 'approved', version: 2});
    expect(life.application.answers.security?.value).toBe(SECURITY.security);
    expect(life.grants?.grants.map(({validTo}) => validTo)).toEqual(
      grants?.grants.map(({validTo}) => validTo),
    );
  });

  it('changes nothing that is in force until the last of them accepts', () => {
    const life = approved().on('2026-06-01');
    const {grants} = life;
    const answers = life.application.answers;
    life.amend(SECURITY).acceptAmendment(1, 'hospital');
    expect(life.application).toMatchObject({state: 'approved', version: 1, answers});
    expect(life.grants).toBe(grants);
    // Each body's part is told, with its reasons, or it would not be kept until the next.
    expect(life.application.history.at(-1)).toMatchObject({
      event: 'AMENDMENT_BODY_DECIDED',
      body: 'hospital',
      amendment: 1,
      because: 'accepted: hospital:guardian: approve: it is right',
    });
    life.acceptAmendment(1, 'registry');
    expect(life.application.amendments[0]?.state).toBe('accepted');
    expect(life.grants).not.toBe(grants);
  });

  it('is refused by each of the others', () => {
    const life = approved().amend(SECURITY);
    const [reason] = reasonsOf(() => life.acceptAmendment(1, 'ethics'));
    expect(reason).toEqual({
      code: 'NOT_ITS_BODY',
      because: 'amendment 1 does not concern ethics; it concerns hospital, registry',
    });
  });

  it('is over when one of them rejects it', () => {
    const life = approved();
    const {grants} = life;
    life.amend(SECURITY).acceptAmendment(1, 'registry', NO);
    expect(life.application.amendments[0]?.state).toBe('rejected');
    expect(life.application).toMatchObject({state: 'approved', version: 1});
    expect(life.grants).toBe(grants);
    expect(codesOf(() => life.acceptAmendment(1, 'hospital'))).toEqual(['TRANSITION_UNDEFINED']);
    expect(life.amend(SECURITY).application.amendments).toHaveLength(2);
  });

  it('is withdrawn by the applicant alone, with a reason', () => {
    const life = approved().amend(SECURITY);
    const withdraws = (actor: string, because?: string) =>
      codesOf(() => life.act(actor, (change) => withdrawAmendment(change, 1, because)));
    expect(withdraws(OFFICER, 'not needed')).toEqual(['ROLE_NOT_HELD']);
    expect(withdraws(APPLICANT)).toEqual(['REASON_MISSING']);
    expect(withdraws(APPLICANT, 'not needed')).toEqual([]);
    expect(codesOf(() => life.acceptAmendment(1, 'hospital'))).toEqual(['TRANSITION_UNDEFINED']);
  });
});

describe('an amendment is refused', () => {
  const amends = (life: Life, answers: object, actor = APPLICANT) =>
    codesOf(() =>
      life.act(actor, (change) => void startAmendment(change, fileOf({...answers}), POLICY)),
    );

  it('before there is an approval', () => {
    expect(amends(submitted(), SECURITY)).toEqual(['TRANSITION_UNDEFINED']);
  });

  it('of somebody else than the applicant', () => {
    expect(amends(approved(), SECURITY, 'researcher:named')).toEqual(['ROLE_NOT_HELD']);
  });

  it('while another is open', () => {
    const life = approved().amend(SECURITY);
    expect(amends(life, {budget: 'Paid by a charity.'})).toEqual(['AMENDMENT_OPEN']);
  });

  it('when nothing differs', () => {
    expect(amends(approved(), ANSWERS)).toEqual(['NOTHING_DIFFERS']);
  });

  it('with data about a person in free text, which the refusal does not repeat', () => {
    const life = approved();
    const text = 'As for John of CF10 3AT, born on 3 May 1961.';
    const reasons = reasonsOf(() => life.amend({methods: text}));
    expect(reasons).toEqual([
      {
        code: 'PERSONAL_DATA_IN_ANSWER',
        because: 'methods holds what looks like a postcode, a date of birth',
      },
    ]);
  });

  it('when its purpose is against the terms of the data', () => {
    expect(amends(approved(), {'commercial-purpose': true})).toEqual(['DATA_USE_CONFLICT']);
  });

  it('when nobody would be left to read data', () => {
    const people = PEOPLE.map((one) => ({...one, accessesData: false}));
    expect(amends(approved(), {people})).toEqual(['ANSWERS_MISSING']);
  });
});

describe('an amendment with a new dataset', () => {
  const wider = {datasets: [VISITS, DEATHS, SAMPLES]};

  it('needs the body that answers for it, and grants it only when that accepts', () => {
    const life = approved().amend(wider);
    expect(bodiesOf(life)).toEqual(['hospital', 'registry', 'lab']);
    life.acceptAmendment(1, 'hospital').acceptAmendment(1, 'registry');
    expect(life.grants?.grants.map(({dataset}) => dataset)).toEqual(['visit', 'death']);
    life.acceptAmendment(1, 'lab');
    expect(life.grants?.grants.map(({dataset}) => dataset)).toEqual(['visit', 'death', 'sample']);
    expect(life.body('lab')).toMatchObject({state: 'approved', validTo: '2028-03-02'});
    expect(life.application).toMatchObject({state: 'approved', version: 2});
  });
});

describe('an amendment that is accepted', () => {
  it('approves nothing for a body that the policy came to ask for meanwhile', () => {
    const life = approved().amend(SECURITY);
    const lab = {...bodyOf('lab'), requiredWhen: [{always: true, because: 'new'}]};
    const bodies = new Map([
      ...POLICY.bodies,
      ['lab', lab as unknown as ReturnType<typeof bodyOf>],
    ]);
    life.policy = {...POLICY, bodies};
    life.acceptAmendment(1, 'hospital').acceptAmendment(1, 'registry');
    expect(life.body('lab').state).toBe('submitted');
    expect(life.application.state).toBe('suspended');
    expect(life.grants?.standing.state).toBe('suspended');
    expect(life.approve('lab').application.state).toBe('approved');
  });

  it('leaves the conditions of an earlier approval as they were', () => {
    const life = submitted();
    for (const body of ['ethics', 'panel', 'registry', 'host']) life.approve(body);
    life.approve('hospital', {
      vote: 'approve_with_conditions',
      because: 'with care',
      conditions: [{text: 'a key is handed over', when: 'before_access'}],
    });
    const {conditions, votes} = life.body('hospital');
    life.amend(SECURITY).acceptAmendment(1, 'hospital').acceptAmendment(1, 'registry');
    expect(life.body('hospital')).toMatchObject({conditions, votes});
    expect(life.application).toMatchObject({state: 'approved_with_conditions', version: 2});
    expect(life.grants?.standing.state).toBe('suspended');
  });

  it('voids votes that a body cast meanwhile on the answers of before', () => {
    const reference = {ref: 'NEW-1', validTo: '2030-12-31'};
    const lasting = {'end-date': '2030-12-31', 'ethics-opinion': reference, contract: reference};
    const life = approved({...ANSWERS, ...lasting}).on('2028-03-03');
    life.act(APPLICANT, (change) => renew(change, fileOf({}), POLICY));
    life.acknowledge('hospital').vote('hospital', 'hospital:guardian');
    life.amend(SECURITY).acceptAmendment(1, 'hospital').acceptAmendment(1, 'registry');
    expect(life.body('hospital')).toMatchObject({state: 'under_review', votes: []});
    expect(codesOf(() => life.decide('hospital'))).toEqual(['BODY_NOT_QUORATE']);
    expect(life.approveAll().application.state).toBe('approved');
  });
});

describe('nobody decides on an amendment', () => {
  it('that names them, or their team', () => {
    const person = {...PEOPLE[0], actor: 'registry:guardian', organisation: 'Elsewhere'};
    const life = approved().amend({people: [PEOPLE[0], PEOPLE[1], person]});
    const by = (actor: string) =>
      codesOf(() =>
        life.act(actor, (change) =>
          voteOnAmendment(change, 1, bodyOf('registry'), {
            vote: 'approve',
            because: 'they are good',
            conditions: [],
          }),
        ),
      );
    expect(by('registry:guardian')).toEqual(['OWN_APPLICATION']);
    expect(by('registry:deputy')).toEqual([]);
    const closes = (actor: string) =>
      codesOf(() =>
        life.act(actor, (change) => decideAmendment(change, 1, bodyOf('registry'), POLICY)),
      );
    expect(closes('registry:guardian')).toEqual(['OWN_APPLICATION']);
    expect(closes('ethics:chair')).toEqual(['NOT_A_MEMBER']);
    expect(closes('registry:deputy')).toEqual([]);
  });

  it('after they declared a conflict', () => {
    const life = approved().amend(SECURITY);
    life.act('registry:guardian', (change) =>
      declareConflict(change, bodyOf('registry'), 'we share a grant'),
    );
    expect(codesOf(() => life.acceptAmendment(1, 'registry'))).toEqual(['CONFLICTED']);
  });

  it('with conditions', () => {
    const life = approved().amend(SECURITY);
    const ballot = {
      vote: 'approve_with_conditions',
      because: 'if it is locked',
      conditions: [{text: 'a lock', when: 'before_access'}],
    } as const;
    expect(codesOf(() => life.acceptAmendment(1, 'registry', ballot))).toEqual([
      'TRANSITION_UNDEFINED',
    ]);
  });
});

describe('an amendment of what grants are made of', () => {
  it('is decided by somebody even where no form asks for it', () => {
    const bodies = new Map(
      [...POLICY.bodies].map(([id, body]) => {
        const questions = body.questions.filter((one) => one !== 'end-date');
        return [id, {...body, questions} as unknown as typeof body];
      }),
    );
    const life = approved();
    life.policy = {...POLICY, bodies};
    life.amend({'end-date': '2040-12-31'});
    expect(bodiesOf(life)).toEqual(['ethics', 'panel', 'hospital', 'registry', 'host']);
    expect(life.application.version).toBe(1);
  });
});

describe('while an officer holds access back', () => {
  it('an amendment is accepted, and access does not come back with it', () => {
    const life = approved();
    life.act(OFFICER, (change) => suspend(change, 'officer', 'under investigation'));
    life.amend(SECURITY).acceptAmendment(1, 'hospital').acceptAmendment(1, 'registry');
    expect(life.application).toMatchObject({state: 'suspended', version: 2});
    expect(life.grants?.standing.state).toBe('suspended');
  });
});
