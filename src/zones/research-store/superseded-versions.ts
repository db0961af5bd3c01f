/** A File 3 written anew takes the place of the last one: people who opted out since are in no version. */

import {appliedAsText, readApplied} from '../../assurance/approval/opt-outs/applied-lists.ts';
import type {Job} from '../../assurance/job/job.ts';
import type {Database} from '../../engine/database.ts';
import type {FolderReceipt, Manifest} from '../../engine/sealed-folder.ts';
import {refuse} from '../../kernel/errors.ts';
import {ident, sql} from '../../kernel/sql.ts';

/** What the catalogue keeps of the opt-outs of a File 3; null when it says nothing that can be read. */
export function optOutsOf({about}: Manifest): string | null {
  const applied = readApplied(about.optOuts);
  return applied === null ? null : appliedAsText(applied);
}

/** The rows of earlier versions are gone after this, so it is said before. */
export async function recordOptOuts({manifest, digest}: FolderReceipt, job: Job): Promise<void> {
  const lists = readApplied(manifest.about.optOuts)?.lists ?? [];
  await job.record({
    action: 'OPT_OUTS_APPLIED',
    objects: [
      {type: 'dataset', id: manifest.dataset},
      ...lists.map(({list}) => ({type: 'opt-out-list', id: list})),
    ],
    inputHashes: [digest, ...lists.map((one) => one.digest)],
  });
}

/**
 * An older File 3 of rows that stand in the store would bring back who has opted out since.
 * @throws Refusal OPT_OUTS_SUPERSEDED
 */
export async function refuseSuperseded(db: Database, manifest: Manifest): Promise<void> {
  const applied = readApplied(manifest.about.optOuts)?.appliedAt ?? manifest.created;
  const rows = await db.rows(
    sql`select opt_outs from catalogue
      where dataset = ${manifest.dataset} and split = ${manifest.split}`,
    'read the catalogue',
  );
  const isOlder = rows.some(({opt_outs}) => {
    const known = readApplied(opt_outs)?.appliedAt;
    return known !== undefined && known > applied;
  });
  if (isOlder) {
    throw refuse(
      'OPT_OUTS_SUPERSEDED',
      `opt-outs of ${manifest.dataset} were applied at ${applied}`,
    );
  }
}

/**
 * Empties earlier versions of the same rows. Their tables and lines in the catalogue stay, so that
 * whoever goes through all versions finds each.
 */
export async function emptySuperseded(
  db: Database,
  {dataset, split}: Manifest,
  version: number,
): Promise<void> {
  const earlier = await db.rows(
    sql`select schema_name from catalogue
      where dataset = ${dataset} and split = ${split} and version < ${version}`,
    'read the catalogue',
  );
  for (const {schema_name} of earlier) {
    await db.run(
      sql`delete from ${ident(String(schema_name), dataset)}`,
      'empty an earlier version',
    );
  }
}
