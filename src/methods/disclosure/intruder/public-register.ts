/**
 * A made-up public register of people of the extract and others, as a newspaper or a genealogy site
 * would have it: month of birth, sex, place and one dated event, with mistakes. Names add nothing here,
 * since an extract has none.
 */

import type {Database} from '../../../engine/database.ts';
import {ident, join, type Sql, sql} from '../../../kernel/sql.ts';
import {type Attack, STRATA, stratumOf} from './attacks.ts';
import {
  CLASSES,
  COMBINATIONS,
  isCounted,
  makeClasses,
  namesOf,
  type Surroundings,
} from './classes.ts';
import {EVENTS} from './known-values.ts';
import type {Held, QuasiSet} from './sets.ts';

/** Entries about people of the extract, and at most as many about others. */
const MOST_ENTRIES = 10_000;
/** Bounds the work where many people share a month and place. */
const MOST_CANDIDATES = 2_000_000;
/** Shares of entries that are wrong, so that a match is no certainty [D]. */
const WRONG = {birth: 0.02, place: 0.05, day: 0.3} as const;
/** A day in the register is off by so many at most, and the intruder allows for it. */
const DAYS_OFF = 3;

const REGISTER = 'intruder_register';

/** A number from 0 to 1 that follows from the seed, what it is for and an entry's number. */
const drawn = (seed: string, what: string, id: Sql): Sql =>
  sql`(md5_number_lower(${`${seed}|${what}|`} || ${id}) / 18446744073709551615.0::double)`;

/** What a set says of somebody, as one text. */
const keyOf = (set: QuasiSet): Sql =>
  sql`concat_ws('|', ${join(namesOf(set).map((name) => ident(name)))})`;

/** What the register says of a person: never finer than month of birth, and places where there are any. */
export function registerSet(held: Held): QuasiSet {
  return {
    birth: held.birth === 'week' ? 'month' : held.birth,
    area: held.area && held.hasLargerAreas ? 'msoa' : held.area,
    sex: held.sex,
    also: null,
  };
}

/**
 * Makes the register and looks its people up in the extract. The intruder claims an entry when one
 * person alone fits it. Null when the extract says neither when nor where anybody was born or lives.
 * @param hasEvents whether the extract holds days of events
 */
export async function linkageAttack(
  db: Database,
  held: Held,
  around: Surroundings,
  seed: string,
): Promise<Attack | null> {
  const set = registerSet(held);
  if (!set.birth && !set.area) return null;
  const hasEvents = held.further.includes('first-event');
  await makeClasses(db, set, held, around);
  const entries = await entriesFor(db);
  await makeTargets(db, set, seed, entries, hasEvents);
  await addOthers(db, set, around, seed, hasEvents);
  return lookUp(db, set, hasEvents);
}

/** Fewer entries where many people look alike, since each of them must be looked at. */
async function entriesFor(db: Database): Promise<number> {
  const alike = Number(
    await db.value(
      sql`select coalesce(sum(people * people) / sum(people), 1) from ${ident(CLASSES)}`,
      'people alike',
    ),
  );
  return Math.max(100, Math.min(MOST_ENTRIES, Math.floor(MOST_CANDIDATES / Math.max(1, alike))));
}

/** One row per entry about a person of the extract, with the mistakes that registers have. */
async function makeTargets(
  db: Database,
  set: QuasiSet,
  seed: string,
  entries: number,
  hasEvents: boolean,
): Promise<void> {
  const wrongBirth = sql`${drawn(seed, 'birth', sql`person`)} < ${WRONG.birth}`;
  const later = sql`case when ${drawn(seed, 'later', sql`person`)} < 0.5 then -1 else 1 end`;
  const unit = set.birth === 'year' ? sql`interval 1 year` : sql`interval 1 month`;
  const columns = [
    sql`person as truth`,
    ...(set.birth
      ? [
          sql`case when ${wrongBirth} then (birth + ${later} * ${unit})::date else birth end as birth`,
        ]
      : []),
    ...(set.area
      ? [
          sql`case when ${drawn(seed, 'place', sql`person`)} < ${WRONG.place}
          then lead(area, 7, area) over (order by draw, person) else area end as area`,
        ]
      : []),
    ...(set.sex ? [sql`sex`] : []),
  ];
  const target = sql`
    select *, ${drawn(seed, 'target', sql`person`)} as draw
    from ${ident(COMBINATIONS)}
    qualify row_number() over (
      partition by person order by ${drawn(seed, 'which', keyOf(set))}, ${keyOf(set)}) = 1
    order by draw, person
    limit ${entries}
  `;
  await db.run(
    sql`create or replace temp table intruder_target as
      select row_number() over (order by draw, person) as entry, ${join(columns)}
      from (${target}) order by entry`,
    'entries of the register',
  );
  const off = sql`case when ${drawn(seed, 'is off', sql`t.entry`)} < ${WRONG.day}
    then floor(${drawn(seed, 'off', sql`t.entry`)} * ${2 * DAYS_OFF + 1})::integer - ${DAYS_OFF} else 0 end`;
  // One event of each person, whichever the seed points at.
  const event = sql`
    select person, arg_min(value, (${drawn(seed, 'event', sql`person || '|' || value`)}, value)) as day
    from ${ident(EVENTS)} semi join intruder_target t on t.truth = person group by person
  `;
  await db.run(
    sql`create or replace temp table ${ident(REGISTER)} as
      select t.*, ${hasEvents ? sql`e.day + ${off}` : sql`null::date`} as day
      from intruder_target t ${hasEvents ? sql`left join (${event}) e on e.person = t.truth` : sql``}`,
    'register',
  );
}

