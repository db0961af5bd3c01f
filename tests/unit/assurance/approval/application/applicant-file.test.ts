/** The applicant's file: every fault at once, by question, and never what was written. */

import {describe, expect, it} from 'vitest';
import {parseApplicantFile} from '../../../../../src/assurance/approval/application/applicant-file.ts';
import {parseQuestionBank} from '../../../../../src/assurance/approval/policy/questions.ts';
import {DataFault} from '../../../../../src/kernel/errors.ts';

const BANK = parseQuestionBank(`questions:
  - {id: title, section: safe-projects, text: t, type: text}
  - {id: end-date, section: safe-projects, text: t, type: date}
  - {id: commercial-purpose, section: safe-projects, text: t, type: yes-no}
  - {id: sector, section: safe-people, text: t, type: choice, options: [nhs, charity]}
  - {id: people, section: safe-people, text: t, type: people}
`);

function faultsOf(text: string): string[] {
  try {
    parseApplicantFile(text, BANK);
  } catch (error) {
    if (!(error instanceof DataFault)) throw error;
    expect(error.code).toBe('APPLICATION_INVALID');
    expect(error.message).not.toContain('Canary');
    return error.faults.map(({where, what}) => `${where}: ${what}`);
  }
  return [];
}

describe('an applicant’s file', () => {
  it('gives answers by question, in the order of the bank', () => {
    const {project, answers} = parseApplicantFile(
      'project: PRJ-1\nanswers: {sector: nhs, end-date: 2027-01-31, title: A study}',
      BANK,
    );
    expect(project).toBe('PRJ-1');
    expect([...answers]).toEqual([
      ['title', 'A study'],
      ['end-date', '2027-01-31'],
      ['sector', 'nhs'],
    ]);
  });

  it('is refused with every fault, by question id', () => {
    const faults = faultsOf(`
project: PRJ-1
answers:
  shoe-size: 43
  end-date: 2027-02-30
  commercial-purpose: 'yes'
  sector: Canary Ltd
  people:
    - actor: Canary Person
      organisation: o
      e-mail: canary@example.org
      accreditation: {status: full, validTo: 2027-01-01}
      training: [{course: c, validTo: 2027-01-01}]
      accessesData: true
`);
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'shoe-size',
      'end-date',
      'commercial-purpose',
      'sector',
      'people.0.actor',
      'people.0',
    ]);
    expect(faults[0]).toBe('shoe-size: not a question of the bank');
    expect(faults[5]).toBe('people.0: has 1 field that is not asked for');
  });

  it('does not repeat keys that an applicant made up', () => {
    const faults = faultsOf(`
project: PRJ-1
'Canary, Born 1956': x
answers: {'Canary Person': 1, canary-but-much-longer-than-any-id-of-a-question-may-ever-be-in-a-bank: 2}
`);
    expect(faults).toEqual([
      'file: has 1 field that is not asked for',
      'answer 1: not a question of the bank',
      'answer 2: not a question of the bank',
    ]);
  });

  it('is refused for a project that is none, for no answers, and for what is not YAML', () => {
    expect(faultsOf('project: ../up\nanswers: {}')[0]).toMatch(/^project: /);
    expect(faultsOf('project: PRJ-1')[0]).toMatch(/^answers: /);
    expect(faultsOf('answers: {title: a, title: b}')).toEqual(['file: not YAML']);
  });

  it('takes no answer from what every object has', () => {
    const text = 'project: PRJ-1\nanswers: {constructor: x, __proto__: {title: inherited}}';
    expect(faultsOf(text)).toEqual(['constructor: not a question of the bank']);
    const {answers} = parseApplicantFile(text.replace('constructor: x, ', ''), BANK);
    expect([...answers]).toEqual([]);
  });
});
