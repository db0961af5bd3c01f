/** Every measure of texts in TypeScript says what DuckDB's function of the same name says, bit for bit. */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Database} from '../../src/engine/database.ts';
import {type Sql, sql} from '../../src/kernel/sql.ts';
import {foldedName} from '../../src/methods/linkage/clean/name-sql.ts';
import {
  type ByteDictionary,
  makeDictionary,
  textOf,
} from '../../src/methods/linkage/strings/byte-dictionary.ts';
import {damerauLevenshtein} from '../../src/methods/linkage/strings/damerau.ts';
import {dayNumber, isOneEdit, packDate} from '../../src/methods/linkage/strings/date-digits.ts';
import {foldName} from '../../src/methods/linkage/strings/fold.ts';
import {
  jaccard,
  jaccardSql,
  qgramDice,
  qgramDiceSql,
} from '../../src/methods/linkage/strings/jaccard.ts';
import {
  jaro,
  jaroWinkler,
  jaroWinklerBound,
  letterMasks,
} from '../../src/methods/linkage/strings/jaro.ts';
import {levenshtein} from '../../src/methods/linkage/strings/levenshtein.ts';
import {quietDatabase} from '../unit/engine/quiet-database.ts';

type Pair = readonly [left: string, right: string];
type Measure = (dictionary: ByteDictionary, a: number, b: number) => number;

const from = (letters: string, maxLength: number, minLength = 0) =>
  fc.string({unit: fc.constantFrom(...letters), minLength, maxLength});

/** A text, and the same after a few insertions, deletions, replacements and swaps. */
const mistyped = (text: fc.Arbitrary<string>): fc.Arbitrary<Pair> =>
  fc
    .tuple(text, fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.nat()), {maxLength: 5}))
    .map(([written, edits]) => {
      const letters = [...written];
      for (const [place, kind, which] of edits) {
        const at = place % (letters.length + 1);
        const letter = letters[which % (letters.length || 1)] ?? 'A';
        if (kind === 0) letters.splice(at, 0, letter);
        else if (kind === 1) letters.splice(at, 1);
        else if (kind === 2) letters.splice(at, 1, letter);
        else letters.splice(at, 2, ...letters.slice(at, at + 2).reverse());
      }
      return [written, letters.join('')];
    });

const ALPHABETS = ["AEILNRSW'-", 'AB', 'ABCDÂŴß', 'aA9 \u2060🙂'];
const pairs: fc.Arbitrary<Pair> = fc.oneof(
  ...ALPHABETS.flatMap((letters) => [
    mistyped(from(letters, 12)),
    fc.tuple(from(letters, 10), from(letters, 10)),
  ]),
  // Around the length of a mask, and far beyond it.
  mistyped(from('ABCDE', 36, 28)),
  fc.tuple(from('ABCDE', 36, 28), from('ABCDE', 36, 28)),
  mistyped(from('ABCDEFGH', 68, 60)),
  mistyped(from('ABCÂ', 300)),
  fc.tuple(from('ABC', 300), from('AB', 40)),
  fc.tuple(fc.string({unit: 'binary', maxLength: 20}), fc.string({unit: 'grapheme'})),
);
const sampleOf = (numRuns: number, seed: number): readonly Pair[] =>
  fc.sample(pairs, {numRuns, seed});

const dictionaryOf = (sample: readonly Pair[]) => makeDictionary(sample.flat());
const ours = (sample: readonly Pair[], measure: Measure): number[] => {
  const dictionary = dictionaryOf(sample);
  return sample.map((_, i) => measure(dictionary, 2 * i + 1, 2 * i + 2));
};

async function theirs(db: Database, sample: readonly Pair[], measure: Sql): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let at = 0; at < sample.length; at += 4_000) {
    const batch = sample.slice(at, at + 4_000);
    const rows = await db.rows(
      sql`select ${measure} as m from (
        select unnest(${batch.map(([l]) => l)}) as l, unnest(${batch.map(([, r]) => r)}) as r)`,
    );
    all.push(...rows.map(({m}) => m));
  }
  return all;
}

/** Fails with the pairs that are measured otherwise, of which there may be many. */
function expectSame(sample: readonly Pair[], got: readonly unknown[], wanted: readonly unknown[]) {
  expect(got).toHaveLength(wanted.length);
  const differing = sample.flatMap((pair, i) =>
    Object.is(got[i], wanted[i]) ? [] : [[...pair, got[i], wanted[i]]],
  );
  expect(differing.slice(0, 3)).toEqual([]);
}

