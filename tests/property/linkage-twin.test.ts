/** The kernel says of every pair what the naive statement says of it, to the last bit (R18, R19, R31, R32). */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Database} from '../../src/engine/database.ts';
import {ident, join, sql} from '../../src/kernel/sql.ts';
import type {Inputs} from '../../src/methods/linkage/encode/inputs.ts';
import type {Condition, Leaf} from '../../src/methods/linkage/model/conditions.ts';
import type {Comparison, LinkageModel} from '../../src/methods/linkage/model/schema.ts';
import {scorePairs} from '../../src/methods/linkage/run/score-pairs.ts';
import {Session, type SessionOptions} from '../../src/methods/linkage/run/session.ts';
import {priorBits} from '../../src/methods/linkage/score/weights.ts';
import {columnsOfPair, recordColumns} from '../../src/methods/linkage/sql/columns.ts';
import {conditionSql} from '../../src/methods/linkage/sql/condition-sql.ts';
import {
  makeRecordValues,
  type RecordValueOptions,
} from '../../src/methods/linkage/sql/record-values.ts';
import {levelColumn, scoredPairsSql} from '../../src/methods/linkage/sql/scored-pairs.ts';
import {LEAVES, model as madeUpModel} from '../support/linkage-models.ts';
import {
  ALL_TEXTS,
  FIELDS,
  inputsOf,
  LEXICON,
  type MadeUpRecord,
  madeUpRecord,
  valuesOfAllKinds,
} from '../support/linkage-records.ts';
import {quietDatabase} from '../unit/engine/quiet-database.ts';

type Options = SessionOptions & RecordValueOptions;

const OPTIONS: Options = {threads: 1, lexicon: LEXICON, rarityIn: 'all'};

/** A scored pair as one line: whatever differs shows. */
const lineOf = (
  left: number,
  right: number,
  rule: number,
  levels: readonly number[],
  weight: number,
) => `${left}–${right} rule ${rule} levels ${levels.join()} weight ${weight}`;

async function bySql(db: Database, inputs: Inputs, model: LinkageModel, options: Options) {
  const compared = {
    rules: model.blocking.predict,
    comparisons: model.comparisons,
    fieldNames: model.fields.map(({name}) => name),
  };
  const {count, leftCount} = inputs;
  await makeRecordValues(db, inputs, model.fields, recordColumns(compared), options);
  const crossing = inputs.right !== null && model.kind !== 'link_and_dedupe';
  const prior = priorBits(model, count, leftCount);
  const rows = await db.rows(scoredPairsSql(compared, {leftCount, crossing}, prior));
  return rows
    .map((row) =>
      lineOf(
        Number(row.left_record),
        Number(row.right_record),
        Number(row.rule),
        model.comparisons.map((one, c) => Number(row[levelColumn(one, c)])),
        row.weight as number,
      ),
    )
    .sort();
}

const openSession = (db: Database, inputs: Inputs, model: LinkageModel, options: Options) =>
  Session.open(db, inputs, model, model.blocking.predict, options);

async function byKernel(session: Session, model: LinkageModel, floor: number) {
  const pairs = await scorePairs(session, model, {floor});
  const width = model.comparisons.length;
  return Array.from(pairs.left, (left, p) => ({
    weight: pairs.weight[p] as number,
    line: lineOf(
      left,
      pairs.right[p] as number,
      pairs.rule[p] as number,
      [...pairs.levels.subarray(p * width, (p + 1) * width)],
      pairs.weight[p] as number,
    ),
  }));
}

const linesOf = (pairs: readonly {line: string}[]) => pairs.map(({line}) => line).sort();

const recordsOf = (minLength: number, maxLength: number) =>
  fc.array(madeUpRecord, {minLength, maxLength, size: 'max'});

describe('a model at random', () => {
  it('gives the same pairs, rules, levels and weights in the kernel and in SQL', async () => {
    const {db} = await quietDatabase();
    const records = recordsOf(20, 50);
    const rarity = fc.constantFrom('all' as const, 'right' as const);
    let pairs = 0;
    await fc.assert(
      fc.asyncProperty(
        madeUpModel,
        records,
        records,
        rarity,
        async (model, left, right, rarityIn) => {
          const inputs = await inputsOf(db, left, model.kind === 'dedupe' ? null : right);
          const options = {...OPTIONS, rarityIn};
          const session = await openSession(db, inputs, model, options);
          const kernel = await byKernel(session, model, Number.NEGATIVE_INFINITY);
          expect(linesOf(kernel)).toEqual(await bySql(db, inputs, model, options));
          pairs += kernel.length;
        },
      ),
      {numRuns: 60, seed: 101, endOnFailure: true},
    );
    expect(pairs).toBeGreaterThan(5_000);
  });

  it('keeps the same pairs with pruning as without', async () => {
    const {db} = await quietDatabase();
    const share = fc.integer({min: 0, max: 100}).map((percent) => percent / 100);
    let pruned = 0;
    await fc.assert(
      fc.asyncProperty(madeUpModel, recordsOf(60, 100), share, async (model, left, at) => {
        const inputs = await inputsOf(db, left, model.kind === 'dedupe' ? null : left.slice(0, 40));
        const session = await openSession(db, inputs, model, OPTIONS);
        const all = await byKernel(session, model, Number.NEGATIVE_INFINITY);
        const weights = all.map(({weight}) => weight).sort((a, b) => a - b);
        const floor = weights[Math.floor(at * (weights.length - 1))] ?? 0;
        const kept = all.filter(({weight}) => weight >= floor);
        expect(linesOf(await byKernel(session, model, floor))).toEqual(linesOf(kept));
        pruned += all.length - kept.length;
      }),
      {numRuns: 60, seed: 103, endOnFailure: true},
    );
    expect(pruned).toBeGreaterThan(5_000);
  });
});

