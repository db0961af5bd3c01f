/** Weights, levels and rules of pairs depend on nothing but the records: not on threads, chunks or order (R31). */

import fc from 'fast-check';
import {expect, it} from 'vitest';
import type {Database} from '../../src/engine/database.ts';
import type {Condition} from '../../src/methods/linkage/model/conditions.ts';
import {leavesOf} from '../../src/methods/linkage/model/conditions.ts';
import type {LinkageModel} from '../../src/methods/linkage/model/schema.ts';
import {scorePairs} from '../../src/methods/linkage/run/score-pairs.ts';
import {Session, type SessionOptions} from '../../src/methods/linkage/run/session.ts';
import {model as madeUpModel} from '../support/linkage-models.ts';
import {inputsOf, LEXICON, type MadeUpRecord, madeUpRecord} from '../support/linkage-records.ts';
import {quietDatabase} from '../unit/engine/quiet-database.ts';

interface Run {
  readonly model: LinkageModel;
  readonly left: readonly MadeUpRecord[];
  readonly right: readonly MadeUpRecord[];
  /** Ids in the order of rows; a record's id says where it stands in `left` or `right`. */
  readonly leftIds: readonly number[];
  readonly rightIds: readonly number[];
  readonly options: SessionOptions;
}

const hex = (weight: number): string => Buffer.from(Float64Array.of(weight).buffer).toString('hex');

/** Every pair as ids, rule, levels and the bits of its weight, for each size of chunks. */
async function pairsOf(db: Database, run: Run, sizes: readonly number[]): Promise<string[][]> {
  const {model, leftIds, rightIds, options} = run;
  const pick = (ids: readonly number[], from: readonly MadeUpRecord[]) =>
    ids.map((id) => from[id] as MadeUpRecord);
  const right = model.kind === 'dedupe' ? null : pick(rightIds, run.right);
  const inputs = await inputsOf(db, pick(leftIds, run.left), right);
  await using session = await Session.open(db, inputs, model, model.blocking.predict, {
    lexicon: LEXICON,
    ...options,
  });
  const idOf = (record: number) =>
    record < leftIds.length
      ? `left ${leftIds[record]}`
      : `right ${rightIds[record - leftIds.length]}`;
  const width = model.comparisons.length;
  const found: string[][] = [];
  for (const pairsEach of sizes) {
    const pairs = await scorePairs(session, model, {floor: -10, pairsEach});
    const lines = Array.from(pairs.left, (l, p) => {
      const ids = [idOf(l), idOf(pairs.right[p] as number)].sort().join(' – ');
      const levels = pairs.levels.subarray(p * width, (p + 1) * width).join();
      return `${ids}: rule ${pairs.rule[p]}, levels ${levels}, ${hex(pairs.weight[p] as number)}`;
    });
    found.push(lines.sort());
  }
  return found;
}

/** Which of two records of one file stands left is decided by their order. */
const knowsSides = (condition: Condition): boolean =>
  leavesOf(condition).some(
    (leaf) => leaf.is === 'literal' && (leaf.side === 'left' || leaf.side === 'right'),
  );

const unsided = madeUpModel.filter(
  ({kind, comparisons, blocking}) =>
    (kind === 'link' ||
      !comparisons.some(({levels}) => levels.some(({when}) => knowsSides(when)))) &&
    // Among records with equal keys, neighbours are those that stand near each other.
    blocking.predict.every(Array.isArray),
);

const records = fc.array(madeUpRecord, {minLength: 60, maxLength: 60, size: 'max'});
const ORDER = Array.from({length: 60}, (_, i) => i);
const shuffled = fc.shuffledSubarray(ORDER, {minLength: ORDER.length});

it('gives the same pairs for any chunks and any order of rows', async () => {
  const {db} = await quietDatabase();
  let pairs = 0;
  await fc.assert(
    fc.asyncProperty(
      unsided,
      records,
      records,
      shuffled,
      shuffled,
      async (model, left, right, leftIds, rightIds) => {
        const run = {model, left, right, options: {threads: 1}};
        const inOrder = {...run, leftIds: ORDER, rightIds: ORDER};
        const [wanted = []] = await pairsOf(db, inOrder, [1_000_000]);
        const found = await pairsOf(db, {...run, leftIds, rightIds}, [1, 37, 1_000_000]);
        expect(found).toEqual([wanted, wanted, wanted]);
        pairs += wanted.length;
      },
    ),
    {numRuns: 20, seed: 127, endOnFailure: true},
  );
  expect(pairs).toBeGreaterThan(2_000);
});

it('gives the same pairs with one thread and with two', async () => {
  const {db} = await quietDatabase();
  let pairs = 0;
  for (const [i, model] of fc.sample(unsided, {numRuns: 5, seed: 149}).entries()) {
    const [left = [], right = []] = fc.sample(records, {numRuns: 2, seed: 151 + i});
    const [leftIds = [], rightIds = []] = fc.sample(shuffled, {numRuns: 2, seed: 157 + i});
    const run = {model, left, right, options: {threads: 1}};
    const inOrder = {...run, leftIds: ORDER, rightIds: ORDER};
    const [wanted = []] = await pairsOf(db, inOrder, [1_000_000]);
    for (const threads of [1, 2]) {
      const options = {threads, threadsFromRecords: 1};
      const found = await pairsOf(db, {...run, leftIds, rightIds, options}, [11, 97, 1_000_000]);
      expect(found).toEqual([wanted, wanted, wanted]);
    }
    pairs += wanted.length;
  }
  expect(pairs).toBeGreaterThan(500);
});
