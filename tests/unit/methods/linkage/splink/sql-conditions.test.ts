import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
  type Condition,
  ConditionSchema,
} from '../../../../../src/methods/linkage/model/conditions.ts';
import {conditionSql} from '../../../../../src/methods/linkage/splink/condition-sql.ts';
import {readCondition} from '../../../../../src/methods/linkage/splink/sql-conditions.ts';

const asNamed = (column: string): string => column;
const read = (sql: string): Condition | null => readCondition(sql, asNamed);

const COSINE = `(
        sin( radians("lat_l") ) * sin( radians("lat_r") ) +
        cos( radians("lat_l") ) * cos( radians("lat_r") )
            * cos( radians("long_r" - "long_l") )
    )`;
const KILOMETRES = `
        cast(
            acos(case when ${COSINE} > 1 then 1 when ${COSINE} < -1 then -1 else ${COSINE} end
            ) * 6371
            as float
        )
     <= 10`;

/** What Splink 5.0 writes for DuckDB, and hand-written forms beside it. */
const READ: readonly (readonly [string, Condition])[] = [
  ['ELSE', {is: 'else'}],
  ['"a_l" IS NULL OR "a_r" IS NULL', {is: 'null', on: 'a'}],
  ['(a_l is null) or (a_r is null)', {is: 'null', on: 'a'}],
  ['a_r IS NULL AND a_l IS NULL', {is: 'null', on: 'a', sides: 'both'}],
  ['a_l IS NOT NULL AND a_r IS NOT NULL', {is: 'not', of: {is: 'null', on: 'a'}}],
  [
    '("f_l" IS NULL OR "f_r" IS NULL) AND ("s_l" IS NULL OR "s_r" IS NULL)',
    {
      is: 'and',
      of: [
        {is: 'null', on: 'f'},
        {is: 'null', on: 's'},
      ],
    },
  ],
  [
    "NULLIF(regexp_extract(\"a_l\", '^[A-Z]+$', 0), '') IS NULL OR NULLIF(regexp_extract(\"a_r\", '^[A-Z]+$', 0), '') IS NULL",
    {is: 'null', on: "matching(a,'^[A-Z]+$')"},
  ],
  [
    'try_strptime("dob_l", \'%Y-%m-%d\') IS NULL OR try_strptime("dob_r", \'%Y-%m-%d\') IS NULL',
    {is: 'null', on: "date(dob,'%Y-%m-%d')"},
  ],
  ['"a_l" = "a_r"', {is: 'exact', on: 'a'}],
  ['a_r::VARCHAR = CAST(a_l AS TEXT)', {is: 'exact', on: 'a'}],
  ['a_l <> a_r', {is: 'not', of: {is: 'exact', on: 'a'}}],
  ['SUBSTRING("a_l", 1, 3) = SUBSTRING("a_r", 1, 3)', {is: 'exact', on: 'first(a,3)'}],
  ['substr(a_l, 2, 3) = substr(a_r, 2, 3)', {is: 'exact', on: 'substring(a,2,3)'}],
  ['right(a_l, 4) = right(a_r, 4)', {is: 'exact', on: 'last(a,4)'}],
  [
    "NULLIF(regexp_extract(\"pc_l\", '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]', 0), '') = NULLIF(regexp_extract(\"pc_r\", '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]', 0), '')",
    {is: 'exact', on: 'pc.sector'},
  ],
  [
    "NULLIF(regexp_extract(\"pc_l\", '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?', 0), '') = NULLIF(regexp_extract(\"pc_r\", '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?', 0), '')",
    {is: 'exact', on: 'pc.district'},
  ],
  [
    "regexp_extract(pc_l, '^[A-Za-z]{1,2}') = regexp_extract(pc_r, '^[A-Za-z]{1,2}')",
    {
      is: 'or',
      of: [
        {is: 'exact', on: 'pc.area'},
        {
          is: 'and',
          of: [
            {is: 'null', on: 'pc.area', sides: 'both'},
            {is: 'not', of: {is: 'null', on: 'pc'}},
          ],
        },
      ],
    },
  ],
  [
    "jaro_winkler_similarity(NULLIF(regexp_extract(\"email_l\", '^[^@]+', 0), ''), NULLIF(regexp_extract(\"email_r\", '^[^@]+', 0), '')) >= 0.88",
    {is: 'jaroWinkler', on: 'email.user', atLeast: 0.88},
  ],
  ['jaro_winkler_sim(a_l, a_r) > 0.9', {is: 'jaroWinkler', on: 'a', moreThan: 0.9}],
  ['jaro_winkler("a_r", "a_l") < 0.9', {is: 'not', of: {is: 'jaroWinkler', on: 'a', atLeast: 0.9}}],
  ['0.9 <= jaro_winkler_udf(a_l, a_r)', {is: 'jaroWinkler', on: 'a', atLeast: 0.9}],
  ['jaro_sim(a_l, a_r) <= .5', {is: 'not', of: {is: 'jaro', on: 'a', moreThan: 0.5}}],
  ['jaccard("a_l", "a_r") >= 0.9', {is: 'jaccard', on: 'a', atLeast: 0.9}],
  ['levenshtein("a_l", "a_r") <= 2', {is: 'levenshtein', on: 'a', atMost: 2}],
  ['levenshtein(dob_l::VARCHAR, dob_r::VARCHAR) < 3', {is: 'levenshtein', on: 'dob', atMost: 2}],
  [
    'levenshtein(CAST("dob_l" AS TEXT), CAST("dob_r" AS TEXT)) <= 1',
    {is: 'levenshtein', on: 'dob', atMost: 1},
  ],
  ['damerau_levenshtein("a_l", "a_r") <= 1', {is: 'damerauLevenshtein', on: 'a', atMost: 1}],
  [
    'damerau_levenshtein(a_l, a_r) >= 2',
    {is: 'not', of: {is: 'damerauLevenshtein', on: 'a', atMost: 1}},
  ],
  ['"a_l" = "b_r" AND "a_r" = "b_l"', {is: 'columnsReversed', on: ['a', 'b']}],
  [
    'ABS(EPOCH("dob_l") - EPOCH("dob_r")) <= 86400',
    {is: 'dateWithin', on: 'dob', unit: 'day', atMost: 1},
  ],
  [
    'ABS(EPOCH(try_strptime("dob_l", \'%Y-%m-%d\')) - EPOCH(try_strptime("dob_r", \'%Y-%m-%d\'))) <= 2629800.0',
    {is: 'dateWithin', on: "date(dob,'%Y-%m-%d')", unit: 'month', atMost: 1},
  ],
  [
    'ABS(EPOCH(try_strptime("dob_l", \'%d/%m/%Y\')) - EPOCH(try_strptime("dob_r", \'%d/%m/%Y\'))) <= 315576000.0',
    {is: 'dateWithin', on: "date(dob,'%d/%m/%Y')", unit: 'year', atMost: 10},
  ],
  ['year(dob_l) = year(dob_r)', {is: 'exact', on: 'dob.year'}],
  ['ABS("n_l" - "n_r") <= 3', {is: 'numberWithin', on: 'n', atMost: 3}],
  [
    '(ABS("n_l" - "n_r") / (CASE WHEN "n_r" > "n_l" THEN "n_r" ELSE "n_l" END)) < 0.1',
    {is: 'percentBelow', on: 'n', lessThan: 0.1},
  ],
  [
    'array_length(list_intersect("arr_l", "arr_r")) >= 2',
    {is: 'arrayShares', on: 'arr', atLeast: 2},
  ],
  [
    'LEAST(ARRAY_LENGTH("arr_l"), ARRAY_LENGTH("arr_r")) <> 0 AND ARRAY_LENGTH(ARRAY_INTERSECT("arr_l", "arr_r")) = LEAST(ARRAY_LENGTH("arr_l"), ARRAY_LENGTH("arr_r"))',
    {is: 'arraySubset', on: 'arr'},
  ],
  [KILOMETRES, {is: 'distanceKm', on: ['lat', 'long'], atMost: 10}],
  [`"a_l" = 'it''s'`, {is: 'literal', on: 'a', value: "it's", side: 'left'}],
  [`"a_l" = 'x' AND "a_r" = 'x'`, {is: 'literal', on: 'a', value: 'x', side: 'both'}],
  [`a_l = 'x' OR a_r = 'x'`, {is: 'literal', on: 'a', value: 'x', side: 'either'}],
  ['"a_r" = CAST(1 AS INT)', {is: 'literal', on: 'a', value: '1', side: 'right'}],
  [
    '("a_l" = "a_r") OR (NOT ("b_l" = "b_r"))',
    {
      is: 'or',
      of: [
        {is: 'exact', on: 'a'},
        {is: 'not', of: {is: 'exact', on: 'b'}},
      ],
    },
  ],
];

