/** Conflicts by controller, and who may lift them. */

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {
  decideByController,
  decideSubmission,
} from '../../../../../src/assurance/approval/data-use/conflicts.ts';
import {
  parseDatasets,
  readTerms,
} from '../../../../../src/assurance/approval/data-use/datasets-file.ts';
import {
  type ConflictOverride,
  overrideHolds,
} from '../../../../../src/assurance/approval/data-use/override.ts';
import type {IsoDay} from '../../../../../src/kernel/dates.ts';
import {ROOT} from '../../../../support/dolen.ts';

const shipped = parseDatasets(readFileSync(join(ROOT, 'governance/datasets.yaml'), 'utf8'));

const CONTEXT = {
  applicant: 'researcher:one',
  membersOf: (body: string) =>
    body === 'hospital-trust' ? ['trust:first', 'trust:second', 'researcher:one'] : ['other:first'],
};

const override = (by: string, because = 'a public emergency', body = 'hospital-trust') =>
  ({body, by, because}) satisfies ConflictOverride;
const holds = (...overrides: ConflictOverride[]) =>
  overrideHolds(overrides, {...CONTEXT, controller: 'hospital-trust'});
const against = (...overrides: ConflictOverride[]) => {
  const decision = holds(...overrides);
  return decision.allowed ? [] : decision.reasons.map(({because}) => because);
};

describe('an override', () => {
  it('holds by two members of the controller, each with a reason', () => {
    expect(holds(override('trust:first'), override('trust:second'))).toEqual({allowed: true});
  });

  it('holds for nobody when there is none', () => {
    expect(against()).toEqual(['0 of 2 approvers of hospital-trust have overridden']);
  });

  it('does not hold by one person', () => {
    expect(against(override('trust:first'))).toEqual([
      '1 of 2 approvers of hospital-trust have overridden',
    ]);
  });

  it('does not hold by the applicant, though a member', () => {
    expect(against(override('trust:first'), override('researcher:one'))).toContain(
      'researcher:one is the applicant; nobody overrides for themselves',
    );
  });

  it('does not hold twice by one person', () => {
    expect(against(override('trust:first'), override('trust:first', 'again'))).toContain(
      'trust:first overrides twice; a second approver must be somebody else',
    );
  });

  it('does not hold by a person who is no member', () => {
    expect(against(override('trust:first'), override('other:first'))).toContain(
      'other:first is not a member of hospital-trust',
    );
  });

  it('does not hold without a reason', () => {
    expect(against(override('trust:first'), override('trust:second', ' '))).toContain(
      'trust:second gives no reason',
    );
  });

  it('does not hold for another body', () => {
    const elsewhere = override('trust:second', 'a reason', 'registrar');
    expect(against(override('trust:first'), elsewhere)).toContain(
      'trust:second speaks for registrar; only hospital-trust can override',
    );
  });

  it('gives every reason against an attempt', () => {
    expect(against({body: 'registrar', by: 'nobody:x', because: ''})).toHaveLength(4);
  });
});

const file = parseDatasets(`
datasets:
  - {dataset: a, title: A, controller: hospital-trust, terms: {permission: {term: HMB}},
     optOuts: [], sensitivity: standard, linkageAllowed: false}
  - {dataset: b, title: B, controller: registrar, terms: {permission: {term: GRU}},
     optOuts: [], sensitivity: standard, linkageAllowed: true}
  - {dataset: c, title: C, controller: hospital-trust, terms: {permission: null,
     hdruk: {limitations: [General research use], requirements: [Time limit on use]},
     limits: {monthsAllowed: 12}}, optOuts: [], sensitivity: standard, linkageAllowed: true}
  - {dataset: d, title: D, controller: registrar, terms: {permission: {term: HMB},
     hdruk: {limitations: [No restriction]}},
     optOuts: [], sensitivity: standard, linkageAllowed: true}
`);
const FACTS = {today: '2026-06-01' as IsoDay, monthsRequested: 12};
const ask = (datasets: readonly string[], ...terms: string[]) =>
  decideByController({purposes: terms.map((term) => ({term})), facts: FACTS, datasets}, file);

