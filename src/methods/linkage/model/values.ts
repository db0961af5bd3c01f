/** Value expressions: what a comparison or a blocking key looks at, a field or something made of it. */

/** How one value is made of another. Every transform is defined on text and gives text or nothing. */
export type Transform =
  | {readonly name: 'first' | 'last'; readonly length: number}
  | {readonly name: 'substring'; readonly from: number; readonly length: number}
  | {readonly name: 'soundex' | 'metaphone'}
  | {readonly name: 'year' | 'month' | 'day'}
  | {readonly name: 'area' | 'district' | 'sector'}
  | {readonly name: 'user' | 'domain'}
  /** The first match of a pattern; nothing where it matches nowhere, or matches the empty text. */
  | {readonly name: 'matching'; readonly pattern: string}
  /** The ISO date of a text in DuckDB's `try_strptime` format; nothing where it cannot be read. */
  | {readonly name: 'date'; readonly format: string};

export interface ValueExpression {
  readonly field: string;
  /** Applied in order. */
  readonly transforms: readonly Transform[];
}

const FIELD = '[A-Za-z_][A-Za-z0-9_]*';
const PARTS = ['year', 'month', 'day', 'area', 'district', 'sector', 'user', 'domain'] as const;

const PART = new RegExp(`^(.+)\\.(${PARTS.join('|')})$`);
const SLICE = /^(first|last)\((.+), ?(\d{1,3})\)$/;
const SUBSTRING = /^substring\((.+), ?(\d{1,3}), ?(\d{1,3})\)$/;
const PHONETIC = /^(soundex|metaphone)\((.+)\)$/;
const QUOTED = /^(matching|date)\((.+), ?'((?:[^']|'')*)'\)$/;
const PLAIN = new RegExp(`^${FIELD}$`);

/** A year, a month and a day with one separator, the year first or last. */
const DATE_FORMAT = /^(?:%Y([-/.])%m\1%d|%d([-/.])%m\2%Y|%m([-/.])%d\3%Y)$/;

/** Where RE2 and ECMAScript part: flags and assertions, empty and named classes, most escapes, long repeats. */
const NOT_PORTABLE = /\(\?(?!:)|\[\^?\]|\[:|\\[^dDwW!-/:-@[-`{-~]|\{\d*,?\d{4}/;
const ESCAPES_AND_CLASSES = /\\.|\[(?:\\.|[^\]\\])*\]/gs;

/** Whether SQL and the kernel read a pattern alike. The dot is left out: it stops at other line ends. */
function isPortablePattern(pattern: string): boolean {
  if (NOT_PORTABLE.test(pattern) || pattern.replace(ESCAPES_AND_CLASSES, '').includes('.')) {
    return false;
  }
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads `surname`, `birth_date.year`, `postcode.district`, `first(surname,4)`, `soundex(surname)`,
 * `matching(code,'^[A-Z]{3}')`, `date(birth_date,'%d/%m/%Y')`, or one inside another. Null when it is
 * none of these.
 */
export function parseValue(text: string): ValueExpression | null {
  if (PLAIN.test(text)) return {field: text, transforms: []};
  const inside = (inner: string | undefined, transform: Transform): ValueExpression | null => {
    const value = parseValue(inner ?? '');
    return value && {field: value.field, transforms: [...value.transforms, transform]};
  };
  const part = PART.exec(text);
  if (part) return inside(part[1], {name: part[2] as (typeof PARTS)[number]});
  const slice = SLICE.exec(text);
  if (slice) {
    return inside(slice[2], {name: slice[1] as 'first' | 'last', length: Number(slice[3])});
  }
  const middle = SUBSTRING.exec(text);
  if (middle) {
    const [, inner, from, length] = middle;
    return inside(inner, {name: 'substring', from: Number(from), length: Number(length)});
  }
  const quoted = QUOTED.exec(text);
  if (quoted) {
    const argument = (quoted[3] as string).replaceAll("''", "'");
    if (quoted[1] === 'date') {
      return DATE_FORMAT.test(argument)
        ? inside(quoted[2], {name: 'date', format: argument})
        : null;
    }
    return isPortablePattern(argument)
      ? inside(quoted[2], {name: 'matching', pattern: argument})
      : null;
  }
  const phonetic = PHONETIC.exec(text);
  if (phonetic) return inside(phonetic[2], {name: phonetic[1] as 'soundex' | 'metaphone'});
  return null;
}

/** The field of a value expression that the schema has checked. */
export function readValue(text: string): ValueExpression {
  const value = parseValue(text);
  if (!value) throw new TypeError('not a value expression');
  return value;
}
