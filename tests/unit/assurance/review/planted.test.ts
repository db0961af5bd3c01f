import {describe, expect, it} from 'vitest';
import type {Planted} from '../../../../fixtures/audit/entries.ts';
import {MadeLog} from '../../../../fixtures/audit/make.ts';
import type {Flag} from '../../../../src/assurance/review/flag.ts';
import {monitorEntries} from '../../../../src/assurance/review/monitor/monitor.ts';
import {AccessReview} from '../../../../src/assurance/review/review.ts';
import {RULE_IDS} from '../../../../src/assurance/review/rules-file.ts';
import {TRANSITIONS} from '../../../../src/zones/output/states.ts';
import {RULES} from './acts.ts';

const PLAN = {entries: 100_000, seed: 1, bankHolidays: RULES.bankHolidays, cases: 5};

describe('two years of a made-up log with planted misuse', () => {
  const made = new MadeLog(PLAN);
  const review = new AccessReview(RULES);
  let entries = 0;
  for (const entry of made.entries()) {
    review.see(entry);
    entries++;
  }
  const flags = review.flags();

  it('has at least 100,000 entries, and cases of every rule', () => {
    expect(entries).toBeGreaterThanOrEqual(100_000);
    for (const id of RULE_IDS) expect(casesOf(made.truth, id).length).toBeGreaterThanOrEqual(5);
  });

  it.each(RULE_IDS)('every planted case of %s is found, on its own entries', (id) => {
    const mine = flags.filter(({rule}) => rule === id);
    const missed = casesOf(made.truth, id).filter((one) => !mine.some((flag) => isOn(flag, one)));
    expect(missed).toEqual([]);
  });

  it('has few flags without a case, and none where a rule leaves nothing to chance', () => {
    const rates = RULE_IDS.map((id) => {
      const mine = flags.filter(({rule}) => rule === id);
      const cases = casesOf(made.truth, id);
      const onCase = new Set(cases.flatMap((one) => one.entries));
      const wrong = mine.filter(({entries: on}) => !on.some((index) => onCase.has(index)));
      return {id, cases: cases.length, flags: mine.length, without: wrong.length};
    });
    for (const {id, cases, flags: mine, without} of rates) {
      const rate = ((without / entries) * 100_000).toFixed(0);
      process.stderr.write(
        `${id}: ${cases} cases, ${mine} flags, ${without} without a case (${rate} in 100,000 entries)\n`,
      );
    }
    const certain = ['AR01', 'AR02', 'AR10', 'AR11', 'AR12'];
    const chance = (id: string) => (id === 'AR03' ? 150 : 5);
    for (const {id, without} of rates) {
      expect(without, id).toBeLessThanOrEqual(certain.includes(id) ? 0 : chance(id));
    }
  });

  it('is a log in which the monitor finds the planted uses of keys, and nothing else', async () => {
    const log = new MadeLog(PLAN);
    const {discrepancies, unfinished, isGoverned} = await monitorEntries(
      log.entries(),
      TRANSITIONS,
    );
    const planted = (id: string) => casesOf(log.truth, id).flatMap((one) => one.entries);
    expect(isGoverned).toBe(true);
    expect(discrepancies.map(({index}) => index)).toEqual(planted('AR10').sort((a, b) => a - b));
    expect(unfinished).toHaveLength(casesOf(log.truth, 'AR11').length);
  });

  it('is the same log for the same seed, and another one for another', () => {
    const first = (seed: number) => {
      const few = new MadeLog({...PLAN, seed}).entries();
      return Array.from({length: 2_000}, () => few.next().value);
    };
    expect(first(1)).toEqual(first(1));
    expect(first(2)).not.toEqual(first(1));
  });
});

const casesOf = (truth: readonly Planted[], id: string): Planted[] =>
  truth.filter(({rule}) => rule === id);

const isOn = ({entries}: Flag, {entries: planted}: Planted): boolean =>
  entries.some((index) => planted.includes(index));
