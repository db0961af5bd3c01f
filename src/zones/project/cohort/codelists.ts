/** Code lists: text always, normalised by system on both sides, pinned by digest. */

import type {Database} from '../../../engine/database.ts';
import {readInput} from '../../../engine/files.ts';
import {openSource} from '../../../engine/sources.ts';
import type {Workspace} from '../../../engine/workspace.ts';
import type {CodeSystem} from '../../../kernel/contract/schema.ts';
import {type Digest, sha256} from '../../../kernel/digests.ts';
import {DataFault} from '../../../kernel/errors.ts';
import {ident, type Sql, sql} from '../../../kernel/sql.ts';
import {step} from '../../../kernel/steps.ts';

export interface CodeList {
  readonly system: CodeSystem;
  readonly codes: readonly string[];
  /** SHA-256 of the file as it was read. */
  readonly digest: Digest;
}

/** In ICD-10 and OPCS-4 a dot is decoration; in Read it is padding that counts. */
export const normalised = (code: Sql, system: CodeSystem): Sql =>
  system === 'icd10' || system === 'opcs4'
    ? sql`replace(upper(trim(${code})), '.', '')`
    : sql`trim(${code})`;

/** @throws DataFault CODELIST_EMPTY or COLUMN_MISSING */
export async function readCodeList(
  db: Database,
  file: string,
  {system, codeColumn}: {readonly system: CodeSystem; readonly codeColumn: string},
  name: string,
  workspace: Workspace,
): Promise<CodeList> {
  const source = await openSource(db, file, {format: 'csv', where: name}, workspace);
  if (!source.columns.some((column) => column.name === codeColumn)) {
    throw new DataFault('COLUMN_MISSING', [{where: name, what: `no column ${codeColumn}`}]);
  }
  const code = ident(codeColumn);
  const rows = await db.rows(
    sql`select distinct ${normalised(code, system)} as code from ${source.rows}
      where nullif(trim(${code}), '') is not null order by code`,
    `read code list ${name}`,
  );
  const codes = rows.map((row) => String(row.code));
  if (codes.length === 0) throw new DataFault('CODELIST_EMPTY', [{where: name, what: 'no codes'}]);
  return {system, codes, digest: sha256(await readInput(file, name))};
}

/** One row per person with any code of the list: the first valid day on which one is recorded. */
export const firstRecords = (
  events: {table: string; id: string; date: string; code: string},
  {codes, system}: CodeList,
  extractDate: string,
) =>
  step(
    'first_records',
    sql`
    select p.person, min(e.${ident(events.date)}::date) as index_date
    from ${ident(events.table)} e
    join people p on p.person = e.${ident(events.id)}
    where list_contains(${codes}, ${normalised(sql`e.${ident(events.code)}`, system)})
      and (p.birth is null or e.${ident(events.date)}::date >= p.birth)
      and e.${ident(events.date)}::date <= ${extractDate}::date
    group by p.person
  `,
  );
