/** From a draft to the bodies: scoping, submission, clarification, and what may not change meanwhile. */

import {describe, expect, it} from 'vitest';
import {startAmendment} from '../../../../../src/assurance/approval/acts/amend.ts';
import {
  editAnswers,
  startApplication,
  submit,
} from '../../../../../src/assurance/approval/acts/apply.ts';
import {confirmAnswers} from '../../../../../src/assurance/approval/acts/confirm.ts';
import {
  askForClarity,
  close,
  resume,
  suspend,
  withdraw,
} from '../../../../../src/assurance/approval/acts/officer.ts';
import {renew} from '../../../../../src/assurance/approval/acts/renew.ts';
import {askBody, declareConflict} from '../../../../../src/assurance/approval/acts/review.ts';
import {overrideConflict, scope} from '../../../../../src/assurance/approval/acts/scope.ts';
import {sha256} from '../../../../../src/kernel/digests.ts';
import {
  APPLICANT,
  approved,
  codesOf,
  fileOf,
  Life,
  OFFICER,
  reasonsOf,
  submitted,
} from '../support/life.ts';
import {ANSWERS, bodyOf, DEATHS, PEOPLE, POLICY, SAMPLES, VISITS} from '../support/small-policy.ts';

const REST = {earlier: [], policyHash: sha256('policy')};
const edits = (life: Life, answers: object, actor = APPLICANT) =>
  life.act(actor, (change) => editAnswers(change, fileOf({...answers}), POLICY));
const asks = (life: Life, body: string, question: string) =>
  life.act(`${body}:chair`, (change) => askBody(change, bodyOf(body), [question], 'say more'));

describe('scoping', () => {
  it('is of an officer who is neither the applicant nor named', () => {
    const scopes = (actor: string) =>
      codesOf(() => new Life().act(actor, (change) => scope(change, POLICY, REST)));
    expect(scopes('researcher:first')).toEqual(['ROLE_NOT_HELD']);
    expect(scopes('researcher:named')).toEqual(['OWN_APPLICATION']);
    expect(scopes(OFFICER)).toEqual([]);
  });

  it('says which bodies decide and why', () => {
    expect(
      new Life()
        .scope()
        .application.bodies.map(({body, requiredBecause}) => [body, ...requiredBecause]),
    ).toEqual([
      ['ethics', 'it sees everything'],
      ['panel', 'it sees everything'],
      ['hospital', 'it answers for visit'],
      ['registry', 'it answers for death'],
      ['host', 'it sees everything'],
    ]);
  });

  it.each([
    ['datasets', {datasets: [VISITS]}],
    ['people', {people: [PEOPLE[0]]}],
    ['purposes', {purposes: [{term: 'HMB'}, {term: 'DS', disease: 'a'}]}],
    ['an answer that the lane reads', {'row-level-view': true}],
  ])('is void when there is another answer about: %s', (_, answers) => {
    const life = edits(new Life().scope(), answers);
    expect(life.application).toMatchObject({state: 'draft', bodies: [], lane: null});
  });

  it('stands when an answer changes that decides nothing about it', () => {
    expect(edits(new Life().scope(), {budget: 'None.'}).application.state).toBe('scoped');
  });

  it('is void when another answer changes what the terms of the data allow', () => {
    const {'ethics-opinion': opinion, ...rest} = ANSWERS;
    const life = new Life({...rest, datasets: [VISITS, SAMPLES]}).scope();
    expect(edits(life, {'ethics-opinion': opinion}).application.state).toBe('draft');
  });

  it('does not let a body be left out that the policy came to ask for', () => {
    const life = new Life().scope();
    const lab = {...bodyOf('lab'), requiredWhen: [{always: true, because: 'new'}]};
    const bodies = new Map([
      ...POLICY.bodies,
      ['lab', lab as unknown as ReturnType<typeof bodyOf>],
    ]);
    life.policy = {...POLICY, bodies};
    expect(reasonsOf(() => life.submit())).toEqual([
      {code: 'SCOPING_VOID', because: 'lab decides too'},
    ]);
  });

  it('keeps a conflict that was declared before it became void', () => {
    const life = new Life().scope();
    life.act('ethics:chair', (change) => declareConflict(change, bodyOf('ethics'), 'my wife'));
    edits(life, {people: [PEOPLE[0]]}).scope();
    expect(life.body('ethics').conflicts.map(({member}) => member)).toEqual(['ethics:chair']);
  });

  it('gives a project to one application only', () => {
    const scopes = (state: 'draft' | 'rejected' | 'withdrawn' | 'suspended' | 'closed') => {
      const life = new Life(ANSWERS, 'APP-2');
      life.others = [{...new Life().application, state}];
      return codesOf(() => life.scope());
    };
    expect(scopes('draft')).toEqual([]);
    expect(scopes('rejected')).toEqual([]);
    expect(scopes('withdrawn')).toEqual([]);
    expect(scopes('suspended')).toEqual(['PROJECT_TAKEN']);
    expect(scopes('closed')).toEqual(['PROJECT_TAKEN']);
  });
});

