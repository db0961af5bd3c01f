/** Coarsening never makes people easier to find, and nobody is alone among more people than there are. */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {SetFigures} from '../../src/methods/disclosure/intruder/classes.ts';
import {shareBelowGate} from '../../src/methods/disclosure/intruder/gate.ts';
import {measure} from '../../src/methods/disclosure/intruder/measure.ts';
import {safeShare} from '../../src/methods/disclosure/intruder/report.ts';
import {isCoarser} from '../../src/methods/disclosure/intruder/sets.ts';
import {smallExtract} from '../unit/methods/disclosure/intruder/extracts.ts';

const week = (n: number): string =>
  new Date(Date.UTC(1980, 0, 7 + 7 * n)).toISOString().slice(0, 10);

const kinds = fc.record({
  week: fc.integer({min: 0, max: 120}).map(week),
  sex: fc.constantFrom('1', '2'),
  area: fc.constantFrom('W1', 'W2', 'W3', 'W4'),
});
const extracts = fc.record({
  people: fc.array(kinds, {minLength: 1, maxLength: 60}),
  others: fc.array(fc.record({kind: kinds, people: fc.integer({min: 1, max: 9})}), {maxLength: 60}),
});

const areas = ['W1', 'W2', 'W3', 'W4'].map((name, i) => [name, `M${i % 2}`]);

describe('an extract, measured', () => {
  it('has no more people easily found when it is coarser', async () => {
    await fc.assert(
      fc.asyncProperty(extracts, async ({people, others}) => {
        const {db, request} = await smallExtract({
          rows: people.map((one, i) => [i, one.week, one.sex, one.area]),
          population: [
            ...people.map((one) => [one.week, one.sex, one.area, 1]),
            ...others.map((one) => [one.kind.week, one.kind.sex, one.kind.area, one.people]),
          ],
          areas,
        });
        const {sets} = await measure(db, request);
        db.close();
        for (const one of sets) {
          for (const other of sets) {
            if (!isCoarser(other.set, one.set)) continue;
            expect(shareBelowGate(other.figures)).toBeLessThanOrEqual(shareBelowGate(one.figures));
            expect(unique(other.figures)).toBeLessThanOrEqual(unique(one.figures));
          }
        }
      }),
      {numRuns: 25, seed: 17},
    );
  }, 60_000);
});

const unique = ({extract}: SetFigures): number => extract.unique;

describe('a share that is published', () => {
  it('gives neither a small count away nor a small rest', () => {
    const counts = fc.integer({min: 0, max: 300});
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const [part, whole] = [Math.min(a, b), Math.max(a, b)];
        const isSmall = (n: number) => n > 0 && n < 10;
        const mustHide = whole === 0 || [part, whole - part, whole].some(isSmall);
        expect(safeShare(part, whole) === null).toBe(mustHide);
      }),
      {numRuns: 3000, seed: 19},
    );
  });
});