describe('a condition of Splink', () => {
  it.each(READ)('is read: %s', (sql, condition) => {
    expect(ConditionSchema.parse(condition)).toEqual(condition);
    expect(read(sql)).toEqual(condition);
  });

  it.each([
    ['half of a null level', 'a_l IS NULL'],
    ['nulls of two columns', 'a_l IS NULL OR b_r IS NULL'],
    ['one direction of reversed columns', '"a_l" = "b_r"'],
    ['two columns', 'levenshtein(a_l, b_r) <= 1'],
    ['one side twice', 'a_l = a_l'],
    ['a function that is not in the model', 'hamming(a_l, a_r) <= 1'],
    ['a function of one side that is not', 'lower(a_l) = lower(a_r)'],
    ['vectors', 'array_cosine_similarity("a_l", "a_r") >= 0.9'],
    ['a part of a number of edits', 'levenshtein(a_l, a_r) <= 1.5'],
    ['a similarity above 1', 'jaro_similarity(a_l, a_r) >= 90'],
    ['dates less than some seconds apart', 'abs(epoch(a_l) - epoch(a_r)) < 86400'],
    ['dates with a time', `try_strptime(a_l, '%H:%M') = try_strptime(a_r, '%H:%M')`],
    ['a slice from the end', 'substr(a_l, -2, 2) = substr(a_r, -2, 2)'],
    [
      'a pattern that engines read differently',
      `regexp_extract(a_l, '\\s') = regexp_extract(a_r, '\\s')`,
    ],
    ['matches of nothing under a not', `NOT (regexp_extract(a_l, 'x') = regexp_extract(a_r, 'x'))`],
    ['a number for a date part', 'month(a_l) = 1'],
    ['another formula', 'abs(n_l - n_r) / n_l < 0.1'],
    ['a column of no side', 'a = b'],
    ['a comment', 'a_l = a_r -- always'],
    ['two statements', 'a_l = a_r; select 1'],
    ['a query', 'a_l in (select 1)'],
    ['an open parenthesis', '(a_l = a_r'],
    ['nothing', ''],
    ['depth', `${'('.repeat(5000)}a_l = a_r${')'.repeat(5000)}`],
  ])('is refused: %s', (_, sql) => {
    expect(read(sql)).toBeNull();
  });

  it.each(['(?i)x', 'a.c', '[[:alpha:]]', '\\bx', '(?=x)', '[]a]', 'x{1001}', '(', 'x++', '\\pL'])(
    'is refused where RE2 and the kernel could differ on its pattern: %s',
    (pattern) => {
      const side = (column: string) => `nullif(regexp_extract(${column}, '${pattern}', 0), '')`;
      expect(read(`${side('a_l')} = ${side('a_r')}`)).toBeNull();
    },
  );

  it('keeps the columns apart that only quotes keep apart', () => {
    const seen: string[] = [];
    readCondition('"first name_l" = "first name_r" AND "x""y_l" = "x""y_r"', (column) => {
      seen.push(column);
      return 'f';
    });
    expect(new Set(seen)).toEqual(new Set(['first name', 'x"y']));
  });
});

