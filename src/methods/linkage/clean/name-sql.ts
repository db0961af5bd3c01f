/** Names in SQL: folded to plain capitals, and nothing where no name was written. */

import {type Sql, sql} from '../../../kernel/sql.ts';
import {MORE_LETTERS, ONE_LETTER} from '../strings/fold.ts';
import {NON_NAME_PATTERN} from './non-names.ts';

/**
 * Upper case, with A to Z for every Latin letter that has accents or a stroke (ŵ ŷ â ø ł), and two
 * letters for two in one (æ ß). DuckDB's `strip_accents` would end a text at its first null character;
 * accents go first, since a capital such as that of ǰ is no letter of its own.
 */
export const latinCapitals = (text: Sql): Sql => {
  const plain = sql`upper(strip_accents(replace(${text}, chr(0), '')))`;
  const [from, to] = ONE_LETTER;
  const latin = MORE_LETTERS.reduce(
    (made, [letter, letters]) => sql`replace(${made}, ${letter}, ${letters})`,
    sql`translate(${plain}, ${from}, ${to})`,
  );
  // Most names are plain by now, and a translation costs more than all else.
  return sql`case when strlen(${plain}) = length(${plain}) then ${plain} else ${latin} end`;
};

/** Letters, blanks, hyphens and apostrophes of the text in plain capitals. */
export const foldedName = (name: Sql): Sql =>
  sql`trim(regexp_replace(regexp_replace(${latinCapitals(name)}, '[^A-Z ''-]', '', 'g'), '\s+', ' ', 'g'))`;

/** A folded name without titles; null where it is blank or stands for no name. */
export const personName = (name: Sql): Sql =>
  sql`nullif(trim(regexp_replace(${foldedName(name)}, ${NON_NAME_PATTERN}, '', 'g')), '')`;
