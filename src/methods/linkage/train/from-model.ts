/** Trains a model that somebody wrote or imported: its comparisons and rules stay, m and u are learned. */

import type {Database} from '../../../engine/database.ts';
import type {Effects} from '../../../kernel/effects.ts';
import {DataFault} from '../../../kernel/errors.ts';
import type {Inputs} from '../encode/inputs.ts';
import {keysOf} from '../model/rules.ts';
import type {BlockingRule, LinkageModel} from '../model/schema.ts';
import {readValue} from '../model/values.ts';
import {readTruth, type TruthColumn} from '../run/read-truth.ts';
import {Session, type SessionOptions} from '../run/session.ts';
import {priorBits} from '../score/weights.ts';
import {type Finding, isUsable} from './checks.ts';
import {chooseTrainingBlocks} from './choose-training-blocks.ts';
import {levelsOfMatches, pooledFromLabels} from './from-labels.ts';
import {impliedBy, type TrainingBlock, trainBlocks, withTables} from './trainer.ts';

export interface FromModelOptions extends SessionOptions {
  readonly model: LinkageModel;
  /** Blocks to train in; those of the model, or chosen among its rules, when absent. */
  readonly blocks?: readonly TrainingBlock[];
  /** Learn m from labels instead: the column that says who is who. */
  readonly truth?: TruthColumn;
  readonly acceptUnsound?: boolean;
}

export interface Trained {
  readonly model: LinkageModel;
  readonly findings: readonly Finding[];
  readonly seconds: {readonly u: number; readonly m: number};
}

/** @throws DataFault TRAINING_COLLAPSED with what is unsound, unless it is accepted */
export async function trainModel(
  db: Database,
  inputs: Inputs,
  options: FromModelOptions,
  effects: Effects,
): Promise<Trained> {
  const {model} = options;
  const given = options.blocks ?? model.blocking.train;
  const rules: BlockingRule[] = [...model.blocking.predict, ...(given ?? [])];
  await using session = await Session.open(db, inputs, model, rules, options);
  session.requireValues(2);
  const {comparisons} = model;
  const started = effects.now();
  const estimates = await session.estimateU(comparisons);
  const afterU = effects.now();
  effects.step({step: 'estimate u', rows: inputs.count, ms: afterU - started});
  if (options.truth) {
    const truth = await readTruth(db, inputs, options.truth);
    const counts = levelsOfMatches(session, comparisons, truth);
    const u = estimates.map((one) => one.u);
    const pooled = pooledFromLabels(
      counts,
      u.map((row) => row.length),
    );
    const seU = estimates.map(({se}) => se);
    return {
      model: {...model, comparisons: withTables(comparisons, {u, seU, pooled})},
      findings: [],
      seconds: {u: (afterU - started) / 1000, m: (effects.now() - afterU) / 1000},
    };
  }
  const blocks = given ?? (await chooseAmongRules(session, model));
  const {count, leftCount} = inputs;
  const most = inputs.right === null ? count : Math.min(leftCount, count - leftCount);
  const trained = await trainBlocks(session, comparisons, blocks, estimates, most);
  effects.step({step: 'estimate m', rows: inputs.count, ms: effects.now() - afterU});
  requireSound(trained.findings, options.acceptUnsound === true);
  return {
    model: {
      ...model,
      comparisons: withTables(comparisons, trained) as LinkageModel['comparisons'],
      blocking: {...model.blocking, train: [...blocks]},
      training: {
        records: count,
        passes: trained.passes.map(({lambda, pairs, iterations, converged}, i) => ({
          block: blocks[i],
          pairs,
          lambda,
          iterations,
          converged,
        })),
        findings: trained.findings,
      },
    },
    findings: trained.findings,
    seconds: {u: (afterU - started) / 1000, m: (effects.now() - afterU) / 1000},
  };
}

/** Refuses what training itself calls unsound, unless it is told not to. */
export function requireSound(findings: readonly Finding[], isAccepted: boolean): void {
  if (isAccepted || isUsable(findings)) return;
  throw new DataFault(
    'TRAINING_COLLAPSED',
    findings
      .filter(({severity}) => severity === 'refuse')
      .map(({comparison, sentence}) => ({where: comparison ?? 'training', what: sentence})),
  );
}

/** Blocks among the prediction rules that let every comparison speak, the fullest of matches first. */
async function chooseAmongRules(session: Session, model: LinkageModel): Promise<TrainingBlock[]> {
  const rules = model.blocking.predict.filter((rule) => Array.isArray(rule));
  const counts = await session.count(rules);
  const {count, leftCount, crossing} = session.rows;
  const pairs = crossing ? leftCount * (count - leftCount) : (count * (count - 1)) / 2;
  const expected = pairs * 2 ** priorBits(model, count, leftCount);
  const chosen = chooseTrainingBlocks({
    blocks: rules.map((rule, i) => ({
      fields: keysOf(rule).map((key) => readValue(key).field),
      implies: impliedBy(rule, model.comparisons).flatMap((is, c) => (is ? [c] : [])),
      pairs: counts[i]?.pairs as number,
      density: Math.min(1, expected / Math.max(1, counts[i]?.pairs as number)),
    })),
    comparisons: model.comparisons.length,
    minimumMatches: 20,
  });
  if (chosen.chosen.length === 0) {
    const what = 'no rule of the model makes a block to learn in; give --block';
    throw new DataFault('TRAINING_COLLAPSED', [{where: 'blocking', what}]);
  }
  return chosen.chosen.map((i) => rules[i] as TrainingBlock);
}
