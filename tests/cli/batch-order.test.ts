/** Batches of the fixture, replayed and in another order: the same ids, and all but the same people. */

import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {Database} from '../../src/engine/database.ts';
import {sql} from '../../src/kernel/sql.ts';
import {dolenJson} from '../support/dolen.ts';
import {sharedScratch} from './support/homes.ts';
import {type SpineHome, spineHome} from './support/spine-home.ts';

const BATCHES = ['gp_registration', 'social_care', 'death'] as const;
/** Who each row is said to be, by its System ID; rows that are nobody are left out. */
type Linked = ReadonlyMap<string, string>;

describe('a spine of half the register, and three batches', async () => {
  const scratch = await sharedScratch();
  const people = join(scratch, 'people');

  /** The register's first half, so that the batches bring people whom it does not list. */
  async function halfRegister(): Promise<string> {
    const file = join(scratch, 'half.parquet');
    const db = await Database.open({directories: [scratch], tempDirectory: join(scratch, 'spill')});
    try {
      const register = join(people, 'population_register.parquet');
      await db.run(sql`copy (
        select * from read_parquet(${register})
        where hash(coalesce(nhs_number, surname)) % 2 = 0) to ${file} (format parquet)`);
    } finally {
      db.close();
    }
    return file;
  }

  async function grow(name: string, batches: readonly string[]): Promise<SpineHome> {
    const root = join(scratch, name);
    await mkdir(root);
    const spine = await spineHome(root, 'same');
    await spine.splitFile('population_register', join(scratch, 'half.parquet'));
    await spine.build('population_register');
    for (const batch of BATCHES) await spine.splitFile(batch, join(people, `${batch}.parquet`));
    for (const batch of batches) await spine.update(batch);
    for (const batch of BATCHES) await spine.link(batch);
    return spine;
  }

  const linkedIn = async (spine: SpineHome): Promise<Linked> =>
    new Map(
      (
        await spine.rows(sql`select system_id, person_id from link_event where person_id is not null
          order by system_id`)
      ).map((row) => [String(row.system_id), String(row.person_id)]),
    );

  let first: SpineHome;
  let again: SpineHome;
  let reversed: SpineHome;

  beforeAll(async () => {
    await dolenJson([
      ...['fixtures', 'people', '--people', '1500', '--seed', 'order', '--out', people],
    ]);
    await halfRegister();
    [first, again] = await Promise.all([grow('first', BATCHES), grow('again', BATCHES)]);
    reversed = await grow('reversed', [...BATCHES].reverse());
  }, 300_000);

  it('gives new people ids, and none twice', async () => {
    const [row] = await first.rows(sql`select count(*) as people, count(distinct person_id) as ids,
      count(*) filter (where id_type = 'unlisted') as unlisted from person`);
    expect(row?.ids).toBe(row?.people);
    expect(Number(row?.unlisted)).toBeGreaterThan(100);
  });

  it('gives the same ids when the same batches are replayed', async () => {
    expect(await linkedIn(again)).toEqual(await linkedIn(first));
  });

  it('finds the same people in another order of batches: 99.9 % of pairs and more', async () => {
    const {together, agreed} = agreement(await linkedIn(first), await linkedIn(reversed));
    expect(together).toBeGreaterThan(1_000);
    expect(agreed / together).toBeGreaterThanOrEqual(0.999);
  });

  it('does not take the ids of people from what identifies them', async () => {
    const derived = await first.rows(sql`
      select count(*) as n from person p join profile f using (person_id)
      where p.person_id::varchar in (md5(f.nhs_number)::uuid::varchar,
        substr(sha256(f.nhs_number), 1, 32)::uuid::varchar)`);
    expect(derived).toEqual([{n: 0}]);
  });
});

/** Pairs of rows that are one person in either, and in both. */
function agreement(one: Linked, other: Linked): {together: number; agreed: number} {
  const pairs = (people: Iterable<string>) => {
    const sizes = new Map<string, number>();
    for (const person of people) sizes.set(person, (sizes.get(person) ?? 0) + 1);
    return [...sizes.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  };
  const both = [...one].flatMap(([row, person]) =>
    other.has(row) ? [`${person} ${other.get(row)}`] : [],
  );
  const agreed = pairs(both);
  return {together: pairs(one.values()) + pairs(other.values()) - agreed, agreed};
}