/** Entries about people who are not in the extract: as many, among all, as the population has. */
async function addOthers(
  db: Database,
  set: QuasiSet,
  around: Surroundings,
  seed: string,
  hasEvents: boolean,
): Promise<void> {
  const {population, areas} = around;
  if (!population || !isCounted(set, around)) return;
  const entries = await db.count(ident(REGISTER));
  const [row] = await db.rows(
    sql`select (select sum(people) from ${population}) as all_people,
      (select count(distinct person) from ${ident(COMBINATIONS)}) as inside`,
    'people outside',
  );
  const [all, inside] = [Number(row?.all_people ?? 0), Number(row?.inside ?? 0)];
  const wanted = Math.min(
    MOST_ENTRIES,
    Math.round((entries * Math.max(0, all - inside)) / Math.max(1, inside)),
  );
  if (wanted === 0) return;
  const byMsoa = set.area === 'msoa' && areas;
  const columns = [
    ...(set.birth ? [sql`date_trunc(${set.birth}, week_of_birth)::date as birth`] : []),
    ...(set.area ? [byMsoa ? sql`msoa_code as area` : sql`lsoa_code as area`] : []),
    ...(set.sex ? [sql`sex`] : []),
  ];
  const names = join(namesOf(set).map((name) => ident(name)));
  const from = byMsoa ? sql`${population} join ${byMsoa} using (lsoa_code)` : population;
  // How many people of a cell are outside the extract; one entry a cell at most, likelier where more are.
  const cells = sql`
    select ${names}, sum(people)::bigint - coalesce(any_value(c.inside), 0) as outside
    from (select ${join([...columns, sql`people`])} from ${from}) p
    left join (select ${names}, people as inside from ${ident(CLASSES)}) c using (${names})
    group by ${names}
    having outside > 0
  `;
  const key = keyOf(set);
  const chosen = sql`
    select *, -ln(greatest(${drawn(seed, 'other', key)}, 1e-18)) / outside as draw
    from (${cells}) order by draw, ${key} limit ${wanted}
  `;
  const day = hasEvents
    ? sql`(select arg_min(r.day, r.entry) from ${ident(REGISTER)} r
        where r.entry = 1 + floor(${drawn(seed, 'day', sql`o.number`)} * ${entries})::bigint)`
    : sql`null::date`;
  await db.run(
    sql`insert into ${ident(REGISTER)} by name
      select ${entries} + o.number as entry, null::integer as truth, ${names}, ${day} as day
      from (select *, row_number() over (order by draw, ${key}) as number from (${chosen})) o`,
    'entries about others',
  );
}

/** One row per entry and person who fits it; where there is a day, a person with an event near it. */
async function lookUp(db: Database, set: QuasiSet, hasEvents: boolean): Promise<Attack> {
  await db.run(
    sql`create or replace temp table intruder_candidate as
      select distinct r.entry, c.person, r.day
      from ${ident(REGISTER)} r
      join ${ident(COMBINATIONS)} c using (${join(namesOf(set).map((name) => ident(name)))})`,
    'candidates',
  );
  const near = sql`
    select distinct c.entry, c.person
    from (
      select entry, person, day + off::integer as day
      from intruder_candidate, range(${-DAYS_OFF}, ${DAYS_OFF + 1}) t(off)
      where day is not null
    ) c
    semi join ${ident(EVENTS)} e on e.person = c.person and e.value = c.day
    union all
    select entry, person from intruder_candidate where day is null
  `;
  const fitting = hasEvents ? near : sql`select entry, person from intruder_candidate`;
  const [row] = await db.rows(
    sql`with alone as (
        select entry, any_value(person) as person from (${fitting})
        group by entry having count(*) = 1
      )
      select (select count(*) from ${ident(REGISTER)}) as attempts, count(*) as claimed,
        count(*) filter (where a.person = r.truth) as correct,
        sum(1.0 / s.people) filter (where r.truth is not null) as baseline
      from alone a
      join ${ident(REGISTER)} r using (entry)
      left join ${ident(STRATA)} s on s.stratum = ${stratumOf(set, 'r')}`,
    'linkage with a register',
  );
  const n = (name: string) => Number(row?.[name] ?? 0);
  return {
    attempts: n('attempts'),
    claimed: n('claimed'),
    correct: n('correct'),
    baseline: Number(n('baseline').toPrecision(9)),
  };
}
