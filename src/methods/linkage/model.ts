/** The linkage model: blocking rules, comparisons with given m and u, prior and resolver, as data. */

import {z} from 'zod';

/** What a blocking rule may compare: a cleaned column, or its first letters. */
const KEY =
  /^(surname|forename|date_of_birth|birth_day|birth_month|birth_year|postcode|postcode_district|house_number|sex|first\((surname|forename|postcode),\d\))$/;

const Probability = z.number().gt(0).lt(1);
const Odds = {m: Probability, u: Probability};

/** Levels are tried in order; the first that holds gives the weight. A null side gives no weight. */
const LevelSchema = z.discriminatedUnion('level', [
  z.strictObject({level: z.literal('exact'), ...Odds}),
  z.strictObject({level: z.literal('jaroWinkler'), atLeast: Probability, ...Odds}),
  z.strictObject({level: z.literal('initial'), ...Odds}),
  z.strictObject({level: z.literal('swapped'), with: z.enum(['surname', 'forename']), ...Odds}),
  z.strictObject({level: z.literal('editDistance'), atMost: z.int().min(1).max(3), ...Odds}),
  z.strictObject({level: z.literal('differsBy'), oneOf: z.array(z.int()).nonempty(), ...Odds}),
  z.strictObject({level: z.literal('firstLetters'), length: z.int().min(1).max(6), ...Odds}),
  z.strictObject({level: z.literal('else'), ...Odds}),
]);

const ComparisonSchema = z.strictObject({
  column: z.enum([
    'surname',
    'forename',
    'birth_day',
    'birth_month',
    'birth_year',
    'postcode',
    'house_number',
    'sex',
  ]),
  levels: z.array(LevelSchema).min(2),
});

export const LinkageModelSchema = z
  .strictObject({
    version: z.literal(1),
    name: z.string(),
    kind: z.literal('spine'),
    blocking: z.strictObject({
      predict: z.array(z.array(z.string().regex(KEY, 'not a blocking key')).nonempty()).nonempty(),
    }),
    comparisons: z.array(ComparisonSchema).nonempty(),
    /** Expected links; `rows` expects one link for each incoming profile. */
    prior: z.strictObject({expectedLinks: z.union([z.number().positive(), z.literal('rows')])}),
    resolve: z.strictObject({
      method: z.literal('margin'),
      /** Least weight of a link, in bits. */
      theta: z.number(),
      /** Least lead over the best other person, in bits. */
      delta: z.number().nonnegative(),
    }),
  })
  .superRefine((model, context) => {
    model.comparisons.forEach(({levels}, i) => {
      if (levels.at(-1)?.level !== 'else') {
        const message = 'the last level must be else';
        context.addIssue({code: 'custom', path: ['comparisons', i, 'levels'], message});
      }
    });
  });

export type LinkageModel = z.infer<typeof LinkageModelSchema>;
export type Comparison = LinkageModel['comparisons'][number];
export type Level = Comparison['levels'][number];
