/**
 * A model from nothing but column roles: standard comparisons, u from values, candidate rules, m by EM
 * in blocks that complement each other, and prediction rules within a budget of pairs.
 */

import type {Database} from '../../../engine/database.ts';
import type {Effects} from '../../../kernel/effects.ts';
import {DataFault} from '../../../kernel/errors.ts';
import type {Inputs} from '../encode/inputs.ts';
import type {Comparison, LinkageModel} from '../model/schema.ts';
import {readValue} from '../model/values.ts';
import {scorePairs} from '../run/score-pairs.ts';
import {Session, type SessionOptions} from '../run/session.ts';
import {candidateKeys, candidateRules} from '../standard/candidate-rules.ts';
import {type StandardComparison, standardComparisons} from '../standard/comparisons.ts';
import {profileFields} from '../standard/profile.ts';
import type {RoleColumn} from '../standard/roles.ts';
import {type Agreements, agreementsOf} from './agreements.ts';
import type {Finding} from './checks.ts';
import {bitsOf, type CandidateRule, chooseRules} from './choose-rules.ts';
import {chooseTrainingBlocks} from './choose-training-blocks.ts';
import {requireSound} from './from-model.ts';
import {captureRecall} from './rule-recall.ts';
import {
  impliedBy,
  type TrainedTables,
  type TrainingBlock,
  trainBlocks,
  uWithinBlock,
  uWithoutMatches,
  withTables,
} from './trainer.ts';

export interface AutoOptions extends SessionOptions {
  readonly columns: readonly RoleColumn[];
  readonly id?: LinkageModel['id'];
  /** Most pairs of all prediction rules. */
  readonly budget?: number;
  /** Files that are said to hold each person once. */
  readonly duplicateFree?: readonly ('left' | 'right')[];
  /** Write the model even where training found it unsound. */
  readonly acceptUnsound?: boolean;
}

export interface AutoTrained {
  readonly model: LinkageModel;
  readonly findings: readonly Finding[];
  readonly recall: number | null;
}

/** Pairs for each record that rules may make when nobody says how many. */
const PAIRS_PER_RECORD = 20;
const LEAST_BUDGET = 200_000;
/** Most rules that are tried: so many record groupings, and never more rules than a byte numbers. */
const GROUPINGS = 40_000_000;
const [FEWEST_CANDIDATES, MOST_CANDIDATES] = [60, 250] as const;
/** Rounds of training; each takes its blocks and its u from the matches of the one before. */
const ROUNDS = 2;