describe('an application', () => {
  it('with a person’s data in free text is not even a draft', () => {
    const answers = {...ANSWERS, methods: 'We ring her on 029 2018 0000.'};
    expect(reasonsOf(() => new Life(answers))).toEqual([
      {
        code: 'PERSONAL_DATA_IN_ANSWER',
        because: 'methods holds what looks like a telephone number',
      },
    ]);
    const life = new Life();
    expect(codesOf(() => edits(life, {budget: 'ask jane@example.org'}))).toEqual([
      'PERSONAL_DATA_IN_ANSWER',
    ]);
    expect(life.application.answers.budget?.value).toBe(ANSWERS.budget);
  });

  it('is edited, confirmed, submitted and withdrawn by its applicant alone', () => {
    const by = (work: Parameters<Life['act']>[1]) =>
      codesOf(() => new Life().scope().act('researcher:named', work));
    expect(by((change) => editAnswers(change, fileOf({title: 'Mine'}), POLICY))).toEqual([
      'ROLE_NOT_HELD',
    ]);
    expect(by((change) => confirmAnswers(change, ['title']))).toEqual(['ROLE_NOT_HELD']);
    expect(by((change) => submit(change, POLICY))).toEqual(['ROLE_NOT_HELD']);
    expect(by((change) => withdraw(change, 'not mine'))).toEqual(['ROLE_NOT_HELD']);
  });

  it('goes nowhere with answers missing, and says which body needs each', () => {
    const {'legal-basis': _, ...rest} = ANSWERS;
    expect(reasonsOf(() => new Life(rest).scope().submit())).toEqual([
      {
        code: 'ANSWERS_MISSING',
        because: 'legal-basis is not answered; ethics, panel, hospital, registry, host needs it',
      },
    ]);
  });

  it('carries answers of an earlier one, and says from where', () => {
    const first = approved().application;
    const acting = {actor: APPLICANT, at: first.history[0]?.at as never};
    const start = {id: 'APP-2', reused: first, policyHash: sha256('policy')};
    const {application} = startApplication(fileOf({title: 'Again'}), start, POLICY, acting);
    expect(application.answers.title).toMatchObject({value: 'Again', source: 'typed'});
    expect(application.answers.methods).toMatchObject({source: 'carried', from: 'APP-1'});
    expect(application).toMatchObject({state: 'draft', bodies: [], overrides: [], holds: []});
  });

  it('is not edited, amended or renewed from the file of another project', () => {
    const other = {...fileOf({title: 'Other'}), project: 'PRJ-2'};
    const by = (life: Life, work: Parameters<Life['act']>[1]) =>
      codesOf(() => life.act(APPLICANT, work));
    expect(by(new Life(), (change) => editAnswers(change, other, POLICY))).toEqual([
      'PROJECT_DIFFERS',
    ]);
    expect(by(approved(), (change) => void startAmendment(change, other, POLICY))).toEqual([
      'PROJECT_DIFFERS',
    ]);
    const ended = approved()
      .on('2028-01-01')
      .act(OFFICER, () => undefined);
    expect(by(ended, (change) => renew(change, other, POLICY))).toEqual(['PROJECT_DIFFERS']);
  });

  it('that is withdrawn takes back every form that is not decided', () => {
    const life = submitted().approve('host').acknowledge('ethics');
    life.act(APPLICANT, (change) => withdraw(change, 'no money'));
    expect(life.application.bodies.map(({state}) => state)).toEqual([
      'withdrawn',
      'withdrawn',
      'withdrawn',
      'withdrawn',
      'approved',
    ]);
    expect(codesOf(() => life.vote('ethics', 'ethics:chair'))).toEqual(['TRANSITION_UNDEFINED']);
  });

  it('is closed only when its data are certified to be destroyed', () => {
    const closes = (isCertified: boolean) =>
      codesOf(() => approved().act(APPLICANT, (change) => close(change, 'applicant', isCertified)));
    expect(closes(false)).toEqual(['CLOSURE_OPEN']);
    expect(closes(true)).toEqual([]);
  });
});

