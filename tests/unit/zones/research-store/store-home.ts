/** A home whose store holds one dataset of people, real or made up, written straight into its tables. */

import {randomBytes} from 'node:crypto';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {parseGrants} from '../../../../src/assurance/approval/grant.ts';
import {type Job, runJob} from '../../../../src/assurance/job/job.ts';
import {makeKeyring} from '../../../../src/assurance/keys/keyring.ts';
import {publishRecipient} from '../../../../src/assurance/keys/recipients.ts';
import {instant} from '../../../../src/kernel/dates.ts';
import {sha256} from '../../../../src/kernel/digests.ts';
import {sql} from '../../../../src/kernel/sql.ts';
import type {Zone} from '../../../../src/kernel/zones.ts';
import {extractForProject} from '../../../../src/zones/research-store/extract.ts';
import {openStore} from '../../../../src/zones/research-store/store-database.ts';
import {scratch} from '../../../support/dolen.ts';
import {IDENTITY} from '../../assurance/support/logs.ts';

export const PROJECT = 'PRJ-TEST';

const COLUMNS = [
  {name: 'alf_e', type: 'UUID', role: 'pseudonym:person'},
  {name: 'week_of_birth', type: 'DATE', role: 'demographic'},
  {name: 'sex', type: 'VARCHAR', role: 'demographic'},
  {name: 'lsoa_code', type: 'VARCHAR', role: 'demographic'},
  {name: 'day', type: 'DATE', role: 'date:event'},
] as const;

const grantsFor = (columns: readonly string[], justified: readonly string[]) =>
  parseGrants(`
project: ${PROJECT}
title: a test
application: APP-1 v1
purpose: health
legalBasis: [none]
people: [researcher:one]
justified: [${justified.join(', ')}]
grants:
  - {id: G1, dataset: visit, columns: [${columns.join(', ')}], controller: trust,
     validFrom: 2020-01-01, validTo: 2040-01-01}
`);

/**
 * Six hundred people: one for each of fifty weeks of birth, ten of them in each of five years, and each of
 * twelve places. The population has two of each.
 */
export async function storeHome(people: 'real' | 'made-up') {
  const root = await scratch();
  const home = join(root, 'home');
  await mkdir(home, {recursive: true});
  const effects = {
    time: Date.UTC(2026, 0, 5, 9),
    now: () => effects.time,
    randomBytes: (length: number) => randomBytes(length),
    step: () => undefined,
  };
  const act = <T>(zone: Zone, run: (job: Job) => Promise<T>): Promise<T> => {
    effects.time += 1000;
    const project = zone === 'project' ? {project: PROJECT} : {};
    return runJob(
      {...{zone, home, command: `${zone} test`}, identity: IDENTITY, seeded: false, ...project},
      effects,
      run,
    );
  };
  for (const zone of ['store', 'project'] as const) {
    await act(zone, async ({directory, log}) => {
      const keyring = await makeKeyring(directory, zone, log, effects);
      await publishRecipient(home, keyring, zone === 'project' ? `project-${PROJECT}` : zone);
    });
  }
  const inStore = <T>(run: (db: Awaited<ReturnType<typeof openStore>>) => Promise<T>) =>
    act('store', async (job) => {
      const db = await openStore(job);
      try {
        return await run(db);
      } finally {
        db.close();
      }
    });
  const applied = JSON.stringify({appliedAt: instant(effects.time), lists: []});
  await inStore(async (db) => {
    await db.run(sql`create schema v0001`);
    await db.run(sql`
      create table v0001.visit as
      select md5(i::varchar)::uuid as alf_e,
        (date '1960-01-04' + ((i % 50) // 10 * 371 + i % 10 * 35)::integer)::date as week_of_birth,
        (i // 50 % 2 + 1)::varchar as sex, 'W' || (100 + i // 50) as lsoa_code,
        (date '2020-01-01' + (i * 7 % 1000)::integer)::date as day
      from range(600) t(i)`);
    await db.run(sql`
      insert into catalogue (version, dataset, schema_name, rows, columns, contract, file2, file3,
        people, loaded_at, opt_outs, split)
      values (1, 'visit', 'v0001', 600, ${JSON.stringify(COLUMNS)}, ${sha256('c') as string},
        'f2', 'f3', ${people}, 'now', ${applied}, 's')`);
  });
  let extracts = 0;
  return {
    home,
    act,
    effects,
    /** As if the third party had sent them. */
    count: (of: 'real' | 'made-up' = people) =>
      inStore(async (db) => {
        await db.run(sql`
          create or replace table population as
          select week_of_birth, sex, lsoa_code, 2 * count(*)::integer as people
          from v0001.visit group by all`);
        await db.run(sql`
          create or replace table population_about as
          select ${sha256('p') as string} as manifest, ${of} as people, 'now' as received_at`);
      }),
    extract(columns: readonly string[], justified: readonly string[] = []) {
      const out = join(root, `extract-${extracts++}`);
      const request = {grants: grantsFor(columns, justified), grantsDigest: sha256('grants'), out};
      return act('store', (job) => extractForProject(request, job));
    },
    /** Where the extract would be that was asked for last. */
    out: () => join(root, `extract-${extracts - 1}`),
  };
}