export async function trainAuto(
  db: Database,
  inputs: Inputs,
  options: AutoOptions,
  effects: Effects,
): Promise<AutoTrained> {
  const fields = await profileFields(db, inputs, options.columns);
  const hasLexicon = (options.lexicon?.size ?? 0) > 0;
  const standard = standardComparisons(fields, hasLexicon);
  const untrained = standard.map(({comparison}) => comparison);
  const keys = candidateKeys(fields);
  const kind = inputs.right === null ? 'dedupe' : 'link';
  await using session = await Session.open(
    db,
    inputs,
    {fields, comparisons: untrained, kind},
    keys.map((key) => [key] as [string]),
    options,
  );
  const started = effects.now();
  const {count, leftCount} = inputs;
  const budget = options.budget ?? Math.max(LEAST_BUDGET, PAIRS_PER_RECORD * count);
  const allPairs = kind === 'link' ? leftCount * (count - leftCount) : (count * (count - 1)) / 2;
  const most = kind === 'link' ? Math.min(leftCount, count - leftCount) : count;

  // 1. Candidate rules and how many pairs each makes.
  const likely = candidateRules(fields, allPairs, (key) => sharedBy(session, key), budget);
  const tried = Math.max(FEWEST_CANDIDATES, Math.min(MOST_CANDIDATES, GROUPINGS / count));
  const rules = likely.slice(0, tried);
  const counts = await session.count(rules);
  const usable = rules
    .map((rule, i) => ({rule, pairs: counts[i]?.pairs as number}))
    .filter(({pairs}) => pairs > 0 && pairs <= budget);
  if (usable.length === 0) {
    throw new DataFault('TRAINING_COLLAPSED', [
      {where: 'blocking', what: `no rule makes between 1 and ${budget} pairs`},
    ]);
  }
  // 2. Matches to begin with, by levels that usually mean one.
  const plain = await session.estimateU(standard.map((one) => one.plain));
  const within = await levelsWithin(session, standard);
  let expected = kind === 'link' ? most : most / 2;
  let comparisons = withUsualM(
    untrained,
    plain.map(({u}, c) => within.u(c, u, 0.8 * expected, usualM(u.length))),
  );
  let trained: TrainedTables | null = null;
  let blocks: TrainingBlock[] = [];
  let found: Agreements | null = null;
  for (let round = 0; round <= ROUNDS; round++) {
    const discovery = discoveryRules(usable, 4 * budget);
    const model = provisional(fields, comparisons, discovery, expected, kind, budget);
    const pairs = await scorePairs(session, model, {floor: 0});
    found = agreementsOf(
      session,
      pairs,
      usable.map(({rule}) => rule),
      kind === 'link',
    );
    expected = Math.min(
      kind === 'link' ? most : Number.POSITIVE_INFINITY,
      Math.max(1, found.expected),
    );
    effects.step({step: `find matches, round ${round + 1}`, rows: Math.round(found.expected)});
    if (round === ROUNDS) break;
    // 3. Blocks in which m can be learned, and m.
    const search = usable.map(({rule, pairs: blockPairs}, i) => ({
      fields: rule.map((key) => readValue(key).field),
      implies: impliedBy(rule, comparisons).flatMap((isImplied, c) => (isImplied ? [c] : [])),
      pairs: blockPairs,
      density: Math.min(1, ((found as Agreements).weightOf[i] as number) / blockPairs),
    }));
    const chosen = chooseTrainingBlocks({
      blocks: search,
      comparisons: comparisons.length,
      minimumMatches: Math.min(200, expected / 10),
    });
    blocks = chosen.chosen.map((i) => (usable[i] as {rule: TrainingBlock}).rule);
    const before: TrainedTables | null = trained;
    const alone = before === null ? plain : uWithoutMatches(plain, expected, before.pooled);
    const estimates = alone.map((one, c) => {
      const m = before?.pooled[c]?.m ?? usualM(one.u.length);
      return {...one, u: within.u(c, one.u, 0.9 * expected, m)};
    });
    trained = await trainBlocks(
      session,
      comparisons,
      blocks,
      estimates,
      1.5 * Math.max(most, expected),
      {
        isGated: (c) => standard[c]?.comparison !== standard[c]?.plain,
        expectedIn: (i) => (found as Agreements).weightOf[chosen.chosen[i] as number] as number,
      },
    );
    comparisons = withTables(untrained, trained);
  }
  const {findings} = trained as TrainedTables;
  requireSound(findings, options.acceptUnsound === true);
  // 4. The rules to predict with.
  const matches = found as Agreements;
  const choice = chooseInLayers(
    usable.map(({pairs}, i) => ({pairs, covers: bitsOf(matches.covers[i] as Uint8Array)})),
    matches.probability,
    budget,
  );
  const predict = choice.chosen.map((i) => (usable[i] as {rule: string[]}).rule);
  const recall = captureRecall(predict, choice.chosen, matches);
  effects.step({step: 'train', rows: count, ms: effects.now() - started});
  const duplicateFree = options.duplicateFree ?? (kind === 'link' ? matches.duplicateFree : []);
  const model: LinkageModel = {
    version: 2,
    name: 'standard person model',
    kind,
    ...(options.id === undefined ? {} : {id: options.id}),
    fields: fields.map((field) => ({...field})) as LinkageModel['fields'],
    blocking: {
      predict: predict as LinkageModel['blocking']['predict'],
      train: blocks as LinkageModel['blocking']['predict'] & string[][],
      budget: Math.max(1e9, budget),
      oversized: 10_000,
    },
    comparisons: comparisons as LinkageModel['comparisons'],
    prior: {expectedLinks: Math.max(1, Math.round(expected / (recall ?? 1)))},
    resolve: resolverFor(kind, duplicateFree),
    training: {
      records: count,
      passes: (trained as TrainedTables).passes.map(
        ({lambda, pairs, iterations, converged}, i) => ({
          block: blocks[i],
          pairs,
          lambda,
          iterations,
          converged,
        }),
      ),
      findings,
      expected_matches: expected,
      estimated_blocking_recall: recall,
      pairs_of_rules: choice.pairs,
      duplicate_free: duplicateFree,
    },
  };
  return {model, findings, recall};
}

const resolverFor = (
  kind: 'link' | 'dedupe',
  duplicateFree: readonly ('left' | 'right')[],
): LinkageModel['resolve'] => ({
  method: kind === 'dedupe' ? 'cluster' : duplicateFree.length > 0 ? 'oneToOne' : 'all',
  theta: 0,
  delta: 0,
  duplicateFree: [...duplicateFree],
  guard: 5,
  clusterLimit: 100,
  impossible: false,
});

/** How often each match is to be found, by rules of different layers. */
const LAYERS = 3;

/**
 * Chooses rules so that each match is found, then found again by others, as long as the budget lasts.
 * The matches that are known are those that some rule found: one that only a second rule would find
 * is not among them, and the more rules find each of the known, the fewer such there are.
 */
