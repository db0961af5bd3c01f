/** Linkage models at random: any leaf on any value, under and, or and not; any blocking rule. */

import fc from 'fast-check';
import type {Condition, Leaf} from '../../src/methods/linkage/model/conditions.ts';
import {type LinkageModel, LinkageModelSchema} from '../../src/methods/linkage/model/schema.ts';
import {FIELDS} from './linkage-records.ts';

export const VALUES = [
  ...FIELDS.map(({name}) => name),
  'first(surname,3)',
  'first(forename,1)',
  'last(note,2)',
  'substring(note,2,3)',
  'substring(note,0,2)',
  'last(surname,3)',
  'soundex(surname)',
  'metaphone(surname)',
  'first(soundex(surname),2)',
  'soundex(first(surname,4))',
  'birth.year',
  'birth.month',
  'birth.day',
  'postcode.area',
  'postcode.district',
  'postcode.sector',
  'email.user',
  'email.domain',
  "matching(note,'[a-z]+')",
  "matching(note,'[A-Z]+')",
  "date(note,'%d/%m/%Y')",
  "date(note,'%Y-%m-%d').year",
] as const;

const value = fc.constantFrom<string>(...VALUES);
const onOf = (...likely: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({weight: 3, arbitrary: fc.constantFrom(...likely)}, {weight: 1, arbitrary: value});

const NAMELIKE = ['forename', 'surname', 'note', 'email', 'postcode', 'birth'];
const share = fc.constantFrom(0, 0.3, 0.5, 0.7, 0.75, 0.8, 0.88, 0.9, 0.92, 1);
const limits: fc.Arbitrary<{atLeast: number} | {moreThan: number}> = fc.oneof(
  share.map((atLeast) => ({atLeast})),
  share.map((moreThan) => ({moreThan})),
);
const distance = fc.constantFrom(0, 1, 1, 2, 3, 10);

/** One arbitrary for each kind of leaf. */
export const LEAVES: Readonly<Record<Leaf['is'], fc.Arbitrary<Leaf>>> = {
  null: fc.record(
    {
      is: fc.constant('null' as const),
      on: value,
      sides: fc.constantFrom('either' as const, 'both' as const),
    },
    {requiredKeys: ['is', 'on']},
  ) as fc.Arbitrary<Leaf>,
  exact: fc.record({is: fc.constant('exact' as const), on: value}),
  jaro: similar('jaro'),
  jaroWinkler: similar('jaroWinkler'),
  jaccard: similar('jaccard'),
  qgramDice: fc.record({
    is: fc.constant('qgramDice' as const),
    on: onOf(...NAMELIKE),
    q: fc.integer({min: 1, max: 4}),
    atLeast: share,
  }),
  levenshtein: fc.record({
    is: fc.constant('levenshtein' as const),
    on: onOf(...NAMELIKE),
    atMost: distance,
  }),
  damerauLevenshtein: fc.record({
    is: fc.constant('damerauLevenshtein' as const),
    on: onOf(...NAMELIKE),
    atMost: distance,
  }),
  initial: fc.record({is: fc.constant('initial' as const), on: onOf('forename', 'note')}),
  nickname: fc.record({is: fc.constant('nickname' as const), on: onOf('forename', 'surname')}),
  sharesToken: fc.record({is: fc.constant('sharesToken' as const), on: onOf('surname', 'note')}),
  sameCore: fc.record({is: fc.constant('sameCore' as const), on: onOf('surname', 'note')}),
  columnsReversed: fc.constantFrom(
    {is: 'columnsReversed' as const, on: ['forename', 'surname'] as [string, string]},
    {
      is: 'columnsReversed' as const,
      on: ['first(forename,2)', 'first(note,2)'] as [string, string],
    },
    {is: 'columnsReversed' as const, on: ['surname', 'surname'] as [string, string]},
  ),
  dateWithin: fc.record({
    is: fc.constant('dateWithin' as const),
    on: onOf('birth', 'note'),
    unit: fc.constantFrom('day' as const, 'month' as const, 'year' as const),
    atMost: fc.constantFrom(0, 1, 10, 0.5),
  }),
  dayMonthSwapped: fc.record({
    is: fc.constant('dayMonthSwapped' as const),
    on: onOf('birth', 'note'),
  }),
  datePartsAgree: fc.record({
    is: fc.constant('datePartsAgree' as const),
    on: onOf('birth', 'note'),
    atLeast: fc.integer({min: 1, max: 3}),
  }),
  differsBy: fc.record({
    is: fc.constant('differsBy' as const),
    on: onOf('amount', 'birth.year'),
    oneOf: fc.constantFrom([0], [10], [1, 10, 100], [0.5, 0.2]) as fc.Arbitrary<
      [number, ...number[]]
    >,
  }),
  numberWithin: fc.record({
    is: fc.constant('numberWithin' as const),
    on: onOf('amount', 'birth.year'),
    atMost: fc.constantFrom(0, 1, 10, 0.1),
  }),
  percentWithin: fc.record({
    is: fc.constant('percentWithin' as const),
    on: onOf('amount'),
    atMost: share,
  }),
  percentBelow: fc.record({
    is: fc.constant('percentBelow' as const),
    on: onOf('amount'),
    lessThan: fc.constantFrom(-1, 0, 0.1, 0.5, 1, 2),
  }),
  arrayShares: fc.record({
    is: fc.constant('arrayShares' as const),
    on: onOf('tags', 'note'),
    atLeast: fc.integer({min: 1, max: 3}),
  }),
  arraySubset: fc.record({is: fc.constant('arraySubset' as const), on: onOf('tags', 'note')}),
  distanceKm: fc.record({
    is: fc.constant('distanceKm' as const),
    on: fc.constantFrom(['latitude', 'longitude'], ['latitude', 'amount']) as fc.Arbitrary<
      [string, string]
    >,
    atMost: fc.constantFrom(0, 0.02, 10, 100, 5_000, 20_100),
  }),
  literal: fc.record({
    is: fc.constant('literal' as const),
    on: onOf('sex', 'forename'),
    value: fc.constantFrom('1', '2', 'WILLIAM', 'SIAN', ''),
    side: fc.constantFrom('left' as const, 'right' as const, 'either' as const, 'both' as const),
  }),
  else: fc.constant({is: 'else' as const}),
};

function similar(name: 'jaro' | 'jaroWinkler' | 'jaccard'): fc.Arbitrary<Leaf> {
  return fc
    .tuple(onOf(...NAMELIKE), limits)
    .map(([on, limit]) => ({is: name, on, ...limit}) as Leaf);
}

const leaf = fc.oneof(...Object.values(LEAVES));

export const condition: fc.Arbitrary<Condition> = fc.letrec<{condition: Condition}>((tie) => ({
  condition: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    {weight: 4, arbitrary: leaf as fc.Arbitrary<Condition>},
    {
      weight: 1,
      arbitrary: fc.record({
        is: fc.constantFrom('and' as const, 'or' as const),
        of: fc.array(tie('condition'), {minLength: 1, maxLength: 3}),
      }),
    },
    {weight: 1, arbitrary: fc.record({is: fc.constant('not' as const), of: tie('condition')})},
  ),
})).condition;

