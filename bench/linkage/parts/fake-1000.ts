/** fake_1000: a model of ours, trained without labels, beside Splink's example model at every threshold. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Bench} from '../bench.ts';
import {printTable} from '../tables.ts';
import {f1OfGroups, f1OfPairs} from './f1-by-threshold.ts';

const ROLES = [
  'forename=first_name',
  'surname=surname',
  'birth-date=dob',
  'place=city',
  'email=email',
];
const [LOWEST, HIGHEST] = [-10, 20];
const THRESHOLDS = Array.from({length: HIGHEST - LOWEST + 1}, (_, i) => LOWEST + i);
/** What Splink finds with the same model and rows, by our own calculation (linkage.md §6.5). */
const SUM_OF_WEIGHTS = -1763.18638;

export async function fake1000(bench: Bench): Promise<void> {
  const {shared} = bench;
  if (shared === null) {
    console.log('left out: there is no shared folder (DOLEN_SHARED)');
    return;
  }
  const people = join(shared, 'fake_1000.csv');
  const theirs = bench.path('fake_1000.theirs.parquet');
  const splink = await bench.peer('splink_fake1000.py', shared, theirs);
  bench.require(
    Math.abs(splink.sum_weight - SUM_OF_WEIGHTS) < 1e-5,
    `fake_1000: the weights of Splink add up to ${splink.sum_weight}`,
  );
  await importedModel(bench, shared, people, theirs);
  const model = bench.path('fake_1000.auto.json');
  const roles = ROLES.flatMap((role) => ['--role', role]);
  const id = ['--id', 'unique_id'];
  await bench.dolen('link', 'train', people, ...roles, ...id, '--out', model);
  const ours = bench.path('fake_1000.auto.parquet');
  const all = ['--method', 'all', `--theta=${LOWEST}`];
  await bench.dolen('link', 'run', model, people, '--out', ours, ...all);
  const own = JSON.parse(await readFile(model, 'utf8')).resolve;
  const [pairsOfTheirs, pairsOfOurs] = await Promise.all(
    [theirs, ours].map((pairs) => f1OfPairs(pairs, people, THRESHOLDS)),
  );
  const groupsOfTheirs = await f1OfGroups(theirs, people, THRESHOLDS);
  const rows: string[][] = [];
  for (const [i, theta] of THRESHOLDS.entries()) {
    const asTold = await bench.dolen(
      ...['link', 'evaluate', model, people, '--truth', 'cluster', `--theta=${theta}`],
    );
    const pairs = [pairsOfTheirs?.[i] ?? 0, pairsOfOurs?.[i] ?? 0] as const;
    const groups = [groupsOfTheirs[i] ?? 0, asTold.json.f1 ?? 0] as const;
    bench.require(
      pairs[1] > pairs[0],
      `fake_1000: pairs at ${theta} bits are not better: ${pairs}`,
    );
    bench.require(
      groups[1] > groups[0],
      `fake_1000: groups at ${theta} bits are not better: ${groups}`,
    );
    rows.push([`${theta}`, ...[...pairs, ...groups].map((f1) => f1.toFixed(4))]);
  }
  console.log(`our model links by ${own.method} at ${Number(own.theta).toFixed(2)} bits`);
  printTable(
    ['F1 at bits', 'Splink, pairs', 'Dolen, pairs', 'Splink, groups', 'Dolen, groups'],
    rows,
  );
}

/** The same example model in both: the same weights, term frequencies included. */
async function importedModel(bench: Bench, shared: string, people: string, theirs: string) {
  const model = bench.path('fake_1000.imported.json');
  await bench.dolen('link', 'import', join(shared, 'splink_settings_example.json'), '--out', model);
  const out = bench.path('fake_1000.imported.parquet');
  await bench.dolen('link', 'run', model, people, '--out', out, '--theta=-100');
  const found = await bench.compare([out, theirs, '--weight=-100']);
  bench.require(found.same, `fake_1000: the imported model differs: ${JSON.stringify(found)}`);
  console.log(
    `the example model in both: ${found.both} pairs, the sum of weights ${Number(found.sum_ours).toFixed(6)}, ` +
      `largest difference ${found.max_difference} bits`,
  );
}