const column = fc.constantFrom('a', 'b', 'first_name', 'dob');
const text = fc.oneof(
  column,
  column.map((c) => `first(${c},3)`),
  column.map((c) => `substring(${c},2,4)`),
  column.map((c) => `${c}.district`),
  column.map((c) => `last(${c}.domain,3)`),
  column.map((c) => `matching(${c},'^(?:o''|[^''"]+)\\d{1,2}\\.')`),
);
const value = fc.oneof(
  text,
  text.map((t) => `date(${t},'%d.%m.%Y')`),
  column.map((c) => `date(${c},'%Y-%m-%d').month`),
);
const share = fc.double({min: 0, max: 1, noNaN: true}).map((n) => n + 0);
const number = fc.double({min: 0, max: 1e9, noNaN: true}).map((n) => n + 0);

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  value.map((on) => ({is: 'exact', on}) as const),
  value.map((on) => ({is: 'null', on}) as const),
  value.map((on) => ({is: 'null', on, sides: 'both'}) as const),
  fc.record({
    is: fc.constantFrom('jaro', 'jaroWinkler', 'jaccard'),
    on: text,
    atLeast: share,
  }),
  fc.record({is: fc.constantFrom('jaro', 'jaroWinkler', 'jaccard'), on: text, moreThan: share}),
  fc.record({
    is: fc.constantFrom('levenshtein', 'damerauLevenshtein'),
    on: text,
    atMost: fc.nat({max: 100}),
  }),
  fc.record({
    is: fc.constant('dateWithin' as const),
    on: column,
    unit: fc.constantFrom('month', 'year'),
    atMost: fc.integer({min: 1, max: 11}),
  }),
  fc.record({is: fc.constant('numberWithin' as const), on: column, atMost: number}),
  fc.record({is: fc.constant('percentBelow' as const), on: column, lessThan: number}),
  fc.record({
    is: fc.constant('arrayShares' as const),
    on: column,
    atLeast: fc.integer({min: 1, max: 9}),
  }),
  column.map((on) => ({is: 'arraySubset', on}) as const),
  fc.constant({is: 'columnsReversed', on: ['a', 'b']} as const).map((c) => ({...c, on: [...c.on]})),
  fc.constant({is: 'distanceKm', on: ['a', 'b'], atMost: 2.5} as const).map((c) => ({
    ...c,
    on: [...c.on],
  })),
  fc.record({
    is: fc.constant('literal' as const),
    on: text,
    value: fc.string(),
    side: fc.constantFrom('left', 'right', 'either', 'both'),
  }),
) as fc.Arbitrary<Condition>;

