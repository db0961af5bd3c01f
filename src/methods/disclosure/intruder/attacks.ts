/** Three attacks on the finest set that an extract holds, each beside a guess that uses none of it. */

import type {Database} from '../../../engine/database.ts';
import {ident, join, type Sql, sql} from '../../../kernel/sql.ts';
import {CLASSES, COMBINATIONS, isCounted, PERSONS, type Surroundings} from './classes.ts';
import type {QuasiSet} from './sets.ts';

export interface Attack {
  readonly attempts: number;
  /** Guesses that the intruder stands by. */
  readonly claimed: number;
  /** Expected, or counted where the attack was carried out. */
  readonly correct: number;
  /** Expected to be correct when the same guesses are drawn at random within strata. */
  readonly baseline: number;
}

/** What the baseline knows: sex and decade of birth, as far as the set holds them. */
export const stratumOf = ({birth, sex}: QuasiSet, alias: string): Sql => {
  const parts = [
    ...(birth ? [sql`(year(${ident(alias, 'birth')}) // 10)::varchar`] : []),
    ...(sex ? [ident(alias, 'sex')] : []),
  ];
  return parts.length === 0 ? sql`''` : sql`concat_ws('|', ${join(parts)})`;
};

/** One row per stratum: its people in the extract and in the population. */
export const STRATA = 'intruder_stratum';

/** Makes the strata of the set whose classes were made last. */
export async function makeStrata(
  db: Database,
  set: QuasiSet,
  {population}: Surroundings,
): Promise<void> {
  const counted = {
    ...(set.birth ? {birth: sql`week_of_birth`} : {}),
    ...(set.sex ? {sex: sql`sex`} : {}),
  };
  const columns = Object.entries(counted).map(([name, value]) => sql`${value} as ${ident(name)}`);
  const outside = population
    ? sql`select ${stratumOf(set, 'c')} as stratum, sum(c.people)::bigint as peers
        from (select ${join([...columns, sql`people`])} from ${population}) c group by stratum`
    : sql`select null::varchar as stratum, null::bigint as peers where false`;
  await db.run(
    sql`create or replace temp table ${ident(STRATA)} as
      select i.stratum, i.people, greatest(o.peers, i.people) as peers
      from (
        select ${stratumOf(set, 'c')} as stratum, count(distinct person) as people
        from ${ident(COMBINATIONS)} c group by stratum
      ) i
      left join (${outside}) o using (stratum)`,
    'strata',
  );
}

export interface ClassicAttacks {
  /** The target is known to be in the extract; one of those who look alike is taken. */
  readonly prosecutor: Attack;
  /** The target is anybody; only a match that is alone in the extract is claimed. */
  readonly journalist: Attack | null;
  /** Everybody in the extract is looked for in the population; one who looks alike is taken. */
  readonly marketer: Attack | null;
}

/** Runs on the classes and strata that were made last. Baselines and random picks are expectations. */
export async function classicAttacks(
  db: Database,
  set: QuasiSet,
  around: Surroundings,
): Promise<ClassicAttacks> {
  const people = await one(
    db,
    sql`select count(*) as attempts, count(*) as claimed, sum(1.0 / p.k) as correct,
        sum(1.0 / s.people) as baseline
      from (${personStrata(set)}) p join ${ident(STRATA)} s using (stratum)`,
  );
  if (!isCounted(set, around)) return {prosecutor: people, journalist: null, marketer: null};
  const population = around.population ?? sql``;
  const journalist = await one(
    db,
    sql`select (select sum(people) from ${population}) as attempts, sum(c.peers) as claimed,
        count(*) as correct, sum(1.0 / s.people) as baseline
      from (select *, ${stratumOf(set, 'c')} as stratum from ${ident(CLASSES)} c where people = 1) c
      join ${ident(STRATA)} s using (stratum)`,
  );
  const marketer = await one(
    db,
    sql`select count(*) as attempts, count(*) as claimed, sum(1.0 / p.peers) as correct,
        sum(1.0 / s.peers) as baseline
      from (${personStrata(set)}) p join ${ident(STRATA)} s using (stratum)`,
  );
  return {prosecutor: people, journalist, marketer};
}

/** One row per person: how many look like them, and a stratum of theirs. */
const personStrata = (set: QuasiSet): Sql => sql`
  select person, any_value(k) as k, any_value(peers) as peers,
    min(${stratumOf(set, 'c')}) as stratum
  from ${ident(COMBINATIONS)} c join ${ident(PERSONS)} using (person)
  group by person
`;

async function one(db: Database, query: Sql): Promise<Attack> {
  const [row] = await db.rows(query, 'attack');
  const n = (name: string) => Number(row?.[name] ?? 0);
  // Sums of fractions depend on their order in the last digits only, which are not kept.
  const kept = (name: string) => Number(n(name).toPrecision(9));
  return {
    attempts: n('attempts'),
    claimed: n('claimed'),
    correct: kept('correct'),
    baseline: kept('baseline'),
  };
}

/** The correct share of what was claimed; null when nothing was. */
export const precisionOf = ({claimed, correct}: Attack): number | null =>
  claimed === 0 ? null : correct / claimed;

/** How many times more often a claim is right than a guess at random within the stratum. */
export const upliftOf = ({correct, baseline}: Attack): number | null =>
  baseline === 0 ? null : correct / baseline;
