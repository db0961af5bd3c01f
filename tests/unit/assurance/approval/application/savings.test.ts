/** What answering once saves on the made-up study of twelve bodies and on its re-use. */

import {beforeAll, describe, expect, it} from 'vitest';
import type {Application} from '../../../../../src/assurance/approval/application/application.ts';
import {savingsOf} from '../../../../../src/assurance/approval/application/savings.ts';
import {savingsInWords} from '../../../../../src/assurance/approval/application/savings-words.ts';
import type {ApprovalPolicy} from '../../../../../src/assurance/approval/policy/policy-folder.ts';
import type {IsoDay} from '../../../../../src/kernel/dates.ts';
import {exampleApplications, historyOf} from '../support/example-applications.ts';

let policy: ApprovalPolicy;
let launches: Application;
let champion: Application;

beforeAll(async () => {
  ({policy, launches, champion} = await exampleApplications());
});

const day = (text: string) => text as IsoDay;

describe('an application of five datasets and twelve bodies', () => {
  it('prints 39 forms from one set of answers, each used three times or more', () => {
    const savings = savingsOf(launches, policy, day('2026-03-02'));
    expect(savings).toMatchObject({
      bodies: 12,
      datasets: 5,
      paperForms: 39,
      formsSaved: 38,
      askedAgain: 0,
      carriedOver: null,
    });
    expect(savings.reuseRatio).toBeGreaterThanOrEqual(3);
    expect(savings.reuseRatio).toBe(savings.fieldsEmitted / savings.distinctFacts);
    expect(savings.questionsOnSeparateForms).toBeGreaterThan(3 * savings.questionsAskedOnce);
  });

  it('saves every answer but the first of each question', () => {
    const {fieldsEmitted, distinctFacts, repeatAnswersSaved} = savingsOf(
      launches,
      policy,
      day('2026-03-02'),
    );
    // Every answered question stands on at least one form here.
    expect(repeatAnswersSaved).toBe(fieldsEmitted - distinctFacts);
  });

  it('counts submissions by its events: twelve forms, two of them handed in again', () => {
    const bodies = [...policy.bodies.keys()].slice(0, 12);
    const history = historyOf(
      ['2026-03-02', 'APPLICATION_SUBMITTED'],
      ...[...bodies, ...bodies.slice(0, 2)].map(
        (body) => ['2026-03-02', 'BODY_FORM_SUBMITTED', {body}] as const,
      ),
    );
    const {submissions} = savingsOf({...launches, history}, policy, day('2026-03-02'));
    expect(submissions).toEqual({ofApplication: 1, ofForms: 14, perForm: 14 / 12});
    expect(submissions.perForm).toBeLessThanOrEqual(1.3);
    expect(savingsOf(launches, policy, day('2026-03-02')).submissions.perForm).toBeNull();
  });
});

describe('a re-use of its data', () => {
  it('carries over four answers of five, and shows only what differs or is stale', () => {
    const savings = savingsOf(champion, policy, day('2027-08-02'));
    expect(savings.carriedOver?.share).toBeGreaterThanOrEqual(0.8);
    const typedAnew = Object.keys(champion.answers).filter(
      (id) => champion.answers[id]?.source === 'typed',
    );
    expect(savings.carriedOver?.shown.toSorted()).toEqual(typedAnew.toSorted());
    expect(savings.askedAgain).toBe(0);
  });

  it('counts an answer that has grown stale as shown, not as carried', () => {
    const {'security-assessment': _, ...others} = champion.answers;
    const old = launches.answers['security-assessment'];
    if (!old) throw new Error('not answered');
    const answers = {...others, 'security-assessment': {...old, source: 'carried'} as const};
    const savings = savingsOf({...champion, answers}, policy, day('2027-08-02'));
    expect(savings.carriedOver?.shown).toContain('security-assessment');
    expect(savings.askedAgain).toBe(0);
  });
});

describe('savings in words', () => {
  it('name the study on paper with its source, and the figures of this application', () => {
    const text = savingsInWords(savingsOf(champion, policy, day('2027-08-02'))).join('\n');
    expect(text).toContain('12 bodies decide on 5 datasets. On paper they ask for 39 forms');
    expect(text).toContain(
      '39 forms, 162 submissions of about 50 documents, 12 bodies and 2.5 years',
    );
    expect(text).toContain('doi 10.23889/ijpds.v11i1.3000');
    expect(text).toContain('came unchanged from the earlier application');
  });
});
