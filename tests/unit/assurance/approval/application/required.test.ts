/** Which bodies an application needs, which questions it is asked, and what is missing or stale. */

import {beforeAll, describe, expect, it} from 'vitest';
import {
  askedQuestions,
  missingAnswers,
  questionsToShow,
  requiredBodies,
  staleAnswers,
} from '../../../../../src/assurance/approval/application/required.ts';
import {parseBody} from '../../../../../src/assurance/approval/policy/body.ts';
import {parseLanes} from '../../../../../src/assurance/approval/policy/lanes.ts';
import type {ApprovalPolicy} from '../../../../../src/assurance/approval/policy/policy-folder.ts';
import {parseQuestionBank} from '../../../../../src/assurance/approval/policy/questions.ts';
import type {IsoDay} from '../../../../../src/kernel/dates.ts';
import {typed} from '../support/example-applications.ts';

const day = (text: string) => text as IsoDay;

const body = (id: string, rules: string, questions: string, required = '') =>
  parseBody(`body: ${id}
version: 1
title: t
kind: regulator
decides: d
requiredWhen: [${rules}]
members: [{actor: 'a:b'}]
quorum: {members: 1}
clockDays: 1
validMonths: 1
questions: [${questions}]
required: [${required}]
`);

let policy: ApprovalPolicy;

beforeAll(() => {
  const bodies = [
    body('host', "{always: true, because: 'always'}", 'title, student, supervisor', 'supervisor'),
    body(
      'hospital',
      "{datasets: [visit, scan], because: 'its data'}, {question: places, is: [wales], because: 'in Wales'}",
      'title, dpia, places',
      'dpia',
    ),
  ];
  policy = {
    bank: parseQuestionBank(`questions:
  - {id: title, section: safe-projects, text: t, type: text, required: true}
  - {id: student, section: safe-people, text: t, type: yes-no}
  - {id: degree, section: safe-people, text: t, type: choice, options: [phd, msc], when: {question: student, is: [true]}}
  - {id: supervisor, section: safe-people, text: t, type: text, when: {question: degree, is: [phd]}}
  - {id: places, section: safe-data, text: t, type: choices, options: [wales, england]}
  - {id: dpia, section: safe-data, text: t, type: reference, goodForDays: 30}
`),
    bodies: new Map(bodies.map((one) => [one.body, one])),
    lanes: parseLanes('lanes: [{id: panel, title: t, rolling: false, rules: []}]'),
  };
});

const visit = {datasets: [{dataset: 'visit', columns: ['day'], rowFilter: []}]};

describe('required bodies', () => {
  const needed = (values: Record<string, unknown>) =>
    requiredBodies(typed(values), policy).map(({body: {body: id}, because}) => [id, ...because]);

  it('are those with a rule that holds, with every reason', () => {
    expect(needed({})).toEqual([['host', 'always']]);
    expect(needed(visit)).toEqual([
      ['host', 'always'],
      ['hospital', 'its data'],
    ]);
    expect(needed({...visit, places: ['england', 'wales']})[1]).toEqual([
      'hospital',
      'its data',
      'in Wales',
    ]);
    expect(needed({places: ['england']})).toHaveLength(1);
  });
});

describe('questions', () => {
  const asked = (values: Record<string, unknown>) =>
    askedQuestions(typed(values), policy).map(({id}) => id);

  it('are those of the bodies and of the bank, once, in the order of the bank', () => {
    expect(asked({})).toEqual(['title', 'student']);
    expect(asked(visit)).toEqual(['title', 'student', 'places', 'dpia']);
  });

  it('depend on answers that are themselves asked for', () => {
    expect(asked({student: true, degree: 'phd'})).toContain('supervisor');
    expect(asked({student: true, degree: 'msc'})).not.toContain('supervisor');
    // The degree was answered before the student left.
    expect(asked({student: false, degree: 'phd'})).not.toContain('supervisor');
  });

  it('take a yes, not the word', () => {
    expect(asked({student: 'true', degree: 'phd'})).not.toContain('supervisor');
  });
});

describe('missing answers', () => {
  const missing = (values: Record<string, unknown>) => missingAnswers(typed(values), policy);

  it('name the question and every body that needs it', () => {
    expect(missing(visit)).toEqual([
      {question: 'title', neededBy: ['host', 'hospital']},
      {question: 'dpia', neededBy: ['hospital']},
    ]);
  });

  it('are not those that no body needs, or that do not apply', () => {
    expect(missing({title: 't', student: false})).toEqual([]);
    expect(missing({title: 't', student: true, degree: 'phd'})).toEqual([
      {question: 'supervisor', neededBy: ['host']},
    ]);
  });
});

describe('stale answers', () => {
  const answers = typed({title: 't', dpia: {ref: 'D'}}, '2026-03-01');

  it('are good on the last of their days and stale on the next', () => {
    expect(staleAnswers(answers, policy.bank, day('2026-03-31'))).toEqual([]);
    expect(staleAnswers(answers, policy.bank, day('2026-04-01'))).toEqual(['dpia']);
  });

  it('are shown again, and with them only what nobody has answered', () => {
    const all = {...typed({...visit, title: 't', student: false, places: []}), ...answers};
    expect(questionsToShow(all, policy, day('2026-03-31'))).toEqual([]);
    expect(questionsToShow(all, policy, day('2026-04-01'))).toEqual(['dpia']);
    const {title: _, ...others} = all;
    expect(questionsToShow(others, policy, day('2026-04-01'))).toEqual(['title', 'dpia']);
  });
});
