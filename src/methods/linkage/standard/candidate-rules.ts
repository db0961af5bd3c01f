/** Candidate blocking rules: what each role offers as keys, alone and with one or two others. */

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

/** All keys of all fields, the sharpest of each first. */
export const candidateKeys = (fields: readonly StandardField[]): string[] =>
  fields.flatMap((field) => KEYS[field.role](field));

/**
 * Rules of one, two and three keys on different fields that are likely to stay within a number of pairs:
 * those of fewer keys first, and among these the sharper, so that a cut leaves every field its say.
 * @param share chance that two records taken at random share a key
 */
export function candidateRules(
  fields: readonly StandardField[],
  pairs: number,
  share: (key: string) => number,
  most: number,
): [string, ...string[]][] {
  const keys = fields.flatMap((field) =>
    KEYS[field.role](field).map((key, bluntness) => ({key, bluntness, field: field.name})),
  );
  const likely = (rule: readonly {key: string}[]) =>
    rule.reduce((product, {key}) => product * share(key), pairs);
  const rules: {rule: readonly (typeof keys)[number][]; bluntness: number}[] = [];
  const offer = (rule: readonly (typeof keys)[number][]): boolean => {
    if (new Set(rule.map(({field}) => field)).size < rule.length) return true;
    if (likely(rule) > most) return false;
    const bluntness = rule.reduce((sum, one) => sum + one.bluntness, 0);
    rules.push({rule, bluntness: 10 * rule.length + bluntness});
    return true;
  };
  keys.forEach((one, i) => {
    offer([one]);
    keys.slice(i + 1).forEach((two, j) => {
      if (offer([one, two])) return;
      for (const three of keys.slice(i + j + 2)) offer([one, two, three]);
    });
  });
  return rules
    .sort((a, b) => a.bluntness - b.bluntness)
    .map(({rule}) => rule.map(({key}) => key) as [string, ...string[]]);
}
