/** `governance/access-rules.yaml`: which rules the access review follows, and with which parameters. */

import {z} from 'zod';
import {parseDefinition} from '../../kernel/contract/parse.ts';
import {throwFaults} from '../../kernel/errors.ts';

const Day = z.iso.date();
const Count = z.int().positive();
const Code = z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'a code in capitals');
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 07:00');
const TimeZone = z.string().refine(isTimeZone, 'no time zone has this name');
/** One sentence; nothing but the four words in braces is filled in. */
const Sentence = z
  .string()
  .min(1)
  .regex(
    /^([^{}\n]|\{(actor|project|seen|normal)\})*$/,
    'a sentence of one line; in braces only actor, project, seen, normal',
  );

export const SEVERITIES = ['high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

const rule = <Id extends string, Parameters extends z.ZodRawShape>(
  id: Id,
  parameters: Parameters,
) =>
  z.strictObject({
    id: z.literal(id),
    on: z.boolean(),
    severity: z.enum(SEVERITIES),
    title: z.string().min(1),
    saw: Sentence,
    normal: Sentence,
    parameters: z.strictObject(parameters),
  });

const RuleSchema = z.discriminatedUnion('id', [
  rule('AR01', {from: TimeOfDay, to: TimeOfDay}),
  rule('AR02', {}),
  rule('AR03', {
    robustZ: z.number().positive(),
    baselineDays: Count,
    activeDays: Count,
    /** A spread that is smaller counts as this one: somebody very regular is not flagged for one more. */
    leastSpread: z.number().positive(),
  }),
  rule('AR04', {cohorts: z.int().min(2), hours: Count, differentConditions: Count}),
  rule('AR05', {
    results: Count,
    minutes: Count,
    smallCodes: z.array(Code).nonempty(),
    /** Row bands of a cohort that count as a small number. */
    smallCohorts: z.array(z.enum(['0', '1-9', '10-99'])),
  }),
  rule('AR06', {lastDays: Count, times: z.number().min(1), baselineDays: Count, leastUses: Count}),
  rule('AR07', {refusals: Count, minutes: Count}),
  rule('AR08', {days: Count}),
  rule('AR09', {lastRequests: Count, share: z.number().gt(0).max(1), mutualDays: Count}),
  rule('AR10', {}),
  rule('AR11', {heartbeatSeconds: Count, missedHeartbeats: Count, resultMinutes: Count}),
  rule('AR12', {overriddenCodes: z.array(Code).nonempty()}),
]);

const AccessRulesSchema = z.strictObject({
  version: z.literal(1),
  timeZone: TimeZone,
  actorTimeZones: z.array(z.strictObject({actor: z.string().min(1), timeZone: TimeZone})),
  bankHolidays: z.array(Day),
  unreviewedDays: Count,
  lapseDays: Count,
  rules: z.array(RuleSchema),
});

export type AccessRules = Readonly<z.infer<typeof AccessRulesSchema>>;
export type RuleLine = AccessRules['rules'][number];
export type RuleId = RuleLine['id'];
export type ParametersOf<Id extends RuleId> = Extract<RuleLine, {id: Id}>['parameters'];

export const RULE_IDS: readonly RuleId[] = RuleSchema.options.map(({shape}) => shape.id.value);

/**
 * Reads the rules. Each is there exactly once: one that is not wanted is switched off in sight.
 * @throws DataFault ACCESS_RULES_INVALID with every rule and parameter that is wrong
 */
export function parseAccessRules(text: string): AccessRules {
  const file = parseDefinition(text, AccessRulesSchema, 'ACCESS_RULES_INVALID');
  const faults = RULE_IDS.flatMap((id) => {
    const times = file.rules.filter((one) => one.id === id).length;
    if (times === 1) return [];
    return [
      {where: id, what: times === 0 ? 'missing; switch it off with on: false' : 'there twice'},
    ];
  });
  throwFaults('ACCESS_RULES_INVALID', faults);
  return file;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', {timeZone: name});
    return true;
  } catch {
    return false;
  }
}
