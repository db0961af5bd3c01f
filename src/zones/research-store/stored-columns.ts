/** The columns of a stored table: who (under the store's pseudonyms) first, then what happened. */

import {parquetRows} from '../../engine/parquet.ts';
import type {ManifestColumn} from '../../engine/sealed-folder.ts';
import {ident, join, type Sql, sql} from '../../kernel/sql.ts';

/** What every stored row says of its person; all of it comes from File 3. */
export const PERSON_COLUMNS = [
  {name: 'alf_e', type: 'UUID', role: 'pseudonym:person', title: 'Person, under the store key'},
  {
    name: 'ralf_e',
    type: 'UUID',
    role: 'pseudonym:residence',
    title: 'Residence, under the store key',
  },
  {name: 'week_of_birth', type: 'DATE', role: 'demographic', title: 'Monday of the week of birth'},
  {name: 'sex', type: 'VARCHAR', role: 'demographic', title: 'Sex: 1 male, 2 female'},
  {name: 'lsoa_code', type: 'VARCHAR', role: 'demographic', title: 'Small area of the address'},
  {name: 'match_status', type: 'TINYINT', role: 'linkage', title: 'How the row was linked'},
  {name: 'match_method', type: 'VARCHAR', role: 'linkage', title: 'Which pass linked it'},
  {name: 'match_weight', type: 'DOUBLE', role: 'linkage', title: 'Match weight in bits'},
  {name: 'match_pct', type: 'DECIMAL(7,6)', role: 'linkage', title: 'Match probability'},
  {name: 'id_type', type: 'VARCHAR', role: 'linkage', title: 'listed or one-time person'},
] as const satisfies readonly ManifestColumn[];

/** Content roles that hold a local identity, and so become pseudonyms in the store. */
export const isPseudonymised = ({role}: ManifestColumn): boolean =>
  role === 'practice' || role === 'record-id';

/** The stored columns of a dataset, given the columns of its File 2. */
export const storedColumns = (file2: readonly ManifestColumn[]): ManifestColumn[] => [
  ...PERSON_COLUMNS,
  ...contentOf(file2).map((column) =>
    isPseudonymised(column)
      ? {...column, type: 'UUID', role: `pseudonym:${fieldType(column)}`}
      : column,
  ),
];

export const contentOf = (file2: readonly ManifestColumn[]): ManifestColumn[] =>
  file2.filter(({name}) => name !== 'system_id');

/** The field type of a sub-key: person, residence, practice or record. */
export const fieldType = ({role}: ManifestColumn): 'practice' | 'record' =>
  role === 'practice' ? 'practice' : 'record';

/** The name of the table that maps a re-keyed column. */
export const mapName = (column: string): string => `map_${column}`;

/** One row per row of File 3: content joined to person, in no order that a source had. */
export function storedRows(plain2: string, plain3: string, file2: readonly ManifestColumn[]): Sql {
  const rekeyed = contentOf(file2).filter(isPseudonymised);
  const content = contentOf(file2).map((column) =>
    isPseudonymised(column)
      ? sql`${ident(mapName(column.name), 'mapped')} as ${ident(column.name)}`
      : ident('c', column.name),
  );
  const joins = rekeyed.map(
    ({name}) => sql`left join ${ident(mapName(name))}
      on ${ident(mapName(name), 'value')} = ${ident('c', name)}::varchar`,
  );
  return sql`
    select a.mapped as alf_e, r.mapped as ralf_e, p.week_of_birth, p.sex, p.lsoa_code,
      p.match_status, p.match_method, p.match_weight, p.match_pct, p.id_type
      ${content.length > 0 ? sql`, ${join(content)}` : sql``}
    from ${parquetRows(plain3)} p
    join ${parquetRows(plain2)} c using (system_id)
    left join map_alf a on a.value = p.alf
    left join map_ralf r on r.value = p.ralf
    ${join(joins, sql` `)}
  `;
}
