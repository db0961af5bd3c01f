/** What a researcher is told who may not read: what is missing, and who can give it (provisioning P8). */

import {describe, expect, it} from 'vitest';
import {suspend} from '../../../../../src/assurance/approval/acts/officer.ts';
import {Change} from '../../../../../src/assurance/approval/application/change.ts';
import {
  decideAccess,
  decidePeople,
  type ProjectGrants,
} from '../../../../../src/assurance/approval/grant.ts';
import {syncGrants} from '../../../../../src/assurance/approval/grants/sync.ts';
import {CATALOGUE} from '../../../../../src/kernel/catalogue.ts';
import type {IsoDay} from '../../../../../src/kernel/dates.ts';
import {approved, type Life, OFFICER} from '../support/life.ts';
import {POLICY} from '../support/small-policy.ts';

const grantsOf = ({grants}: Life): ProjectGrants => {
  if (!grants) throw new RangeError('there are no grants');
  return grants;
};
const told = (
  grants: ProjectGrants,
  dataset: string,
  columns: readonly string[],
  today: string,
  reader = 'researcher:first',
) => {
  const decision = decideAccess(grants, dataset, columns, {today: today as IsoDay, reader});
  return decision.allowed ? [] : decision.reasons.map(({code, because}) => `${code}: ${because}`);
};

describe('a refusal says what is missing and who can give it', () => {
  const life = approved();
  const grants = grantsOf(life);
  const DAY = '2026-06-01';

  it('when all is well: nothing', () => {
    expect(told(grants, 'visit', ['code', 'alf_pe'], DAY)).toEqual([]);
  });

  it.each([
    [
      'a dataset that was not granted',
      told(grants, 'sample', ['taken'], DAY),
      ['NO_GRANT: PRJ-1 has no grant for sample; its controller grants it'],
    ],
    [
      'a column that was not granted',
      told(grants, 'visit', ['code', 'ward'], DAY),
      ['COLUMN_NOT_GRANTED: APP-1/v1/visit does not hold ward; hospital grants it by amendment'],
    ],
    [
      'a day before the first',
      told(grants, 'visit', ['code'], '2026-03-31'),
      ['GRANT_NOT_IN_FORCE: APP-1/v1/visit for visit starts on 2026-04-01; hospital renews it'],
    ],
    [
      'a person who is not named',
      told(grants, 'visit', ['code'], DAY, 'researcher:else'),
      [
        'PERSON_NOT_GRANTED: researcher:else is not one of the people of PRJ-1; an amendment names them',
      ],
    ],
    [
      'everything at once, the day after the end',
      told(grants, 'visit', ['ward'], '2028-01-01'),
      [
        'APPROVAL_LAPSED: the ethics opinion ended on 2027-06-30; the research ethics committee renews it',
        'APPROVAL_LAPSED: the data sharing contract ended on 2027-10-31; the host institution with the controller renews it',
        'TRAINING_LAPSED: the training of researcher:first in confidentiality ended on 2027-09-30; the training provider renews it',
        'APPROVAL_LAPSED: the project ended on 2027-12-31; a renewal of the application renews it',
        'GRANT_NOT_IN_FORCE: APP-1/v1/visit for visit ended on 2027-12-31; hospital renews it',
        'COLUMN_NOT_GRANTED: APP-1/v1/visit does not hold ward; hospital grants it by amendment',
      ],
    ],
  ])('%s', (_, reasons, expected) => expect(reasons).toEqual(expected));

  it('a suspension, with its reason and who lifts it', () => {
    const held = approved();
    held.act(OFFICER, (change) => suspend(change, 'officer', 'a laptop was lost'));
    expect(told(grantsOf(held), 'visit', ['code'], DAY)).toEqual([
      'GRANT_SUSPENDED: the grants of PRJ-1 are suspended: a laptop was lost; whoever suspended it lifts it',
    ]);
  });

  it('grants that no body approved, for real people', () => {
    const decision = decidePeople({...grants, byApplication: false}, 'real');
    expect(decision).toEqual({
      allowed: false,
      reasons: [{code: 'APPLICATION_NEEDED', because: 'PRJ-1 has grants that no body approved'}],
    });
    expect(decidePeople({...grants, byApplication: false}, 'made-up')).toEqual({allowed: true});
    expect(decidePeople(grants, 'real')).toEqual({allowed: true});
  });

  it('and each code has a hint of what to do', () => {
    const codes = [
      'NO_GRANT',
      'GRANT_NOT_IN_FORCE',
      'COLUMN_NOT_GRANTED',
      'GRANT_SUSPENDED',
      'PERSON_NOT_GRANTED',
      'APPROVAL_LAPSED',
      'TRAINING_LAPSED',
      'APPLICATION_NEEDED',
    ] as const;
    for (const code of codes) {
      expect(CATALOGUE[code].kind, code).toBe('refusal');
      expect(CATALOGUE[code].hint.length, code).toBeGreaterThan(10);
    }
  });
});

describe('grants', () => {
  it('hold the greatest least count of their datasets, and who may read', () => {
    expect(grantsOf(approved())).toMatchObject({
      minCell: 20,
      people: ['researcher:first', 'researcher:named'],
      byApplication: true,
      version: 1,
    });
  });

  it('leave out a dataset that nobody controls any more, and can still be suspended', () => {
    const life = approved();
    const datasets = POLICY.datasets.datasets.filter(({dataset}) => dataset !== 'death');
    life.policy = {...POLICY, datasets: {datasets}};
    life.act(OFFICER, (change) => suspend(change, 'officer', 'a laptop was lost'));
    expect(grantsOf(life).grants.map(({dataset}) => dataset)).toEqual(['visit']);
    expect(grantsOf(life).standing.state).toBe('suspended');
  });

  it('leave out a dataset whose controller was never asked', () => {
    const life = approved();
    const datasets = POLICY.datasets.datasets.map((one) =>
      one.dataset === 'death' ? {...one, controller: 'lab'} : one,
    );
    life.policy = {...POLICY, datasets: {datasets}};
    life.act(OFFICER, () => undefined);
    expect(grantsOf(life).grants.map(({dataset}) => dataset)).toEqual(['visit']);
  });

  it('of one application are not ended by another that has ended', () => {
    const acting = {actor: OFFICER, at: '2026-06-01T09:00:00.000Z' as never};
    const closed = {...approved().application, id: 'APP-0', state: 'closed'} as const;
    const change = new Change(closed, acting);
    expect(syncGrants(change, grantsOf(approved()), POLICY.datasets)).toBeNull();
    expect(change.application.history).toHaveLength(closed.history.length);
  });
});