const probability = fc.double({min: 0.0001, max: 0.9999, noNaN: true});
const termFrequency = fc.record({
  on: onOf('surname', 'forename'),
  weight: fc.constantFrom(0, 0.5, 1),
  minimumU: fc.constantFrom(0, 0.001, 0.2),
});

const level = fc
  .record({
    when: condition,
    m: probability,
    u: probability,
    missing: fc.integer({max: 7, min: 0}),
    tf: fc.option(termFrequency, {freq: 3}),
    exactU: fc.option(probability),
  })
  .map(({when, m, u, missing, tf, exactU}) =>
    missing === 0
      ? {when, missing: true as const}
      : {when, m, u, ...(tf && {tf: {...tf, ...(exactU !== null && {exactU})}})},
  );

/** Levels as models have them more often than chance does: missing, equal, then something looser. */
const levels = fc
  .tuple(
    fc.option(value),
    fc.array(level, {minLength: 1, maxLength: 4}),
    probability,
    probability,
    probability,
    probability,
  )
  .map(([on, random, m, u, mElse, uElse]) => [
    ...(on === null
      ? []
      : [
          {when: {is: 'null' as const, on}, missing: true as const},
          {when: {is: 'exact' as const, on}, m, u},
        ]),
    ...random,
    {when: {is: 'else' as const}, m: mElse, u: uElse},
  ]);

/** Keys that records made at random share often enough to meet. */
const COMMON = [
  'sex',
  'first(forename,1)',
  'postcode.area',
  'birth.year',
  'email.domain',
  'latitude',
];
const key = fc.oneof(
  {weight: 2, arbitrary: fc.constantFrom<string>(...COMMON)},
  {weight: 1, arbitrary: value},
);
const keys = fc.oneof(
  {weight: 3, arbitrary: key.map((one) => [one])},
  {weight: 1, arbitrary: fc.tuple(key, key).map((two) => [...two])},
);
const rule = fc.oneof(
  {weight: 4, arbitrary: keys},
  {weight: 1, arbitrary: fc.record({sortedBy: keys, window: fc.integer({min: 1, max: 5})})},
);

export const model: fc.Arbitrary<LinkageModel> = fc
  .record({
    kind: fc.constantFrom('dedupe', 'link', 'link_and_dedupe'),
    rules: fc.array(rule, {minLength: 1, maxLength: 4}),
    comparisons: fc.array(levels, {minLength: 1, maxLength: 4}),
    prior: fc.oneof(
      probability.map((one) => ({probability: one})),
      fc.constant({expectedLinks: 'rows' as const}),
    ),
  })
  .map(({kind, rules, comparisons, prior}) =>
    LinkageModelSchema.parse({
      version: 2,
      name: 'made up',
      kind,
      fields: FIELDS,
      blocking: {predict: rules},
      comparisons: comparisons.map((one, i) => ({name: `c${i}`, levels: one})),
      prior,
      resolve: {method: 'all', theta: 0},
    }),
  );
