/** The intruder report: what was measured, small counts withheld, so that it may be read by anybody. */

import {z} from 'zod';
import {COLUMN_NAME} from '../../../kernel/contract/schema.ts';
import {PROJECT_NAME} from '../../../kernel/zones.ts';
import {isSmall, SUPPRESSION_THRESHOLD} from '../cells.ts';
import {type Attack, precisionOf, upliftOf} from './attacks.ts';
import type {KFigures} from './classes.ts';
import {type GatedSet, JUSTIFICATIONS, type MeasuredSet} from './gate.ts';
import type {Attacks, Measured} from './measure.ts';
import {AREA_GRAINS, BIRTH_GRAINS, FURTHER, wordsOf} from './sets.ts';

/** Changes whenever the same extract could be measured otherwise. */
export const INTRUDER_TEST = 'dolen/intruder/v1';

const Digest = z.string().regex(/^[0-9a-f]{64}$/);
/** `null` is withheld: it, or what it leaves of a whole, is a small count. */
const Count = z.int().nonnegative().nullable();
const Percent = z.number().min(0).max(100).nullable();

const KSchema = z.strictObject({
  unique: Percent,
  below5: Percent,
  below10: Percent,
  smallest: Count,
  median: z.number().nonnegative().nullable(),
});

/** Words for sets of quasi-identifiers: no digit, so no date and no code of an area. */
const Words = z.string().regex(/^[A-Za-z +]+$/);

const SetSchema = z.strictObject({
  words: Words,
  birth: z.enum(BIRTH_GRAINS).nullable(),
  area: z.enum(AREA_GRAINS).nullable(),
  sex: z.boolean(),
  also: z.enum(FURTHER).nullable(),
  people: Count,
  combinations: Count,
  extract: KSchema,
  population: KSchema.nullable(),
});

const Justifying = z.enum([JUSTIFICATIONS.birth, JUSTIFICATIONS.area]);

const GateSchema = z.strictObject({
  set: Words,
  smallestK: z.int(),
  share: Percent,
  largestShare: z.number(),
  verdict: z.enum(['within', 'above', 'not-known']),
  wouldPass: z.array(Words),
  justifiedBy: z.array(Justifying),
  needs: z.array(Justifying),
});

const PartSchema = z.strictObject({
  /** What can be joined: one dataset, or all of them. */
  datasets: z.array(z.string().regex(COLUMN_NAME)).nonempty(),
  people: Count,
  qiSets: z.array(SetSchema),
  gate: z.array(GateSchema),
});

const AttackSchema = z
  .strictObject({
    attempts: Count,
    claimed: Count,
    correct: Count,
    /** Per cent of the claims that are right. */
    precision: Percent,
    /** The same, had each claim been drawn at random from people of the same sex and decade of birth. */
    baseline: Percent,
    uplift: z.number().nonnegative().nullable(),
  })
  .nullable();

const OUTCOMES = ['passed', 'passed-as-exception', 'refused', 'not-known'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const IntruderReportSchema = z.strictObject({
  v: z.literal(1),
  test: z.literal(INTRUDER_TEST),
  project: z.string().regex(PROJECT_NAME),
  people: z.enum(['real', 'made-up']),
  /** What the gate says; for made-up people it is said and not done. */
  outcome: z.enum(OUTCOMES),
  isEnforced: z.boolean(),
  hasPopulation: z.boolean(),
  reasons: z.array(z.string()),
  parts: z.array(PartSchema).nonempty(),
  attacks: z.strictObject({
    prosecutor: AttackSchema,
    journalist: AttackSchema,
    marketer: AttackSchema,
    register: AttackSchema,
  }),
  provenance: z.strictObject({
    extracts: z
      .array(z.strictObject({dataset: z.string().regex(COLUMN_NAME), plain: Digest}))
      .nonempty(),
    grants: Digest,
    rules: Digest,
    /** The manifest of the counts of the population. */
    population: Digest.nullable(),
    seed: z.string().regex(/^[0-9a-f]{16}$/),
    /** The entry with which the extract began. */
    logIndex: z.int().nonnegative(),
  }),
});

export type IntruderReport = z.infer<typeof IntruderReportSchema>;
export type ReportPart = IntruderReport['parts'][number];

const minCell = SUPPRESSION_THRESHOLD;
const count = (n: number): number | null => (isSmall(n, minCell) ? null : n);
const rounded = (n: number): number => Math.round(n * 100) / 100;

/** Withheld when the part, or the rest, is a small count of people. */
export function safeShare(part: number, whole: number): number | null {
  if (whole === 0 || isSmall(whole, minCell)) return null;
  if (isSmall(part, minCell) || isSmall(whole - part, minCell)) return null;
  return rounded((100 * part) / whole);
}

function kFigures(people: number, k: KFigures) {
  const isSafe = people >= minCell;
  return {
    unique: safeShare(k.unique, people),
    below5: safeShare(k.below5, people),
    below10: safeShare(k.below10, people),
    smallest: isSafe ? k.smallest : null,
    median: isSafe ? k.median : null,
  };
}

const publishSet = ({set, figures}: MeasuredSet): ReportPart['qiSets'][number] => ({
  words: wordsOf(set),
  birth: set.birth,
  area: set.area,
  sex: set.sex,
  also: set.also,
  people: count(figures.people),
  combinations: figures.people >= minCell ? figures.combinations : null,
  extract: kFigures(figures.people, figures.extract),
  population: figures.population && kFigures(figures.people, figures.population),
});

function publishGate(
  {set, largestShare, verdict}: GatedSet,
  {sets}: Measured,
  smallestK: number,
): ReportPart['gate'][number] {
  const figures = sets.find((one) => one.set === set)?.figures;
  const isAbove = verdict.verdict === 'above';
  return {
    set: wordsOf(set),
    smallestK,
    share: figures?.population ? safeShare(figures.population.belowGate, figures.people) : null,
    largestShare,
    verdict: verdict.verdict,
    wouldPass: isAbove ? verdict.pass.map(wordsOf) : [],
    justifiedBy: isAbove ? [...verdict.justified] : [],
    needs: isAbove ? [...verdict.missing] : [],
  };
}

/** What was measured of tables that belong together, fit to be read. */
export const publishPart = (
  datasets: readonly [string, ...string[]],
  measured: Measured,
  smallestK: number,
): ReportPart => ({
  datasets: [...datasets],
  people: count(measured.people),
  qiSets: measured.sets.map(publishSet),
  gate: measured.gate.map((one) => publishGate(one, measured, smallestK)),
});

function publishAttack(attack: Attack | null): IntruderReport['attacks']['prosecutor'] {
  if (!attack) return null;
  const correct = Math.round(attack.correct);
  const isSafe = ![attack.attempts, attack.claimed, correct].some((n) => isSmall(n, minCell));
  const precision = isSafe ? precisionOf(attack) : null;
  const uplift = isSafe ? upliftOf(attack) : null;
  return {
    attempts: count(attack.attempts),
    claimed: count(attack.claimed),
    correct: count(correct),
    precision: precision === null ? null : rounded(100 * precision),
    baseline:
      isSafe && attack.claimed > 0
        ? Number(((100 * attack.baseline) / attack.claimed).toPrecision(3))
        : null,
    uplift: uplift === null ? null : Number(uplift.toPrecision(3)),
  };
}

export const publishAttacks = (attacks: Attacks): IntruderReport['attacks'] => ({
  prosecutor: publishAttack(attacks.prosecutor),
  journalist: publishAttack(attacks.journalist),
  marketer: publishAttack(attacks.marketer),
  register: publishAttack(attacks.register),
});
