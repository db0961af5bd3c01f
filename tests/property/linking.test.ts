/** Blocking and comparing in SQL agree with their slow twins on random people. */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {sql} from '../../src/kernel/sql.ts';
import {materialise} from '../../src/kernel/steps.ts';
import {candidatePairs} from '../../src/methods/linkage/blocking.ts';
import {weightOf} from '../../src/methods/linkage/comparisons.ts';
import type {LinkageModel} from '../../src/methods/linkage/model.ts';
import {quietDatabase, tableOf} from '../unit/engine/quiet-database.ts';
import {type Side, weightTwin} from '../unit/methods/linkage/comparisons-twin.ts';
import {
  makeIncoming,
  makeSpine,
  type Person,
  SMALL_MODEL,
} from '../unit/methods/linkage/made-up-people.ts';

const letters = (unit: string, minLength: number, maxLength: number) =>
  fc.option(fc.string({unit: fc.constantFrom(...unit), minLength, maxLength}), {freq: 8});

const people = fc.record({
  surname: letters('AB', 1, 3),
  forename: letters('AB', 1, 3),
  born: fc.option(fc.constantFrom('1980-01-02', '1980-02-01', '1981-01-02'), {freq: 6}),
  postcode: letters('CF1', 4, 5),
});

describe('blocking', () => {
  it('finds exactly the pairs that a nested loop finds', async () => {
    const {db} = await quietDatabase();
    const [left = [], right = []] = fc.sample(fc.array(people, {minLength: 120, maxLength: 120}), {
      numRuns: 2,
      seed: 11,
    }) as Person[][];
    await makeIncoming(db, left, 'remaining');
    await makeSpine(
      db,
      right.map((person, i) => [i, person] as const),
    );
    await db.run(materialise(candidatePairs(SMALL_MODEL)));
    const rows = await db.rows(sql`select left_id, right_id from candidate_pairs`);
    const found = rows.map((row) => `${row.left_id}-${row.right_id}`);

    const same = (a: unknown, b: unknown) =>
      a !== null && a !== undefined && b !== null && b !== undefined && a === b;
    const expected: string[] = [];
    left.forEach((l, i) => {
      right.forEach((r, j) => {
        const [ly, lm, ld] = (l.born ?? '').split('-');
        const [ry, rm, rd] = (r.born ?? '').split('-');
        const bySurname = same(l.surname, r.surname) && Boolean(l.born) && same(ly, ry);
        const byPostcode = same(l.postcode, r.postcode);
        const byInitial =
          same(l.forename?.[0], r.forename?.[0]) && Boolean(l.born) && same(lm, rm) && same(ld, rd);
        if (bySurname || byPostcode || byInitial) expected.push(`${i + 1}-${j + 1}`);
      });
    });
    expect(new Set(found).size).toBe(found.length);
    expect(found.sort()).toEqual(expected.sort());
    expect(found.length).toBeGreaterThan(100);
    expect(found.length).toBeLessThan(left.length * right.length);
  });
});

const p = fc.constantFrom(0.01, 0.03, 0.2, 0.5, 0.7, 0.93);
const levels = fc.oneof(
  fc.record({level: fc.constant('exact' as const), m: p, u: p}),
  fc.record({level: fc.constant('initial' as const), m: p, u: p}),
  fc.record({
    level: fc.constant('swapped' as const),
    with: fc.constant('forename' as const),
    m: p,
    u: p,
  }),
  fc.record({
    level: fc.constant('editDistance' as const),
    atMost: fc.integer({min: 1, max: 3}),
    m: p,
    u: p,
  }),
  fc.record({
    level: fc.constant('firstLetters' as const),
    length: fc.integer({min: 1, max: 6}),
    m: p,
    u: p,
  }),
  // Bounds between the values that similarities of short texts have, so that rounding decides nothing.
  fc.record({
    level: fc.constant('jaroWinkler' as const),
    atLeast: fc.constantFrom(0.7501, 0.8503, 0.9107),
    m: p,
    u: p,
  }),
);
const yearLevels = fc.record({
  level: fc.constant('differsBy' as const),
  oneOf: fc.constantFrom([1], [1, 10]) as fc.Arbitrary<[number, ...number[]]>,
  m: p,
  u: p,
});
const rest = fc.record({level: fc.constant('else' as const), m: p, u: p});
const comparison = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('surname' as const, 'forename' as const, 'postcode' as const),
      fc.array(levels, {minLength: 1, maxLength: 4}),
      rest,
    )
    .map(([column, some, last]) => ({column, levels: [...some, last]})),
  fc
    .tuple(yearLevels, rest)
    .map(([one, last]) => ({column: 'birth_year' as const, levels: [one, last]})),
);
const sides = fc.record({
  surname: letters('ABC', 1, 5),
  forename: letters('ABC', 1, 5),
  birth_year: fc.option(fc.constantFrom(1980, 1981, 1990, 1991), {freq: 6}),
  postcode: letters('CF1', 5, 7),
});

describe('comparing', () => {
  it('weighs any pair by any model as its twin does, bit for bit, and the same from both sides', async () => {
    const {db} = await quietDatabase();
    const columns = {
      n: sql`integer`,
      surname: sql`varchar`,
      forename: sql`varchar`,
      birth_year: sql`integer`,
      postcode: sql`varchar`,
    };
    const rowsOf = (all: readonly Side[]) =>
      all.map((s, n) => [n, s.surname, s.forename, s.birth_year, s.postcode]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(comparison, {minLength: 1, maxLength: 5}),
        fc.array(fc.tuple(sides, sides), {minLength: 150, maxLength: 150}),
        fc.constantFrom(0, -10.25),
        async (comparisons, pairs, prior) => {
          const model = {...SMALL_MODEL, comparisons} as unknown as LinkageModel;
          await tableOf(db, 'one', columns, rowsOf(pairs.map(([l]) => l)));
          await tableOf(db, 'other', columns, rowsOf(pairs.map(([, r]) => r)));
          const weigh = (l: 'one' | 'other') =>
            db.rows(sql`select ${weightOf(model, prior)} as w
              from ${l === 'one' ? sql`one l join other r` : sql`other l join one r`} using (n) order by n`);
          const forward = (await weigh('one')).map(({w}) => w);
          const backward = (await weigh('other')).map(({w}) => w);
          const twins = pairs.map(([l, r]) => weightTwin(model.comparisons, prior, l, r));
          expect(forward).toEqual(twins);
          expect(backward).toEqual(twins);
        },
      ),
      {numRuns: 25, seed: 3, endOnFailure: true},
    );
  });
});