function chooseInLayers(rules: readonly CandidateRule[], weight: Float64Array, budget: number) {
  const chosen: number[] = [];
  let pairs = 0;
  for (let layer = 0; layer < LAYERS; layer++) {
    const open = [...rules.keys()].filter((i) => !chosen.includes(i));
    const found = chooseRules({
      rules: open.map((i) => rules[i] as CandidateRule),
      weight,
      budget: budget - pairs,
    });
    chosen.push(...found.chosen.map((i) => open[i] as number));
    pairs += found.pairs;
  }
  return {chosen, pairs};
}

/** Pairs of a block that are looked at for u within it. */
const PAIRS_WITHIN = 4_000_000;

/** Levels of the comparisons that speak only where other keys agree, counted over all pairs that do. */
async function levelsWithin(session: Session, standard: readonly StandardComparison[]) {
  const counts = new Map<number, Float64Array>();
  const blocks = new Map<string, number[]>();
  standard.forEach(({within}, c) => {
    if (within === null) return;
    const key = within.join();
    blocks.set(key, [...(blocks.get(key) ?? []), c]);
  });
  for (const [key, members] of blocks) {
    const rule = key.split(',') as string[];
    const {patterns, share} = await session.patternsOf(
      [rule],
      members.map((c) => (standard[c] as StandardComparison).comparison),
      PAIRS_WITHIN,
    );
    members.forEach((c, i) => {
      const levels = (standard[c] as StandardComparison).plain.levels.length - 1;
      const row = new Float64Array(levels);
      patterns.counts.forEach((count, p) => {
        const level = patterns.levels[p * members.length + i] as number;
        if (level > 0) row[level - 1] = (row[level - 1] as number) + count / share;
      });
      counts.set(c, row);
    });
  }
  return {
    /** u of a comparison: of all pairs, or of those that agree on what it depends on. */
    u(c: number, plain: Float64Array, matches: number, m: Float64Array): Float64Array {
      const row = counts.get(c);
      return row ? uWithinBlock(row, plain, matches, m) : plain;
    },
  };
}

/** m as it usually is of forms filled in by hand: most agree, and few of the rest are near. */
const usualM = (levels: number): Float64Array =>
  Float64Array.from({length: levels}, (_, i) =>
    i === 0 ? 0.8 : i === levels - 1 ? 0.1 : 0.1 / Math.max(1, levels - 2),
  );

/** Chance that two records taken at random share a key. */
function sharedBy(session: Session, key: string): number {
  const {distinct} = session.featuresOf(key);
  const {count, leftCount, crossing} = session.rows;
  const left = new Float64Array(distinct + 1);
  const right = crossing ? new Float64Array(distinct + 1) : left;
  session.countCodes(key, 0, crossing ? leftCount : count, left);
  if (crossing) session.countCodes(key, leftCount, count, right);
  let sum = 0;
  for (let code = 1; code <= distinct; code++)
    sum += (left[code] as number) * (right[code] as number);
  return sum / ((crossing ? leftCount : count) * (crossing ? count - leftCount : count));
}

function withUsualM(comparisons: readonly Comparison[], u: readonly Float64Array[]): Comparison[] {
  return comparisons.map((comparison, c) => {
    const row = u[c] as Float64Array;
    let at = -1;
    const levels = comparison.levels.map((one) => {
      if (one.missing) return one;
      at++;
      return {
        ...one,
        m: usualM(row.length)[at] as number,
        u: Math.min(1 - 1e-6, Math.max(1e-6, row[at] as number)),
      };
    });
    return {...comparison, levels};
  });
}

/** Rules to look for matches with: the smallest first, as long as the pairs last. */
function discoveryRules(
  usable: readonly {rule: string[]; pairs: number}[],
  most: number,
): string[][] {
  let sum = 0;
  return [...usable]
    .sort((a, b) => a.pairs - b.pairs)
    .filter(({pairs}) => {
      sum += pairs;
      return sum <= most;
    })
    .map(({rule}) => rule);
}

function provisional(
  fields: readonly {name: string}[],
  comparisons: readonly Comparison[],
  rules: readonly string[][],
  expected: number,
  kind: 'link' | 'dedupe',
  budget: number,
): LinkageModel {
  return {
    version: 2,
    name: 'provisional',
    kind,
    fields: fields as unknown as LinkageModel['fields'],
    blocking: {
      predict: rules as unknown as LinkageModel['blocking']['predict'],
      budget: Math.max(1e9, 10 * budget),
      oversized: 0,
    },
    comparisons: comparisons as LinkageModel['comparisons'],
    prior: {expectedLinks: Math.max(1, expected)},
    resolve: resolverFor(kind, []),
  };
}