describe('a clarification', () => {
  it('by the officer waits for every named question, answered anew or confirmed', () => {
    const life = submitted();
    life.act(OFFICER, (change) => askForClarity(change, ['methods', 'budget'], 'say more'));
    life.on('2026-03-03');
    edits(life, {methods: 'We count each twice.'});
    expect(reasonsOf(() => life.submit())).toEqual([
      {code: 'ANSWERS_MISSING', because: 'budget was asked to be made clear'},
    ]);
    life.act(APPLICANT, (change) => confirmAnswers(change, ['budget'])).submit();
    expect(life.application).toMatchObject({state: 'submitted', clarify: []});
  });

  it('by a body is answered while others have not even acknowledged their forms', () => {
    const life = asks(submitted(), 'ethics', 'methods');
    expect(life.application.state).toBe('submitted');
    edits(life.on('2026-03-03'), {methods: 'We count each twice.'}).submit();
    expect(life.body('ethics').state).toBe('submitted');
    expect(life.application.state).toBe('submitted');
  });

  it('names questions that are there', () => {
    expect(codesOf(() => asks(submitted(), 'ethics', 'shoe-size'))).toEqual(['UNKNOWN_QUESTION']);
    const none = (change: Parameters<Parameters<Life['act']>[1]>[0]) =>
      askBody(change, bodyOf('ethics'), [], 'why');
    expect(codesOf(() => submitted().act('ethics:chair', none))).toEqual(['ANSWERS_MISSING']);
  });

  it('is no way to change what other bodies approved or voted on: they decide again', () => {
    const life = submitted().approve('panel').approve('host').acknowledge('hospital');
    life.vote('hospital', 'hospital:guardian');
    asks(life, 'ethics', 'methods').on('2026-03-03');
    edits(life, {methods: 'We count faces.', security: 'On a laptop.'});
    expect(life.body('panel')).toMatchObject({state: 'submitted', votes: []});
    expect(life.body('hospital')).toMatchObject({state: 'under_review', votes: []});
    expect(life.body('host').state).toBe('approved');
    expect(codesOf(() => life.decide('hospital'))).toEqual(['BODY_NOT_QUORATE']);
    life.submit().approveAll();
    expect(life.application.state).toBe('approved');
  });

  it('is no way to another scope', () => {
    const life = asks(submitted(), 'ethics', 'methods');
    for (const answers of [{datasets: [VISITS, DEATHS, SAMPLES]}, {'row-level-view': true}])
      expect(codesOf(() => edits(life, answers))).toEqual(['TRANSITION_UNDEFINED']);
  });

  it('that nobody asked for is refused', () => {
    expect(codesOf(() => edits(submitted(), {title: 'Other'}))).toEqual(['TRANSITION_UNDEFINED']);
    expect(codesOf(() => submitted().submit())).toEqual(['TRANSITION_UNDEFINED']);
    expect(codesOf(() => edits(approved(), {title: 'Other'}))).toEqual(['TRANSITION_UNDEFINED']);
  });
});

