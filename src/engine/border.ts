/** A border as three verbs: its sender writes, its receiver checks and opens. */

import {DataFault, type Fault} from '../kernel/errors.ts';
import {sql} from '../kernel/sql.ts';
import type {Border} from '../kernel/zones.ts';
import type {Database} from './database.ts';
import {checkParquet, parquetRows} from './parquet.ts';
import {
  type Announce,
  checkSealedFolder,
  type FolderReceipt,
  type IsAnnounced,
  type Manifest,
  type ManifestColumn,
  type ManifestDraft,
  openPayload,
  writeSealedFolder,
} from './sealed-folder.ts';

export interface BorderVerbs {
  /** Seals a Parquet file to its receiver; the file itself is removed. */
  write(
    place: string,
    plainFile: string,
    draft: Omit<ManifestDraft, 'border'>,
    announce: Announce,
  ): Promise<Manifest>;
  /** Checks manifest, log and bytes, before anything is opened. */
  check(place: string, isAnnounced: IsAnnounced): Promise<FolderReceipt>;
  /** Opens the payload into the receiver's workspace and checks its columns and rows. */
  open(
    place: string,
    receipt: FolderReceipt,
    to: string,
    identity: string,
    db: Database,
  ): Promise<void>;
}

/**
 * @param allowed the columns a payload may have, given its manifest.
 */
export const sealedBorder = (
  border: Border,
  allowed: (manifest: Manifest) => readonly ManifestColumn[],
): BorderVerbs => ({
  write: (place, plainFile, draft, announce) =>
    writeSealedFolder(place, plainFile, {...draft, border}, announce),
  check: (place, isAnnounced) => checkSealedFolder(place, border, isAnnounced),
  async open(place, receipt, to, identity, db) {
    await openPayload(place, receipt, to, identity);
    await checkPayload(db, to, allowed(receipt.manifest), receipt.manifest.rows);
  },
});

async function checkPayload(
  db: Database,
  path: string,
  allowed: readonly ManifestColumn[],
  rows: number,
): Promise<void> {
  await checkParquet(db, path, 'payload');
  const present = await db.describe(sql`select * from ${parquetRows(path)}`, 'read payload');
  const faults = compareColumns(present, allowed);
  const counted = await db.count(parquetRows(path), 'count payload');
  if (counted !== rows) faults.push({where: 'rows', what: `${counted}, not ${rows}`});
  if (faults.length > 0) throw new DataFault('BORDER_DAMAGED', faults);
}

function compareColumns(
  present: readonly {name: string; type: string}[],
  allowed: readonly ManifestColumn[],
): Fault[] {
  const types = new Map(allowed.map(({name, type}) => [name, type]));
  const names = new Set(present.map(({name}) => name));
  const unexpected = present
    .filter(({name, type}) => types.get(name) !== type)
    .map(({name, type}) => ({
      where: name,
      what: types.has(name) ? `${type}, not ${types.get(name)}` : 'not a column of this border',
    }));
  const missing = allowed
    .filter(({name}) => !names.has(name))
    .map(({name}) => ({where: name, what: 'missing'}));
  return [...unexpected, ...missing];
}
