/** Value expressions: what a comparison or a blocking key looks at, a field or something made of it. */

/** How one value is made of another. Every transform is defined on text and gives text or nothing. */
export type Transform =
  | {readonly name: 'first' | 'last'; readonly length: number}
  | {readonly name: 'substring'; readonly from: number; readonly length: number}
  | {readonly name: 'soundex' | 'metaphone'}
  | {readonly name: 'year' | 'month' | 'day'}
  | {readonly name: 'area' | 'district' | 'sector'}
  | {readonly name: 'user' | 'domain'};

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
const PLAIN = new RegExp(`^${FIELD}$`);

/**
 * Reads `surname`, `birth_date.year`, `postcode.district`, `first(surname,4)`, `soundex(surname)`,
 * or one inside another. Null when it is none of these.
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
