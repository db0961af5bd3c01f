/** What linking to a spine reads besides profiles: names' variants, replaced numbers, decisions. */

import type {Database} from '../../../engine/database.ts';
import {VARCHAR_COLUMN} from '../../../engine/values.ts';
import {sql} from '../../../kernel/sql.ts';
import type {Lexicon} from '../values/features.ts';

/** One row per name and variant, in both directions. */
export async function makeVariants(db: Database, lexicon: Lexicon): Promise<void> {
  await db.run(
    sql`create or replace temp table name_variant (name varchar, variant varchar)`,
    'name_variant',
  );
  const pairs = new Set(
    [...lexicon].flatMap(([name, variants]) =>
      [...variants].flatMap((one) => [`${name}\t${one}`, `${one}\t${name}`]),
    ),
  );
  const columns = [0, 1].map((i) => [...pairs].map((pair) => pair.split('\t')[i] as string));
  await db.append('name_variant', [VARCHAR_COLUMN, VARCHAR_COLUMN], columns);
}

/** Makes those tables that are missing: replaced numbers, and pairs that people decided. */
export async function makeEmptyEvidence(db: Database): Promise<void> {
  await db.run(
    sql`create temp table if not exists number_replaced
      (nhs_number varchar, replaced_by varchar, valid_from date)`,
    'number_replaced',
  );
  await db.run(
    sql`create temp table if not exists must_link (profile_id bigint, person_id uuid)`,
    'must_link',
  );
  await db.run(
    sql`create temp table if not exists cannot_link (profile_id bigint, person_id uuid)`,
    'cannot_link',
  );
}
