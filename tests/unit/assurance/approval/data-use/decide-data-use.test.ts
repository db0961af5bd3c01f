/** The data-use check, in cases of our own: traps, silence and terms that nobody knows. */

import {describe, expect, it} from 'vitest';
import {decideDataUse} from '../../../../../src/assurance/approval/data-use/decide-data-use.ts';
import {isWithin} from '../../../../../src/assurance/approval/data-use/facts.ts';
import {OUTCOMES, worstOutcome} from '../../../../../src/assurance/approval/data-use/reasons.ts';
import {
  HDRUK_LIMITATIONS,
  HDRUK_REQUIREMENTS,
  readModifier,
  readPermission,
} from '../../../../../src/assurance/approval/data-use/terms.ts';
import type {IsoDay} from '../../../../../src/kernel/dates.ts';

const FACTS = {today: '2026-06-01' as IsoDay};
const HMB = {term: 'HMB'};
const codes = (decision: ReturnType<typeof decideDataUse>) =>
  decision.reasons.map(({code}) => code);

describe('two traps of earlier matchers', () => {
  it('lets no abstention hide a denial', () => {
    const decision = decideDataUse(HMB, ['RS', 'DUO:9999999'], [{term: 'GRU'}], FACTS);
    expect(decision.outcome).toBe('conflict');
    expect(codes(decision)).toEqual(['RESEARCH_TOO_WIDE', 'RESEARCH_TYPE', 'UNKNOWN_TERM']);
  });

  it('lets no purpose without a disease pass a dataset for one disease', () => {
    const permitted = {term: 'DS', disease: 'heart-failure'};
    expect(decideDataUse(permitted, [], [HMB], FACTS).outcome).toBe('conflict');
    expect(decideDataUse(permitted, [], [{term: 'DS'}], FACTS).outcome).toBe('incomplete');
    expect(decideDataUse(permitted, [], [], FACTS).outcome).toBe('incomplete');
  });
});

describe('what is not said is never permission', () => {
  it.each([
    ['a permission that nobody knows', {term: 'DUO:9999999'}, [HMB], 'abstain'],
    ['a purpose that nobody knows', {term: 'NRES'}, [{term: 'AI'}], 'abstain'],
    ['a purpose named like a property', {term: 'HMB'}, [{term: 'constructor'}], 'abstain'],
    ['a permission named like a property', {term: 'toString'}, [HMB], 'abstain'],
    ['no purpose', {term: 'NRES'}, [], 'incomplete'],
    ['a disease-only dataset without its disease', {term: 'DS'}, [HMB], 'incomplete'],
  ] as const)('%s', (_, permission, purposes, outcome) => {
    expect(decideDataUse(permission, [], purposes, FACTS).outcome).toBe(outcome);
  });

  it('a modifier named like a property', () => {
    expect(decideDataUse(HMB, ['__proto__'], [HMB], FACTS).outcome).toBe('abstain');
  });

  it.each(['TS', 'MOR', 'US', 'IS', 'PS', 'GS', 'NCU', 'NPU', 'NPUNCU', 'GSO'])(
    '%s without its facts is incomplete',
    (modifier) => {
      expect(decideDataUse(HMB, [modifier], [HMB], FACTS).outcome).toBe('incomplete');
    },
  );

  it('an empty list of users is not a list on which all are', () => {
    const limits = {usersAllowed: ['panel:one']};
    const decision = decideDataUse(HMB, ['US'], [HMB], {...FACTS, users: []}, limits);
    expect(decision.outcome).toBe('incomplete');
  });

  it('clinical care that no term allows is left to people', () => {
    const facts = {...FACTS, clinicalCareUse: true};
    expect(decideDataUse(HMB, [], [HMB], facts).outcome).toBe('abstain');
    expect(decideDataUse(HMB, ['CC'], [HMB], facts).outcome).toBe('allow');
  });

  it('any research may be research on ancestry or methods, so a person looks', () => {
    const decision = decideDataUse({term: 'NRES'}, ['NPOA', 'NMDS'], [{term: 'GRU'}], FACTS);
    expect(codes(decision)).toEqual(['ANY_PURPOSE', 'ANCESTRY_POSSIBLE', 'METHODS_POSSIBLE']);
  });
});

describe('reasons', () => {
  it('gives both when a company asks for a commercial purpose', () => {
    const facts = {...FACTS, commercialPurpose: true, organisationType: 'for-profit'} as const;
    const decision = decideDataUse(HMB, ['NPUNCU'], [HMB], facts);
    expect(codes(decision)).toEqual(['HEALTH_ALLOWED', 'COMMERCIAL', 'FOR_PROFIT']);
  });

  it('says what is missing and who can give it', () => {
    const [, ethics, limit] = decideDataUse(HMB, ['IRB', 'TS'], [HMB], FACTS).reasons;
    expect(ethics?.because).toBe(
      'ethics approval is required and missing; ' +
        'the ethics committee gives it; the applicant adds its reference',
    );
    expect(limit?.because).toContain('its limit is not recorded; the data controller');
  });

  it('holds ethics approval to be in date on its last day, and not after', () => {
    const on = (ethicsValidTo: string) =>
      decideDataUse(HMB, ['IRB'], [HMB], {
        ...FACTS,
        ethicsRef: 'REC/1',
        ethicsValidTo: ethicsValidTo as IsoDay,
      }).outcome;
    expect([on('2026-06-01'), on('2026-05-31')]).toEqual(['allow', 'incomplete']);
  });

  it('takes a term by its id as by its short name', () => {
    expect(codes(decideDataUse({term: 'DUO:0000006'}, ['DUO:0000021'], [HMB], FACTS))).toEqual(
      codes(decideDataUse(HMB, ['IRB'], [HMB], FACTS)),
    );
  });

  it('come to the worst of them', () => {
    for (const a of OUTCOMES)
      for (const b of OUTCOMES) {
        const worst = OUTCOMES[Math.max(OUTCOMES.indexOf(a), OUTCOMES.indexOf(b))];
        expect(worstOutcome([{outcome: a}, {outcome: b}])).toBe(worst);
      }
    expect(worstOutcome([])).toBe('incomplete');
  });
});

describe('diseases', () => {
  const above = {
    'atrial-fibrillation': ['arrhythmia', 'stroke-risk'],
    arrhythmia: ['heart-disease'],
    'heart-disease': ['arrhythmia'],
  };

  it('are within what stands above them, by any way up', () => {
    expect(isWithin('atrial-fibrillation', 'heart-disease', above)).toBe(true);
    expect(isWithin('atrial-fibrillation', 'stroke-risk', above)).toBe(true);
    expect(isWithin('heart-disease', 'atrial-fibrillation', above)).toBe(false);
  });

  it('that stand above each other in a circle still end', () => {
    expect(isWithin('heart-disease', 'cancer', above)).toBe(false);
  });
});

it('reads every HDR UK value as a term that has a rule', () => {
  for (const term of Object.values({...HDRUK_LIMITATIONS, ...HDRUK_REQUIREMENTS})) {
    expect(readPermission(term) ?? readModifier(term), term).not.toBeNull();
  }
});
