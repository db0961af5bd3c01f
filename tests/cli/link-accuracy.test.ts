/** What the defaults reach without labels on files whose truth is known (linkage reference §7.2). */

import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {dolen, scratch} from '../support/dolen.ts';
import {shared} from '../support/shared.ts';

const FEBRL = [
  'forename=given_name',
  'surname=surname',
  'house-number=street_number',
  'address=address_1',
  'address=address_2',
  'place=suburb',
  'postcode=postcode',
  'other=state',
  'birth-date=date_of_birth',
];

interface Bar {
  readonly files: readonly string[];
  readonly roles: readonly string[];
  readonly truth: string;
  /** Least F1, without more and with the options named. */
  readonly f1: number;
  readonly options?: readonly string[];
}

const BARS: Readonly<Record<string, Bar>> = {
  'census and coverage survey': {
    files: ['census.csv', 'cis.csv'],
    roles: [
      'forename=pername1',
      'surname=pername2',
      'sex=sex',
      'birth-day=dob_day',
      'birth-month=dob_mon',
      'birth-year=dob_year',
      'postcode=enumpc',
      'address=enumcap',
    ],
    truth: 'person_id',
    f1: 0.9973,
  },
  'a file with duplicates': {
    files: ['febrl3.csv'],
    roles: [...FEBRL, 'other-id=soc_sec_id'],
    truth: 'rec_id~rec-(\\d+)',
    f1: 0.999,
  },
  'two files without a number': {
    files: ['febrl4a.csv', 'febrl4b.csv'],
    roles: FEBRL,
    truth: 'rec_id~rec-(\\d+)',
    f1: 0.9983,
  },
  'a thousand records, badly typed': {
    files: ['fake_1000.csv'],
    roles: [
      'forename=first_name',
      'surname=surname',
      'birth-date=dob',
      'place=city',
      'email=email',
    ],
    truth: 'cluster',
    f1: 0.88,
  },
};

describe('the defaults, without labels', () => {
  it.each(Object.entries(BARS))('reach their bar on %s', async (_, bar) => {
    const files = bar.files.map((file) => shared(`data/linkage/${file}`));
    if (files.includes(null)) return;
    const model = join(await scratch(), 'model.json');
    const paths = files as string[];
    const roles = bar.roles.flatMap((role) => ['--role', role]);
    const trained = await dolen(['link', 'train', ...paths, '--auto', ...roles, '--out', model]);
    expect(trained.status, trained.stderr).toBe(0);
    const evaluated = await dolen([
      'link',
      'evaluate',
      model,
      ...paths,
      '--truth',
      bar.truth,
      '--json',
    ]);
    const found = JSON.parse(evaluated.stdout);
    expect(found.f1).toBeGreaterThanOrEqual(bar.f1);
    const states: number[] = Object.values(found.states);
    expect(states.reduce((sum, count) => sum + count, 0)).toBe(
      found.records.left + found.records.right,
    );
  });
});
