/** The SQL that makes up people and their records: chance is a hash of the seed, a purpose and a row. */

import {type Sql, sql} from '../../src/kernel/sql.ts';

export interface Size {
  readonly records: number;
  readonly people: number;
  /** The first so many people have a record of their own on a spine, beside the others. */
  readonly spine?: number;
}

/** First year of birth, and how many years people are spread over. */
const FIRST_YEAR = 1948;
const YEARS = 76;
const PEOPLE_PER_HOUSEHOLD = 2.4;
const PLACES = 124;
/** Share of people who have a third and a fourth record. */
const THIRD = 0.05;
const FOURTH = 0.01;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const INWARD = 'ABDEFGHJLNPQRSTUWXYZ';

/**
 * An evenly spread number in [0, 1), always the same for the same seed, purpose and row. Hashed twice:
 * DuckDB joins the hashes of two values by `xor`, and one bit pattern would run through all purposes.
 */
const chance = (seed: string, purpose: string, row: Sql): Sql =>
  sql`((hash(hash(${`${seed}/${purpose}`}, ${row})) >> 11)::double / 9007199254740992)`;

/** A whole number from 0 up to but not including `below`. */
const pick = (seed: string, purpose: string, row: Sql, below: Sql): Sql =>
  sql`floor(${chance(seed, purpose, row)} * (${below}))::bigint`;

/** One row per place: a postcode area and its city. */
export const places = (): Sql => sql`
  select i as place,
    substr(${INWARD}, 1 + i % 20, 1) ||
      case when i < 20 and i % 3 = 0 then '' else substr(${INWARD}, 1 + (i * 7 + i // 20) % 20, 1) end as area,
    (['Aber', 'Pen', 'Llan', 'Caer', 'Brad', 'New', 'Nor', 'Ash', 'Stan', 'Wood'])[1 + i % 10] ||
      (['ford', 'bury', 'mouth', 'ton', 'field', 'dale', 'well', 'port', 'ley', 'by', 'wick', 'ham', 'stow'])
        [1 + i // 10] as city
  from generate_series(0, ${PLACES - 1}) as s(i)`;

/** One row per person, as they are before anything is written down wrongly. */
export const people = (seed: string, {people: count}: Size): Sql => sql`
  with drawn as (
    select i as person,
      floor(i / ${PEOPLE_PER_HOUSEHOLD}::double)::bigint as household,
      ${chance(seed, 'first name', sql`i`)} as first_name_at,
      -- Seven in ten of a household carry its surname.
      case when ${chance(seed, 'own surname', sql`i`)} < 0.3
        then ${chance(seed, 'surname', sql`i`)}
        else ${chance(seed, 'surname of household', sql`floor(i / ${PEOPLE_PER_HOUSEHOLD}::double)::bigint`)}
      end as surname_at,
      date '0001-01-01' + (make_date(${FIRST_YEAR}::int, 1, 1) - date '0001-01-01')::int
        + ${pick(seed, 'born', sql`i`, sql`365.25 * ${YEARS}::double`)}::int as born,
      ${pick(seed, 'email', sql`i`, sql`1000`)} as email_number,
      ${pick(seed, 'provider', sql`i`, sql`8`)} as provider
    from generate_series(0, ${count - 1}) as s(i)
  )
  select d.person, d.household, f.name as first_name, s.name as surname,
    strftime(d.born, '%Y-%m-%d') as dob,
    lower(f.name) || '.' || lower(s.name) || d.email_number || '@' ||
      (['post', 'mail', 'inbox', 'letter', 'note', 'reply', 'hello', 'send'])[1 + d.provider] ||
      '.example' as email
  from drawn d
  asof join first_name_shares f on d.first_name_at >= f.from_share
  asof join surname_shares s on d.surname_at >= s.from_share`;

/** One row per record: whose it is. Everyone has one, most of the rest have two, few three or four. */
export const peopleOfRecords = (seed: string, {records: count, people: all}: Size): Sql => {
  const fourth = Math.floor(Math.min(all * FOURTH, (count - all) / 12));
  const third = Math.floor(Math.min(all * THIRD, (count - all) / 4));
  const second = count - all - third - fourth;
  return sql`
    select row_number() over (order by hash(hash(${`${seed}/order`}, i)), i) - 1 as unique_id,
      case
        when i < ${all} then i
        when i < ${all + second} then i - ${all}
        when i < ${all + second + third} then i - ${all + second}
        else i - ${all + second + third}
      end as person,
      i < ${all} as is_first
    from generate_series(0, ${count - 1}) as s(i)`;
};

/** One row per record: the spine holds each of its people once; everyone has as many other records. */
export const peopleOfSpine = (
  seed: string,
  {records: count, people: all, spine}: Required<Size>,
): Sql => sql`
  select row_number() over (order by hash(hash(${`${seed}/order`}, i)), i) - 1 as unique_id,
    case when i < ${spine} then i else (i - ${spine}) % ${all} end as person,
    i < ${spine} as is_first
  from generate_series(0, ${count + spine - 1}) as s(i)`;

