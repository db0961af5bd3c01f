/** The linkage model: fields, blocking rules, comparisons, prior and resolver, as data. */

import {z} from 'zod';
import {ConditionSchema, Value, valuesOf} from './conditions.ts';
import {parseValue} from './values.ts';

/** How a column is cleaned into a field; each is one function, in `cleaning/cleaners.ts`. */
export const CLEANERS = [
  'asIs',
  'trimmed',
  'text',
  'name',
  'date',
  'dateDayFirst',
  'dateMonthFirst',
  'number',
  'sex',
  'postcode',
  'nhsNumber',
  'houseNumber',
  'street',
  'phone',
  'email',
  'identifier',
] as const;
export type CleanerName = (typeof CLEANERS)[number];

const Name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and _ only');
const Probability = z.number().gt(0).lt(1);

const FieldSchema = z.strictObject({
  name: Name,
  /** The column; `left` and `right` when the files call it differently. Default: the field's name. */
  from: z.union([z.string(), z.strictObject({left: z.string(), right: z.string()})]).optional(),
  clean: z.enum(CLEANERS),
  /** What the field is about; reports and constraints go by it. */
  role: z.string().optional(),
});

/** Keys that two records must share, or neighbours in the order of keys. A null key never blocks. */
const RuleSchema = z.union([
  z.array(Value).nonempty(),
  z.strictObject({sortedBy: z.array(Value).nonempty(), window: z.int().min(1).max(1000)}),
]);

const TermFrequencySchema = z.strictObject({
  /** The value whose rarity counts; the frequencies are those of all records of the run. */
  on: Value,
  weight: z.number().min(0).max(1),
  /** No value counts as rarer than this share. */
  minimumU: z.number().min(0).max(1),
  /** Splink's u of the exact level, from which rarity is measured. Default: u of this level. */
  exactU: Probability.optional(),
});

const LevelSchema = z.strictObject({
  when: ConditionSchema,
  label: z.string().optional(),
  /** The level says nothing: weight 0. */
  missing: z.literal(true).optional(),
  /** Share of matches at this level; absent until trained. */
  m: Probability.optional(),
  /** Share of non-matches at this level; absent until trained. */
  u: Probability.optional(),
  fixM: z.literal(true).optional(),
  fixU: z.literal(true).optional(),
  /** Standard errors, when trained. */
  seM: z.number().nonnegative().optional(),
  seU: z.number().nonnegative().optional(),
  /** Never seen in training: m is a floor. */
  unobserved: z.literal(true).optional(),
  tf: TermFrequencySchema.optional(),
});

const ComparisonSchema = z.strictObject({
  name: Name,
  /** Levels are tried in order; the first that holds gives the weight. The last is `else`. */
  levels: z.array(LevelSchema).min(2).max(30),
});

const PriorSchema = z.union([
  /** Chance that two records taken at random are one person. */
  z.strictObject({probability: Probability}),
  /** Expected links among all pairs; `rows` expects one link for each record of the smaller file. */
  z.strictObject({expectedLinks: z.union([z.number().positive(), z.literal('rows')])}),
]);

const ResolveSchema = z.strictObject({
  /** `margin`: best person with a lead. `oneToOne`: best matching. `cluster`: groups. `all`: every pair. */
  method: z.enum(['margin', 'oneToOne', 'cluster', 'all']),
  /** Least weight of a link, in bits. */
  theta: z.number(),
  /** Least lead over the best other person, in bits. */
  delta: z.number().nonnegative().default(0),
  /** Files without duplicates. */
  duplicateFree: z.array(z.enum(['left', 'right'])).default([]),
  /** Bridges of a cluster below theta + guard are cut. */
  guard: z.number().nonnegative().default(5),
  /** Largest cluster. */
  clusterLimit: z.int().min(2).default(100),
  /** Twins and conflicting sex and birth date are never linked. */
  impossible: z.boolean().default(false),
  /** Second pass among members of a household; names the fields that make an address. */
  household: z.strictObject({address: z.array(Value).nonempty()}).optional(),
});

export const LinkageModelSchema = z
  .strictObject({
    version: z.literal(2),
    name: z.string(),
    kind: z.enum(['dedupe', 'link', 'link_and_dedupe', 'spine']),
    /** The column that names a record; without it, its row number does. */
    id: z.union([z.string(), z.strictObject({left: z.string(), right: z.string()})]).optional(),
    fields: z.array(FieldSchema).nonempty(),
    blocking: z.strictObject({
      predict: z.array(RuleSchema).nonempty(),
      /** Blocks in which m is learned; chosen when absent. */
      train: z.array(z.array(Value).nonempty()).optional(),
      /** Most pairs that a run may compare. */
      budget: z.number().positive().default(1_000_000_000),
      /** Records of a block above which it is split by a further key; 0 never splits. */
      oversized: z.int().nonnegative().default(10_000),
    }),
    comparisons: z.array(ComparisonSchema).nonempty(),
    prior: PriorSchema,
    resolve: ResolveSchema,
    /** What trained it: digests, counts, passes; written by `train`, read by people. */
    training: z.record(z.string(), z.unknown()).optional(),
  })
  .superRefine((model, context) => {
    const fault = (path: (string | number)[], message: string) =>
      context.addIssue({code: 'custom', path, message});
    const known = new Set(model.fields.map(({name}) => name));
    if (known.size !== model.fields.length) fault(['fields'], 'two fields have one name');
    const check = (path: (string | number)[], values: readonly string[]) => {
      for (const value of values) {
        // What is no value expression at all has been told already.
        const field = parseValue(value)?.field;
        if (field !== undefined && !known.has(field))
          fault(path, 'names a field that is not there');
      }
    };
    model.blocking.predict.forEach((rule, i) => {
      check(['blocking', 'predict', i], Array.isArray(rule) ? rule : rule.sortedBy);
    });
    model.blocking.train?.forEach((rule, i) => {
      check(['blocking', 'train', i], rule);
    });
    model.comparisons.forEach(({levels}, i) => {
      const path = ['comparisons', i, 'levels'];
      levels.forEach((level, j) => {
        check([...path, j, 'when'], valuesOf(level.when));
        if (level.tf) check([...path, j, 'tf'], [level.tf.on]);
        if (level.missing && (level.m ?? level.u) !== undefined) {
          fault([...path, j], 'a missing level has no m and no u');
        }
      });
      const last = levels.at(-1);
      if (last?.when.is !== 'else' || last.missing) fault(path, 'the last level must be else');
    });
  });

export type LinkageModel = z.infer<typeof LinkageModelSchema>;
export type Field = LinkageModel['fields'][number];
export type BlockingRule = LinkageModel['blocking']['predict'][number];
export type Comparison = LinkageModel['comparisons'][number];
export type Level = Comparison['levels'][number];
