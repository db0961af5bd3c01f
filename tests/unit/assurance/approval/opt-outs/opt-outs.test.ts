/** Which opt-out lists apply, and until when one is good. */

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {parseDatasets} from '../../../../../src/assurance/approval/data-use/datasets-file.ts';
import {
  type AppliedList,
  appliedAsText,
  decideOptOuts,
  readApplied,
  staleLists,
} from '../../../../../src/assurance/approval/opt-outs/applied-lists.ts';
import {
  listsFor,
  listsForApplication,
  parseOptOuts,
} from '../../../../../src/assurance/approval/opt-outs/opt-outs-file.ts';
import type {Instant} from '../../../../../src/kernel/dates.ts';
import {sha256} from '../../../../../src/kernel/digests.ts';
import {ROOT} from '../../../../support/dolen.ts';

const policy = (name: string) => readFileSync(join(ROOT, 'governance', name), 'utf8');
const shipped = {
  datasets: parseDatasets(policy('datasets.yaml')),
  optOuts: parseOptOuts(policy('opt-outs.yaml')),
};

describe('the policy that is shipped', () => {
  it('declares every list that a dataset names', () => {
    for (const {dataset, optOuts} of shipped.datasets.datasets) {
      const lists = listsFor(dataset, shipped.datasets, shipped.optOuts);
      expect(lists.map(({list}) => list)).toEqual(optOuts);
    }
  });

  it('lets no list of real people do without a limit', () => {
    for (const {people, maxAgeHours} of shipped.optOuts.lists) {
      if (people === 'real') expect(maxAgeHours).toBe(24);
    }
    const list = 'list: x, title: x, nation: all, source: x, names: dissent';
    expect(() => parseOptOuts(`lists: [{${list}, maxAgeHours: null}]`)).toThrow('policy folder');
    expect(parseOptOuts(`lists: [{${list}}]`).lists[0]?.maxAgeHours).toBe(24);
  });

  it('refuses a list whose name could lead elsewhere, and a list twice', () => {
    const list = (name: string) =>
      `{list: "${name}", title: x, nation: all, source: x, names: dissent}`;
    expect(() => parseOptOuts(`lists: [${list('../x')}]`)).toThrow('policy folder');
    expect(() => parseOptOuts(`lists: [${list('x')}, ${list('x')}]`)).toThrow('policy folder');
  });
});

it('fails closed for a dataset that nobody declared', () => {
  expect(() => listsFor('unknown', shipped.datasets, shipped.optOuts)).toThrow(
    'datasets.yaml does not say which lists apply to unknown',
  );
  expect(() => listsFor('death', shipped.datasets, {lists: []})).toThrow(
    'opt-outs.yaml does not declare made-up-dissent',
  );
});

const NOON = Date.UTC(2026, 0, 5, 12);
const HOUR = 3_600_000;
const list = (hoursAgo: number, maxAgeHours: number | null = 24): AppliedList => ({
  list: 'type1',
  digest: sha256('list'),
  receivedAt: new Date(NOON - hoursAgo * HOUR).toISOString() as Instant,
  maxAgeHours,
});
const applied = (...lists: AppliedList[]) => ({
  appliedAt: '2026-01-05T11:00:00.000Z' as Instant,
  lists,
  exemption: null,
});
const ASKED = {now: NOON, application: 'APP-1'};

describe('a list', () => {
  it('is good to the end of its last hour, and no longer', () => {
    expect(staleLists([list(24)], NOON)).toEqual([]);
    expect(staleLists([list(24)], NOON + 1)).toHaveLength(1);
  });

  it('from a time that has not come is in doubt', () => {
    expect(staleLists([list(-1)], NOON)).toHaveLength(1);
  });

  it('without a limit is always good', () => {
    expect(staleLists([list(100_000, null)], NOON)).toEqual([]);
  });

  it('that is too old is told with every other that is', () => {
    expect(staleLists([list(25), list(1), list(30)], NOON)).toHaveLength(2);
  });
});

describe('a dataset', () => {
  it('of real people of which nothing is said goes nowhere', () => {
    expect(decideOptOuts('visit', 'real', null, ASKED)).toMatchObject({
      allowed: false,
      reasons: [{code: 'OPT_OUTS_MISSING'}],
    });
    expect(decideOptOuts('visit', 'made-up', null, ASKED).allowed).toBe(true);
  });

  it('with a list that is too old goes nowhere, made up or not', () => {
    for (const people of ['real', 'made-up'] as const) {
      expect(decideOptOuts('visit', people, applied(list(25)), ASKED)).toMatchObject({
        allowed: false,
        reasons: [{code: 'OPT_OUTS_STALE'}],
      });
    }
  });
});

describe('what was applied', () => {
  it('is read as it was written', () => {
    const one = applied(list(1), list(2, null));
    expect(readApplied(appliedAsText(one))).toEqual(one);
  });

  it.each([undefined, 7, '', '{}', '{"appliedAt":"yesterday","lists":[]}', 'null'])(
    'is nothing when it reads %s',
    (text) => {
      expect(readApplied(text)).toBeNull();
    },
  );
});

describe('an exemption', () => {
  const optOuts = parseOptOuts(`
lists:
  - {list: type1, title: x, nation: england, source: x, names: dissent}
  - {list: ndoo, title: x, nation: england, source: x, names: may-be-used}
exemptions:
  - {application: APP-1, list: ndoo, datasets: [visit], because: consent of each person to this study}
`);
  const datasets = parseDatasets(`
datasets:
  - {dataset: visit, title: x, controller: trust, terms: {permission: null},
     optOuts: [type1, ndoo], sensitivity: standard, linkageAllowed: true}
  - {dataset: other, title: x, controller: trust, terms: {permission: null},
     optOuts: [ndoo], sensitivity: standard, linkageAllowed: true}
`);
  const names = (dataset: string, application: string | null) =>
    listsForApplication(dataset, datasets, optOuts, application).lists.map(({list}) => list);

  it('leaves out its list for its application and dataset, and no other', () => {
    expect(names('visit', 'APP-1')).toEqual(['type1']);
    expect(names('visit', null)).toEqual(['type1', 'ndoo']);
    expect(() => names('visit', 'APP-2')).toThrow('APP-2 has no exemption for visit');
    expect(() => names('other', 'APP-1')).toThrow('APP-1 has no exemption for other');
  });

  it('needs a reason', () => {
    expect(() =>
      parseOptOuts(
        '{lists: [], exemptions: [{application: A, list: l, datasets: [d], because: ""}]}',
      ),
    ).toThrow('policy folder');
  });

  it('is told to everybody else as the reason why not', () => {
    const one = {...applied(list(25)), exemption: {application: 'APP-2', lists: ['ndoo']}};
    const decision = decideOptOuts('visit', 'made-up', one, ASKED);
    expect(decision.allowed ? [] : decision.reasons.map(({code}) => code)).toEqual([
      'OPT_OUTS_STALE',
      'OPT_OUTS_EXEMPTED',
    ]);
    expect(readApplied(appliedAsText(one))).toEqual(one);
  });
});
