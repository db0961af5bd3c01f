/** Candidate blocking rules: what each role offers as keys, alone and with one or two others. */

import {readValue} from '../model/values.ts';
import type {StandardField} from './comparisons.ts';
import type {Role} from './roles.ts';

/** Keys of a role, from sharp to blunt. */
const KEYS: Readonly<Record<Role, (field: StandardField) => readonly string[]>> = {
  forename: ({name}) => [name, `soundex(${name})`, `first(${name},1)`],
  surname: ({name}) => [name, `soundex(${name})`, `first(${name},3)`],
  'birth-date': ({name, clean}) =>
    clean === 'text' ? [name] : [name, `${name}.year`, `${name}.month`, `${name}.day`],
  'birth-day': ({name}) => [name],
  'birth-month': ({name}) => [name],
  'birth-year': ({name}) => [name],
  sex: () => [],
  postcode: ({name, clean}) =>
    clean === 'postcode' ? [name, `${name}.sector`, `${name}.district`] : [name],
  'house-number': ({name}) => [name],
  address: ({name}) => [name, `first(${name},6)`],
  place: ({name}) => [name, `first(${name},4)`],
  phone: ({name}) => [name],
  email: ({name}) => [name, `${name}.user`],
  'nhs-number': ({name}) => [name],
  'other-id': ({name}) => [name],
  other: ({name}) => [name],
};

/** All keys of all fields. */
export const candidateKeys = (fields: readonly StandardField[]): string[] =>
  fields.flatMap((field) => KEYS[field.role](field));

/**
 * Rules of one, two and three keys on different fields that are likely to stay within a number of pairs.
 * @param share chance that two records taken at random share a key
 */
export function candidateRules(
  keys: readonly string[],
  pairs: number,
  share: (key: string) => number,
  most: number,
): [string, ...string[]][] {
  const fieldOf = new Map(keys.map((key) => [key, readValue(key).field]));
  const likely = (rule: readonly string[]) =>
    rule.reduce((product, key) => product * share(key), pairs);
  const isApart = (rule: readonly string[]) =>
    new Set(rule.map((key) => fieldOf.get(key))).size === rule.length;
  const rules: [string, ...string[]][] = [];
  keys.forEach((one, i) => {
    if (likely([one]) <= most) rules.push([one]);
    keys.slice(i + 1).forEach((two, j) => {
      if (!isApart([one, two])) return;
      if (likely([one, two]) <= most) {
        rules.push([one, two]);
        return;
      }
      for (const three of keys.slice(i + j + 2)) {
        const rule: [string, ...string[]] = [one, two, three];
        if (isApart(rule) && likely(rule) <= most) rules.push(rule);
      }
    });
  });
  return rules;
}
