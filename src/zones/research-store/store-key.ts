/** The store's own pseudonyms, and how all of them get a new version without a table of old and new. */

import type {Job} from '../../assurance/job/job.ts';
import {derivePseudonymKey, pseudonymiser} from '../../assurance/keys/derive.ts';
import type {Keyring} from '../../assurance/keys/keyring.ts';
import type {Database} from '../../engine/database.ts';
import {mapValues} from '../../engine/map-values.ts';
import type {ManifestColumn} from '../../engine/sealed-folder.ts';
import {instant} from '../../kernel/dates.ts';
import {ident, sql} from '../../kernel/sql.ts';
import {openStore} from './store-database.ts';

/** One step of the chain: from a pseudonym of the version before to one of this version. */
const step = (keyring: Keyring, fieldType: string, keyVersion: number) =>
  pseudonymiser(
    derivePseudonymKey(keyring.rootKey, {zone: 'store', project: '-', fieldType, keyVersion}),
  );

/**
 * From what the third party or a provider calls something to the store's pseudonym of it. Version n
 * is made from version n - 1, so that what is stored can be re-keyed where it stands, and what is
 * loaded later still joins it.
 */
export function storePseudonym(
  keyring: Keyring,
  fieldType: string,
  version: number,
): (value: string) => string {
  const steps = Array.from({length: version}, (_, i) => step(keyring, fieldType, i + 1));
  return (value) => steps.reduce((pseudonym, next) => next(pseudonym), value);
}

/** The version of every pseudonym in the store; it stands beside them, and changes with them. */
export async function storeKeyVersion(db: Database): Promise<number> {
  if (!(await db.hasTable('main', 'store_key'))) return 1;
  return Number(await db.value(sql`select max(version) from store_key`, 'store_key'));
}

/** Re-keys every pseudonym of every version of every dataset: all in one transaction, or none. */
export async function rekeyStore(job: Job): Promise<{version: number; tables: number}> {
  const keyring = await job.keyring();
  const db = await openStore(job);
  try {
    const version = (await storeKeyVersion(db)) + 1;
    await job.record({
      action: 'KEY_ROTATED',
      objects: [
        {type: 'key', id: keyring.keyId},
        {type: 'key-version', id: String(version)},
      ],
    });
    const tables = await job.step('re-key the store', () =>
      db.transaction(() => rekeyTables(db, keyring, version, job)),
    );
    return {version, tables};
  } finally {
    db.close();
  }
}

async function rekeyTables(
  db: Database,
  keyring: Keyring,
  version: number,
  job: Job,
): Promise<number> {
  const tables = await db.rows(
    sql`select schema_name, dataset, columns from catalogue order by version`,
    'read the catalogue',
  );
  for (const {schema_name, dataset, columns} of tables) {
    const table = ident(String(schema_name), String(dataset));
    for (const {name, role} of JSON.parse(String(columns)) as ManifestColumn[]) {
      const [kind, fieldType] = role?.split(':') ?? [];
      if (kind !== 'pseudonym' || !fieldType) continue;
      const column = ident(name);
      await mapValues(
        db,
        'rekeyed',
        sql`select distinct ${column} from ${table}`,
        step(keyring, fieldType, version),
      );
      await db.run(
        sql`update ${table} as t set ${column} = r.mapped from rekeyed r
          where r.value = ${ident('t', name)}`,
        `re-key ${dataset}`,
      );
    }
  }
  await db.dropTable('rekeyed');
  await db.run(
    sql`create table if not exists store_key (version integer, since varchar)`,
    'store_key',
  );
  const since = instant(job.effects.now());
  await db.run(sql`insert into store_key values (${version}, ${since})`, 'store_key');
  return tables.length;
}
