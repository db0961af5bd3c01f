/** Lanes: which applications may go by rolling review, and why (`governance/lanes.yaml`). */

import {z} from 'zod';
import {parseDefinition} from '../../../kernel/contract/parse.ts';

/** Facts of an application that a lane's rule may read; `application/lane.ts` works each out. */
export const LANE_FACTS = [
  'datasets-approved-for-this-purpose-class',
  'data-use-outcome',
  'commercial-purpose',
  'row-level-view',
  'opt-out-exemption',
  'new-linkage-to-identifiers',
  'week-of-birth',
  'everyone-accredited-and-in-date',
] as const;

const RuleSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  fact: z.enum(LANE_FACTS),
  is: z.union([z.string(), z.boolean()]),
  /** One sentence for the applicant: why it matters. */
  because: z.string(),
});

const LanesSchema = z.strictObject({
  /** Tried in order; the first whose rules all hold is taken. The last one has no rules. */
  lanes: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z][a-z0-9-]*$/),
        title: z.string(),
        /** Bodies decide between their meetings, within their `rollingClockDays`. */
        rolling: z.boolean(),
        rules: z.array(RuleSchema),
      }),
    )
    .nonempty()
    .refine((lanes) => lanes.at(-1)?.rules.length === 0, 'the last lane must take everything'),
});

export type LanesFile = Readonly<z.infer<typeof LanesSchema>>;

/** @throws DataFault POLICY_INVALID with every path that is wrong */
export const parseLanes = (text: string): LanesFile =>
  parseDefinition(text, LanesSchema, 'POLICY_INVALID');