const TRUTHS = ['missing', 'true', 'false'] as const;

/** A comparison whose level is the truth of a condition: 1 true, 2 false, 0 unknown. */
const truthOf = (when: Condition, i: number): Comparison => ({
  name: `c${i}`,
  levels: [
    {when, m: 0.5, u: 0.5},
    {when: {is: 'not', of: when}, m: 0.5, u: 0.5},
    {when: {is: 'else'}, missing: true},
  ],
});

const ofNote = (value: string | null): MadeUpRecord => ({
  ...(Object.fromEntries(FIELDS.map(({name}) => [name, null])) as MadeUpRecord),
  note: value,
  latitude: value,
  longitude: value,
});

/** All kinds of leaves on the text `note`, where any text can stand. */
const leavesOnNote = (kind: Leaf['is'], count: number): Leaf[] => {
  const found = new Map<string, Leaf>();
  for (const leaf of fc.sample(LEAVES[kind], {numRuns: 200, seed: 107})) {
    const moved =
      leaf.is === 'else' || leaf.is === 'columnsReversed' || leaf.is === 'distanceKm'
        ? leaf
        : {...leaf, on: 'note'};
    found.set(JSON.stringify(moved), moved);
  }
  return [...found.values()].slice(0, count);
};

const KINDS = Object.keys(LEAVES) as Leaf['is'][];
/** The lists of q-grams are slow in SQL. */
const SLOW: ReadonlySet<Leaf['is']> = new Set(['qgramDice']);

describe.each(KINDS)('the leaf %s', (kind) => {
  it('has one truth for every pair of texts, whichever of them stands left', async () => {
    const {db} = await quietDatabase();
    const random = fc.sample(valuesOfAllKinds, {numRuns: 150, seed: 109});
    const texts = [...new Set([null, ...ALL_TEXTS, ...random])].slice(0, SLOW.has(kind) ? 45 : 250);
    const records =
      kind === 'columnsReversed'
        ? fc.sample(madeUpRecord, {numRuns: 250, seed: 113})
        : texts.map(ofNote);
    const inputs = await inputsOf(db, records, null);
    const leaves = leavesOnNote(kind, 4);
    const comparisons = leaves.map(truthOf);
    const compared = {rules: [], comparisons, fieldNames: []};
    const columns = recordColumns(compared);
    await makeRecordValues(db, inputs, FIELDS, columns, OPTIONS);
    const session = await Session.open(
      db,
      inputs,
      {fields: [...FIELDS], comparisons, kind: 'dedupe'},
      [],
      OPTIONS,
    );
    const {codes, stride} = session.rows;
    const kernels = comparisons.map((comparison, i) => session.kernelOf(comparison, i));
    const truths = leaves.map((leaf, i) => {
      const truth = conditionSql(leaf, columnsOfPair(columns));
      return sql`case when ${truth} then 1 when not (${truth}) then 2 else 0 end::utinyint
        as ${ident(`truth ${i}`)}`;
    });
    const differing: unknown[] = [];
    const seen = leaves.map(() => new Set<number>());
    const query = sql`select l.record as l, r.record as r, ${join(truths)}
      from record_values l cross join record_values r`;
    for await (const [left = [], right = [], ...columnsOfTruth] of db.numbers(query)) {
      for (let p = 0; p < left.length; p++) {
        const [l, r] = [left[p] as number, right[p] as number];
        kernels.forEach((kernel, i) => {
          const wanted = columnsOfTruth[i]?.[p] as number;
          const got = kernel.levelOf(codes, l * stride, r * stride);
          const turned = kernel.levelOf(codes, r * stride, l * stride);
          const leaf = leaves[i] as Leaf;
          const isOneSided =
            leaf.is === 'literal' && (leaf.side === 'left' || leaf.side === 'right');
          seen[i]?.add(got);
          if (got === wanted && (got === turned || isOneSided)) return;
          differing.push([
            leaf,
            records[l],
            records[r],
            TRUTHS[got],
            TRUTHS[wanted],
            TRUTHS[turned],
          ]);
        });
      }
    }
    expect(differing.slice(0, 5)).toEqual([]);
    // A leaf that is never true, or never false, would agree with anything.
    const outcomes = new Set(seen.flatMap((one) => [...one]));
    if (kind !== 'else') expect(outcomes.size).toBe(kind === 'null' ? 2 : 3);
  });
});
