/** The deterministic gate: a known NHS number whose birth date agrees, then five fields exact. */

import {sql} from '../../kernel/sql.ts';
import {step} from '../../kernel/steps.ts';

/** Two of three parts of a birth date agree, or day and month are swapped, or it is 1 January of the year. */
const PARTLY_AGREES = sql`
  coalesce(i.birth_day = s.birth_day, false)::int + coalesce(i.birth_month = s.birth_month, false)::int
    + coalesce(i.birth_year = s.birth_year, false)::int >= 2
  or (i.birth_year = s.birth_year and i.birth_day = s.birth_month and i.birth_month = s.birth_day)
  or (i.birth_year = s.birth_year and i.birth_day = 1 and i.birth_month = 1)`;

const NAME_OR_OUTCODE_AGREES = sql`
  i.surname = s.surname or i.forename = s.forename or i.postcode_district = s.postcode_district`;

/** One row per incoming profile whose NHS number is on the spine: 2 full, 1 partial, 0 no agreement. */
export const nhsNumberHits = step(
  'nhs_number_hits',
  sql`
    select i.profile_id, n.person_id,
      max(case
        when i.date_of_birth = s.date_of_birth then 2
        when (${PARTLY_AGREES}) and (${NAME_OR_OUTCODE_AGREES}) then 1
        else 0
      end) as agreement,
      bool_or(i.birth_year is not null) as has_birth
    from incoming i
    join spine_number n using (nhs_number)
    join spine_profile s on s.person_id = n.person_id
    group by i.profile_id, n.person_id
  `,
);

/** One row per profile linked by its NHS number (status 1), or held because its birth date disagrees. */
export const nhsNumberDecisions = step(
  'nhs_number_decisions',
  sql`
    select profile_id,
      case when agreement > 0 then person_id end as person_id,
      case when agreement > 0 then 1 else 99 end as match_status,
      case agreement when 2 then 'nhs_exact' when 1 then 'nhs_partial' else 'none' end as match_method,
      case when agreement = 0 then 'nhs_number_conflict' end as reason
    from nhs_number_hits
    where agreement > 0 or has_birth
  `,
);

/** One row per profile of which exactly one person agrees in all five fields (status 4). */
export const exactFiveDecisions = step(
  'exact_five_decisions',
  sql`
    select i.profile_id, any_value(s.person_id) as person_id,
      4 as match_status, 'exact_five' as match_method, null::varchar as reason
    from incoming i
    join spine_profile s on s.surname = i.surname
      and s.forename = i.forename
      and s.date_of_birth = i.date_of_birth
      and s.postcode = i.postcode
      and s.sex = i.sex
    where i.profile_id not in (select profile_id from nhs_number_decisions)
    group by i.profile_id
    having count(distinct s.person_id) = 1
  `,
);

/** One row per incoming profile that no deterministic pass decided. */
export const remaining = step(
  'remaining',
  sql`
    select i.*
    from incoming i
    anti join nhs_number_decisions n on n.profile_id = i.profile_id
    anti join exact_five_decisions e on e.profile_id = i.profile_id
  `,
);
