/** Registration spells and ages in SQL agree with slow twins, day by day. */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {completedAge, dayFromNumber, dayNumber, type IsoDay} from '../../src/kernel/dates.ts';
import {sql} from '../../src/kernel/sql.ts';
import {materialise} from '../../src/kernel/steps.ts';
import {completedYears, spells} from '../../src/zones/project/cohort/steps.ts';
import type {Study} from '../../src/zones/project/cohort/study.ts';
import {quietDatabase, tableOf} from '../unit/engine/quiet-database.ts';

const EXTRACT = dayNumber('2020-03-01' as IsoDay);

interface Spell {
  readonly start: number;
  readonly end: number | null;
}

/** Marks every registered day, then bridges gaps of up to so many days. */
function spellsTwin(given: readonly Spell[], maxGapDays: number): string[] {
  const registered = new Set<number>();
  for (const {start, end} of given) {
    for (let day = start; day <= (end ?? EXTRACT); day++) registered.add(day);
  }
  const merged: {from: number; to: number}[] = [];
  for (const day of [...registered].sort((a, b) => a - b)) {
    const last = merged.at(-1);
    if (last && day - last.to - 1 <= maxGapDays) last.to = day;
    else merged.push({from: day, to: day});
  }
  return merged.map(({from, to}) => `${dayFromNumber(from)} ${dayFromNumber(to)}`);
}

describe('merged spells', () => {
  it('hold the registered days and the gaps that are allowed, and nothing else', async () => {
    const {db} = await quietDatabase();
    const start = fc.integer({min: EXTRACT - 120, max: EXTRACT + 5});
    const spell = fc
      .tuple(start, fc.option(fc.integer({min: -3, max: 25}), {freq: 8}))
      .map(([from, length]) => ({start: from, end: length === null ? null : from + length}));
    const people = fc.sample(fc.array(spell, {maxLength: 7}), {numRuns: 300, seed: 31});
    const text = (day: number | null) => (day === null ? null : dayFromNumber(day));
    await tableOf(
      db,
      'registration',
      {id: sql`integer`, from_day: sql`date`, to_day: sql`date`},
      people.flatMap((given, id) => given.map((s) => [id, text(s.start), text(s.end)])),
    );
    const study = {
      sources: {registrations: {table: 'registration', id: 'id', start: 'from_day', end: 'to_day'}},
      period: {extractDate: dayFromNumber(EXTRACT)},
    } as unknown as Study;
    for (const maxGapDays of [0, 1, 7, 30]) {
      await db.run(materialise(spells(study, maxGapDays)), 'spells');
      const rows = await db.rows(
        sql`select person, spell_start || ' ' || spell_end as days from spells order by all`,
      );
      const found = people.map((_, id) => rows.filter((r) => r.person === id).map((r) => r.days));
      expect(found).toEqual(people.map((given) => spellsTwin(given, maxGapDays)));
    }
  });
});

describe('completed years in SQL', () => {
  it('are the completed age of any day after any birth', async () => {
    const {db} = await quietDatabase();
    const births = fc.integer({min: dayNumber('1900-01-01' as IsoDay), max: EXTRACT});
    const near = fc.integer({min: -3, max: 3});
    const pairs = fc
      .sample(fc.tuple(births, fc.integer({min: 0, max: 110}), near), {numRuns: 5_000, seed: 37})
      .concat([[dayNumber('2004-02-29' as IsoDay), 1, 0]])
      .map(([birth, years, off]) => {
        // Around birthdays, where it is decided.
        const on = birth + Math.max(0, Math.round(years * 365.25) + off);
        return [dayFromNumber(birth), dayFromNumber(on)] as const;
      });
    await tableOf(db, 'pairs', {birth: sql`date`, day: sql`date`}, pairs);
    const age = completedYears(sql`birth`, sql`day`);
    const rows = await db.rows(sql`select ${age} as age from pairs order by rowid`);
    expect(rows.map((row) => row.age)).toEqual(pairs.map(([birth, on]) => completedAge(birth, on)));
  });
});
