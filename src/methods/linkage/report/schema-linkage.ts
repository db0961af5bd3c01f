/** The linkage step of the report: what was compared, by which model, what came of it, and how sure that is. */

import {z} from 'zod';
import {RECORD_STATES} from '../evaluate/funnel.ts';
import {Amount, Bits, Count, Fraction, orNotKnown, ShareSchema, Text} from './schema-parts.ts';

const FunnelSchema = z.strictObject({
  /** Whose records these are: those of the left file, or of all files. */
  of: z.enum(['left', 'all']),
  states: z.array(z.strictObject({state: z.enum(RECORD_STATES), records: Count})).nonempty(),
});

const BlockingSchema = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        rule: Text,
        pairs: Count,
        /** Pairs that no rule before it found. */
        newPairs: Count,
        /** Sizes of the largest blocks; never their keys. */
        largest: z.array(z.strictObject({records: Count})),
        /** Estimated share of all matches that this rule alone would find. */
        recall: Fraction.nullable(),
      }),
    )
    .nonempty(),
  /** Pairs compared, each once. */
  pairs: Count,
  possiblePairs: Amount,
  recall: orNotKnown(z.strictObject({how: Text, recall: ShareSchema})),
});

const LevelSchema = z.strictObject({
  label: Text,
  /** Null for a level that says nothing. */
  m: Fraction.nullable(),
  u: Fraction.nullable(),
  bits: Bits,
  /** 95 % interval of the bits, when trained. */
  low: Bits.nullable(),
  high: Bits.nullable(),
  /** `missing`: says nothing. `unobserved`: never seen in training, m is a floor. `fixed`: not trained. */
  note: z.enum(['missing', 'unobserved', 'fixed']).nullable(),
  /** Whether the rarity of the value adds to it. */
  termFrequency: z.boolean(),
});

const ModelSchema = z.strictObject({
  name: Text,
  digest: Text,
  prior: z.strictObject({probability: z.number().gt(0).lt(1), bits: Bits, how: Text}),
  comparisons: z
    .array(z.strictObject({name: Text, levels: z.array(LevelSchema).min(2)}))
    .nonempty(),
  training: orNotKnown(Text),
});

const ThresholdRowSchema = z.strictObject({
  threshold: Bits,
  truePositive: Amount,
  falsePositive: Amount,
  falseNegative: Amount,
  precision: Fraction.nullable(),
  recall: Fraction.nullable(),
  f1: Fraction.nullable(),
});

export const HOW = ['truth', 'clerical', 'calibrated_model', 'uncalibrated_model'] as const;
/** How an accuracy is known. Only `truth` is counted; all others are estimates. */
const HowSchema = z.enum(HOW);

const WaterfallSchema = z
  .strictObject({
    title: Text,
    outcome: Text,
    prior: Bits,
    steps: z
      .array(
        z.strictObject({
          comparison: Text,
          level: Text,
          bits: Bits,
          /** Bits for the rarity of the value; null where it plays no part. */
          termFrequency: Bits.nullable(),
        }),
      )
      .nonempty(),
    weight: Bits,
  })
  .refine(({prior, steps, weight}) => {
    const sum = steps.reduce((total, s) => total + s.bits + (s.termFrequency ?? 0), prior);
    return Math.abs(sum - weight) <= 1e-6;
  }, 'the prior and the steps do not add up to the weight');

export const LinkageSchema = z.strictObject({
  cleaning: orNotKnown(
    z.array(z.strictObject({field: Text, rule: Text, changed: Count, emptied: Count})),
  ),
  funnel: FunnelSchema,
  links: Count,
  blocking: BlockingSchema,
  model: ModelSchema,
  resolve: z.strictObject({method: Text, theta: Bits, delta: Bits}),
  histogram: z.strictObject({
    width: z.number().positive(),
    /** Pairs from this weight up to the next. */
    bins: z.array(z.strictObject({from: Bits, pairs: Count, links: Count})).nonempty(),
  }),
  thresholds: orNotKnown(
    z.strictObject({
      how: HowSchema,
      rows: z.array(ThresholdRowSchema).nonempty(),
      curve: z.array(ThresholdRowSchema),
    }),
  ),
  calibration: orNotKnown(
    z.strictObject({
      /** Where the truth of the pairs comes from. */
      how: Text,
      rows: z
        .array(
          z.strictObject({
            /** Null: everything below; everything above. */
            from: Bits.nullable(),
            to: Bits.nullable(),
            pairs: Count,
            /** What the model claims. */
            meanProbability: Fraction.nullable(),
            isTrue: ShareSchema,
          }),
        )
        .nonempty(),
    }),
  ),
  patterns: z.strictObject({
    /** How many there are; the most frequent are listed. */
    distinct: Count,
    rows: z.array(
      z.strictObject({
        /** Labels of the levels, in the order of comparisons. */
        levels: z.array(Text),
        /** Bits without rarity of values. */
        weight: Bits,
        pairs: Count,
        links: Count,
      }),
    ),
  }),
  waterfalls: z.array(WaterfallSchema),
  unlinkables: orNotKnown(
    z.array(z.strictObject({threshold: Bits, records: Count, share: Fraction.nullable()})),
  ),
  /** Records per person after linking. */
  clusters: orNotKnown(z.array(z.strictObject({size: Count, clusters: Count}))),
  /** Constraints and conflicts that kept pairs or records apart. */
  constraints: z.array(z.strictObject({constraint: Text, count: Count})),
  accuracy: z
    .array(
      z.strictObject({
        how: HowSchema,
        note: Text,
        precision: ShareSchema.nullable(),
        recall: ShareSchema.nullable(),
      }),
    )
    .nonempty(),
  clerical: orNotKnown(
    z.strictObject({pairs: Count, reviewers: Count, agreement: ShareSchema, note: Text}),
  ),
  drift: orNotKnown(
    z.array(z.strictObject({what: Text, before: z.number(), now: z.number(), isHeld: z.boolean()})),
  ),
});
