/** Looks at columns before a model is made of them: which cleaner fits, and whether they tell anything. */

import type {Database} from '../../../engine/database.ts';
import {DataFault, type Fault} from '../../../kernel/errors.ts';
import {ident, join, sql} from '../../../kernel/sql.ts';
import {cleanedSql} from '../clean/cleaners.ts';
import {type Inputs, sides} from '../encode/inputs.ts';
import type {CleanerName, Field} from '../model/schema.ts';
import {CLEANERS_OF, KEPT_BY_THE_RIGHT_CLEANER, type RoleColumn} from './roles.ts';

/** A field of the standard model, with the share of its values that stayed. */
export interface ProfiledField extends Field {
  readonly role: RoleColumn['role'];
}

/**
 * Fields for columns with roles, each with the cleaner that keeps its values.
 * @throws DataFault COLUMN_MISSING, or COLUMN_UNUSABLE for empty and one-value columns, all at once
 */
export async function profileFields(
  db: Database,
  inputs: Inputs,
  columns: readonly RoleColumn[],
): Promise<ProfiledField[]> {
  const faults: Fault[] = [];
  const used = new Map<string, number>();
  const fields: ProfiledField[] = [];
  for (const column of columns) {
    const rows = rowsOf(inputs, column, faults);
    if (rows === null) continue;
    const clean = await fittingCleaner(db, rows, column.role);
    const [found] = await db.rows(
      sql`select count(distinct value) as distinct_values
        from (select ${cleanedSql(clean, sql`raw`)} as value from (${rows}))`,
      'profile a column',
    );
    const distinct = Number(found?.distinct_values);
    if (distinct < 2) {
      const what = distinct === 0 ? 'no usable value' : 'one value throughout';
      faults.push({where: column.left, what: `${what}, as ${column.role}`});
    }
    const base = column.role.replaceAll('-', '_');
    const number = (used.get(base) ?? 0) + 1;
    used.set(base, number);
    fields.push({
      name: number === 1 ? base : `${base}_${number}`,
      from: column.left === column.right ? column.left : {left: column.left, right: column.right},
      clean,
      role: column.role,
    });
  }
  await addHouseNumbers(db, inputs, columns, fields);
  const missing = faults.filter(({what}) => what.startsWith('no column'));
  if (missing.length > 0) throw new DataFault('COLUMN_MISSING', missing);
  if (faults.length > 0) throw new DataFault('COLUMN_UNUSABLE', faults);
  return fields;
}

/** Share of the addresses that must begin with a number for it to be a field. */
const NUMBERED_ADDRESSES = 0.5;

/** House numbers out of addresses, where no column of their own has them. */
async function addHouseNumbers(
  db: Database,
  inputs: Inputs,
  columns: readonly RoleColumn[],
  fields: ProfiledField[],
): Promise<void> {
  if (columns.some(({role}) => role === 'house-number')) return;
  const address = columns.find(({role}) => role === 'address');
  const field = fields.find(({role}) => role === 'address');
  if (!address || !field) return;
  const rows = rowsOf(inputs, address, []);
  if (rows === null) return;
  const number = cleanedSql('houseNumber', sql`raw`);
  const [found] = await db.rows(
    sql`select count(*) as raw, count(${number}) as kept, count(distinct ${number}) as different
      from (${rows})`,
    'look for house numbers',
  );
  if (Number(found?.different) < 2) return;
  if (Number(found?.kept) < NUMBERED_ADDRESSES * Number(found?.raw)) return;
  fields.push({...field, name: 'house_number', clean: 'houseNumber', role: 'house-number'});
}

/** Distinct values of a column of all files, as `raw`. */
function rowsOf(inputs: Inputs, column: RoleColumn, faults: Fault[]) {
  const before = faults.length;
  const parts = sides(inputs).map(([side, {source, rows}]) => {
    const name = column[side];
    if (!source.columns.some((one) => one.name === name)) {
      faults.push({where: `${side} file`, what: `no column ${name} for the role ${column.role}`});
    }
    return sql`select ${ident(name)}::varchar as raw from ${rows}`;
  });
  if (faults.length > before) return null;
  return sql`select distinct raw from (${join(parts, sql` union all `)})
    where raw is not null and trim(raw) <> ''`;
}

async function fittingCleaner(
  db: Database,
  rows: ReturnType<typeof sql>,
  role: RoleColumn['role'],
): Promise<CleanerName> {
  const candidates = CLEANERS_OF[role];
  const last = candidates.at(-1) as CleanerName;
  if (candidates.length === 1) return last;
  for (const clean of candidates.slice(0, -1)) {
    const [found] = await db.rows(
      sql`select count(*) as raw, count(${cleanedSql(clean, sql`raw`)}) as kept from (${rows})`,
      'try a cleaner',
    );
    if (Number(found?.kept) >= KEPT_BY_THE_RIGHT_CLEANER * Number(found?.raw)) return clean;
  }
  return last;
}
