/**
 * The deterministic gate, strongest evidence first: what people decided, a known NHS number whose
 * birth date agrees, then five fields exact, then four and a known variant of the forename. Nobody passes it with a person they were told apart from.
 */

import {sql} from '../../../kernel/sql.ts';
import {type Step, step} from '../../../kernel/steps.ts';

/** One row per incoming profile with an NHS number: the number that it is today, or was when asked. */
const currentNumbers = step(
  'current_number',
  sql`
    with recursive chain as (
      select profile_id, nhs_number, as_at, 0 as hops
      from incoming
      where nhs_number is not null
      union all
      select c.profile_id, s.replaced_by, c.as_at, c.hops + 1
      from chain c
      join number_replaced s on s.nhs_number = c.nhs_number
      where c.as_at is null or s.valid_from is null or s.valid_from <= c.as_at
    )
    select profile_id, arg_max(nhs_number, hops) as nhs_number, max(hops) > 0 as is_superseded
    from chain
    group by profile_id
  `,
);

/** One row per incoming profile that people linked; to two people is a fault that was refused before. */
const clericalDecisions = step(
  'clerical_decisions',
  sql`
    select profile_id, any_value(person_id) as person_id, 39 as match_status,
      'clerical' as match_method, null::varchar as reason
    from must_link
    semi join incoming using (profile_id)
    group by profile_id
  `,
);

/** Two of three parts of a birth date agree, or day and month are swapped, or it is 1 January of the year. */
const PARTLY_AGREES = sql`
  coalesce(i.birth_day = s.birth_day, false)::int + coalesce(i.birth_month = s.birth_month, false)::int
    + coalesce(i.birth_year = s.birth_year, false)::int >= 2
  or (i.birth_year = s.birth_year and i.birth_day = s.birth_month and i.birth_month = s.birth_day)
  or (i.birth_year = s.birth_year and i.birth_day = 1 and i.birth_month = 1)`;

const NAME_OR_OUTCODE_AGREES = sql`
  i.surname = s.surname or i.forename = s.forename or i.postcode_district = s.postcode_district`;

/** How far `i` and `s`, who hold one number, agree: 2 in the whole birth date, 1 in part of it, else 0. */
export const BIRTH_AGREEMENT = sql`case
    when i.date_of_birth = s.date_of_birth then 2
    when (${PARTLY_AGREES}) and (${NAME_OR_OUTCODE_AGREES}) then 1
    else 0
  end`;

/** One row per incoming profile whose NHS number is on the spine: 2 full, 1 partial, 0 no agreement. */
const nhsNumberHits = step(
  'nhs_number_hits',
  sql`
    select i.profile_id, n.person_id, any_value(c.is_superseded) as is_superseded,
      max(${BIRTH_AGREEMENT}) as agreement,
      bool_or(i.birth_year is not null) as has_birth
    from incoming i
    join current_number c using (profile_id)
    join spine_number n on n.nhs_number = c.nhs_number
    join spine_profile s on s.person_id = n.person_id
    anti join clerical_decisions d on d.profile_id = i.profile_id
    anti join cannot_link x on x.profile_id = i.profile_id and x.person_id = n.person_id
    group by i.profile_id, n.person_id
  `,
);

/** One row per profile linked by its NHS number (status 1), or held because its birth date disagrees. */
const nhsNumberDecisions = step(
  'nhs_number_decisions',
  sql`
    select profile_id,
      case when agreement > 0 then person_id end as person_id,
      case when agreement > 0 then 1 else 99 end as match_status,
      case
        when agreement = 0 then 'none'
        when is_superseded then 'nhs_superseded'
        when agreement = 2 then 'nhs_exact'
        else 'nhs_partial'
      end as match_method,
      case when agreement = 0 then 'nhs_number_conflict' end as reason
    from nhs_number_hits
    where agreement > 0 or has_birth
  `,
);

/** One row per pair of a profile and a person that agree in all five fields. */
const exactFiveHits = step(
  'exact_five_hits',
  sql`
    select distinct i.profile_id, s.person_id
    from incoming i
    join spine_profile s on s.surname = i.surname
      and s.forename = i.forename
      and s.date_of_birth = i.date_of_birth
      and s.postcode = i.postcode
      and s.sex = i.sex
    anti join cannot_link x on x.profile_id = i.profile_id and x.person_id = s.person_id
  `,
);

/** One row per profile of which exactly one person agrees in all five fields (status 4). */
const exactFiveDecisions = step(
  'exact_five_decisions',
  sql`
    select h.profile_id, any_value(h.person_id) as person_id,
      4 as match_status, 'exact_five' as match_method, null::varchar as reason
    from exact_five_hits h
    anti join nhs_number_decisions n on n.profile_id = h.profile_id
    anti join clerical_decisions d on d.profile_id = h.profile_id
    group by h.profile_id
    having count(*) = 1
  `,
);

/** One row per profile of which exactly one person agrees in four fields, and in a variant of the fifth. */
const lexiconDecisions = step(
  'lexicon_decisions',
  sql`
    select i.profile_id, any_value(s.person_id) as person_id,
      39 as match_status, 'lexicon' as match_method, null::varchar as reason
    from incoming i
    join name_variant v on v.name = i.forename
    join spine_profile s on s.surname = i.surname
      and s.forename = v.variant
      and s.date_of_birth = i.date_of_birth
      and s.postcode = i.postcode
      and s.sex = i.sex
    anti join cannot_link x on x.profile_id = i.profile_id and x.person_id = s.person_id
    anti join exact_five_hits e on e.profile_id = i.profile_id
    anti join nhs_number_decisions n on n.profile_id = i.profile_id
    anti join clerical_decisions d on d.profile_id = i.profile_id
    group by i.profile_id
    having count(distinct s.person_id) = 1
  `,
);

/** One row per incoming profile that no deterministic pass decided. */
const remaining = step(
  'remaining',
  sql`
    select i.*
    from incoming i
    anti join clerical_decisions d on d.profile_id = i.profile_id
    anti join nhs_number_decisions n on n.profile_id = i.profile_id
    anti join exact_five_decisions e on e.profile_id = i.profile_id
    anti join lexicon_decisions v on v.profile_id = i.profile_id
  `,
);

/** The steps of the gate, in order; the last leaves what goes on to be compared. */
export const GATE: readonly Step[] = [
  currentNumbers,
  clericalDecisions,
  nhsNumberHits,
  nhsNumberDecisions,
  exactFiveHits,
  exactFiveDecisions,
  lexiconDecisions,
  remaining,
];
