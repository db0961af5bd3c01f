/** Measures what an intruder could do with tables that belong together: sets, gate and attacks. */

import type {Database} from '../../../engine/database.ts';
import {type Attack, classicAttacks, makeStrata} from './attacks.ts';
import {figuresOf, makeClasses, makeFinest, type Surroundings} from './classes.ts';
import {type GatedSet, judgeAll, type MeasuredSet} from './gate.ts';
import {type ExtractTable, makeKnownValues, peopleIn} from './known-values.ts';
import {linkageAttack} from './public-register.ts';
import {fullSet, type Held, setsOf} from './sets.ts';

export interface MeasureRequest {
  readonly tables: readonly ExtractTable[];
  readonly around: Surroundings;
  /** Everything that is drawn follows from it. */
  readonly seed: string;
  readonly smallestK: number;
  /** In per cent. */
  readonly largestShare: number;
  /** Ids of the questions whose answers make an exception. */
  readonly justified: readonly string[];
}

/** Null for an attack that the tables, or a missing population, give nothing to run on. */
export interface Attacks {
  readonly prosecutor: Attack | null;
  readonly journalist: Attack | null;
  readonly marketer: Attack | null;
  readonly register: Attack | null;
}

export interface Measured {
  readonly people: number;
  readonly held: Held;
  readonly sets: readonly MeasuredSet[];
  readonly gate: readonly GatedSet[];
}

/** Measures every set of quasi-identifiers, and judges those that are held as they are. */
export async function measure(db: Database, request: MeasureRequest): Promise<Measured> {
  const {tables, around, smallestK, largestShare, justified} = request;
  const held = await makeKnownValues(db, tables, around.areas !== null);
  await makeFinest(db, held, around);
  const sets: MeasuredSet[] = [];
  for (const set of setsOf(held)) {
    await makeClasses(db, set, held, around);
    sets.push({set, figures: await figuresOf(db, set, around, smallestK)});
  }
  const gate = judgeAll(held, sets, justified, largestShare);
  return {people: await peopleIn(db), held, sets, gate};
}

/** Attacks the tables that were measured last, by the finest set that they hold. */
export async function attack(
  db: Database,
  {held}: Measured,
  {around, seed}: MeasureRequest,
): Promise<Attacks> {
  const set = fullSet(held);
  if (!set.birth && !set.area && !set.sex) {
    return {prosecutor: null, journalist: null, marketer: null, register: null};
  }
  await makeClasses(db, set, held, around);
  await makeStrata(db, set, around);
  const classic = await classicAttacks(db, set, around);
  return {...classic, register: await linkageAttack(db, held, around, seed)};
}