const TWINS: readonly (readonly [name: string, ours: Measure, theirs: Sql])[] = [
  ['jaro_similarity', jaro, sql`jaro_similarity(l, r)`],
  ['jaro_winkler_similarity', jaroWinkler, sql`jaro_winkler_similarity(l, r)`],
  ['levenshtein', levenshtein, sql`levenshtein(l, r)`],
  ['damerau_levenshtein', damerauLevenshtein, sql`damerau_levenshtein(l, r)`],
  ['jaccard', jaccard, jaccardSql(sql`l`, sql`r`)],
  ['Dice of 1-grams', (d, a, b) => qgramDice(d, a, b, 1), qgramDiceSql(sql`l`, sql`r`, 1)],
  ['Dice of 2-grams', (d, a, b) => qgramDice(d, a, b, 2), qgramDiceSql(sql`l`, sql`r`, 2)],
  ['Dice of 3-grams', (d, a, b) => qgramDice(d, a, b, 3), qgramDiceSql(sql`l`, sql`r`, 3)],
];

describe('a measure of two texts', () => {
  it.each(TWINS)('is that of DuckDB, to the last bit: %s', async (name, measure, inSql) => {
    const {db} = await quietDatabase();
    // The list expressions of Dice's coefficient are slow in SQL.
    const sample = sampleOf(name.startsWith('Dice') ? 3_000 : 20_000, 31);
    const got = ours(sample, measure);
    expectSame(sample, got, await theirs(db, sample, inSql));
    // What is nearly always the same number would agree with anything.
    expect(new Set(got).size).toBeGreaterThan(40);
  });

  it('is that of DuckDB when one of the texts is a constant', async () => {
    const {db} = await quietDatabase();
    for (const name of ['CATHERINE', '', 'ŴYN', 'ABCDEFGH'.repeat(9)]) {
      const sample = sampleOf(2_000, 37).map(([l]): Pair => [l, name]);
      const wanted = await theirs(db, sample, sql`jaro_winkler_similarity(l, ${name})`);
      expectSame(sample, ours(sample, jaroWinkler), wanted);
      const levels = await theirs(db, sample, sql`levenshtein(${name}, l)`);
      expectSame(sample, ours(sample, levenshtein), levels);
    }
  });

  it('is that of DuckDB for names of 10,000 bytes', async () => {
    const {db} = await quietDatabase();
    const long = fc.sample(mistyped(from('ABCDEFGHIJ', 10_000, 9_900)), {numRuns: 2, seed: 41});
    const [[first = ''] = []] = long;
    const nearly: Pair[] = [...long, [first, 'CATHERINE'], [first, ''], ['EFG'.repeat(20), first]];
    const far: Pair[] = nearly.map(([l, r]) => [l, r.slice(0, 300)]);
    for (const [, measure, inSql] of TWINS.slice(0, 3)) {
      expectSame(nearly, ours(nearly, measure), await theirs(db, nearly, inSql));
    }
    // DuckDB's matrix for two of these texts would not fit in memory.
    for (const [, measure, inSql] of TWINS.slice(3, 5)) {
      expectSame(far, ours(far, measure), await theirs(db, far, inSql));
    }
  });

  it('is the same from both sides', () => {
    const sample = sampleOf(4_000, 43);
    const dictionary = dictionaryOf(sample);
    for (const [, measure] of TWINS) {
      const turned = sample.map((_, i) => measure(dictionary, 2 * i + 2, 2 * i + 1));
      expectSame(sample, turned, ours(sample, measure));
    }
  });

  it('stops one beyond the limit that it is given', () => {
    const sample = sampleOf(10_000, 47);
    const whole = ours(sample, levenshtein);
    for (const atMost of [0, 1, 2, 3, 7, 40]) {
      expectSame(
        sample,
        ours(sample, (d, a, b) => levenshtein(d, a, b, atMost)),
        whole.map((distance) => Math.min(distance, atMost + 1)),
      );
    }
  });
});

describe('the bound of a similarity', () => {
  it('is never below it, and often decides', () => {
    const sample = sampleOf(60_000, 53);
    const dictionary = dictionaryOf(sample);
    const masks = letterMasks(dictionary);
    const {bytes, offsets} = dictionary;
    const lengthOf = (code: number) => Number(offsets[code + 1]) - Number(offsets[code]);
    const bound = (a: number, b: number, prefixAtMost?: number) =>
      jaroWinklerBound(Number(masks[a]), lengthOf(a), Number(masks[b]), lengthOf(b), prefixAtMost);
    let [below, decided] = [0, 0];
    for (let a = 1; a < masks.length - 1; a += 2) {
      const similarity = jaroWinkler(dictionary, a, a + 1);
      const differsAtOnce = bytes[Number(offsets[a])] !== bytes[Number(offsets[a + 1])];
      if (bound(a, a + 1) < similarity || bound(a + 1, a) < similarity) below++;
      if (differsAtOnce && bound(a, a + 1, 0) < similarity) below++;
      if (bound(a, a + 1) < 0.85) decided++;
    }
    expect(below).toBe(0);
    expect(decided).toBeGreaterThan(5_000);
  });
});

