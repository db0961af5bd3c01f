/** What the kernel knows of the distinct values of one value expression, in shared memory. */

import {sharedDoubles, sharedInts} from '../../../engine/shared-arrays.ts';
import {isCalendarDate} from '../../../kernel/dates.ts';
import type {Encoded} from '../encode/encode.ts';
import type {Leaf} from '../model/conditions.ts';
import {readValue} from '../model/values.ts';
import {type ByteDictionary, makeDictionary} from '../strings/byte-dictionary.ts';
import {dayNumber, packDate} from '../strings/date-digits.ts';
import {letterMasks} from '../strings/jaro.ts';
import {coreOf, tokensOf} from '../strings/tokens.ts';
import {transformText} from './transform.ts';

/** Lists of numbers: those of code c stand at `items[starts[c]]` up to `items[starts[c + 1]]`. */
export interface Lists {
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

export interface ValueFeatures {
  /** The slot of the field that it is made of. */
  readonly slot: number;
  /** From codes of the field to codes of this value; null when it is the field itself. */
  readonly map: Int32Array | null;
  readonly distinct: number;
  readonly dictionary?: ByteDictionary;
  readonly masks?: Int32Array;
  /** Days since 1970 and packed digits of ISO dates; `NOT_A_DATE` where the text is none. */
  readonly days?: Int32Array;
  readonly digits?: Int32Array;
  /** All values are ISO dates, so that edits can be counted on packed digits. */
  readonly allDates?: boolean;
  /** NaN where the text is no number. */
  readonly numbers?: Float64Array;
  readonly tokens?: Lists;
  readonly members?: Lists;
  /** Codes of names without blanks, marks and particles. */
  readonly cores?: Int32Array;
  /** Pairs of codes, one the variant of the other. */
  readonly nicknames?: Int32Array;
  /** Codes of texts that a condition names. */
  readonly literals?: Readonly<Record<string, number>>;
  /** 1 where the text is a single letter; the code of its first letter. */
  readonly initials?: Int32Array;
}

export type FeatureName = Exclude<keyof ValueFeatures, 'slot' | 'map' | 'distinct' | 'allDates'>;

/** Neither a day nor the digits of a date. */
export const NOT_A_DATE = 0x7fffffff;

const BYTES: readonly FeatureName[] = ['dictionary'];

/** What each kind of leaf needs beyond codes. */
const NEEDS: Readonly<Record<Leaf['is'], readonly FeatureName[]>> = {
  null: [],
  exact: [],
  jaro: BYTES,
  jaroWinkler: ['dictionary', 'masks'],
  jaccard: BYTES,
  qgramDice: BYTES,
  levenshtein: ['dictionary', 'digits'],
  damerauLevenshtein: ['dictionary', 'digits'],
  initial: ['initials'],
  nickname: ['nicknames'],
  sharesToken: ['tokens'],
  sameCore: ['cores'],
  columnsReversed: [],
  dateWithin: ['days'],
  dayMonthSwapped: ['digits'],
  datePartsAgree: ['digits'],
  differsBy: ['numbers'],
  numberWithin: ['numbers'],
  percentWithin: ['numbers'],
  percentBelow: ['numbers'],
  arrayShares: ['members'],
  arraySubset: ['members'],
  distanceKm: ['numbers'],
  literal: ['literals'],
  else: [],
};

/** Whether a leaf asks more of values than whether they are equal. */
export const readsTexts = (leaf: Leaf): boolean => NEEDS[leaf.is].length > 0;

/** Names and variants in one step, both in the form that the cleaner of names gives. */
export type Lexicon = ReadonlyMap<string, ReadonlySet<string>>;

/** The features of every value expression that the leaves and keys read. */
export async function featuresOf(
  encoded: Encoded,
  leaves: readonly Leaf[],
  keys: readonly string[],
  lexicon: Lexicon,
): Promise<Map<string, ValueFeatures>> {
  const needs = new Map<string, {names: Set<FeatureName>; literals: Set<string>}>();
  const need = (value: string) => {
    const found = needs.get(value) ?? {names: new Set(), literals: new Set()};
    needs.set(value, found);
    return found;
  };
  for (const key of keys) need(key);
  for (const leaf of leaves) {
    if (leaf.is === 'else') continue;
    for (const value of typeof leaf.on === 'string' ? [leaf.on] : leaf.on) {
      const {names, literals} = need(value);
      for (const name of NEEDS[leaf.is]) names.add(name);
      if (leaf.is === 'literal') literals.add(leaf.value);
    }
  }
  const features = new Map<string, ValueFeatures>();
  for (const [value, {names, literals}] of needs) {
    features.set(value, await featuresOfValue(encoded, value, names, literals, lexicon));
  }
  return features;
}

async function featuresOfValue(
  encoded: Encoded,
  value: string,
  names: ReadonlySet<FeatureName>,
  literals: ReadonlySet<string>,
  lexicon: Lexicon,
): Promise<ValueFeatures> {
  const {field, transforms} = readValue(value);
  const base = encoded.fields.get(field);
  if (!base) throw new TypeError('a field of the model is not encoded');
  if (transforms.length === 0 && names.size === 0) {
    return {slot: base.slot, map: null, distinct: base.distinct};
  }
  let texts = await encoded.texts(field);
  let map: Int32Array | null = null;
  if (transforms.length > 0) {
    ({texts, map} = derive(texts, (text) =>
      transforms.reduce<string | null>(
        (made, one) => (made === null ? null : transformText(made, one)),
        text,
      ),
    ));
  }
  const dictionary =
    names.has('dictionary') || names.has('masks')
      ? map === null
        ? await encoded.dictionary(field)
        : makeDictionary(texts)
      : undefined;
  return {
    slot: base.slot,
    map,
    distinct: texts.length,
    ...(dictionary && {dictionary}),
    ...(dictionary && names.has('masks') && {masks: letterMasks(dictionary)}),
    ...(names.has('days') || names.has('digits') ? dateFeatures(texts) : {}),
    ...(names.has('numbers') && {numbers: numbersOf(texts)}),
    ...(names.has('tokens') && {tokens: listsOf(texts, tokensOf)}),
    ...(names.has('members') && {members: listsOf(texts, membersOf)}),
    ...(names.has('cores') && {cores: derive(texts, coreOf).map}),
    ...(names.has('nicknames') && {nicknames: nicknamePairs(texts, lexicon)}),
    ...(names.has('initials') && {initials: initialsOf(texts)}),
    ...(names.has('literals') && {literals: codesOf(texts, literals)}),
  };
}

/**
 * Distinct results of a function over texts, numbered in byte order as the values of fields are, and
 * the way from code to code.
 */
function derive(
  texts: readonly string[],
  make: (text: string) => string | null,
): {texts: string[]; map: Int32Array} {
  const made = texts.map(make);
  const sorted = inByteOrder(new Set(made.filter((one) => one !== null)));
  const codes = new Map(sorted.map((text, i) => [text, i + 1]));
  const map = sharedInts(texts.length + 1);
  made.forEach((one, i) => {
    if (one !== null) map[i + 1] = codes.get(one) as number;
  });
  return {texts: sorted, map};
}

/** UTF-16 and UTF-8 order texts alike but for characters beyond the first plane. */
function inByteOrder(texts: ReadonlySet<string>): string[] {
  const sorted = [...texts].sort();
  return sorted.some((text) => /[\ud800-\udfff]/.test(text))
    ? sorted.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    : sorted;
}

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

function dateFeatures(texts: readonly string[]) {
  const days = sharedInts(texts.length + 1).fill(NOT_A_DATE);
  const digits = sharedInts(texts.length + 1).fill(NOT_A_DATE);
  let allDates = true;
  texts.forEach((text, i) => {
    const found = ISO_DATE.exec(text);
    if (!found) {
      allDates = false;
      return;
    }
    const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
    digits[i + 1] = packDate(year, month, day);
    if (isCalendarDate(year, month, day)) days[i + 1] = dayNumber(year, month, day);
  });
  return {days, digits, allDates};
}

function numbersOf(texts: readonly string[]): Float64Array {
  const numbers = sharedDoubles(texts.length + 1);
  numbers[0] = Number.NaN;
  texts.forEach((text, i) => {
    numbers[i + 1] = numberOf(text);
  });
  return numbers;
}

/** A number in decimal notation; NaN for any other text, and for a number beyond double precision. */
export function numberOf(text: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number.NaN;
  const number = Number(text);
  return Number.isFinite(number) ? number : Number.NaN;
}

/** The distinct members of a JSON array as text; none where the text is no such array. */
export function membersOf(text: string): string[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? [...new Set(list.filter((one) => one !== null).map(String))] : [];
  } catch {
    return [];
  }
}

