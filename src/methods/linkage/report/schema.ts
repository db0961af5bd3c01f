/** The linkage report as a value: GUILD's four steps, each complete or saying why not; aggregates only. */

import {z} from 'zod';
import {LOST_STAGES, type LostAt} from '../evaluate/funnel.ts';
import {LinkageSchema} from './schema-linkage.ts';
import {Bits, Count, Fraction, orNotKnown, ShareSchema, Text} from './schema-parts.ts';

export const REPORT_VERSION = 1;

const ProvisionSchema = z.strictObject({
  purpose: orNotKnown(Text),
  population: orNotKnown(Text),
  geography: orNotKnown(Text),
  files: z
    .array(
      z.strictObject({
        name: Text,
        side: z.enum(['left', 'right']),
        records: Count,
        asAt: orNotKnown(Text),
        extractedOn: orNotKnown(Text),
        optedOut: orNotKnown(Count),
        digest: Text,
      }),
    )
    .nonempty(),
  completeness: z
    .array(
      z.strictObject({
        field: Text,
        side: z.enum(['left', 'right']),
        records: Count,
        filled: Count,
        /** Of those filled, how many can be true: a date that exists, a check digit that fits. */
        valid: Count.nullable(),
      }),
    )
    .nonempty(),
  changes: orNotKnown(Text),
});

const AnalysisSchema = z.strictObject({
  /** Fields on each row that tell analysts how sure a link is. */
  rowFields: z.array(z.strictObject({name: Text, meaning: Text})),
  /** Links at other thresholds, for analyses to be run again with. */
  sensitivity: z.array(z.strictObject({threshold: Bits, links: Count, linkRate: Fraction})),
  biasParameters: orNotKnown(Text),
});

const LostSchema = z.strictObject(
  Object.fromEntries(LOST_STAGES.map((stage) => [stage, Count.nullable()])) as Record<
    LostAt,
    z.ZodNullable<typeof Count>
  >,
);

const SubgroupSchema = z.strictObject({
  variable: Text,
  level: Text,
  /** Null here and below: withheld, or not estimated. */
  records: Count.nullable(),
  linkRate: ShareSchema.nullable(),
  missedRate: ShareSchema.nullable(),
  falseRate: ShareSchema.nullable(),
  riskRatio: z.strictObject({value: z.number(), low: z.number(), high: z.number()}).nullable(),
  standardisedDifference: z.number().nullable(),
  lost: LostSchema,
  verdict: z.enum(['pass', 'watch', 'fail', 'too_few']),
});

const FairnessSchema = z.strictObject({
  passes: z.boolean(),
  tolerance: Fraction,
  leastRecords: Count,
  overall: ShareSchema,
  /** Whether missed and false matches were counted, by truth, and not estimated. */
  counted: z.boolean(),
  /** What they were counted or estimated by. */
  how: Text,
  minCell: Count,
  /** Stages that lost so few records in all that they are counted at another. */
  merged: z.array(z.strictObject({stage: z.enum(LOST_STAGES), into: z.enum(LOST_STAGES)})),
  subgroups: z.array(SubgroupSchema),
});

const ReportingSchema = z.strictObject({
  fairness: orNotKnown(FairnessSchema),
  limitations: z.array(Text).nonempty(),
  versions: z.array(z.strictObject({what: Text, version: Text})).nonempty(),
  digests: z.array(z.strictObject({what: Text, digest: Text})).nonempty(),
  seconds: z.array(z.strictObject({step: Text, seconds: z.number().nonnegative()})).nonempty(),
});

export const LinkageReportSchema = z
  .strictObject({
    version: z.literal(REPORT_VERSION),
    title: Text,
    /** The day of the run, as an ISO date. */
    madeOn: z.iso.date(),
    kind: z.enum(['dedupe', 'link', 'link_and_dedupe', 'spine']),
    provision: ProvisionSchema,
    linkage: LinkageSchema,
    analysis: AnalysisSchema,
    reporting: ReportingSchema,
  })
  .superRefine(({provision, linkage}, context) => {
    const {of, states} = linkage.funnel;
    const inStates = states.reduce((sum, {records}) => sum + records, 0);
    const inFiles = provision.files
      .filter(({side}) => of === 'all' || side === of)
      .reduce((sum, {records}) => sum + records, 0);
    const fault = (path: string[], message: string) =>
      context.addIssue({code: 'custom', path: ['linkage', ...path], message});
    if (inStates !== inFiles) fault(['funnel'], 'states and records do not add up');
    const {rules, pairs} = linkage.blocking;
    const found = rules.reduce((sum, {newPairs}) => sum + newPairs, 0);
    if (found !== pairs) fault(['blocking'], 'new pairs and pairs do not add up');
  });

/** Everything the page and the tables say; no value of any record is in it. */
export type LinkageReport = z.infer<typeof LinkageReportSchema>;

export type Linkage = LinkageReport['linkage'];
export type FairnessReport = z.infer<typeof FairnessSchema>;
export type SubgroupRow = FairnessReport['subgroups'][number];
export type ThresholdReport = Extract<Linkage['thresholds'], {rows: unknown}>;
export type CalibrationReport = Extract<Linkage['calibration'], {rows: unknown}>;
export type Waterfall = Linkage['waterfalls'][number];
export type AccuracyRow = Linkage['accuracy'][number];
