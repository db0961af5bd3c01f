/** Pairs that can be nobody: twins, two sexes with two birth dates, events outside a life. */

import type {Forbids} from './edges.ts';

/** A code for each record; equal codes are equal values, 0 is missing. */
type Codes = Int32Array;
/** Days for each record, counted from a day before any that occurs, so that 0 can be missing. */
type Days = Int32Array;
type Rule = (left: number, right: number) => boolean;

/** Events are registered late: a contact this many days after a death can still be the dead person's. */
export const LATE_EVENT_DAYS = 30;

/** Equal, and neither is missing. */
const agree = (codes: Codes, l: number, r: number): boolean =>
  codes[l] !== 0 && codes[l] === codes[r];

/** Different, and neither is missing. */
const differ = (codes: Codes, l: number, r: number): boolean =>
  codes[l] !== 0 && codes[r] !== 0 && codes[l] !== codes[r];

/**
 * Same surname, birth date and address, but another forename; unless identity numbers agree.
 * `similarForename` says which different forenames are one (a misspelling, a short form); without
 * it every difference makes a twin, and one typing error parts a person from themselves.
 */
export const twins =
  (columns: {
    readonly surname: Codes;
    readonly birthDate: Codes;
    readonly address: Codes;
    readonly forename: Codes;
    readonly identity: Codes;
    readonly similarForename?: (one: number, other: number) => boolean;
  }): Rule =>
  (l, r) =>
    differ(columns.forename, l, r) &&
    agree(columns.birthDate, l, r) &&
    agree(columns.surname, l, r) &&
    agree(columns.address, l, r) &&
    !agree(columns.identity, l, r) &&
    !columns.similarForename?.(columns.forename[l] as number, columns.forename[r] as number);

/** Both sex and birth date differ. Either alone is a common error. */
export const conflictingSexAndBirth =
  (columns: {readonly sex: Codes; readonly birthDate: Codes}): Rule =>
  (l, r) =>
    differ(columns.sex, l, r) && differ(columns.birthDate, l, r);

/** An event of one record before the birth on the other, or more than 30 days after its death. */
export const outsideLife = (columns: {
  readonly birthDay: Days;
  readonly deathDay: Days;
  readonly eventDay: Days;
}): Rule => {
  const {birthDay, deathDay, eventDay} = columns;
  const isOutside: Rule = (life, other) => {
    const event = eventDay[other] as number;
    if (event === 0) return false;
    const [birth, death] = [birthDay[life] as number, deathDay[life] as number];
    return (birth !== 0 && event < birth) || (death !== 0 && event > death + LATE_EVENT_DAYS);
  };
  return (l, r) => isOutside(l, r) || isOutside(r, l);
};

/** Names the first rule that forbids a pair. */
export const forbidding =
  (rules: Readonly<Record<string, Rule>>): Forbids =>
  (left, right) => {
    for (const reason in rules) {
      if (rules[reason]?.(left, right)) return reason;
    }
    return undefined;
  };
