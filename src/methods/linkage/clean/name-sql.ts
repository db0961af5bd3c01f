/** Names in SQL: folded to plain capitals, and nothing where no name was written. */

import {type Sql, sql} from '../../../kernel/sql.ts';

/** Names that are not names. Whole values only; each becomes null. */
const NON_NAMES = [
  'UNKNOWN',
  'NOT KNOWN',
  'NOT STATED',
  'NOT GIVEN',
  'NOT APPLICABLE',
  'NK',
  'N/K',
  'NA',
  'NONE',
  'NULL',
  'BABY',
  'BABY BOY',
  'BABY GIRL',
  'INFANT',
  'INFANT BOY',
  'INFANT GIRL',
  'MALE INFANT',
  'FEMALE INFANT',
  'TWIN',
  'TWIN ONE',
  'TWIN TWO',
  'TRIPLET',
  'TEST',
  'TESTPATIENT',
  'TEST PATIENT',
  'DECEASED',
  'ANON',
  'ANONYMOUS',
] as const;

/** Letters that are no accented Latin letter, and what stands for them. */
const LETTERS = [
  ['ß', 'SS'],
  ['ẞ', 'SS'],
  ['Æ', 'AE'],
  ['Œ', 'OE'],
  ['Ø', 'O'],
  ['Ł', 'L'],
  ['Đ', 'D'],
  ['Ð', 'D'],
  ['Þ', 'TH'],
] as const;

/**
 * Upper case, diacritics folded (ŵ ŷ â), letters, blank, hyphen and apostrophe kept. DuckDB's
 * `strip_accents` would end a text at its first null character.
 */
export const foldedName = (name: Sql): Sql => {
  const upper = sql`replace(upper(${name}), chr(0), '')`;
  const latin = LETTERS.reduce((text, [from, to]) => sql`replace(${text}, ${from}, ${to})`, upper);
  return sql`trim(regexp_replace(regexp_replace(strip_accents(${latin}), '[^A-Z ''-]', '', 'g'), '\s+', ' ', 'g'))`;
};

/** A folded name, or null where the whole value is blank or a word that stands for no name. */
export const personName = (name: Sql): Sql =>
  sql`case when list_contains(${[...NON_NAMES]}, ${foldedName(name)}) or ${foldedName(name)} = ''
    then null else ${foldedName(name)} end`;