/** Sorted codes of the parts of each text. */
function listsOf(texts: readonly string[], parts: (text: string) => readonly string[]): Lists {
  const codes = new Map<string, number>();
  const lists = texts.map((text) =>
    Int32Array.from(
      new Set(
        parts(text).map((part) => {
          const code = codes.get(part) ?? codes.size + 1;
          codes.set(part, code);
          return code;
        }),
      ),
    ).sort(),
  );
  const starts = sharedInts(texts.length + 2);
  lists.forEach((list, i) => {
    starts[i + 2] = (starts[i + 1] as number) + list.length;
  });
  const items = sharedInts(starts[texts.length + 1] ?? 0);
  lists.forEach((list, i) => {
    items.set(list, starts[i + 1] as number);
  });
  return {starts, items};
}

function nicknamePairs(texts: readonly string[], lexicon: Lexicon): Int32Array {
  const codes = new Map(texts.map((text, i) => [text, i + 1]));
  const pairs: number[] = [];
  for (const [name, code] of codes) {
    for (const variant of lexicon.get(name) ?? []) {
      const other = codes.get(variant);
      if (other !== undefined && other !== code) pairs.push(code, other);
    }
  }
  const shared = sharedInts(pairs.length);
  shared.set(pairs);
  return shared;
}

/** One more than the first character's code point, negative where the text is nothing else. */
function initialsOf(texts: readonly string[]): Int32Array {
  const initials = sharedInts(texts.length + 1);
  texts.forEach((text, i) => {
    const point = text.codePointAt(0);
    if (point === undefined) return;
    const isAlone = text.length === (point > 0xffff ? 2 : 1);
    initials[i + 1] = isAlone ? -point - 1 : point + 1;
  });
  return initials;
}

function codesOf(texts: readonly string[], wanted: ReadonlySet<string>): Record<string, number> {
  const found: Record<string, number> = {};
  texts.forEach((text, i) => {
    if (wanted.has(text)) found[text] = i + 1;
  });
  return found;
}
