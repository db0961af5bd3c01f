/** Sets of quasi-identifiers: what an intruder may know of a person from elsewhere, and at which grain. */

/** From fine to coarse; `null` in a set means that it says nothing of birth. */
export const BIRTH_GRAINS = ['week', 'month', 'year'] as const;
export type BirthGrain = (typeof BIRTH_GRAINS)[number];

export const AREA_GRAINS = ['lsoa', 'msoa'] as const;
export type AreaGrain = (typeof AREA_GRAINS)[number];

/** What is known beside birth, area and sex; the population is not counted by these. */
export const FURTHER = ['first-event', 'practice', 'household-size'] as const;
export type Further = (typeof FURTHER)[number];

export interface QuasiSet {
  readonly birth: BirthGrain | null;
  readonly area: AreaGrain | null;
  readonly sex: boolean;
  readonly also: Further | null;
}

/** What an extract holds, each at its finest grain. */
export interface Held {
  readonly birth: BirthGrain | null;
  readonly area: AreaGrain | null;
  readonly sex: boolean;
  readonly further: readonly Further[];
  /** Whether a table says in which larger area each small one lies. */
  readonly hasLargerAreas: boolean;
}

const WORDS: Readonly<Record<BirthGrain | AreaGrain | Further, string>> = {
  week: 'week of birth',
  month: 'month of birth',
  year: 'year of birth',
  lsoa: 'LSOA',
  msoa: 'MSOA',
  'first-event': 'first event date',
  practice: 'practice',
  'household-size': 'household size',
};

/** For example `week of birth + LSOA + sex`. */
export function wordsOf({birth, area, sex, also}: QuasiSet): string {
  const known = [birth, area].flatMap((one) => (one ? [WORDS[one]] : []));
  return [...known, ...(sex ? ['sex'] : []), ...(also ? [WORDS[also]] : [])].join(' + ');
}

/** The grain and all coarser ones, then nothing at all. */
const coarserBirths = ({birth}: Held): (BirthGrain | null)[] => [
  ...(birth ? BIRTH_GRAINS.slice(BIRTH_GRAINS.indexOf(birth)) : []),
  null,
];

const coarserAreas = ({area, hasLargerAreas}: Held): (AreaGrain | null)[] => [
  ...(area
    ? AREA_GRAINS.slice(AREA_GRAINS.indexOf(area)).filter((one) => one === area || hasLargerAreas)
    : []),
  null,
];

/** The finest set first: all that is held of birth, area and sex. */
export const fullSet = ({birth, area, sex}: Held): QuasiSet => ({birth, area, sex, also: null});

/** Everything that is measured: what is held, what it would be if it were coarser, and what is known beside it. */
export function setsOf(held: Held): QuasiSet[] {
  const plain = coarserBirths(held).flatMap((birth) =>
    coarserAreas(held).map((area) => ({birth, area, sex: held.sex, also: null})),
  );
  const further = held.further.map((also) => ({...fullSet(held), also}));
  return [...plain, ...further].filter((set) => set.birth || set.area || set.sex || set.also);
}

/** Whether the extract holds the set as it is: every part at its finest grain, or left out. */
export const isHeld = ({birth, area}: QuasiSet, held: Held): boolean =>
  (birth === null || birth === held.birth) && (area === null || area === held.area);

const grainOf = (grains: readonly string[], one: string | null): number =>
  one === null ? grains.length : grains.indexOf(one);

/** How many steps coarser a set is, in birth and in area. */
export const stepsOf = ({birth, area}: QuasiSet): readonly [birth: number, area: number] => [
  grainOf(BIRTH_GRAINS, birth),
  grainOf(AREA_GRAINS, area),
];

/** Whether one set can be made from another by coarsening, or is the same. */
export function isCoarser(one: QuasiSet, than: QuasiSet): boolean {
  const [a, b] = [stepsOf(one), stepsOf(than)];
  return a[0] >= b[0] && a[1] >= b[1];
}
