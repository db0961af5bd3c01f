/** The cohort as named steps: people, spells, index dates, eligibility, follow-up. */

import {ident, join, type Sql, sql} from '../../../kernel/sql.ts';
import {type Step, step} from '../../../kernel/steps.ts';
import type {EligibilityStep, Study} from './study.ts';

/** One row per person of the population source; earliest birth and smallest sex where rows differ. */
export const people = ({sources: {persons}}: Study): Step =>
  step(
    'people',
    sql`
    select ${ident(persons.id)} as person, min(${ident(persons.birth)}) as birth,
      min(${ident(persons.sex)}) as sex
    from ${ident(persons.table)}
    where ${ident(persons.id)} is not null
    group by 1
  `,
  );

/** One row per person with a death; the earliest where sources differ. */
export const deaths = ({sources}: Study): Step =>
  step(
    'deaths',
    sql`
    select ${ident(sources.deaths.id)} as person, min(${ident(sources.deaths.date)}::date) as death_date
    from ${ident(sources.deaths.table)}
    group by 1
  `,
  );

/**
 * One row per merged registration spell. Spells merge when no more than `maxGapDays` lie between
 * them; the running maximum of ends keeps a long spell from being cut by a short one inside it.
 */
export const spells = ({sources: {registrations: r}, period}: Study, maxGapDays: number): Step =>
  step(
    'spells',
    sql`
    with valid as (
      select ${ident(r.id)} as person, ${ident(r.start)}::date as spell_start,
        coalesce(${ident(r.end)}::date, ${period.extractDate}::date) as spell_end,
        ${ident(r.end)} is not null as has_ended
      from ${ident(r.table)}
      where ${ident(r.start)} is not null
        and ${ident(r.start)}::date <= coalesce(${ident(r.end)}::date, ${period.extractDate}::date)
    ),
    marked as (
      select *, spell_start - max(spell_end) over (
          partition by person order by spell_start, spell_end
          rows between unbounded preceding and 1 preceding) - 1 as gap_days
      from valid
    ),
    numbered as (
      select *, sum((coalesce(gap_days, 2147483647) > ${maxGapDays})::int) over (
          partition by person order by spell_start, spell_end) as spell_no
      from marked
    )
    select person, spell_no, min(spell_start) as spell_start, max(spell_end) as spell_end,
      arg_max(has_ended, (spell_end, (not has_ended)::int)) as has_ended
    from numbered
    group by person, spell_no
  `,
  );

/** Completed years; someone born on 29 February has their birthday on 1 March in common years. */
export const completedYears = (birth: Sql, on: Sql): Sql =>
  sql`(year(${on}) - year(${birth}) - (strftime(${on}, '%m%d') < strftime(${birth}, '%m%d'))::int)`;

/** One row per person, with the dates that eligibility asks about. */
export const candidates = ({followUp, period}: Study): Step => {
  const limits = followUp.end.map((reason) => {
    if (reason === 'death') return sql`d.death_date`;
    if (reason === 'study_end') return sql`${period.followUpEnd}::date`;
    if (reason === 'deregistered') return sql`case when s.has_ended then s.spell_end end`;
    return sql`(f.index_date + ${reason.max_follow_up}::int)`;
  });
  return step(
    'candidates',
    sql`
    select p.person, p.birth, p.sex, f.index_date, d.death_date, s.spell_start, s.spell_end,
      s.has_ended, ${period.followUpEnd}::date as study_end, least(${join(limits)}) as exit_date,
      ${completedYears(sql`p.birth`, sql`f.index_date`)} as age
    from people p
    left join first_records f on f.person = p.person
    left join deaths d on d.person = p.person
    left join spells s on s.person = p.person and f.index_date between s.spell_start and s.spell_end
  `,
  );
};

function condition(one: EligibilityStep, {period}: Study): Sql {
  switch (one.kind) {
    case 'hasIndex':
      return sql`index_date is not null`;
    case 'indexInPeriod':
      return sql`index_date between ${period.start}::date and ${period.end}::date`;
    case 'registered':
      return sql`index_date - spell_start >= ${one.minPriorDays}`;
    case 'age':
      return sql`age between ${one.min} and ${one.max}`;
    case 'sex':
      return sql`list_contains(${one.values}, sex)`;
    case 'alive':
      return sql`death_date is null or death_date > index_date`;
    case 'followUp':
      return sql`exit_date - index_date >= ${one.minDays}`;
  }
}

/** One row per person: the first step that they fail, and a bit for every step that they fail. */
export const assessed = (study: Study): Step => {
  const passes = study.eligibility.map((one) => sql`coalesce(${condition(one, study)}, false)`);
  const firstFailure = study.eligibility.map(
    ({step: name}, i) => sql`when not ${passes[i] ?? sql`true`} then ${name}`,
  );
  const bits = passes.map((pass, i) => sql`(not ${pass})::int * ${2 ** i}`);
  return step(
    'assessed',
    sql`
    select *, case ${join(firstFailure, sql` `)} end as reason, ${join(bits, sql` + `)} as failed_steps
    from candidates
  `,
  );
};

/** When several ends fall on one day, the first of these is the reason (cohort reference R35). */
const exitReasons = ({followUp}: Study): Sql[] => {
  const named = new Map(
    followUp.end.map((reason) => [typeof reason === 'string' ? reason : 'max_follow_up', reason]),
  );
  const limit = named.get('max_follow_up');
  const days = typeof limit === 'object' ? limit.max_follow_up : 0;
  const whens = [
    ['death', sql`when exit_date = death_date then 'death'`],
    ['max_follow_up', sql`when exit_date = index_date + ${days}::int then 'max_follow_up'`],
    ['study_end', sql`when exit_date = study_end then 'study_end'`],
    ['deregistered', sql`when has_ended and exit_date = spell_end then 'deregistered'`],
  ] as const;
  return whens.filter(([reason]) => named.has(reason)).map(([, when]) => when);
};

/** One row per person of the cohort. Days at risk are (start, exit]. */
export const cohortRows = (study: Study): Sql => sql`
  select person as alf_pe, index_date, index_date as start_date, age::integer as age, sex, exit_date,
    case ${join(exitReasons(study), sql` `)} end as exit_reason,
    (exit_date - index_date)::integer as time_days,
    case when death_date <= exit_date then death_date end as death_date,
    (death_date is not null and death_date <= exit_date)::integer as death_status
  from assessed
  where reason is null
  order by alf_pe
`;

export const dispositionRows: Sql = sql`
  select person as alf_pe, reason, failed_steps::integer as failed_steps
  from assessed
  order by alf_pe
`;

/** People and deaths by sex and twenty-year age band: the table that may ask to leave. */
export const countsBySexAndAge: Sql = sql`
  select c.sex, (c.age // 20 * 20)::varchar || '-' || (c.age // 20 * 20 + 19)::varchar as age_band,
    count(*) as people, sum(death_status)::bigint as deaths
  from cohort c
  group by all
  order by sex, age_band
`;
