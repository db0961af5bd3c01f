/** Conditions of comparison levels: typed, total and symmetric, so that they compile to kernel and SQL. */

import {z} from 'zod';
import {parseValue} from './values.ts';

export const Value = z
  .string()
  .refine((text) => parseValue(text) !== null, 'not a value expression such as first(surname,4)');

const Share = z.number().min(0).max(1);

/** Either "at least" or "more than": Splink's models use both, and at a threshold they differ. */
const similarity = <N extends string>(name: N) =>
  z
    .strictObject({
      is: z.literal(name),
      on: Value,
      atLeast: Share.optional(),
      moreThan: Share.optional(),
    })
    .refine(
      ({atLeast, moreThan}) => (atLeast === undefined) !== (moreThan === undefined),
      'wants atLeast or moreThan, and not both',
    );

const distance = <N extends string>(name: N) =>
  z.strictObject({is: z.literal(name), on: Value, atMost: z.int().min(0).max(100)});

const plain = <N extends string>(name: N) => z.strictObject({is: z.literal(name), on: Value});

/** Values that are made alike of two fields have the same codes for the same texts. */
const isMadeAlike = (one: string, other: string): boolean =>
  JSON.stringify(parseValue(one)?.transforms) === JSON.stringify(parseValue(other)?.transforms);

/** A condition on the values of a pair. With a side missing it is unknown, which is not true. */
const LeafSchema = z.discriminatedUnion('is', [
  /** A side has no value; with `sides: both`, neither has. */
  z.strictObject({is: z.literal('null'), on: Value, sides: z.enum(['either', 'both']).optional()}),
  plain('exact'),
  similarity('jaro'),
  similarity('jaroWinkler'),
  similarity('jaccard'),
  z.strictObject({
    is: z.literal('qgramDice'),
    on: Value,
    q: z.int().min(1).max(4),
    atLeast: Share,
  }),
  distance('levenshtein'),
  distance('damerauLevenshtein'),
  /** One side is a single letter, the first of the other. */
  plain('initial'),
  /** One is listed as a variant of the other, in one step of the lexicon. */
  plain('nickname'),
  /** A part between blanks and hyphens, of two letters or more, stands on both sides. */
  plain('sharesToken'),
  /** Equal without blanks, hyphens, apostrophes and the particles of names (ap, ab, mac, o, van, de). */
  plain('sameCore'),
  /** The two columns are each other's: forename written as surname. */
  z
    .strictObject({is: z.literal('columnsReversed'), on: z.tuple([Value, Value])})
    .refine(({on}) => isMadeAlike(...on), 'wants two columns that are transformed alike'),
  /** ISO dates: so many days apart, a month being 30.4375 and a year 365.25. */
  z.strictObject({
    is: z.literal('dateWithin'),
    on: Value,
    unit: z.enum(['day', 'month', 'year']),
    atMost: z.number().nonnegative(),
  }),
  plain('dayMonthSwapped'),
  /** So many of year, month and day agree. */
  z.strictObject({is: z.literal('datePartsAgree'), on: Value, atLeast: z.int().min(1).max(3)}),
  /** Whole numbers that differ by one of these. */
  z.strictObject({is: z.literal('differsBy'), on: Value, oneOf: z.array(z.number()).nonempty()}),
  z.strictObject({is: z.literal('numberWithin'), on: Value, atMost: z.number().nonnegative()}),
  /** The difference is at most this share of the larger of the two. */
  z.strictObject({is: z.literal('percentWithin'), on: Value, atMost: Share}),
  /** Splink's: difference over the greater number; two zeros never are, two negatives always. */
  z.strictObject({is: z.literal('percentBelow'), on: Value, lessThan: z.number()}),
  /** Lists, as JSON arrays of text: so many members in common. */
  z.strictObject({is: z.literal('arrayShares'), on: Value, atLeast: z.int().min(1)}),
  plain('arraySubset'),
  /** Great-circle distance of latitude and longitude, in kilometres. */
  z.strictObject({
    is: z.literal('distanceKm'),
    on: z.tuple([Value, Value]),
    atMost: z.number().nonnegative(),
  }),
  z.strictObject({
    is: z.literal('literal'),
    on: Value,
    value: z.string(),
    side: z.enum(['left', 'right', 'either', 'both']),
  }),
  z.strictObject({is: z.literal('else')}),
]);

export type Leaf = z.infer<typeof LeafSchema>;

export type Condition =
  | Leaf
  | {is: 'and'; of: Condition[]}
  | {is: 'or'; of: Condition[]}
  | {is: 'not'; of: Condition};

export const ConditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    LeafSchema,
    z.strictObject({is: z.literal('and'), of: z.array(ConditionSchema).nonempty()}),
    z.strictObject({is: z.literal('or'), of: z.array(ConditionSchema).nonempty()}),
    z.strictObject({is: z.literal('not'), of: ConditionSchema}),
  ]),
);

/** The leaves of a condition, in written order. */
export function leavesOf(condition: Condition): Leaf[] {
  switch (condition.is) {
    case 'and':
    case 'or':
      return condition.of.flatMap(leavesOf);
    case 'not':
      return leavesOf(condition.of);
    default:
      return [condition];
  }
}

/** The value expressions that a leaf reads. */
export const valuesOfLeaf = (leaf: Leaf): readonly string[] =>
  leaf.is === 'else' ? [] : typeof leaf.on === 'string' ? [leaf.on] : leaf.on;

/** The value expressions that a condition reads, each once. */
export const valuesOf = (condition: Condition): string[] => [
  ...new Set(leavesOf(condition).flatMap(valuesOfLeaf)),
];