describe('a conflict of use', () => {
  const conflicted = () => new Life({...ANSWERS, 'commercial-purpose': true}).scope();
  const overrides = (life: Life, actor: string, body = 'registry', because = 'worth it') =>
    codesOf(() =>
      life.act(actor, (change) => overrideConflict(change, POLICY, bodyOf(body), because)),
    );

  it('blocks submission until two members of the controller lift it', () => {
    const life = conflicted();
    expect(codesOf(() => life.submit())).toEqual(['DATA_USE_CONFLICT']);
    expect(overrides(life, 'registry:guardian')).toEqual([]);
    expect(codesOf(() => life.submit())).toEqual(['DATA_USE_CONFLICT', 'OVERRIDE_NOT_VALID']);
    expect(overrides(life, 'registry:deputy')).toEqual([]);
    expect(life.submit().application.state).toBe('submitted');
  });

  it('is not lifted by the same person twice, by the applicant, by a stranger, or for no reason', () => {
    const life = conflicted();
    expect(overrides(life, 'registry:guardian')).toEqual([]);
    expect(overrides(life, 'registry:guardian')).toEqual(['VOTED_ALREADY']);
    expect(overrides(life, 'researcher:first')).toEqual(['OWN_APPLICATION']);
    expect(overrides(life, 'researcher:named')).toEqual(['OWN_APPLICATION']);
    expect(overrides(life, 'ethics:chair')).toEqual(['NOT_A_MEMBER']);
    expect(overrides(life, 'registry:deputy', 'registry', '')).toEqual(['REASON_MISSING']);
    expect(codesOf(() => life.submit())).toContain('DATA_USE_CONFLICT');
  });

  it('is lifted where it is, and not ahead of time', () => {
    expect(overrides(conflicted(), 'hospital:guardian', 'hospital')).toEqual([
      'OVERRIDE_NOT_VALID',
    ]);
    expect(overrides(new Life().scope(), 'registry:guardian')).toEqual(['OVERRIDE_NOT_VALID']);
  });

  it('that is another than the one that was lifted blocks again', () => {
    const life = conflicted();
    overrides(life, 'registry:guardian');
    overrides(life, 'registry:deputy');
    expect(codesOf(() => life.act(APPLICANT, (change) => submit(change, POLICY)))).toEqual([]);
    const other = conflicted();
    overrides(other, 'registry:guardian');
    overrides(other, 'registry:deputy');
    edits(other, {purposes: [{term: 'POA'}]}).scope();
    const datasets = reasonsOf(() => other.submit()).map(({because}) => because.split(':')[0]);
    expect(datasets).toContain('visit');
    expect(datasets).toContain('death');
  });
});

describe('holding access back', () => {
  it('is lifted by the side that did so, and never by somebody whom it concerns', () => {
    const life = approved();
    const lifts = (actor: string, cause: 'officer' | 'data_controller') =>
      codesOf(() => life.act(actor, (change) => resume(change, cause, 'all is well')));
    life.act(OFFICER, (change) => suspend(change, 'officer', 'under investigation'));
    life.act('hospital:guardian', (change) => suspend(change, 'data_controller', 'a breach'));
    expect(lifts('researcher:named', 'officer')).toEqual(['OWN_APPLICATION']);
    expect(lifts('registry:guardian', 'data_controller')).toEqual(['TRANSITION_UNDEFINED']);
    expect(lifts(OFFICER, 'officer')).toEqual([]);
    expect(life.application.state).toBe('suspended');
    expect(life.grants?.standing).toMatchObject({state: 'suspended', because: 'a breach'});
    expect(lifts('hospital:guardian', 'data_controller')).toEqual([]);
    expect(life.application.state).toBe('approved');
    expect(life.grants?.standing.state).toBe('in_force');
    const told = life.application.history.slice(-14).map(({event, because}) => [event, because]);
    expect(told.filter(([event]) => /^APPLICATION_(SUSP|H|RES)/.test(event ?? ''))).toEqual([
      ['APPLICATION_SUSPENDED', 'under investigation'],
      ['APPLICATION_HELD', 'a breach'],
      ['APPLICATION_HOLD_LIFTED', 'all is well'],
      ['APPLICATION_HOLD_LIFTED', 'all is well'],
      ['APPLICATION_RESUMED', undefined],
    ]);
  });

  it('needs a reason, and something to hold back', () => {
    const holds = (life: Life, because?: string) =>
      codesOf(() => life.act(OFFICER, (change) => suspend(change, 'officer', because)));
    expect(holds(approved())).toEqual(['REASON_MISSING']);
    expect(holds(submitted(), 'why not')).toEqual(['TRANSITION_UNDEFINED']);
  });
});