describe('controllers', () => {
  it('are each told what their own datasets come to', () => {
    expect(ask(['a', 'b'], 'GRU').map(({controller, outcome}) => [controller, outcome])).toEqual([
      ['hospital-trust', 'conflict'],
      ['registrar', 'allow'],
    ]);
  });

  it('who forbid linkage are in conflict with a second dataset, and not with one', () => {
    expect(ask(['a', 'a'], 'HMB')[0]?.outcome).toBe('allow');
    const [trust] = ask(['a', 'b'], 'HMB');
    expect(trust?.datasets[0]?.reasons.map(({code}) => code)).toContain('LINKAGE_PROHIBITED');
  });

  it('of no dataset allow nothing', () => {
    expect(ask(['z'], 'HMB')).toMatchObject([{controller: null, outcome: 'incomplete'}]);
  });

  it('whose records are HDR UK’s alone are understood', () => {
    const [trust] = ask(['c'], 'POA');
    expect(trust?.datasets[0]?.reasons.map(({code}) => code)).toEqual([
      'ANY_PURPOSE',
      'WITHIN_TIME',
    ]);
  });

  it('whose records contradict each other are asked', () => {
    const [registrar] = ask(['d'], 'HMB');
    expect(registrar?.outcome).toBe('abstain');
    expect(registrar?.datasets[0]?.reasons.at(-1)?.code).toBe('PERMISSIONS_DIFFER');
  });
});

describe('a submission', () => {
  const uses = ask(['a', 'b'], 'GRU');

  it('is stopped by a conflict, with every reason', () => {
    const decision = decideSubmission(uses, [], CONTEXT);
    expect(decision.allowed).toBe(false);
    expect(decision.allowed ? [] : decision.reasons.map(({code}) => code)).toEqual([
      'DATA_USE_CONFLICT',
      'DATA_USE_CONFLICT',
    ]);
  });

  it('goes on when the controller’s own approvers lift it', () => {
    const two = [override('trust:first'), override('trust:second')];
    expect(decideSubmission(uses, two, CONTEXT).allowed).toBe(true);
    const ofAnother = two.map((one) => ({...one, body: 'registrar'}));
    expect(decideSubmission(uses, ofAnother, CONTEXT).allowed).toBe(false);
  });

  it('says why an override does not hold', () => {
    const decision = decideSubmission(uses, [override('researcher:one')], CONTEXT);
    const reasons = decision.allowed ? [] : decision.reasons;
    expect(reasons.map(({code}) => code)).toContain('OVERRIDE_NOT_VALID');
  });

  it('is not stopped by what is incomplete or left to people', () => {
    expect(decideSubmission(ask(['d', 'z'], 'HMB'), [], CONTEXT).allowed).toBe(true);
  });
});

describe('the datasets that are shipped', () => {
  it('are the demonstration’s and the study’s, each with a controller and lists', () => {
    expect(shipped.datasets).toHaveLength(11);
    const health = decideByController(
      {
        purposes: [{term: 'HMB'}],
        facts: {
          today: FACTS.today,
          ethicsRef: 'REC/1',
          ethicsValidTo: FACTS.today,
          publicationPlan: true,
          commercialPurpose: false,
          organisationType: 'not-for-profit',
          regions: ['GB'],
          monthsRequested: 60,
        },
        datasets: shipped.datasets.map(({dataset}) => dataset),
      },
      shipped,
    );
    expect(health.filter(({outcome}) => outcome !== 'allow')).toEqual([]);
    expect(new Set(health.map(({controller}) => controller)).size).toBe(9);
  });

  it('say a list twice in neither vocabulary', () => {
    for (const declared of shipped.datasets) {
      const {modifiers, otherPermissions} = readTerms(declared);
      expect(new Set(modifiers).size).toBe(modifiers.length);
      expect(otherPermissions).toEqual([]);
    }
  });
});

it.each([
  ['an unknown field', 'datasets: [{dataset: a, colour: red}]'],
  [
    'a dataset twice',
    `datasets: [${'{dataset: a, title: A, controller: x, terms: {permission: null}, optOuts: [], sensitivity: standard, linkageAllowed: true},'.repeat(2)}]`,
  ],
  [
    'a value that HDR UK does not have',
    'datasets: [{dataset: a, title: A, controller: x, terms: {permission: null, hdruk: {limitations: [Anything]}}, optOuts: [], sensitivity: standard, linkageAllowed: true}]',
  ],
])('refuses a policy with %s', (_, text) => {
  expect(() => parseDatasets(text)).toThrow('a file of the policy folder breaks its schema');
});
