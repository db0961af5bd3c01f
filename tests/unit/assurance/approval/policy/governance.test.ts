/** The policy of this repository: what bodies ask, whom the made-up study needs, which roles there are (G1). */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import {
  type Answer,
  type Application,
  peopleOf,
} from '../../../../../src/assurance/approval/application/application.ts';
import {personalDataIn} from '../../../../../src/assurance/approval/application/personal-data.ts';
import {
  applies,
  askedBy,
  askedQuestions,
  missingAnswers,
  requiredBodies,
} from '../../../../../src/assurance/approval/application/required.ts';
import type {ApprovalPolicy} from '../../../../../src/assurance/approval/policy/policy-folder.ts';
import {SECTIONS} from '../../../../../src/assurance/approval/policy/questions.ts';
import {clashesAmong, parseRoles} from '../../../../../src/assurance/approval/policy/roles.ts';
import {judgeSummary} from '../../../../../src/assurance/approval/register/lay-summary.ts';
import {AMENDMENT} from '../../../../../src/assurance/approval/states/amendment.ts';
import {APPLICATION} from '../../../../../src/assurance/approval/states/application.ts';
import {BODY} from '../../../../../src/assurance/approval/states/body.ts';
import {exampleApplications, GOVERNANCE, typed} from '../support/example-applications.ts';

let policy: ApprovalPolicy;
let launches: Application;
let champion: Application;

beforeAll(async () => {
  ({policy, launches, champion} = await exampleApplications());
});

describe('the question bank', () => {
  it('has questions of each of the five safes, and every type that the code reads by id', () => {
    expect(policy.bank.size).toBeGreaterThanOrEqual(110);
    for (const section of SECTIONS)
      expect(
        [...policy.bank.values()].filter((one) => one.section === section).length,
      ).toBeGreaterThan(10);
    const types = Object.fromEntries(
      Object.keys(READ_BY_CODE).map((id) => [id, policy.bank.get(id)?.type]),
    );
    expect(types).toEqual(READ_BY_CODE);
  });

  it('asks for nobody’s contact data or name', () => {
    const words = [...policy.bank.values()].map(({id, text}) => `${id} ${text}`);
    expect(
      words.filter((text) => /e-?mail|telephone|phone|address|postcode|full name/i.test(text)),
    ).toEqual([]);
  });
});

describe('bodies', () => {
  it('are at least three, one of them with a hundred questions or more', () => {
    expect(policy.bodies.size).toBeGreaterThanOrEqual(3);
    expect([...policy.bodies.values()].some(({questions}) => questions.length >= 100)).toBe(true);
  });

  it('decide in the rolling lane within four working days', () => {
    for (const {body, rollingClockDays} of policy.bodies.values())
      expect(rollingClockDays, body).toBeLessThanOrEqual(4);
  });
});

describe('a study of five datasets', () => {
  it('needs twelve bodies, who ask for 39 forms on paper', () => {
    const bodies = requiredBodies(launches.answers, policy);
    expect(bodies).toHaveLength(12);
    expect(bodies.reduce((sum, {body}) => sum + body.paperForms, 0)).toBe(39);
    for (const {because} of bodies) expect(because.length).toBeGreaterThan(0);
  });

  it('is asked no question twice, though bodies ask the same four times over', () => {
    const asked = askedQuestions(launches.answers, policy).map(({id}) => id);
    expect(new Set(asked).size).toBe(asked.length);
    const forms = requiredBodies(launches.answers, policy).flatMap(({body}) =>
      askedBy(body, launches.answers, policy.bank),
    );
    expect(forms.length / asked.length).toBeGreaterThan(3);
    expect(forms.every(({id}) => asked.includes(id))).toBe(true);
  });

  it('answers all that its bodies need', () => {
    expect(missingAnswers(launches.answers, policy)).toEqual([]);
    expect(missingAnswers(champion.answers, policy)).toEqual([]);
  });

  it('misses, by id, exactly the answer that is taken away, for exactly the bodies that need it', () => {
    const bodies = requiredBodies(launches.answers, policy).map(({body}) => body);
    for (const {id} of askedQuestions(launches.answers, policy)) {
      // What depends on it is no longer asked, or a body is no longer needed.
      if ([...policy.bank.values()].some(({when}) => when?.question === id)) continue;
      if (id === 'datasets' || id === 'confidential-without-consent') continue;
      const {[id]: _, ...others} = launches.answers;
      const question = policy.bank.get(id);
      const needing = bodies
        .filter(({required}) => question?.required === true || required.includes(id))
        .map(({body}) => body);
      expect(missingAnswers(others, policy), id).toEqual(
        needing.length === 0 ? [] : [{question: id, neededBy: needing}],
      );
    }
  });

  it('answers no question that does not apply', () => {
    const asked = new Set(askedQuestions(launches.answers, policy).map(({id}) => id));
    expect(Object.keys(launches.answers).filter((id) => !asked.has(id))).toEqual([]);
    for (const id of asked) {
      const question = policy.bank.get(id);
      expect(question && applies(question, launches.answers, policy.bank)).toBe(true);
    }
  });

  it('names people by ids alone, reads easily and holds nothing about a person', () => {
    for (const application of [launches, champion]) {
      expect(peopleOf(application).map(({actor}) => actor)).toContain('researcher:first');
      expect(personalDataIn(application.answers)).toEqual([]);
      expect(judgeSummary(application)).toEqual([]);
    }
  });
});

