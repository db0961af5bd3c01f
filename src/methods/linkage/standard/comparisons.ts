/** Standard comparisons: levels for each role, from certain to nothing in common. No m and no u yet. */

import type {Condition} from '../model/conditions.ts';
import type {CleanerName, Comparison, Level} from '../model/schema.ts';
import type {Role} from './roles.ts';

export interface StandardField {
  readonly name: string;
  readonly role: Role;
  readonly clean: CleanerName;
}

const level = (when: Condition, label: string): Level => ({when, label});

/** Rare values count for more; none counts as rarer than one in a million. */
const rare = (when: Condition, label: string, on: string): Level => ({
  when,
  label,
  tf: {on, weight: 1, minimumU: 1e-6},
});

/**
 * A comparison as the standard model has it. Fields that go together among people who are not one
 * person (street and postcode, surname and residence, sex and forename) speak twice: once where what they depend on
 * differs, and once, for much less, where it agrees. Counted as independent, every relative would
 * look like a match (linkage reference §5.1).
 */
export interface StandardComparison {
  readonly comparison: Comparison;
  /** The comparison without its gate; what its u is when nothing else is known. */
  readonly plain: Comparison;
  /** The keys that must agree for it to speak; null where it speaks everywhere, or where they differ. */
  readonly within: readonly string[] | null;
}

const MISSING_LABEL = 'missing';

/** Roles that a postcode all but implies. */
const BY_POSTCODE: ReadonlySet<Role> = new Set(['house-number', 'address', 'place']);

export function standardComparisons(
  fields: readonly StandardField[],
  hasLexicon: boolean,
): StandardComparison[] {
  const first = (role: Role) => fields.find((field) => field.role === role)?.name;
  const postcode = first('postcode');
  const number = first('house-number') ?? first('address');
  const forename = first('forename');
  const dependsOn = (role: Role): {keys: string[]; on: string} | null => {
    if (role === 'sex' && forename !== undefined) return {keys: [forename], on: 'forename'};
    if (postcode === undefined) return null;
    if (BY_POSTCODE.has(role)) return {keys: [postcode], on: 'postcode'};
    if (role !== 'surname' || number === undefined) return null;
    return {keys: [postcode, number], on: 'residence'};
  };
  return fields.flatMap((field) => {
    const plain = plainComparison(field, hasLexicon);
    const depends = dependsOn(field.role);
    const within = depends === null ? null : depends.keys;
    if (within === null) return [{comparison: plain, plain, within}];
    const agree: Condition = {
      is: 'and',
      of: within.map((on): Condition => ({is: 'exact', on})) as [Condition, ...Condition[]],
    };
    const gate = (when: Condition, label: string): Level => ({when, label, missing: true});
    const apart: Comparison = {
      name: plain.name,
      levels: [gate(agree, 'see the next'), ...plain.levels],
    };
    const known: Condition = {is: 'not', of: agree};
    const unknown = within.map((on): Condition => ({is: 'null', on}));
    const together: Comparison = {
      name: `${plain.name}_within_${depends?.on}`,
      levels: [
        ...unknown.map((when) => gate(when, MISSING_LABEL)),
        gate(known, 'see the one before'),
        ...plain.levels.map(({tf: _, ...kept}) => kept),
      ],
    };
    return [
      {comparison: apart, plain, within: null},
      {comparison: together, plain, within},
    ];
  });
}

/** The comparison of one field, whatever else agrees. */
function plainComparison({name: on, role, clean}: StandardField, hasLexicon: boolean): Comparison {
  const between = LEVELS[role](on, clean, hasLexicon);
  return {
    name: on,
    levels: [
      {when: {is: 'null', on}, label: MISSING_LABEL, missing: true},
      ...between,
      level({is: 'else'}, 'different'),
    ],
  };
}

type LevelsOf = (on: string, clean: CleanerName, hasLexicon: boolean) => Level[];

const exactRare = (on: string) => rare({is: 'exact', on}, 'equal', on);
const jaroWinkler = (on: string, atLeast: number) =>
  level({is: 'jaroWinkler', on, atLeast}, `similar, ${atLeast} and above`);
const oneEdit = (on: string) => level({is: 'damerauLevenshtein', on, atMost: 1}, 'one edit apart');

const identifierLevels: LevelsOf = (on) => [level({is: 'exact', on}, 'equal'), oneEdit(on)];

const textLevels: LevelsOf = (on) => [exactRare(on), jaroWinkler(on, 0.9), jaroWinkler(on, 0.75)];

const LEVELS: Readonly<Record<Role, LevelsOf>> = {
  forename: (on, _, hasLexicon) => [
    exactRare(on),
    level({is: 'initial', on}, 'initial'),
    jaroWinkler(on, 0.9),
    ...(hasLexicon ? [level({is: 'nickname', on}, 'known variant')] : []),
    level({is: 'sharesToken', on}, 'a name in common'),
    jaroWinkler(on, 0.75),
  ],
  surname: (on) => [
    exactRare(on),
    level({is: 'sameCore', on}, 'equal but for marks and particles'),
    jaroWinkler(on, 0.9),
    level({is: 'sharesToken', on}, 'a name in common'),
    jaroWinkler(on, 0.75),
  ],
  'birth-date': (on, clean) =>
    clean === 'text'
      ? textLevels(on, clean, false)
      : [
          exactRare(on),
          oneEdit(on),
          level({is: 'dayMonthSwapped', on}, 'day and month swapped'),
          level({is: 'datePartsAgree', on, atLeast: 2}, 'two of three parts'),
          level({is: 'dateWithin', on, unit: 'year', atMost: 1}, 'within a year'),
        ],
  'birth-day': (on) => [exactRare(on)],
  'birth-month': (on) => [exactRare(on)],
  'birth-year': (on) => [
    exactRare(on),
    level({is: 'differsBy', on, oneOf: [1, 10, 20]}, '1, 10 or 20 years apart'),
  ],
  sex: (on) => [level({is: 'exact', on}, 'equal')],
  postcode: (on, clean) =>
    clean === 'postcode'
      ? [
          exactRare(on),
          oneEdit(on),
          level({is: 'exact', on: `${on}.sector`}, 'same sector'),
          level({is: 'exact', on: `${on}.district`}, 'same district'),
          level({is: 'exact', on: `${on}.area`}, 'same area'),
        ]
      : [exactRare(on), oneEdit(on), level({is: 'damerauLevenshtein', on, atMost: 2}, 'two edits')],
  'house-number': (on) => [exactRare(on), oneEdit(on)],
  address: textLevels,
  place: textLevels,
  phone: identifierLevels,
  email: (on) => [
    exactRare(on),
    level({is: 'exact', on: `${on}.user`}, 'same user name'),
    jaroWinkler(on, 0.88),
  ],
  'nhs-number': identifierLevels,
  'other-id': (on) => [...identifierLevels(on, 'identifier', false), jaroWinkler(on, 0.85)],
  other: textLevels,
};
