/** Grants deny by default, and say everything that is missing at once. */

import {describe, expect, it} from 'vitest';
import {
  decideAccess,
  decideProject,
  parseGrants,
} from '../../../../src/assurance/approval/grant.ts';
import type {IsoDay} from '../../../../src/kernel/dates.ts';
import {DataFault} from '../../../../src/kernel/errors.ts';

const GRANTS = parseGrants(`
project: PRJ-1
title: t
application: APP-1 v1
purpose: p
legalBasis: [consent]
people: ['researcher:one']
grants:
  - {id: G1, dataset: visit, controller: the hospital, columns: [visit_date, code], validFrom: '2024-01-01', validTo: '2024-12-31'}
`);

const day = (text: string) => text as IsoDay;
const reasons = (dataset: string, columns: string[], today: string) => {
  const decision = decideAccess(GRANTS, dataset, columns, {today: day(today)});
  return decision.allowed ? [] : decision.reasons;
};

describe('a grant', () => {
  it('holds on its first and its last day', () => {
    expect(reasons('visit', ['code'], '2024-01-01')).toEqual([]);
    expect(reasons('visit', ['code'], '2024-12-31')).toEqual([]);
  });

  it('does not hold the day before or the day after', () => {
    expect(reasons('visit', ['code'], '2023-12-31').map(({code}) => code)).toEqual([
      'GRANT_NOT_IN_FORCE',
    ]);
    expect(reasons('visit', ['code'], '2025-01-01').map(({code}) => code)).toEqual([
      'GRANT_NOT_IN_FORCE',
    ]);
  });

  it('gives every reason, and names who grants what is missing', () => {
    const found = reasons('visit', ['code', 'ward', 'consultant'], '2025-06-01');
    expect(found.map(({code}) => code)).toEqual([
      'GRANT_NOT_IN_FORCE',
      'COLUMN_NOT_GRANTED',
      'COLUMN_NOT_GRANTED',
    ]);
    expect(found.every(({because}) => because.includes('the hospital'))).toBe(true);
  });

  it('for another dataset is no grant', () => {
    expect(reasons('death', ['death_date'], '2024-06-01').map(({code}) => code)).toEqual([
      'NO_GRANT',
    ]);
  });

  it('always holds the pseudonym of the person', () => {
    expect(reasons('visit', ['alf_pe'], '2024-06-01')).toEqual([]);
  });

  it('that is not there allows nothing', () => {
    const none = {...GRANTS, grants: []};
    expect(decideProject(none, {today: day('2024-06-01')}).allowed).toBe(false);
  });

  it('with an unknown key or an impossible day is refused', () => {
    expect(() => parseGrants('project: x\nextra: 1')).toThrow(DataFault);
    expect(() =>
      parseGrants(
        `project: P\ntitle: t\napplication: a\npurpose: p\nlegalBasis: [c]\npeople: [r]\ngrants:\n  - {id: G, dataset: d, controller: c, columns: [a], validFrom: '2024-02-30', validTo: '2024-12-31'}`,
      ),
    ).toThrow(DataFault);
  });
});