describe('any application', () => {
  it('is asked no question twice, and lists by id whatever a body needs and does not have', () => {
    const ids = Object.keys(launches.answers);
    const flips = fc.record(
      Object.fromEntries(
        [...policy.bank.values()]
          .filter(({type}) => type === 'yes-no')
          .map(({id}) => [id, fc.boolean()]),
      ),
      {requiredKeys: []},
    );
    fc.assert(
      fc.property(fc.subarray(ids), flips, (given, yesOrNo) => {
        const answers = {
          ...Object.fromEntries(given.map((id) => [id, launches.answers[id] as Answer])),
          ...typed(yesOrNo),
        };
        const asked = askedQuestions(answers, policy).map(({id}) => id);
        expect(new Set(asked).size).toBe(asked.length);
        const missing = missingAnswers(answers, policy);
        expect(missing.filter(({question}) => Object.hasOwn(answers, question))).toEqual([]);
        for (const {body} of requiredBodies(answers, policy)) {
          const needs = body.required.filter((id) => {
            const question = policy.bank.get(id);
            return question && applies(question, answers, policy.bank);
          });
          const told = missing.filter(({neededBy}) => neededBy.includes(body.body));
          for (const id of needs)
            expect(
              Object.hasOwn(answers, id) || told.some(({question}) => question === id),
              `${body.body}: ${id}`,
            ).toBe(true);
        }
      }),
      {numRuns: 300},
    );
  });
});

describe('lanes', () => {
  it('let an application go by rolling review under seven conditions, and the rest to the panels', () => {
    const [rolling, panel, ...others] = policy.lanes.lanes;
    expect(others).toEqual([]);
    expect([rolling?.rolling, panel?.rolling, panel?.rules]).toEqual([true, false, []]);
    expect(Object.fromEntries((rolling?.rules ?? []).map(({fact, is}) => [fact, is]))).toEqual({
      'datasets-approved-for-this-purpose-class': true,
      'data-use-outcome': 'allow',
      'commercial-purpose': false,
      'row-level-view': false,
      'opt-out-exemption': false,
      'new-linkage-to-identifiers': false,
      'everyone-accredited-and-in-date': true,
    });
  });
});

describe('roles', () => {
  it('are those that the state tables know, and clash both ways', async () => {
    const roles = parseRoles(await readFile(join(GOVERNANCE, 'roles.yaml'), 'utf8'));
    const names = new Set(roles.roles.map(({role}) => role));
    const movers = [APPLICATION, BODY, AMENDMENT].flatMap(({transitions}) =>
      transitions.flatMap(({by}) => by),
    );
    expect([...new Set(movers)].filter((mover) => !names.has(mover))).toEqual([]);
    expect(clashesAmong(roles, ['researcher', 'output_checker', 'auditor'])).toEqual([
      ['output_checker', 'researcher'],
    ]);
    expect(clashesAmong(roles, ['researcher', 'applicant'])).toEqual([]);
  });

  it('are refused where a clash is told by one side only', () => {
    const text = `roles:
      - {role: a, title: A, may: [x], mayNever: [y], clashes: [b]}
      - {role: b, title: B, may: [x], mayNever: [y], clashes: []}`;
    expect(() => parseRoles(text)).toThrow('one way only');
  });
});

const READ_BY_CODE = {
  title: 'text',
  'lay-summary': 'long-text',
  'technical-summary': 'long-text',
  'public-benefit': 'long-text',
  people: 'people',
  purposes: 'purposes',
  datasets: 'datasets',
  'legal-basis': 'legal-basis',
  'ethics-opinion': 'reference',
  dpia: 'reference',
  contract: 'reference',
  'start-date': 'date',
  'end-date': 'date',
  'intended-outputs': 'list',
  'row-level-view': 'yes-no',
  'row-level-view-because': 'long-text',
  'commercial-purpose': 'yes-no',
  'opt-out-exemption': 'yes-no',
  'opt-out-exemption-because': 'long-text',
  'new-linkage': 'yes-no',
  'week-of-birth-because': 'long-text',
  'organisation-name': 'text',
  'organisation-sector': 'choice',
  funders: 'list',
  'publication-plan': 'long-text',
  'planned-publication': 'date',
  'collaboration-agreed': 'yes-no',
  'return-agreed': 'yes-no',
  regions: 'list',
  'genetic-data': 'yes-no',
  'clinical-care-use': 'yes-no',
  'sensitive-topic': 'choice',
};
