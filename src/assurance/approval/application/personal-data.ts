/**
 * Free text that looks like data about a person. Finds NHS numbers, postcodes, e-mail addresses, UK
 * telephone numbers and dates of birth; tells question and kind, never the text. It finds no names.
 */

import {isCalendarDate} from '../../../kernel/dates.ts';
import {readNhsNumber} from '../../../kernel/ids.ts';
import type {Answers} from './application.ts';

export const PERSONAL_DATA_KINDS = [
  'an NHS number',
  'a postcode',
  'an e-mail address',
  'a telephone number',
  'a date of birth',
] as const;

export type PersonalDataKind = (typeof PERSONAL_DATA_KINDS)[number];

export interface PersonalDataFinding {
  readonly question: string;
  readonly kinds: readonly PersonalDataKind[];
}

/** Every text of every answer is read, inside lists and tables too. */
export const personalDataIn = (answers: Answers): PersonalDataFinding[] =>
  Object.entries(answers)
    .map(([question, {value}]) => ({question, kinds: kindsIn([...textsOf(value)])}))
    .filter(({kinds}) => kinds.length > 0);

export const personalDataInText = (text: string): readonly PersonalDataKind[] => kindsIn([text]);

function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'number') yield String(value);
  else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) yield* textsOf(part);
}

const kindsIn = (texts: readonly string[]): readonly PersonalDataKind[] =>
  PERSONAL_DATA_KINDS.filter((kind) => texts.some((text) => FINDERS[kind](plain(text))));

/** Wide digits, invisible characters and other hyphens hide nothing. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Pd}/gu, '-')
    .replace(/\s/gu, ' ');

const FINDERS: {readonly [kind in PersonalDataKind]: (text: string) => boolean} = {
  'an NHS number': (text) =>
    [...text.matchAll(/(?<![\d-])\d{3}[ .-]{0,3}\d{3}[ .-]{0,3}\d{4}(?![\d-])/g)].some(
      ([digits]) => readNhsNumber(digits.replace(/\D/g, '')).status === 'valid',
    ),
  'a postcode': (text) => POSTCODE.test(text),
  'an e-mail address': (text) =>
    /[\w.+'-]+ ?(@|\(at\)|\[at\]) ?[\w-]+( ?(\.|\(dot\)|\[dot\]) ?[\w-]+)+/i.test(text),
  'a telephone number': (text) => TELEPHONE.test(text),
  'a date of birth': (text) =>
    [...text.matchAll(BIRTH)].some(([, words = '']) => isBirthDate(words)),
};

/** Royal Mail's shapes, with or without the space: A9 9AA, A99, AA9, AA99, A9A, AA9A. */
const POSTCODE =
  /(?<![A-Za-z0-9])(GIR ?0AA|[A-PR-UWYZ]([0-9]{1,2}|[A-HK-Y][0-9]([0-9]|[ABEHMNPRV-Y])?|[0-9][A-HJKPS-UW]) {0,2}[0-9][ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9])/i;

/** Ofcom: +44, 0044 or the trunk 0, then nine or ten digits, of which the first is 1, 2, 3, 7 or 8. */
const TELEPHONE =
  /(?<![\w.])(\+44 ?(\(0\))? ?|0044 ?|\(?0)(?=[12378])\d([ ()./-]{0,2}\d){8,9}(?![\w])/;

/** What follows words about birth, as far as a date reaches. */
const BIRTH = /\b(?:born|d\.? ?o\.? ?b\.?|date of birth|birthday|birth date)\b(.{0,40})/gi;

const MONTH_NAMES = /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/i;

/** A whole date: day, month and year. A year alone, such as "born in 1956", is none. */
function isBirthDate(words: string): boolean {
  const numeric = [
    ...words.matchAll(/(?<!\d)(\d{1,4}) ?[./ -] ?(\d{1,2}) ?[./ -] ?(\d{1,4})(?!\d)/g),
  ];
  if (
    numeric.some(([, a = '', b = '', c = '']) =>
      a.length > 2
        ? isCalendarDate(Number(a), Number(b), Number(c))
        : isCalendarDate(fullYear(c), Number(b), Number(a)) ||
          isCalendarDate(fullYear(c), Number(a), Number(b)),
    )
  )
    return true;
  const month = MONTH_NAMES.exec(words);
  if (!month) return false;
  const numbers = words.match(/\d{1,4}/g) ?? [];
  return numbers.some((one) => one.length <= 2) && numbers.some((one) => one.length === 4);
}

const fullYear = (text: string): number => (text.length <= 2 ? 1900 + Number(text) : Number(text));
