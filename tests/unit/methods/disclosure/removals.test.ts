/** Who was removed, group by group: nothing small is said, and nothing small can be worked out. */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {isSmall} from '../../../../src/methods/disclosure/cells.ts';
import {
  type PublishedRemoval,
  publishRemovals,
  type Removal,
} from '../../../../src/methods/disclosure/removals.ts';

const group = (name: string, peopleIn: number, peopleRemoved: number): Removal => ({
  group: name,
  peopleIn,
  peopleRemoved,
  rowsIn: 2 * peopleIn,
  rowsRemoved: 2 * peopleRemoved,
});
const publish = (...groups: readonly Removal[]) => publishRemovals(groups, 10);
const hiddenIn = ({groups}: {groups: readonly PublishedRemoval[]}) =>
  groups.filter(({peopleIn}) => peopleIn === null).map((one) => one.group);

describe('removals', () => {
  it('are published as they are where nothing is small', () => {
    const groups = [group('1', 100, 20), group('2', 90, 0)];
    expect(publish(...groups)).toEqual({
      total: {group: 'all', peopleIn: 190, peopleRemoved: 20, rowsIn: 380, rowsRemoved: 40},
      groups,
    });
  });

  it('take a second group with a small one, so that no subtraction gives it back', () => {
    expect(hiddenIn(publish(group('a', 100, 3), group('b', 100, 30), group('c', 100, 20)))).toEqual(
      ['a', 'c'],
    );
  });

  it('take groups until what is withheld together is not small', () => {
    expect(
      hiddenIn(
        publish(group('a', 100, 2), group('b', 100, 3), group('c', 100, 11), group('d', 100, 40)),
      ),
    ).toEqual(['a', 'b', 'c']);
  });

  it('withhold a group of which few remain', () => {
    expect(
      hiddenIn(publish(group('a', 50, 47), group('b', 100, 30), group('c', 100, 40))),
    ).toContain('a');
  });

  it('do not hide a small one behind an empty one', () => {
    const published = publish(
      group('a', 100, 12),
      group('b', 5, 0),
      group('c', 100, 0),
      group('d', 90, 20),
    );
    expect(hiddenIn(published)).toEqual(['a', 'b', 'd']);
  });

  it('of which there are few in all are withheld, every group with them', () => {
    const published = publish(group('a', 100, 4), group('b', 100, 0));
    expect(published.total).toMatchObject({peopleIn: 200, peopleRemoved: null, rowsRemoved: null});
    expect(hiddenIn(published)).toEqual(['a', 'b']);
  });

  it('of nobody say so', () => {
    expect(publish().total.peopleRemoved).toBe(0);
  });
});

const count = fc.oneof(fc.nat(14), fc.nat(200));
const groupsOf = fc
  .array(fc.tuple(count, count), {maxLength: 8})
  .map((all) => all.map(([a, b], i) => group(`g${i}`, Math.max(a, b), Math.min(a, b))));

const counts = ({peopleIn, peopleRemoved}: PublishedRemoval): (number | null)[] => [
  peopleIn,
  peopleRemoved,
  peopleIn === null || peopleRemoved === null ? null : peopleIn - peopleRemoved,
];

describe('for any groups', () => {
  it('no line says, or lets anyone work out, a small count of people', () => {
    fc.assert(
      fc.property(groupsOf, (groups) => {
        const {total, groups: lines} = publish(...groups);
        for (const line of [total, ...lines]) {
          for (const n of counts(line)) expect(n !== null && isSmall(n, 10)).toBe(false);
        }
      }),
      {numRuns: 2000},
    );
  });

  it('what is withheld has company, and its sum, which anyone can have, is not small', () => {
    fc.assert(
      fc.property(groupsOf, (groups) => {
        const {total, groups: lines} = publish(...groups);
        const withheld = lines.filter(({peopleIn}) => peopleIn === null);
        if (withheld.length === 0) return;
        counts(total).forEach((all, i) => {
          // Without a total there is nothing to take from, unless lines are left beside it.
          if (all === null) {
            expect(withheld).toHaveLength(lines.length);
            return;
          }
          const shown = lines.reduce((sum, line) => sum + (counts(line)[i] ?? 0), 0);
          expect(isSmall(all - shown, 10)).toBe(false);
        });
        if (total.peopleRemoved !== null) expect(withheld.length).toBeGreaterThan(1);
      }),
      {numRuns: 2000},
    );
  });

  it('keeps the totals and the lines that it publishes true', () => {
    fc.assert(
      fc.property(groupsOf, (groups) => {
        const published = publish(...groups);
        published.groups.forEach((line, i) => {
          if (line.peopleIn !== null) expect(line).toEqual(groups[i]);
        });
        if (published.total.peopleIn !== null) {
          expect(published.total.peopleIn).toBe(groups.reduce((sum, one) => sum + one.peopleIn, 0));
        }
      }),
    );
  });
});
