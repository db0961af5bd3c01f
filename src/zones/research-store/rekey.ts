/** Re-keying at the store's door: no pseudonym of the third party, and no local number, is kept. */

import type {Keyring} from '../../assurance/keys/keyring.ts';
import type {Database} from '../../engine/database.ts';
import {mapValues} from '../../engine/map-values.ts';
import {parquetRows} from '../../engine/parquet.ts';
import type {Manifest} from '../../engine/sealed-folder.ts';
import {ident, sql} from '../../kernel/sql.ts';
import {storeKeyVersion, storePseudonym} from './store-key.ts';
import {contentOf, fieldType, isPseudonymised, mapName} from './stored-columns.ts';

/** The pseudonyms of File 3 that are re-keyed, and the field type of their sub-key. */
export const REKEYED = {alf: 'person', ralf: 'residence'} as const;

/** Makes the maps from every pseudonym and local number of a dataset to the store's own. */
export async function rekey(
  db: Database,
  plain2: string,
  plain3: string,
  manifest: Manifest,
  keyring: Keyring,
  pseudonyms: Readonly<Record<string, string>>,
): Promise<void> {
  const version = await storeKeyVersion(db);
  const map = (field: string) => storePseudonym(keyring, field, version);
  for (const [column, field] of Object.entries(pseudonyms)) {
    const values = sql`select distinct ${ident(column)} from ${parquetRows(plain3)}`;
    await mapValues(db, mapName(column), values, map(field));
  }
  for (const column of contentOf(manifest.columns).filter(isPseudonymised)) {
    const field = fieldType(column);
    const local = map(field);
    // A practice code means the same everywhere; a record number only in its own dataset.
    const scope = field === 'practice' ? '' : `${manifest.provider}|${manifest.dataset}|`;
    const values = sql`select distinct ${ident(column.name)}::varchar from ${parquetRows(plain2)}`;
    await mapValues(db, mapName(column.name), values, (value) => local(`${scope}${value}`));
  }
}