const {condition} = fc.letrec<{condition: Condition}>((tie) => ({
  condition: fc.oneof(
    {maxDepth: 4, withCrossShrink: true},
    leaf,
    fc.record({is: fc.constant('not' as const), of: tie('condition')}),
    fc.record({
      is: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('condition'), {minLength: 2, maxLength: 3}),
    }),
  ),
}));

describe('a condition of the model', () => {
  it('is the same condition after it was written as SQL and read again', () => {
    fc.assert(
      fc.property(condition, (before) => {
        ConditionSchema.parse(before);
        const sql = conditionSql(before, asNamed);
        expect(read(sql ?? '')).toEqual(before);
      }),
      {numRuns: 1000},
    );
  });

  it.each([
    [{is: 'nickname', on: 'a'}],
    [{is: 'exact', on: 'soundex(a)'}],
    [{is: 'levenshtein', on: 'first(dob.year,2)', atMost: 1}],
    [{is: 'jaro', on: 'a'}],
    [{is: 'percentWithin', on: 'a', atMost: 0.1}],
    [{is: 'not', of: {is: 'and', of: [{is: 'sameCore', on: 'a'}]}}],
  ] as const)('is not written where SQL has no such thing: %j', (unwritten) => {
    expect(conditionSql(structuredClone(unwritten) as unknown as Condition, asNamed)).toBeNull();
  });
});
