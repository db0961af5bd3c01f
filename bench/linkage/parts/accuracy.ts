/** How well the defaults link the shared data: roles are given, and no label takes part. */

import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {Bench} from '../bench.ts';
import {printTable} from '../tables.ts';

const ONS = [
  'forename=pername1',
  'surname=pername2',
  'sex=sex',
  'birth-day=dob_day',
  'birth-month=dob_mon',
  'birth-year=dob_year',
  'postcode=enumpc',
  'address=enumcap',
];
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
const FEBRL_WITH_NUMBER = [...FEBRL, 'other-id=soc_sec_id'];
const FEBRL_TRUTH = String.raw`rec_id~rec-(\d+)`;

interface Case {
  readonly what: string;
  readonly files: readonly string[];
  readonly roles: readonly string[];
  readonly truth: string;
  /** Options of the run beside the defaults, and the least F1. */
  readonly asked: readonly (readonly [options: readonly string[], f1: number])[];
}

const CASES: readonly Case[] = [
  {
    what: 'ONS',
    files: ['cis.csv', 'census.csv'],
    roles: ONS,
    truth: 'person_id',
    asked: [
      [[], 0.9973],
      [['--household'], 0.9985],
    ],
  },
  {
    what: 'FEBRL3',
    files: ['febrl3.csv'],
    roles: FEBRL,
    truth: FEBRL_TRUTH,
    asked: [[[], 0.998]],
  },
  {
    what: 'FEBRL3 with soc_sec_id',
    files: ['febrl3.csv'],
    roles: FEBRL_WITH_NUMBER,
    truth: FEBRL_TRUTH,
    asked: [[[], 0.999]],
  },
  {
    what: 'FEBRL4',
    files: ['febrl4a.csv', 'febrl4b.csv'],
    roles: FEBRL,
    truth: FEBRL_TRUTH,
    asked: [[[], 0.9983]],
  },
  {
    what: 'FEBRL4 with soc_sec_id',
    files: ['febrl4a.csv', 'febrl4b.csv'],
    roles: FEBRL_WITH_NUMBER,
    truth: FEBRL_TRUTH,
    asked: [[[], 0.9999]],
  },
];

export async function accuracy(bench: Bench): Promise<void> {
  const {shared} = bench;
  if (shared === null) {
    console.log('left out: there is no shared folder (DOLEN_SHARED)');
    return;
  }
  const rows: string[][] = [];
  for (const {what, files, roles, truth, asked} of CASES) {
    const paths = files.map((file) => join(shared, file));
    const model = bench.path('auto.json');
    await rm(model, {force: true});
    const given = roles.flatMap((role) => ['--role', role]);
    const trained = await bench
      .dolen('link', 'train', ...paths, ...given, '--out', model)
      .catch(() => null);
    bench.require(trained !== null, `accuracy: training on ${what} was refused`);
    if (trained === null) continue;
    for (const [options, least] of asked) {
      const found = await bench.dolen(
        ...['link', 'evaluate', model, ...paths, '--truth', truth, ...options],
      );
      const {precision, recall, f1, true_pairs, pairs_compared, links} = found.json;
      const name = [what, ...options].join(' ');
      bench.require(f1 >= least, `accuracy: F1 of ${name} is ${f1.toFixed(5)}, below ${least}`);
      rows.push([
        name,
        String(pairs_compared),
        `${links} of ${true_pairs}`,
        ...[precision, recall, f1].map((share) => share.toFixed(5)),
        `≥ ${least}`,
        `${trained.seconds.toFixed(1)} + ${found.seconds.toFixed(1)}`,
      ]);
    }
  }
  printTable(
    [
      'trained on roles alone',
      'pairs',
      'links',
      'precision',
      'recall',
      'F1',
      'asked',
      'train + link, s',
    ],
    rows,
  );
}