/** A name with one letter changed, dropped, doubled or swapped with the next. */
const mistyped = (seed: string, name: Sql, purpose: string): Sql => {
  const at = sql`(1 + ${pick(seed, `${purpose} where`, sql`unique_id`, sql`length(${name})`)})`;
  const letter = sql`substr(${LETTERS}, 1 + ${pick(seed, `${purpose} letter`, sql`unique_id`, sql`26`)}, 1)`;
  return sql`case ${pick(seed, `${purpose} how`, sql`unique_id`, sql`4`)}
    when 0 then substr(${name}, 1, ${at} - 1) || ${letter} || substr(${name}, ${at} + 1)
    when 1 then substr(${name}, 1, ${at} - 1) || substr(${name}, ${at} + 1)
    when 2 then substr(${name}, 1, ${at}) || substr(${name}, ${at})
    else substr(${name}, 1, ${at} - 1) || substr(${name}, ${at} + 1, 1) ||
      substr(${name}, ${at}, 1) || substr(${name}, ${at} + 2)
  end`;
};

const maybe = (seed: string, purpose: string, share: number, then: Sql, otherwise: Sql): Sql =>
  sql`case when ${chance(seed, purpose, sql`unique_id`)} < ${share}::double then ${then} else ${otherwise} end`;

const missing = (seed: string, column: Sql, purpose: string, share: number): Sql =>
  maybe(seed, `${purpose} missing`, share, sql`null`, column);

/** A wrong date: a digit of day or month, day and month swapped, the year, or the first of January. */
const misdated = (seed: string): Sql => {
  const digit = pick(seed, 'dob digit', sql`unique_id`, sql`10`);
  return sql`case ${pick(seed, 'dob how', sql`unique_id`, sql`6`)}
    when 0 then substr(dob, 1, 9) || ${digit}
    when 1 then substr(dob, 1, 6) || ${digit} || substr(dob, 8)
    when 2 then substr(dob, 1, 5) || substr(dob, 9, 2) || '-' || substr(dob, 6, 2)
    when 3 then substr(dob, 1, 3) || ${digit} || substr(dob, 5)
    when 4 then substr(dob, 1, 8) || substr(dob, 10, 1) || substr(dob, 9, 1)
    else substr(dob, 1, 5) || '01-01'
  end`;
};

/** One row per record, with the errors and gaps of the person who wrote it down. */
export const records = (seed: string, {people: count}: Size): Sql => sql`
  with housed as (
    select r.unique_id, p.first_name, p.surname, p.dob, p.email,
      -- One in eight later records was written down after a move.
      case when not r.is_first and ${chance(seed, 'moved', sql`r.unique_id`)} < 0.125
        then ${pick(seed, 'new household', sql`r.unique_id`, sql`${count}::double / ${PEOPLE_PER_HOUSEHOLD}::double`)}
        else p.household
      end as household
    from person_of_record r
    join people p using (person)
  ), placed as (
    select h.unique_id, h.first_name, h.surname, h.dob, h.email, q.city,
      q.area || (1 + ${pick(seed, 'district', sql`h.household`, sql`9`)}) || ' ' ||
        ${pick(seed, 'sector', sql`h.household`, sql`10`)} ||
        substr(${INWARD}, 1 + ${pick(seed, 'unit 1', sql`h.household`, sql`5`)}, 1) ||
        substr(${INWARD}, 1 + ${pick(seed, 'unit 2', sql`h.household`, sql`20`)}, 1) as postcode
    from housed h
    -- Places differ in size: the square of an even chance makes the first ones larger.
    join places q on q.place =
      floor(power(${chance(seed, 'place', sql`h.household`)}, 1.5) * ${PLACES})::bigint
  ), written as (
    select unique_id, city,
      ${maybe(seed, 'first name typo', 0.08, mistyped(seed, sql`first_name`, 'first name'), sql`first_name`)} as first_name,
      ${maybe(seed, 'surname typo', 0.08, mistyped(seed, sql`surname`, 'surname'), sql`surname`)} as surname,
      ${maybe(seed, 'dob error', 0.1, misdated(seed), sql`dob`)} as dob,
      ${maybe(seed, 'postcode error', 0.04, sql`substr(postcode, 1, length(postcode) - 1) || 'V'`, sql`postcode`)} as postcode,
      ${maybe(seed, 'email error', 0.1, sql`replace(email, '.example', '.test')`, sql`email`)} as email
    from placed
  )
  select unique_id::integer as unique_id,
    ${missing(seed, sql`first_name`, 'first name', 0.02)} as first_name,
    ${missing(seed, sql`surname`, 'surname', 0.02)} as surname,
    ${missing(seed, sql`dob`, 'dob', 0.04)} as dob,
    ${missing(seed, sql`postcode`, 'postcode', 0.1)} as postcode,
    ${missing(seed, sql`city`, 'city', 0.08)} as city,
    ${missing(seed, sql`email`, 'email', 0.2)} as email
  from written`;