describe('a dictionary', () => {
  it('gives back every text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({unit: 'binary'})), (values) => {
        const dictionary = makeDictionary(values);
        expect(values.map((_, i) => textOf(dictionary, i + 1))).toEqual(values);
        expect(textOf(dictionary, 0)).toBe('');
      }),
    );
  });
});

describe('folding', () => {
  const foldedBy = async (db: Database, texts: readonly string[]) => {
    const all: unknown[] = [];
    for (let at = 0; at < texts.length; at += 20_000) {
      const batch = texts.slice(at, at + 20_000);
      const rows = await db.rows(
        sql`select ${foldedName(sql`name`)} as folded from (select unnest(${batch}) as name)`,
      );
      all.push(...rows.map(({folded}) => folded));
    }
    return all;
  };
  const expectFolded = (texts: readonly string[], wanted: readonly unknown[]) => {
    expect(wanted).toHaveLength(texts.length);
    const differing = texts.flatMap((text, i) =>
      foldName(text) === wanted[i] ? [] : [[text.codePointAt(0), foldName(text), wanted[i]]],
    );
    expect(differing.slice(0, 10)).toEqual([]);
  };

  it('makes of every character of Unicode what the SQL of cleaning makes of it', async () => {
    const {db} = await quietDatabase();
    const characters = Array.from({length: 0x110000}, (_, point) => point)
      .filter((point) => point < 0xd800 || point > 0xdfff)
      .map((point) => `${String.fromCodePoint(point)}b`);
    expectFolded(characters, await foldedBy(db, characters));
  });

  it('makes of any text what the SQL of cleaning makes of it', async () => {
    const {db} = await quietDatabase();
    const texts = fc.oneof(
      fc.string({unit: 'binary', maxLength: 12}),
      from("abyzAÂŵŷïéßẞøŁđðþæœǾﬁſıİiσςΣK\u0302\u0301\u0328 -'’\u00a0\t\0.1🙂", 14),
      fc.string({unit: 'grapheme', maxLength: 12}),
      fc
        .array(fc.integer({min: 0xd7f0, max: 0xe010}))
        .map((units) => `a${String.fromCharCode(...units)}b`),
    );
    const sample = fc.sample(texts, {numRuns: 60_000, seed: 59});
    expectFolded(sample, await foldedBy(db, sample));
  });
});

describe('dates as digits', () => {
  const digits = from('0123456789', 8, 8);
  const asPacked = (text: string) =>
    packDate(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6)));

  it('differ by one edit exactly when their texts do', () => {
    const sample = [
      ...fc.sample(fc.tuple(digits, digits), {numRuns: 2_000, seed: 61}),
      ...fc
        .sample(mistyped(digits), {numRuns: 40_000, seed: 67})
        .filter(([, r]) => r.length === 8 && /^\d+$/.test(r)),
    ];
    const edits = ours(sample, damerauLevenshtein).map((distance) => distance <= 1);
    const packed = sample.map(([l, r]) => isOneEdit(asPacked(l), asPacked(r)));
    expectSame(sample, packed, edits);
    const unsigned = sample.map(([l, r]) => isOneEdit(asPacked(l) >>> 0, asPacked(r) >>> 0));
    expectSame(sample, unsigned, edits);
    for (const outcome of [true, false]) {
      expect(edits.filter((edit) => edit === outcome).length).toBeGreaterThan(2_000);
    }
  });

  it('are packed as they are written, and numbered as DuckDB numbers days', async () => {
    const {db} = await quietDatabase();
    const rows = await db.rows(sql`
      select year(day) as y, month(day) as m, day(day) as d,
        strftime(day, '%Y%m%d') as text, datediff('day', date '1970-01-01', day) as n
      from (select (date '1599-01-01' + i::integer) as day from range(0, 220000) t(i))`);
    const differing = rows.filter(({y, m, d, text, n}) => {
      const [year, month, day] = [Number(y), Number(m), Number(d)];
      return packDate(year, month, day).toString(16) !== text || dayNumber(year, month, day) !== n;
    });
    expect(rows).toHaveLength(220_000);
    expect(differing).toHaveLength(0);
  });
});
