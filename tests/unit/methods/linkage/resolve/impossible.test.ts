import {describe, expect, it} from 'vitest';
import {
  conflictingSexAndBirth,
  forbidding,
  outsideLife,
  twins,
} from '../../../../../src/methods/linkage/resolve/impossible.ts';

/** One column of codes for two records. */
const column = (left: number, right: number) => Int32Array.of(left, right);

describe('twins', () => {
  const siblings = {
    surname: column(1, 1),
    birthDate: column(2, 2),
    address: column(3, 3),
    forename: column(4, 5),
    identity: column(0, 0),
  };

  it.each([
    ['are two people', {}, true],
    ['are one when the forename is the same', {forename: column(4, 4)}, false],
    ['are one when a forename is missing', {forename: column(4, 0)}, false],
    ['are one when their identity numbers agree', {identity: column(9, 9)}, false],
    ['are two when their identity numbers differ', {identity: column(9, 8)}, true],
    ['are none at two addresses', {address: column(3, 6)}, false],
    ['are none where the address is missing', {address: column(0, 0)}, false],
    ['are none with two birth dates', {birthDate: column(2, 6)}, false],
    ['are none with two surnames', {surname: column(1, 6)}, false],
    ['are one when their forenames are alike', {similarForename: () => true}, false],
  ])('%s', (_, change, forbidden) => {
    expect(twins({...siblings, ...change})(0, 1)).toBe(forbidden);
  });
});

describe('sex and birth date', () => {
  it.each([
    ['in conflict together are two people', column(1, 2), column(5, 6), true],
    ['may be in conflict one at a time: sex', column(1, 2), column(5, 5), false],
    ['may be in conflict one at a time: birth date', column(1, 1), column(5, 6), false],
    ['are in no conflict when missing', column(1, 2), column(5, 0), false],
  ])('%s', (_, sex, birthDate, forbidden) => {
    expect(conflictingSexAndBirth({sex, birthDate})(0, 1)).toBe(forbidden);
  });
});

describe('an event', () => {
  const life = {birthDay: column(100, 0), deathDay: column(900, 0)};

  it.each([
    ['before birth', 99, true],
    ['on the day of birth', 100, false],
    ['thirty days after death', 930, false],
    ['thirty-one days after death', 931, true],
    ['without a date', 0, false],
  ])('%s', (_, day, forbidden) => {
    const outside = outsideLife({...life, eventDay: column(0, day)});
    expect([outside(0, 1), outside(1, 0)]).toEqual([forbidden, forbidden]);
  });

  it('of a record whose life is not known is never outside it', () => {
    const nobody = {birthDay: column(0, 0), deathDay: column(0, 0), eventDay: column(5, 5)};
    expect(outsideLife(nobody)(0, 1)).toBe(false);
  });
});

describe('forbidding', () => {
  it('names the first rule that holds', () => {
    const forbids = forbidding({never: () => false, first: () => true, second: () => true});
    expect(forbids(0, 1)).toBe('first');
    expect(forbidding({})(0, 1)).toBeUndefined();
  });
});
