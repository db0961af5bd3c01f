/** The rules of the intruder test, from `governance/disclosure-rules.yaml`. */

import {z} from 'zod';
import {parseDefinition} from '../../../kernel/contract/parse.ts';
import {COLUMN_NAME} from '../../../kernel/contract/schema.ts';

const Percent = z.number().min(0).max(100);

const IntruderRulesSchema = z.strictObject({
  /** A person with fewer people of the population who look like them is easily found. */
  smallestK: z.int().min(2).max(100),
  /** The most people, in per cent, who may be easily found. */
  largestShare: Percent,
  /** Datasets with a stricter or a milder share. */
  datasets: z
    .array(z.strictObject({dataset: z.string().regex(COLUMN_NAME), largestShare: Percent}))
    .default([]),
});

export type IntruderRules = z.infer<typeof IntruderRulesSchema>;

const DisclosureRulesSchema = z.strictObject({intruder: IntruderRulesSchema});

/** Governance reference §4.11: what holds where no file says otherwise. */
export const DEFAULT_RULES: IntruderRules = {smallestK: 5, largestShare: 5, datasets: []};

/** @throws DataFault POLICY_INVALID with every path that is wrong */
export const parseDisclosureRules = (text: string): {readonly intruder: IntruderRules} =>
  parseDefinition(text, DisclosureRulesSchema, 'POLICY_INVALID');

/** The share for tables that a project can join: the strictest of theirs. */
export const largestShareOf = (
  {largestShare, datasets}: IntruderRules,
  asked: readonly string[],
): number =>
  Math.min(
    ...asked.map(
      (name) => datasets.find(({dataset}) => dataset === name)?.largestShare ?? largestShare,
    ),
  );
