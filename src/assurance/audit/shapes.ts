/** Shapes of values that come from outside, checked without any package: a verifier needs none. */

import type {Fault} from '../../kernel/errors.ts';

/** What a value must be. `holds` is the fast way to ask; `faults` says where it does not, and why. */
export interface Shape {
  holds(value: unknown): boolean;
  faults(value: unknown, where: string): readonly Fault[];
}

const simple = (what: string, holds: (value: unknown) => boolean): Shape => ({
  holds,
  faults: (value, where) => (holds(value) ? [] : [{where, what}]),
});

export const text = (pattern: RegExp, what: string): Shape =>
  simple(what, (value) => typeof value === 'string' && pattern.test(value));

export const oneOf = (values: readonly unknown[], what: string): Shape =>
  simple(what, (value) => values.includes(value));

/** A place in the log: safe integers from 0. */
export const wholeNumber: Shape = simple(
  'a whole number from 0',
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
);

export const orNull = (shape: Shape): Shape => ({
  holds: (value) => value === null || shape.holds(value),
  faults: (value, where) => (value === null ? [] : shape.faults(value, where)),
});

export const list = (item: Shape): Shape => ({
  holds: (value) => Array.isArray(value) && value.every(item.holds),
  faults: (value, where) =>
    Array.isArray(value)
      ? value.flatMap((one, i) => item.faults(one, join(where, String(i))))
      : [{where, what: 'a list'}],
});

/** Exactly these members, and no other. */
export function members(shapes: {readonly [name: string]: Shape}): Shape {
  const expected = Object.entries(shapes);
  const names = new Set(Object.keys(shapes));
  return {
    holds: (value) =>
      isObject(value) &&
      Object.keys(value).length === expected.length &&
      expected.every(([name, shape]) => Object.hasOwn(value, name) && shape.holds(value[name])),
    faults(value, where) {
      if (!isObject(value)) return [{where, what: 'an object'}];
      const others = Object.keys(value).filter((name) => !names.has(name)).length;
      return [
        ...expected.flatMap(([name, shape]) =>
          Object.hasOwn(value, name)
            ? shape.faults(value[name], join(where, name))
            : [{where: join(where, name), what: 'missing'}],
        ),
        // A name that nobody expects may be anything, so it is counted and not repeated.
        ...(others > 0 ? [{where, what: `${others} members too many`}] : []),
      ];
    },
  };
}

/** Any number of members, each under a name of this pattern. */
export const named = (pattern: RegExp, shape: Shape): Shape => ({
  holds: (value) =>
    isObject(value) &&
    Object.keys(value).every((name) => pattern.test(name) && shape.holds(value[name])),
  faults(value, where) {
    if (!isObject(value)) return [{where, what: 'an object'}];
    return Object.keys(value).flatMap((name) =>
      pattern.test(name) ? shape.faults(value[name], join(where, name)) : [{where, what: 'a name'}],
    );
  },
});

const isObject = (value: unknown): value is {readonly [name: string]: unknown} =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const join = (where: string, name: string): string => (where === '' ? name : `${where}.${name}`);
